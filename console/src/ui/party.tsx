// Who did something, or to what, from the contract's "person:<id>": the name where it is known, else
// the kind and the end of the id, which is enough to tell two apart.

import { useContext } from "react";
import { api } from "../api/client";
import { SessionContext } from "./session";
import { type Texts, useTexts } from "./text";

export function partyText(texts: Texts, party: string, name: string | null = null): string {
  if (name !== null && name !== "") return name;
  const [kind = "", id = ""] = party.split(":");
  const key = `party.${kind}`;
  const word = texts.has(key) ? texts.t(key) : kind;
  return id === "" ? word : `${word} …${id.slice(-6)}`;
}

// Who an actor is does not change while somebody reads a page.
const NAME_STALE_MS = 600_000;

export function Person({ actor, name = null }: { actor: string; name?: string | null }) {
  const texts = useTexts();
  const session = useContext(SessionContext);
  const is_self = session !== null && actor === `person:${session.person_id}`;
  const is_asked = !is_self && name === null && /^(person|key):/.test(actor);
  const known = api.useQuery(
    "get",
    "/v1/actors/{actor}",
    { params: { path: { actor } } },
    { enabled: is_asked, staleTime: NAME_STALE_MS, retry: false },
  );
  const shown = is_self ? session.name : partyText(texts, actor, name ?? known.data?.name ?? null);
  return <span title={actor}>{shown}</span>;
}
