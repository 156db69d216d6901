import type { ByteSource } from '#fits';
import type { Image } from '../image.js';
import { roleNamed } from './names.js';
import { imageDatatype, readImageSamples } from './read-samples.js';
import type { Quantity, Role } from './spectra.js';

/** One quantity of all spectra: the image, and the pixel of every other axis for a given spectrum. */
interface Plane {
  readonly image: Image;
  readonly name: string;
  readonly role: Role;
  at(spectrum: number): readonly number[];
}

/** What an image and its companions hold for each sample, and how many spectra lie beside each other. */
export function quantitiesOf(
  source: ByteSource,
  main: Image,
  companions: readonly Image[],
  { sampleAxis, firstRow }: { readonly sampleAxis: number; readonly firstRow: boolean },
): { quantities: Quantity[]; spectra: number } {
  const rows = firstRow ? rowsAfterFirst(main, sampleAxis) : namedRows(main, sampleAxis);
  const bands = rows ? 1 : bandAxis(main, sampleAxis);
  const spectra = rows ? 1 : product(main.shape.axes.slice(sampleAxis + 1)) / (bands > 1 ? bands : 1);
  const planes = rows ?? bandPlanes(main, sampleAxis, bands);
  for (const image of companions) {
    const others = product(image.shape.axes.slice(sampleAxis + 1));
    if (others !== 1 && others !== spectra) continue;
    const name = image.hdu.name || `HDU${image.hdu.index}`;
    planes.push({
      image,
      name,
      role: roleNamed(name.replace(/^.*_/, '')),
      at: (spectrum) => pixelsOf(image, sampleAxis, others === 1 ? 0 : spectrum),
    });
  }
  const quantities = unique(planes).map((plane) => ({
    name: plane.name,
    role: plane.role,
    unit: unitOf(plane, planes[0]),
    datatype: imageDatatype(plane.image),
    values: (spectrum: number, first: number, count: number, signal?: AbortSignal) =>
      readImageSamples(source, plane.image, { sampleAxis, at: plane.at(spectrum), first, count }, signal),
  }));
  return { quantities, spectra };
}

const product = (lengths: readonly number[]): number => lengths.reduce((result, length) => result * length, 1);

/** The pixel of each axis for a spectrum, the axes after the samples counted the fastest first. */
function pixelsOf({ shape }: Image, sampleAxis: number, spectrum: number): number[] {
  let rest = spectrum;
  return shape.axes.map((length, axis) => {
    if (axis <= sampleAxis) return 0;
    const pixel = rest % length;
    rest = Math.floor(rest / length);
    return pixel;
  });
}

/** Surveys whose rows are quantities of one spectrum, named by ARRAYn or ROWn or always in this order. */
const SURVEY_ROWS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/LAMOST/i, ['FLUX', 'IVAR', 'WAVELENGTH', 'ANDMASK', 'ORMASK']],
  [/SDSS/i, ['SPECTRUM', 'CONTINUUM_SUBTRACTED', 'ERROR', 'MASK', 'SKY']],
];

function namedRows(image: Image, sampleAxis: number): Plane[] | undefined {
  const { header, shape } = image;
  const rows = shape.axes[sampleAxis + 1] ?? 1;
  if (rows < 2 || shape.axes.length !== sampleAxis + 2) return undefined;
  const stem = ['ARRAY', 'ROW'].find((keyword) => header.string(`${keyword}1`) !== undefined);
  const survey = SURVEY_ROWS.find(([pattern]) => pattern.test(header.string('TELESCOP') ?? ''))?.[1];
  if (!stem && !(header.has('COEFF0') && rows === survey?.length)) return undefined;
  return Array.from({ length: rows }, (_, row): Plane => {
    const name = (stem ? header.string(`${stem}${row + 1}`)?.trim() : survey?.[row]) || `ROW${row + 1}`;
    return { image, name, role: roleNamed(name), at: () => pixelsOf(image, sampleAxis, row) };
  });
}

function rowsAfterFirst(image: Image, sampleAxis: number): Plane[] {
  const names = ['FLUX', 'ERROR'];
  return Array.from({ length: image.shape.axes[sampleAxis + 1] - 1 }, (_, i): Plane => {
    const name = names[i] ?? `ROW${i + 2}`;
    return { image, name, role: roleNamed(name), at: () => pixelsOf(image, sampleAxis, i + 1) };
  });
}

/** IRAF: axis 3 of extracted spectra counts bands (spectrum, raw, background, sigma). */
function bandAxis({ header, shape }: Image, sampleAxis: number): number {
  const isIraf = header.has('BANDID1') || header.has('WCSDIM') || header.string('CTYPE1')?.startsWith('MULTISPE') === true;
  return isIraf && shape.axes.length === sampleAxis + 3 ? shape.axes[sampleAxis + 2] : 1;
}

function bandPlanes(image: Image, sampleAxis: number, bands: number): Plane[] {
  const spectra = image.shape.axes[sampleAxis + 1] ?? 1;
  return Array.from({ length: bands }, (_, band): Plane => {
    const named = /^\s*([A-Za-z]+)/.exec(image.header.string(`BANDID${band + 1}`) ?? '')?.[1];
    const name = bands === 1 ? image.hdu.name || 'FLUX' : (named ?? (band === 0 ? 'FLUX' : `BAND${band + 1}`)).toUpperCase();
    const role = band === 0 ? 'flux' : roleNamed(name);
    return { image, name, role, at: (spectrum) => pixelsOf(image, sampleAxis, bands > 1 ? band * spectra + spectrum : spectrum) };
  });
}

/** Names of columns must differ. */
function unique(planes: readonly Plane[]): Plane[] {
  const seen = new Map<string, number>();
  return planes.map((plane) => {
    const key = plane.name.toUpperCase();
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? plane : { ...plane, name: `${plane.name}_${times}` };
  });
}

/** BUNIT; errors of an HDU that does not tell have the unit of the flux. */
function unitOf({ image, role }: Plane, flux: Plane): string | undefined {
  const own = image.header.string('BUNIT')?.trim();
  if (role === 'mask') return undefined;
  if (own) return own;
  return role === 'error' || role === 'flux' ? flux.image.header.string('BUNIT')?.trim() : undefined;
}
