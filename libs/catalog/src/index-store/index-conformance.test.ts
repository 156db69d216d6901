import { afterAll, beforeAll } from '@jest/globals';
import { startPostgres, type Postgres } from '../../../../test/support/postgres.js';
import { describeIndex } from '../../test/describe-index.js';
import { placeOf } from '../postgres/place.js';
import { PostgresReader } from '../postgres/postgres-reader.js';
import { PostgresScan } from '../postgres/postgres-scan.js';
import { SqliteIndex } from './sqlite-index.js';

let server: Postgres;
let count = 0;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

describeIndex('SQLite', async () => {
  const index = SqliteIndex.open(':memory:', '');
  return { writer: index, reader: index, close: async () => index.close() };
});

describeIndex('PostgreSQL', async () => {
  const place = placeOf(`${server.url}?schema=index_${++count}`);
  const writer = await PostgresScan.open(place, { authority: 'test.example', rules: '' });
  let complete = false;
  const endScan = writer.endScan.bind(writer);
  writer.endScan = async () => {
    const removed = await endScan();
    complete = true;
    return removed;
  };
  const reader = new PostgresReader(place, () => complete, { onFailure: () => undefined });
  return { writer, reader, close: async () => void (await Promise.all([reader.close(), writer.close()])) };
});
