// How things look in words: glyphs, numbers, and the one way elements are made.
// Text goes in as text, never as markup.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const kVerdicts = [
  {css: 'pass', glyph: '\u2713', word: 'pass'},
  {css: 'fail', glyph: '\u2717', word: 'fail'},
  {css: 'error', glyph: '!', word: 'error'},
  {css: 'unscored', glyph: '\u25cb', word: 'unscored'},
];
const kMixed = {css: 'mixed', glyph: '\u25d0', word: 'mixed'};
const kNotRun = {css: 'none', glyph: '\u00b7', word: 'not run'};

function countsAt(report, caseIndex, variant) {
  const at = caseIndex * report.variantCount + variant;
  return {
    passed: report.counts.passed[at],
    failed: report.counts.failed[at],
    errors: report.counts.errors[at],
    unscored: report.counts.unscored[at],
  };
}

// The rule of matrix.cc (look_of).
function lookOf({passed, failed, errors, unscored}) {
  if (passed + failed + errors + unscored === 0) return kNotRun;
  if (passed + failed === 0) return errors > 0 ? kVerdicts[2] : kVerdicts[3];
  if (failed === 0) return kVerdicts[0];
  return passed === 0 ? kVerdicts[1] : kMixed;
}

const kGrouped = new Intl.NumberFormat('en-US');

function grouped(count) {
  return kGrouped.format(count);
}

function fractionOf({passed, failed, errors}) {
  const scored = passed + failed;
  const parts = [];
  if (scored > 0) parts.push(`${grouped(passed)}/${grouped(scored)}`);
  if (errors > 0) parts.push(`+${grouped(errors)}!`);
  return parts.join(' ');
}

function inWords(counts) {
  const {passed, failed, errors, unscored} = counts;
  const parts = [];
  if (passed + failed > 0) parts.push(`${passed} of ${passed + failed} passed`);
  if (errors > 0) parts.push(errors === 1 ? '1 error' : `${errors} errors`);
  if (unscored > 0) parts.push(`${unscored} unscored`);
  return parts.join(', ') || 'not run';
}

function milliseconds(value) {
  return value === null ? null : `${grouped(Math.round(value))} ms`;
}

function usd(value) {
  if (value === null) return null;
  if (value === 0) return '$0';
  const decimals = Math.min(12, Math.max(2, 2 - Math.floor(Math.log10(value))));
  return `$${value.toFixed(decimals)}`;
}
