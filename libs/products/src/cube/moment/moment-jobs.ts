import { bytesPerPixel, type CollapseSpec, type ColumnsSpec, type Selection } from '#kernels';
import { backendOf } from '../backends.js';
import type { CubeRef } from '../cube-ref.js';
import type { Cube } from '../cube.js';
import type { LevelNoise } from '../mask/levels-part.js';
import type { MadeMasks } from '../mask/make-masks.js';
import { residentName } from '../resident-name.js';
import type { MomentHdus } from './moment-hdus.js';
import { blocksOf, orderOf } from './moment-layout.js';
import { isWeighted, wantedOf } from './moment-maps.js';
import type { MomentRequest } from './moment-request.js';
import { stripPixels } from './moment-strips.js';
import type { MomentJob } from './moment-work.js';

/** What is known before the blocks are worked on. */
export interface Measured {
  readonly variance?: CubeRef;
  readonly correlation?: readonly number[];
  readonly noise: readonly LevelNoise[];
  readonly masks: MadeMasks;
  readonly kernel: MomentJob['kernel'];
}

/** The blocks of all planes, with what each of them is made by. */
export function jobsOf(
  cube: Cube,
  ref: CubeRef,
  { variance, correlation, noise, masks, kernel }: Measured,
  request: MomentRequest,
  hdus: MomentHdus,
): MomentJob[] {
  const { nz, spectral, site } = cube;
  const { nsigma, m12nsigma, absolute, baseline } = request;
  const maps = hdus.maps.filter(({ firstPlane }) => firstPlane === 0);
  const wanted = wantedOf(request, maps.map(({ map }) => map)); // prettier-ignore
  const strong = m12nsigma === undefined ? [] : wanted.sums.filter(isWeighted);
  const plain = wanted.sums.filter((id) => !strong.includes(id));
  const order = orderOf(cube);
  const size = bytesPerPixel(ref.pixels);
  const jobs: MomentJob[] = [];
  for (let plane = 0; plane < cube.planes.length; plane++) {
    const ofPlane: LevelNoise | undefined = noise[plane];
    const isOfPixels = ofPlane !== undefined && 'kernel' in ofPlane;
    const measured = ofPlane && 'sigma' in ofPlane ? ofPlane : undefined;
    const channel = isOfPixels ? new Float64Array(nz).fill(1) : measured?.sigma;
    const atLeast = (times: number | undefined): Float64Array | undefined =>
      times === undefined ? undefined : channel?.map((sigma, k) => (measured?.centre?.[k] ?? 0) + times * sigma);
    const keep = keepOf(request, atLeast(nsigma));
    // What could not be measured is taken as none, as HISTORY says.
    const more = { correlation: correlation?.map((rho) => (Number.isNaN(rho) ? 0 : rho)), baseline };
    const about = { channels: nz, coordinates: spectral.values, widths: spectral.widths, keep, compat: request.compat };
    const planes = variance && cube.variance && { planes: variance.pixels, power: cube.variance.power };
    const noiseSpec = planes ?? (channel && { channel });
    const edges = [spectral.edges[0], spectral.edges[nz]].toSorted((a, b) => a - b) as [number, number];
    const sums: MomentJob['sums'] =
      wanted.sums.length === 0
        ? undefined
        : {
            ...about,
            // NCHAN comes with any.
            want: plain.length > 0 ? plain : [0],
            reference: (edges[0] + edges[1]) / 2,
            noise: noiseSpec && { ...noiseSpec, ...more },
            guard: request.guard === false ? undefined : edges,
          };
    const columns: MomentJob['columns'] =
      wanted.columns.length === 0 ? undefined : { ...about, edges: spectral.edges, want: wanted.columns, noise: noiseSpec };
    const strongOf = (spec: MomentJob['sums']): MomentJob['strong'] => {
      if (!spec || m12nsigma === undefined) return undefined;
      // Both thresholds hold, and the higher one of them tells.
      const times = Math.max(m12nsigma, nsigma ?? 0);
      return { sums: { ...spec, keep: keepOf(request, atLeast(times)) }, threshold: variance && { times, absolute } };
    };
    const best = backendFor(cube, kernel).bestCount('collapse', collapseSpec(ref, sums, columns), Infinity);
    const isFastest = ref.strides.z < Math.min(ref.strides.x, ref.strides.y);
    const most = site.blockPixels ?? (isFastest ? Math.min(best, stripPixels(nz, size)) : best);
    for (const block of blocksOf(cube, order, most)) {
      jobs.push({
        cube: ref,
        kernel,
        plane,
        block,
        order,
        maps: maps.map(({ map, bitpix }) => ({ id: map.id, bitpix })),
        sums: sums && kernel === 'gpu' ? { ...sums, cube: residentName(cube, ref, plane, block) } : sums,
        columns,
        strong: sums && strongOf(strong.length > 0 ? { ...sums, want: strong } : undefined),
        pixelNoise: isOfPixels ? ofPlane : undefined,
        masks: masks.bits,
        variance,
        threshold: variance && nsigma !== undefined ? { times: nsigma, absolute } : undefined,
        limitWidth: request.limitWidth,
        snrBlank: request.snrBlank,
      });
    }
  }
  return jobs;
}

const backendFor = ({ site }: Cube, kernel: MomentJob['kernel']) => (kernel === 'gpu' && site.gpu ? site.gpu : backendOf(kernel));

function collapseSpec(ref: CubeRef, sums: MomentJob['sums'], columns: MomentJob['columns']): Omit<CollapseSpec, 'count'> {
  return {
    ...(sums ?? { ...(columns as Omit<ColumnsSpec, 'count' | 'pixels'>), want: [], reference: 0, noise: undefined }),
    pixels: ref.pixels,
  };
}

/** ZEROBLANK is in the reading. */
function keepOf({ include, exclude, absolute }: MomentRequest, channel: Float64Array | undefined): Selection['keep'] {
  if (!include && !exclude && !channel) return undefined;
  return { include, exclude, atLeast: channel && { channel, absolute } };
}
