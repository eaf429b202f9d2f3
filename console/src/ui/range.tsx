// The time range of lists and charts: the last day, the last week, or from and to. In the URL as
// range=7d, or as from= and to=. Nothing means the page's own default.

import { Button, Popover } from "@mantine/core";
import { IconCalendar, IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import styles from "./range.module.css";
import { type TextKey, type Texts, useTexts } from "./text";

export type Choice = { value: string; label: string };
export type RangeValues = { range?: string; from?: string; to?: string };
export const rangeNames = ["range", "from", "to"] as const;

const presets = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24 } as const;
type Preset = keyof typeof presets;
const hour_ms = 3_600_000;

export function isPreset(range: string | undefined): range is Preset {
  return range !== undefined && range in presets;
}

// The bounds to ask the server for. Relative ones start on the full hour, so that the request stays
// the same, and cached, within the hour.
export function bounds(values: RangeValues, now = Date.now()): { from?: string; to?: string } {
  if (isPreset(values.range)) {
    const from = Math.floor(now / hour_ms) * hour_ms - presets[values.range] * hour_ms;
    return { from: new Date(from).toISOString() };
  }
  return {
    ...(is_time(values.from) ? { from: values.from } : {}),
    ...(is_time(values.to) ? { to: values.to } : {}),
  };
}

function is_time(value: string | undefined): value is string {
  return value !== undefined && !Number.isNaN(Date.parse(value));
}

export function rangeText(texts: Texts, values: RangeValues, fallback: TextKey): string {
  if (isPreset(values.range)) return texts.t(`range.${values.range}`);
  const { from, to } = bounds(values);
  if (from === undefined && to === undefined) return texts.t(fallback);
  const name = (iso: string | undefined) =>
    iso === undefined ? "…" : `${texts.day(iso)}, ${texts.clock(iso)}`;
  return `${name(from)} – ${name(to)}`;
}

// For <input type="datetime-local">, which speaks the person's own time.
function local(iso: string | undefined): string {
  if (!is_time(iso)) return "";
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function RangePicker({
  values,
  onChange,
  fallback = "range.all",
  offered = ["24h", "7d", "30d"],
}: {
  values: RangeValues;
  onChange: (values: { [name in keyof RangeValues]: string | undefined }) => void;
  fallback?: TextKey;
  offered?: readonly Preset[];
}) {
  const texts = useTexts();
  const [opened, setOpened] = useState(false);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const is_set = values.range !== undefined || values.from !== undefined || values.to !== undefined;

  const choose = (next: RangeValues) => {
    onChange({ range: next.range, from: next.from, to: next.to });
    setOpened(false);
  };
  const open = () => {
    setFrom(local(values.from));
    setTo(local(values.to));
    setOpened((is) => !is);
  };
  const is_backwards = from !== "" && to !== "" && from >= to;

  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          onClick={open}
          leftSection={<IconCalendar size={15} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          className={styles.target}
          data-set={is_set || undefined}
          aria-label={`${texts.t("range.title")}: ${rangeText(texts, values, fallback)}`}
        >
          {rangeText(texts, values, fallback)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.drop} aria-label={texts.t("range.title")}>
        <div className={styles.presets}>
          <Button
            variant={is_set ? "default" : "light"}
            size="xs"
            onClick={() => choose({})}
            justify="flex-start"
          >
            {texts.t(fallback)}
          </Button>
          {offered
            .filter((preset) => `range.${preset}` !== fallback)
            .map((preset) => (
              <Button
                key={preset}
                size="xs"
                justify="flex-start"
                variant={values.range === preset ? "light" : "default"}
                onClick={() => choose({ range: preset })}
              >
                {texts.t(`range.${preset}`)}
              </Button>
            ))}
        </div>
        <form
          className={styles.custom}
          onSubmit={(event) => {
            event.preventDefault();
            if (is_backwards) return;
            choose({
              ...(from === "" ? {} : { from: new Date(from).toISOString() }),
              ...(to === "" ? {} : { to: new Date(to).toISOString() }),
            });
          }}
        >
          <label>
            {texts.t("range.from")}
            <input
              type="datetime-local"
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
          </label>
          <label>
            {texts.t("range.to")}
            <input
              type="datetime-local"
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          </label>
          {is_backwards && (
            <p role="alert" className={styles.wrong}>
              {texts.t("range.backwards")}
            </p>
          )}
          <Button type="submit" size="xs" disabled={is_backwards || (from === "" && to === "")}>
            {texts.t("range.apply")}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
