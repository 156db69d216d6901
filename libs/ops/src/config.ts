import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { UsageError } from '#faults';
import type { Stores } from '#storage';
import { collectionSchema, type Collection } from './collection.js';
import { locatorSchema, locatorTitle, storeComplaint, type Locator } from './locator.js';
import { resultsComplaint } from './results-place.js';
import { storesSchema, titlesOf, withSecrets } from './stores.js';
import { unknownVariables } from './unknown-variables.js';
import { VARIABLES } from './variables.js';

type Values = { readonly [K in keyof typeof VARIABLES]: z.infer<(typeof VARIABLES)[K]['schema']> };
export type Origin = 'environment' | 'file' | 'default';

/** Everything that an operator can set, checked; made by `loadConfig` and handed down, nobody else reads the environment. */
export interface Config extends Values {
  readonly collections: readonly Collection[];
  /** The hosts and buckets that may be contacted; it holds secrets. */
  readonly stores: Stores;
  /** Where the bytes of IDs are that no scan finds. */
  readonly locators: readonly Locator[];
  readonly origins: Readonly<Record<keyof Values, Origin>>;
  /** What is wrong and stops nothing, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * The configuration from environment variables and, below them, the YAML file that SODALITE_CONFIG names.
 * Throws one UsageError whose sentences name every bad variable, what was given and what is expected.
 */
export async function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => Promise<string> | string,
): Promise<Config> {
  const complaints: string[] = [];
  const file = await readYaml(env.SODALITE_CONFIG, readFile, complaints);
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  for (const [property, { variable, expected, fallback, schema }] of Object.entries(VARIABLES)) {
    const key = yamlKey(variable);
    const fromEnv = env[variable];
    // An empty environment variable is how compose files and shells say "unset".
    const origin =
      fromEnv !== undefined && fromEnv !== '' ? 'environment' : file[key] === undefined || file[key] === null ? 'default' : 'file';
    const given = { environment: fromEnv, file: file[key], default: fallback }[origin];
    const parsed = origin === 'default' ? { success: true as const, data: fallback } : schema.safeParse(given);
    if (!parsed.success)
      complaints.push(`${origin === 'file' ? `${key} in SODALITE_CONFIG` : variable} must be ${expected}, got ${shown(given)}`);
    values[property] = parsed.data;
    origins[property] = origin;
  }
  const collections = readCollections(file.collections, complaints);
  const secrets = new Set<string>();
  const stores = await readStores(file.stores, env, readFile, complaints, secrets);
  const locators = readLocators(file.locators, stores, complaints);
  complaints.push(...contradictions(values as unknown as Values, stores));
  if (complaints.length > 0) throw new UsageError(complaints.join('\n'));
  const warnings = unknownVariables(env, secrets);
  return { ...(values as unknown as Values), collections, stores, locators, origins: origins as Config['origins'], warnings };
}

/** What is right for itself and does not go together. */
function contradictions({ natsUrl, baseUrl, natsCreds, natsNkey, natsCert, natsKey, results }: Values, stores: Stores): string[] {
  const said: string[] = [];
  const misplaced = resultsComplaint(results, stores);
  if (misplaced !== undefined) said.push(misplaced);
  if (natsUrl !== undefined && baseUrl === undefined)
    said.push(
      'SODALITE_BASE_URL must be set where NATS_URL is: a service that is asked over the broker cannot see from a request where all of them are',
    );
  if (natsCreds !== undefined && natsNkey !== undefined) said.push('SODALITE_NATS_CREDS and SODALITE_NATS_NKEY must not both be set');
  if ((natsCert === undefined) !== (natsKey === undefined)) said.push('SODALITE_NATS_CERT and SODALITE_NATS_KEY must be set together');
  return said;
}

/** The effective configuration, one row for each variable: what `sodalite config check` prints. */
export function describeConfig(config: Config): { variable: string; value: string; origin: Origin; meaning: string }[] {
  const rows = (Object.keys(VARIABLES) as (keyof Values)[]).map((property) => {
    const { variable, meaning } = VARIABLES[property];
    return { variable, value: display(config[property]), origin: config.origins[property], meaning };
  });
  const section = (variable: string, titles: readonly string[], meaning: string) => {
    return { variable, value: display(titles), origin: titles.length > 0 ? ('file' as const) : ('default' as const), meaning };
  };
  return [
    ...rows,
    section('collections', config.collections.map(title), 'rules for parts of the data'),
    section('locators', config.locators.map(locatorTitle), 'where the files of other IDs are'),
    section('stores', titlesOf(config.stores), 'hosts and buckets that may be contacted'),
  ];
}

/** SODALITE_SYNC_SECONDS → sodaliteSyncSeconds. */
export function yamlKey(variable: string): string {
  return variable.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

async function readYaml(
  path: string | undefined,
  readFile: (path: string) => Promise<string> | string,
  complaints: string[],
): Promise<Record<string, unknown>> {
  if (path === undefined || path === '') return {};
  try {
    const parsed = (parseYaml(await readFile(path)) ?? {}) as unknown;
    if (typeof parsed !== 'object' || Array.isArray(parsed)) throw new Error('it holds no list of names and values');
    const known = new Set([...Object.values(VARIABLES).map(({ variable }) => yamlKey(variable)), 'collections', 'locators', 'stores']);
    const strange = Object.keys(parsed as object).filter((key) => !known.has(key));
    if (strange.length > 0) complaints.push(`SODALITE_CONFIG has ${strange.map(shown).join(', ')}; expected are ${[...known].join(', ')}`);
    return parsed as Record<string, unknown>;
  } catch (error) {
    complaints.push(`SODALITE_CONFIG must name a readable YAML file, got ${shown(path)}: ${firstLine(error)}`);
    return {};
  }
}

function readCollections(given: unknown, complaints: string[]): Collection[] {
  const parsed = z.array(collectionSchema).safeParse(given ?? []);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) complaints.push(`collections${place(issue.path)} in SODALITE_CONFIG: ${wording(issue)}`);
  return [];
}

function readLocators(given: unknown, stores: Stores, complaints: string[]): Locator[] {
  const parsed = z.array(locatorSchema).safeParse(given ?? []);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) complaints.push(`locators${place(issue.path)} in SODALITE_CONFIG: ${wording(issue)}`);
    return [];
  }
  for (const [i, locator] of parsed.data.entries()) {
    const complaint = storeComplaint(locator, stores);
    if (complaint !== undefined) complaints.push(`locators[${i}].source in SODALITE_CONFIG: ${complaint}`);
  }
  return parsed.data;
}

async function readStores(
  given: unknown,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => Promise<string> | string,
  complaints: string[],
  secrets: Set<string>,
): Promise<Stores> {
  const parsed = storesSchema.safeParse(given ?? {});
  if (!parsed.success) {
    for (const issue of parsed.error.issues) complaints.push(`stores${place(issue.path)} in SODALITE_CONFIG: ${wording(issue)}`);
    return { http: [], s3: [] };
  }
  return withSecrets(parsed.data, async (name, where) => {
    if ('env' in name) secrets.add(name.env);
    const secret =
      'env' in name
        ? env[name.env]
        : await Promise.resolve(name.file)
            .then(readFile)
            .catch(() => undefined);
    const text = secret?.trim();
    if (text !== undefined && /^[\x20-\x7e]+$/.test(text)) return text;
    const source = 'env' in name ? `the environment variable ${name.env}` : `the file '${name.file}'`;
    complaints.push(`stores${where} in SODALITE_CONFIG: ${source} must hold one line of text`);
    return '';
  });
}

/** A union says only that nothing fitted; the closest branch says why. */
function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0].message;
  if (issue.code !== 'invalid_union') return issue.message;
  const branches = [...issue.errors].sort((a, b) => a.length - b.length);
  return branches[0]?.map((inner) => `${place(inner.path).replace(/^\./, '')} ${inner.message}`.trim()).join('; ') ?? issue.message;
}

function place(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

function title({ root, glob, obs_collection }: Collection): string {
  return `${obs_collection ?? '(top folder)'}: ${root}/${glob}`;
}

function display(value: unknown): string {
  if (value === undefined) return '(unset)';
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.join(', ');
  return withoutPasswords(String(value));
}

/** Those of URLs, which are nobody's business; whatever stands in one that should have been escaped. */
const withoutPasswords = (text: string): string =>
  text.replace(/:\/\/((?!,\w+:\/\/).)*@/g, '://…@').replace(/([?&]\w*password=)[^&]*/g, '$1…');

function shown(value: unknown): string {
  if (typeof value === 'string') value = withoutPasswords(value);
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
