import { Button, Menu } from "@mantine/core";
import { IconDots, IconUserPlus } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Person } from "../../api/types";
import { byCursor, columnsOf, DataTable } from "../../ui/data_table";
import { Time } from "../../ui/labels";
import { Page } from "../../ui/page";
import { useCan, useSession } from "../../ui/session";
import { NothingYet } from "../../ui/states";
import { type TextKey, useTexts } from "../../ui/text";
import { AddPerson } from "./add_person";
import styles from "./people.module.css";
import { AccessDialog, ResetDialog, RolesDialog } from "./person_dialogs";

export function PeoplePage() {
  const texts = useTexts();
  const may_manage = useCan("people.manage");
  const [is_adding, setAdding] = useState(false);
  const people = api.useInfiniteQuery(
    "get",
    "/v1/people",
    { params: { query: { limit: 100 } } },
    { ...byCursor, placeholderData: keepPreviousData },
  );
  return (
    <Page
      title={texts.t("people.title")}
      lead={texts.t("people.lead")}
      actions={
        may_manage && (
          <Button
            leftSection={<IconUserPlus size={16} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {texts.t("people.add")}
          </Button>
        )
      }
    >
      <DataTable
        query={people}
        columns={columns}
        label={texts.t("people.title")}
        is_filtered={false}
        narrow_labels={{ seen: "field.last_seen" }}
        empty={<NothingYet title={texts.t("people.empty")} />}
      />
      <AddPerson opened={is_adding} onClose={() => setAdding(false)} />
    </Page>
  );
}

const column = columnsOf<Person>();
const columns = column.columns([
  column.display({
    id: "name",
    header: () => <Words text="field.name" />,
    cell: ({ row }) => (
      <div>
        <span className={styles.name}>{row.original.name}</span>
        <div className={styles.sub}>{row.original.email}</div>
      </div>
    ),
  }),
  column.display({
    id: "roles",
    header: () => <Words text="field.roles" />,
    cell: ({ row }) => <Roles person={row.original} />,
  }),
  column.display({
    id: "seen",
    header: () => <Words text="field.last_seen" />,
    cell: ({ row }) =>
      row.original.last_seen_at === null ? (
        <Words text="people.never_seen" />
      ) : (
        <Time at={row.original.last_seen_at} />
      ),
  }),
  column.display({
    id: "state",
    header: () => <Words text="field.state" />,
    cell: ({ row }) => <PersonState person={row.original} />,
  }),
]);

function Words({ text }: { text: TextKey }) {
  return useTexts().t(text);
}

function Roles({ person }: { person: Person }) {
  const texts = useTexts();
  return new Intl.ListFormat(texts.locale).format(
    person.roles.map((role) => texts.t(`person_role.${role}`)),
  );
}

type Asked = "access" | "reset" | "roles" | null;

function PersonState({ person }: { person: Person }) {
  const texts = useTexts();
  const session = useSession();
  const may_manage = useCan("people.manage");
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const state = !person.is_active ? "inactive" : person.has_password ? "active" : "invited";
  return (
    <div className={styles.state}>
      <span data-off={state !== "active" || undefined}>{texts.t(`people.${state}`)}</span>
      {may_manage && person.id !== session.person_id && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={texts.t("people.actions", { name: person.name })}
            >
              <IconDots size={16} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setAsked("roles")}>{texts.t("people.roles")}</Menu.Item>
            <Menu.Item onClick={() => setAsked("reset")}>{texts.t("people.reset")}</Menu.Item>
            <Menu.Item onClick={() => setAsked("access")}>
              {texts.t(person.is_active ? "people.deactivate" : "people.activate")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <AccessDialog person={person} opened={asked === "access"} onClose={close} />
      <ResetDialog person={person} opened={asked === "reset"} onClose={close} />
      <RolesDialog person={person} opened={asked === "roles"} onClose={close} />
    </div>
  );
}
