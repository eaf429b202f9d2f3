// One entry of the log with its proof, over whatever page asked for it: ?entry=<id>.

import { Drawer, Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { AuditEntry } from "../../api/types";
import { Time } from "../../ui/labels";
import { Person } from "../../ui/party";
import { Loaded } from "../../ui/states";
import { useTexts } from "../../ui/text";
import { Decision } from "./decision";
import { actText } from "./entry_text";
import styles from "./log.module.css";
import { ProofPart } from "./proof_part";

export default function EntryDrawer() {
  const texts = useTexts();
  const navigate = useNavigate();
  const { entry } = useSearch({ strict: false }) as { entry?: string };
  const close = () =>
    void navigate({
      to: ".",
      search: (before: Record<string, unknown>) => ({ ...before, entry: undefined }),
      hash: true,
    } as never);
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={close}
      title={texts.t("entry.title")}
      size="34rem"
      closeButtonProps={{ "aria-label": texts.t("dialog.close") }}
    >
      {entry !== undefined && <Entry id={entry} />}
    </Drawer>
  );
}

function Entry({ id }: { id: string }) {
  const texts = useTexts();
  const entry = api.useQuery("get", "/v1/audit/entries/{id}", { params: { path: { id } } });
  return (
    <Loaded query={entry}>
      {(data) => (
        <Tabs defaultValue="what">
          <Tabs.List>
            <Tabs.Tab value="what">{texts.t("entry.what")}</Tabs.Tab>
            <Tabs.Tab value="raw">{texts.t("entry.raw")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="what" pt="md">
            <Facts entry={data} />
            <ProofPart entry={data} />
          </Tabs.Panel>
          <Tabs.Panel value="raw" pt="md">
            <pre
              className={styles.raw}
              tabIndex={0}
              role="region"
              aria-label={texts.t("entry.raw")}
            >
              {JSON.stringify(data, null, 2)}
            </pre>
          </Tabs.Panel>
        </Tabs>
      )}
    </Loaded>
  );
}

function Facts({ entry }: { entry: AuditEntry }) {
  const texts = useTexts();
  const rows: [string, React.ReactNode][] = [
    [texts.t("field.act"), actText(texts, entry.act)],
    [texts.t("field.actor"), <Person key="actor" actor={entry.actor} name={entry.actor_name} />],
    [texts.t("field.time"), <Time key="time" at={entry.at} />],
    [texts.t("field.subject"), <code key="subject">{entry.subject}</code>],
    [
      texts.t("field.decision"),
      entry.decision === "" ? null : <Decision key="decision" entry={entry} />,
    ],
    [texts.t("field.number"), texts.number(entry.leaf_index)],
    [texts.t("entry.id"), <code key="id">{entry.id}</code>],
    [texts.t("entry.leaf_hash"), <code key="hash">{entry.leaf_hash}</code>],
  ];
  return (
    <dl className={styles.facts}>
      {rows.map(
        ([name, value]) =>
          value !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
