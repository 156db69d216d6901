import { Bus, type AskOptions, type Event, type Handler, type Question, type StreamHandler, type StreamQuestion } from './bus.js';
import type { InProcessBus } from './in-process-bus.js';

/**
 * The bus of a process among others: what is answered in it is asked there, by reference, the rest over the broker. What it answers the others may ask as
 * well. Events go over the broker, its own come back from there.
 */
export class NearBus extends Bus {
  constructor(
    /** what is answered here alone is for this process alone */
    readonly near: InProcessBus,
    readonly far: Bus,
  ) {
    super();
  }

  override ask<Request, Answer>(question: Question<Request, Answer>, request: Request, options?: AskOptions): Promise<Answer> {
    return this.busFor(question).ask(question, request, options);
  }

  override answer<Request, Answer>(question: Question<Request, Answer>, handler: Handler<Request, Answer>): () => void {
    return both(this.near.answer(question, handler), this.far.answer(question, handler));
  }

  override stream<Request, Chunk>(
    question: StreamQuestion<Request, Chunk>,
    request: Request,
    options?: AskOptions,
  ): AsyncGenerator<Chunk, void, void> {
    return this.busFor(question).stream(question, request, options);
  }

  override answerStream<Request, Chunk>(question: StreamQuestion<Request, Chunk>, handler: StreamHandler<Request, Chunk>): () => void {
    return both(this.near.answerStream(question, handler), this.far.answerStream(question, handler));
  }

  override tell<Message>(event: Event<Message>, message: Message): void {
    this.far.tell(event, message);
  }

  override listen<Message>(event: Event<Message>, listener: (message: Message) => void): () => void {
    return this.far.listen(event, listener);
  }

  override get connected(): boolean {
    return this.far.connected;
  }

  override flush(): Promise<void> {
    return this.far.flush();
  }

  /** What is under way for others is answered first; it may ask within the process until then. */
  override async close(): Promise<void> {
    await this.far.close();
    await this.near.close();
  }

  private busFor({ subject }: { readonly subject: string }): Bus {
    return this.near.answers(subject) ? this.near : this.far;
  }
}

const both =
  (...ends: readonly (() => void)[]): (() => void) =>
  () =>
    ends.forEach((end) => end());
