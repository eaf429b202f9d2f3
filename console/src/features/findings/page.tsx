import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { channels, type StoredFinding } from "../../api/types";
import { byCursor, columnsOf, DataTable } from "../../ui/data_table";
import { FilterBar, useFilter } from "../../ui/filter";
import { ChannelLabel, categoryLabel, choiceTexts, Time, typeLabel } from "../../ui/labels";
import { Confidence, evidenceWords } from "../../ui/marked_text";
import { Page } from "../../ui/page";
import { bounds, rangeNames } from "../../ui/range";
import { NothingYet } from "../../ui/states";
import { type TextKey, useTexts } from "../../ui/text";
import styles from "./findings.module.css";

const names = ["type", "category", "channel", "confidence_min", "contact", ...rangeNames] as const;
const categories = [
  "payment",
  "bank",
  "government_id",
  "contact_detail",
  "person",
  "credential",
  "health",
  "special_category",
  "network",
  "vehicle",
  "secret_key",
  "custom",
] as const;

export function FindingsPage() {
  const texts = useTexts();
  const filter = useFilter(names);
  const { range, from, to, confidence_min, ...plain } = filter.values;
  const query = {
    limit: 50,
    ...plain,
    ...(confidence_min === undefined ? {} : { confidence_min: Number(confidence_min) }),
    ...bounds({ range, from, to } as never),
  };
  const findings = api.useInfiniteQuery(
    "get",
    "/v1/findings",
    { params: { query: query as { limit: number } } },
    { ...byCursor, placeholderData: keepPreviousData },
  );
  const overview = api.useQuery("get", "/v1/overview", {}, { staleTime: 300_000 });
  const known = (overview.data?.by_type ?? []).map((row) => row.type);
  const type = filter.values.type;
  const types = type === undefined || known.includes(type) ? known : [type, ...known];
  return (
    <Page title={texts.t("findings.title")} lead={texts.t("findings.lead")}>
      <FilterBar
        filter={filter}
        fields={[
          {
            kind: "choice",
            name: "type",
            label: texts.t("field.type"),
            choices: types.map((value) => ({ value, label: typeLabel(texts, value) })),
          },
          {
            kind: "choice",
            name: "category",
            label: texts.t("field.category"),
            choices: choiceTexts(texts, categories, "category"),
          },
          {
            kind: "choice",
            name: "channel",
            label: texts.t("field.channel"),
            choices: choiceTexts(texts, channels, "channel"),
          },
          {
            kind: "choice",
            name: "confidence_min",
            label: texts.t("field.confidence"),
            choices: ["0.5", "0.7", "0.9"].map((value) => ({
              value,
              label: texts.t("field.at_least", { percent: texts.percent(Number(value)) }),
            })),
          },
          { kind: "range" },
        ]}
      />
      <DataTable
        query={findings}
        columns={columns}
        label={texts.t("findings.title")}
        is_filtered={filter.is_set}
        onClear={filter.clear}
        empty={
          <NothingYet title={texts.t("findings.empty")}>
            {texts.t("findings.empty.text")}
          </NothingYet>
        }
      />
    </Page>
  );
}

const column = columnsOf<StoredFinding>();
const columns = column.columns([
  column.display({
    id: "time",
    header: () => <Words text="field.time" />,
    cell: ({ row }) => <Time at={row.original.at} />,
  }),
  column.display({
    id: "finding",
    header: () => <Words text="field.finding" />,
    cell: ({ row }) => <FindingName finding={row.original} />,
  }),
  column.display({
    id: "masked",
    header: () => <Words text="field.masked" />,
    cell: ({ row }) => <code className={styles.masked}>{row.original.masked}</code>,
  }),
  column.display({
    id: "channel",
    header: () => <Words text="field.channel" />,
    cell: ({ row }) => <ChannelLabel channel={row.original.channel} />,
  }),
  column.display({
    id: "confidence",
    header: () => <Words text="field.confidence" />,
    cell: ({ row }) => <Confidence value={row.original.confidence} />,
  }),
  column.display({
    id: "why",
    header: () => <Words text="field.why" />,
    cell: ({ row }) => <Why finding={row.original} />,
  }),
]);

function Words({ text }: { text: TextKey }) {
  return useTexts().t(text);
}

function FindingName({ finding }: { finding: StoredFinding }) {
  const texts = useTexts();
  return (
    <div>
      <Link
        to="/contacts/$id"
        params={{ id: finding.contact_id }}
        hash={`message-${finding.message_id}`}
        data-row-link
        className={styles.name}
      >
        {typeLabel(texts, finding.type)}
      </Link>
      <div className={styles.sub}>
        {categoryLabel(texts, finding.category)}
        {finding.feedback !== null && ` · ${texts.t(`feedback.said.${finding.feedback}`)}`}
      </div>
    </div>
  );
}

function Why({ finding }: { finding: StoredFinding }) {
  const texts = useTexts();
  return (
    <span className={styles.sub}>
      {finding.evidence
        .map((item) => {
          const { lead, what } = evidenceWords(texts, item);
          return what ? `${lead} ${what}` : lead;
        })
        .join(", ")}
    </span>
  );
}
