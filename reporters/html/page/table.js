// Sorting the comparison table by any column, from the keyboard too. Absent
// values stay last in both directions.

const kHigherIsBetter = new Set(['pass_rate', 'score']);

class SortableTable {
  constructor(table, onSort) {
    this.body = table.tBodies[0];
    this.headings = [...table.tHead.rows[0].cells];
    this.suiteOrder = [...this.body.rows];
    for (const heading of this.headings) {
      const button = make('button', {type: 'button'});
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener('click', () => onSort(this.nextOf(heading)));
    }
  }

  // "pass_rate.desc": the better end first, then the other way round.
  nextOf(heading) {
    const {key} = heading.dataset;
    const now = heading.getAttribute('aria-sort');
    const first = kHigherIsBetter.has(key) ? 'desc' : 'asc';
    const second = first === 'asc' ? 'desc' : 'asc';
    if (!now) return `${key}.${first}`;
    return `${key}.${now === (first === 'asc' ? 'ascending' : 'descending') ? second : first}`;
  }

  // `sort` as nextOf() makes it; "" is the suite's order.
  show(sort) {
    const [key, direction] = [sort.slice(0, sort.lastIndexOf('.')), sort.slice(sort.lastIndexOf('.') + 1)];
    const column = this.headings.findIndex((heading) => heading.dataset.key === key);
    for (const heading of this.headings) heading.removeAttribute('aria-sort');
    if (column < 0) {
      this.body.append(...this.suiteOrder);
      return;
    }
    this.headings[column].setAttribute('aria-sort', direction === 'desc' ? 'descending' : 'ascending');
    const isNumber = this.headings[column].classList.contains('number');
    const sign = direction === 'desc' ? -1 : 1;
    const collator = new Intl.Collator('en', {numeric: true});
    const rows = [...this.suiteOrder];
    const value = (row) => row.cells[column].dataset.v;
    rows.sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      if (left === '' || right === '') return (left === '') - (right === '');
      return sign * (isNumber ? Number(left) - Number(right) : collator.compare(left, right));
    });
    this.body.append(...rows);
  }
}
