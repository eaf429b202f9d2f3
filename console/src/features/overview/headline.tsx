// The numbers as sentences, each a link to the list behind it.

import { IconEye } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Overview } from "../../api/types";
import { type TextKey, useTexts } from "../../ui/text";
import styles from "./overview.module.css";

type Search = Record<string, string>;

export function Headline({ overview, range }: { overview: Overview; range: string }) {
  const texts = useTexts();
  const { totals, from, to } = overview;
  const within = { from, to };
  const number = (key: TextKey, count: number, path: string, search: Search): ReactNode => {
    const words = texts.t(key, { count });
    if (count === 0) return <span className={styles.none}>{words}</span>;
    return (
      <Link to={path} search={{ ...within, ...search } as never} className={styles.number}>
        {words}
      </Link>
    );
  };
  return (
    <div className={styles.headline}>
      <p className={styles.range}>{range}</p>
      <p className={styles.sentence}>
        {texts.rich("overview.came_in", {
          messages: number("overview.messages", totals.messages, "/contacts", {}),
          contacts: number("overview.contacts", totals.contacts, "/contacts", {}),
          findings: number("overview.findings", totals.findings, "/findings", {}),
        })}
      </p>
      <p className={styles.sentence}>
        {texts.rich("overview.was_done", {
          protected: number("overview.protected", totals.protected, "/contacts", {
            verdict_min: "redact",
          }),
          held: number("overview.held", totals.held, "/contacts", { verdict: "hold" }),
          blocked: number("overview.blocked", totals.blocked, "/contacts", { verdict: "block" }),
          coached: number("overview.coached", totals.coached, "/contacts", { verdict: "coach" }),
        })}
      </p>
      {totals.exposed > 0 && (
        <p className={styles.exposed}>
          <IconEye size={18} stroke={1.7} aria-hidden />
          <span>
            <strong>{texts.t("overview.exposed", { count: totals.exposed })}</strong>{" "}
            {texts.rich("overview.exposed.text", {
              policies: <Link to="/policies">{texts.t("overview.exposed.link")}</Link>,
            })}
          </span>
        </p>
      )}
    </div>
  );
}
