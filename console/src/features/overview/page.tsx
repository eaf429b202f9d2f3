import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { Overview } from "../../api/types";
import { channels } from "../../api/types";
import { useFilter } from "../../ui/filter";
import { ChannelIcon, choiceTexts } from "../../ui/labels";
import { onlyObserves } from "../../ui/observe";
import { Page, Section } from "../../ui/page";
import { bounds, RangePicker, rangeNames, rangeText } from "../../ui/range";
import { useCan } from "../../ui/session";
import { Loaded, NothingYet } from "../../ui/states";
import { useTexts } from "../../ui/text";
import { Headline } from "./headline";
import { HeatMap } from "./heat_map";
import { Hours } from "./hours";
import styles from "./overview.module.css";
import { OverviewSkeleton } from "./skeleton";
import { RuleList, VerdictBars } from "./verdict_bars";

const names = [...rangeNames, "channel"] as const;
const refresh_ms = 60_000;

export function OverviewPage() {
  const texts = useTexts();
  const filter = useFilter(names);
  const query = {
    ...bounds(filter.values),
    ...(filter.values.channel === undefined ? {} : { channel: filter.values.channel as "chat" }),
  };
  const overview = api.useQuery(
    "get",
    "/v1/overview",
    { params: { query } },
    { refetchInterval: refresh_ms, placeholderData: (before: Overview | undefined) => before },
  );
  return (
    <Page
      title={texts.t("overview.title")}
      lead={texts.t("overview.lead")}
      actions={
        <>
          <ChannelSwitch
            value={filter.values.channel}
            onChange={(channel) => filter.set({ channel })}
          />
          <RangePicker
            values={filter.values}
            onChange={filter.set}
            fallback="range.24h"
            offered={["7d", "30d"]}
          />
        </>
      }
    >
      <Loaded query={overview} skeleton={<OverviewSkeleton />}>
        {(data) =>
          data.totals.messages === 0 ? (
            <Nothing is_filtered={filter.is_set} onClear={filter.clear} />
          ) : (
            <Filled overview={data} range={rangeText(texts, filter.values, "range.24h")} />
          )
        }
      </Loaded>
    </Page>
  );
}

function ChannelSwitch({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (channel: string | undefined) => void;
}) {
  const texts = useTexts();
  return (
    <div className={styles.channels} role="group" aria-label={texts.t("field.channel")}>
      {choiceTexts(texts, channels, "channel").map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={value === choice.value}
          title={choice.label}
          aria-label={choice.label}
          onClick={() => onChange(value === choice.value ? undefined : choice.value)}
        >
          <ChannelIcon channel={choice.value} />
        </button>
      ))}
    </div>
  );
}

function Nothing({ is_filtered, onClear }: { is_filtered: boolean; onClear: () => void }) {
  const texts = useTexts();
  if (is_filtered) {
    return (
      <NothingYet
        title={texts.t("overview.quiet")}
        action={
          <button type="button" className={styles.linkButton} onClick={onClear}>
            {texts.t("overview.quiet.action")}
          </button>
        }
      >
        {texts.t("overview.quiet.text")}
      </NothingYet>
    );
  }
  return (
    <NothingYet title={texts.t("overview.empty")}>
      <p>{texts.t("overview.empty.text")}</p>
      <pre className={styles.command}>{`curl -H 'Authorization: Bearer hfk_…' \\
  -H 'Content-Type: application/json' \\
  -d '{"channel":"chat","direction":"inbound","parts":[{"text":"…"}]}' \\
  ${globalThis.location.origin}/v1/inspections`}</pre>
      <p>
        {texts.rich("overview.empty.try", {
          try_it: <Link to="/try">{texts.t("nav.try")}</Link>,
          keys: <Link to="/keys">{texts.t("nav.keys")}</Link>,
        })}
      </p>
      <ObserveHint />
    </NothingYet>
  );
}

// Whoever starts from an empty directory would else wonder why nothing is stopped.
function ObserveHint() {
  const texts = useTexts();
  const may_read = useCan("policies.read");
  const policies = api.useQuery(
    "get",
    "/v1/policies",
    { params: { query: { limit: 200 } } },
    { enabled: may_read },
  );
  const items = policies.data?.items ?? [];
  if (items.length === 0 || !items.every(onlyObserves)) return null;
  return (
    <p>
      {texts.rich("overview.empty.observe", {
        policies: <Link to="/policies">{texts.t("nav.policies")}</Link>,
      })}
    </p>
  );
}

function Filled({ overview, range }: { overview: Overview; range: string }) {
  const texts = useTexts();
  return (
    <>
      <Headline overview={overview} range={range} />
      <Section title={texts.t("overview.hours")} note={texts.t("overview.hours.note")}>
        <Hours overview={overview} />
      </Section>
      <div className={styles.columns}>
        <Section title={texts.t("overview.types")} note={texts.t("overview.types.note")}>
          <HeatMap overview={overview} />
        </Section>
        <div>
          <Section title={texts.t("overview.channels")}>
            <VerdictBars
              overview={overview}
              rows={overview.by_channel.map((row) => ({
                key: row.channel,
                label: texts.t(`channel.${row.channel}`),
                icon: <ChannelIcon channel={row.channel} />,
                search: { channel: row.channel },
                messages: row.messages,
                verdicts: row.verdicts,
              }))}
            />
          </Section>
          <Section title={texts.t("overview.queues")}>
            <VerdictBars
              overview={overview}
              rows={overview.by_queue.map((row) => ({
                key: row.queue ?? "",
                label: row.queue ?? texts.t("overview.no_queue"),
                search: row.queue === null ? null : { queue: row.queue },
                messages: row.messages,
                verdicts: row.verdicts,
              }))}
            />
          </Section>
        </div>
      </div>
      {overview.by_rule.length > 0 && (
        <Section title={texts.t("overview.rules")} note={texts.t("overview.rules.note")}>
          <RuleList overview={overview} />
        </Section>
      )}
    </>
  );
}
