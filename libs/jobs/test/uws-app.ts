import { Module, type DynamicModule } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { UnauthenticatedError } from '#faults';
import { makeLogger } from '#ops';
import { createServer, PublicUrl } from '#web';
import { Jobs, JobWorker, JOB_SETTINGS, RequestOwner, uwsController, type JobSettings } from '../src/index.js';
import type { Stack } from './describe-engine.js';
import { ToyRunner } from './toy-runner.js';

/** Whoever calls himself a user is one; `nobody` is refused. */
class ByHeader extends RequestOwner {
  override async ownerOf(request: FastifyRequest): Promise<string | undefined> {
    const user = request.headers['x-user'];
    if (user === 'nobody') throw new UnauthenticatedError('who are you?');
    return typeof user === 'string' ? user : undefined;
  }
}

@Module({})
class ToyModule {}

export interface UwsApp {
  /** of the job list */
  readonly url: string;
  readonly jobs: Jobs;
  readonly toy: ToyRunner;
  close(): Promise<void>;
}

/** A server of toy jobs on the loopback, with a worker in the same process. */
export async function startUwsApp(stack: Stack, settings: Partial<JobSettings> = {}, baseUrl?: string): Promise<UwsApp> {
  const toy = new ToyRunner();
  const all = { ...JOB_SETTINGS, longestRetrySeconds: 0.05, ...settings };
  const jobs = new Jobs(stack.store, stack.queue, stack.results, all, [toy]);
  const module: DynamicModule = {
    module: ToyModule,
    controllers: [uwsController('toy/async', 'toy')],
    providers: [
      { provide: Jobs, useValue: jobs },
      { provide: PublicUrl, useValue: new PublicUrl(baseUrl) },
      { provide: RequestOwner, useClass: ByHeader },
    ],
  };
  const app = await createServer(module, { logger: makeLogger({ level: 'silent' }) });
  await app.listen(0, '127.0.0.1');
  const worker = new JobWorker({ ...stack, runner: toy, settings: all }, { places: { interactive: 4, heavy: 1 } });
  const { port } = app.getHttpServer().address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/toy/async`,
    jobs,
    toy,
    close: async () => {
      await worker.drain();
      await app.close();
      await stack.close();
    },
  };
}
