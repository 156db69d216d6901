import type { Brightness } from './brightness.js';
import type { Background, SpectrumMethod } from './spectrum-request.js';
import type { MaskedWeighed } from './weigh-job.js';

/** The sums of one region: one number for each channel. */
export type RegionSums = { readonly [K in keyof MaskedWeighed]: Float64Array | undefined } & Omit<MaskedWeighed, 'median'>;

/** What a channel's flux is made of, beside the pixels. */
export interface FluxRules {
  readonly method: SpectrumMethod;
  /** for `sum_beam` */
  readonly brightness?: Brightness;
  readonly scaleMissing: boolean;
  readonly background?: Background['statistic'];
  /** noise of a pixel without a background */
  readonly sigma?: number;
  /** Σw of the whole aperture, what lies beyond the image included */
  readonly whole: number;
  /** mean solid angle of its pixels, steradians */
  readonly pixelAngle: number;
  /** of each channel, steradians; NaN without a beam */
  readonly beamAngle: Float64Array;
  /** of each channel, by which a flux is multiplied */
  readonly correction?: Float64Array;
}

export interface Fluxes {
  readonly flux: Float64Array;
  readonly error: Float64Array;
  /** Σw of valid pixels of Σw of the aperture */
  readonly coverage: Float64Array;
  readonly beams: Float64Array;
}

/** Part of the aperture that must be valid for the rest to be filled up. */
const ENOUGH = 0.8;
/** √(π/2): a median is that much less certain than a mean. */
const MEDIAN_LOSS = Math.sqrt(Math.PI / 2);

/**
 * Fluxes of all channels (kernels §12).
 * @param covered sums with the weights w; @param solid with w·Ω where these differ; @param sky of the background; @param measured noise of a pixel in each
 * channel, where nothing else tells it
 */
export function fluxesOf(
  rules: FluxRules,
  covered: RegionSums,
  solid: RegionSums | undefined,
  sky: RegionSums | undefined,
  measured?: Float64Array,
): Fluxes {
  const channels = covered.sum.length;
  const out = { flux: filled(channels), error: filled(channels), coverage: filled(channels), beams: filled(channels) };
  for (let k = 0; k < channels; k++) {
    const weight = covered.weight[k];
    const angle = solid ? solid.weight[k] : weight * rules.pixelAngle;
    // Pixels of an image without a beam are taken as independent.
    const beams = rules.beamAngle[k] > 0 ? angle / rules.beamAngle[k] : weight;
    // The two were added in different orders.
    out.coverage[k] = Math.min(1, weight / (covered.whole?.[k] ?? rules.whole));
    out.beams[k] = rules.beamAngle[k] > 0 ? beams : NaN;
    if (!(weight > 0)) continue;
    const level = levelOf(rules, sky, k);
    const { value, extent } = VALUES[rules.method](covered, k, level.value, () => scaled(rules, covered, solid, k, level.value, angle));
    const noise = level.noise ?? rules.sigma ?? measured?.[k] ?? NaN;
    const own = extent === undefined ? noise / Math.sqrt(Math.max(beams, 1)) : (noise * extent * Math.sqrt(Math.max(beams, 1))) / beams;
    const certain = ERRORS[rules.method] * Math.hypot(own, (extent ?? 1) * level.error);
    const missing = rules.scaleMissing && extent !== undefined && out.coverage[k] >= ENOUGH ? 1 / out.coverage[k] : 1;
    const factor = missing * (rules.correction?.[k] ?? 1);
    out.flux[k] = value * factor;
    out.error[k] = certain * factor;
  }
  return out;
}

interface Level {
  readonly value: number;
  readonly error: number;
  readonly noise?: number;
}

/** Of the background: what is subtracted from each pixel, how certain it is, and the scatter of its pixels. */
function levelOf(rules: FluxRules, sky: RegionSums | undefined, k: number): Level {
  if (!sky) return { value: 0, error: 0 };
  const { weight, sum, squares, valid, median } = sky;
  const mean = sum[k] / weight[k];
  const spread = Math.max(0, squares[k] / weight[k] - mean * mean);
  const noise = valid[k] > 1 ? Math.sqrt((spread * valid[k]) / (valid[k] - 1)) : NaN;
  const beams = rules.beamAngle[k] > 0 ? (weight[k] * rules.pixelAngle) / rules.beamAngle[k] : weight[k];
  const error = noise / Math.sqrt(Math.max(beams, 1));
  return rules.background === 'median' ? { value: median![k], error: error * MEDIAN_LOSS, noise } : { value: mean, error, noise };
}

/** A sum over the aperture says by `extent` how much it grows when each pixel grows by 1. */
interface Value {
  readonly value: number;
  readonly extent?: number;
}

type ValueOf = (sums: RegionSums, k: number, level: number, flux: () => Value) => Value;

const VALUES: Readonly<Record<SpectrumMethod, ValueOf>> = {
  mean: ({ sum, weight }, k, level) => ({ value: sum[k] / weight[k] - level }),
  sum: ({ sum, weight }, k, level) => ({ value: sum[k] - level * weight[k], extent: weight[k] }),
  sum_beam: (_sums, _k, _level, flux) => flux(),
  median: ({ median }, k, level) => ({ value: median![k] - level }),
  min: ({ minimum }, k, level) => ({ value: minimum[k] - level }),
  max: ({ maximum }, k, level) => ({ value: maximum[k] - level }),
  rms: ({ squares, sum, weight }, k, level) => ({
    value: Math.sqrt(Math.max(0, (squares[k] - 2 * level * sum[k] + level * level * weight[k]) / weight[k])),
  }),
  extrema({ minimum, maximum, extreme }, k, level) {
    if (level === 0) return { value: extreme[k] };
    const [low, high] = [minimum[k] - level, maximum[k] - level];
    return { value: Math.abs(low) > Math.abs(high) ? low : high };
  },
};

/** Whether a method has errors. */
export const hasErrors = (method: SpectrumMethod): boolean => ERRORS[method] > 0;

/** Of the error of a mean; those of single pixels and of the scatter are not told. */
const ERRORS: Readonly<Record<SpectrumMethod, number>> = {
  mean: 1,
  sum: 1,
  sum_beam: 1,
  median: MEDIAN_LOSS,
  min: NaN,
  max: NaN,
  rms: NaN,
  extrema: NaN,
};

/** Σ w I in the unit of flux. */
function scaled(
  rules: FluxRules,
  { sum, weight }: RegionSums,
  solid: RegionSums | undefined,
  k: number,
  level: number,
  angle: number,
): Value {
  const per = rules.brightness?.per;
  if (per === 'pixel') return { value: sum[k] - level * weight[k], extent: weight[k] };
  const total = solid ? solid.sum[k] : sum[k] * rules.pixelAngle;
  const unit = per === 'beam' ? rules.beamAngle[k] : 1;
  return { value: (total - level * angle) / unit, extent: angle / unit };
}

const filled = (length: number): Float64Array => new Float64Array(length).fill(NaN);
