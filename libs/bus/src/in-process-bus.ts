import { CancelledError, FatalError, TransientError } from '#faults';
import { Bus, type AskOptions, type Event, type Question } from './bus.js';

type Handler = (request: unknown, options: AskOptions) => unknown;
type Listener = (message: unknown) => void;

/** The bus of one process: messages go by reference, so an answer costs no more than a call. */
export class InProcessBus extends Bus {
  private readonly handlers = new Map<string, Handler>();
  private readonly listeners = new Map<string, Set<Listener>>();

  override async ask<Request, Answer>(question: Question<Request, Answer>, request: Request, options: AskOptions = {}): Promise<Answer> {
    if (options.signal?.aborted) throw new CancelledError(`${question.subject}: the one who asked has gone`);
    const handler = this.handlers.get(question.subject);
    if (!handler) throw new TransientError(`nobody answers ${question.subject}`);
    return (await handler(request, options)) as Answer;
  }

  override answer<Request, Answer>(
    question: Question<Request, Answer>,
    handler: (request: Request, options: AskOptions) => Answer | Promise<Answer>,
  ): () => void {
    if (this.handlers.has(question.subject)) throw new FatalError(`${question.subject} is answered already`);
    this.handlers.set(question.subject, handler as Handler);
    return () => this.handlers.delete(question.subject);
  }

  override tell<Message>(event: Event<Message>, message: Message): void {
    for (const listener of this.listeners.get(event.subject) ?? []) listener(message);
  }

  override listen<Message>(event: Event<Message>, listener: (message: Message) => void): () => void {
    const known = this.listeners.get(event.subject) ?? new Set();
    this.listeners.set(event.subject, known.add(listener as Listener));
    return () => known.delete(listener as Listener);
  }
}
