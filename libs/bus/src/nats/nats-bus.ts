import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { create } from '@bufbuild/protobuf';
import { FatalError, LimitError, TransientError } from '#faults';
import { spanned } from '#ops';
import { CancelEventSchema } from '#proto';
import { Bus, type AskOptions, type Event, type Handler, type Question, type StreamHandler, type StreamQuestion } from '../bus.js';
import { assertPatient, deadlineOf, watchPatience } from '../patience.js';
import { told } from '../rpc.js';
import { decodeBody, encodeBody, formOf } from './body.js';
import type { NatsConfig } from './config.js';
import { connectNats } from './connect.js';
import type { NatsBusOptions } from './options.js';
import type { Form } from './form.js';
import { ALIVE, answerHeaders, CREDIT, requestHeaders, SEQUENCE } from './headers.js';
import { Inbox } from './inbox.js';
import { Link } from './link.js';
import { observed, putQuestion } from './put-question.js';
import { Services, type SayFault, type Work } from './services.js';
import { StreamReader, WINDOW } from './stream-reader.js';
import { HEADER_BYTES, StreamWriter, torn } from './stream-writer.js';

const cancelled = told(CancelEventSchema);
/** A broker that is about to stop is left when nothing is under way, and after this in any case. */
const LEAVE_MS = 5000;

/** The bus over NATS; docs/bus.md says what goes over the wire. */
export class NatsBus extends Bus {
  private readonly link: Link;
  private readonly inbox: Inbox;
  private readonly services: Services;
  private readonly timeoutMs: number;
  private listensForCancels = false;
  private closing: Promise<void> | undefined;

  /** Waits for a broker that is not there yet. @throws FatalError when it refuses us */
  static async connect(config: NatsConfig, options: NatsBusOptions = {}): Promise<NatsBus> {
    return new NatsBus(await connectNats(config, options), config, options);
  }

  private constructor(
    /** for JetStream; it is closed with the bus */
    readonly connection: NatsConnection,
    { inboxPrefix }: NatsConfig,
    private readonly options: NatsBusOptions,
  ) {
    super();
    const { logger, tracer, timeoutMs = 30_000 } = options;
    this.timeoutMs = timeoutMs;
    this.services = new Services(connection, logger, tracer);
    // Of a stream that nobody reads any more: whoever sends it may stop.
    this.inbox = new Inbox(connection, inboxPrefix, ({ subject, headers }: Msg) => {
      if (headers?.has(SEQUENCE) || headers?.has(ALIVE)) this.cancel(subject);
    });
    this.link = new Link(
      connection,
      {
        down: () => this.inbox.fail(torn),
        refused: ({ operation, subject }) => {
          const error = new FatalError(`the broker does not let us ${operation === 'publish' ? 'ask' : 'answer'} ${subject}`);
          if (operation === 'publish') this.inbox.fail((asked) => (asked === subject ? error : undefined));
        },
        leaving: () => void this.leave(),
      },
      logger,
    );
  }

  override async ask<Request, Answer>(question: Question<Request, Answer>, request: Request, options: AskOptions = {}): Promise<Answer> {
    const { subject } = question;
    const { signal } = options;
    const deadlineMs = deadlineOf(options, this.timeoutMs);
    assertPatient(subject, signal, deadlineMs);
    const body = this.fitting(question.request.toBinary(request), subject);
    if (!this.link.up) await this.link.wait(subject, signal, deadlineMs);
    const put = (): Promise<Answer> =>
      putQuestion(question, {
        connection: this.connection,
        inbox: this.inbox,
        body,
        headers: requestHeaders(options, deadlineMs),
        signal,
        deadlineMs,
        cancel: (reply) => this.cancel(reply),
      });
    return spanned(`ask ${subject}`, () => observed(subject, this.options.observe, put()), 'client');
  }

  override answer<Request, Answer>(question: Question<Request, Answer>, handler: Handler<Request, Answer>): () => void {
    return this.serve(question.subject, async ({ msg, form, options }) => {
      const answer = await handler(decodeBody(question.request, msg.data, form), options);
      const body = this.fitting(encodeBody(question.answer, answer, form), question.subject);
      await this.reply(msg.reply!, body, form);
    });
  }

  override async *stream<Request, Chunk>(
    question: StreamQuestion<Request, Chunk>,
    request: Request,
    options: AskOptions = {},
  ): AsyncGenerator<Chunk, void, void> {
    const { subject } = question;
    const { signal } = options;
    const deadlineMs = deadlineOf(options);
    assertPatient(subject, signal, deadlineMs);
    const body = this.fitting(question.request.toBinary(request), subject);
    if (!this.link.up) await this.link.wait(subject, signal, deadlineMs);
    const reader = new StreamReader(this.connection, this.inbox, subject);
    const endWatch = watchPatience(subject, signal, deadlineMs, (error) => reader.fail(error));
    try {
      const headers = requestHeaders(options, deadlineMs);
      headers.set(CREDIT, String(WINDOW));
      this.connection.publish(subject, body, { reply: reader.reply, headers });
      yield* reader.chunks(question);
    } finally {
      endWatch();
      reader.close();
      if (!reader.ended) this.cancel(reader.reply);
    }
  }

  override answerStream<Request, Chunk>(question: StreamQuestion<Request, Chunk>, handler: StreamHandler<Request, Chunk>): () => void {
    return this.serve(question.subject, async (work) => {
      const { msg, form, options } = work;
      const writer = new StreamWriter(this.connection, this.inbox, work);
      try {
        const request = decodeBody(question.request, msg.data, form);
        for await (const chunk of handler(request, options)) await writer.write(encodeBody(question.chunk, chunk, form));
        writer.end();
      } finally {
        writer.close();
      }
    });
  }

  override tell<Message>({ subject, message: codec }: Event<Message>, message: Message): void {
    if (this.link.up) this.connection.publish(subject, this.fitting(codec.toBinary(message), subject));
  }

  override listen<Message>({ subject, message: codec }: Event<Message>, listener: (message: Message) => void): () => void {
    const subscription = this.connection.subscribe(subject, {
      callback: (error, msg) => {
        try {
          if (error) throw error;
          listener(decodeBody(codec, msg.data, formOf(msg)));
        } catch (reason) {
          this.options.logger?.warn({ subject, reason: (reason as Error).message }, 'what was told could not be heard');
        }
      },
    });
    return () => subscription.unsubscribe();
  }

  /** Questions of others that are being worked on here, and our own that wait. */
  get load(): { readonly working: number; readonly waiting: number } {
    return { working: this.services.busy, waiting: this.inbox.size };
  }

  override get connected(): boolean {
    return this.link.up && this.closing === undefined;
  }

  override async flush(): Promise<void> {
    await this.connection.flush();
  }

  override close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  private async end(): Promise<void> {
    await this.services.close(this.options.graceMs ?? 25_000);
    if (this.link.up) await this.connection.flush().catch(() => {}); // what we have just told ourselves
    this.inbox.fail((subject) => new TransientError(`${subject}: the bus is closed`));
    if (this.connection.isClosed()) return;
    // What has been said goes out first, if there is somebody to hear it.
    if (this.link.up) await this.connection.drain().catch(() => {});
    else await this.connection.close();
  }

  private serve(subject: string, work: (work: Work) => Promise<void>): () => void {
    if (!this.listensForCancels) this.listen(cancelled, ({ reply }) => this.services.cancel(reply));
    this.listensForCancels = true;
    const end = this.services.answer(subject, work, this.sayFault);
    return () => void end();
  }

  private readonly sayFault: SayFault = (reply, body, form, fault) => void this.reply(reply, body, form, fault);

  /** An asker whose own connection has held waits while ours comes back; what cannot be said then is lost. */
  private async reply(reply: string, body: Uint8Array, form: Form, fault?: string): Promise<void> {
    if (!this.link.up) await this.link.wait('the asker', undefined).catch(() => {});
    if (this.link.up) this.connection.publish(reply, body, { headers: answerHeaders(form, fault) });
  }

  private cancel(reply: string): void {
    this.tell(cancelled, create(CancelEventSchema, { reply }));
  }

  /** @throws LimitError for what the broker does not carry */
  private fitting(body: Uint8Array, subject: string): Uint8Array {
    const most = (this.connection.info?.max_payload ?? Infinity) - HEADER_BYTES;
    if (body.length <= most) return body;
    throw new LimitError(
      `${subject}: a message has ${body.length} bytes, and the broker carries ${most} (its max_payload is ${most + HEADER_BYTES})`,
    );
  }

  /** Goes to another broker, when nothing is lost by it. */
  private async leave(): Promise<void> {
    if (this.connection.getServers().length < 2) return;
    const latest = Date.now() + LEAVE_MS;
    while (this.inbox.size + this.services.busy > 0 && Date.now() < latest) await new Promise((next) => setTimeout(next, 10));
    if (this.link.up && this.closing === undefined) await this.connection.reconnect();
  }
}
