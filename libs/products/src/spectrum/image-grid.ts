import type { Header } from '#fits';
import { unitScale, Wcs, type SpectralAxis } from '#wcs';
import type { Image } from '../image.js';
import { computedGrid, numberedGrid } from './grid.js';
import { mediumOf } from './medium.js';
import { parseDispersion } from './multispec/dispersion.js';
import { watText, watValue } from './multispec/wat-text.js';
import type { Grid, SpectralQuantity } from './spectra.js';

/** The grids of the spectra of an image; for a shared one, of the first spectrum. */
export interface ImageGrids {
  /** 0-based */
  readonly sampleAxis: number;
  readonly shared: boolean;
  grid(spectrum: number): Grid;
  readonly notes: readonly string[];
  /** the first row of the array holds the coordinates, the others are quantities */
  readonly firstRow?: true;
}

/** The grids that the header of an image tells; undefined when it tells of no spectrum. */
export function gridsOfImage(image: Image, primary: Header): ImageGrids | undefined {
  return multispecGrids(image, primary) ?? wcsGrids(image, primary) ?? numberedGrids(image);
}

/** The spectral axis of a WCS, other axes of no more than one pixel before it. */
function wcsGrids(image: Image, primary: Header): ImageGrids | undefined {
  const { header, shape } = image;
  const told = mediumOf([header, primary], []);
  let { spectral } = image.wcs;
  if (!spectral || (shape.axes[spectral.axis] ?? 1) < 2) return undefined;
  if (shape.axes.slice(0, spectral.axis).some((length) => length > 1)) return undefined;
  const notes: string[] = [];
  if (told.note && spectral.quantity === 'WAVE' && told.medium === 'air') {
    const cards = { value: (keyword: string) => (keyword === 'AIRORVAC' ? 'air' : header.value(keyword)), cards: header.cards };
    spectral = Wcs.parse(cards, { axes: shape.axes }).spectral ?? spectral;
  }
  const isSaid =
    !/^(WAVE|AWAV)/.test(spectral.quantity) || /^(A?WAVE?|AWAV)(-...)?$/.test(header.string(`CTYPE${spectral.axis + 1}`)?.trim() ?? '');
  if (!isSaid) notes.push(told.note ?? (told.medium ? '' : 'the header does not say air or vacuum; taken as vacuum'));
  const grid = gridOfAxis(spectral, image);
  return { sampleAxis: spectral.axis, shared: true, grid: () => grid, notes: notes.filter(Boolean) };
}

function gridOfAxis(spectral: SpectralAxis, { header, shape, wcs }: Image): Grid {
  const samples = shape.axes[spectral.axis];
  const unit = unitOf(header, spectral, wcs.axes[spectral.axis].cunit);
  const scale = unitScale(unit)?.scale ?? 1;
  return {
    samples,
    quantity: spectral.quantity,
    unit,
    datatype: 'double',
    ...(spectral.quantity === 'AWAV' ? { medium: 'air' as const } : spectral.quantity === 'WAVE' ? { medium: 'vacuum' as const } : {}),
    values: async (first, count) => {
      const values = Float64Array.from({ length: count }, (_, i) => first + i);
      spectral.native.pixelToWorld(values, count, values);
      // SI and back again costs the last digit: 6100 must not become 6100.000000000001.
      return values.map((value) => Number((value / scale).toPrecision(15)));
    },
    ...(spectral.metres ? { map: spectral.metres } : { reason: spectral.metresRefusal ?? 'its axis has no wavelengths' }),
  };
}

const SI_UNITS: Readonly<Record<SpectralQuantity, string>> = {
  FREQ: 'Hz', AFRQ: 'rad/s', ENER: 'J', WAVN: 'm-1', VRAD: 'm/s', WAVE: 'm', VOPT: 'm/s', ZOPT: '', AWAV: 'm', VELO: 'm/s', BETA: '',
}; // prettier-ignore

/** The unit that people of the file think in. */
function unitOf(header: Header, { quantity, ctype }: SpectralAxis, cunit: string): string {
  const wanted = unitScale(SI_UNITS[quantity])?.dimension;
  const fits = (unit: string | undefined): unit is string => unit !== undefined && unit !== '' && unitScale(unit)?.dimension === wanted;
  if (fits(cunit)) return cunit;
  const wat = watValue(watText(header, 1), 'units');
  if (fits(wat)) return wat;
  return wanted === 'length' && ctype.endsWith('LOG') ? 'Angstrom' : SI_UNITS[quantity];
}

/** IRAF: axis 2 counts apertures, each with a dispersion of its own; axis 3, if there, bands. */
function multispecGrids({ header, shape }: Image, primary: Header): ImageGrids | undefined {
  const isMultispec = /^MULTISPE/i.test(header.string('CTYPE1') ?? '') || watValue(watText(header, 0), 'system') === 'multispec';
  if (!isMultispec || shape.axes[0] < 2) return undefined;
  const lines = new Map([...watText(header, 2).matchAll(/spec(\d+)\s*=\s*"([^"]*)"/g)].map(([, line, text]) => [Number(line), text]));
  if (lines.size === 0) return undefined;
  const told = mediumOf([header, primary], []);
  const unit = watValue(watText(header, 1), 'units') ?? 'angstroms';
  const samples = shape.axes[0];
  // IRAF: logical = LTM × physical + LTV; the dispersions are about physical pixels and lines, both from 1.
  const physical = (axis: number, logical: number) =>
    (logical - (header.number(`LTV${axis}`) ?? 0)) / (header.number(`LTM${axis}_${axis}`) || 1);
  const grids = new Map<number, Grid>();
  const grid = (spectrum: number): Grid => {
    const known = grids.get(spectrum);
    if (known) return known;
    const line = Math.round(physical(2, spectrum + 1));
    const text = lines.get(line);
    if (text === undefined) return numberedGrid(samples, `spectrum ${spectrum + 1}: WAT2 has no spec${line}`);
    const dispersion = parseDispersion(text);
    const made =
      typeof dispersion === 'string'
        ? numberedGrid(samples, `spectrum ${spectrum + 1}: ${dispersion}`)
        : computedGrid(samples, { quantity: 'WAVE', unit, medium: told.medium }, (sample) => dispersion(physical(1, sample + 1)));
    grids.set(spectrum, made);
    return made;
  };
  const notes = [told.note ?? (told.medium ? '' : 'the header does not say air or vacuum; taken as vacuum')].filter(Boolean);
  return { sampleAxis: 0, shared: false, grid, notes };
}

/** Spectra whose wavelengths are in another file, such as those of HST's first spectrographs: pixels, and a flux density per ångström. */
function numberedGrids({ header, shape }: Image): ImageGrids | undefined {
  if (shape.axes[0] < 2 || shape.axes.length > 2 || (shape.axes[1] ?? 1) > shape.axes[0] / 10) return undefined;
  if (!/^PIXEL$/i.test(header.string('CTYPE1')?.trim() ?? '')) return undefined;
  if (!/(ergs?|W|Jy|counts?).*\/ *(A|Ang\w*|nm|um)\b/i.test(header.string('BUNIT') ?? '')) return undefined;
  const grid = numberedGrid(shape.axes[0], "CTYPE1 = 'PIXEL': the wavelengths are not in this file");
  return { sampleAxis: 0, shared: true, grid: () => grid, notes: [] };
}
