import { type ArrayMap, conversion, type Medium, slope } from './medium.js';
import type { Quantity } from './quantity.js';

/** Intermediate coordinate w ⇄ world coordinate S, both in SI. */
export interface Chain {
  readonly toNative: ArrayMap;
  readonly fromNative: ArrayMap;
}

/** S = S_r + w. */
export function linearChain(crval: number): Chain {
  return { toNative: affine(1, crval), fromNative: affine(1, -crval) };
}

/** -LOG: S = S_r exp(w/S_r), Paper III §3.2; crval > 0. */
export function logChain(crval: number): Chain {
  return {
    toNative: (values, count, out) => {
      for (let i = 0; i < count; i++) out[i] = crval * Math.exp(values[i] / crval);
    },
    fromNative: (values, count, out) => {
      for (let i = 0; i < count; i++) out[i] = values[i] > 0 ? crval * Math.log(values[i] / crval) : NaN;
    },
  };
}

/**
 * X2P, Paper III §3.3: the pixels are linear in X, P is a function of X, S a linear function of P. undefined when the reference
 * value has no X (zero frequency, speed of light).
 */
export function crossChain(quantity: Quantity, linearIn: Medium, crval: number, restMetres: number): Chain | undefined {
  const sPerP = quantity.slope(restMetres);
  const origin = quantity.origin(restMetres);
  const reference = origin + crval / sPerP;
  const toX = conversion(quantity.medium, linearIn, restMetres);
  const toP = conversion(linearIn, quantity.medium, restMetres);
  const x = Float64Array.of(reference);
  for (const map of toX) map(x, 1, x);
  const xPerS = slope(quantity.medium, linearIn, restMetres, reference) / sPerP;
  if (!Number.isFinite(x[0]) || !Number.isFinite(xPerS) || xPerS === 0) return undefined;
  return {
    toNative: inOrder([affine(xPerS, x[0]), ...toP, ...toS(sPerP, origin)]),
    fromNative: inOrder([...fromS(sPerP, origin), ...toX, shifted(-x[0], 1 / xPerS)]),
  };
}

/** S ⇄ vacuum wavelength in metres. */
export function metresMaps(quantity: Quantity, restMetres: number): { nativeToMetres: ArrayMap; metresToNative: ArrayMap } {
  const sPerP = quantity.slope(restMetres);
  const origin = quantity.origin(restMetres);
  return {
    nativeToMetres: inOrder([...fromS(sPerP, origin), ...positiveOnly(quantity.medium), ...conversion(quantity.medium, 'W', restMetres)]),
    metresToNative: inOrder([...positiveOnly('W'), ...conversion('W', quantity.medium, restMetres), ...toS(sPerP, origin)]),
  };
}

const toS = (sPerP: number, origin: number): ArrayMap[] => (sPerP === 1 && origin === 0 ? [] : [shifted(-origin, sPerP)]);
const fromS = (sPerP: number, origin: number): ArrayMap[] => (sPerP === 1 && origin === 0 ? [] : [affine(1 / sPerP, origin)]);

/** A wavelength that needs no conversion is still none when it is not positive. */
const positiveOnly = (medium: Medium): ArrayMap[] => (medium === 'W' ? [positive] : []);

function inOrder(maps: readonly ArrayMap[]): ArrayMap {
  const [first = affine(1, 0), ...others] = maps;
  return (values, count, out) => {
    first(values, count, out);
    for (const map of others) map(out, count, out);
  };
}

function affine(factor: number, offset: number): ArrayMap {
  return (values, count, out) => {
    for (let i = 0; i < count; i++) out[i] = offset + factor * values[i];
  };
}

/** (value + shift) · factor: exact near −shift, where affine() would cancel. */
function shifted(shift: number, factor: number): ArrayMap {
  return (values, count, out) => {
    for (let i = 0; i < count; i++) out[i] = (values[i] + shift) * factor;
  };
}

function positive(values: Float64Array, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) out[i] = values[i] > 0 ? values[i] : NaN;
}
