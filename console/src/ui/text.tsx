// Every text a person reads comes from a catalogue: texts/{en,de,es,fr}.json, all with the same keys.
//
// A value is a text with {names}, or one text per plural category chosen by {count}. Numbers given as
// values are written as the language writes them.

import {
  createContext,
  Fragment,
  type PropsWithChildren,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import en from "./texts/en.json";

export type TextKey = keyof typeof en;
export type Language = "en" | "de" | "es" | "fr";
type Entry = string | { one: string; other: string };
export type Catalogue = Record<TextKey, Entry>;
type Values = Record<string, string | number>;
type RichValues = Record<string, ReactNode> & { count?: number };

export const languages: Record<Language, string> = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
};

const loaders: Record<Exclude<Language, "en">, () => Promise<{ default: unknown }>> = {
  de: () => import("./texts/de.json"),
  es: () => import("./texts/es.json"),
  fr: () => import("./texts/fr.json"),
};

const storage_key = "holdfast.language";

function is_language(value: string | null | undefined): value is Language {
  return value !== null && value !== undefined && value in languages;
}

export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(storage_key);
  if (is_language(chosen)) return chosen;
  for (const tag of navigator.languages) {
    const language = tag.slice(0, 2).toLowerCase();
    if (is_language(language)) return language;
  }
  return "en";
}

export async function loadCatalogue(language: Language): Promise<Catalogue> {
  if (language === "en") return en;
  return (await loaders[language]()).default as Catalogue;
}

export class Texts {
  readonly language: Language;
  // The person's own variant of the language, en-GB or en-US, for dates and numbers.
  readonly locale: string;
  private readonly catalogue: Catalogue;
  private readonly numbers: Intl.NumberFormat;
  private readonly plurals: Intl.PluralRules;

  constructor(language: Language, catalogue: Catalogue) {
    this.language = language;
    this.locale = navigator.languages.find((tag) => tag.slice(0, 2) === language) ?? language;
    this.catalogue = catalogue;
    this.numbers = new Intl.NumberFormat(this.locale);
    this.plurals = new Intl.PluralRules(language);
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  percent(fraction: number): string {
    return new Intl.NumberFormat(this.locale, { style: "percent" }).format(fraction);
  }

  has(key: string): key is TextKey {
    return key in this.catalogue;
  }

  private template(key: TextKey, count: number | undefined): string {
    const entry: Entry = this.catalogue[key] ?? (en as Catalogue)[key] ?? key;
    if (typeof entry === "string") return entry;
    return this.plurals.select(count ?? 0) === "one" ? entry.one : entry.other;
  }

  t(key: TextKey, values: Values = {}): string {
    const count = typeof values.count === "number" ? values.count : undefined;
    return this.template(key, count).replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? this.number(value) : value;
    });
  }

  // As t(), where a value may be an element: a link within a sentence.
  rich(key: TextKey, values: RichValues): ReactNode {
    const pieces = this.template(key, values.count).split(/(\{\w+\})/);
    return pieces.map((piece, index) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      const value = name === undefined ? piece : (values[name] ?? piece);
      // The pieces of one template never change places.
      return (
        <Fragment key={index}>{typeof value === "number" ? this.number(value) : value}</Fragment>
      );
    });
  }

  // "Today, 14:05" is for rows; the exact time stands in the tooltip.
  time(iso: string): string {
    const at = new Date(iso);
    const is_today = at.toDateString() === new Date().toDateString();
    return new Intl.DateTimeFormat(this.locale, {
      ...(is_today ? {} : { day: "numeric", month: "short" }),
      hour: "2-digit",
      minute: "2-digit",
    }).format(at);
  }

  exactTime(iso: string): string {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "full", timeStyle: "long" }).format(
      new Date(iso),
    );
  }

  clock(iso: string): string {
    return new Intl.DateTimeFormat(this.locale, { hour: "2-digit", minute: "2-digit" }).format(
      new Date(iso),
    );
  }

  day(iso: string): string {
    return new Intl.DateTimeFormat(this.locale, {
      weekday: "short",
      day: "numeric",
      month: "short",
    }).format(new Date(iso));
  }

  // "in 3 hours", "2 days ago".
  relative(iso: string, now = Date.now()): string {
    const seconds = (new Date(iso).getTime() - now) / 1000;
    const format = new Intl.RelativeTimeFormat(this.locale, { numeric: "auto" });
    const size = Math.abs(seconds);
    if (size < 90) return format.format(Math.round(seconds), "second");
    if (size < 90 * 60) return format.format(Math.round(seconds / 60), "minute");
    if (size < 36 * 3600) return format.format(Math.round(seconds / 3600), "hour");
    return format.format(Math.round(seconds / 86400), "day");
  }
}

type TextContext = { texts: Texts; setLanguage: (language: Language) => void };

const Context = createContext<TextContext>({
  texts: new Texts("en", en),
  setLanguage: () => undefined,
});

export function TextProvider({ children }: PropsWithChildren) {
  const [language, setLanguageState] = useState(preferredLanguage);
  const [catalogue, setCatalogue] = useState<{ language: Language; entries: Catalogue } | null>(
    language === "en" ? { language, entries: en } : null,
  );

  useEffect(() => {
    let is_current = true;
    document.documentElement.lang = language;
    loadCatalogue(language).then((entries) => {
      if (is_current) setCatalogue({ language, entries });
    });
    return () => {
      is_current = false;
    };
  }, [language]);

  const value = useMemo(() => {
    if (catalogue === null) return null;
    return {
      texts: new Texts(catalogue.language, catalogue.entries),
      setLanguage: (next: Language) => {
        localStorage.setItem(storage_key, next);
        setLanguageState(next);
      },
    };
  }, [catalogue]);

  // The first paint waits for the catalogue rather than flashing another language.
  return value && <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useTexts(): Texts {
  return useContext(Context).texts;
}

export function useLanguage() {
  const { texts, setLanguage } = useContext(Context);
  return { language: texts.language, setLanguage };
}
