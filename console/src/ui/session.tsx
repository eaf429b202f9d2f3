// Who is signed in, for every feature that must know what the person may do.

import { createContext, useContext } from "react";

export type Session = {
  person_id: string;
  name: string;
  email: string;
  permissions: ReadonlySet<string>;
};

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession outside the signed-in part");
  return session;
}

// Whether to show what needs this permission. The server decides again on each request.
export function useCan(permission: string): boolean {
  return useContext(SessionContext)?.permissions.has(permission) ?? false;
}
