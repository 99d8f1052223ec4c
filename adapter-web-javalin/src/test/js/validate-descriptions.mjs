// Asks others whether our descriptions are what they claim to be: node validate-descriptions.mjs FOLDER OPENAPI ASYNCAPI
// FOLDER has the validators, installed by npm; the files are JSON. Prints what is wrong; says so by its exit code, too.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, openApi, asyncApi] = process.argv.slice(2);
const require = createRequire(pathToFileURL(folder + '/'));
const defects = [];

const { Validator } = await import(pathToFileURL(require.resolve('@seriousme/openapi-schema-validator')));
const validator = new Validator();
const http = await validator.validate(JSON.parse(await readFile(openApi, 'utf8')));
if (!http.valid) {
  defects.push(...[http.errors].flat().map((error) => `OpenAPI: ${JSON.stringify(error)}`));
} else if (validator.version !== '3.1') {
  defects.push(`OpenAPI: is taken for version ${validator.version}`);
}

const { Parser } = require('@asyncapi/parser');
const { document, diagnostics } = await new Parser().parse(await readFile(asyncApi, 'utf8'));
const ERROR = 0;
const WARNING = 1;
defects.push(
  ...diagnostics
    .filter((diagnostic) => diagnostic.severity === ERROR || diagnostic.severity === WARNING)
    .map((diagnostic) => `AsyncAPI: ${diagnostic.path.join('/')} ${diagnostic.code}: ${diagnostic.message}`),
);
if (document) {
  console.log(`${document.operations().length} operations, ${document.allMessages().length} messages`);
} else {
  defects.push('AsyncAPI: cannot be read');
}

defects.forEach((defect) => console.log(defect));
process.exitCode = defects.length === 0 ? 0 : 1;
