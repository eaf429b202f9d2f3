import { Button, Modal, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Role } from "../../api/types";
import { Once } from "../../ui/once";
import { Refusal } from "../../ui/states";
import { useTexts } from "../../ui/text";
import styles from "./people.module.css";
import { RoleChoice } from "./role_choice";

export function AddPerson({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const texts = useTexts();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [roles, setRoles] = useState<Role[]>(["supervisor"]);
  const add = api.useMutation("post", "/v1/people", {
    onSuccess: () => client.invalidateQueries({ queryKey: ["get", "/v1/people"] }),
  });
  const close = () => {
    setName("");
    setEmail("");
    add.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={texts.t("people.add")}
      closeButtonProps={{ "aria-label": texts.t("dialog.close") }}
    >
      {add.data !== undefined ? (
        <Once
          text={texts.t("people.link_once", { name: add.data.person.name })}
          value={add.data.sign_in_link}
          onDone={close}
        />
      ) : (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate({ body: { name: name.trim(), email: email.trim(), roles } });
          }}
        >
          <TextInput
            label={texts.t("field.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            withAsterisk={false}
            maxLength={100}
            data-autofocus
          />
          <TextInput
            label={texts.t("sign_in.email")}
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            required
            withAsterisk={false}
            maxLength={254}
          />
          <RoleChoice value={roles} onChange={setRoles} />
          <Refusal error={add.error} />
          <div className={styles.buttons}>
            <Button variant="default" onClick={close}>
              {texts.t("dialog.cancel")}
            </Button>
            <Button type="submit" loading={add.isPending} disabled={roles.length === 0}>
              {texts.t("people.add")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
