import { expect, test } from '@jest/globals';
import * as jobs from '../src/index.js';

test('surface', () => {
  expect(Object.keys(jobs).sort()).toMatchInlineSnapshot(`
   [
     "DirectoryJobStore",
     "DirectoryObjects",
     "JOB_SETTINGS",
     "Janitor",
     "JetStreamJobQueue",
     "JobQueue",
     "JobStore",
     "JobWorker",
     "Jobs",
     "KvJobStore",
     "LocalJobQueue",
     "Objects",
     "RequestOwner",
     "ResultStore",
     "S3Objects",
     "SLOTS",
     "chunksOf",
     "eachIndex",
     "giveResult",
     "newJobId",
     "uwsController",
   ]
  `);
});
