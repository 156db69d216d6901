import {
  AuthorizationError,
  connect,
  credsAuthenticator,
  nkeyAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
  type Authenticator,
  type NatsConnection,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';
import { CancelledError, FatalError } from '#faults';
import type { Logger } from '#ops';
import type { NatsAuth, NatsConfig, Secret } from './config.js';

const RETRY_MS = 250;
const JITTER_MS = 250;
/** For each try; one that ends our TLS without a word costs as long. */
const HANDSHAKE_MS = 5000;
/** The broker is asked whether it is there so often; after two questions without an answer the connection is given up. */
const PING_MS = 10_000;

/**
 * Waits for a broker that is not there yet; once connected it connects again for ever.
 * @throws FatalError when the broker refuses us, CancelledError when the signal says so
 */
export async function connectNats(config: NatsConfig, options: { logger?: Logger; signal?: AbortSignal } = {}): Promise<NatsConnection> {
  const settings: NodeConnectionOptions = {
    servers: [...config.servers],
    name: config.name,
    authenticator: config.auth && authenticatorOf(config.auth),
    tls: config.tls && { ...config.tls },
    inboxPrefix: config.inboxPrefix,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RETRY_MS,
    reconnectJitter: JITTER_MS,
    reconnectJitterTLS: JITTER_MS,
    pingInterval: PING_MS,
    maxPingOut: 2,
    timeout: HANDSHAKE_MS,
    noAsyncTraces: true, // a stack for each question costs more than the question
    ignoreAuthErrorAbort: true, // a secret may be renewed
  };
  for (let told = false; ;) {
    try {
      return await unlessAborted(connect(settings), options.signal);
    } catch (cause) {
      if (cause instanceof CancelledError) throw cause;
      const { message } = cause as Error;
      if (cause instanceof AuthorizationError || !isPassing(cause))
        throw new FatalError(`the broker at ${config.servers.join(', ')} refuses us: ${message}`, { cause });
      if (!told) options.logger?.warn({ servers: config.servers, reason: message }, 'the broker is not there yet; it is tried again');
      told = true;
      await new Promise((next) => setTimeout(next, RETRY_MS));
    }
  }
}

/** A connection that comes too late is closed. @throws CancelledError */
async function unlessAborted(connecting: Promise<NatsConnection>, signal: AbortSignal | undefined): Promise<NatsConnection> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(new CancelledError('connecting to the broker was broken off'));
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([aborted.promise, connecting]);
  } catch (error) {
    if (error instanceof CancelledError) connecting.then((late) => late.close()).catch(() => {});
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** A broker that starts, or a name that the cluster does not know yet. */
function isPassing(error: unknown): boolean {
  const texts = [error, (error as Error).cause].map((one) => `${(one as NodeJS.ErrnoException)?.code} ${(one as Error)?.message}`);
  return texts.some((text) => /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|timeout|connection refused|getaddrinfo/i.test(text));
}

const AUTHENTICATORS = {
  user: ({ user, password }) => usernamePasswordAuthenticator(user, password),
  token: ({ token }) => tokenAuthenticator(token),
  nkey: ({ seed }) => nkeyAuthenticator(() => bytesOf(seed)),
  creds: ({ creds }) => credsAuthenticator(() => bytesOf(creds, '\n')), // its reader wants the end of the last line
} satisfies { [K in NatsAuth['kind']]: (auth: Extract<NatsAuth, { kind: K }>) => Authenticator };

function authenticatorOf(auth: NatsAuth): Authenticator {
  return (AUTHENTICATORS[auth.kind] as (auth: NatsAuth) => Authenticator)(auth);
}

const bytesOf = (secret: Secret, end = ''): Uint8Array =>
  new TextEncoder().encode((typeof secret === 'string' ? secret : secret()).trim() + end);
