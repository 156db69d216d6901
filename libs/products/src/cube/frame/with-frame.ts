import { UnsupportedError } from '#faults';
import { Header, type FitsFile } from '#fits';
import { RADIANS } from '#region';
import { frameVelocity, SPECTRAL_FRAMES, type Observation, type SpectralFrame, SPEED_OF_LIGHT as C } from '#wcs';
import type { Image } from '../../image.js';
import { wcsOf } from '../../wcs-tables.js';
import { observationOf } from './observation-of.js';
import { shiftAxis } from './shift-axis.js';

export interface Reframed {
  readonly image: Image;
  /** a sentence for HISTORY */
  readonly notes: readonly string[];
}

/**
 * An image with its spectral axis in another frame (kernels.md §3.3), that of the direction in the middle of the image for all of it.
 * @throws UnsupportedError naming what is missing, or why the axis cannot be in another frame
 */
export async function withFrame(image: Image, file: FitsFile, frame: string | undefined, signal?: AbortSignal): Promise<Reframed> {
  const { spectral } = image.wcs;
  if (frame === undefined || !spectral) return { image, notes: [] };
  const from = frameNamed(spectral.specsys, `FRAME=${frame} needs the frame of the file`);
  const to = frameNamed(frame, 'FRAME');
  if (from === to) return { image, notes: [] };
  const [lonDeg, latDeg] = middleOf(image, frame);
  const observation = observationOf([image.header, file.hdus[0].header]);
  const speeds = [from, to].map((each) => towards(each, observation, lonDeg, latDeg, `FRAME=${to} on an axis in ${from}`));
  const [ratio, back] = speeds.map((speed) => Math.sqrt((C - speed) / (C + speed)));
  const editor = image.header.edit();
  shiftAxis(editor, image, ratio / back);
  editor.set('SPECSYS', to, `was ${from}`);
  const header = Header.parse(editor.toBytes(), { file: file.source.name, hdu: image.hdu.index });
  const wcs = await wcsOf(header, image.shape.axes, file, '', signal);
  const time =
    observation.mjdUtc === undefined || !(TIMED.has(from) || TIMED.has(to)) ? '' : ` at MJD ${observation.mjdUtc.toFixed(5)} UTC`;
  const note =
    `spectral coordinates from ${from} to ${to}: frequencies times ${(ratio / back).toPrecision(12)}, for the middle of the image at ` +
    `RA ${lonDeg.toFixed(6)}, Dec ${latDeg.toFixed(6)} deg (ICRS)${time}`;
  return { image: { ...image, header, wcs }, notes: [note] };
}

/** Those that move with the Earth. */
const TIMED: ReadonlySet<string> = new Set(['TOPOCENT', 'GEOCENTR', 'HELIOCEN']);

function frameNamed(name: string | undefined, what: string): SpectralFrame {
  const found = SPECTRAL_FRAMES.find((each) => each === name?.trim().toUpperCase());
  if (!found)
    throw new UnsupportedError(`${what}: one of ${SPECTRAL_FRAMES.join(', ')} is expected, SPECSYS is ${name?.trim() || 'missing'}`);
  return found;
}

function middleOf({ wcs, shape: { axes } }: Image, frame: string): readonly [lonDeg: number, latDeg: number] {
  const { celestial: sky } = wcs;
  const at = Float64Array.of(((axes[sky?.lonAxis ?? 0] ?? 1) - 1) / 2, ((axes[sky?.latAxis ?? 1] ?? 1) - 1) / 2);
  sky?.pixelToIcrs(at, 1, at);
  if (!sky || Number.isNaN(at[0] + at[1]))
    throw new UnsupportedError(`FRAME=${frame} needs a direction: the middle of the image has no place on the sky`);
  return [at[0], at[1]];
}

/** How fast a frame moves to where the image is, m/s. */
function towards(frame: SpectralFrame, observation: Observation, lonDeg: number, latDeg: number, what: string): number {
  const velocity = frameVelocity(frame, observation);
  if (typeof velocity === 'string') throw new UnsupportedError(`${what} needs ${velocity}, which the header does not have`);
  const [lon, lat] = [lonDeg * RADIANS, latDeg * RADIANS];
  return velocity[0] * Math.cos(lat) * Math.cos(lon) + velocity[1] * Math.cos(lat) * Math.sin(lon) + velocity[2] * Math.sin(lat);
}
