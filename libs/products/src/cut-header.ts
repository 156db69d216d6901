import type { Header, HeaderEditor } from '#fits';
import type { Image } from './image.js';
import type { AxisCut } from './section.js';
import { stretchAxis } from './stretch-axis.js';

/**
 * The header of an image after a cut (kernels.md §1.7). NAXISn, the reference pixels of every alternate WCS and the other keywords
 * that count pixels follow the box; SIP and TPV coefficients are relative to CRPIX and stay; DATAMIN, DATAMAX, CHECKSUM and DATASUM
 * would be untrue and go. Every other card stays byte for byte.
 * @param cuts NAXIS1 first; steps above 1 only on axes that no polynomial distorts (STOKES)
 */
export function cutHeader(image: Image, cuts: readonly AxisCut[]): HeaderEditor {
  const { header } = image;
  const editor = header.edit();
  cuts.forEach((cut, axis) => {
    const j = axis + 1;
    if (cut.count !== cut.size) editor.set(`NAXIS${j}`, cut.count);
    if (cut.first === 0 && cut.step === 1) return;
    for (const alternate of image.alternates) shiftReference(header, editor, j, alternate, cut);
    for (const [keyword, shifted] of pixelCounters(j, image.wcs.spectral?.axis === axis)) {
      const value = header.number(keyword);
      if (value !== undefined) editor.set(keyword, shifted(value, cut, header));
    }
  });
  for (const keyword of ['DATAMIN', 'DATAMAX', 'CHECKSUM', 'DATASUM']) editor.remove(keyword);
  return editor;
}

/** CRPIXja' = (CRPIXja − first) / step + 1 with a 1-based first; the increment grows with the step. */
function shiftReference(header: Header, editor: HeaderEditor, j: number, alternate: string, { first, step }: AxisCut): void {
  const described = ['CRPIX', 'CRVAL', 'CDELT', 'CTYPE'].some((stem) => header.has(`${stem}${j}${alternate}`));
  if (!described && !header.has(`CD${j}_${j}${alternate}`)) return;
  // Standard §8.2: an absent CRPIXj is 0.
  const reference = header.number(`CRPIX${j}${alternate}`) ?? 0;
  editor.set(`CRPIX${j}${alternate}`, (reference - (first + 1)) / step + 1);
  if (step !== 1) stretchAxis(header, editor, j, alternate, step);
}

type Shifted = (value: number, cut: AxisCut, header: Header) => number;

/** Keywords outside the WCS that count pixels of axis j. */
function pixelCounters(j: number, spectral: boolean): [keyword: string, shifted: Shifted][] {
  const counters: [string, Shifted][] = [
    // IRAF: logical = LTM × physical + LTV
    [`LTV${j}`, (value, { first }) => value - first],
    // DSS: where on the plate the image begins
    [`CNPIX${j}`, (value, { first }) => value + first],
  ];
  if (!spectral) return counters;
  // AIPS: the pixel of the alternative (velocity or frequency) reference
  counters.push(['ALTRPIX', (value, { first }) => value - first]);
  // SDSS: log10 of the wavelength of the first pixel
  counters.push(['COEFF0', (value, { first }, header) => value + first * (header.number('COEFF1') ?? 0)]);
  return counters;
}
