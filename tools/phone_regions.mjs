// Reads the numbering plans out of the npm package google-libphonenumber and writes the facts that
// the engine needs:
//
//   node tools/phone_regions.mjs facts DIRECTORY > src/engine/detect/validators/phone_regions.txt
//   node tools/phone_regions.mjs verdicts DIRECTORY < QUESTIONS > ANSWERS
//
// DIRECTORY is where the package was installed (npm install google-libphonenumber). `facts` writes
// one block a region, as phone_facts.h describes it. `verdicts` asks the package itself: each line
// of QUESTIONS is REGION TAB NUMBER, each answer is what tests/accuracy/test_phone.py describes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";

const [mode, directory] = process.argv.slice(2);
if (!["facts", "verdicts"].includes(mode) || !directory) {
  console.error("usage: phone_regions.mjs facts|verdicts DIRECTORY");
  process.exit(2);
}
const home = join(directory, "node_modules/google-libphonenumber");
const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));

// Places in the arrays that the package keeps its metadata in: the field numbers of
// phonemetadata.proto.
const KINDS = {
  general: 1,
  premium_rate: 5,
  toll_free: 4,
  shared_cost: 6,
  voip: 8,
  personal_number: 7,
  pager: 21,
  uan: 25,
  voicemail: 28,
  fixed_line: 2,
  mobile: 3,
};

function assigned(source, name) {
  const begin = source.indexOf(`${name}={`) + name.length + 1;
  let depth = 0;
  let quoted = false;
  for (let at = begin; at < source.length; ++at) {
    if (source[at] === "\\") ++at;
    else if (source[at] === '"') quoted = !quoted;
    else if (!quoted && source[at] === "{") ++depth;
    else if (!quoted && source[at] === "}" && --depth === 0) {
      return vm.runInNewContext(`(${source.slice(begin, at + 1)})`);
    }
  }
  throw new Error(`${name} is not in the package as expected`);
}

function facts() {
  const source = readFileSync(join(home, "dist/libphonenumber.js"), "utf8");
  const codes = assigned(source, "countryCodeToRegionCodeMap");
  const plans = assigned(source, "countryToMetadata");
  const lines = [
    "# Numbering plans of all regions: facts from Google's libphonenumber (Apache License 2.0, copyright",
    "# The Libphonenumber Authors), as published in the npm package google-libphonenumber",
    `# ${version}. Written by tools/phone_regions.mjs; phone_facts.h says what the lines mean.`,
  ];
  for (const code of Object.keys(codes).map(Number).sort((a, b) => a - b)) {
    for (const region of codes[code]) {
      const plan = plans[region === "001" ? code : region];
      lines.push("", `region ${region} ${code}`);
      const line = (name, value) => value && lines.push(`${name} ${value}`);
      line("international", plan[11]);
      line("prefix", plan[15]);
      line("transform", plan[16]);
      line("leading", plan[23]);
      if (plan[18]) lines.push("one_pattern");
      for (const [kind, place] of Object.entries(KINDS)) {
        const [pattern, example, lengths, local] = [2, 6, 9, 10].map((i) => plan[place]?.[i]);
        if (!pattern) continue;
        lines.push([kind, lengths?.join() || "-", local?.join() || "-", example || "-", pattern].join(" "));
      }
    }
  }
  console.log(lines.join("\n"));
}

function verdicts() {
  const { PhoneNumberUtil, PhoneNumberType } = createRequire(join(home, "/"))(home);
  const util = PhoneNumberUtil.getInstance();
  const names = Object.fromEntries(Object.entries(PhoneNumberType).map(([name, value]) => [value, name.toLowerCase()]));
  const answers = readFileSync(0, "utf8").trimEnd().split("\n").map((line) => {
    const [region, number] = line.split("\t");
    try {
      const parsed = util.parse(number, region);
      return [
        parsed.getCountryCode(),
        util.getNationalSignificantNumber(parsed),
        parsed.getExtension() || "-",
        util.isPossibleNumber(parsed) ? "possible" : "impossible",
        util.isValidNumber(parsed) ? "valid" : "invalid",
        util.getRegionCodeForNumber(parsed) || "-",
        names[util.getNumberType(parsed)],
      ].join(" ");
    } catch {
      return "none";
    }
  });
  console.log(answers.join("\n"));
}

if (mode === "facts") facts();
else verdicts();
