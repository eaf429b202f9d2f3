// Words and signs for the contract's enums: the same ones on every page.

import {
  IconBan,
  IconBulb,
  IconCheck,
  IconDeviceDesktop,
  IconEyeOff,
  IconHandStop,
  IconHeadset,
  IconMail,
  IconMessage,
  IconMessages,
  IconPhone,
  IconReplace,
  IconUpload,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Channel, Mode, Severity, Verdict } from "../api/types";
import styles from "./labels.module.css";
import { type TextKey, type Texts, useTexts } from "./text";

const verdict_icons: Record<Verdict, TablerIcon> = {
  allow: IconCheck,
  coach: IconBulb,
  redact: IconEyeOff,
  tokenise: IconReplace,
  hold: IconHandStop,
  block: IconBan,
};

const channel_icons: Record<Channel, TablerIcon> = {
  chat: IconMessages,
  mail: IconMail,
  call: IconPhone,
  upload: IconUpload,
  helpdesk: IconHeadset,
  endpoint: IconDeviceDesktop,
};

export function VerdictIcon({ verdict, size = 16 }: { verdict: Verdict; size?: number }) {
  const Icon = verdict_icons[verdict];
  return <Icon size={size} stroke={1.9} aria-hidden />;
}

export function VerdictBadge({ verdict, quiet = false }: { verdict: Verdict; quiet?: boolean }) {
  const texts = useTexts();
  return (
    <span className={styles.badge} data-verdict={verdict} data-quiet={quiet || undefined}>
      <VerdictIcon verdict={verdict} size={14} />
      {texts.t(`verdict.${verdict}`)}
    </span>
  );
}

const severity_bars: Record<Severity, number> = {
  info: 0,
  low: 1,
  medium: 2,
  high: 3,
  critical: 4,
};

export function SeverityMark({ severity }: { severity: Severity }) {
  const texts = useTexts();
  const bars = severity_bars[severity];
  return (
    <span className={styles.severity}>
      <span className={styles.bars} aria-hidden>
        {[1, 2, 3, 4].map((bar) => (
          <i key={bar} data-on={bar <= bars || undefined} data-critical={bars === 4 || undefined} />
        ))}
      </span>
      {texts.t(`severity.${severity}`)}
    </span>
  );
}

export function ModeBadge({ mode }: { mode: Mode }) {
  const texts = useTexts();
  return (
    <span className={styles.mode} data-mode={mode}>
      <span aria-hidden>{{ observe: "○", coach: "◐", enforce: "●" }[mode]}</span>
      {texts.t(`mode.${mode}`)}
    </span>
  );
}

export function ChannelIcon({ channel, size = 16 }: { channel: Channel; size?: number }) {
  const Icon = channel_icons[channel] ?? IconMessage;
  return <Icon size={size} stroke={1.7} aria-hidden />;
}

export function ChannelLabel({ channel }: { channel: Channel }) {
  const texts = useTexts();
  return (
    <span className={styles.channel}>
      <ChannelIcon channel={channel} />
      {texts.t(`channel.${channel}`)}
    </span>
  );
}

// "Payment card"; for a type newer than the catalogue, words from its name: "Tax id (Germany)".
export function typeLabel(texts: Texts, type: string): string {
  const key = `type.${type}`;
  if (texts.has(key)) return texts.t(key);
  const words = type.split("_");
  const region = words.length > 1 && words[0]?.length === 2 ? words.shift() : undefined;
  const name = words.join(" ");
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  if (region === undefined) return title;
  const code = region === "uk" ? "GB" : region.toUpperCase();
  const country = region_name(texts.language, code);
  return country === undefined ? title : `${title} (${country})`;
}

function region_name(language: string, code: string): string | undefined {
  try {
    const name = new Intl.DisplayNames([language], { type: "region", fallback: "none" }).of(code);
    return name ?? undefined;
  } catch {
    return undefined;
  }
}

export function categoryLabel(texts: Texts, category: string): string {
  const key = `category.${category}`;
  return texts.has(key) ? texts.t(key) : category.replaceAll("_", " ");
}

export function TypeChip({ type, count }: { type: string; count?: number }) {
  const texts = useTexts();
  return (
    <span className={styles.type}>
      {typeLabel(texts, type)}
      {count !== undefined && count > 1 && <b>×{texts.number(count)}</b>}
    </span>
  );
}

// Up to `shown` chips, then "+2" that names the others.
export function TypeChips({ types, shown = 3 }: { types: readonly string[]; shown?: number }) {
  const texts = useTexts();
  const rest = types.slice(shown);
  return (
    <span className={styles.types}>
      {types.slice(0, shown).map((type) => (
        <TypeChip key={type} type={type} />
      ))}
      {rest.length > 0 && (
        <span className={styles.more} title={rest.map((type) => typeLabel(texts, type)).join(", ")}>
          +{rest.length}
        </span>
      )}
    </span>
  );
}

export function Time({ at, form = "time" }: { at: string; form?: "time" | "clock" | "relative" }) {
  const texts = useTexts();
  const shown =
    form === "time" ? texts.time(at) : form === "clock" ? texts.clock(at) : texts.relative(at);
  return (
    <time dateTime={at} title={texts.exactTime(at)} className={styles.time}>
      {shown}
    </time>
  );
}

export function choiceTexts<Value extends string>(
  texts: Texts,
  values: readonly Value[],
  prefix: string,
): { value: Value; label: string }[] {
  return values.map((value) => ({ value, label: texts.t(`${prefix}.${value}` as TextKey) }));
}

// "cards/card-number-in-mail" → [cards] Card number in mail.
export function RuleName({ rule }: { rule: string }) {
  const [policy = "", name = ""] = rule.split("/");
  const words = name.replaceAll("-", " ");
  return (
    <span className={styles.rule}>
      <span className={styles.policy}>{policy}</span>
      {words.charAt(0).toUpperCase() + words.slice(1)}
    </span>
  );
}
