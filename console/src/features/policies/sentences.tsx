// A rule as sentences: when it fires, what it then does, what the sender is told.

import { Fragment, type ReactNode } from "react";
import { categoryLabel, typeLabel } from "../../ui/labels";
import { type TextKey, type Texts, useTexts } from "../../ui/text";
import type { Condition, Transform } from "./document";
import styles from "./policies.module.css";

const worded_values: { [attribute: string]: string } = {
  channel: "channel",
  direction: "direction",
  "sender.role": "role",
  "recipient.kind": "recipient",
  "time.weekday": "weekday",
};

function value_text(texts: Texts, attribute: string, value: string | number | boolean): string {
  if (typeof value === "boolean") return texts.t(value ? "word.yes" : "word.no");
  if (typeof value === "number") {
    return attribute === "finding.confidence" ? texts.percent(value) : texts.number(value);
  }
  if (attribute === "finding.type") return typeLabel(texts, value);
  if (attribute === "finding.category") return categoryLabel(texts, value);
  const prefix = worded_values[attribute];
  const key = `${prefix}.${value}`;
  return prefix !== undefined && texts.has(key) ? texts.t(key) : value;
}

// "Chat, Mail or Call" as the language joins alternatives.
function one_of(texts: Texts, values: string[]): string {
  return new Intl.ListFormat(texts.locale, { type: "disjunction" }).format(values);
}

function TestSentence({ test }: { test: Extract<Condition, { kind: "test" }> }) {
  const texts = useTexts();
  const key = `attribute.${test.attribute}`;
  const attribute = texts.has(key) ? texts.t(key) : test.attribute;
  const values = test.values.map((value) => value_text(texts, test.attribute, value));
  return (
    <>
      {texts.rich(`operator.${test.operator}` as TextKey, {
        attribute,
        value: <b className={styles.value}>{one_of(texts, values)}</b>,
      })}
    </>
  );
}

export function ConditionView({ condition }: { condition: Condition }): ReactNode {
  const texts = useTexts();
  if (condition.kind === "test") return <TestSentence test={condition} />;
  if (condition.kind === "unknown") return <code>{condition.text}</code>;
  if (condition.kind === "not") {
    return (
      <>
        {texts.t("condition.not")} <ConditionView condition={condition.part} />
      </>
    );
  }
  return (
    <>
      {condition.kind === "any" && texts.t("condition.any")}
      <ul className={styles.conditions} data-kind={condition.kind}>
        {condition.parts.map((part, index) => (
          <li key={index}>
            <ConditionView condition={part} />
          </li>
        ))}
      </ul>
    </>
  );
}

export function transformText(texts: Texts, transform: Transform): string {
  if (transform.method === "mask") {
    const count = transform.keep_last ?? 4;
    return count === 0 ? texts.t("protect.mask_all") : texts.t("protect.mask", { count });
  }
  const key = `protect.${transform.method}`;
  return texts.has(key) ? texts.t(key) : transform.method;
}

// The text in the reader's language, else the English one.
export function inLanguage(words: { [language: string]: string }, texts: Texts): string {
  return words[texts.language] ?? words.en ?? "";
}

export function Joined({ parts }: { parts: ReactNode[] }) {
  return (
    <>
      {parts.filter(Boolean).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && " · "}
          {part}
        </Fragment>
      ))}
    </>
  );
}
