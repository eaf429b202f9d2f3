// Fails when the console's layers are crossed: a feature imports another feature or the app, ui
// imports a feature, api imports any of them. src/app alone knows every feature.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

const root = resolve(import.meta.dirname, "../src");
const may_use = {
  api: ["api"],
  ui: ["api", "ui"],
  features: ["api", "ui"],
  app: ["api", "ui", "features", "app"],
};

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.tsx?$/.test(name)) yield path;
  }
}

// "features/policies" for src/features/policies/page.tsx, "ui" for src/ui/page.tsx.
function place(path) {
  const [layer, name] = relative(root, path).split(sep);
  return { layer, feature: layer === "features" ? name : undefined };
}

const wrong = [];
for (const file of files(root)) {
  const here = place(file);
  if (!(here.layer in may_use)) continue;
  const source = readFileSync(file, "utf8");
  for (const [, target] of source.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g)) {
    const there = place(resolve(dirname(file), target));
    if (!(there.layer in may_use)) continue;
    const is_allowed =
      may_use[here.layer].includes(there.layer) ||
      (here.feature !== undefined && here.feature === there.feature);
    if (!is_allowed) wrong.push(`${relative(root, file)} imports ${target}`);
  }
}

if (wrong.length > 0) {
  console.error(
    `Layers are crossed (STYLE: features do not import each other):\n  ${wrong.join("\n  ")}`,
  );
  process.exit(1);
}
