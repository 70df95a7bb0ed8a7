// Reads questions about an OpenAPI document, one line of JSON each, and answers each with a line: a list of what is wrong.
// {} asks about the document itself, {"schema": "/pointer/into/it", "value": ...} whether a value is valid.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const file = process.argv[2];
const document = JSON.parse(readFileSync(file, "utf8"));
// Strict: a keyword that is misspelt would hold for everything.
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false, validateSchema: false });
addFormats(ajv);
// To Ajv the whole document is a schema whose parts it is asked for.
ajv.addVocabulary([...Object.keys(document), "x-enumDescriptions"]);
ajv.addSchema(document, "openapi.json");

const said = (errors) => (errors ?? []).map((e) => `${e.instancePath || "/"}: ${e.message} ${JSON.stringify(e.params)}`);

async function aboutDocument() {
  const { valid, errors } = await new Validator().validate(document);
  const wrong = valid ? [] : [errors].flat().map((e) => (typeof e === "string" ? e : said([e])[0]));
  for (const name of Object.keys(document.components.schemas)) {
    try {
      ajv.getSchema(`openapi.json#/components/schemas/${name}`);
    } catch (e) {
      wrong.push(`/components/schemas/${name}: ${e.message}`);
    }
  }
  return wrong;
}

async function answer({ schema, value }) {
  if (schema === undefined) return aboutDocument();
  const validate = ajv.getSchema(`openapi.json#${schema}`);
  if (!validate) return [`there is no schema at ${schema}`];
  return validate(value) ? [] : said(validate.errors);
}

for await (const line of createInterface({ input: process.stdin })) {
  let wrong;
  try {
    wrong = await answer(JSON.parse(line));
  } catch (e) {
    wrong = [String(e)];
  }
  process.stdout.write(`${JSON.stringify(wrong)}\n`);
}
