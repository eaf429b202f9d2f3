// YAML as it is written, coloured, with line numbers and the lines that are wrong marked.

import styles from "./code.module.css";

type Piece = { kind: "key" | "string" | "comment" | "value" | "plain"; text: string };

// Colours one line. YAML has more than this knows; what is not recognised stays plain.
export function yamlPieces(line: string): Piece[] {
  const pieces: Piece[] = [];
  const push = (kind: Piece["kind"], text: string) => {
    const last = pieces.at(-1);
    // Long documents have thousands of pieces; those that look alike are one.
    if (last !== undefined && last.kind === kind) last.text += text;
    else if (text !== "") pieces.push({ kind, text });
  };
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

type YamlProps = {
  source: string;
  label: string;
  wrong_lines?: readonly number[]; // from 1
};

function Lines({ source, wrong_lines = [] }: Omit<YamlProps, "label">) {
  return source.split("\n").map((line, index) => (
    <span
      key={index}
      className={styles.line}
      data-wrong={wrong_lines.includes(index + 1) || undefined}
    >
      {yamlPieces(line).map((piece, at) =>
        piece.kind === "plain" ? (
          piece.text
        ) : (
          <span key={at} data-kind={piece.kind}>
            {piece.text}
          </span>
        ),
      )}
      {"\n"}
    </span>
  ));
}

export function Yaml({ source, label, wrong_lines = [] }: YamlProps) {
  // A region that scrolls must take the keyboard's focus.
  return (
    <pre className={styles.code} tabIndex={0} role="region" aria-label={label}>
      <Lines source={source.replace(/\n$/, "")} wrong_lines={wrong_lines} />
    </pre>
  );
}

// The same, to be written in: a plain text area whose letters are clear as glass lies exactly over the
// coloured text, so that the browser's own editing, spelling and screen reading keep working.
export function YamlEditor({
  source,
  label,
  wrong_lines = [],
  described_by,
  onChange,
}: YamlProps & { described_by?: string; onChange: (source: string) => void }) {
  return (
    <div className={styles.editor}>
      <div className={styles.sheet}>
        <pre className={styles.under} aria-hidden>
          <Lines source={source} wrong_lines={wrong_lines} />
        </pre>
        <textarea
          className={styles.over}
          value={source}
          onChange={(event) => onChange(event.currentTarget.value)}
          aria-label={label}
          aria-describedby={described_by}
          aria-invalid={wrong_lines.length > 0 || undefined}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
        />
      </div>
    </div>
  );
}
