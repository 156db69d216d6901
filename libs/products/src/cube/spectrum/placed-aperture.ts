import { NoOverlapError, UnsupportedError, UsageError } from '#faults';
import { coverageOf, type Annulus, type Aperture, type Coverage, type PixelBox, type SkyMap } from '#region';
import { skyMapOf } from '../../select.js';
import type { Cube } from '../cube.js';
import { pointCoverage } from './point-coverage.js';
import { coveredAngle, solidAnglesOf, type SolidAngles } from './solid-angle.js';
import type { MaskPlace, PointPlace, SpectrumRequest } from './spectrum-request.js';

/** An aperture on the pixels of a cube. */
export interface PlacedAperture {
  readonly place: Aperture | PointPlace | MaskPlace;
  /** ICRS degrees; of a polygon the mean of its corners, of a mask the middle of the pixels that are looked at */
  readonly centre: { readonly lonDeg: number; readonly latDeg: number };
  readonly coverage: Coverage;
  readonly angles: SolidAngles;
  /** Σ w Ω_p of the pixels that are covered, steradians */
  readonly steradians: number;
  /** Ω_p, the mean of those pixels */
  readonly pixelAngle: number;
  /** the background's */
  readonly sky?: Coverage;
}

/** @throws NoOverlapError for an aperture off the pixels; UsageError; what coverageOf throws */
export function placeApertures(cube: Cube, { places, edge, background }: SpectrumRequest): PlacedAperture[] {
  const map = skyMapOf(cube.image, cube.sky);
  const box = pixelBox(cube);
  const reference = [cube.axes.x, cube.axes.y].map((axis) => (cube.image.header.number(`CRPIX${axis + 1}`) ?? 0) - 1);
  return places.map((place) => {
    const coverage = coverageFor(place, map, box, edge);
    if (!coverage) throw new NoOverlapError(`the ${place.kind} does not cover a pixel`);
    const centre = place.kind === 'mask' ? middleOf(map, box) : centreOf(place);
    if (place.kind === 'mask') checkMask(cube, background !== undefined);
    const angles = solidAnglesOf(coverage, map, [reference[0], reference[1]]);
    const steradians = coveredAngle(coverage, angles);
    const sky = background && skyOf({ kind: 'annulus', ...centre, ...background }, map, box);
    return { place, centre, coverage, angles, steradians, pixelAngle: steradians / coverage.pixels, sky };
  });
}

export function pixelBox({ box: { x, y } }: Cube): PixelBox {
  return { x0: x.first, y0: y.first, x1: x.first + x.count - 1, y1: y.first + y.count - 1 };
}

function skyOf(annulus: Annulus, map: SkyMap, box: PixelBox): Coverage {
  const sky = coverageOf({ ...annulus, kind: 'annulus' }, map, box);
  if (!sky) throw new UsageError(`BACKGROUND from ${annulus.innerDeg} to ${annulus.outerDeg} degrees does not cover a pixel`);
  return sky;
}

/** Of a mask all pixels, until it is read. */
function coverageFor(place: PlacedAperture['place'], map: SkyMap, box: PixelBox, edge: SpectrumRequest['edge']): Coverage | undefined {
  if (place.kind === 'point') return pointCoverage(place, map, box);
  return place.kind === 'mask' ? boxCoverage(box) : coverageOf(place, map, box, edge);
}

function boxCoverage(box: PixelBox): Coverage {
  const [rows, columns] = [box.y1 - box.y0 + 1, box.x1 - box.x0 + 1];
  const offsets = Uint32Array.from({ length: rows + 1 }, (_, row) => row);
  const from = new Int32Array(rows).fill(box.x0);
  const to = new Int32Array(rows).fill(box.x1 + 1);
  return { box, offsets, from, to, weights: new Float64Array(rows).fill(1), pixels: rows * columns, wholePixels: rows * columns };
}

function checkMask({ mask }: Cube, hasBackground: boolean): void {
  if (!mask) throw new UsageError('MASK is not opened: a spectrum of a mask needs its dataset');
  if (hasBackground) throw new UsageError('BACKGROUND is an annulus about the centre of an aperture, and a MASK has none');
}

function middleOf(map: SkyMap, { x0, y0, x1, y1 }: PixelBox): PlacedAperture['centre'] {
  const pair = Float64Array.of((x0 + x1) / 2, (y0 + y1) / 2);
  map.pixelToSky(pair, 1, pair);
  return { lonDeg: pair[0], latDeg: pair[1] };
}

function centreOf(place: Aperture | PointPlace): PlacedAperture['centre'] {
  if (place.kind !== 'polygon') return { lonDeg: place.lonDeg, latDeg: place.latDeg };
  let [x, y, z] = [0, 0, 0];
  for (let i = 0; i < place.verticesDeg.length; i += 2) {
    const [lon, lat] = [(place.verticesDeg[i] * Math.PI) / 180, (place.verticesDeg[i + 1] * Math.PI) / 180];
    x += Math.cos(lat) * Math.cos(lon);
    y += Math.cos(lat) * Math.sin(lon);
    z += Math.sin(lat);
  }
  if (Math.hypot(x, y, z) < 1e-9) throw new UnsupportedError('the corners of the polygon have no middle');
  return { lonDeg: ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360, latDeg: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI };
}
