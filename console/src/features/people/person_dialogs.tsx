// What can be done about a person: take the access away or give it back, make a link for a new
// password, change the roles. Each asks for a reason, which the log keeps.

import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Person } from "../../api/types";
import { Once } from "../../ui/once";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useTexts } from "../../ui/text";
import { RoleChoice } from "./role_choice";

type Props = { person: Person; opened: boolean; onClose: () => void };

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["get", "/v1/people"] });
}

export function AccessDialog({ person, opened, onClose }: Props) {
  const texts = useTexts();
  const refresh = useRefresh();
  const options = {
    onSuccess: () => {
      onClose();
      return refresh();
    },
  };
  const deactivate = api.useMutation("post", "/v1/people/{id}:deactivate", options);
  const activate = api.useMutation("post", "/v1/people/{id}:activate", options);
  const change = person.is_active ? deactivate : activate;
  const word = person.is_active ? "people.deactivate" : "people.activate";
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title={texts.t(`${word}.title`, { name: person.name })}
      action={texts.t(word)}
      is_danger={person.is_active}
      is_busy={change.isPending}
      error={change.error}
      onConfirm={(reason) =>
        change.mutate({ params: { path: { id: person.id } }, body: { reason } })
      }
    >
      <p>{texts.t(`${word}.text`)}</p>
    </ReasonDialog>
  );
}

export function ResetDialog({ person, opened, onClose }: Props) {
  const texts = useTexts();
  const reset = api.useMutation("post", "/v1/people/{id}:reset", { onSuccess: useRefresh() });
  const close = () => {
    reset.reset();
    onClose();
  };
  if (reset.data !== undefined) {
    return (
      <Modal
        opened={opened}
        onClose={close}
        title={texts.t("people.reset")}
        closeButtonProps={{ "aria-label": texts.t("dialog.close") }}
      >
        <Once
          text={texts.t("people.link_once", { name: person.name })}
          value={reset.data.sign_in_link}
          onDone={close}
        />
      </Modal>
    );
  }
  return (
    <ReasonDialog
      opened={opened}
      onClose={close}
      title={texts.t("people.reset.title", { name: person.name })}
      action={texts.t("people.reset")}
      is_busy={reset.isPending}
      error={reset.error}
      onConfirm={(reason) =>
        reset.mutate({ params: { path: { id: person.id } }, body: { reason } })
      }
    >
      <p>{texts.t("people.reset.text")}</p>
    </ReasonDialog>
  );
}

export function RolesDialog({ person, opened, onClose }: Props) {
  const texts = useTexts();
  const refresh = useRefresh();
  const [roles, setRoles] = useState(person.roles);
  const change = api.useMutation("put", "/v1/people/{id}/roles", {
    onSuccess: () => {
      onClose();
      return refresh();
    },
  });
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title={texts.t("people.roles.title", { name: person.name })}
      action={texts.t("people.roles")}
      is_busy={change.isPending}
      error={change.error}
      onConfirm={(reason) =>
        change.mutate({ params: { path: { id: person.id } }, body: { roles, reason } })
      }
    >
      <RoleChoice value={roles} onChange={setRoles} />
    </ReasonDialog>
  );
}
