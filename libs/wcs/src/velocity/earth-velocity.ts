import { EARTH, SUN, type Series } from './earth-series.js';

/** Metres per second along the axes of the ICRS. */
export type Velocity = readonly [x: number, y: number, z: number];

/** Of the centre of the Earth, as seen from the barycentre of the solar system; to some centimetres per second from 1940 to 2060. */
export function earthVelocity(mjdTdb: number): Velocity {
  const years = yearsOf(mjdTdb);
  const [earth, sun] = [rates(EARTH, years), rates(SUN, years)];
  return rotated([earth[0] + sun[0], earth[1] + sun[1], earth[2] + sun[2]]);
}

/** Of the Sun, likewise. */
export function sunVelocity(mjdTdb: number): Velocity {
  return rotated(rates(SUN, yearsOf(mjdTdb)));
}

const yearsOf = (mjd: number): number => (mjd - 51544.5) / 365.25;

/** 1 au a year, in m/s. */
const AU_A_YEAR = 149597870700 / (365.25 * 86400);

/** d/dt Σ tⁿ a cos(b + ct) */
function rates(series: Series, t: number): Velocity {
  const [x, y, z] = series.map((powers) => {
    let sum = 0;
    for (const [power, terms] of powers.entries()) {
      const [whole, less] = [t ** power, power === 0 ? 0 : power * t ** (power - 1)];
      for (let i = 0; i < terms.length; i += 3) {
        const [a, b, c] = [terms[i], terms[i + 1], terms[i + 2]];
        sum += a * (less * Math.cos(b + c * t) - whole * c * Math.sin(b + c * t));
      }
    }
    return sum * AU_A_YEAR;
  });
  return [x, y, z];
}

/** From the ecliptic of the series to the ICRS (ERFA epv00). */
function rotated([x, y, z]: Velocity): Velocity {
  return [
    x + 2.11284e-7 * y - 9.1603e-8 * z,
    -2.30286e-7 * x + 0.917482137087 * y - 0.397776982902 * z,
    0.397776982902 * y + 0.917482137087 * z,
  ];
}
