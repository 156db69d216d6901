import type { Client } from 'pg';
import type { Counts } from '../index-store/index-store.js';
import { LAYOUT_VERSION } from './schema.js';

/** What `meta` says of the index. */
export interface IndexState {
  readonly authority: string;
  /** The last scan that went through to its end; undefined before the first one has. */
  readonly scan?: Counts & { readonly finished: string; readonly seconds: number };
}

/** A sentence instead, when there is no index that this release can read. */
export async function readState(client: Pick<Client, 'query'>): Promise<IndexState | string> {
  const { rows: tables } = await client.query<{ there: boolean }>("SELECT to_regclass('meta') IS NOT NULL AS there");
  if (!tables[0].there) return 'there is no index in the database that this role may read: sodalite scan --into makes it';
  const { rows } = await client.query<{ name: string; value: string }>('SELECT name, value FROM meta');
  const { layout, authority, scan } = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  if (Number(layout) !== LAYOUT_VERSION) return 'the index in the database is of another release of Sodalite: it takes a scan by this one';
  return { authority, scan: scan === undefined ? undefined : JSON.parse(scan) };
}
