import { Button, Modal, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../api/client";
import { NewPassword } from "../ui/new_password";
import { Refusal } from "../ui/states";
import { useTexts } from "../ui/text";
import styles from "./own_password.module.css";

export function OwnPassword({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const texts = useTexts();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [is_sound, setSound] = useState(false);
  const [was_tried, setTried] = useState(false);
  const change = api.useMutation("post", "/v1/session:change-password");
  const close = () => {
    setCurrent("");
    setTried(false);
    change.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={texts.t("own.password")}
      closeButtonProps={{ "aria-label": texts.t("dialog.close") }}
    >
      {change.isSuccess ? (
        <>
          <p>{texts.t("own.password.done")}</p>
          <Button onClick={close}>{texts.t("dialog.close")}</Button>
        </>
      ) : (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (!is_sound) return;
            change.mutate({ body: { current_password: current, new_password: password } });
          }}
        >
          <PasswordInput
            label={texts.t("own.password.current")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            data-autofocus
            visibilityToggleButtonProps={{ "aria-label": texts.t("sign_in.show_password") }}
          />
          <NewPassword
            was_tried={was_tried}
            onChange={(next, sound) => {
              setPassword(next);
              setSound(sound);
            }}
          />
          <Refusal error={change.error} />
          <Button type="submit" loading={change.isPending}>
            {texts.t("own.password")}
          </Button>
        </form>
      )}
    </Modal>
  );
}
