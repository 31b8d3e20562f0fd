// Assertions in a file: what a module is, and a function of it.
module.exports = (output, context) => output.includes('a') && typeof context.vars.answer === 'string';
module.exports.short = (output) => ({ pass: output.length < 20, score: 1 / output.length, reason: 'short' });
