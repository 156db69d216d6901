import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFoundError } from '#faults';
import type { Asker, Jobs } from '../engine/jobs.js';
import type { Job } from '../record/job.js';

/** One request to a job list, or to what is below it. */
export interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly jobs: Jobs;
  readonly asker: Asker;
  /** public URL of the job list */
  readonly list: string;
  /** of the path below it; '' where it ends before */
  readonly id: string;
  readonly name: string;
}

export type Handler = (call: Call) => Promise<void>;

/** What can be done to a resource; HEAD goes where GET goes. */
export type Verbs = Partial<Record<'GET' | 'POST' | 'DELETE', Handler>>;

export const jobUrl = ({ list, id }: Call): string => `${list}/${id}`;

export const jobOf = ({ jobs, asker, id }: Call): Promise<Job> => jobs.get(asker, id);

export function nothing(what: string): never {
  throw new NotFoundError(what);
}
