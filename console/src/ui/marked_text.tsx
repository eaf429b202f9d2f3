// Text with the places where something was found, each with its type and why.

import { Popover } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Evidence } from "../api/types";
import { typeLabel } from "./labels";
import styles from "./marked_text.module.css";
import { type TextKey, type Texts, useTexts } from "./text";

export type Mark = {
  key: string;
  type: string;
  start: number; // in code points
  end: number;
  confidence: number;
  evidence: Evidence[];
  entity?: number | undefined;
  is_dismissed?: boolean;
  children?: ReactNode; // what one can do about it
};

// The text cut at the marks. Offsets are code points, JavaScript's strings are UTF-16, so the text is
// taken apart into code points first. Marks that overlap or lie outside are left out, never misplaced.
export function cut(
  text: string,
  marks: readonly Mark[],
): (string | { mark: Mark; text: string })[] {
  const points = Array.from(text);
  const pieces: (string | { mark: Mark; text: string })[] = [];
  let at = 0;
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    if (mark.start < at || mark.end <= mark.start || mark.end > points.length) continue;
    if (mark.start > at) pieces.push(points.slice(at, mark.start).join(""));
    pieces.push({ mark, text: points.slice(mark.start, mark.end).join("") });
    at = mark.end;
  }
  if (at < points.length) pieces.push(points.slice(at).join(""));
  return pieces;
}

export function MarkedText({ text, marks }: { text: string; marks: readonly Mark[] }) {
  return (
    <span className={styles.text}>
      {cut(text, marks).map((piece, index) =>
        typeof piece === "string" ? (
          <span key={index}>{piece}</span>
        ) : (
          <MarkedPlace key={piece.mark.key} mark={piece.mark} text={piece.text} />
        ),
      )}
    </span>
  );
}

function MarkedPlace({ mark, text }: { mark: Mark; text: string }) {
  const texts = useTexts();
  const [opened, setOpened] = useState(false);
  const name = typeLabel(texts, mark.type);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      shadow="md"
      width={300}
      withArrow
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={styles.mark}
          data-finding={mark.type}
          data-dismissed={mark.is_dismissed || undefined}
          onClick={() => setOpened((is) => !is)}
          aria-label={texts.t("mark.label", { type: name, text })}
        >
          {text}
          <span className={styles.type}>{name}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        {/* Takes the focus, so that a screen reader reads all of it. */}
        <div className={styles.why} tabIndex={-1} data-autofocus>
          <strong>{name}</strong>
          <Confidence value={mark.confidence} />
          {mark.entity !== undefined && <p>{texts.t("mark.entity", { number: mark.entity })}</p>}
          <EvidenceList evidence={mark.evidence} />
          {mark.children}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

export function Confidence({ value }: { value: number }) {
  const texts = useTexts();
  return (
    <span className={styles.confidence}>
      <span className={styles.meter} aria-hidden>
        <i style={{ width: `${Math.round(value * 100)}%` }} />
      </span>
      {texts.t("mark.sure", { percent: texts.percent(value) })}
    </span>
  );
}

// What the conversation itself says, in words of the reader's; all else names what it is about.
const told: Record<string, TextKey> = {
  "said before": "evidence.said_before",
  "spread over messages": "evidence.spread",
};

export function evidenceWords(texts: Texts, item: Evidence): { lead: string; what: string } {
  const key = item.kind === "conversation" ? told[item.what] : undefined;
  if (key) return { lead: texts.t(key), what: "" };
  const asks = item.kind === "conversation" && item.what.startsWith("asks for ");
  if (asks) return { lead: texts.t("evidence.asks"), what: item.what.slice("asks for ".length) };
  return { lead: texts.t(`evidence.${item.kind}`), what: item.what };
}

export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const texts = useTexts();
  if (evidence.length === 0) return null;
  return (
    <ul className={styles.evidence}>
      {evidence.map((item) => {
        const { lead, what } = evidenceWords(texts, item);
        return (
          <li key={`${item.kind}:${item.what}`} data-kind={item.kind}>
            <span>{lead}</span> {what && <code>{what}</code>}
          </li>
        );
      })}
    </ul>
  );
}
