import { z } from 'zod';
import type { HttpStore, S3Credentials, S3Store, Stores } from '#storage';

/** A secret is named, not written down: the variable or the file that holds it. */
const secretSchema = z.union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })], {
  error: 'must be { env: NAME } or { file: PATH }',
});
type SecretName = z.infer<typeof secretSchema>;

const host = z
  .string({ error: 'must be a host name, such as archive.example.org or archive.example.org:8443' })
  .toLowerCase()
  .refine(isHost, {
    error: (issue) => `must be a host name, such as archive.example.org or archive.example.org:8443, got ${shown(issue.input)}`,
  });
const headerName = z
  .string()
  .toLowerCase()
  .regex(/^[!#$%&'*+.^_`|~\w-]+$/, { error: 'must have names of headers' })
  .refine((name) => !OWN_HEADERS.test(name), {
    error: 'must not have headers that Sodalite sends itself (Host, Range, If-*, Accept-Encoding, …)',
  });
const OWN_HEADERS = /^(host|range|if-.*|accept-encoding|connection|keep-alive|upgrade|te|trailer|content-.*|transfer-encoding|expect)$/;
const connections = z
  .int({ error: (issue) => `must be a whole number from 1 to 256, got ${shown(issue.input)}` })
  .min(1, { error: 'must be at least 1' })
  .max(256, { error: 'must be at most 256' })
  .optional();
const flag = z.boolean({ error: (issue) => `must be true or false, got ${shown(issue.input)}` }).default(false);

const httpSchema = z
  .strictObject({
    host,
    insecure: flag,
    allowPrivate: flag,
    connections,
    headers: z
      .record(headerName, z.union([z.string(), secretSchema], { error: 'must be text, { env: NAME } or { file: PATH }' }))
      .default({}),
  })
  // What a URL calls it: without the port that its scheme has anyhow.
  .transform((store) => ({ ...store, host: new URL(`${store.insecure ? 'http' : 'https'}://${store.host}`).host }));

const credentialsSchema = z.union(
  [
    z.literal('default'),
    z.strictObject({ accessKeyId: secretSchema, secretAccessKey: secretSchema, sessionToken: secretSchema.optional() }),
  ],
  { error: "must be 'default' (where the AWS SDK looks) or { accessKeyId: { env: NAME }, secretAccessKey: { env: NAME } }" },
);

const s3Schema = z
  .strictObject({
    name: z.string().regex(/^[\w.-]+$/, { error: (issue) => `must be letters, digits, '.', '_' or '-', got ${shown(issue.input)}` }),
    endpoint: z
      .string()
      .refine(isEndpoint, { error: 'must be an http or https URL without path, query, user name and password' })
      .transform((url) => new URL(url).origin)
      .optional(),
    region: z
      .string()
      .regex(/^[\w-]+$/, { error: (issue) => `must be a region, such as eu-west-1, got ${shown(issue.input)}` })
      .default('us-east-1'),
    buckets: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z0-9][\w.-]{1,61}[A-Za-z0-9]$/, { error: (issue) => `must be the name of a bucket, got ${shown(issue.input)}` }),
      )
      .min(1, { error: 'must name at least one bucket' }),
    forcePathStyle: flag,
    insecure: flag,
    allowPrivate: flag,
    connections,
    anonymous: flag,
    credentials: credentialsSchema.optional(),
  })
  .refine(({ anonymous, credentials }) => anonymous === (credentials === undefined), {
    error: "must have either 'anonymous: true' or 'credentials'",
  })
  .refine(({ endpoint, insecure }) => insecure || !endpoint?.startsWith('http:'), {
    error: "must have an https endpoint, or 'insecure: true'",
    path: ['endpoint'],
  });

/** `stores:` in the YAML file: the hosts and buckets that may be contacted at all. */
export const storesSchema = z
  .strictObject({ http: z.array(httpSchema).default([]), s3: z.array(s3Schema).default([]) })
  .superRefine(({ http, s3 }, context) => {
    const names = { http: http.map((store) => store.host), s3: s3.map((store) => store.name) };
    for (const [kind, list] of Object.entries(names)) {
      for (const name of new Set(list.filter((each, i) => list.indexOf(each) !== i))) {
        context.addIssue({ code: 'custom', path: [kind], message: `must have '${name}' only once` });
      }
    }
  });

/** Gives the text of a secret, or complains that there is none. */
export type RevealSecret = (name: SecretName, place: string) => Promise<string>;

/** The stores with their secrets looked up. */
export async function withSecrets({ http, s3 }: z.infer<typeof storesSchema>, reveal: RevealSecret): Promise<Stores> {
  const httpStores = http.map(async ({ headers, ...store }, i): Promise<HttpStore> => {
    const revealed = Object.entries(headers).map(async ([name, value]) => {
      return [name, typeof value === 'string' ? value : await reveal(value, `.http[${i}].headers.${name}`)] as const;
    });
    return { ...store, headers: Object.fromEntries(await Promise.all(revealed)) };
  });
  const s3Stores = s3.map(async ({ anonymous, credentials, ...store }, i): Promise<S3Store> => {
    if (credentials === undefined || credentials === 'default') return { ...store, credentials: anonymous ? 'anonymous' : 'default' };
    const revealed = Object.entries(credentials).map(
      async ([name, value]) => [name, await reveal(value, `.s3[${i}].credentials.${name}`)] as const,
    );
    return { ...store, credentials: Object.fromEntries(await Promise.all(revealed)) as unknown as S3Credentials };
  });
  return { http: await Promise.all(httpStores), s3: await Promise.all(s3Stores) };
}

/** One short text for each store, without secrets. */
export function titlesOf({ http, s3 }: Stores): string[] {
  return [
    ...http.map((store) => `${store.insecure ? 'http(s)' : 'https'}://${store.host}`),
    ...s3.map(({ name, buckets, endpoint = 'AWS' }) => `s3 ${name} (${buckets.join(' ')} at ${endpoint})`),
  ];
}

function isHost(value: string): boolean {
  if (!/^(\[[\da-f:]+\]|[\w.-]+)(:\d+)?$/.test(value) || !URL.canParse(`https://${value}`)) return false;
  const { host: parsed } = new URL(`https://${value}`);
  return parsed === value.replace(/:443$/, '');
}

function isEndpoint(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, search, hash, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && pathname === '/' && search + hash + username + password === '';
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
