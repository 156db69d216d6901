import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { ForbiddenError, NotFoundError, TransientError, UsageError } from '#faults';
import type { ByteSource } from '#fits';
import { quote, UWS_PHASES, type BlockingPoll, type JobListQuery, type PhaseCommand, type UwsParameter } from '#ivoa';
import { whatIsDone } from '#ops';
import { isServiceName, newJobId, type Job, type JobSummary, type Upload } from '../record/job.js';
import { hasEnded, isActive, moved } from '../record/transitions.js';
import type { JobQueue } from '../queue/job-queue.js';
import type { Bytes } from '../results/objects.js';
import type { ResultStore } from '../results/result-store.js';
import { changeJob } from '../store/change-job.js';
import type { JobStore } from '../store/job-store.js';
import type { JobRunner } from './job-runner.js';
import { JOB_SETTINGS, type JobSettings } from './job-settings.js';
import { keepParameters, parametersOf, runnableJob } from './runnable-job.js';
import { waitForChange } from './wait-for-change.js';

/** Who asks, undefined being nobody in particular, and for which service. */
export interface Asker {
  readonly service: string;
  readonly owner?: string;
}

export interface NewJob {
  /** from `newId`, when tables were kept under it before */
  readonly id?: string;
  readonly runId?: string;
  readonly parameters: readonly UwsParameter[];
  readonly uploads?: readonly Upload[];
  readonly executionSeconds?: number;
  readonly destruction?: Date;
}

type Changes = Pick<NewJob, 'runId' | 'parameters' | 'uploads'>;

/** What clients do to jobs: the same for every process that serves them. Faults: 404 unknown, 403 somebody else's or not in this phase. */
export class Jobs {
  private readonly logger = new Logger('jobs');
  readonly settings: JobSettings;

  constructor(
    private readonly store: JobStore,
    private readonly queue: JobQueue,
    readonly results: ResultStore,
    settings: Partial<JobSettings> = {},
    /** of services whose dry run may be done in this process, for quotes before the job is started */
    private readonly runners: readonly JobRunner[] = [],
  ) {
    this.settings = { ...JOB_SETTINGS, ...settings };
  }

  newId = newJobId;

  async create({ service, owner }: Asker, wanted: NewJob): Promise<Job> {
    if (!isServiceName(service)) throw new UsageError(`a service of jobs is called such as 'soda', got ${quote(service)}`);
    const id = wanted.id ?? newJobId();
    const created = Date.now();
    const { uploads = [], runId } = wanted;
    const { requestId, trace } = whatIsDone() ?? {};
    const job: Job = {
      id,
      service,
      owner,
      runId,
      phase: 'PENDING',
      created,
      changed: created,
      executionSeconds: this.withinDuration(wanted.executionSeconds ?? this.settings.executionSeconds),
      destruction: this.withinLife(wanted.destruction?.getTime() ?? created + 1000 * this.settings.lifeSeconds),
      ...(await keepParameters(this.results, id, wanted.parameters)),
      uploads,
      origin: { requestId, trace },
      slot: 'interactive',
      attempt: 0,
      failures: 0,
    };
    await this.store.create(job);
    this.estimateSoon(job);
    return job;
  }

  /** @throws NotFoundError, ForbiddenError */
  async get({ service, owner }: Asker, id: string): Promise<Job> {
    const job = (await this.store.get(id))?.job;
    if (!job || job.service !== service) throw new NotFoundError(`there is no job ${quote(id)}`);
    if (job.owner !== owner) throw new ForbiddenError(`the job ${id} is somebody else's`);
    return job.phase !== 'ARCHIVED' && job.destruction <= Date.now() ? ((await this.archive(id)) ?? job) : job;
  }

  /** The jobs of the asker, those whose time is over among the ARCHIVED ones. */
  async list({ service, owner }: Asker, { phases, after, last }: JobListQuery): Promise<JobSummary[]> {
    const now = Date.now();
    const known = await this.store.list({ service, owner: { is: owner }, after: after?.getTime() });
    const found = known
      .map((job) => (job.destruction <= now ? { ...job, phase: 'ARCHIVED' as const } : job))
      .filter(({ phase }) => (phases.length === 0 ? phase !== 'ARCHIVED' : phases.includes(phase)));
    return last === undefined ? found : found.slice(-last).reverse();
  }

  /** The job after a blocking poll. */
  async wait(asker: Asker, id: string, poll: BlockingPoll, signal: AbortSignal): Promise<Job> {
    await waitForChange(this.store, await this.get(asker, id), poll, this.settings.longestWaitSeconds, signal);
    return this.get(asker, id);
  }

  async command(asker: Asker, id: string, command: PhaseCommand): Promise<Job> {
    const job = await this.change(asker, id, (known) => {
      if (!(UWS_PHASES[known.phase].asks as readonly string[]).includes(command))
        throw new ForbiddenError(`PHASE=${command} has no meaning for a job that is ${known.phase}`);
      return moved(known, command === 'RUN' ? 'QUEUED' : 'ABORTED');
    });
    if (command === 'RUN') await this.enqueue(job);
    return job;
  }

  /** @throws ForbiddenError when its parameters stay as they are */
  async assertEditable(asker: Asker, id: string): Promise<void> {
    assertPending(await this.get(asker, id));
  }

  /** Values of parameters that are named take the place of all earlier ones. */
  async setParameters(asker: Asker, id: string, changes: Changes): Promise<Job> {
    const before = await this.get(asker, id);
    assertPending(before);
    const named = new Set(changes.parameters.map((parameter) => parameter.id));
    const kept = (await parametersOf(this.results, before)).filter((parameter) => !named.has(parameter.id));
    const parameters = await keepParameters(this.results, id, [...kept, ...changes.parameters]);
    const job = await this.change(asker, id, (known) => {
      assertPending(known);
      const names = new Set(changes.uploads?.map(({ name }) => name));
      const uploads = [...known.uploads.filter(({ name }) => !names.has(name)), ...(changes.uploads ?? [])];
      return { ...known, ...parameters, uploads, runId: changes.runId ?? known.runId, quote: undefined };
    });
    this.estimateSoon(job);
    return job;
  }

  setDuration(asker: Asker, id: string, seconds: number): Promise<Job> {
    return this.change(asker, id, (job) => {
      if (hasEnded(job)) throw new ForbiddenError(`EXECUTIONDURATION has no meaning for a job that is ${job.phase}`);
      return { ...job, executionSeconds: this.withinDuration(seconds) };
    });
  }

  setDestruction(asker: Asker, id: string, time: Date): Promise<Job> {
    return this.change(asker, id, (job) => {
      if (job.phase === 'ARCHIVED') throw new ForbiddenError('the results of an ARCHIVED job are gone');
      return { ...job, destruction: this.withinLife(time.getTime()) };
    });
  }

  /** Ends it, if it runs, and removes all of it. */
  async delete(asker: Asker, id: string): Promise<void> {
    await this.get(asker, id);
    await this.store.delete(id);
    await this.results.delete(id);
  }

  parameters(job: Job): Promise<readonly UwsParameter[]> {
    return parametersOf(this.results, job);
  }

  /** Keeps a table that comes with a job, before the job says what it is called. */
  async keepUpload(id: string, bytes: Bytes, contentType?: string): Promise<Omit<Upload, 'name'>> {
    const object = `upload-${randomBytes(8).toString('hex')}`;
    return { object, contentType, bytes: await this.results.attach(id, object, bytes) };
  }

  upload(job: Job, { object, bytes }: Upload): ByteSource {
    return this.results.attachment(job.id, object, { bytes, at: job.created });
  }

  /** The metadata stay, all else goes; a worker that has it ends. */
  async archive(id: string): Promise<Job | undefined> {
    const job = await changeJob(this.store, id, (known) =>
      known.phase === 'ARCHIVED' || known.destruction > Date.now() ? known : moved(known, 'ARCHIVED', { progress: undefined, uploads: [] }),
    );
    if (job?.phase === 'ARCHIVED') await this.results.delete(id);
    return job;
  }

  /** When the queue is away the record stays, and says what is to be done: `Janitor` does it. */
  async enqueue(job: Job): Promise<void> {
    try {
      if (isActive(job)) await this.queue.add(job.service, job.slot, job.id);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      this.logger.warn({ error, job: job.id }, 'a job will be put into the queue later');
    }
  }

  private async change(asker: Asker, id: string, change: (job: Job) => Job): Promise<Job> {
    await this.get(asker, id);
    const job = await changeJob(this.store, id, change);
    if (!job) throw new NotFoundError(`there is no job ${quote(id)}`);
    return job;
  }

  private withinDuration(seconds: number): number {
    const { maxExecutionSeconds: most } = this.settings;
    return seconds === 0 ? most : Math.min(seconds, most);
  }

  private withinLife(time: number): number {
    return Math.min(time, Date.now() + 1000 * this.settings.maxLifeSeconds);
  }

  /** A quote of a job that nobody has started; a job that cannot be planned has none, and tells why when it is started. */
  private estimateSoon(job: Job): void {
    const runner = this.runners.find(({ service }) => service === job.service);
    if (!runner) return;
    const estimating = async (): Promise<void> => {
      const { seconds } = await runner.plan(await runnableJob(this.results, job), new AbortController().signal);
      if (seconds === undefined) return;
      await changeJob(this.store, job.id, (known) =>
        known.phase === 'PENDING' && known.changed === job.changed ? { ...known, quote: Date.now() + 1000 * seconds } : known,
      );
    };
    estimating().catch((error: unknown) => this.logger.debug({ error, job: job.id }, 'no quote'));
  }
}

function assertPending({ phase }: Job): void {
  if (phase !== 'PENDING') throw new ForbiddenError(`parameters can be changed while a job is PENDING; this one is ${phase}`);
}
