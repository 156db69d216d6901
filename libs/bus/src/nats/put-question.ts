import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { DomainError, TransientError, type Fault } from '#faults';
import type { Question } from '../bus.js';
import { watchPatience } from '../patience.js';
import { decodeAnswer } from './body.js';
import type { Inbox } from './inbox.js';
import type { Observe } from './options.js';

export interface Put {
  readonly connection: NatsConnection;
  readonly inbox: Inbox;
  readonly body: Uint8Array;
  readonly headers: MsgHdrs;
  readonly signal: AbortSignal | undefined;
  readonly deadlineMs: number | undefined;
  /** told when the asker does not wait any longer */
  readonly cancel: (reply: string) => void;
}

/** Sends a question and waits for its answer. @throws as `Bus.ask` */
export function putQuestion<Request, Answer>({ subject, answer }: Question<Request, Answer>, put: Put): Promise<Answer> {
  const { connection, inbox, body, headers, signal, deadlineMs, cancel } = put;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      inbox.delete(reply);
      endWatch();
    };
    const receive = (msg: Msg): void => {
      end();
      try {
        if (msg.headers?.code === 503) throw new TransientError(`nobody answers ${subject}`);
        resolve(decodeAnswer(answer, subject, msg));
      } catch (error) {
        reject(error as Error);
      }
    };
    const fail = (error: DomainError): void => {
      end();
      reject(error);
    };
    const reply = inbox.add({ subject, receive, fail });
    const endWatch = watchPatience(subject, signal, deadlineMs, (error) => {
      fail(error);
      cancel(reply);
    });
    connection.publish(subject, body, { reply, headers });
  });
}

/** The answer; whoever measures is told how it went. */
export async function observed<Answer>(subject: string, observe: Observe | undefined, answer: Promise<Answer>): Promise<Answer> {
  if (!observe) return answer;
  const start = performance.now();
  let outcome: Fault | 'answered' = 'answered';
  try {
    return await answer;
  } catch (error) {
    outcome = error instanceof DomainError ? error.fault : 'fatal';
    throw error;
  } finally {
    observe(subject, outcome, (performance.now() - start) / 1000);
  }
}
