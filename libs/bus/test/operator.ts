import { nkeys } from '@nats-io/transport-node';

type KeyPair = ReturnType<typeof nkeys.createUser>;

const text = (seed: Uint8Array): string => new TextDecoder().decode(seed);
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT as NATS has them: signed with an nkey of the issuer. */
function signed(issuer: KeyPair, subject: string, name: string, nats: Record<string, unknown>): string {
  const claims = {
    jti: name,
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject,
    name,
    nats: { version: 2, ...nats },
  };
  const body = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part(claims)}`;
  return `${body}.${Buffer.from(issuer.sign(new TextEncoder().encode(body))).toString('base64url')}`;
}

/** An operator with one account and one user, as `nsc` would make them: configuration of the server, and creds file of the user. */
export function madeOperator(): { readonly config: string; readonly creds: string } {
  const operator = nkeys.createOperator();
  const account = nkeys.createAccount();
  const user = nkeys.createUser();
  const none = -1;
  const limits = { subs: none, data: none, payload: none, imports: none, exports: none, wildcards: true, conn: none, leaf: none };
  const operatorJwt = signed(operator, operator.getPublicKey(), 'operator', { type: 'operator' });
  const accountJwt = signed(operator, account.getPublicKey(), 'account', { type: 'account', limits });
  const userJwt = signed(account, user.getPublicKey(), 'user', { type: 'user', subs: none, data: none, payload: none, pub: {}, sub: {} });
  return {
    config: `operator: ${operatorJwt}\nresolver: MEMORY\nresolver_preload: { ${account.getPublicKey()}: ${accountJwt} }`,
    creds:
      `-----BEGIN NATS USER JWT-----\n${userJwt}\n------END NATS USER JWT------\n\n` +
      `-----BEGIN USER NKEY SEED-----\n${text(user.getSeed())}\n------END USER NKEY SEED------\n`,
  };
}
