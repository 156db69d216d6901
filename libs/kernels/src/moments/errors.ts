import type { MomentId } from '../collapse.js';
import { baselineFactor } from './baseline.js';
import type { Collected } from './collected.js';
import type { Sums } from './sums.js';

/** Errors of first order from the sums over pairs of channels (kernels §8). */
export function errorMap(id: MomentId, collected: Collected): Float64Array {
  const { spec, sums } = collected;
  const pixel = spec.noise && 'channel' in spec.noise ? spec.noise.pixel : undefined;
  return Float64Array.from({ length: spec.count }, (_, i) => ERRORS[id](i, collected, pixel?.[i] ?? 1, sums));
}

type ErrorOf = (i: number, collected: Collected, factor: number, sums: Sums) => number;

const ROOT_2PI = Math.sqrt(2 * Math.PI);

const ERRORS: Readonly<Record<string, ErrorOf>> = {
  error0: (i, { spec: { noise } }, factor, { errors, n }) =>
    factor * Math.sqrt(errors[0][i]) * (noise?.baseline ? baselineFactor(noise.baseline, n[i]) : 1),
  error1: (i, { central, spec }, factor, { errors: [e0, e1, e2], powers }) => {
    const m = central.mean[i] - spec.reference;
    return (factor * root(e2[i] - m * e1[i] + m * m * e0[i])) / Math.abs(powers[0][i]);
  },
  errorvariance: (i, { central, spec }, factor, { errors, powers }) => {
    const m = central.mean[i] - spec.reference;
    const d = m * m - central.about[0][i];
    const [e0, e1, e2, e3, e4, e5] = errors;
    const sum = e5[i] - 2 * m * e4[i] + d * e3[i] + 4 * m * m * e2[i] - 2 * m * d * e1[i] + d * d * e0[i];
    return (factor * root(sum)) / Math.abs(powers[0][i]);
  },
  error2: (i, collected, factor, sums) => ERRORS.errorvariance(i, collected, factor, sums) / (2 * Math.sqrt(collected.central.about[0][i])),
  error5: (i, _, factor, { n, variance }) => (factor * Math.sqrt(variance![i] / n[i])) / Math.sqrt(2 * (n[i] - 1)),
  error6: (i, collected, factor, sums) => ERRORS.error5(i, collected, factor, sums),
  error8: (i, { spec }, factor, { maximumAt, maximumVariance }) => factor * sigmaAt(spec, maximumAt![i], maximumVariance?.[i]),
  error9: (i, { spec }, _factor, { maximumAt }) => spec.widths[maximumAt![i]] / Math.sqrt(12),
  error10: (i, { spec }, factor, { minimumAt, minimumVariance }) => factor * sigmaAt(spec, minimumAt![i], minimumVariance?.[i]),
  error11: (i, { spec }, _factor, { minimumAt }) => spec.widths[minimumAt![i]] / Math.sqrt(12),
  snr: (i, collected, factor, sums) => sums.powers[0][i] / ERRORS.error0(i, collected, factor, sums),
  errorgausswidth: (i, collected, factor, sums) => {
    const peak = sums.maximum![i];
    const width = sums.powers[0][i] / (ROOT_2PI * peak);
    const delta = collected.spec.widths[sums.maximumAt![i]];
    const total = ERRORS.error0(i, collected, factor, sums) ** 2 / (2 * Math.PI);
    const top = (width * width - (2 * width * delta) / ROOT_2PI) * ERRORS.error8(i, collected, factor, sums) ** 2;
    return root(total + top) / Math.abs(peak);
  },
};

/** Rounding may leave what is zero a little below. */
function root(square: number): number {
  return Math.sqrt(square < 0 ? 0 : square);
}

function sigmaAt({ noise }: Collected['spec'], k: number, variance: number | undefined): number {
  return variance === undefined ? ((noise as { channel: Float64Array }).channel[k] ?? NaN) : Math.sqrt(variance);
}
