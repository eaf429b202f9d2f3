// Fails when src/api/schema.d.ts is not what openapi-typescript makes of ../api/openapi.yaml now.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const contract = resolve(import.meta.dirname, "../../api/openapi.yaml");
const types = resolve(import.meta.dirname, "../src/api/schema.d.ts");
const fresh = COMMENT_HEADER + astToString(await openapiTS(new URL(`file://${contract}`)));
if (readFileSync(types, "utf8") !== fresh) {
  console.error("src/api/schema.d.ts is stale: npm run api");
  process.exit(1);
}
