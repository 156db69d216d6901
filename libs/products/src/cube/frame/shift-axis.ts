import { UnsupportedError } from '#faults';
import type { HeaderEditor } from '#fits';
import { unitScale, type SpectralAxis, SPEED_OF_LIGHT as C } from '#wcs';
import type { Image } from '../../image.js';

/**
 * The cards of the spectral axis, for frequencies that are `ratio` times those of the file (kernels.md §3.3): its reference value and steps, exactly.
 * @throws UnsupportedError for axes that would not be of their kind any more
 */
export function shiftAxis(editor: HeaderEditor, image: Image, ratio: number): void {
  const axis = image.wcs.spectral!;
  const { header } = image;
  const n = axis.axis + 1;
  const { factor, origin } = shiftOf(axis, header.string(`CTYPE${n}`) ?? '', ratio);
  const gipsy = /^FREQ-[OR](HEL|LSR)/i.test(header.string(`CTYPE${n}`) ?? '');
  const given = header.string(`CUNIT${n}`)?.trim() ?? '';
  const scale = gipsy || given === '' ? 1 : (unitScale(given)?.scale ?? 1);
  const [value, step] = gipsy ? linear(image, axis) : [header.number(`CRVAL${n}`) ?? 0, header.number(`CDELT${n}`) ?? 1];
  editor.set(`CTYPE${n}`, axis.ctype).set(`CRVAL${n}`, (value * scale * factor + origin) / scale);
  if (gipsy) editor.set(`CUNIT${n}`, 'Hz');
  const matrix = header.cards.filter(({ keyword }) => new RegExp(`^CD${n}_\\d+$`).test(keyword));
  for (const { keyword } of matrix)
    editor.set(keyword, (header.number(keyword) ?? 0) * factor * (gipsy ? step / (header.number(`CD${n}_${n}`) ?? 1) : 1));
  if (matrix.length === 0) editor.set(`CDELT${n}`, step * factor);
  editor.remove(new RegExp(`^(DRVAL|DUNIT|DRPIX|DTYPE)${n}$`)).remove(/^(VELR|ALTRVAL|ALTRPIX|VELREF|VELOSYS)$/);
}

/** New = old × factor + origin, in SI units. */
interface Shift {
  readonly factor: number;
  readonly origin: number;
}

const likeFrequency = (ratio: number): Shift => ({ factor: ratio, origin: 0 });
const likeWavelength = (ratio: number): Shift => ({ factor: 1 / ratio, origin: 0 });

const SHIFTS: Partial<Record<SpectralAxis['quantity'], (ratio: number) => Shift>> = {
  FREQ: likeFrequency,
  AFRQ: likeFrequency,
  ENER: likeFrequency,
  WAVN: likeFrequency,
  WAVE: likeWavelength,
  AWAV: likeWavelength,
  VRAD: (ratio) => ({ factor: ratio, origin: C * (1 - ratio) }),
  VOPT: (ratio) => ({ factor: 1 / ratio, origin: C * (1 / ratio - 1) }),
  ZOPT: (ratio) => ({ factor: 1 / ratio, origin: 1 / ratio - 1 }),
};

/** Codes whose two variables are frequencies or wavelengths: those are all multiplied by one number. */
const SCALED = /^([FWA]2[FWA])?$/;

function shiftOf({ quantity, ctype }: SpectralAxis, said: string, ratio: number): Shift {
  const code = ctype.split('-')[1] ?? '';
  const shift = SHIFTS[quantity];
  const isLogarithm = code === 'LOG' && /-LOG/i.test(said) && ['FREQ', 'WAVE', 'AWAV'].includes(quantity);
  if (!shift || !(SCALED.test(code) || isLogarithm))
    throw new UnsupportedError(`FRAME cannot be used on an axis of ${ctype}: in another frame it would not be one`);
  return shift(ratio);
}

/** Frequency at the reference pixel, and the step: GIPSY's cards are those of the telescope. */
function linear({ header }: Image, { axis, native }: SpectralAxis): readonly [value: number, step: number] {
  const reference = (header.number(`CRPIX${axis + 1}`) ?? 0) - 1;
  const ends = Float64Array.of(reference, reference + 1);
  native.pixelToWorld(ends, 2, ends);
  return [ends[0], ends[1] - ends[0]];
}
