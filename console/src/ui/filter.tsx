// Filters that live in the URL: what a colleague sees when sent the link.

import { Button, Select, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
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
  | { kind: "text"; name: Name; label: string }
  | { kind: "range" };

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
        const value = filter.values[field.name] ?? "";
        const change = (next: string | null) =>
          filter.set({ [field.name]: next || undefined } as never);
        return field.kind === "choice" ? (
          <Select
            key={field.name}
            className={styles.field}
            aria-label={field.label}
            placeholder={field.label}
            data={field.choices}
            value={value || null}
            onChange={change}
            clearable
            searchable={field.choices.length > 8}
            clearButtonProps={{ "aria-label": texts.t("filter.clear_one", { name: field.label }) }}
            data-set={value !== "" || undefined}
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
      className={styles.field}
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && onChange(typed.trim())}
      leftSection={<IconSearch size={14} aria-hidden />}
      data-set={value !== "" || undefined}
    />
  );
}
