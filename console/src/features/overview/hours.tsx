// What came in and what was done, hour by hour: a quiet line of all messages above the bars of those
// on which something was done, so that the many allowed ones do not drown them.

import { Link, useNavigate } from "@tanstack/react-router";
import type { EChartsCoreOption } from "echarts/core";
import { useCallback, useMemo } from "react";
import { type Overview, type Verdict, verdicts } from "../../api/types";
import { Chart, type ChartClick, type Tokens } from "../../ui/chart";
import { VerdictIcon } from "../../ui/labels";
import { type Texts, useTexts } from "../../ui/text";
import styles from "./overview.module.css";

const hour_ms = 3_600_000;
const acted = verdicts.filter((verdict) => verdict !== "allow");

type Hour = Overview["by_hour"][number];

// A month of hours is too many bars: whole days are then added up.
export function slots(hours: readonly Hour[]): { hours: Hour[]; slot_ms: number } {
  if (hours.length <= 8 * 24) return { hours: [...hours], slot_ms: hour_ms };
  const days: Hour[] = [];
  for (let at = 0; at < hours.length; at += 24) {
    const day = hours.slice(at, at + 24);
    const first = day[0];
    if (first === undefined) break;
    const sums = Object.fromEntries(
      verdicts.map((verdict) => [
        verdict,
        day.reduce((sum, hour) => sum + hour.verdicts[verdict], 0),
      ]),
    ) as Hour["verdicts"];
    days.push({
      hour: first.hour,
      messages: day.reduce((sum, hour) => sum + hour.messages, 0),
      findings: day.reduce((sum, hour) => sum + hour.findings, 0),
      verdicts: sums,
    });
  }
  return { hours: days, slot_ms: 24 * hour_ms };
}

function slot_search(hour: Hour, slot_ms: number) {
  const from = Date.parse(hour.hour);
  return { from: new Date(from).toISOString(), to: new Date(from + slot_ms).toISOString() };
}

export function Hours({ overview }: { overview: Overview }) {
  const texts = useTexts();
  const navigate = useNavigate();
  const { hours, slot_ms } = useMemo(() => slots(overview.by_hour), [overview.by_hour]);
  const option = useCallback(
    (token: Tokens) => hours_option(hours, slot_ms, texts, token),
    [hours, slot_ms, texts],
  );
  const open = (click: ChartClick) => {
    const hour = hours[click.dataIndex];
    if (hour === undefined) return;
    const verdict = acted.find((name) => name === click.seriesId);
    void navigate({
      to: "/contacts",
      search: { ...slot_search(hour, slot_ms), ...(verdict ? { verdict } : {}) },
    });
  };
  return (
    <>
      <Legend overview={overview} />
      <Chart
        option={option}
        height={300}
        label={texts.t("overview.hours.alt", {
          messages: overview.totals.messages,
          hours: hours.length,
        })}
        onClick={open}
      />
      <details className={styles.details}>
        <summary>{texts.t("overview.as_table")}</summary>
        <HoursTable hours={hours} slot_ms={slot_ms} />
      </details>
    </>
  );
}

function Legend({ overview }: { overview: Overview }) {
  const texts = useTexts();
  const within = { from: overview.from, to: overview.to };
  return (
    <ul className={styles.legend}>
      <li>
        <i data-line aria-hidden />
        {texts.t("overview.all_messages")}
      </li>
      {acted
        .filter((verdict) => overview.by_hour.some((hour) => hour.verdicts[verdict] > 0))
        .map((verdict) => (
          <li key={verdict}>
            <Link to="/contacts" search={{ ...within, verdict }}>
              <i data-verdict={verdict} aria-hidden />
              <VerdictIcon verdict={verdict} size={14} />
              {texts.t(`verdict.${verdict}`)}
            </Link>
          </li>
        ))}
    </ul>
  );
}

function slot_label(texts: Texts, hour: Hour, slot_ms: number): string {
  return slot_ms > hour_ms ? texts.day(hour.hour) : texts.clock(hour.hour);
}

function HoursTable({ hours, slot_ms }: { hours: Hour[]; slot_ms: number }) {
  const texts = useTexts();
  const busy = hours.filter((hour) => hour.messages > 0);
  return (
    <div
      className={styles.scroll}
      tabIndex={0}
      role="region"
      aria-label={texts.t("overview.hours")}
    >
      <table className={styles.plain}>
        <thead>
          <tr>
            <th scope="col">{texts.t("overview.hour")}</th>
            <th scope="col">{texts.t("overview.all_messages")}</th>
            {acted.map((verdict) => (
              <th key={verdict} scope="col">
                {texts.t(`verdict.${verdict}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {busy.map((hour) => (
            <tr key={hour.hour}>
              <th scope="row">
                {hours.length > 24 && slot_ms === hour_ms && `${texts.day(hour.hour)}, `}
                {slot_label(texts, hour, slot_ms)}
              </th>
              <td>
                <Link to="/contacts" search={slot_search(hour, slot_ms)}>
                  {texts.number(hour.messages)}
                </Link>
              </td>
              {acted.map((verdict) => (
                <td key={verdict}>
                  {hour.verdicts[verdict] === 0 ? (
                    <span className={styles.none}>0</span>
                  ) : (
                    <Link to="/contacts" search={{ ...slot_search(hour, slot_ms), verdict }}>
                      {texts.number(hour.verdicts[verdict])}
                    </Link>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function hours_option(
  hours: Hour[],
  slot_ms: number,
  texts: Texts,
  token: Tokens,
): EChartsCoreOption {
  const used = acted.filter((verdict) => hours.some((hour) => hour.verdicts[verdict] > 0));
  const names = hours.map((hour) => slot_label(texts, hour, slot_ms));
  const axis = {
    type: "category",
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: token("line-strong") } },
  };
  const value_axis = {
    type: "value",
    splitNumber: 3,
    minInterval: 1,
    axisLabel: {
      color: token("ink-3"),
      fontSize: 11,
      formatter: (value: number) => texts.number(value),
    },
    splitLine: { lineStyle: { color: token("line"), type: [2, 4] } },
  };
  return {
    grid: [
      { left: 44, right: 8, top: 8, height: 58 },
      { left: 44, right: 8, top: 92, bottom: 28 },
    ],
    xAxis: [
      { ...axis, gridIndex: 0, axisLabel: { show: false }, boundaryGap: true },
      {
        ...axis,
        gridIndex: 1,
        axisLabel: {
          color: token("ink-3"),
          fontSize: 11,
          hideOverlap: true,
          formatter: (name: string, index: number) => {
            const hour = hours[index];
            const is_new_day =
              hours.length > 24 && hour !== undefined && new Date(hour.hour).getHours() === 0;
            return slot_ms === hour_ms && is_new_day ? texts.day(hour.hour) : name;
          },
        },
      },
    ],
    yAxis: [
      { ...value_axis, gridIndex: 0, splitNumber: 1 },
      { ...value_axis, gridIndex: 1 },
    ],
    tooltip: {
      trigger: "axis",
      backgroundColor: token("surface"),
      borderColor: token("line-strong"),
      textStyle: { color: token("ink"), fontSize: 12 },
      axisPointer: {
        type: "shadow",
        shadowStyle: { color: token("accent-soft"), opacity: 0.6 },
        z: 0,
      },
      valueFormatter: (value: unknown) => texts.number(Number(value)),
    },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    series: [
      {
        id: "messages",
        name: texts.t("overview.all_messages"),
        type: "line",
        xAxisIndex: 0,
        yAxisIndex: 0,
        data: hours.map((hour) => hour.messages),
        smooth: 0.25,
        symbol: "none",
        lineStyle: { color: token("ink-3"), width: 1.5 },
        itemStyle: { color: token("ink-3") },
        areaStyle: { color: token("allow"), opacity: 0.35 },
      },
      ...used.map((verdict: Verdict) => ({
        id: verdict,
        name: texts.t(`verdict.${verdict}`),
        type: "bar",
        stack: "verdicts",
        xAxisIndex: 1,
        yAxisIndex: 1,
        barCategoryGap: "22%",
        cursor: "pointer",
        data: hours.map((hour) => hour.verdicts[verdict]),
        // A hairline of ground between the pieces keeps them apart where colours do not.
        itemStyle: { color: token(verdict), borderColor: token("surface"), borderWidth: 0.75 },
      })),
    ],
  };
}
