import { describe, expect, it } from "vitest";
import { cut, evidenceWords, type Mark } from "./marked_text";
import { Texts } from "./text";
import en from "./texts/en.json";

function mark(start: number, end: number): Mark {
  return { key: `${start}`, type: "iban", start, end, confidence: 1, evidence: [] };
}

function shown(text: string, marks: Mark[]): string[] {
  return cut(text, marks).map((piece) => (typeof piece === "string" ? piece : `«${piece.text}»`));
}

describe("The marks in a text", () => {
  it("stand where the server counted, in code points, also behind an emoji", () => {
    expect(shown("😀 card 1111 ok", [mark(7, 11)])).toEqual(["😀 card ", "«1111»", " ok"]);
  });

  it("are drawn in the order of the text, whatever order they came in", () => {
    expect(shown("ab cd", [mark(3, 5), mark(0, 2)])).toEqual(["«ab»", " ", "«cd»"]);
  });

  it("that overlap or lie outside the text are left out and lose no text", () => {
    const pieces = shown("abcdef", [mark(0, 3), mark(2, 4), mark(5, 99), mark(4, 4)]);
    expect(pieces).toEqual(["«abc»", "def"]);
  });
});

describe("The reasons for a finding", () => {
  const texts = new Texts("en", en);
  const words = (what: string) => evidenceWords(texts, { kind: "conversation", what });

  it("say what the conversation showed, not that it was a question about it", () => {
    expect(words("spread over messages").what).toBe("");
    expect(words("said before").lead).not.toMatch(/question/);
    expect(words("asks for pin")).toEqual({ lead: "Asks for", what: "pin" });
    expect(words("card number").lead).toBe("Answers a question about");
  });
});
