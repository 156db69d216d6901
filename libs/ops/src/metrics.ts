import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

interface About {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** Told as things happen. */
const TOLD = {
  requests: { name: 'sodalite_requests_total', help: 'Requests that have ended, answered or not', labels: ['route', 'method', 'status'] },
  sentBytes: { name: 'sodalite_sent_bytes_total', help: 'Bytes that went to clients, heads of the answers included', labels: [] },
  readBytes: {
    name: 'sodalite_read_bytes_total',
    help: 'Bytes read from the files of datasets, wherever they are; those that kernels read themselves are not among them',
    labels: [],
  },
  products: { name: 'sodalite_products_total', help: 'Products that were computed', labels: ['operation', 'kernel'] },
  kernelSeconds: {
    name: 'sodalite_kernel_seconds_total',
    help: 'Seconds in which products were computed, with the reading of what they are made of',
    labels: ['operation', 'kernel'],
  },
  kernelBytes: {
    name: 'sodalite_kernel_bytes_total',
    help: 'Bytes of pixels that went through the kernels, those of all passes',
    labels: ['operation', 'kernel'],
  },
  busQuestions: {
    name: 'sodalite_bus_questions_total',
    help: 'Questions that were asked over the broker',
    labels: ['subject', 'outcome'],
  },
  busSeconds: { name: 'sodalite_bus_question_seconds_total', help: 'Seconds that these took until their answer', labels: ['subject'] },
} as const satisfies Record<string, About>;

/** Read when they are asked for. */
const READ = {
  spoolHits: { name: 'sodalite_spool_hits_total', help: 'Products that were there already, or being made', labels: [], type: 'counter' },
  spoolMisses: { name: 'sodalite_spool_misses_total', help: 'Products that had to be made', labels: [], type: 'counter' },
  spoolBytes: { name: 'sodalite_spool_bytes', help: 'Disk that products take', labels: [], type: 'gauge' },
  admitted: { name: 'sodalite_admission_active', help: 'Requests that have a place', labels: ['what'], type: 'gauge' },
  waiting: { name: 'sodalite_admission_waiting', help: 'Requests that wait for a place', labels: ['what'], type: 'gauge' },
  refused: {
    name: 'sodalite_admission_refused_total',
    help: 'Requests that got no place in time and were answered with 503',
    labels: ['what'],
    type: 'counter',
  },
  jobs: {
    name: 'sodalite_jobs',
    help: 'Jobs that are kept, those of all processes: QUEUED ones wait for a worker, EXECUTING ones have one',
    labels: ['service', 'slot', 'phase'],
    type: 'gauge',
  },
  busConnected: { name: 'sodalite_bus_connected', help: '1 while the broker is there', labels: [], type: 'gauge' },
  busWorking: { name: 'sodalite_bus_working', help: 'Questions of others that are being worked on here', labels: [], type: 'gauge' },
  busWaiting: { name: 'sodalite_bus_waiting', help: 'Questions of our own that wait for their answer', labels: [], type: 'gauge' },
  gpuResident: {
    name: 'sodalite_gpu_resident_bytes',
    help: 'Memory of the GPU that cubes take which stay there',
    labels: [],
    type: 'gauge',
  },
  gpuCubes: { name: 'sodalite_gpu_resident_cubes', help: 'Cubes, or blocks of them, that stay on the GPU', labels: [], type: 'gauge' },
  gpuHits: { name: 'sodalite_gpu_hits_total', help: 'Work on cubes that were on the GPU already', labels: [], type: 'counter' },
  gpuUploads: { name: 'sodalite_gpu_uploaded_bytes_total', help: 'Bytes of pixels brought to the GPU', labels: [], type: 'counter' },
  gpuRuns: { name: 'sodalite_gpu_runs_total', help: 'Kernels that ran on the GPU', labels: [], type: 'counter' },
  gpuFailures: {
    name: 'sodalite_gpu_failures_total',
    help: 'Products that the GPU began and WebAssembly had to make',
    labels: [],
    type: 'counter',
  },
} as const satisfies Record<string, About & { readonly type: 'counter' | 'gauge' }>;

const DURATION = {
  name: 'sodalite_request_duration_seconds',
  help: 'From the head of a request to the end of its answer',
  labels: ['route'],
} as const;
const DURATION_BUCKETS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300];

export type ReadMetric = keyof typeof READ;
type Labels = Readonly<Record<string, string>>;

/** What there is to tell at this moment. */
type Reader = () => Iterable<readonly [Labels, number]>;

/** What is measured of one process, for Prometheus. Made where the program is composed, and handed to whoever has something to tell. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly told: Readonly<Record<keyof typeof TOLD, Counter>>;
  private readonly durations: Histogram;
  private readonly readers = new Map<ReadMetric, Reader[]>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    const counters = Object.entries(TOLD).map(([id, about]) => [id, new Counter(this.options(about))]);
    this.told = Object.fromEntries(counters) as Metrics['told'];
    this.durations = new Histogram({ ...this.options(DURATION), buckets: DURATION_BUCKETS });
  }

  add(metric: keyof typeof TOLD, amount = 1, labels: Labels = {}): void {
    this.told[metric].inc(labels, amount);
  }

  /** One request, `seconds` long. */
  ended(route: string, method: string, status: string, seconds: number): void {
    this.add('requests', 1, { route, method, status });
    this.durations.observe({ route }, seconds);
  }

  /** From now on the metric is what `read` says when it is asked for; several with different labels are told side by side. */
  watch(metric: ReadMetric, read: () => number, labels: Labels = {}): void {
    this.watchAll(metric, () => [[labels, read()]]);
  }

  /** The same, of labels that come and go. */
  watchAll(metric: ReadMetric, reader: Reader): void {
    const readers = this.readers.get(metric);
    if (readers) readers.push(reader);
    else this.begin(metric, [reader]);
  }

  /** Who has a place, who waits for one, and who got none. */
  watchPlaces(what: string, places: { readonly active: number; readonly waiting: number; readonly refused: number }): void {
    this.watch('admitted', () => places.active, { what });
    this.watch('waiting', () => places.waiting, { what });
    this.watch('refused', () => places.refused, { what });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private begin(metric: ReadMetric, readers: Reader[]): void {
    this.readers.set(metric, readers);
    const { type, ...about } = READ[metric];
    const options = this.options(about);
    if (type === 'gauge') {
      const gauge = new Gauge({
        ...options,
        collect() {
          gauge.reset();
          for (const reader of readers) for (const [labels, value] of reader()) gauge.set(labels, value);
        },
      });
      return;
    }
    const counter = new Counter({
      ...options,
      collect() {
        counter.reset();
        for (const reader of readers) for (const [labels, value] of reader()) counter.inc(labels, value);
      },
    });
  }

  private options({ name, help, labels }: About): { name: string; help: string; labelNames: string[]; registers: Registry[] } {
    return { name, help, labelNames: [...labels], registers: [this.registry] };
  }
}

/** Every metric of our own as a Markdown table, for docs/operator.md. */
export function metricsMarkdown(): string {
  const rows = [
    ...Object.values(TOLD).map((about) => ({ ...about, type: 'counter' })),
    { ...DURATION, type: 'histogram' },
    ...Object.values(READ),
  ].map(({ name, type, labels, help }) => `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`);
  return ['| metric | type | labels | what |', '|---|---|---|---|', ...rows, ''].join('\n');
}
