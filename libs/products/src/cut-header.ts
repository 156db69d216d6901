import type { Header, HeaderEditor } from '#fits';
import { shiftRecords } from './distortion-records.js';
import type { Image } from './image.js';
import type { AxisCut } from './section.js';
import { stretchAxis } from './stretch-axis.js';
import { stretchSip } from './stretch-sip.js';

/**
 * The header of an image after a cut (kernels.md §1.7). NAXISn, the reference pixels of every alternate WCS and the other keywords
 * that count pixels follow the box; SIP and TPV coefficients are relative to CRPIX, and follow its steps alone; DATAMIN, DATAMAX, CHECKSUM and DATASUM
 * would be untrue and go. Every other card stays byte for byte.
 * @param cuts NAXIS1 first; steps above 1 only where no table is looked up by pixel
 */
export function cutHeader(image: Image, cuts: readonly AxisCut[]): HeaderEditor {
  const { header } = image;
  const editor = header.edit();
  cuts.forEach((cut, axis) => {
    const j = axis + 1;
    if (cut.count !== cut.size) editor.set(`NAXIS${j}`, cut.count);
    if (cut.first === 0 && cut.step === 1) return;
    for (const alternate of image.alternates) shiftReference(header, editor, j, alternate, cut);
    shiftLogical(header, editor, j, cut);
    for (const [keyword, shifted] of pixelCounters(j, image.wcs.spectral?.axis === axis)) {
      const value = header.number(keyword);
      const now = value === undefined ? undefined : shifted(value, cut, header);
      if (now !== value) editor.set(keyword, now);
    }
  });
  stretchSip(header, editor, cuts);
  for (const alternate of image.alternates) shiftRecords(header, editor, alternate, cuts);
  for (const keyword of ['DATAMIN', 'DATAMAX', 'CHECKSUM', 'DATASUM']) editor.remove(keyword);
  return editor;
}

/** CRPIXja' = (CRPIXja − first) / step + 1 with a 1-based first; the increment grows with the step. */
function shiftReference(header: Header, editor: HeaderEditor, j: number, alternate: string, { first, step }: AxisCut): void {
  // Standard §8.2: an absent CRPIXj is 0, also of an axis that nothing else is said of.
  const reference = header.number(`CRPIX${j}${alternate}`) ?? 0;
  editor.set(`CRPIX${j}${alternate}`, (reference - (first + 1)) / step + 1);
  if (step !== 1) stretchAxis(header, editor, j, alternate, step);
}

/** IRAF: logical = LTM × physical + LTV; row j of LTM and LTVj are of logical axis j, and an absent LTM is the unit matrix. */
function shiftLogical(header: Header, editor: HeaderEditor, j: number, { first, step }: AxisCut): void {
  const row = header.cards.filter(({ kind, keyword }) => kind === 'value' && new RegExp(`^LTM${j}_\\d+$`).test(keyword));
  // The dispersions of IRAF's spectra are functions of physical pixels and lines, also where nothing has been cut before.
  const isNeeded = header.string('CTYPE1')?.startsWith('MULTISPE') ?? false;
  if (row.length === 0 && header.number(`LTV${j}`) === undefined && !isNeeded) return;
  const shift = header.number(`LTV${j}`) ?? 0;
  editor.set(`LTV${j}`, step === 1 ? shift - first : (shift - (first + 1)) / step + 1);
  if (step === 1) return;
  for (const { keyword } of row) editor.set(keyword, (header.number(keyword) ?? 0) / step);
  if (!header.has(`LTM${j}_${j}`)) editor.set(`LTM${j}_${j}`, 1 / step);
}

type Shifted = (value: number, cut: AxisCut, header: Header) => number;

/** Keywords outside the WCS that count pixels of axis j. */
function pixelCounters(j: number, spectral: boolean): [keyword: string, shifted: Shifted][] {
  // DSS: where on the plate the image begins, counted to the edges of pixels, and how large these are
  const counters: [string, Shifted][] = [
    [`CNPIX${j}`, (value, { first, step }) => (step === 1 ? value + first : (value + first + 0.5) / step - 0.5)],
  ];
  if (j <= 2) counters.push([j === 1 ? 'XPIXELSZ' : 'YPIXELSZ', (value, { step }) => value * step]);
  // AIPS: the pixel of the alternative (velocity or frequency) reference
  if (spectral) counters.push(['ALTRPIX', (value, { first, step }) => (step === 1 ? value - first : (value - (first + 1)) / step + 1)]);
  // SDSS: log10 of the wavelength of the first pixel, and from one to the next; also where CTYPE says LINEAR
  if (spectral || j === 1) {
    counters.push(['COEFF0', (value, { first }, header) => value + first * (header.number('COEFF1') ?? 0)]);
    counters.push(['COEFF1', (value, { step }) => value * step]);
  }
  return counters;
}
