// Who did something, or to what, from the contract's "person:<id>": the name where it is known, else
// the kind and the end of the id, which is enough to tell two apart.

import { useContext } from "react";
import { SessionContext } from "./session";
import { type Texts, useTexts } from "./text";

export function partyText(texts: Texts, party: string, name: string | null = null): string {
  if (name !== null && name !== "") return name;
  const [kind = "", id = ""] = party.split(":");
  const key = `party.${kind}`;
  const word = texts.has(key) ? texts.t(key) : kind;
  return id === "" ? word : `${word} …${id.slice(-6)}`;
}

export function Person({ actor, name = null }: { actor: string; name?: string | null }) {
  const texts = useTexts();
  const session = useContext(SessionContext);
  const is_self = session !== null && actor === `person:${session.person_id}`;
  return <span title={actor}>{is_self ? session.name : partyText(texts, actor, name)}</span>;
}
