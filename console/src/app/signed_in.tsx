import { useQuery } from "@tanstack/react-query";
import { SessionContext } from "../ui/session";
import { Shell } from "./shell";
export function SignedIn() {
  const q = useQuery({ queryKey: ["s"], queryFn: async () => (await fetch("/v1/session")).json() });
  if (!q.data) return null;
  return (
    <SessionContext.Provider
      value={{
        person_id: q.data.person.id,
        name: q.data.person.name,
        email: q.data.person.email,
        permissions: new Set(q.data.permissions),
      }}
    >
      <Shell onSignOut={() => undefined} />
    </SessionContext.Provider>
  );
}
