import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { CancelledError, DomainError, FatalError, TransientError } from '#faults';
import { takeUp, type Logger, type Tracer } from '#ops';
import { FaultSchema } from '#proto';
import type { AskOptions } from '../bus.js';
import { messageCodec } from '../codec.js';
import { watchPatience } from '../patience.js';
import { queueOf } from '../rpc.js';
import { encodeBody, formOf } from './body.js';
import { faultMessageOf } from './fault-message.js';
import type { Form } from './form.js';
import { optionsOf, requestIdOf } from './headers.js';

/** A question that this process is at work on. */
export interface Work {
  readonly msg: Msg;
  readonly form: Form;
  readonly options: AskOptions & { readonly signal: AbortSignal };
}

interface Working {
  readonly reply: string;
  readonly controller: AbortController;
  readonly endWatch: () => void;
}

/** How a fault is said to the asker. */
export type SayFault = (reply: string, body: Uint8Array, form: Form, fault: string) => void;

const faults = messageCodec(FaultSchema);
/** What is broken off has so long to come to its end. */
const BREAK_OFF_MS = 1000;

/** What this process answers, and what it is at work on. */
export class Services {
  private readonly subjects = new Set<string>();
  private readonly ends = new Set<() => Promise<void>>();
  private readonly working = new Set<Working>();
  private idle: (() => void) | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly logger?: Logger,
    private readonly tracer?: Tracer,
  ) {}

  get busy(): number {
    return this.working.size;
  }

  /** @returns a function that ends the answering; what has come already is answered */
  answer(subject: string, work: (work: Work) => Promise<void>, sayFault: SayFault): () => Promise<void> {
    if (this.subjects.has(subject)) throw new FatalError(`${subject} is answered already`);
    this.subjects.add(subject);
    const subscription = this.connection.subscribe(subject, {
      queue: queueOf(subject),
      callback: (error, msg) => {
        if (error) this.logger?.error({ subject, reason: error.message }, 'a subject cannot be answered');
        else if (msg.reply) void this.run(msg, work, sayFault);
        else this.logger?.warn({ subject }, 'a question came without a place for its answer');
      },
    });
    const end = async (): Promise<void> => {
      if (!this.ends.delete(end)) return;
      this.subjects.delete(subject);
      if (!subscription.isClosed()) await subscription.drain().catch(() => {});
    };
    this.ends.add(end);
    return end;
  }

  /** The asker has gone. */
  cancel(reply: string): void {
    for (const work of this.working) if (work.reply === reply) work.controller.abort(new CancelledError('the one who asked has gone'));
  }

  /** Takes nothing more, and waits for what is under way; after so long it is broken off. */
  async close(graceMs: number): Promise<void> {
    await Promise.all([...this.ends].map((end) => end()));
    if (this.working.size === 0) return;
    const done = new Promise<void>((resolve) => (this.idle = resolve));
    const timer = setTimeout(() => {
      for (const { controller } of this.working) controller.abort(new TransientError('the service stops'));
    }, graceMs);
    const giveUp = setTimeout(() => this.idle?.(), graceMs + BREAK_OFF_MS); // some handlers do not listen
    await done;
    clearTimeout(timer);
    clearTimeout(giveUp);
    for (const { endWatch } of this.working) endWatch();
  }

  private async run(msg: Msg, work: (work: Work) => Promise<void>, sayFault: SayFault): Promise<void> {
    const reply = msg.reply!;
    const controller = new AbortController();
    const options = optionsOf(msg.headers, controller.signal);
    const endWatch = watchPatience(msg.subject, undefined, options.deadlineMs, (error) => controller.abort(error));
    const working = { reply, controller, endWatch };
    this.working.add(working);
    let form: Form = 'protobuf';
    try {
      form = formOf(msg);
      const what = { requestId: requestIdOf(msg.headers), trace: options.trace };
      await takeUp({ tracer: this.tracer, name: `answer ${msg.subject}`, kind: 'server' }, what, () => work({ msg, form, options }));
    } catch (error) {
      const fault = this.faultOf(error, msg.subject);
      // To an asker that has gone there is nothing to say.
      if (!controller.signal.aborted || !(fault instanceof CancelledError))
        sayFault(reply, encodeBody(faults, faultMessageOf(fault), form), form, fault.fault);
    } finally {
      endWatch();
      this.working.delete(working);
      if (this.working.size === 0) this.idle?.();
    }
  }

  /** What is no fault is ours to look into: the asker is told nothing of it. */
  private faultOf(error: unknown, subject: string): DomainError {
    if (error instanceof DomainError) return error;
    this.logger?.error({ subject, error }, 'a question could not be answered');
    return new FatalError('internal error');
  }
}
