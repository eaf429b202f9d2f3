import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api } from "../../api/client";
import {
  type Channel,
  type Contact,
  channels,
  type Verdict,
  type VerdictEvent,
  verdicts,
} from "../../api/types";
import { byCursor, columnsOf, DataTable } from "../../ui/data_table";
import { FeedState, NewPill, useFeed } from "../../ui/feed";
import { FilterBar, useFilter } from "../../ui/filter";
import {
  ChannelIcon,
  choiceTexts,
  SeverityMark,
  Time,
  TypeChips,
  typeLabel,
  VerdictBadge,
} from "../../ui/labels";
import { Page } from "../../ui/page";
import { bounds, rangeNames } from "../../ui/range";
import { NothingYet } from "../../ui/states";
import { useTexts } from "../../ui/text";
import styles from "./contacts.module.css";

const names = [
  "channel",
  "verdict",
  "verdict_min",
  "queue",
  "agent",
  "type",
  "customer",
  ...rangeNames,
] as const;
type Filter = ReturnType<typeof useFilter<(typeof names)[number]>>;

export function ContactsPage() {
  const texts = useTexts();
  const filter = useFilter(names);
  const client = useQueryClient();
  const { range, from, to, ...plain } = filter.values;
  const query = { limit: 50, ...plain, ...bounds({ range, from, to } as never) };
  const contacts = api.useInfiniteQuery(
    "get",
    "/v1/contacts",
    { params: { query: query as { limit: number } } },
    { ...byCursor, placeholderData: keepPreviousData },
  );
  const read_again = () => void client.resetQueries({ queryKey: ["get", "/v1/contacts"] });
  const feed = useFeed((event) => fits(event, filter), read_again);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const top = useRef<HTMLDivElement>(null);

  const show_new = () => {
    setFresh(feed.contacts);
    feed.reset();
    read_again();
    top.current?.scrollIntoView({ block: "start" });
  };

  return (
    <Page
      title={texts.t("contacts.title")}
      lead={texts.t("contacts.lead")}
      actions={<FeedState state={feed.state} />}
    >
      <div ref={top} />
      <FilterBar fields={useFields(filter)} filter={filter} />
      <NewPill count={feed.contacts.size} onShow={show_new} />
      <DataTable
        query={contacts}
        columns={columns}
        label={texts.t("contacts.title")}
        is_filtered={filter.is_set}
        onClear={filter.clear}
        is_marked={(contact) => fresh.has(contact.id)}
        empty={
          <NothingYet title={texts.t("contacts.empty")}>
            {texts.t("contacts.empty.text")}
          </NothingYet>
        }
      />
    </Page>
  );
}

// Whether a new verdict would show in the list as it is filtered now. What the event does not tell
// (agent, customer) cannot speak against it.
function fits(event: VerdictEvent, filter: Filter): boolean {
  const { channel, queue, verdict, verdict_min, type, from, to } = filter.values;
  return (
    (channel === undefined || event.channel === channel) &&
    (queue === undefined || event.queue === queue) &&
    (verdict === undefined || event.verdict === verdict) &&
    (verdict_min === undefined ||
      verdicts.indexOf(event.verdict) >= verdicts.indexOf(verdict_min as Verdict)) &&
    (type === undefined || event.finding_types.includes(type)) &&
    (from === undefined || event.at >= from) &&
    (to === undefined || event.at < to)
  );
}

function useFields(filter: Filter) {
  const texts = useTexts();
  // The queues, agents and types that exist are those of the last days.
  const overview = api.useQuery("get", "/v1/overview", {}, { staleTime: 300_000 });
  const queues = (overview.data?.by_queue ?? []).flatMap((row) => row.queue ?? []);
  const types = (overview.data?.by_type ?? []).map((row) => row.type);
  const with_current = (list: string[], current: string | undefined) =>
    current === undefined || list.includes(current) ? list : [current, ...list];
  return [
    {
      kind: "choice" as const,
      name: "channel" as const,
      label: texts.t("field.channel"),
      choices: choiceTexts(texts, channels, "channel"),
    },
    { kind: "verdict" as const },
    {
      kind: "choice" as const,
      name: "type" as const,
      label: texts.t("field.type"),
      choices: with_current(types, filter.values.type).map((value) => ({
        value,
        label: typeLabel(texts, value),
      })),
    },
    {
      kind: "choice" as const,
      name: "queue" as const,
      label: texts.t("field.queue"),
      choices: with_current(queues, filter.values.queue).map((value) => ({ value, label: value })),
    },
    { kind: "text" as const, name: "agent" as const, label: texts.t("field.agent") },
    { kind: "range" as const },
  ];
}

const column = columnsOf<Contact>();
const columns = column.columns([
  column.display({
    id: "time",
    header: () => <Words text="contact.opened" />,
    cell: ({ row }) => (
      <span className={styles.when}>
        <Time at={row.original.opened_at} />
      </span>
    ),
  }),
  column.display({
    id: "contact",
    header: () => <Words text="field.contact" />,
    cell: ({ row }) => <ContactSentence contact={row.original} />,
  }),
  column.display({
    id: "found",
    header: () => <Words text="field.found" />,
    cell: ({ row }) =>
      row.original.finding_count === 0 ? (
        <span className={styles.nothing}>
          <Words text="contacts.nothing_found" />
        </span>
      ) : (
        <TypeChips types={row.original.finding_types} />
      ),
  }),
  column.display({
    id: "verdict",
    header: () => <Words text="field.verdict" />,
    cell: ({ row }) => (
      <span className={styles.verdict}>
        <VerdictBadge verdict={row.original.verdict} />
        {row.original.severity !== "info" && <SeverityMark severity={row.original.severity} />}
      </span>
    ),
  }),
]);

function Words({ text }: { text: Parameters<ReturnType<typeof useTexts>["t"]>[0] }) {
  return useTexts().t(text);
}

function ContactSentence({ contact }: { contact: Contact }) {
  const texts = useTexts();
  return (
    <div className={styles.sentence}>
      <span className={styles.icon} title={texts.t(`channel.${contact.channel}`)}>
        <ChannelIcon channel={contact.channel as Channel} size={18} />
      </span>
      <div>
        <Link to="/contacts/$id" params={{ id: contact.id }} data-row-link className={styles.who}>
          {contactName(texts, contact)}
        </Link>
        <div className={styles.sub}>
          {[
            texts.t(`channel.${contact.channel}`),
            contact.queue,
            texts.t("contacts.messages", { count: contact.message_count }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </div>
      </div>
    </div>
  );
}

// "Agent 3K7Q and Customer 7Q4F": who spoke with whom, as far as it is known.
export function contactName(texts: ReturnType<typeof useTexts>, contact: Contact): string {
  const agent = contact.agent?.name;
  const customer = contact.customer;
  if (agent && customer) return texts.t("contacts.between", { agent, customer });
  return agent ?? customer ?? contact.external_id ?? texts.t("contacts.unnamed");
}
