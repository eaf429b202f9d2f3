import { Kbd, Modal } from "@mantine/core";
import { type TextKey, useTexts } from "../ui/text";
import styles from "./keyboard_help.module.css";

const keys: [string[], TextKey][] = [
  [["j"], "keys_help.next"],
  [["k"], "keys_help.previous"],
  [["Enter"], "keys_help.open"],
  [["n"], "keys_help.new"],
  [["/"], "keys_help.filter"],
  [["Esc"], "keys_help.close"],
  [["?"], "keys_help.help"],
];

export function KeyboardHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const texts = useTexts();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={texts.t("keys_help.title")}
      size="sm"
      closeButtonProps={{ "aria-label": texts.t("dialog.close") }}
    >
      <dl className={styles.keys}>
        {keys.map(([strokes, text]) => (
          <div key={text}>
            <dt>
              {strokes.map((stroke) => (
                <Kbd key={stroke}>{stroke}</Kbd>
              ))}
            </dt>
            <dd>{texts.t(text)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
