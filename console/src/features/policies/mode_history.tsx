import type { PolicyDetail } from "../../api/types";
import { Time } from "../../ui/labels";
import { Person } from "../../ui/party";
import { ReceiptButton } from "../../ui/receipt";
import { useTexts } from "../../ui/text";
import { ModeList } from "./mode_list";
import styles from "./policies.module.css";

// Who switched the modes, when and why, each with its entry in the log.
export function ModeHistory({ policy }: { policy: PolicyDetail }) {
  const texts = useTexts();
  if (policy.mode_changes.length === 0) return null;
  return (
    <>
      <h2 className={styles.historyTitle}>{texts.t("policy.mode_history")}</h2>
      <ul className={styles.versions}>
        {policy.mode_changes.map((change) => (
          <li key={change.entry}>
            <div>
              <ModeList modes={change.modes} />
              <div className={styles.sub}>
                <Person actor={change.actor} />, <Time at={change.at} />
              </div>
              <p className={styles.ruleText}>“{change.reason}”</p>
            </div>
            <ReceiptButton entry={change.entry} />
          </li>
        ))}
      </ul>
    </>
  );
}
