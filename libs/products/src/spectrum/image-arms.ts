import type { ByteSource, Header } from '#fits';
import { unitScale } from '#wcs';
import type { Image } from '../image.js';
import { numberedGrid, storedGrid } from './grid.js';
import { gridsOfImage, type ImageGrids } from './image-grid.js';
import { quantitiesOf } from './image-quantities.js';
import { mediumOf } from './medium.js';
import { coordinateNamed } from './names.js';
import { imageDatatype, readImageSamples } from './read-samples.js';
import type { Arm, Grid, ImagePiece } from './spectra.js';

/** Whether the pixels are a map of the sky: then the file is an image or a cube, whatever else it holds. */
export function isSky({ wcs, shape }: Image): boolean {
  const { celestial } = wcs;
  return celestial !== undefined && [celestial.lonAxis, celestial.latAxis].every((axis) => (shape.axes[axis] ?? 1) > 1);
}

/** The spectra among the images of a file, each with the images that run along its samples. */
export async function imageArms(source: ByteSource, images: readonly Image[], primary: Header, signal?: AbortSignal): Promise<Arm[]> {
  const context: Context = { source, primary, signal, taken: new Set() };
  const arms: Arm[] = [];
  for (const image of images) {
    const arm = await listedArm(image, images, context);
    if (arm) arms.push(arm);
  }
  for (const image of images) {
    if (context.taken.has(image)) continue;
    const grids = (await firstRowGrids(image, context)) ?? gridsOfImage(image, primary);
    if (!grids) continue;
    context.taken.add(image);
    const companions = images.filter((other) => !context.taken.has(other) && isCompanion(other, image, grids));
    for (const companion of companions) context.taken.add(companion);
    arms.push(armOf('', image, grids, companions, context));
  }
  return arms.sort((a, b) => a.hdu.index - b.hdu.index);
}

interface Context {
  readonly source: ByteSource;
  readonly primary: Header;
  readonly signal?: AbortSignal;
  /** images that belong to an arm */
  readonly taken: Set<Image>;
}

/** Wavelengths in an image of their own, B_WAVELENGTH: they are of the images B_… of the same length, or of all without a prefix. */
async function listedArm(list: Image, images: readonly Image[], context: Context): Promise<Arm | undefined> {
  const [, prefix, rest] = /^(.+_)?([A-Z]+)$/i.exec(list.hdu.name) ?? [];
  const named = rest === undefined ? undefined : (coordinateNamed(list.hdu.name) ?? coordinateNamed(rest));
  const samples = list.shape.axes[0];
  if (!named || list.shape.axes.length > 2 || samples < 2) return undefined;
  const start = coordinateNamed(list.hdu.name) ? '' : (prefix ?? '').toUpperCase();
  const others = images.filter((image) => {
    if (image === list || context.taken.has(image) || image.shape.axes[0] !== samples) return false;
    return image.hdu.name.toUpperCase().startsWith(start);
  });
  const spectra = list.shape.axes[1] ?? 1;
  const main = others.find(({ shape }) => shape.axes.length <= 2 && (spectra === 1 || shape.axes[1] === spectra));
  if (!main) return undefined;
  for (const image of [list, ...others]) context.taken.add(image);
  const told = mediumOf([list.header, main.header, context.primary], [list.hdu.name, list.header.string('BUNIT')]);
  const unit = unitIn(list.header.string('BUNIT'));
  const ends = await readImageSamples(
    context.source,
    list,
    { sampleAxis: 0, at: [0, 0], first: 0, count: samples > 1 ? 2 : 1 },
    context.signal,
  );
  // log10 of ångströms has no unit of its own; 3.5 Å would be an X-ray, and 3.5 µm are written with their unit.
  const log10 = named.log10 || (unit === undefined && ends[0] > LOG_RANGE[0] && ends[0] < LOG_RANGE[1]);
  const coordinate = { quantity: named.quantity, unit: unit ?? named.unit, medium: told.medium, log10 };
  const grid = (spectrum: number): Grid =>
    storedGrid(samples, coordinate, imageDatatype(list), (first, count, signal) =>
      readImageSamples(context.source, list, { sampleAxis: 0, at: [0, spectrum], first, count }, signal),
    );
  const notes = [
    log10 && !named.log10 ? `the values of ${list.hdu.name} are taken as log10 of ångström` : '',
    told.note ?? unsaid(told.medium),
  ];
  const grids: ImageGrids = { sampleAxis: 0, shared: spectra === 1, grid, notes: notes.filter(Boolean) };
  const extra = others.filter((image) => image !== main);
  return armOf(start.replace(/_$/, ''), main, grids, extra, context, list);
}

const LOG_RANGE = [2.5, 5.5] as const;

const unsaid = (medium: unknown): string => (medium === undefined ? 'the header does not say air or vacuum; taken as vacuum' : '');

function unitIn(text: string | undefined): string | undefined {
  const unit = text?.trim();
  return unit && unitScale(unit) && unitScale(unit)?.dimension !== 'none' ? unit : undefined;
}

/** A spectral axis without values, whose first row holds them (wavelength, flux, error). */
async function firstRowGrids(image: Image, { source, primary, signal }: Context): Promise<ImageGrids | undefined> {
  const { header, shape, wcs } = image;
  if (wcs.spectral?.axis !== 0 || shape.axes.length !== 2 || shape.axes[1] < 2 || shape.axes[0] < 2) return undefined;
  if (['CRVAL1', 'CDELT1', 'CD1_1', 'COEFF0'].some((keyword) => header.has(keyword))) return undefined;
  const samples = shape.axes[0];
  const run = { sampleAxis: 0, at: [0, 0], first: 0, count: Math.min(samples, 4096) };
  const row = await readImageSamples(source, image, run, signal);
  if (!row.every((value, i) => value > 0 && (i === 0 || (value - row[i - 1]) * (row[1] - row[0]) > 0))) {
    const grid = numberedGrid(samples, `axis 1 of HDU ${image.hdu.index} has a CTYPE and no values`);
    return { sampleAxis: 0, shared: true, grid: () => grid, notes: [] };
  }
  const told = mediumOf([header, primary], []);
  const unit = unitIn(header.string('CUNIT1')) ?? 'Angstrom';
  const grid = storedGrid(
    samples,
    { quantity: wcs.spectral.quantity, unit, medium: told.medium, restHz: wcs.spectral.restFrequencyHz },
    imageDatatype(image),
    (first, count, abort) => readImageSamples(source, image, { ...run, first, count }, abort),
  );
  const notes = ['CTYPE1 comes without values; the first row of the array is taken for them', told.note ?? unsaid(told.medium)].filter(
    Boolean,
  );
  return { sampleAxis: 0, shared: true, grid: () => grid, notes, firstRow: true };
}

/** An image of the same length that has no axis of its own, or the same one, and as many spectra (or one for all). */
function isCompanion(other: Image, main: Image, grids: ImageGrids): boolean {
  const { sampleAxis } = grids;
  const [axes, mine] = [other.shape.axes, main.shape.axes];
  if (axes[sampleAxis] !== mine[sampleAxis] || axes.slice(0, sampleAxis).some((length) => length > 1)) return false;
  const rest = axes.slice(sampleAxis + 1).filter((length) => length > 1);
  const spectra = mine.slice(sampleAxis + 1).filter((length) => length > 1);
  if (rest.length > 0 && rest.join() !== spectra.join() && rest.at(-1) !== spectra.at(-1)) return false;
  const own = other.wcs.spectral;
  const grid = grids.grid(0);
  if (!own || own.axis !== sampleAxis || !own.metres || !grid.map) return true;
  const ends = [Float64Array.of(0, grid.samples - 1), Float64Array.of(0, grid.samples - 1)];
  own.metres.pixelToWorld(ends[0], 2, ends[0]);
  grid.map.pixelToWorld(ends[1], 2, ends[1]);
  return ends[0].every((metres, i) => Math.abs(metres / ends[1][i] - 1) < 1e-9);
}

function armOf(name: string, main: Image, grids: ImageGrids, companions: readonly Image[], { source }: Context, list?: Image): Arm {
  const { sampleAxis } = grids;
  const { quantities, spectra } = quantitiesOf(source, main, companions, { sampleAxis, firstRow: grids.firstRow === true });
  // An image of another shape, such as the resolution of each sample, has the spectra on its last axis.
  const spectrumAxis = ({ shape: { axes } }: Image): number | undefined => {
    const axis = axes.join() === main.shape.axes.join() ? sampleAxis + 1 : axes.length - 1;
    return spectra > 1 && axis > sampleAxis && axes[axis] === spectra ? axis : undefined;
  };
  const pieces = [main, ...(list ? [list] : []), ...companions].map((image): ImagePiece => ({
    kind: 'image',
    image,
    sampleAxis,
    spectrumAxis: spectrumAxis(image),
  }));
  return {
    name,
    hdu: main.hdu,
    samples: main.shape.axes[sampleAxis],
    spectra,
    shared: grids.shared || spectra === 1,
    grid: grids.grid,
    quantities,
    pieces,
    notes: grids.notes,
  };
}
