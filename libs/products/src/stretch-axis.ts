import type { Header, HeaderEditor } from '#fits';

/**
 * Makes the increment along pixel axis j `step` times as large (kernels.md §1.7), in the cards that count: beside PC cards CDELTj, or
 * column j of PC when the axis is coupled to others; column j of CD when there is any CD card, for then readers ignore CDELTj and an
 * axis that no CD card names has an increment of 1 (Standard §8.1.1, and WCSLIB of mixtures); else CDELTj.
 * @param alternate '' or the letter of the description
 */
export function stretchAxis(header: Header, editor: HeaderEditor, j: number, alternate: string, step: number): void {
  const pc = elementsOf(header, 'PC', alternate);
  const cd = elementsOf(header, 'CD', alternate);
  const cdelt = `CDELT${j}${alternate}`;
  const times = (keyword: string, unset: number) => editor.set(keyword, (header.number(keyword) ?? unset) * step);
  if (pc.some((element) => isOf(element, j) && element.row !== element.column && header.number(element.keyword) !== 0)) {
    pc.filter(({ column }) => column === j).forEach(({ keyword }) => times(keyword, 0));
    if (!pc.some(({ row, column }) => row === j && column === j)) editor.set(pc[0].spelled(j), step);
  } else if (pc.length > 0 || cd.length === 0) {
    times(cdelt, 1);
  } else {
    cd.filter(({ column }) => column === j).forEach(({ keyword }) => times(keyword, 0));
    if (!cd.some((element) => isOf(element, j))) editor.set(cd[0].spelled(j), step);
    // It means nothing here, but whoever reads it all the same should not be misled.
    if (header.number(cdelt) !== undefined) times(cdelt, 1);
  }
}

interface Element {
  readonly keyword: string;
  readonly row: number;
  readonly column: number;
  /** the keyword of diagonal element j in the same manner */
  readonly spelled: (j: number) => string;
}

const isOf = ({ row, column }: Element, j: number): boolean => row === j || column === j;

/** The cards of a matrix: PCi_ja, and PC00i00j of the 1988 draft. */
function elementsOf(header: Header, name: 'PC' | 'CD', alternate: string): Element[] {
  const modern = new RegExp(`^${name}(\\d{1,2})_(\\d{1,2})${alternate}$`);
  const draft = new RegExp(`^${name}(\\d{3})(\\d{3})$`);
  return header.cards.flatMap(({ keyword, kind }): Element[] => {
    if (kind !== 'value' || header.number(keyword) === undefined) return [];
    const found = modern.exec(keyword) ?? (alternate === '' ? draft.exec(keyword) : null);
    if (!found) return [];
    const spelled = (j: number) =>
      keyword.includes('_') ? `${name}${j}_${j}${alternate}` : `${name}${String(j).padStart(3, '0').repeat(2)}`;
    return [{ keyword, row: Number(found[1]), column: Number(found[2]), spelled }];
  });
}
