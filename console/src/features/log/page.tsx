import { keepPreviousData } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { AuditEntry } from "../../api/types";
import { byCursor, columnsOf, DataTable } from "../../ui/data_table";
import { FilterBar, useFilter } from "../../ui/filter";
import { Time } from "../../ui/labels";
import { Page } from "../../ui/page";
import { bounds, rangeNames } from "../../ui/range";
import { NothingYet } from "../../ui/states";
import { type TextKey, useTexts } from "../../ui/text";
import { Decision } from "./decision";
import { actText, EntrySentence, known_acts } from "./entry_text";
import styles from "./log.module.css";

const names = ["act", "actor", "subject", ...rangeNames] as const;

export function LogPage() {
  const texts = useTexts();
  const filter = useFilter(names);
  const { range, from, to, ...plain } = filter.values;
  const query = { limit: 50, ...plain, ...bounds({ range, from, to } as never) };
  const entries = api.useInfiniteQuery(
    "get",
    "/v1/audit/entries",
    { params: { query } },
    { ...byCursor, placeholderData: keepPreviousData },
  );
  const act = filter.values.act;
  const acts: string[] =
    act === undefined || known_acts.includes(act) ? known_acts : [act, ...known_acts];
  return (
    <Page title={texts.t("log.title")} lead={texts.t("log.lead")}>
      <FilterBar
        filter={filter}
        fields={[
          {
            kind: "choice",
            name: "act",
            label: texts.t("field.act"),
            choices: acts.map((value) => ({ value, label: actText(texts, value) })),
          },
          { kind: "text", name: "actor", label: texts.t("field.actor") },
          { kind: "text", name: "subject", label: texts.t("field.subject") },
          { kind: "range" },
        ]}
      />
      <DataTable
        query={entries}
        columns={columns}
        label={texts.t("log.title")}
        is_filtered={filter.is_set}
        onClear={filter.clear}
        empty={<NothingYet title={texts.t("log.empty")}>{texts.t("log.empty.text")}</NothingYet>}
      />
    </Page>
  );
}

const column = columnsOf<AuditEntry>();
const columns = column.columns([
  column.display({
    id: "number",
    header: () => <Words text="field.number" />,
    cell: ({ row }) => <LeafNumber index={row.original.leaf_index} />,
  }),
  column.display({
    id: "time",
    header: () => <Words text="field.time" />,
    cell: ({ row }) => <Time at={row.original.at} />,
  }),
  column.display({
    id: "what",
    header: () => <Words text="field.what" />,
    cell: ({ row }) => <EntrySentence entry={row.original} />,
  }),
  column.display({
    id: "decision",
    header: () => <Words text="field.decision" />,
    cell: ({ row }) => <Decision entry={row.original} />,
  }),
]);

function Words({ text }: { text: TextKey }) {
  return useTexts().t(text);
}

function LeafNumber({ index }: { index: number }) {
  return <span className={styles.sub}>{useTexts().number(index)}</span>;
}
