import { type AuditEntry, verdicts } from "../../api/types";
import { VerdictBadge } from "../../ui/labels";
import styles from "./log.module.css";

export function Decision({ entry }: { entry: AuditEntry }) {
  const verdict = verdicts.find((one) => one === entry.decision);
  return (
    <span className={styles.decision}>
      {verdict !== undefined ? <VerdictBadge verdict={verdict} /> : entry.decision}
      {entry.policy_version !== "" && <span className={styles.sub}>{entry.policy_version}</span>}
    </span>
  );
}
