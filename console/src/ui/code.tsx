// YAML as it is written, coloured, with line numbers and the lines that are wrong marked.

import styles from "./code.module.css";

type Piece = { kind: "key" | "string" | "comment" | "value" | "mark" | "plain"; text: string };

// Colours one line. YAML has more than this knows; what is not recognised stays plain.
export function yamlPieces(line: string): Piece[] {
  const pieces: Piece[] = [];
  const push = (kind: Piece["kind"], text: string) => text !== "" && pieces.push({ kind, text });
  let rest = line;
  const comment_at = comment_start(rest);
  const comment = comment_at === -1 ? "" : rest.slice(comment_at);
  if (comment_at !== -1) rest = rest.slice(0, comment_at);

  const head = /^(\s*(?:- +)*)((?:[\w.-]+|"[^"]*"|'[^']*'))(:)(?=\s|$)/.exec(rest);
  if (head !== null) {
    push("plain", head[1] ?? "");
    push("key", head[2] ?? "");
    push("plain", ":");
    rest = rest.slice(head[0].length);
  }
  for (const [token] of rest.matchAll(
    /"(?:[^"\\]|\\.)*"|'[^']*'|[\w.]+(?=:\s)|-?\b\d+(?:\.\d+)?\b|\b(?:true|false|null)\b|[[\]{},|>]|[^"'[\]{},|>\d\w]+|[\w.\-/@]+|./g,
  )) {
    if (/^["']/.test(token)) push("string", token);
    else if (/^[[\]{},|>]$/.test(token)) push("mark", token);
    else if (/^(?:-?\d+(?:\.\d+)?|true|false|null)$/.test(token)) push("value", token);
    else push("plain", token);
  }
  push("comment", comment);
  return pieces;
}

// Where a comment begins, outside quotes; -1 without one.
function comment_start(line: string): number {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? "";
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if (char === "#" && (at === 0 || /\s/.test(line[at - 1] ?? ""))) return at;
  }
  return -1;
}

export function Yaml({
  source,
  label,
  wrong_lines = [],
}: {
  source: string;
  label: string;
  wrong_lines?: readonly number[]; // from 1
}) {
  const lines = source.replace(/\n$/, "").split("\n");
  return (
    // A region that scrolls must take the keyboard's focus.
    <pre className={styles.code} tabIndex={0} role="region" aria-label={label}>
      {lines.map((line, index) => (
        <span
          key={index}
          className={styles.line}
          data-wrong={wrong_lines.includes(index + 1) || undefined}
        >
          {yamlPieces(line).map((piece, at) => (
            <span key={at} data-kind={piece.kind}>
              {piece.text}
            </span>
          ))}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
