// One bar a channel or queue: how many messages, and what was done with them.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Overview, type VerdictCounts, verdicts } from "../../api/types";
import { RuleName, SeverityMark } from "../../ui/labels";
import { useTexts } from "../../ui/text";
import styles from "./overview.module.css";

type Row = {
  key: string;
  label: string;
  icon?: ReactNode;
  search: Record<string, string> | null; // null: no list can show it
  messages: number;
  verdicts: VerdictCounts;
};

export function VerdictBars({ overview, rows }: { overview: Overview; rows: Row[] }) {
  const texts = useTexts();
  const within = { from: overview.from, to: overview.to };
  const busy = rows.filter((row) => row.messages > 0);
  const highest = Math.max(1, ...busy.map((row) => row.messages));
  return (
    <ul className={styles.bars}>
      {busy.map((row) => {
        const acted = row.messages - row.verdicts.allow;
        const parts = verdicts
          .map((verdict) => ({ verdict, count: row.verdicts[verdict] }))
          .filter(({ count }) => count > 0)
          .map(({ verdict, count }) => ({
            verdict,
            count,
            title: `${texts.t(`verdict.${verdict}`)}: ${texts.number(count)}`,
          }));
        return (
          <li key={row.key}>
            <div className={styles.barHead}>
              <span className={styles.barLabel}>
                {row.icon}
                {row.search === null ? (
                  row.label
                ) : (
                  <Link to="/contacts" search={{ ...within, ...row.search }}>
                    {row.label}
                  </Link>
                )}
              </span>
              <span className={styles.barCount}>
                {row.search === null || acted === 0 ? (
                  texts.t("overview.acted_of", { acted, count: row.messages })
                ) : (
                  <Link to="/contacts" search={{ ...within, ...row.search, verdict_min: "coach" }}>
                    {texts.t("overview.acted_of", { acted, count: row.messages })}
                  </Link>
                )}
              </span>
            </div>
            <div
              className={styles.bar}
              style={{ width: `${Math.max(4, (row.messages / highest) * 100)}%` }}
              role="img"
              aria-label={parts.map((part) => part.title).join(", ")}
            >
              {parts.map(({ verdict, title, count }) => (
                <span
                  key={verdict}
                  data-verdict={verdict}
                  title={title}
                  style={{ flexGrow: count }}
                />
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

const rules_max = 8;

export function RuleList({ overview }: { overview: Overview }) {
  const texts = useTexts();
  const shown = overview.by_rule.slice(0, rules_max);
  const highest = Math.max(1, ...shown.map((row) => row.hits));
  return (
    <ul className={styles.rules}>
      {shown.map((row) => {
        const [policy = "", rule = ""] = row.rule.split("/");
        return (
          <li key={row.rule}>
            <Link
              to="/policies/$name"
              params={{ name: policy }}
              hash={rule}
              className={styles.rule}
            >
              <RuleName rule={row.rule} />
            </Link>
            <SeverityMark severity={row.severity} />
            <span className={styles.ruleBar} aria-hidden>
              <i style={{ width: `${(row.hits / highest) * 100}%` }} />
            </span>
            <span className={styles.barCount}>{texts.t("overview.hits", { count: row.hits })}</span>
          </li>
        );
      })}
    </ul>
  );
}
