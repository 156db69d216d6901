import type { CubeReader } from '../cube-reader.js';
import type { CubeJob, Done } from '../cube-tasks.js';
import { grow, type GrowJob } from './grow-part.js';
import { levels, type LevelsJob } from './levels-part.js';
import { match, type MatchJob } from './match-part.js';
import { nonzero, type NonzeroJob } from './nonzero-part.js';
import { regions, type RegionsJob } from './regions-part.js';
import type { RegionsResult } from './regions.js';
import { smooth, type SmoothJob } from './smooth-part.js';
import { turn, type TurnJob } from './turn-part.js';

interface MaskJobs {
  /** pixels of a mask become bits */
  nonzero: { readonly job: NonzeroJob; readonly result: undefined };
  /** bits of a mask are put onto the grid of a cube */
  match: { readonly job: MatchJob; readonly result: undefined };
  /** a cube in another order is put into that of its channels */
  turn: { readonly job: TurnJob; readonly result: undefined };
  /** a smoothed cube */
  smooth: { readonly job: SmoothJob; readonly result: undefined };
  /** bits of what is above thresholds */
  levels: { readonly job: LevelsJob; readonly result: undefined };
  /** regions of the bits are chosen */
  regions: { readonly job: RegionsJob; readonly result: RegionsResult };
  /** bits beside set ones */
  grow: { readonly job: GrowJob; readonly result: undefined };
}

export type MaskKind = keyof MaskJobs;

/** What a worker does for a mask at a time; plain data. Results go into files of the spool. */
export type MaskJob<K extends MaskKind = MaskKind> = { readonly [Each in K]: CubeJob & { readonly kind: Each } & MaskJobs[Each]['job'] }[K];

export type MaskResult<K extends MaskKind = MaskKind> = MaskJobs[K]['result'];

type Work = { readonly [K in MaskKind]: (job: MaskJob<K>, reader: CubeReader) => MaskResult<K> };

const WORK: Work = { nonzero, match, turn, smooth, levels, regions, grow };

/** @throws what reading throws; TransientError when the spool cannot be written */
export function maskPart<K extends MaskKind>(job: MaskJob<K>, reader: CubeReader): Done<MaskResult<K>> {
  return { value: (WORK[job.kind] as (job: MaskJob<K>, reader: CubeReader) => MaskResult<K>)(job, reader) };
}
