import { encodePixels, HeaderEditor } from '#fits';
import { padded } from './disc-cube.js';
import { gaussian, seeded } from './random.js';

const PIXELS = 4000;
const FIRST_NM = 380;
const STEP_NM = 0.1;
const REDSHIFT = 820 / 299792.458;

/** Emission lines of an H II region: rest wavelength in vacuum (nm) and height against the continuum. */
const LINES = [
  [372.86, 1.4], [434.17, 0.5], [486.27, 1.1], [496.03, 0.6], [500.82, 1.8], [587.73, 0.15],
  [654.99, 0.3], [656.46, 3.4], [658.53, 0.9], [671.83, 0.4], [673.27, 0.3],
] as const; // prettier-ignore

/** The spectrum of the disc's middle, 380 to 780 nm: one axis, wavelength in vacuum, as primary HDU. */
export function lineSpectrum(): Uint8Array[] {
  const noise = gaussian(seeded(3));
  const flux = Float64Array.from({ length: PIXELS }, (_, i) => {
    const nm = FIRST_NM + i * STEP_NM;
    const lines = LINES.reduce((sum, [rest, height]) => sum + height * Math.exp(-0.5 * ((nm - rest * (1 + REDSHIFT)) / 0.25) ** 2), 0);
    return 1 + 0.3 * Math.sin((nm - 380) / 150) + lines + 0.03 * noise();
  });
  return [spectrumHeader(), padded(encodePixels(flux, -32))];
}

function spectrumHeader(): Uint8Array {
  const header = HeaderEditor.empty()
    .set('SIMPLE', true, 'conforms to FITS standard')
    .set('BITPIX', -32)
    .set('NAXIS', 1)
    .set('NAXIS1', PIXELS);
  header
    .set('OBJECT', 'Demo disc')
    .set('TELESCOP', 'Sodalite')
    .set('INSTRUME', 'demonstration')
    .set('ORIGIN', 'Sodalite demonstration data');
  header.set('BUNIT', '10**(-17) erg/s/cm**2/nm').set('DATE-OBS', '2026-02-02T22:00:00').set('EXPTIME', 1800).set('RADESYS', 'ICRS');
  header.set('RA', 150.25, '[deg]').set('DEC', 2.5, '[deg]').set('SPECSYS', 'BARYCENT');
  header.set('CTYPE1', 'WAVE').set('CRVAL1', FIRST_NM).set('CRPIX1', 1).set('CDELT1', STEP_NM);
  return header.set('CUNIT1', 'nm').toBytes();
}
