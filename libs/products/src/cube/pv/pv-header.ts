import { Header, HeaderEditor, type Bitpix } from '#fits';
import { latOf, lonOf } from '#region';
import type { Image } from '../../image.js';
import { AXES, DISTORTIONS, STRUCTURE } from '../made-header.js';
import { modernise } from '../modern-cards.js';
import { ARCSEC, placeOn } from './path.js';
import type { PvPath, PvRequest } from './pv-request.js';
import { positionAngle } from './places.js';
import type { Sampling } from './sampling.js';
import { binnedPixel, spectralAxisCards } from './spectral-axis-cards.js';

/** What the array of a slice is. */
export interface SliceShape {
  readonly bitpix: Bitpix;
  /** 0-based axis of the image, its channels that are used */
  readonly axis: number;
  readonly first: number;
  readonly channels: number;
  /** channels of the image that make one */
  readonly bin: number;
}

/**
 * The header of a slice (kernels §10.3): cards of the source that are not about its array and its other axes stay; offset and spectral axis are described
 * anew. What is not known before the pixels are is still to be added.
 */
export function sliceHeader(image: Image, shape: SliceShape, sampling: Sampling, request: PvRequest): HeaderEditor {
  const [along, spectral] = request.reverse ? [2, 1] : [1, 2];
  const axes = request.reverse ? [shape.channels, sampling.samples] : [sampling.samples, shape.channels];
  const editor = modernise(startOf(image.header, shape.bitpix, axes), image.header);
  editor.set('WCSAXES', 2);
  for (const alternate of new Set(['', ...image.alternates])) {
    const cards = spectralAxisCards(image, shape.axis, alternate, spectral, shape);
    if (!cards) {
      editor.remove(new RegExp(`^(${OF_A_DESCRIPTION})${alternate}$`));
      continue;
    }
    if (alternate !== '') editor.set(`WCSAXES${alternate}`, 2);
    const offset = offsetAxis(sampling, request);
    for (const [keyword, value, comment] of offset) editor.set(`${keyword}${along}${alternate}`, value, comment);
    for (const [keyword, value, comment] of cards) editor.set(keyword, value, comment);
  }
  const reference = image.header.number('ALTRPIX');
  if (reference !== undefined) editor.set('ALTRPIX', binnedPixel(reference, shape));
  addPath(editor, sampling, request);
  return editor;
}

/** Zero is in the middle of a straight path, else at its start; sample 1 is half a step after that. */
function offsetAxis({ samples, step, path }: Sampling, { compat }: PvRequest) {
  const middle = path.length / step / 2 + 0.5;
  const reference =
    compat === 'pvextractor' ? 1 : !path.isStraight ? 0.5 : Math.abs(middle - (samples + 1) / 2) < 1e-9 ? (samples + 1) / 2 : middle;
  return [
    ['CTYPE', 'OFFSET', 'along the path'],
    ['CUNIT', 'arcsec', undefined],
    ['CRPIX', reference, path.isStraight ? 'middle of the path' : 'start of the path'],
    ['CRVAL', 0, undefined],
    ['CDELT', step / ARCSEC, undefined],
  ] as const;
}

const TYPES: Readonly<Record<Exclude<PvPath['kind'], 'polyline' | 'outline'>, string>> = {
  centre: 'LINE',
  meridian: 'FIXED RA',
  parallel: 'FIXED DEC',
};

function typeOf(path: PvPath): string {
  if (path.kind === 'outline') return path.shape.kind.toUpperCase();
  if (path.kind === 'polyline') return path.lonLatDeg.length > 4 ? 'POLYLINE' : 'LINE';
  return TYPES[path.kind];
}

/** Names that do not begin with PV, which belongs to coordinates. */
function addPath(editor: HeaderEditor, { step, width, across, path }: Sampling, request: PvRequest): void {
  const { interpolation = 'bilinear', combine = 'mean' } = request;
  editor.set('SLTYPE', typeOf(request.path), 'path of the slice');
  const zero = placeOn(path, path.isStraight ? path.length / 2 : 0, 0);
  editor.set('SLRA', lonOf(zero.at[0], zero.at[1]), 'deg, ICRS; where OFFSET is 0');
  editor.set('SLDEC', latOf(...zero.at), 'deg, ICRS; where OFFSET is 0');
  editor.set('SLPA', positionAngle(zero), 'deg from north through east; of the path there');
  editor.set('SLLEN', path.length / ARCSEC, 'arcsec, length of the path');
  editor.set('SLWIDTH', width / ARCSEC, 'arcsec, across the path');
  editor.set('SLACROSS', across, 'places across for each sample');
  editor.set('SLSTEP', step / ARCSEC, 'arcsec, from sample to sample');
  editor.set('SLINTERP', interpolation, 'between pixels');
  editor.set('SLCOMB', combine, 'of the places across');
  editor.set('SLGEOM', request.geometry ?? 'sky', 'where lines are straight and lengths are measured');
  editor.set('SLNAN', request.leastValid ?? 0.5, 'part of the weight of a sample that must be valid');
  editor.set('SLBIN', request.binChannels ?? 1, 'channels averaged before sampling');
  editor.set('SLNVERT', path.vertices, 'vertices of the path');
}

/** The cards of a primary image, then those of the source that stay true. */
function startOf(source: Header, bitpix: Bitpix, axes: readonly number[]): HeaderEditor {
  const start = HeaderEditor.empty().set('SIMPLE', true, 'FITS standard').set('BITPIX', bitpix).set('NAXIS', axes.length);
  axes.forEach((size, axis) => start.set(`NAXIS${axis + 1}`, size));
  start.set('EXTEND', true);
  const kept = Buffer.from(source.edit().remove(STRUCTURE).remove(AXES).remove(DISTORTIONS).toBytes());
  const cards = Buffer.from(start.toBytes()).toString('latin1');
  const begin = Buffer.from(cards.slice(0, (4 + axes.length) * 80), 'latin1');
  return Header.parse(Buffer.concat([begin, kept]), { file: 'slice' }).edit();
}

/** Keywords of a whole description besides its axes. */
const OF_A_DESCRIPTION = 'WCSNAME|RESTFRQ|RESTWAV|SPECSYS|SSYSOBS|SSYSSRC|VELOSYS|VELANGL|ZSOURCE|RADESYS|EQUINOX|WCSAXES';
