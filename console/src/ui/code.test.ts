import { describe, expect, it } from "vitest";
import { yamlPieces } from "./code";

const lines = [
  "policy: cards",
  "  - name: card-number-in-clear  # the one that matters",
  "    notice: {en: \"Don't # do this\", de: 'Nicht'}",
  "    when: {all: [channel: {in: [chat, mail]}, finding.confidence: {gte: 0.8}]}",
  "      keep_last: 4",
  "",
  "   \t",
  "ünïcode: \u{1F600} : # x",
  '"unclosed',
];

describe("YAML's colours", () => {
  it.each(lines)("never change a character of %j", (line) => {
    expect(
      yamlPieces(line)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(line);
  });

  it("know a key, a number and a comment, and a # within quotes is none", () => {
    const kinds = (line: string) => yamlPieces(line).map((piece) => [piece.kind, piece.text]);
    expect(kinds("keep_last: 4 # digits")).toEqual([
      ["key", "keep_last"],
      ["plain", ": "],
      ["value", "4"],
      ["plain", " "],
      ["comment", "# digits"],
    ]);
    expect(kinds('a: "b # c"').some(([kind]) => kind === "comment")).toBe(false);
  });
});
