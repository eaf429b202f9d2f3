import { describe, expect, it } from "vitest";
import { bounds } from "./range";

const now = Date.parse("2025-11-22T10:35:12Z");

describe("A time range", () => {
  it("asks for the same time throughout an hour, so that answers are cached", () => {
    expect(bounds({ range: "24h" }, now)).toEqual({ from: "2025-11-21T10:00:00.000Z" });
    expect(bounds({ range: "24h" }, now + 20 * 60_000)).toEqual(bounds({ range: "24h" }, now));
  });

  it("may be open at either end", () => {
    expect(bounds({ from: "2025-11-22T00:00:00Z" })).toEqual({ from: "2025-11-22T00:00:00Z" });
    expect(bounds({})).toEqual({});
  });

  it("that someone mistyped in the address is no range", () => {
    expect(bounds({ range: "soon", from: "yesterday" })).toEqual({});
  });
});
