import { UnsupportedError } from '#faults';
import { numberCard, textCard, type HeaderCards } from '../header-cards.js';
import { tableAxis } from '../tabular/coordinate-array.js';
import { unitScale } from '../unit.js';
import { type AxisContext, describeAxis, labelOf, type SpectralCards } from './axis-cards.js';
import { type Chain, crossChain, grismChain, linearChain, logChain, metresMaps, tabChain } from './chain.js';
import { gipsyAxis } from './gipsy.js';
import { GRISM_DEFAULTS } from './grism.js';
import type { ArrayMap, Medium } from './medium.js';
import { type Quantity, QUANTITIES, type SpectralQuantity } from './quantity.js';
import { type Rest, restOf } from './rest.js';
import type { SpectralCtype } from './spectral-ctype.js';
import { specsysOf } from './velref.js';

/** One spectral axis behind the linear part of the WCS. All coordinates are SI: Hz, rad/s, m, m/s, J, /m, or a pure number. */
export interface SpectralCode {
  /** normalised, e.g. 'VOPT-F2W' for a FELO-HEL, 'FREQ' for a FREQ-OHEL */
  readonly ctype: string;
  readonly quantity: SpectralQuantity;
  /** the velocity convention that the file names, if it does */
  readonly doppler?: 'radio' | 'optical' | 'relativistic';
  readonly specsys?: string;
  readonly restFrequencyHz?: number;
  readonly restWavelengthMetres?: number;
  readonly crvalSI: number;
  /** multiply the intermediate coordinate (in header units) by this to get `w` */
  readonly cdeltScale: number;
  /** w → S. Arrays in, arrays out; NaN where there is none; `out` may be the input. */
  readonly toNative: ArrayMap;
  /** S → w */
  readonly fromNative: ArrayMap;
  /** S → vacuum wavelength in metres; undefined when that needs a rest value which the header lacks */
  readonly nativeToMetres?: ArrayMap;
  readonly metresToNative?: ArrayMap;
  /** then why, as a sentence */
  readonly metresRefusal?: string;
  /** what had to be guessed or put right, as sentences */
  readonly notes: readonly string[];
}

/**
 * Reads the spectral axis of WCS Paper III (also FITS 4.0 §8.4), in AIPS, SDFITS, GIPSY and IRAF dialects too.
 *
 * Throws UnsupportedError, naming CTYPE and axis, for what is not spectral, a table that is missing, units of something else, and
 * a missing rest frequency without which the axis has no coordinates at all.
 */
export function parseSpectralAxis(cards: HeaderCards, context: AxisContext): SpectralCode {
  const described = describeAxis(cards, context);
  const label = labelOf(cards, context);
  if (!described) throw new UnsupportedError(`${label} is not a spectral axis that Sodalite knows`);
  const { said, scale, crval, step, notes } = described;
  const rest = restOf(cards, context.alternate, QUANTITIES[said.quantity].medium);
  if (rest.note) notes.push(`${label}: ${rest.note}`);

  if (said.code === 'TAB') return tabular(cards, context, described, rest, label);
  let crvalSI = crval * scale;
  let cdeltScale = step * scale;
  if (said.gipsy) {
    const real = gipsyAxis(cards, context.axis + 1, said.gipsy, crvalSI, rest.frequencyHz);
    crvalSI = real.crvalHz;
    cdeltScale *= real.stepFactor;
  }
  const { chain, code } = chainOf(cards, context, said, crvalSI, rest, label);
  return { ...axisOf(cards, context, said, code, rest, label), crvalSI, cdeltScale, ...chain, notes };
}

/** CRVAL and CDELT are of the index; the coordinates are in CUNIT, or in what the column says where that is blank. */
function tabular(cards: HeaderCards, context: AxisContext, described: SpectralCards, rest: Rest, label: string): SpectralCode {
  const { said, crval, notes } = described;
  const { axis, unit } = tableAxis({ ...context, cards }, context.tables ?? {});
  let { scale } = described;
  if (unit && textCard(cards, `CUNIT${context.axis + 1}${context.alternate}`) === '') {
    const known = unitScale(unit);
    if (known?.dimension !== QUANTITIES[said.quantity].dimension)
      throw new UnsupportedError(`${label} has coordinates in '${unit}', which is no unit of ${QUANTITIES[said.quantity].dimension}`);
    scale = known.scale;
  }
  return { ...axisOf(cards, context, said, 'TAB', rest, label), crvalSI: NaN, cdeltScale: 1, ...tabChain(crval, axis, scale), notes };
}

function axisOf(cards: HeaderCards, context: AxisContext, said: SpectralCtype, code: string, rest: Rest, label: string) {
  return {
    ctype: code === '' ? said.quantity : `${said.quantity}-${code}`,
    quantity: said.quantity,
    doppler: said.gipsy ?? DOPPLER[said.quantity],
    specsys: specsysOf(cards, context.alternate, said),
    restFrequencyHz: rest.frequencyHz,
    restWavelengthMetres: rest.wavelengthMetres,
    ...wavelengths(QUANTITIES[said.quantity], rest, label),
  };
}

function chainOf(
  cards: HeaderCards,
  { axis, alternate }: AxisContext,
  said: SpectralCtype,
  crvalSI: number,
  rest: Rest,
  label: string,
): { chain: Chain; code: string } {
  const quantity = QUANTITIES[said.quantity];
  if (said.code === '') return { chain: linearChain(crvalSI), code: '' };
  if (said.code === 'LOG') {
    if (crvalSI > 0) return { chain: logChain(crvalSI), code: 'LOG' };
    throw new UnsupportedError(`${label} needs a CRVAL above 0, got ${crvalSI}`);
  }
  const isGrism = said.code === 'GRI' || said.code === 'GRA';
  const cross = isGrism ? ['', said.code === 'GRI' ? 'W' : 'A', quantity.medium] : /^([FWAV])2([FWAV])$/.exec(said.code);
  if (!cross || cross[2] !== quantity.medium)
    throw new UnsupportedError(`${label} has the algorithm '${said.code}', which Sodalite does not know for ${said.quantity}`);
  const linearIn = cross[1] as Medium;
  if (linearIn === quantity.medium && !isGrism) return { chain: linearChain(crvalSI), code: '' };
  // S ⇄ P and P ⇄ X may each need ν₀; when both do (VRAD-V2F, VOPT-V2W, ZOPT-V2W) it cancels, and any value serves.
  const crossNeeds = (linearIn === 'V') !== (quantity.medium === 'V');
  if (rest.wavelengthMetres === undefined && quantity.needsRest !== crossNeeds) {
    throw new UnsupportedError(`${label} needs a rest frequency or wavelength: RESTFRQ or RESTWAV`);
  }
  const restMetres = rest.wavelengthMetres ?? 1;
  const chain = isGrism
    ? grismChain(quantity, linearIn as 'W' | 'A', crvalSI, restMetres, grismParameters(cards, axis, alternate))
    : crossChain(quantity, linearIn, crvalSI, restMetres);
  if (!chain) throw new UnsupportedError(`${label} has CRVAL = ${crvalSI} (SI), from which '${said.code}' cannot start`);
  return { chain, code: said.code };
}

function grismParameters(cards: HeaderCards, axis: number, alternate: string): number[] {
  return GRISM_DEFAULTS.map((preset, m) => numberCard(cards, `PV${axis + 1}_${m}${alternate}`) ?? preset);
}

function wavelengths(
  quantity: Quantity,
  rest: Rest,
  label: string,
): Pick<SpectralCode, 'nativeToMetres' | 'metresToNative' | 'metresRefusal'> {
  if (rest.wavelengthMetres === undefined && (quantity.needsRest || quantity.medium === 'V')) {
    return { metresRefusal: `${label} has no wavelengths: the header lacks the rest frequency (RESTFRQ or RESTWAV)` };
  }
  return metresMaps(quantity, rest.wavelengthMetres ?? 1);
}

const DOPPLER: Partial<Record<SpectralQuantity, 'radio' | 'optical' | 'relativistic'>> = {
  VRAD: 'radio',
  VOPT: 'optical',
  ZOPT: 'optical',
  VELO: 'relativistic',
  BETA: 'relativistic',
};
