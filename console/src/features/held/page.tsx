import { SegmentedControl } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { HeldItem, HeldState } from "../../api/types";
import { byCursor, columnsOf, DataTable } from "../../ui/data_table";
import { useFilter } from "../../ui/filter";
import { HeldDecision } from "../../ui/held_decision";
import { ChannelIcon, choiceTexts, RuleName, SeverityMark, Time, TypeChips } from "../../ui/labels";
import { Page } from "../../ui/page";
import { Person } from "../../ui/party";
import { NothingYet } from "../../ui/states";
import { type TextKey, useTexts } from "../../ui/text";
import styles from "./held.module.css";

const states = ["held", "released", "rejected", "expired"] as const satisfies readonly HeldState[];

export function HeldPage() {
  const texts = useTexts();
  const filter = useFilter(["state"] as const);
  const state = states.find((name) => name === filter.values.state) ?? "held";
  const items = api.useInfiniteQuery(
    "get",
    "/v1/held-items",
    { params: { query: { limit: 50, state } } },
    { ...byCursor, placeholderData: keepPreviousData },
  );
  return (
    <Page title={texts.t("held.title")} lead={texts.t("held.lead")}>
      <SegmentedControl
        className={styles.states}
        aria-label={texts.t("field.state")}
        value={state}
        onChange={(value) => filter.set({ state: value === "held" ? undefined : value })}
        data={choiceTexts(texts, states, "held.tab")}
        mb="md"
      />
      <DataTable
        query={items}
        columns={columns}
        label={texts.t("held.title")}
        is_filtered={false}
        empty={
          <NothingYet title={texts.t(`held.empty.${state}`)}>
            {texts.t("held.empty.text")}
          </NothingYet>
        }
      />
    </Page>
  );
}

const column = columnsOf<HeldItem>();
const columns = column.columns([
  column.display({
    id: "time",
    header: () => <Words text="field.held_since" />,
    cell: ({ row }) => <Time at={row.original.held_at} />,
  }),
  column.display({
    id: "item",
    header: () => <Words text="field.message" />,
    cell: ({ row }) => <Item item={row.original} />,
  }),
  column.display({
    id: "severity",
    header: () => <Words text="field.severity" />,
    cell: ({ row }) => <SeverityMark severity={row.original.severity} />,
  }),
  column.display({
    id: "outcome",
    header: () => <Words text="field.decision" />,
    cell: ({ row }) => <Outcome item={row.original} />,
  }),
]);

function Words({ text }: { text: TextKey }) {
  return useTexts().t(text);
}

function Item({ item }: { item: HeldItem }) {
  const texts = useTexts();
  return (
    <div className={styles.item}>
      <ChannelIcon channel={item.channel} size={18} />
      <div>
        <Link
          to="/contacts/$id"
          params={{ id: item.contact_id }}
          hash={`message-${item.message_id}`}
          data-row-link
          className={styles.name}
        >
          {item.rule === null ? (
            texts.t("held.message", { channel: texts.t(`channel.${item.channel}`) })
          ) : (
            <RuleName rule={item.rule} />
          )}
        </Link>
        <div>
          <TypeChips types={item.finding_types} />
        </div>
      </div>
    </div>
  );
}

function Outcome({ item }: { item: HeldItem }) {
  const texts = useTexts();
  if (item.state === "held") {
    return (
      <div className={styles.decide}>
        <HeldDecision id={item.id} />
        <span className={styles.sub}>
          {texts.rich("held.expires", { when: <Time at={item.expires_at} form="relative" /> })}
        </span>
      </div>
    );
  }
  return (
    <div>
      {texts.t(`held.state.${item.state}`)}
      {item.decided_by !== null && (
        <div className={styles.sub}>
          {texts.rich("held.decided", {
            person: <Person actor={item.decided_by} />,
            reason: item.reason ?? "",
          })}
        </div>
      )}
    </div>
  );
}
