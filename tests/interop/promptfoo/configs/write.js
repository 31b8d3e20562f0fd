// A prompt and tests that a program writes.
module.exports.prompt = ({ vars }) => [
  { role: 'system', content: `About ${vars.answer.length} letters.` },
  { role: 'user', content: `say: ${vars.answer}` },
];
module.exports.tests = ({ word }) => [word, `${word} two`].map((answer, i) => ({
  description: `test ${i + 1}`,
  vars: { answer },
  assert: [{ type: 'contains', value: 'two' }],
}));
