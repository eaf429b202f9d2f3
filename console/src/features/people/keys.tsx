import { Button, Checkbox, Modal, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { ApiKey } from "../../api/types";
import { byCursor, columnsOf, DataTable } from "../../ui/data_table";
import { Time } from "../../ui/labels";
import { Once } from "../../ui/once";
import { Page } from "../../ui/page";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useCan } from "../../ui/session";
import { NothingYet, Refusal } from "../../ui/states";
import { type TextKey, useTexts } from "../../ui/text";
import styles from "./people.module.css";

// What a program may be given, the usual first. Managing people and keys is for people.
const scopes = [
  "inspections.create",
  "contacts.read",
  "findings.read",
  "findings.feedback",
  "held.read",
  "held.decide",
  "customers.erase",
  "originals.read",
  "policies.read",
  "audit.read",
  "metrics.read",
  "texts.protect",
] as const;

const lifetimes = ["90", "365", "0"] as const;
const day_ms = 86_400_000;

export function KeysPage() {
  const texts = useTexts();
  const may_write = useCan("keys.manage");
  const [making, setMaking] = useState(false);
  const keys = api.useInfiniteQuery(
    "get",
    "/v1/api-keys",
    { params: { query: { limit: 100 } } },
    { ...byCursor, placeholderData: keepPreviousData },
  );
  const make = may_write && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {texts.t("keys.make")}
    </Button>
  );
  return (
    <Page title={texts.t("keys.title")} lead={texts.t("keys.lead")} actions={make}>
      <DataTable
        query={keys}
        columns={columns}
        label={texts.t("keys.title")}
        is_filtered={false}
        narrow_labels={{ used: "field.last_used" }}
        empty={<NothingYet title={texts.t("keys.empty")}>{texts.t("keys.empty.text")}</NothingYet>}
      />
      <MakeKey opened={making} onClose={() => setMaking(false)} />
    </Page>
  );
}

function MakeKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const texts = useTexts();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>(["inspections.create"]);
  const [days, setDays] = useState<string>("365");
  const make = api.useMutation("post", "/v1/api-keys", {
    onSuccess: () => client.invalidateQueries({ queryKey: ["get", "/v1/api-keys"] }),
  });
  const close = () => {
    setName("");
    make.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={texts.t("keys.make")}
      closeButtonProps={{ "aria-label": texts.t("dialog.close") }}
    >
      {make.data !== undefined ? (
        <Once text={texts.t("keys.once")} value={make.data.secret} onDone={close} />
      ) : (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            const expires = Number(days) * day_ms;
            make.mutate({
              body: {
                name: name.trim(),
                scopes: chosen,
                ...(expires === 0
                  ? {}
                  : { expires_at: new Date(Date.now() + expires).toISOString() }),
              },
            });
          }}
        >
          <TextInput
            label={texts.t("field.name")}
            description={texts.t("keys.name.text")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            withAsterisk={false}
            data-autofocus
          />
          <Checkbox.Group label={texts.t("keys.scopes")} value={chosen} onChange={setChosen}>
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                mt={6}
                value={scope}
                label={texts.t(`scope.${scope}`)}
                description={scope}
              />
            ))}
          </Checkbox.Group>
          <Select
            label={texts.t("keys.expires")}
            value={days}
            onChange={(value) => setDays(value ?? "365")}
            data={lifetimes.map((value) => ({ value, label: texts.t(`keys.lifetime.${value}`) }))}
            allowDeselect={false}
          />
          <Refusal error={make.error} />
          <div className={styles.buttons}>
            <Button variant="default" onClick={close}>
              {texts.t("dialog.cancel")}
            </Button>
            <Button type="submit" loading={make.isPending} disabled={chosen.length === 0}>
              {texts.t("keys.make")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

const column = columnsOf<ApiKey>();
const columns = column.columns([
  column.display({
    id: "name",
    header: () => <Words text="field.name" />,
    cell: ({ row }) => (
      <div>
        <span className={styles.name}>{row.original.name}</span>
        <div className={styles.sub}>
          <code className={styles.prefix}>{row.original.prefix}…</code>
        </div>
      </div>
    ),
  }),
  column.display({
    id: "scopes",
    header: () => <Words text="keys.scopes" />,
    cell: ({ row }) => (
      <span className={styles.scopes}>
        {row.original.scopes.map((scope) => (
          <code key={scope}>{scope}</code>
        ))}
      </span>
    ),
  }),
  column.display({
    id: "used",
    header: () => <Words text="field.last_used" />,
    cell: ({ row }) =>
      row.original.last_used_at === null ? (
        <Words text="keys.never_used" />
      ) : (
        <Time at={row.original.last_used_at} />
      ),
  }),
  column.display({
    id: "state",
    header: () => <Words text="field.state" />,
    cell: ({ row }) => <KeyState api_key={row.original} />,
  }),
]);

function Words({ text }: { text: TextKey }) {
  return useTexts().t(text);
}

function KeyState({ api_key }: { api_key: ApiKey }) {
  const texts = useTexts();
  const client = useQueryClient();
  const may_write = useCan("keys.manage");
  const [asked, setAsked] = useState(false);
  const revoke = api.useMutation("post", "/v1/api-keys/{id}:revoke", {
    onSuccess: async () => {
      setAsked(false);
      await client.invalidateQueries({ queryKey: ["get", "/v1/api-keys"] });
    },
  });
  if (api_key.revoked_at !== null) {
    return (
      <div className={styles.state}>
        <span data-off>
          {texts.rich("keys.revoked", { when: <Time at={api_key.revoked_at} /> })}
        </span>
      </div>
    );
  }
  const is_over = api_key.expires_at !== null && Date.parse(api_key.expires_at) < Date.now();
  return (
    <div className={styles.state}>
      <span data-off={is_over || undefined}>
        {api_key.expires_at === null
          ? texts.t("keys.no_end")
          : texts.rich(is_over ? "keys.ended" : "keys.ends", {
              when: <Time at={api_key.expires_at} form="relative" />,
            })}
      </span>
      {may_write && (
        <>
          <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
            {texts.t("keys.revoke")}
          </Button>
          <ReasonDialog
            opened={asked}
            onClose={() => setAsked(false)}
            title={texts.t("keys.revoke.title", { name: api_key.name })}
            action={texts.t("keys.revoke")}
            is_danger
            is_busy={revoke.isPending}
            error={revoke.error}
            onConfirm={(reason) =>
              revoke.mutate({ params: { path: { id: api_key.id } }, body: { reason } })
            }
          >
            <p>{texts.t("keys.revoke.text")}</p>
          </ReasonDialog>
        </>
      )}
    </div>
  );
}
