// The label page of `assay view`: one answer after the other, by keys or buttons. All that
// models and suites wrote is put in as text. A label is kept when the server says so, and the
// next answer comes with that.

const kParts = ['question', 'context', 'reference', 'answer', 'part', 'criterion'];
const kWords = {
  question: 'Question', context: 'Context', reference: 'Reference', answer: 'Answer',
  part: 'Of which this is looked at', criterion: 'Criterion',
};

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// What can be said of the answer: a key each, but for marks of two digits.
function choicesOf({scale}) {
  const other = [{key: 'u', label: 'unsure', word: 'unsure'}, {key: 's', label: 'skip', word: 'skip'}];
  if (!scale) return [{key: 'y', label: 'pass', word: 'yes'}, {key: 'n', label: 'fail', word: 'no'}, ...other];
  const [low, high] = scale;
  const marks = [];
  for (let mark = low; mark <= high; ++mark) {
    marks.push({key: mark >= 0 && mark <= 9 && high <= 9 && low >= 0 ? String(mark) : '', label: mark, word: String(mark)});
  }
  return [...marks, ...other];
}

class LabelPage {
  constructor(main) {
    this.main = main;
    this.texts = main.querySelector('#shown');
    this.choices = main.querySelector('#choices');
    this.progress = main.querySelector('progress');
    this.words = main.querySelector('#words');
    this.notice = main.querySelector('#notice');
    this.comment = main.querySelector('#comment');
    this.back = main.querySelector('#back');
    this.isBusy = false;
    this.back.addEventListener('click', () => this.goBack());
    addEventListener('keydown', (event) => this.onKey(event));
  }

  // Only one request at a time: a key that is held down labels one answer.
  async ask(path, body) {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      const response = await fetch(path, body === undefined ? {} : {
        method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
      if (!response.ok) throw new Error((await response.text()).trim());
      this.show(await response.json());
    } catch (error) {
      this.notice.textContent = error instanceof TypeError ?
          'assay view does not answer: the last label may not be kept' : error.message;
    }
    this.isBusy = false;
  }

  show(state) {
    this.state = state;
    this.shownAt = performance.now();
    this.comment.value = '';
    this.notice.textContent = '';
    this.progress.max = state.size;
    this.progress.value = state.size - state.left;
    this.back.disabled = state.place <= 1;
    const isDone = state.question === undefined;
    this.main.classList.toggle('done', isDone);
    this.words.textContent = isDone ? `All ${state.size} are labelled` :
        `${state.place} of ${state.size}` + (state.waiting > 0 ? `, ${state.waiting} wait for a person` : '');
    this.texts.replaceChildren(...(isDone ? this.agreement(state) : this.parts(state)));
    this.choices.replaceChildren(...(isDone ? [] : choicesOf(state).map((choice) => this.button(choice))));
    scrollTo({top: 0, behavior: 'instant'});
  }

  parts(state) {
    return kParts.filter((name) => state[name] !== undefined).map((name) => make(
        'section', {id: name}, make('h2', {}, kWords[name]),
        make('pre', state[name] === '' ? {class: 'faint'} : {}, state[name] || '(no text)')));
  }

  agreement({agreement, after}) {
    return [make('section', {id: 'agreement'}, make('pre', {}, agreement.join('\n') || 'Nobody else labelled these.'),
                 make('p', {class: 'faint'}, after))];
  }

  button({key, label, word}) {
    const button = make('button', {type: 'button'}, word);
    if (key) button.prepend(make('kbd', {'aria-hidden': 'true'}, key), ' ');
    button.addEventListener('click', () => this.say(label));
    return button;
  }

  say(label) {
    const {sitting, place} = this.state;
    const ms = Math.round(performance.now() - this.shownAt);
    this.ask(`at/${place}`, {sitting, label, comment: this.comment.value, ms});
  }

  goBack() {
    if (this.state.place > 1) this.ask(`at/${this.state.place - 1}`);
  }

  onKey(event) {
    const isTyping = event.target === this.comment;
    if (event.key === 'Escape') this.comment.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping || !this.state) return;
    if (event.key === 'b') return this.goBack();
    if (this.state.question === undefined) return;
    if (event.key === 'c') {
      event.preventDefault();
      return this.comment.focus();
    }
    const choice = choicesOf(this.state).find(({key}) => key !== '' && key === event.key);
    if (choice) this.say(choice.label);
  }
}

new LabelPage(document.querySelector('main')).ask('next');
