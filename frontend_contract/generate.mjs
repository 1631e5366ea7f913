// Types and documents for TypeScript, from schema.graphql and operations/. `--check` only compares.
import { codegen } from "@graphql-codegen/core";
import * as documentNode from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildSchema, parse } from "graphql";
import { readFile, readdir, writeFile } from "node:fs/promises";

const HERE = new URL("./", import.meta.url);
const TARGET = new URL("generated/contract.ts", HERE);
const HEAD = "// Made by `make contract` from schema.graphql and operations/. Do not edit.\n";
const SCALARS = { ID: "string", DateTime: "string", Date: "string", Duration: "string", JSON: "unknown" };

const schemaText = await readFile(new URL("schema.graphql", HERE), "utf8");
const names = (await readdir(new URL("operations/", HERE))).filter((name) => name.endsWith(".graphql")).sort();
const documents = await Promise.all(
  names.map(async (name) => ({
    location: name,
    document: parse(await readFile(new URL(`operations/${name}`, HERE), "utf8")),
  })),
);
const settings = { scalars: SCALARS, useTypeImports: true, documentMode: "string", skipTypename: true };
const made = await codegen({
  filename: "contract.ts",
  schema: parse(schemaText),
  schemaAst: buildSchema(schemaText),
  documents,
  config: settings,
  plugins: [{ operations: {} }, { documentNode: {} }],
  pluginMap: { operations, documentNode },
});
const text = HEAD + made.replace(/[ \t]+$/gm, "").trimEnd() + "\n";

if (!process.argv.includes("--check")) {
  await writeFile(TARGET, text);
} else if ((await readFile(TARGET, "utf8").catch(() => "")) !== text) {
  console.error("frontend_contract/generated/ is not what the schema and the documents give: run `make contract`.");
  process.exit(1);
}
