import type { ClientConfig } from 'pg';
import { UsageError } from '#faults';

/** Where the index is: a schema of a database. */
export interface Place {
  readonly schema: string;
  /** `settings` are parameters of the server for the session. */
  connection(settings: Readonly<Record<string, string | number>>): ClientConfig;
}

const SCHEMA = 'sodalite';
/** A server that says nothing for so long is taken for gone. */
const CONNECT_MS = 5000;

/**
 * @param url as libpq has it, with `?schema=` for another one than `sodalite`; what it leaves out comes from PGHOST, PGUSER, PGPASSWORD, PGPASSFILE and so on
 * @throws UsageError, without the URL in it
 */
export function placeOf(url: string): Place {
  if (!isPostgresUrl(url)) throw new UsageError('the database must be given as postgres://user@host/database');
  const parsed = new URL(url);
  const schema = parsed.searchParams.get('schema') ?? SCHEMA;
  if (!/^[a-z_][a-z0-9_]{0,59}$/.test(schema)) {
    throw new UsageError(`schema in the URL of the database must be a name of lower-case letters, digits and _, got '${schema}'`);
  }
  const given = parsed.searchParams.get('options') ?? '';
  for (const name of ['schema', 'options']) parsed.searchParams.delete(name);
  return {
    schema,
    connection: (settings) => {
      const options = Object.entries({ search_path: schema, ...settings }).map(([name, value]) => `-c ${name}=${value}`);
      return {
        connectionString: parsed.href,
        options: [...options, given].join(' ').trim(),
        application_name: 'sodalite',
        connectionTimeoutMillis: CONNECT_MS,
        keepAlive: true,
      };
    },
  };
}

export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(url);
}
