import { isIP } from 'node:net';
import { z } from 'zod';

/** One configuration variable: its name in the environment, the property of `Config`, and what is expected of it. */
export interface Variable<T = unknown> {
  readonly variable: string;
  /** What a right value looks like, to be read after "must be". */
  readonly expected: string;
  readonly meaning: string;
  readonly fallback: T;
  /** Environment variables are text; a YAML file may give the number or the list itself. */
  readonly schema: z.ZodType<T>;
}

const text = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
const nonEmpty = text.pipe(z.string().min(1));
const portNumber = text
  .pipe(z.string().regex(/^\d{1,5}$/))
  .transform(Number)
  .pipe(z.number().max(65535));
/** Whole bytes, also with a binary suffix: 512M, 16G. */
const byteCount = text
  .pipe(z.string().regex(/^\d{1,15} ?([KMGT](iB)?)?$/i))
  .transform((value) => Number.parseInt(value, 10) * 1024 ** ('KMGT'.indexOf(/[KMGT]/i.exec(value)?.[0].toUpperCase() ?? ' ') + 1))
  .pipe(z.number().max(Number.MAX_SAFE_INTEGER));
const positive = text.pipe(z.string().regex(/^[1-9]\d{0,8}$/)).transform(Number);
const seconds = text.pipe(z.string().regex(/^\d{1,6}$/)).transform(Number);
const hostName = text.pipe(z.string().regex(/^[\w.:-]+$/));
// IVOA Identifiers 2.0 §2.3.1: at least three characters, the first one a letter or digit.
const authorityId = text.pipe(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{2,}$/));
const publicUrl = nonEmpty.refine(isPublicUrl).transform((url) => url.replace(/\/+$/, ''));
const proxyList = z
  .union([z.array(z.string()), z.string()])
  .transform((list) => (typeof list === 'string' ? list.split(',') : list).map((proxy) => proxy.trim()).filter((proxy) => proxy !== ''))
  .refine((list) => list.every(isProxy));

const nameList = z
  .union([z.array(z.string()), z.string()])
  .transform((list) => (typeof list === 'string' ? list.split(',') : list).map((name) => name.trim()).filter((name) => name !== ''))
  .refine((list) => list.every((name) => /^[a-z][a-z0-9]*$/.test(name)) && new Set(list).size === list.length);

const entry = <T>(variable: Variable<T>): Variable<T> => variable;

/** Every variable of the outside interface, under the name of its property in `Config`. */
export const VARIABLES = {
  port: entry({ variable: 'PORT', expected: 'a whole number from 0 to 65535', meaning: 'HTTP port', fallback: 8080, schema: portNumber }),
  host: entry({ variable: 'HOST', expected: 'a host name or address', meaning: 'HTTP address', fallback: '127.0.0.1', schema: hostName }),
  data: entry({
    variable: 'SODALITE_DATA',
    expected: 'the name of a directory',
    meaning: 'every FITS file below it is a dataset',
    fallback: './data',
    schema: nonEmpty,
  }),
  authority: entry({
    variable: 'SODALITE_AUTHORITY',
    expected: 'an IVOA authority: three or more letters, digits, ".", "-", "_" or "~", the first a letter or digit',
    meaning: 'authority of the IDs that the directory catalogue makes',
    fallback: 'sodalite.local',
    schema: authorityId,
  }),
  baseUrl: entry<string | undefined>({
    variable: 'SODALITE_BASE_URL',
    expected: 'an http or https URL without query and fragment',
    meaning: 'public URL put into documents; unset: taken from the request',
    fallback: undefined,
    schema: publicUrl,
  }),
  state: entry({
    variable: 'SODALITE_STATE',
    expected: 'the name of a directory',
    meaning: 'catalogue index, job records, results',
    fallback: './var',
    schema: nonEmpty,
  }),
  natsUrl: entry<string | undefined>({
    variable: 'NATS_URL',
    expected: 'URLs such as nats://host:4222 or tls://user:password@host:4222, separated by commas',
    meaning: 'broker over which services in several processes find each other; unset: all services are in this process',
    fallback: undefined,
    schema: nonEmpty.refine((list) => list.split(',').every((url) => /^(nats|tls):\/\/[^/?#]+\/?$/.test(url.trim()))),
  }),
  natsCreds: entry<string | undefined>({
    variable: 'SODALITE_NATS_CREDS',
    expected: 'the name of a file',
    meaning: 'creds file for the broker, read again at each connection',
    fallback: undefined,
    schema: nonEmpty,
  }),
  natsNkey: entry<string | undefined>({
    variable: 'SODALITE_NATS_NKEY',
    expected: 'the name of a file',
    meaning: 'file with the seed of an nkey for the broker, read again at each connection',
    fallback: undefined,
    schema: nonEmpty,
  }),
  natsCa: entry<string | undefined>({
    variable: 'SODALITE_NATS_CA',
    expected: 'the name of a file',
    meaning: 'PEM file of the authority that has signed the certificate of the broker',
    fallback: undefined,
    schema: nonEmpty,
  }),
  natsCert: entry<string | undefined>({
    variable: 'SODALITE_NATS_CERT',
    expected: 'the name of a file',
    meaning: 'PEM file of the certificate that the broker wants to see; SODALITE_NATS_KEY goes with it',
    fallback: undefined,
    schema: nonEmpty,
  }),
  natsKey: entry<string | undefined>({
    variable: 'SODALITE_NATS_KEY',
    expected: 'the name of a file',
    meaning: 'PEM file of the key of that certificate',
    fallback: undefined,
    schema: nonEmpty,
  }),
  natsInbox: entry<string | undefined>({
    variable: 'SODALITE_NATS_INBOX',
    expected: 'words of letters, digits, "_" and "-" with dots between them',
    meaning: 'subjects of answers begin with it, _INBOX without; for accounts of the broker that may not hear all of that',
    fallback: undefined,
    schema: text.pipe(z.string().regex(/^[\w-]+(\.[\w-]+)*$/)),
  }),
  services: entry<string[]>({
    variable: 'SODALITE_SERVICES',
    expected: 'names of services separated by commas, each of lower-case letters and digits',
    meaning: 'compute services that {links} asks what they can do with a dataset, in the order of its rows',
    fallback: ['soda', 'cube'],
    schema: nameList,
  }),
  stopDelay: entry({
    variable: 'SODALITE_STOP_DELAY',
    expected: 'a whole number of seconds up to 600',
    meaning: 'requests are taken so long after SIGTERM, while /readyz says 503: what a load balancer needs to notice',
    fallback: 0,
    schema: seconds.pipe(z.number().max(600)),
  }),
  stopGrace: entry<number | undefined>({
    variable: 'SODALITE_STOP_GRACE',
    expected: 'a whole number of seconds',
    meaning: 'requests under way may take so long after that, then they are cut; unset: until they are done',
    fallback: undefined,
    schema: seconds,
  }),
  catalog: entry<string>({
    variable: 'SODALITE_CATALOG',
    expected: "'directory', or postgres://user@host/database with ?schema= for another one than sodalite",
    meaning: 'where datasets are looked up: in the files below SODALITE_DATA, or in a database that sodalite scan --into has filled',
    fallback: 'directory',
    schema: text.refine((value) => value === 'directory' || (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value))),
  }),
  maxExpanded: entry({
    variable: 'SODALITE_MAX_EXPANDED',
    expected: 'a number of bytes, such as 16G',
    meaning: 'what is inside a .gz or .Z file may be so large; a larger one is not cut',
    fallback: 16 * 1024 ** 3,
    schema: byteCount,
  }),
  maxCombinations: entry({
    variable: 'SODALITE_MAX_COMBINATIONS',
    expected: 'a whole number above 0',
    meaning: 'most cutouts in one request: values of the filters times datasets',
    fallback: 100,
    schema: positive,
  }),
  maxResults: entry({
    variable: 'SODALITE_MAX_RESULTS',
    expected: 'a whole number above 0, up to 1000000',
    meaning: 'most results of one job: values of the filters, or rows of its table, times datasets',
    fallback: 100_000,
    schema: positive.pipe(z.number().max(1_000_000)),
  }),
  results: entry<string | undefined>({
    variable: 'SODALITE_RESULTS',
    expected: 'the name of a directory, or s3://store/prefix with one of stores',
    meaning: 'where results of jobs are kept; unset: below SODALITE_STATE. All processes of a service need the same',
    fallback: undefined,
    schema: nonEmpty.refine((place) => !place.includes('://') || /^s3:\/\/[\w.-]+(\/[\w.~/-]*)?$/.test(place)),
  }),
  jobBytes: entry({
    variable: 'SODALITE_JOB_BYTES',
    expected: 'a number of bytes, such as 64G',
    meaning: 'results of one job may take so much',
    fallback: 64 * 1024 ** 3,
    schema: byteCount,
  }),
  jobDays: entry({
    variable: 'SODALITE_JOB_DAYS',
    expected: 'a whole number from 1 to 3650',
    meaning: 'results of a job are kept so long; a client may ask for less',
    fallback: 7,
    schema: positive.pipe(z.number().max(3650)),
  }),
  jobSeconds: entry({
    variable: 'SODALITE_JOB_SECONDS',
    expected: 'a whole number above 0',
    meaning: 'longest EXECUTIONDURATION of a job; one that does not ask has an hour of it',
    fallback: 86_400,
    schema: positive,
  }),
  spool: entry({
    variable: 'SODALITE_SPOOL',
    expected: 'a number of bytes, such as 8G',
    meaning: 'disk below SODALITE_STATE for products that are made before they are sent',
    fallback: 8 * 1024 ** 3,
    schema: byteCount,
  }),
  syncSeconds: entry({
    variable: 'SODALITE_SYNC_SECONDS',
    expected: 'a whole number of seconds above 0',
    meaning: 'longest estimated time of a product that is computed while its client waits',
    fallback: 30,
    schema: positive,
  }),
  workers: entry<number | undefined>({
    variable: 'SODALITE_WORKERS',
    expected: 'a whole number from 1 to 64',
    meaning: 'threads that decode and compute; unset: one for each processor, up to 16',
    fallback: undefined,
    schema: positive.pipe(z.number().max(64)),
  }),
  maxProduct: entry({
    variable: 'SODALITE_MAX_PRODUCT',
    expected: 'a number of bytes, such as 4G',
    meaning: 'a computed product may be so large; a larger one is refused',
    fallback: 4 * 1024 ** 3,
    schema: byteCount,
  }),
  maxVertices: entry({
    variable: 'SODALITE_MAX_VERTICES',
    expected: 'a whole number above 0, up to 1000',
    meaning: 'most vertices of the path of a position-velocity slice',
    fallback: 1000,
    schema: positive.pipe(z.number().max(1000)),
  }),
  maxRings: entry({
    variable: 'SODALITE_MAX_RINGS',
    expected: 'a whole number above 0, up to 10000',
    meaning: 'most rings of a radial profile',
    fallback: 10_000,
    schema: positive.pipe(z.number().max(10_000)),
  }),
  log: entry<'debug' | 'info' | 'warn' | 'error'>({
    variable: 'SODALITE_LOG',
    expected: "'debug', 'info', 'warn' or 'error'",
    meaning: 'the least that is logged; debug has a line for each request',
    fallback: 'info',
    schema: text.pipe(z.enum(['debug', 'info', 'warn', 'error'])),
  }),
  kernels: entry<'auto' | 'wasm' | 'gpu'>({
    variable: 'SODALITE_KERNELS',
    expected: "'auto', 'wasm' or 'gpu'",
    meaning: 'what computes products of cubes: WebAssembly, a GPU, or whichever suits the machine and the size of the work',
    fallback: 'auto',
    schema: text.pipe(z.enum(['auto', 'wasm', 'gpu'])),
  }),
  gpuMemory: entry({
    variable: 'SODALITE_GPU_MEMORY',
    expected: 'a number of bytes, such as 8G',
    meaning: 'memory of the GPU for cubes that stay there after a request; 0: none stays',
    fallback: 2 * 1024 ** 3,
    schema: byteCount,
  }),
  productMemory: entry({
    variable: 'SODALITE_PRODUCT_MEMORY',
    expected: 'a number of bytes, such as 1G',
    meaning:
      'memory for products that are computed at the same time; who finds none waits up to 5 s, and one that needs more is made alone',
    fallback: 1024 ** 3,
    schema: byteCount,
  }),
  metricsPort: entry<number | undefined>({
    variable: 'SODALITE_METRICS_PORT',
    expected: 'a whole number from 0 to 65535',
    meaning: 'port of its own for /metrics and the probes; unset: /metrics is on PORT',
    fallback: undefined,
    schema: portNumber,
  }),
  otlpEndpoint: entry<string | undefined>({
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    expected: 'an http or https URL such as http://collector:4318',
    meaning: 'OpenTelemetry collector to which traces are sent by OTLP over HTTP; unset: there are none',
    fallback: undefined,
    schema: publicUrl.refine((url) => new URL(url).username === ''),
  }),
  traceRatio: entry({
    variable: 'OTEL_TRACES_SAMPLER_ARG',
    expected: 'a number from 0 to 1',
    meaning: 'part of the traces that is kept; those that come in with traceparent are kept as it says',
    fallback: 1,
    schema: nonEmpty.transform(Number).pipe(z.number().min(0).max(1)),
  }),
  cache: entry({
    variable: 'SODALITE_CACHE',
    expected: 'a number of bytes, such as 256M',
    meaning: 'memory for blocks of remote files',
    fallback: 64 * 1024 ** 2,
    schema: byteCount,
  }),
  trustedProxies: entry<string[]>({
    variable: 'SODALITE_TRUSTED_PROXIES',
    expected: "addresses or CIDR blocks separated by commas (or 'loopback', 'linklocal', 'uniquelocal')",
    meaning: 'whose X-Forwarded-* headers count',
    fallback: [],
    schema: proxyList,
  }),
};

function isPublicUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && !/[?#]/.test(value);
}

function isProxy(value: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true;
  const [address, bits, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
