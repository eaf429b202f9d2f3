// Lets in who has a session, sends others to the sign-in page and brings them back afterwards.

import { useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { api, onSignedOut, setCsrfToken } from "../api/client";
import { asFailure } from "../api/failure";
import { PageSkeleton } from "../ui/page";
import { type Session, SessionContext } from "../ui/session";
import { Failed } from "../ui/states";
import { Shell } from "./shell";

export function SignedIn() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { href } = useLocation();
  const answer = api.useQuery("get", "/v1/session", {}, { staleTime: 300_000 });
  const sign_out = api.useMutation("post", "/v1/sign-out");
  if (answer.data !== undefined) setCsrfToken(answer.data.csrf_token);

  // Every request under way answers 401 when a session ends; one of them is enough. What is cached is
  // forgotten when the next person enters: to clear it here would make the pages ask again.
  const is_leaving = useRef(false);
  useEffect(
    () =>
      onSignedOut(() => {
        if (is_leaving.current) return;
        is_leaving.current = true;
        setCsrfToken(null);
        const next = globalThis.location.pathname + globalThis.location.search;
        void navigate({ to: "/sign-in", search: next === "/" ? {} : { next }, replace: true });
      }),
    [navigate],
  );

  const session = useMemo<Session | null>(() => {
    if (answer.data === undefined) return null;
    const { person, permissions } = answer.data;
    return {
      person_id: person.id,
      name: person.name,
      email: person.email,
      permissions: new Set(permissions),
    };
  }, [answer.data]);

  if (session === null) {
    const failure = answer.isError ? asFailure(answer.error) : null;
    if (failure !== null && failure.status !== 401) {
      return <Failed failure={failure} onRetry={() => void answer.refetch()} />;
    }
    return <PageSkeleton key={href} />;
  }
  const leave = async () => {
    is_leaving.current = true;
    await sign_out.mutateAsync({}).catch(() => undefined);
    setCsrfToken(null);
    await navigate({ to: "/sign-in", replace: true });
    client.clear();
  };
  return (
    <SessionContext.Provider value={session}>
      <Shell onSignOut={() => void leave()} />
    </SessionContext.Provider>
  );
}
