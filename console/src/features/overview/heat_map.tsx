// Which type came through which channel. A table whose cells are coloured, not a picture: each number
// is a link, and a screen reader reads it as what it is.

import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { type Channel, channels, type Overview } from "../../api/types";
import { ChannelIcon, categoryLabel, typeLabel } from "../../ui/labels";
import { useTexts } from "../../ui/text";
import styles from "./overview.module.css";

const types_max = 14;

export function HeatMap({ overview }: { overview: Overview }) {
  const texts = useTexts();
  const within = { from: overview.from, to: overview.to };
  const { counts, used, highest } = useMemo(() => {
    const counts = new Map<string, number>();
    for (const cell of overview.channel_by_type)
      counts.set(`${cell.channel} ${cell.type}`, cell.findings);
    const used = channels.filter((channel) =>
      overview.channel_by_type.some((cell) => cell.channel === channel && cell.findings > 0),
    );
    return { counts, used, highest: Math.max(1, ...counts.values()) };
  }, [overview.channel_by_type]);
  const count = (channel: Channel, type: string) => counts.get(`${channel} ${type}`) ?? 0;
  const shown = overview.by_type.slice(0, types_max);
  const rest = overview.by_type.slice(types_max);
  // Counts differ by orders of magnitude; the root keeps the small ones visible.
  const heat = (value: number) => Math.round(Math.sqrt(value / highest) * 96);

  if (shown.length === 0)
    return <p className={styles.quietText}>{texts.t("overview.no_findings")}</p>;
  return (
    <div
      className={styles.heatScroll}
      tabIndex={0}
      role="region"
      aria-label={texts.t("overview.types")}
    >
      <table className={styles.heat}>
        <thead>
          <tr>
            <th scope="col">{texts.t("field.type")}</th>
            {used.map((channel) => (
              <th key={channel} scope="col">
                <span className={styles.heatHead} title={texts.t(`channel.${channel}`)}>
                  <ChannelIcon channel={channel} size={15} />
                  <span>{texts.t(`channel.${channel}`)}</span>
                </span>
              </th>
            ))}
            <th scope="col">{texts.t("overview.total")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.type}>
              <th scope="row" title={categoryLabel(texts, row.category)}>
                <Link to="/findings" search={{ ...within, type: row.type }}>
                  {typeLabel(texts, row.type)}
                </Link>
              </th>
              {used.map((channel) => {
                const value = count(channel, row.type);
                const share = heat(value);
                return (
                  <td key={channel}>
                    {value === 0 ? (
                      <span className={styles.cold}>·</span>
                    ) : (
                      <Link
                        to="/findings"
                        search={{ ...within, type: row.type, channel }}
                        className={styles.cell}
                        style={{
                          background: `color-mix(in oklab, var(--hf-heat) ${share}%, var(--hf-surface))`,
                        }}
                      >
                        {texts.number(value)}
                      </Link>
                    )}
                  </td>
                );
              })}
              <td className={styles.total}>{texts.number(row.findings)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest.length > 0 && (
        <p className={styles.restTypes}>
          {texts.t("overview.more_types", {
            count: rest.length,
            findings: rest.reduce((sum, row) => sum + row.findings, 0),
          })}
        </p>
      )}
    </div>
  );
}
