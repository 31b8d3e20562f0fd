// A prompt and tests that a program writes.
module.exports.prompt = ({ vars }) => [
  { role: 'system', content: `About ${vars.answer.length} letters.` },
  { role: 'user', content: `say: ${vars.answer} ${JSON.stringify(vars.m)} {{answer}}` },
];
module.exports.change = (vars) => ({ ...vars, m: { z: 1, y: { x: 2, w: 3 } } });
module.exports.tests = ({ word }) => [word, `${word} two`].map((answer, i) => ({
  description: `test ${i + 1}`,
  vars: { answer, m: { b: 1, a: 2 } },
  assert: [{ type: 'contains', value: 'two' }],
}));
