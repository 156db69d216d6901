/** A question that one service answers: its subject, and the types of both sides. Messages are plain data: they may cross a wire. */
export interface Question<Request, Answer> {
  readonly subject: string;
  /** Never present; carries the types. */
  readonly types?: (request: Request) => Answer;
}

/** Something that has happened, told to whoever listens. */
export interface Event<Message> {
  readonly subject: string;
  readonly types?: (message: Message) => void;
}

export const question = <Request, Answer>(subject: string): Question<Request, Answer> => ({ subject });
export const event = <Message>(subject: string): Event<Message> => ({ subject });

export interface AskOptions {
  readonly signal?: AbortSignal;
}

/** How the services reach each other; a service never knows whether the other is in this process. */
export abstract class Bus {
  /**
   * @throws TransientError at once when nobody answers that subject, CancelledError when the signal says so, and whatever
   * DomainError the answering side threw.
   */
  abstract ask<Request, Answer>(question: Question<Request, Answer>, request: Request, options?: AskOptions): Promise<Answer>;

  /** @returns a function that ends the answering */
  abstract answer<Request, Answer>(
    question: Question<Request, Answer>,
    handler: (request: Request, options: AskOptions) => Answer | Promise<Answer>,
  ): () => void;

  abstract tell<Message>(event: Event<Message>, message: Message): void;

  /** @returns a function that ends the listening */
  abstract listen<Message>(event: Event<Message>, listener: (message: Message) => void): () => void;
}
