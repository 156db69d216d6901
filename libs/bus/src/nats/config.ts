import { UsageError } from '#faults';

/** A function is called at each connection: a secret may be renewed while the process runs. */
export type Secret = string | (() => string);

export type NatsAuth =
  | { readonly kind: 'user'; readonly user: Secret; readonly password: Secret }
  | { readonly kind: 'token'; readonly token: Secret }
  /** the seed, `SU…` */
  | { readonly kind: 'nkey'; readonly seed: Secret }
  /** what is in the creds file: JWT and seed */
  | { readonly kind: 'creds'; readonly creds: Secret };

/** PEM texts; `ca` when the broker's certificate is not signed by a public authority, `cert` and `key` when it wants to see ours. */
export interface NatsTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** How the broker is reached. Files are read by whoever makes it. */
export interface NatsConfig {
  /** `nats://host:port`, or `tls://host:port`, which wants TLS; any of a cluster */
  readonly servers: readonly string[];
  /** how the broker's monitoring calls this process */
  readonly name?: string;
  readonly auth?: NatsAuth;
  readonly tls?: NatsTls;
  /** where answers go, `_INBOX` without; for accounts that may not subscribe to all of it */
  readonly inboxPrefix?: string;
}

const SCHEMES = ['nats:', 'tls:'];

/**
 * Servers and credentials of `nats://user:password@host:4222,nats://other:4222`; a user without a password is a token.
 * @throws UsageError for what is no such list; its message has no credentials
 */
export function parseNatsUrl(text: string): Pick<NatsConfig, 'servers' | 'auth'> {
  const urls = text.split(',').map((one, i) => {
    const url = URL.canParse(one.trim()) ? new URL(one.trim()) : undefined;
    if (!url || !SCHEMES.includes(url.protocol) || url.hostname === '' || (url.pathname !== '' && url.pathname !== '/'))
      throw new UsageError(`NATS_URL must be URLs such as nats://host:4222, separated by commas; number ${i + 1} is none`);
    return url;
  });
  const { username, password } = urls.find((url) => url.username !== '') ?? { username: '', password: '' };
  const servers = urls.map(({ protocol, host }) => `${protocol}//${host}`);
  if (username === '') return { servers };
  if (password === '') return { servers, auth: { kind: 'token', token: decodeURIComponent(username) } };
  return { servers, auth: { kind: 'user', user: decodeURIComponent(username), password: decodeURIComponent(password) } };
}
