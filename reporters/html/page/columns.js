// Which columns of the comparison are shown. All are in the document; those that
// few ask for are put away until the reader chooses them.

class ColumnChooser {
  // `onChoose(cols)` with the keys of the shown columns, "" for those shown at first.
  constructor(table, onChoose) {
    this.table = table;
    this.headings = [...table.tHead.rows[0].cells].filter((cell) => cell.classList.contains('number'));
    this.boxes = this.headings.map((heading) => {
      const box = make('input', {type: 'checkbox', 'data-column': heading.dataset.key});
      box.addEventListener('change', () => onChoose(this.chosen()));
      return box;
    });
    const labels = this.headings.map((heading, index) =>
        make('label', {}, this.boxes[index], ` ${heading.dataset.title}`));
    table.parentElement.before(make('details', {class: 'columns'}, make('summary', {}, 'Columns'),
                                    make('div', {class: 'boxes'}, ...labels)));
  }

  atFirst() {
    return this.headings.filter((heading) => heading.dataset.shown === 'at-first')
        .map((heading) => heading.dataset.key);
  }

  chosen() {
    const keys = this.boxes.filter((box) => box.checked).map((box) => box.dataset.column);
    if (keys.length === 0) return 'none';
    return keys.join() === this.atFirst().join() ? '' : keys.join();
  }

  // The sorted column is shown too: an order without its reason would puzzle.
  show(cols, sort) {
    const keys = new Set(cols === '' ? this.atFirst() : cols.split(','));
    keys.add(sort.slice(0, sort.lastIndexOf('.')));
    this.headings.forEach((heading, index) => {
      const isShown = keys.has(heading.dataset.key);
      this.boxes[index].checked = isShown;
      for (const row of this.table.rows) row.cells[heading.cellIndex].hidden = !isShown;
    });
  }
}
