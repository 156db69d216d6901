import type { TableAxis } from '../tabular/table-axis.js';
import { grismMaps, type GrismParameters } from './grism.js';
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

/** -TAB: ψ = S_r + w is looked up, Paper III §6. `crval` and w are in units of the index, S = coordinate · scale. */
export function tabChain(crval: number, table: TableAxis, scale: number): Chain {
  return { toNative: table.forward(crval, scale), fromNative: table.backward(crval, scale) };
}

/**
 * X2P, Paper III §3.3: the pixels are linear in X, P is a function of X, S a linear function of P. undefined when the reference
 * value has no X (zero frequency, speed of light).
 */
export function crossChain(quantity: Quantity, linearIn: Medium, crval: number, restMetres: number): Chain | undefined {
  const start = startOf(quantity, linearIn, crval, restMetres);
  if (!start) return undefined;
  const { x, xPerS, toNative, fromNative } = start;
  return { toNative: inOrder([affine(xPerS, x), ...toNative]), fromNative: inOrder([...fromNative, shifted(-x, 1 / xPerS)]) };
}

/** -GRI and -GRA, Paper III §5: the pixels are linear in the grism parameter, X is the wavelength in vacuum or air. */
export function grismChain(
  quantity: Quantity,
  medium: 'W' | 'A',
  crval: number,
  restMetres: number,
  parameters: GrismParameters,
): Chain | undefined {
  const start = startOf(quantity, medium, crval, restMetres);
  const grism = start && grismMaps(parameters, start.x, start.xPerS);
  return grism && { toNative: inOrder([grism.toMetres, ...start.toNative]), fromNative: inOrder([...start.fromNative, grism.fromMetres]) };
}

/** X and dX/dS at the reference, and the maps X ⇄ S. */
function startOf(quantity: Quantity, linearIn: Medium, crval: number, restMetres: number) {
  const sPerP = quantity.slope(restMetres);
  const origin = quantity.origin(restMetres);
  const reference = origin + crval / sPerP;
  const toX = conversion(quantity.medium, linearIn, restMetres);
  const toP = conversion(linearIn, quantity.medium, restMetres);
  const x = Float64Array.of(reference);
  for (const map of toX) map(x, 1, x);
  const xPerS = slope(quantity.medium, linearIn, restMetres, reference) / sPerP;
  if (!Number.isFinite(x[0]) || !Number.isFinite(xPerS) || xPerS === 0) return undefined;
  return { x: x[0], xPerS, toNative: [...toP, ...toS(sPerP, origin)], fromNative: [...fromS(sPerP, origin), ...toX] };
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
