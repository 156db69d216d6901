import { UsageError } from '#faults';
import { assertKnown, COMMON_PARAMETERS } from '../dali/common.js';
import { Params } from '../dali/params.js';
import { quote } from '../dali/quote.js';
import type { ObsCoreRow } from '../obscore/columns.js';
import { parseSia2, type Sia2Query } from '../sia2/request.js';
import { parseBand, parseCone, parseSpecRp, parseTime, type Cone } from './constraints.js';
import { formatsOf, type SsaFormat } from './formats.js';

/** A search for spectra: one of ObsCore's rows (`dptypes` is set), and what SIA has no word for. */
export interface SsaQuery extends Sia2Query {
  /** ICRS; a spectrum fits by its footprint, or by its position alone when that is all that is known */
  readonly cone?: Cone;
  /** name of the target as `comparableTarget` gives it */
  readonly target?: string;
  readonly wanted: readonly SsaFormat[];
  /** FORMAT=metadata: the description of the service instead of rows */
  readonly isMetadata: boolean;
}

const SEARCHED = ['REQUEST', 'POS', 'SIZE', 'BAND', 'TIME', 'FORMAT', 'TARGETNAME', 'PUBDID', 'COLLECTION', 'SPECRP'];
/** Parameters of the standard that a service may not have: the query is executed without them (SSA 1.1 §4.1.2). */
const PASSED_OVER = [
  'APERTURE',
  'SPATRES',
  'TIMERES',
  'SNR',
  'REDSHIFT',
  'VARAMPL',
  'TARGETCLASS',
  'FLUXCALIB',
  'WAVECALIB',
  'CREATORDID',
  'TOP',
  'TOKEN',
  'MTIME',
  'COMPRESS',
  'WILDTYPE',
  'LANG',
];
const KNOWN: readonly string[] = [...SEARCHED, ...PASSED_OVER, ...COMMON_PARAMETERS];

/**
 * Reads the parameters of SSA 1.1 §4.1. Optional ones of the standard that are not served are passed over, as it demands; names that it does not have
 * are refused. Empty values restrict nothing: forms send their blank fields.
 * @throws UsageError
 */
export function parseSsa(params: Params): SsaQuery {
  assertKnown(params, KNOWN);
  const given = (name: string) => params.one(name)?.trim() || undefined;
  const operation = given('REQUEST') ?? 'queryData';
  if (operation.toLowerCase() !== 'querydata') throw new UsageError(`REQUEST needs queryData, got ${quote(operation)}`);
  const version = given('VERSION') ?? '1.1';
  if (!/^1(\.\d+)*$/.test(version)) throw new UsageError(`VERSION needs 1.1, got ${quote(version)}`);
  const common = ['MAXREC', 'RUNID', 'RESPONSEFORMAT'].map((name) => [name, given(name) ?? ''] as const);
  const { wanted, isMetadata } = formatsOf(given('FORMAT') ?? 'all');
  const target = given('TARGETNAME');
  return {
    ...parseSia2(Params.from(common)),
    dptypes: ['spectrum', 'sed'],
    cone: parseCone(given('POS'), given('SIZE')),
    bands: parseBand(given('BAND')),
    times: parseTime(given('TIME')),
    specrp: parseSpecRp(given('SPECRP')),
    collections: listed(given('COLLECTION')),
    ids: listed(given('PUBDID')),
    target: target === undefined ? undefined : comparableTarget(target),
    wanted,
    isMetadata,
  };
}

/** `M 51`, `m51` and `M_51` are one object. */
export function comparableTarget(name: string): string {
  return name.toLowerCase().replace(/[\s_]+/g, '');
}

/** The part of an SSA query that ObsCore's constraints do not cover; `isNear` is the exact test of the sky. */
export function ssaMatches({ target, cone }: SsaQuery, { target_name }: ObsCoreRow, isNear: () => boolean): boolean {
  if (target !== undefined && (target_name === null || comparableTarget(target_name) !== target)) return false;
  return cone === undefined || isNear();
}

function listed(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((part) => part.trim());
}
