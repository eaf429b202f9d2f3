import type { QueueMode } from "../../api/types";
import { ModeBadge } from "../../ui/labels";
import { useTexts } from "../../ui/text";
import styles from "./policies.module.css";

export const every_queue = "*";

// "Enforce everywhere", or the mode of each queue that differs.
export function ModeList({ modes }: { modes: readonly QueueMode[] }) {
  const texts = useTexts();
  const rest = modes.find(({ queue }) => queue === every_queue);
  const named = modes.filter(({ queue }) => queue !== every_queue);
  if (modes.length === 0)
    return <span className={styles.sub}>{texts.t("policies.not_running")}</span>;
  return (
    <ul className={styles.modes}>
      {rest !== undefined && (
        <li>
          <ModeBadge mode={rest.mode} />{" "}
          <span className={styles.sub}>
            {texts.t(named.length === 0 ? "policies.everywhere" : "policies.elsewhere")}
          </span>
        </li>
      )}
      {named.map(({ queue, mode }) => (
        <li key={queue}>
          <ModeBadge mode={mode} /> <span className={styles.sub}>{queue}</span>
        </li>
      ))}
    </ul>
  );
}
