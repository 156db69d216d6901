import { LimitError } from '#faults';
import { profileWanted, pvWanted, spectrumWanted, type CubeOperation, type CubeRequest } from '#ivoa';
import type { ComputedPlan } from '#products';

/** What one request may ask for; each is a variable of the configuration. */
export interface CubeLimits {
  /** SODALITE_MAX_PRODUCT, bytes */
  readonly maxProduct: number;
  /** SODALITE_MAX_VERTICES, of a path */
  readonly maxVertices: number;
  /** SODALITE_MAX_RINGS */
  readonly maxRings: number;
  /** SODALITE_MAX_COMBINATIONS, of apertures */
  readonly maxCombinations: number;
}

/** What each operation refuses, for its descriptor: the end of a sentence. */
export function limitTexts({ maxProduct, maxVertices, maxRings, maxCombinations }: CubeLimits): Readonly<Record<CubeOperation, string>> {
  const bytes = `products of up to ${Math.round(maxProduct / 1024 ** 2)} MiB`;
  return {
    moment: bytes,
    pv: `paths of up to ${maxVertices} vertices, ${bytes}`,
    channels: `up to 4096 maps, ${bytes}`,
    spectrum: `up to ${maxCombinations} apertures`,
    profile: `up to ${maxRings} rings`,
  };
}

/** @throws LimitError that names what is too many */
export function assertFew(request: CubeRequest, limits: CubeLimits): void {
  const counted = COUNTED[request.operation]?.(request.values as never);
  if (!counted) return;
  const most = limits[counted.limit];
  if (counted.count > most)
    throw new LimitError(`${counted.what}: one request takes up to ${most} (${VARIABLES[counted.limit]}), got ${counted.count}`);
}

/** @throws LimitError for a product that is larger than any may be */
export function assertSmall({ length }: ComputedPlan, { maxProduct }: CubeLimits): void {
  if (length !== undefined && length > maxProduct)
    throw new LimitError(
      `this product would have ${length} bytes, and one may have ${maxProduct} (${VARIABLES.maxProduct}); ask for a smaller part of the data`,
    );
}

const VARIABLES: Readonly<Record<keyof CubeLimits, string>> = {
  maxProduct: 'SODALITE_MAX_PRODUCT',
  maxVertices: 'SODALITE_MAX_VERTICES',
  maxRings: 'SODALITE_MAX_RINGS',
  maxCombinations: 'SODALITE_MAX_COMBINATIONS',
};

interface Counted {
  readonly what: string;
  readonly count: number;
  readonly limit: keyof CubeLimits;
}

const COUNTED: { readonly [O in CubeOperation]?: (values: CubeRequest<O>['values']) => Counted } = {
  pv(values) {
    const { path } = pvWanted(values);
    return { what: 'PATH: vertices', count: path.kind === 'polyline' ? path.lonLatDeg.length / 2 : 0, limit: 'maxVertices' };
  },
  spectrum: (values) => ({ what: 'apertures', count: spectrumWanted(values).places.length, limit: 'maxCombinations' }),
  profile(values) {
    const { radii } = profileWanted(values);
    return { what: 'RINGS', count: 'spacing' in radii ? Math.floor(radii.outermost / radii.spacing) : radii.length, limit: 'maxRings' };
  },
};
