// Asks for a reason before something that the log will remember.

import { Button, Modal, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import styles from "./reason_dialog.module.css";
import { Refusal } from "./states";
import { useTexts } from "./text";

const reason_chars_min = 3;
const reason_chars_max = 500;

export function ReasonDialog({
  opened,
  onClose,
  title,
  children,
  action,
  is_danger = false,
  is_busy,
  is_optional = false,
  error,
  onConfirm,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  children?: ReactNode;
  action: string;
  is_danger?: boolean;
  is_busy: boolean;
  is_optional?: boolean;
  error: unknown;
  onConfirm: (reason: string) => void;
}) {
  const texts = useTexts();
  const [reason, setReason] = useState("");
  const [was_tried, setTried] = useState(false);
  const length = reason.trim().length;
  const is_short = is_optional
    ? length > 0 && length < reason_chars_min
    : length < reason_chars_min;
  const close = () => {
    setReason("");
    setTried(false);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      closeButtonProps={{ "aria-label": texts.t("dialog.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!is_short) onConfirm(reason.trim());
        }}
      >
        {children}
        <Textarea
          label={texts.t(is_optional ? "dialog.reason_optional" : "dialog.reason")}
          description={texts.t("dialog.reason_kept")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={reason_chars_max}
          autosize
          minRows={2}
          maxRows={6}
          data-autofocus
          error={was_tried && is_short ? texts.t("dialog.reason_short") : undefined}
        />
        <Refusal error={error} />
        <div className={styles.buttons}>
          <Button variant="default" onClick={close}>
            {texts.t("dialog.cancel")}
          </Button>
          <Button type="submit" color={is_danger ? "red.9" : undefined} loading={is_busy}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
