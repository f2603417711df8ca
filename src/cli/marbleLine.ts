/** Something that happened, `at` milliseconds after the start. */
export interface Mark {
  readonly at: number;
  /** One character. */
  readonly mark: string;
}

/** How it all ended: `|`, `#`, or the last event together with either, `(E|)`. */
export interface Ending {
  readonly at: number;
  readonly text: string;
}

/**
 * Draws events on one time axis, in proportion to when they came. Equal marks that fall into one
 * column are drawn once, different ones as a group; what a group takes up, later marks make room for.
 *
 * ```
 * at     0  10 10  100 102 110 200
 * marks  a  w  c   t   t   t   (E|)
 * line   a(wc)---------t-t----------(E|)
 * ```
 *
 * @param marks - in the order they came
 * @param width - columns at most; more are used only where the marks leave no choice
 */
export function marbleLine(marks: readonly Mark[], ending: Ending, width: number): string {
  for (let axis = width; axis > 1; axis--) {
    const line = draw(marks, ending, axis);
    if (line.length <= width) return line;
  }
  return draw(marks, ending, 1);
}

function draw(marks: readonly Mark[], ending: Ending, axis: number): string {
  const columnOf = (at: number) => (ending.at > 0 ? Math.round((at / ending.at) * (axis - 1)) : 0);
  const columns = new Map<number, Set<string>>();
  for (const { at, mark } of marks) {
    const column = columnOf(at);
    columns.set(column, (columns.get(column) ?? new Set()).add(mark));
  }
  let line = '';
  for (const [column, group] of columns) {
    const drawn = [...group].join('');
    line = line.padEnd(column, '-') + (group.size > 1 ? `(${drawn})` : drawn);
  }
  return line.padEnd(columnOf(ending.at), '-') + ending.text;
}
