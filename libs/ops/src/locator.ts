import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { Stores } from '#storage';
import { collectionSchema } from './collection.js';
import { literalStart, parseTemplate, textOf, type Template } from './template.js';

const template = (what: string) =>
  z.string({ error: (issue) => `must be ${what}, got ${shown(issue.input)}` }).transform((value, context): Template => {
    const parsed = parseTemplate(value);
    if (parsed !== undefined) return parsed;
    context.addIssue({
      code: 'custom',
      message: `must be ${what} with captures such as {name} or {path*}, text between any two, got ${shown(value)}`,
    });
    return z.NEVER;
  });

const matchSchema = template('a pattern of IDs')
  .refine(({ names }) => new Set(names).size === names.length, { error: 'must have each capture only once' })
  .refine((pattern) => /^[a-z][\w+.-]*:/i.test(literalStart(pattern)), {
    error: "must begin with a scheme, as in 'ivo://org.example/~?{path*}' or 'cadc:{collection}/{name}'",
  });

const fileSchema = template('an absolute path').refine((path) => isAbsolute(literalStart(path)) && !/\/\.\.?\//.test(literalStart(path)), {
  error: "must be an absolute path without '.' and '..'",
});

const urlSchema = template('a URL').refine(
  (url) => /^https?:\/\/[^/?#@{}\\]+\//i.test(literalStart(url)) && URL.canParse(literalStart(url)),
  {
    error: 'must be an https URL whose host is written out, without user name and password',
  },
);

const knownSourceSchema = z.union(
  [
    z.strictObject({ file: fileSchema }),
    z.strictObject({ https: urlSchema }),
    z.strictObject({
      s3: z.strictObject({ store: z.string().min(1), bucket: z.string().min(1), key: template('the key of an object') }),
    }),
  ],
  { error: 'must be one of { file: PATH }, { https: URL } and { s3: { store, bucket, key } }' },
);

/** The store says whether http is allowed, so the key is the same for both. */
const sourceSchema = z
  .unknown()
  .refine((source) => typeof source !== 'object' || source === null || !('http' in source), {
    error: "must have the key 'https' instead of 'http', also for a store that is insecure (its URL may begin with http:)",
    abort: true,
  })
  .pipe(knownSourceSchema);

const { obs_collection, calib_level, facility, instrument, data_rights, release_date, rules } = collectionSchema.shape;

/** One entry of `locators:` in the YAML file: where the bytes of IDs of one form are, and what else is known of them. */
export const locatorSchema = z
  .strictObject({
    /** ID or access URL as text with captures, both without percent-encoding. */
    match: matchSchema,
    source: sourceSchema,
    obs_collection,
    calib_level,
    facility,
    instrument,
    data_rights,
    release_date,
    rules,
  })
  .superRefine(({ match, source }, context) => {
    const used = templateOf(source).names.filter((name) => !match.names.includes(name));
    if (used.length > 0)
      context.addIssue({ code: 'custom', path: ['source'], message: `must use captures of 'match' only, got {${used.join('}, {')}}` });
  });

export type Locator = z.infer<typeof locatorSchema>;

/** For lists: what it matches and where that is. */
export function locatorTitle({ match, source }: Locator): string {
  return `${textOf(match)} (${Object.keys(source)[0]})`;
}

/** The part of a source that captures may stand in. */
export function templateOf(source: Locator['source']): Template {
  if ('file' in source) return source.file;
  return 'https' in source ? source.https : source.s3.key;
}

/** Why the stores of the configuration do not allow what a locator wants; undefined when they do. */
export function storeComplaint({ source }: Locator, { http, s3 }: Stores): string | undefined {
  if ('file' in source) return undefined;
  if ('https' in source) {
    const { host, protocol } = new URL(literalStart(source.https));
    const store = http.find((one) => one.host === host);
    if (store === undefined) return `host ${host} must be one of 'stores' (http)`;
    return protocol === 'http:' && store.insecure !== true ? `must be an https URL: host ${host} is not 'insecure' in 'stores'` : undefined;
  }
  const { store, bucket } = source.s3;
  const known = s3.find(({ name }) => name === store);
  if (known === undefined) return `store ${shown(store)} must be one of 'stores' (s3)`;
  return known.buckets.includes(bucket) ? undefined : `bucket ${shown(bucket)} must be one of store ${shown(store)}`;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
