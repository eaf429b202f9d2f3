// An entry as a sentence: who did what to what.

import { useNavigate } from "@tanstack/react-router";
import type { AuditEntry } from "../../api/types";
import { Person } from "../../ui/party";
import { type Texts, useTexts } from "../../ui/text";
import styles from "./log.module.css";

export const known_acts: string[] = [
  "inspection.decided",
  "inspection.held",
  "inspection.reprotected",
  "inspection.overridden",
  "finding.feedback",
  "held.released",
  "held.released_redacted",
  "held.rejected",
  "held.expired",
  "policy.drafted",
  "policy.activated",
  "policy.modes_changed",
  "person.signed_in",
  "person.signed_in_by_link",
  "person.sign_in_failed",
  "person.signed_out",
  "person.added",
  "person.invited",
  "person.roles_set",
  "person.password_changed",
  "person.deactivated",
  "person.activated",
  "link.made",
  "key.created",
  "key.revoked",
  "retention.erased",
  "subject.erased",
  "backup.restored",
];

// "Message inspected"; for an act newer than the catalogue, its own words.
export function actText(texts: Texts, act: string): string {
  const key = `act.${act}`;
  if (texts.has(key)) return texts.t(key);
  const words = act.replace(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function EntrySentence({ entry }: { entry: AuditEntry }) {
  const texts = useTexts();
  const navigate = useNavigate();
  return (
    <div>
      <button
        type="button"
        data-row-link
        className={styles.what}
        onClick={() =>
          void navigate({
            to: ".",
            search: (before: Record<string, unknown>) => ({ ...before, entry: entry.id }),
          } as never)
        }
      >
        {actText(texts, entry.act)}
      </button>
      <div className={styles.sub}>
        {texts.rich("log.by", { actor: <Person actor={entry.actor} name={entry.actor_name} /> })}
        {entry.subject !== "" && (
          <>
            {" · "}
            <Person actor={entry.subject} />
          </>
        )}
      </div>
    </div>
  );
}
