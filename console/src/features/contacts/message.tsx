// One message as it was said: a bubble in a chat, a turn in a call, a letter by mail. Below it what
// policy decided and why.

import { VisuallyHidden } from "@mantine/core";
import { IconFileAlert, IconPaperclip } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import {
  type Contact,
  type Message,
  type RuleHit,
  type StoredPart,
  verdicts,
} from "../../api/types";
import {
  ModeBadge,
  RuleName,
  SeverityMark,
  Time,
  VerdictBadge,
  VerdictIcon,
} from "../../ui/labels";
import { MarkedText } from "../../ui/marked_text";
import { ReceiptButton } from "../../ui/receipt";
import { useTexts } from "../../ui/text";
import styles from "./contacts.module.css";
import { FeedbackOf } from "./feedback";
import { HeldNote } from "./held_note";

type Shape = "bubble" | "turn" | "letter";

function shape_of(message: Message): Shape {
  if (message.channel === "call") return "turn";
  if (message.channel === "chat" || message.channel === "helpdesk") return "bubble";
  return "letter";
}

export function MessageView({
  message,
  contact,
  day,
}: {
  message: Message;
  contact: Contact;
  day: string | null;
}) {
  const texts = useTexts();
  const side = message.sender_role === "customer" ? "theirs" : "ours";
  const is_plain =
    message.verdict === "allow" && message.hits.length === 0 && message.held_state === null;
  return (
    <>
      {day !== null && (
        <li className={styles.day} aria-hidden>
          {day}
        </li>
      )}
      <li
        id={`message-${message.id}`}
        className={styles.message}
        data-shape={shape_of(message)}
        data-side={side}
        data-verdict={message.verdict}
      >
        <div className={styles.head}>
          <b>{speaker(texts, message, contact)}</b>
          {message.direction === "internal" && <span>{texts.t("direction.internal")}</span>}
          <Time at={message.at} form="clock" />
          {is_plain && (
            <span className={styles.allowed} title={texts.t("verdict.allow")}>
              <VerdictIcon verdict="allow" size={14} />
              <VisuallyHidden>{texts.t("verdict.allow")}</VisuallyHidden>
            </span>
          )}
          <ReceiptButton entry={message.receipt.entry} />
        </div>
        <div className={styles.body}>
          {message.is_erased ? (
            <p className={styles.erased}>{texts.t("message.erased")}</p>
          ) : (
            message.parts.map((part, index) => (
              <PartView key={part.path || index} part={part} index={index} message={message} />
            ))
          )}
        </div>
        {!is_plain && <Outcome message={message} />}
      </li>
    </>
  );
}

function speaker(texts: ReturnType<typeof useTexts>, message: Message, contact: Contact): string {
  if (message.sender_role === "customer") return contact.customer ?? texts.t("role.customer");
  if (message.sender_role === "agent") return contact.agent?.name ?? texts.t("role.agent");
  return texts.t("role.system");
}

function PartView({ part, index, message }: { part: StoredPart; index: number; message: Message }) {
  const texts = useTexts();
  const marks = message.findings
    .filter((finding) => finding.part === index)
    .map((finding) => ({
      key: finding.id,
      type: finding.type,
      start: finding.start,
      end: finding.end,
      confidence: finding.confidence,
      evidence: finding.evidence,
      entity: finding.entity,
      is_dismissed: finding.feedback === "not_sensitive",
      children: <FeedbackOf finding={finding} />,
    }));
  const has_name = part.kind === "attachment" || (part.name ?? "") !== "";
  return (
    <div className={styles.part}>
      {has_name && (
        <div className={styles.partName}>
          <IconPaperclip size={14} aria-hidden />
          {part.name || part.path}
        </div>
      )}
      {part.is_readable ? (
        <MarkedText text={part.text} marks={marks} />
      ) : (
        <p className={styles.unreadable}>
          <IconFileAlert size={15} aria-hidden /> {texts.t("message.unreadable")}{" "}
          {part.unreadable_reason}
        </p>
      )}
    </div>
  );
}

// The verdict with its rule and law; rules that only watched are listed as what they would have done.
function Outcome({ message }: { message: Message }) {
  const texts = useTexts();
  const decisive = message.hits.find((hit) => hit.rule === message.rule);
  const others = message.hits.filter((hit) => hit !== decisive);
  return (
    <div className={styles.outcome}>
      <div className={styles.outcomeRow}>
        <VerdictBadge verdict={message.verdict} />
        {message.rule !== null && (
          <RuleLink rule={message.rule} version={message.policy_version ?? ""} />
        )}
        {decisive !== undefined && <span className={styles.law}>{decisive.reason}</span>}
        {message.severity !== "info" && <SeverityMark severity={message.severity} />}
      </div>
      {others.length > 0 && (
        <ul className={styles.hits} aria-label={texts.t("message.other_rules")}>
          {others.map((hit) => (
            <OtherHit key={`${hit.policy_version} ${hit.rule} ${hit.findings?.[0]}`} hit={hit} />
          ))}
        </ul>
      )}
      {message.held_state !== null && <HeldNote message={message} state={message.held_state} />}
    </div>
  );
}

function OtherHit({ hit }: { hit: RuleHit }) {
  const texts = useTexts();
  const is_weakened = verdicts.indexOf(hit.effective) < verdicts.indexOf(hit.verdict);
  return (
    <li className={styles.hit}>
      <RuleLink rule={hit.rule} version={hit.policy_version} />
      {is_weakened ? (
        <span className={styles.would}>
          {texts.rich("message.would", {
            verdict: <VerdictBadge verdict={hit.verdict} quiet />,
            mode: <ModeBadge mode={hit.mode} />,
          })}
        </span>
      ) : (
        <VerdictBadge verdict={hit.verdict} quiet />
      )}
      <span className={styles.law}>{hit.reason}</span>
    </li>
  );
}

export function RuleLink({ rule, version }: { rule: string; version: string }) {
  const [policy = "", name = ""] = rule.split("/");
  return (
    <Link
      to="/policies/$name"
      params={{ name: policy }}
      hash={name}
      className={styles.rule}
      title={version}
    >
      <RuleName rule={rule} />
    </Link>
  );
}
