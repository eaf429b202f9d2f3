import { describe, expect, it } from "vitest";
import { type Catalogue, loadCatalogue, Texts } from "./text";
import en from "./texts/en.json";

const others = ["de", "es", "fr"] as const;

function names_in(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

function forms(entry: Catalogue[keyof Catalogue]): string[] {
  return typeof entry === "string" ? [entry] : [entry.one, entry.other];
}

describe.each(others)("The catalogue %s", (language) => {
  it("has every key of the English one and no other", async () => {
    const catalogue = await loadCatalogue(language);
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort());
  });

  it("uses the names that the English one gives", async () => {
    const catalogue = await loadCatalogue(language);
    for (const [key, entry] of Object.entries(en as Catalogue)) {
      const allowed = new Set(forms(entry).flatMap(names_in));
      for (const form of forms(catalogue[key as keyof Catalogue])) {
        for (const name of names_in(form)) expect(allowed, `${key}: ${name}`).toContain(name);
      }
      // What the sentence says in full, its last form, names all of them.
      const last = forms(catalogue[key as keyof Catalogue]).at(-1) ?? "";
      expect(names_in(last), key).toEqual([...allowed].sort());
    }
  });

  it("is translated, not copied", async () => {
    const catalogue = await loadCatalogue(language);
    const keys = Object.keys(en) as (keyof Catalogue)[];
    const same = keys.filter(
      (key) => JSON.stringify(catalogue[key]) === JSON.stringify((en as Catalogue)[key]),
    );
    // "Chat", "IBAN", "{count} messages" may be the same; whole sentences are not.
    const words = (key: keyof Catalogue) =>
      forms((en as Catalogue)[key])[0]
        ?.replace(/\{\w+\}/g, "")
        .match(/\p{L}+/gu)?.length ?? 0;
    expect(same.filter((key) => words(key) > 2)).toEqual([]);
    expect(same.length / keys.length).toBeLessThan(0.15);
  });
});

describe("Texts", () => {
  it("write numbers and plurals as the language does", async () => {
    const german = new Texts("de", await loadCatalogue("de"));
    expect(german.t("overview.messages", { count: 12345 })).toContain("12.345");
    const english = new Texts("en", en);
    expect(english.t("overview.messages", { count: 1 })).toBe("1 message");
  });

  it("leave a name for which no value was given as it stands", () => {
    expect(new Texts("en", en).t("state.log_id")).toContain("{id}");
  });
});
