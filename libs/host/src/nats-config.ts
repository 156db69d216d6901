import { readFileSync } from 'node:fs';
import { parseNatsUrl, type NatsAuth, type NatsConfig } from '#bus';
import { UsageError } from '#faults';
import type { Config } from '#ops';

type Given = Pick<Config, 'natsCreds' | 'natsNkey' | 'natsCa' | 'natsCert' | 'natsKey' | 'natsInbox'>;

/**
 * How the broker is reached. Secrets in files go before those of the URL, and are read again at each connection: they may be renewed.
 * @param name how the monitoring of the broker calls this process
 * @throws UsageError for a URL that is none and for files that cannot be read
 */
export function natsConfigOf(natsUrl: string, given: Given, name: string): NatsConfig {
  const { servers, auth } = parseNatsUrl(natsUrl);
  const [ca, cert, key] = [
    textOf('SODALITE_NATS_CA', given.natsCa),
    textOf('SODALITE_NATS_CERT', given.natsCert),
    textOf('SODALITE_NATS_KEY', given.natsKey),
  ];
  return {
    servers,
    name,
    auth: authOf(given) ?? auth,
    tls: ca !== undefined || cert !== undefined ? { ca, cert, key } : undefined,
    inboxPrefix: given.natsInbox,
  };
}

function authOf({ natsCreds, natsNkey }: Given): NatsAuth | undefined {
  if (natsCreds !== undefined) return { kind: 'creds', creds: secret('SODALITE_NATS_CREDS', natsCreds) };
  return natsNkey === undefined ? undefined : { kind: 'nkey', seed: secret('SODALITE_NATS_NKEY', natsNkey) };
}

function secret(variable: string, path: string): () => string {
  const read = (): string => textOf(variable, path);
  read(); // a wrong name is told at the start
  return read;
}

function textOf(variable: string, path: string): string;
function textOf(variable: string, path: string | undefined): string | undefined;
function textOf(variable: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`${variable} must be the name of a file that can be read, got '${path}'`, { cause });
  }
}
