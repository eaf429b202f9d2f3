// Reads the Public Suffix List out of the npm package tldts and writes it as the engine's build
// wants it:
//
//   node tools/public_suffixes.mjs DIRECTORY > src/engine/detect/validators/public_suffixes.txt
//
// DIRECTORY is where the package was installed (npm install tldts). The list is the same as
// publicsuffix.org's: rules, `*.` before what any label may stand in front of, `!` before exceptions.
// Names with letters beyond ASCII stand there twice, as themselves and as they are asked for.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { domainToASCII, domainToUnicode, pathToFileURL } from "node:url";

const directory = process.argv[2];
if (!directory) {
  console.error("usage: public_suffixes.mjs DIRECTORY");
  process.exit(2);
}
const home = join(directory, "node_modules/tldts");
const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
const trie = await import(pathToFileURL(join(home, "dist/es6/src/data/trie.js")));

// Where each edge's label begins: labels stand in the order of their edges.
const begins = [];
for (let edge = 0, at = 0; edge < trie.edgeLength.length; at += trie.edgeLength[edge++]) begins.push(at);

function rules(node, section, mark, suffix = "", found = []) {
  for (let edge = trie.edgeStart[node]; edge < trie.edgeStart[node + 1]; ++edge) {
    const label = trie.labelText.slice(begins[edge], begins[edge] + trie.edgeLength[edge]);
    const name = suffix ? `${label}.${suffix}` : label;
    const child = trie.edgeChild[edge];
    if (trie.nodeFlags[child] === section) found.push(mark + name);
    rules(child, section, mark, name, found);
  }
  return found;
}

function spelled(rule) {
  const mark = /^(\*\.|!)?/.exec(rule)[0];
  const name = rule.slice(mark.length);
  return [mark + domainToASCII(name), mark + domainToUnicode(name)];
}

console.log("# The Public Suffix List (https://publicsuffix.org/list/, Mozilla Public License 2.0), as published in");
console.log(`# the npm package tldts ${version}. Written by tools/public_suffixes.mjs. Names are in lower case.`);
for (const [section, name] of [[1, "icann"], [2, "private"]]) {
  const all = [...rules(trie.rulesRoot, section, ""), ...rules(trie.exceptionsRoot, section, "!")];
  console.log([`section ${name}`, ...[...new Set(all.flatMap(spelled))].sort()].join("\n"));
}
