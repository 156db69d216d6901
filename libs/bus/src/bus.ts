import type { TraceContext } from '#ops';
import type { Codec } from './codec.js';

/** A question that one service answers: its subject, and how both sides cross a wire. */
export interface Question<Request, Answer> {
  readonly subject: string;
  readonly request: Codec<Request>;
  readonly answer: Codec<Answer>;
}

/** A question that is answered bit by bit. */
export interface StreamQuestion<Request, Chunk> {
  readonly subject: string;
  readonly request: Codec<Request>;
  readonly chunk: Codec<Chunk>;
}

/** Something that has happened, told to whoever listens. */
export interface Event<Message> {
  readonly subject: string;
  readonly message: Codec<Message>;
}

export const question = <Request, Answer>(subject: string, request: Codec<Request>, answer: Codec<Answer>): Question<Request, Answer> => ({
  subject,
  request,
  answer,
});
export const streamQuestion = <Request, Chunk>(
  subject: string,
  request: Codec<Request>,
  chunk: Codec<Chunk>,
): StreamQuestion<Request, Chunk> => ({ subject, request, chunk });
export const event = <Message>(subject: string, message: Codec<Message>): Event<Message> => ({ subject, message });

/**
 * How long the one who asks waits, and for whom. A handler gets them as they hold for it: whoever asks on from there passes them on, so that the rest of the
 * time, the cancellation and the trace go with the question.
 */
export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970, as `Date.now()` counts them. */
  readonly deadlineMs?: number;
  /** From now on; the earlier of both counts. */
  readonly timeoutMs?: number;
  /** Without, that of what is being done at this moment. */
  readonly trace?: TraceContext;
  /** On whose behalf; said by services alone, and believed by them. */
  readonly identity?: string;
}

export type Handler<Request, Answer> = (request: Request, options: AskOptions) => Answer | Promise<Answer>;
export type StreamHandler<Request, Chunk> = (request: Request, options: AskOptions) => AsyncIterable<Chunk>;

/** How the services reach each other; a service never knows whether the other is in this process. */
export abstract class Bus {
  /**
   * @throws TransientError at once when nobody answers that subject, and when the deadline passes; CancelledError when the signal says so, and
   * whatever DomainError the answering side threw.
   */
  abstract ask<Request, Answer>(question: Question<Request, Answer>, request: Request, options?: AskOptions): Promise<Answer>;

  /** @returns a function that ends the answering */
  abstract answer<Request, Answer>(question: Question<Request, Answer>, handler: Handler<Request, Answer>): () => void;

  /**
   * The chunks in their order, each made when there is room for it: a slow reader slows the other side down. It begins with the first one that is taken; a
   * reader that leaves the loop ends it. Throws as `ask` does, also in the middle.
   */
  abstract stream<Request, Chunk>(
    question: StreamQuestion<Request, Chunk>,
    request: Request,
    options?: AskOptions,
  ): AsyncGenerator<Chunk, void, void>;

  /** @returns a function that ends the answering; streams under way go on */
  abstract answerStream<Request, Chunk>(question: StreamQuestion<Request, Chunk>, handler: StreamHandler<Request, Chunk>): () => void;

  /** Nobody can rely on it: what is told while the broker is away is lost. */
  abstract tell<Message>(event: Event<Message>, message: Message): void;

  /** @returns a function that ends the listening */
  abstract listen<Message>(event: Event<Message>, listener: (message: Message) => void): () => void;

  /** Whether the others can be reached at all. */
  abstract get connected(): boolean;

  /** Until what was said so far, who answers and who listens included, is known to the broker. */
  abstract flush(): Promise<void>;

  /** No more questions are taken; those under way are answered first. */
  abstract close(): Promise<void>;
}
