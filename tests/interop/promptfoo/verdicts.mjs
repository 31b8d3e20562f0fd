// Asks promptfoo itself: node verdicts.mjs CASES VERDICTS, with promptfoo in node_modules beside
// it. CASES is a list of {assertion, answer}; VERDICTS becomes a list of true, false, or a text
// where promptfoo throws. VERDICTS.types becomes the list of all types of assertions that it has.
import fs from 'node:fs';
import { assertions, BaseAssertionTypesSchema, SpecialAssertionTypesSchema } from 'promptfoo';

const [, , casesFile, verdictsFile] = process.argv;
const verdicts = [];
for (const { assertion, answer } of JSON.parse(fs.readFileSync(casesFile, 'utf8'))) {
  try {
    const result = await assertions.runAssertion({
      assertion,
      test: { vars: {}, options: {} },
      providerResponse: { output: answer },
    });
    verdicts.push(result.pass);
  } catch (error) {
    verdicts.push(String(error.message));
  }
}
fs.writeFileSync(verdictsFile, JSON.stringify(verdicts));
const types = [...BaseAssertionTypesSchema.options, ...SpecialAssertionTypesSchema.options];
fs.writeFileSync(`${verdictsFile}.types`, JSON.stringify(types));
process.exit(0); // promptfoo leaves handles open
