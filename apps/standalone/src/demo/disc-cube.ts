import { encodePixels, HeaderEditor } from '#fits';
import { gaussian, seeded } from './random.js';
import { smooth } from './smooth.js';

const { cos, exp, hypot, sin } = Math;

const SIZE = 128;
const CHANNELS = 64;
const PIXEL_ARCSEC = 8;
const BEAM_PIXELS = 4;
const CHANNEL_KMS = 8;
const SYSTEMIC_KMS = 820;

/** The galaxy: an exponential disc of gas that turns at a constant speed beyond its inner part. */
const DISC = {
  inclinationDeg: 55,
  positionAngleDeg: 30,
  scalePixels: 14,
  turnoverPixels: 6,
  speedKms: 165,
  dispersionKms: 9,
  peakJyBeam: 0.06,
};
const NOISE_JY_BEAM = 0.0006;

/** An H I cube of a turning disc, with beam and noise: 128 × 128 pixels and 64 channels of radio velocity, as primary HDU. */
export function discCube(): Uint8Array[] {
  const noise = gaussian(seeded(1));
  const cube = new Float64Array(SIZE * SIZE * CHANNELS);
  const grid = velocityField();
  const plane = new Float64Array(SIZE * SIZE);
  for (let c = 0; c < CHANNELS; c++) {
    const velocity = (c - (CHANNELS - 1) / 2) * CHANNEL_KMS;
    for (let p = 0; p < plane.length; p++) {
      plane[p] = grid.brightness[p] * exp(-0.5 * ((velocity - grid.velocityKms[p]) / DISC.dispersionKms) ** 2);
    }
    // White noise loses its height when it is smoothed to the beam; this gives it back.
    for (let p = 0; p < plane.length; p++) plane[p] += noise() * NOISE_JY_BEAM * BEAM_PIXELS * 1.51;
    smooth(plane, SIZE, SIZE, BEAM_PIXELS);
    cube.set(plane, c * plane.length);
  }
  return [cubeHeader(), padded(encodePixels(cube, -32))];
}

function velocityField(): { readonly brightness: Float64Array; readonly velocityKms: Float64Array } {
  const [pa, inclination] = [DISC.positionAngleDeg, DISC.inclinationDeg].map((degrees) => (degrees * Math.PI) / 180);
  const brightness = new Float64Array(SIZE * SIZE);
  const velocityKms = new Float64Array(SIZE * SIZE);
  for (let y = 0, p = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++, p++) {
      const east = -(x - SIZE / 2); // RA grows to the left
      const north = y - SIZE / 2;
      const major = north * cos(pa) + east * sin(pa);
      const minor = (east * cos(pa) - north * sin(pa)) / cos(inclination);
      const radius = hypot(major, minor);
      const speed = DISC.speedKms * (1 - exp(-radius / DISC.turnoverPixels));
      brightness[p] = DISC.peakJyBeam * exp(-radius / DISC.scalePixels);
      velocityKms[p] = radius === 0 ? 0 : speed * sin(inclination) * (major / radius);
    }
  }
  return { brightness, velocityKms };
}

function cubeHeader(): Uint8Array {
  const beamDeg = (BEAM_PIXELS * PIXEL_ARCSEC) / 3600;
  const header = HeaderEditor.empty().set('SIMPLE', true, 'conforms to FITS standard').set('BITPIX', -32).set('NAXIS', 3);
  header.set('NAXIS1', SIZE).set('NAXIS2', SIZE).set('NAXIS3', CHANNELS).set('EXTEND', true);
  header
    .set('OBJECT', 'Demo disc')
    .set('TELESCOP', 'Sodalite')
    .set('INSTRUME', 'demonstration')
    .set('ORIGIN', 'Sodalite demonstration data');
  header.set('BUNIT', 'Jy/beam').set('BMAJ', beamDeg).set('BMIN', beamDeg).set('BPA', 0);
  header.set('RADESYS', 'ICRS').set('SPECSYS', 'BARYCENT').set('RESTFRQ', 1420405751.768, '[Hz] H I');
  header.set('DATE-OBS', '2026-01-15T20:00:00').set('EXPTIME', 43200);
  header
    .set('CTYPE1', 'RA---SIN')
    .set('CRVAL1', 150.25)
    .set('CRPIX1', SIZE / 2 + 1)
    .set('CDELT1', -PIXEL_ARCSEC / 3600)
    .set('CUNIT1', 'deg');
  header
    .set('CTYPE2', 'DEC--SIN')
    .set('CRVAL2', 2.5)
    .set('CRPIX2', SIZE / 2 + 1)
    .set('CDELT2', PIXEL_ARCSEC / 3600)
    .set('CUNIT2', 'deg');
  header
    .set('CTYPE3', 'VRAD')
    .set('CRVAL3', SYSTEMIC_KMS * 1000)
    .set('CRPIX3', (CHANNELS + 1) / 2);
  return header
    .set('CDELT3', CHANNEL_KMS * 1000)
    .set('CUNIT3', 'm/s')
    .toBytes();
}

/** Data units end at a multiple of 2880 bytes. */
export function padded(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(data.length / 2880) * 2880);
  bytes.set(data);
  return bytes;
}
