// A secret that is shown one time: to be copied now, for it cannot be had again.

import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import styles from "./once.module.css";
import { useTexts } from "./text";

export function Once({ text, value, onDone }: { text: string; value: string; onDone: () => void }) {
  const texts = useTexts();
  return (
    <div className={styles.once}>
      <p>{text}</p>
      <code className={styles.value} data-testid="once">
        {value}
      </code>
      <div className={styles.buttons}>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={
                copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
              }
            >
              {texts.t(copied ? "once.copied" : "once.copy")}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{texts.t("once.done")}</Button>
      </div>
    </div>
  );
}
