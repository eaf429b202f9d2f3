// Filters that live in the URL: what a colleague sees when sent the link.

import { Button, Select, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { verdicts } from "../api/types";
import styles from "./filter.module.css";
import { type Choice, RangePicker } from "./range";
import { useTexts } from "./text";

export type FilterValues<Name extends string> = { [name in Name]?: string };

// Reads the named parameters of the URL; setting one to undefined takes it out.
export function useFilter<Name extends string>(names: readonly Name[]) {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const values: FilterValues<Name> = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === "string" && value !== "") values[name] = value;
  }
  const set = (change: FilterValues<Name> | { [name in Name]?: string | undefined }) => {
    void navigate({
      to: ".",
      search: (before: Record<string, unknown>) => ({ ...before, ...change }),
      replace: true,
    } as never);
  };
  const clear = () => {
    const nothing: { [name: string]: undefined } = {};
    for (const name of names) nothing[name] = undefined;
    set(nothing as never);
  };
  return { values, set, clear, is_set: Object.keys(values).length > 0 };
}

export type FilterField<Name extends string> =
  | { kind: "choice"; name: Name; label: string; choices: Choice[] }
  | { kind: "verdict" }
  | { kind: "text"; name: Name; label: string }
  | { kind: "range" };

function field_class(is_set: boolean): string {
  return `${styles.field} ${is_set ? styles.set : ""}`;
}

export function FilterBar<Name extends string>({
  fields,
  filter,
  children,
}: {
  fields: FilterField<Name>[];
  filter: ReturnType<typeof useFilter<Name>>;
  children?: ReactNode;
}) {
  const texts = useTexts();
  return (
    <search className={styles.bar} aria-label={texts.t("filter.title")}>
      {fields.map((field) => {
        if (field.kind === "range") {
          return (
            <RangePicker
              key="range"
              values={filter.values as FilterValues<"range" | "from" | "to">}
              onChange={(range) => filter.set(range as never)}
            />
          );
        }
        if (field.kind === "verdict") {
          return (
            <VerdictFilter
              key="verdict"
              values={filter.values as FilterValues<"verdict" | "verdict_min">}
              onChange={(verdict) => filter.set(verdict as never)}
            />
          );
        }
        const value = filter.values[field.name] ?? "";
        const change = (next: string | null) =>
          filter.set({ [field.name]: next || undefined } as never);
        return field.kind === "choice" ? (
          <Select
            key={field.name}
            className={field_class(value !== "")}
            aria-label={field.label}
            placeholder={field.label}
            data={field.choices}
            value={value || null}
            onChange={change}
            clearable
            searchable={field.choices.length > 8}
            clearButtonProps={{ "aria-label": texts.t("filter.clear_one", { name: field.label }) }}
            checkIconPosition="right"
            maxDropdownHeight={320}
          />
        ) : (
          <TextFilter key={field.name} label={field.label} value={value} onChange={change} />
        );
      })}
      {filter.is_set && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX size={14} />}
          onClick={filter.clear}
          className={styles.clear}
        >
          {texts.t("filter.clear")}
        </Button>
      )}
      {children}
    </search>
  );
}

// Applies when the person stops typing, on Enter at once.
function TextFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const applied = useRef(value);
  if (applied.current !== value) {
    applied.current = value;
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), 450);
    return () => clearTimeout(timer);
  });
  return (
    <TextInput
      className={field_class(value !== "")}
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && onChange(typed.trim())}
      leftSection={<IconSearch size={14} aria-hidden />}
    />
  );
}

// One field for "blocked" and for "held or stricter": ?verdict= and ?verdict_min= in the address.
function VerdictFilter({
  values,
  onChange,
}: {
  values: FilterValues<"verdict" | "verdict_min">;
  onChange: (values: { verdict: string | undefined; verdict_min: string | undefined }) => void;
}) {
  const texts = useTexts();
  const label = texts.t("field.verdict");
  const value =
    values.verdict !== undefined
      ? `is ${values.verdict}`
      : values.verdict_min !== undefined
        ? `min ${values.verdict_min}`
        : null;
  const word = (verdict: (typeof verdicts)[number]) => texts.t(`verdict.${verdict}`);
  return (
    <Select
      className={field_class(value !== null)}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(next) => {
        const [kind, verdict] = (next ?? "").split(" ");
        onChange({
          verdict: kind === "is" ? verdict : undefined,
          verdict_min: kind === "min" ? verdict : undefined,
        });
      }}
      data={[
        {
          group: texts.t("field.verdict_exact"),
          items: verdicts.map((verdict) => ({ value: `is ${verdict}`, label: word(verdict) })),
        },
        {
          group: texts.t("field.verdict_min"),
          items: verdicts.slice(1, -1).map((verdict) => ({
            value: `min ${verdict}`,
            label: texts.t("field.or_stricter", { verdict: word(verdict) }),
          })),
        },
      ]}
      clearable
      clearButtonProps={{ "aria-label": texts.t("filter.clear_one", { name: label }) }}
      checkIconPosition="right"
      maxDropdownHeight={340}
    />
  );
}
