import { FatalError, TransientError, type DomainError } from '#faults';
import { spanned } from '#ops';
import { Bus, type AskOptions, type Event, type Handler, type Question, type StreamHandler, type StreamQuestion } from './bus.js';
import { assertPatient, deadlineOf, watchPatience } from './patience.js';

type Listener = (message: unknown) => void;

/** The bus of one process: messages go by reference, so an answer costs no more than a call. Without a deadline a question waits for ever. */
export class InProcessBus extends Bus {
  private readonly handlers = new Map<string, Handler<unknown, unknown> | StreamHandler<unknown, unknown>>();
  private readonly listeners = new Map<string, Set<Listener>>();

  override ask<Request, Answer>(question: Question<Request, Answer>, request: Request, options: AskOptions = {}): Promise<Answer> {
    return spanned(`ask ${question.subject}`, () => this.put(question, request, options));
  }

  private async put<Request, Answer>({ subject }: Question<Request, Answer>, request: Request, options: AskOptions): Promise<Answer> {
    const handler = this.handlers.get(subject) as Handler<Request, Answer> | undefined;
    const deadlineMs = deadlineOf(options);
    assertPatient(subject, options.signal, deadlineMs);
    if (!handler) throw new TransientError(`nobody answers ${subject}`);
    if (!options.signal && deadlineMs === undefined) return handler(request, options);
    const asked = new Asked(subject, options, deadlineMs);
    try {
      return await asked.whileThere(handler(request, asked.options));
    } finally {
      asked.end();
    }
  }

  override answer<Request, Answer>(question: Question<Request, Answer>, handler: Handler<Request, Answer>): () => void {
    return this.register(question.subject, handler as Handler<unknown, unknown>);
  }

  override async *stream<Request, Chunk>(
    { subject }: StreamQuestion<Request, Chunk>,
    request: Request,
    options: AskOptions = {},
  ): AsyncGenerator<Chunk, void, void> {
    const handler = this.handlers.get(subject) as StreamHandler<Request, Chunk> | undefined;
    const deadlineMs = deadlineOf(options);
    assertPatient(subject, options.signal, deadlineMs);
    if (!handler) throw new TransientError(`nobody answers ${subject}`);
    const asked = new Asked(subject, options, deadlineMs);
    const chunks = handler(request, asked.options)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await asked.whileThere(chunks.next());
        if (done) return;
        yield value;
      }
    } finally {
      asked.leave();
      // Not waited for: it comes to its end when what it waits for does.
      chunks.return?.()?.catch(() => {});
    }
  }

  override answerStream<Request, Chunk>(question: StreamQuestion<Request, Chunk>, handler: StreamHandler<Request, Chunk>): () => void {
    return this.register(question.subject, handler as StreamHandler<unknown, unknown>);
  }

  override tell<Message>(event: Event<Message>, message: Message): void {
    for (const listener of this.listeners.get(event.subject) ?? []) listener(message);
  }

  override listen<Message>(event: Event<Message>, listener: (message: Message) => void): () => void {
    const known = this.listeners.get(event.subject) ?? new Set();
    this.listeners.set(event.subject, known.add(listener as Listener));
    return () => known.delete(listener as Listener);
  }

  /** Whether there is somebody who answers. */
  answers(subject: string): boolean {
    return this.handlers.has(subject);
  }

  override get connected(): boolean {
    return true;
  }

  override async flush(): Promise<void> {}

  override async close(): Promise<void> {
    this.handlers.clear();
    this.listeners.clear();
  }

  private register(subject: string, handler: Handler<unknown, unknown> | StreamHandler<unknown, unknown>): () => void {
    if (this.handlers.has(subject)) throw new FatalError(`${subject} is answered already`);
    this.handlers.set(subject, handler);
    return () => {
      if (this.handlers.get(subject) === handler) this.handlers.delete(subject);
    };
  }
}

/** A question under way, whose asker may go. */
class Asked {
  readonly options: AskOptions;
  readonly end: () => void;
  private readonly controller = new AbortController();
  private gone: DomainError | undefined;
  private reject: ((error: DomainError) => void) | undefined;

  constructor(subject: string, options: AskOptions, deadlineMs: number | undefined) {
    this.options = { ...options, timeoutMs: undefined, deadlineMs, signal: this.controller.signal };
    this.end = watchPatience(subject, options.signal, deadlineMs, (error: DomainError) => {
      this.gone = error;
      this.reject?.(error); // first: what the handler makes of its end is no answer
      this.controller.abort(error);
    });
  }

  /** What it comes to, unless the asker goes before. Not a race: those against one promise would pile up on it, one for each chunk. */
  whileThere<T>(work: T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.reject = reject;
      if (this.gone) reject(this.gone);
      Promise.resolve(work).then(resolve, reject);
    });
  }

  leave(): void {
    this.end();
    this.controller.abort();
  }
}
