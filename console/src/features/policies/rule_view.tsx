import { useEffect, useRef } from "react";
import type { RulePrecision } from "../../api/types";
import { SeverityMark, VerdictBadge } from "../../ui/labels";
import { useTexts } from "../../ui/text";
import type { Rule } from "./document";
import styles from "./policies.module.css";
import { ConditionView, inLanguage, transformText } from "./sentences";

export function RuleView({
  policy,
  rule,
  precision,
}: {
  policy: string;
  rule: Rule;
  precision?: RulePrecision | undefined;
}) {
  const texts = useTexts();
  const item = useRef<HTMLLIElement>(null);
  // A link from a message points at its rule: policies/cards#card-number-in-clear.
  useEffect(() => {
    if (globalThis.location.hash === `#${rule.name}`) item.current?.scrollIntoView();
  }, [rule.name]);
  const notice = inLanguage(rule.notice, texts);
  const coach_notice = inLanguage(rule.coach_notice, texts);
  const offer = inLanguage(rule.offer, texts);
  return (
    <li className={styles.rule} id={rule.name} ref={item}>
      <div className={styles.ruleHead}>
        <h2>
          {rule.name.replaceAll("-", " ")}
          <code>
            {policy}/{rule.name}
          </code>
        </h2>
        {rule.verdict !== null && <VerdictBadge verdict={rule.verdict} />}
        {rule.severity !== null && <SeverityMark severity={rule.severity} />}
      </div>
      {rule.description !== "" && <p className={styles.ruleText}>{rule.description}</p>}
      <div className={styles.ruleBody}>
        <div>
          <h3>{texts.t("rule.when")}</h3>
          <ConditionView condition={rule.when} />
          {rule.unless !== null && (
            <>
              <h3>{texts.t("rule.unless")}</h3>
              <ConditionView condition={rule.unless} />
            </>
          )}
          <dl>
            {rule.protect !== null && (
              <Line name={texts.t("rule.protect")} value={transformText(texts, rule.protect)} />
            )}
            <Line name={texts.t("rule.reason")} value={rule.reason} />
          </dl>
        </div>
        <dl>
          <Line name={texts.t("rule.notice")} value={notice} />
          <Line name={texts.t("rule.coach_notice")} value={coach_notice} />
          <Line name={texts.t("rule.offer")} value={offer} />
          <Line name={texts.t("rule.override")} value={texts.t(`override.${rule.override}`)} />
          <Line name={texts.t("rule.precision")} value={precision_text(texts, precision)} />
        </dl>
      </div>
    </li>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  if (value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function precision_text(
  texts: ReturnType<typeof useTexts>,
  precision: RulePrecision | undefined,
): string {
  if (precision === undefined || precision.precision === null) return texts.t("precision.none");
  const judged = precision.upheld + precision.not_sensitive;
  const known = texts.t("precision.known", {
    percent: texts.percent(precision.precision),
    low: texts.percent(precision.low),
    high: texts.percent(precision.high),
    count: judged,
  });
  return precision.overridden === 0
    ? known
    : `${known} ${texts.t("precision.overridden", { count: precision.overridden })}`;
}
