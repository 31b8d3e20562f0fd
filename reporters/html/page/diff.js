// Two replies with what differs marked, a word at a time (jsdiff: `Diff`).

// Beyond these two replies are shown unmarked: a page must not hang.
const kLongestDiffed = 200_000;  // characters of both
const kMostEdits = 4_000;
const kMostDiffMs = 250;

// Parts {value, added, removed}; null where comparing would take too long.
function wordDiff(before, after) {
  if (before.length + after.length > kLongestDiffed) return null;
  return Diff.diffWordsWithSpace(before, after, {timeout: kMostDiffMs, maxEditLength: kMostEdits}) ?? null;
}

// Marked for eyes by more than colour, and for those who listen.
function mark(part) {
  if (!part.added && !part.removed) return document.createTextNode(part.value);
  const word = part.removed ? 'removed' : 'added';
  return make(part.removed ? 'del' : 'ins', {}, make('span', {class: 'unseen'}, `[${word}: `), part.value,
              make('span', {class: 'unseen'}, ']'));
}

function markedText(parts, label) {
  return make('pre', {class: 'text', tabindex: 0, role: 'region', 'aria-label': label}, ...parts.map(mark));
}

// `sides` are two of {title, text}; side by side without marks where there is no diff.
function diffView(sides, layout) {
  const [before, after] = sides;
  const parts = wordDiff(before.text, after.text);
  const column = (side, shown) => make('div', {}, make('h4', {}, side.title), markedText(shown, side.title));
  if (parts === null) {
    return [make('p', {class: 'faint'}, 'Too long, or too different, to compare word by word.'),
            make('div', {class: 'sides'}, ...sides.map((side) => column(side, [{value: side.text}])))];
  }
  const same = before.text === after.text ? [make('p', {class: 'faint'}, 'The same reply, word for word.')] : [];
  if (layout === 'side') {
    return [...same, make('div', {class: 'sides'}, column(before, parts.filter(({added}) => !added)),
                          column(after, parts.filter(({removed}) => !removed)))];
  }
  return [...same, make('p', {class: 'sub'}, `${before.title} \u2192 ${after.title}`),
          markedText(parts, `${before.title}, then ${after.title}`)];
}
