import { unitScale } from '../unit.js';
import { QUANTITIES, type SpectralQuantity } from './quantity.js';

/** What CTYPE says of a spectral axis, whatever its dialect. */
export interface SpectralCtype {
  readonly quantity: SpectralQuantity;
  /** the non-linear algorithm, 'F2W', 'LOG', 'TAB' …; '' for a linear axis */
  readonly code: string;
  /** SPECSYS as the suffix of CTYPE tells it */
  readonly specsys?: string;
  /** AIPS leaves it to VELREF whether `VELO` with a frame is radio or optical */
  readonly velref?: true;
  /** GIPSY's FREQ-OHEL and its like */
  readonly gipsy?: 'optical' | 'radio';
  /** what had to be guessed, as a sentence */
  readonly note?: string;
}

/**
 * Reads a CTYPE of Paper III, AIPS (VELO-LSR, FELO-HEL), SDFITS (RADI-LSR), GIPSY (FREQ-OHEL) or habit (LAMBDA, Wavelength, or a
 * nameless axis with a unit of wavelength); undefined when the axis is not spectral. Algorithm codes are not checked here.
 */
export function spectralCtype(ctype: string, cunit: string): SpectralCtype | undefined {
  const name = ctype.trim().toUpperCase();
  const stem = name.slice(0, 4).trimEnd();
  const suffix = name.length > 5 && name[4] === '-' ? name.slice(5) : '';
  const habit = HABITS[name] ?? (UNNAMED.has(name) && isLightsUnit(cunit) ? wavelength(UNSAID) : undefined);
  if (habit) return habit;
  if (name !== stem && suffix === '') return undefined;

  const gipsy = GIPSY.exec(name);
  if (gipsy) return { quantity: 'FREQ', code: '', gipsy: gipsy[1] === 'O' ? 'optical' : 'radio', specsys: FRAMES[gipsy[2]] };

  const specsys = FRAMES[suffix];
  const said = STEMS[stem];
  if (said && (suffix === '' || specsys)) return { ...said, specsys };
  if (!Object.hasOwn(QUANTITIES, stem)) return undefined;
  const quantity = stem as SpectralQuantity;
  if (suffix === '' || specsys) return { quantity, code: '', specsys, velref: quantity === 'VELO' ? true : undefined };
  return { quantity, code: suffix };
}

/** Whether an axis is spectral as far as CTYPE and CUNIT tell; log-linear spectra of IRAF and SDSS need isSpectralAxis. */
export function isSpectralCtype(ctype: string, cunit: string): boolean {
  return spectralCtype(ctype, cunit) !== undefined;
}

/** Frames in CTYPE: AIPS memo 117 knows LSR, HEL and OBS, SDFITS the rest. */
const FRAMES: Readonly<Record<string, string>> = {
  LSR: 'LSRK',
  LSRK: 'LSRK',
  HEL: 'BARYCENT',
  BAR: 'BARYCENT',
  OBS: 'TOPOCENT',
  TOP: 'TOPOCENT',
  LSD: 'LSRD',
  LSRD: 'LSRD',
  GEO: 'GEOCENTR',
  SOU: 'SOURCE',
  GAL: 'GALACTOC',
};

const GIPSY = /^FREQ-([OR])(HEL|LSR)$/;

/** Stems that are no quantity of Paper III. FELO is linear in frequency with the velocity step at the reference, which is F2W. */
const STEMS: Readonly<Record<string, SpectralCtype>> = {
  FELO: { quantity: 'VOPT', code: 'F2W' },
  RADI: { quantity: 'VRAD', code: '' },
  OPTI: { quantity: 'VOPT', code: '' },
  RELA: { quantity: 'VELO', code: '' },
};

const wavelength = (note: string, specsys?: string): SpectralCtype => ({ quantity: 'WAVE', code: '', note, specsys });
const UNSAID = 'does not say whether it is in air or vacuum; taken as vacuum';

const HABITS: Readonly<Record<string, SpectralCtype>> = {
  VELOCITY: { quantity: 'VELO', code: '', velref: true, note: 'does not say the velocity convention; read as VELO' },
  FREQUENCY: { quantity: 'FREQ', code: '' },
  FREQUENC: { quantity: 'FREQ', code: '' },
  ENERGY: { quantity: 'ENER', code: '' },
  LAMBDA: wavelength(UNSAID),
  WAVELENGTH: wavelength(UNSAID),
  WAVELENG: wavelength(UNSAID),
  WAVELNTH: wavelength(UNSAID),
  WAVEREST: wavelength(UNSAID, 'SOURCE'),
};

/** Axes whose name says nothing are of wavelength when their unit is one in which light is measured. */
const UNNAMED = new Set(['LINEAR', '']);

/** pm, Å, nm, µm; a plain axis in mm or km is a place, not a wavelength. */
function isLightsUnit(cunit: string): boolean {
  const unit = unitScale(cunit);
  return unit?.dimension === 'length' && unit.scale <= 1e-6;
}
