import { z } from 'zod';

/** The columns that a rule may fill; the measured ones (positions, wavelengths, …) come from the WCS alone. */
export const RULE_COLUMNS = [
  'obs_collection',
  'obs_id',
  'obs_title',
  'target_name',
  'facility_name',
  'instrument_name',
  'calib_level',
  'dataproduct_type',
  'dataproduct_subtype',
  'data_rights',
  'obs_release_date',
  'obs_creator_name',
  'proposal_id',
  'bib_reference',
  'o_ucd',
] as const;

const column = z.enum(RULE_COLUMNS, { error: (issue) => `must be one of ${RULE_COLUMNS.join(', ')}, got ${shown(issue.input)}` });
const pattern = z
  .string()
  .refine(isPattern, { error: (issue) => `must be a regular expression with a capture, got ${shown(issue.input)}` });
const isoDate = z
  .union([z.date().transform((date) => date.toISOString().replace(/T00:00:00\.000Z$/, '')), z.string()])
  .refine((value) => /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z?)?$/.test(value) && Number.isFinite(Date.parse(value)), {
    error: (issue) => `must be an ISO date such as 2026-01-31, got ${shown(issue.input)}`,
  })
  .transform((value) => value.replace(/Z$/, ''));

/** From a header card (the first keyword that has a value) or from a capture of the path to a column. */
const ruleSchema = z.union([
  z.strictObject({ column, keyword: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]) }),
  z.strictObject({ column, path: pattern }),
]);

/** One entry of `collections:` in the YAML file. */
export const collectionSchema = z.strictObject({
  /** Directory, relative to SODALITE_DATA or absolute; default SODALITE_DATA itself. */
  root: z.string().min(1).default('.'),
  /** Which files below `root`, as a shell pattern with `**`; default all. */
  glob: z.string().min(1).default('**'),
  /** First part of the IDs of a root that does not lie below SODALITE_DATA; default the last part of its name. */
  prefix: z
    .string()
    .regex(/^[^/\\\0]+$/)
    .refine((name) => name !== '.' && name !== '..')
    .optional(),
  obs_collection: z.string().min(1).optional(),
  calib_level: z.int().min(0).max(4).optional(),
  facility: z.string().min(1).optional(),
  instrument: z.string().min(1).optional(),
  data_rights: z.enum(['public', 'secure', 'proprietary']).optional(),
  release_date: isoDate.optional(),
  rules: z.array(ruleSchema).default([]),
});

export type Collection = z.infer<typeof collectionSchema>;
export type CollectionRule = z.infer<typeof ruleSchema>;

function isPattern(value: string): boolean {
  try {
    // An alternative that matches nothing shows how many captures there are.
    return (new RegExp(`${value}|`).exec('')?.length ?? 1) > 1;
  } catch {
    return false;
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
