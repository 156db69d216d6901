import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import S3rver from 's3rver';
import { TransientError } from '#faults';
import { describeResultStore } from '../../test/describe-result-store.js';
import { S3Objects } from './s3-objects.js';

let directory = '';
let server: S3rver;
let client: S3Client;
const clientOf = (port: number, maxAttempts = 5) =>
  new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sodalite-s3-'));
  server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'results' }] });
  client = clientOf((await server.run()).port);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  rmSync(directory, { recursive: true });
});

describeResultStore('results in S3', () => new S3Objects(client, { bucket: 'results', prefix: 'jobs/' }));

test('a store that does not answer is said not to', async () => {
  const nobody = clientOf(1, 1);
  await expect(new S3Objects(nobody, { bucket: 'results' }).put('j/a', new Uint8Array(1))).rejects.toThrow(TransientError);
  await expect(new S3Objects(nobody, { bucket: 'results' }).list('j')).rejects.toThrow(TransientError);
  nobody.destroy();
});
