import type { Header, HeaderEditor } from '#fits';
import type { AxisCut } from './section.js';

/**
 * SIP polynomials for every step-th pixel (kernels.md §1.7): offsets u, v from the reference pixel become u / s_x, v / s_y, and what is
 * added to them likewise, so A'_pq = A_pq · s_x^(p−1) · s_y^q and B'_pq = B_pq · s_x^p · s_y^(q−1); AP and BP alike. A_DMAX and
 * B_DMAX, the largest corrections in pixels, shrink.
 * @param cuts NAXIS1 first; SIP is about the first two axes
 */
export function stretchSip(header: Header, editor: HeaderEditor, cuts: readonly AxisCut[]): void {
  const [sx, sy] = [cuts[0]?.step ?? 1, cuts[1]?.step ?? 1];
  if (sx === 1 && sy === 1) return;
  for (const { kind, keyword } of header.cards) {
    const value = header.number(keyword);
    if (kind !== 'value' || value === undefined || value === 0) continue;
    const [, letter, p, q] = /^([AB])P?_(\d)_(\d)$/.exec(keyword) ?? [];
    const largest = /^([AB])_DMAX$/.exec(keyword)?.[1];
    if (letter !== undefined) editor.set(keyword, (value * sx ** Number(p) * sy ** Number(q)) / (letter === 'A' ? sx : sy));
    else if (largest !== undefined) editor.set(keyword, value / (largest === 'A' ? sx : sy));
  }
}
