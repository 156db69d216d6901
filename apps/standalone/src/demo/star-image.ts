import { encodePixels, HeaderEditor } from '#fits';
import { padded } from './disc-cube.js';
import { gaussian, seeded } from './random.js';

const SIZE = 512;
const PIXEL_ARCSEC = 2;
const STARS = 180;
const SEEING_PIXELS = 2.2;

/** The same field in red light: stars and the galaxy's old disc, 512 × 512 pixels of 16 bits with BSCALE and BZERO. */
export function starImage(): Uint8Array[] {
  const uniform = seeded(2);
  const noise = gaussian(uniform);
  const image = new Float64Array(SIZE * SIZE);
  addDisc(image);
  for (let star = 0; star < STARS; star++) {
    const flux = 40 / (0.004 + uniform() ** 1.5);
    addStar(image, uniform() * SIZE, uniform() * SIZE, flux);
  }
  const [scale, zero] = [0.5, 16000];
  const stored = image.map((value) => Math.max(-32768, Math.min(32767, Math.round((value + 800 + 12 * noise() - zero) / scale))));
  return [imageHeader(scale, zero), padded(encodePixels(stored, 16))];
}

function addDisc(image: Float64Array): void {
  const [pa, ratio, scale] = [(30 * Math.PI) / 180, Math.cos((55 * Math.PI) / 180), 42];
  for (let y = 0, p = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++, p++) {
      const [east, north] = [SIZE / 2 - x, y - SIZE / 2];
      const major = north * Math.cos(pa) + east * Math.sin(pa);
      const minor = (east * Math.cos(pa) - north * Math.sin(pa)) / ratio;
      image[p] += 2600 * Math.exp(-Math.hypot(major, minor) / scale);
    }
  }
}

function addStar(image: Float64Array, cx: number, cy: number, flux: number): void {
  const reach = 12;
  for (let y = Math.max(0, Math.ceil(cy - reach)); y < Math.min(SIZE, cy + reach); y++) {
    for (let x = Math.max(0, Math.ceil(cx - reach)); x < Math.min(SIZE, cx + reach); x++) {
      image[y * SIZE + x] += flux * Math.exp(-0.5 * (((x - cx) ** 2 + (y - cy) ** 2) / SEEING_PIXELS ** 2));
    }
  }
}

function imageHeader(bscale: number, bzero: number): Uint8Array {
  const header = HeaderEditor.empty().set('SIMPLE', true, 'conforms to FITS standard').set('BITPIX', 16).set('NAXIS', 2);
  header.set('NAXIS1', SIZE).set('NAXIS2', SIZE).set('BSCALE', bscale).set('BZERO', bzero).set('BUNIT', 'adu');
  header.set('OBJECT', 'Demo disc').set('TELESCOP', 'Sodalite').set('INSTRUME', 'demonstration').set('FILTER', 'R');
  header.set('ORIGIN', 'Sodalite demonstration data').set('DATE-OBS', '2026-01-20T23:10:00').set('EXPTIME', 600).set('RADESYS', 'ICRS');
  header
    .set('CTYPE1', 'RA---TAN')
    .set('CRVAL1', 150.25)
    .set('CRPIX1', SIZE / 2 + 1)
    .set('CDELT1', -PIXEL_ARCSEC / 3600)
    .set('CUNIT1', 'deg');
  header
    .set('CTYPE2', 'DEC--TAN')
    .set('CRVAL2', 2.5)
    .set('CRPIX2', SIZE / 2 + 1)
    .set('CDELT2', PIXEL_ARCSEC / 3600);
  return header.set('CUNIT2', 'deg').toBytes();
}
