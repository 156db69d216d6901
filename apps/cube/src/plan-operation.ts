import { channelsWanted, momentWanted, profileWanted, pvWanted, spectrumWanted, type CubeOperation, type CubeRequest } from '#ivoa';
import type { KernelWish } from '#kernels';
import {
  openCube,
  openMask,
  openProfile,
  planApertureSpectrum,
  planChannels,
  planMoment,
  planProfile,
  planPv,
  type ComputedPlan,
  type Cube,
  type CubeSite,
  type Origin,
} from '#products';
import type { GpuKernels } from './gpu-kernels.js';
import type { HeldDataset } from './held-files.js';
import { memoryOf } from './memory.js';
import { writtenTables } from './written-tables.js';

export interface PlanContext extends HeldDataset {
  /** what MASK names */
  readonly mask?: HeldDataset;
  readonly origin: Origin;
  readonly kernels: KernelWish;
  readonly gpu: Pick<GpuKernels, 'siteFor'>;
  /** why the GPU is not to be used */
  readonly noGpu?: string;
  readonly signal: AbortSignal;
}

export interface PlannedOperation {
  readonly plan: ComputedPlan;
  /** that the making holds at most, about; bytes */
  readonly memory: number;
}

/**
 * Plans the product that a request asks for; reads headers and small tables.
 * @throws UsageError, UnsupportedError, NoOverlapError, LimitError, DamagedError
 */
export async function planOperation<O extends CubeOperation>(request: CubeRequest<O>, context: PlanContext): Promise<PlannedOperation> {
  const open = request.operation === 'profile' ? openProfile : openCube;
  const opened = await masked(await open(await context.open.images(context.signal), request.options, siteOf(context)), context);
  const { noGpu } = context;
  const onGpu = noGpu === undefined ? await context.gpu.siteFor(request.operation, opened) : { noGpu };
  const cube = { ...opened, site: { ...opened.site, ...onGpu } };
  const plan = await PLANS[request.operation](cube, request, context);
  return { plan, memory: memoryOf(request.operation, cube, plan) };
}

async function masked(cube: Cube, { mask, kernels, signal }: PlanContext): Promise<Cube> {
  if (!mask) return cube;
  const site = siteOf({ ...mask, kernels, signal });
  return { ...cube, mask: openMask(await mask.open.images(signal), cube, { id: mask.dataset.id, site }) };
}

/** Threads read a local file themselves; what is far or compressed is read for them. */
function siteOf({ dataset: { file }, kernels, signal }: Pick<PlanContext, 'dataset' | 'kernels' | 'signal'>): CubeSite {
  return { path: file.source.kind === 'file' && file.compression === undefined ? file.source.path : undefined, kernels, signal };
}

type Plan<O extends CubeOperation> = (cube: Cube, request: CubeRequest<O>, context: PlanContext) => ComputedPlan | Promise<ComputedPlan>;

const PLANS: { readonly [O in CubeOperation]: Plan<O> } = {
  moment: (cube, { values }, { origin }) => planMoment(cube, momentWanted(values), origin),
  pv: (cube, { values }, { origin }) => planPv(cube, pvWanted(values), origin),
  channels: (cube, { values }, { origin }) => planChannels(cube, channelsWanted(values), origin),
  spectrum(cube, { values, format }, { origin }) {
    const wanted = spectrumWanted(values);
    return format === 'fits'
      ? planApertureSpectrum(cube, wanted, origin, format)
      : writtenTables(planApertureSpectrum(cube, wanted, origin, format), format);
  },
  profile(cube, { values, format }, { origin }) {
    const wanted = profileWanted(values);
    return format === 'fits' ? planProfile(cube, wanted, origin, format) : writtenTables(planProfile(cube, wanted, origin, format), format);
  },
};
