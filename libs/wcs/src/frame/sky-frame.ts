import { besselianYearToJd } from './epoch.js';
import { eTerms, fk4NoEToFk5 } from './fk4.js';
import { IDENTITY, product, rotationX, rotationY, rotationZ, transposed, type Matrix3 } from './matrix.js';
import { eclipticFromIcrs, precessionFromJ2000 } from './precession.js';

export type FrameName = 'ICRS' | 'FK5' | 'FK4' | 'FK4-NO-E' | 'GALACTIC' | 'ECLIPTIC' | 'SUPERGALACTIC';

/** How a frame's unit vectors become ICRS ones: E-terms taken off first where it has them, then a matrix. */
export interface SkyFrame {
  readonly name: FrameName;
  /** Besselian year for FK4 and FK4-NO-E, Julian year for FK5 and ECLIPTIC, else undefined */
  readonly equinox?: number;
  readonly toIcrs: Matrix3;
  readonly eTerms?: Float64Array;
}

/**
 * The frame at an equinox (needed where FrameName says so). `obsJd` is the date of observation for FK4, by default its equinox.
 * Constants and models are those of astropy.coordinates.
 */
export function skyFrame(name: FrameName, equinox = 2000, obsJd?: number): SkyFrame {
  switch (name) {
    case 'ICRS':
      return { name, toIcrs: IDENTITY };
    case 'FK5':
      return { name, equinox, toIcrs: product(FK5_TO_ICRS, transposed(precessionFromJ2000(equinox))) };
    case 'FK4':
    case 'FK4-NO-E': {
      const toIcrs = product(FK5_TO_ICRS, fk4NoEToFk5(equinox, obsJd ?? besselianYearToJd(equinox)));
      return name === 'FK4' ? { name, equinox, toIcrs, eTerms: eTerms(equinox) } : { name, equinox, toIcrs };
    }
    case 'GALACTIC':
      return { name, toIcrs: GALACTIC_TO_ICRS };
    case 'SUPERGALACTIC':
      return { name, toIcrs: product(GALACTIC_TO_ICRS, transposed(GALACTIC_TO_SUPERGALACTIC)) };
    case 'ECLIPTIC':
      return { name, equinox, toIcrs: transposed(eclipticFromIcrs(equinox)) };
  }
}

/** USNO Circular 179 eq. 3.4 (milliarcseconds): J2000 of FK5 is not quite that of ICRS. */
const FK5_TO_ICRS = transposed(product(rotationX(19.9 / 3600e3), rotationY(9.1 / 3600e3), rotationZ(-22.9 / 3600e3)));

const FK5_TO_GALACTIC = product(rotationZ(180 - 122.9319185680026), rotationY(90 - 27.12825118085622), rotationZ(192.8594812065348));
const GALACTIC_TO_ICRS = product(FK5_TO_ICRS, transposed(FK5_TO_GALACTIC));

/** North supergalactic pole at l = 47.37°, b = 6.32°, zero point at l = 137.37° (de Vaucouleurs et al. 1991). */
const GALACTIC_TO_SUPERGALACTIC = product(rotationZ(90), rotationY(90 - 6.32), rotationZ(47.37));
