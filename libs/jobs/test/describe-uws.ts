import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Stack } from './describe-engine.js';
import { startUwsApp, type UwsApp } from './uws-app.js';
import { elementOf, isNil, UwsClient } from './uws-client.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What UWS 1.1 demands of a job list, whatever its jobs are kept in. */
export function describeUws(name: string, open: () => Promise<Stack>): void {
  describe(name, () => {
    let app: UwsApp;
    let anyone: UwsClient;
    let alice: UwsClient;
    beforeAll(async () => {
      Logger.overrideLogger(false);
      app = await startUwsApp(await open(), { longestWaitSeconds: 5, uploadBytes: 100_000 });
      [anyone, alice] = [new UwsClient(app), new UwsClient(app, 'alice')];
    });
    afterAll(() => app.close());

    describe('where requests lead (§2.2)', () => {
      test.each<[string, string, string, string]>([
        ['POST', '', 'N=1', '/<new>'],
        ['POST', '/phase', 'PHASE=ABORT', ''],
        ['POST', '/executionduration', 'EXECUTIONDURATION=77', ''],
        ['POST', '/destruction', 'DESTRUCTION=2999-01-01T00:00:00Z', ''],
        ['POST', '/parameters', 'N=2', ''],
        ['POST', '', 'ACTION=DELETE', 'list'],
        ['DELETE', '', '', 'list'],
      ])('%s %s %s → 303 with an absolute URL', async (method, child, body, target) => {
        const id = await anyone.create('N=1');
        const { status, headers } = await anyone.ask(method, target === '/<new>' ? '' : `/${id}${child}`, body || undefined);
        expect(status).toBe(303);
        const location = headers.get('location')!;
        if (target === '/<new>') expect(location).toMatch(new RegExp(`^${anyone.url}/\\w+$`));
        else expect(location).toMatch(target === 'list' ? new RegExp(`^${anyone.url}\\?LAST=\\d+$`) : new RegExp(`^${anyone.url}/${id}$`));
        expect((await anyone.get(location)).status).toBe(200);
      });

      test.each([
        ['', 'text/xml'],
        ['/phase', 'text/plain'],
        ['/executionduration', 'text/plain'],
        ['/destruction', 'text/plain'],
        ['/quote', 'text/plain'],
        ['/owner', 'text/plain'],
        ['/parameters', 'text/xml'],
        ['/parameters/n', 'text/plain'],
        ['/results', 'text/xml'],
      ])('GET and HEAD of the job%s are %s', async (child, type) => {
        const id = await anyone.create('N=1');
        const [got, head] = [await anyone.get(`/${id}${child}`), await anyone.ask('HEAD', `/${id}${child}`)];
        expect([got.status, head.status, head.text]).toEqual([200, 200, '']);
        expect([got, head].map(({ headers }) => headers.get('content-type')!.split(';')[0])).toEqual([type, type]);
      });

      test.each(['', '/phase', '/results', '/parameters', '/error'])('GET of an unknown job%s is 404', async (child) => {
        const { status, headers } = await anyone.get(`/nothing${child}`);
        expect([status, headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8']);
      });

      test('unknown children are 404, other methods 405', async () => {
        const id = await anyone.create('N=1');
        for (const child of ['/none', '/toString', '/error', '/results/none', '/parameters/none', '/phase/x', '/results/a/b'])
          expect((await anyone.get(`/${id}${child}`)).status).toBe(404);
        for (const [method, path] of [
          ['PUT', ''],
          ['DELETE', ''],
          ['PUT', `/${id}`],
          ['POST', `/${id}/results`],
          ['DELETE', `/${id}/phase`],
          ['POST', `/${id}/quote`],
        ])
          expect((await anyone.ask(method, path)).status).toBe(405);
      });
    });

    describe('what testers find wrong', () => {
      test('1: the Location follows the proxy', async () => {
        const { headers } = await anyone.post('', 'N=1');
        expect(headers.get('location')).toMatch(new RegExp(`^${anyone.url}/`));
        const id = headers.get('location')!.slice(anyone.url.length + 1);
        expect((await anyone.get(`/${id}`)).text).toContain('<uws:job version="1.1"');
      });

      test('2: version, creationTime, and nil for what is not there', async () => {
        const id = await anyone.create('N=1');
        const { text } = await anyone.get(`/${id}`);
        expect(text).toContain('<uws:job version="1.1"');
        expect((await anyone.get('')).text).toContain('<uws:jobs version="1.1"');
        for (const name of ['ownerId', 'startTime', 'endTime']) expect(isNil(text, name)).toBe(true);
        expect(elementOf(text, 'creationTime')).toMatch(TIME);
        expect(elementOf(text, 'executionDuration')).toBe('3600');
        expect(elementOf(text, 'destruction')).toMatch(TIME);
      });

      test('3: the order of the schema, results with ids', async () => {
        const id = await anyone.create('N=2&FAIL=1&PHASE=RUN');
        const { text } = await anyone.until(id, 'COMPLETED');
        const order = [...text.matchAll(/^<uws:(\w+)/gm)].map(([, element]) => element);
        const children = 'jobId ownerId phase quote creationTime startTime endTime executionDuration destruction parameters';
        expect(order.filter((element) => element !== 'parameter' && element !== 'result')).toEqual([
          'job',
          ...children.split(' '),
          'results',
          'jobInfo',
        ]);
        expect(
          [...text.matchAll(/<uws:result id="([\w-]+)" xlink:type="simple" xlink:href="([^"]+)" size="(\d+)" mime-type="([^"]+)"/g)].map(
            (m) => m.slice(1),
          ),
        ).toEqual([
          ['toy-1', `${anyone.url}/${id}/results/toy-1`, '100', 'application/octet-stream'],
          ['toy-2', `${anyone.url}/${id}/results/toy-2`, '14', 'text/plain'],
        ]);
        expect(text).toContain('xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0"');
      });

      test('4: times are UTC and end in Z', async () => {
        const id = await anyone.create('N=1&PHASE=RUN');
        const { text } = await anyone.until(id, 'COMPLETED');
        for (const name of ['creationTime', 'startTime', 'endTime', 'destruction']) expect(elementOf(text, name)).toMatch(TIME);
        await anyone.post(`/${id}/destruction`, 'DESTRUCTION=2026-12-24T12:00:00');
        expect((await anyone.get(`/${id}/destruction`)).text).toMatch(TIME);
      });

      test('5: the scalars are the values alone, and those of the document', async () => {
        const id = await alice.create('N=1&PHASE=RUN&RUNID=r');
        const { text } = await alice.until(id, 'COMPLETED');
        for (const [child, element] of [
          ['phase', 'phase'],
          ['executionduration', 'executionDuration'],
          ['destruction', 'destruction'],
          ['quote', 'quote'],
          ['owner', 'ownerId'],
        ])
          expect((await alice.get(`/${id}/${child}`)).text).toBe(elementOf(text, element));
        expect([elementOf(text, 'ownerId'), elementOf(text, 'runId')]).toEqual(['alice', 'r']);
      });

      test('6: a job starts when it is told to, in the body or the query, at creation or later', async () => {
        const id = await anyone.create('N=1');
        await pause(50);
        expect(await anyone.phase(id)).toBe('PENDING');
        expect((await anyone.post(`/${id}/phase`, 'PHASE=RUN')).status).toBe(303);
        await anyone.until(id, 'COMPLETED');
        await anyone.until(await anyone.create('N=1&phase=RUN'), 'COMPLETED');
        const { headers } = await anyone.post('?PHASE=RUN', 'N=1');
        await anyone.until(headers.get('location')!.split('/').at(-1)!, 'COMPLETED');
      });

      test('7: errorSummary has type, hasDetail and a message; /error answers 200', async () => {
        const id = await anyone.create('REFUSE=x&PHASE=RUN');
        const { status, text } = await anyone.until(id, 'ERROR');
        expect(status).toBe(200);
        expect(text).toMatch(
          /<uws:errorSummary type="fatal" hasDetail="false">\s*<uws:message>UsageError: REFUSE is refused, got x<\/uws:message>/,
        );
        const error = await anyone.get(`/${id}/error`);
        expect([error.status, error.text, error.headers.get('content-type')]).toEqual([
          200,
          'UsageError: REFUSE is refused, got x\n',
          'text/plain',
        ]);
      });

      test('7b: a long message is cut, and its whole is the detail', async () => {
        const id = await anyone.create(`REFUSE=${'x'.repeat(3000)}&PHASE=RUN`);
        const { text } = await anyone.until(id, 'ERROR');
        expect(text).toContain('hasDetail="true"');
        expect((await anyone.get(`/${id}/error`)).text.length).toBeGreaterThan(3000);
      });

      test('8: a job that failed is 200', async () => {
        const id = await anyone.create('CRASH=1&PHASE=RUN');
        const { status, text } = await anyone.until(id, 'ERROR');
        expect([status, text.includes('/secret/path')]).toEqual([200, false]);
      });

      test('9: parameters only while PENDING, never at the job; names in any case', async () => {
        const id = await anyone.create('n=1&Circle=1+2+3');
        expect((await anyone.post(`/${id}/parameters`, 'CIRCLE=4+5+6&circle=7+8+9&runid=night')).status).toBe(303);
        expect((await anyone.get(`/${id}/parameters/circle`)).text).toBe('4 5 6\n7 8 9');
        expect(elementOf((await anyone.get(`/${id}`)).text, 'runId')).toBe('night');
        expect((await anyone.post(`/${id}`, 'CIRCLE=1+1+1')).status).toBe(400);
        await anyone.post(`/${id}/phase`, 'PHASE=RUN');
        await anyone.until(id, 'COMPLETED');
        expect((await anyone.post(`/${id}/parameters`, 'CIRCLE=1+1+1')).status).toBe(403);
        expect((await anyone.get(`/${id}/parameters`)).text.match(/id="CIRCLE"/g)).toHaveLength(2);
      });

      test('10: WAIT blocks while it may, and never otherwise', async () => {
        const ms = async (path: string): Promise<number> => {
          const begun = performance.now();
          expect((await anyone.get(path)).status).toBe(200);
          return performance.now() - begun;
        };
        const id = await anyone.create('N=50&MS=100');
        expect(await ms(`/${id}?WAIT=1`)).toBeGreaterThan(950);
        expect(await ms(`/${id}?WAIT=5&PHASE=QUEUED`)).toBeLessThan(900);
        expect(await ms(`/${id}?WAIT=0`)).toBeLessThan(900);
        const polled = ms(`/${id}?WAIT=-1&PHASE=PENDING`);
        await pause(100);
        await anyone.post(`/${id}/phase`, 'PHASE=RUN');
        expect(await polled).toBeLessThan(3000);
        for (const wait of ['x', '1.5', '-2']) expect((await anyone.get(`/${id}?WAIT=${wait}`)).status).toBe(400);
        await anyone.post(`/${id}/phase`, 'PHASE=ABORT');
        expect(await ms(`/${id}?WAIT=5`)).toBeLessThan(900);
        expect(await ms(`/${id}?WAIT=5&PHASE=ABORTED`)).toBeLessThan(900);
      });

      test('11: ABORT keeps the job and its results, and may come first', async () => {
        const id = await anyone.create('N=1000&MS=10&PHASE=RUN');
        while (!(await anyone.get(`/${id}/results`)).text.includes('toy-3')) await pause(20);
        expect((await anyone.post(`/${id}/phase`, 'PHASE=ABORT')).status).toBe(303);
        const { text } = await anyone.get(`/${id}`);
        expect([elementOf(text, 'phase'), text.includes('toy-3'), isNil(text, 'endTime')]).toEqual(['ABORTED', true, false]);
        expect((await anyone.get(`/${id}/results/toy-1`)).status).toBe(200);
        const pending = await anyone.create('N=1');
        expect((await anyone.post(`/${pending}/phase`, 'PHASE=ABORT')).status).toBe(303);
        expect(await anyone.phase(pending)).toBe('ABORTED');
        expect((await anyone.post(`/${pending}/phase`, 'PHASE=RUN')).status).toBe(403);
        for (const phase of ['PHASE=DONE', 'X=1', '']) expect((await anyone.post(`/${pending}/phase`, phase)).status).toBe(400);
      });

      test('12: DELETE of a running job ends the work, and nothing answers any more', async () => {
        const id = await anyone.create('N=1000&MS=10&PHASE=RUN');
        await anyone.until(id, 'EXECUTING');
        expect((await anyone.ask('DELETE', `/${id}`)).status).toBe(303);
        for (const child of ['', '/phase', '/results', '/results/toy-1', '/parameters'])
          expect((await anyone.get(`/${id}${child}`)).status).toBe(404);
        while (!app.toy.ended.includes(id)) await pause(10);
        expect((await anyone.ask('DELETE', `/${id}`)).status).toBe(404);
      });

      test('13: a list of one’s own, filtered by all that is asked', async () => {
        const carol = new UwsClient(app, 'carol');
        const [a, b, c] = [await carol.create('N=1'), await carol.create('N=1&PHASE=RUN'), await carol.create('N=1')];
        await carol.until(b, 'COMPLETED');
        await carol.post(`/${c}/destruction`, 'DESTRUCTION=2020-01-01T00:00:00Z');
        const ids = async (query: string, client = carol) =>
          [...(await client.get(query)).text.matchAll(/<uws:jobref id="(\w+)"/g)].map(([, id]) => id);
        expect(await ids('')).toEqual([a, b]);
        expect(await ids('?PHASE=ARCHIVED')).toEqual([c]);
        expect(await ids('?PHASE=PENDING&PHASE=COMPLETED&PHASE=ERROR')).toEqual([a, b]);
        expect(await ids('?LAST=1')).toEqual([b]);
        expect(await ids('?LAST=9')).toEqual([b, a]);
        expect(await ids('?LAST=1&PHASE=PENDING')).toEqual([a]);
        const created = elementOf((await carol.get(`/${a}`)).text, 'creationTime')!;
        expect(await ids(`?AFTER=${created}&PHASE=COMPLETED`)).toEqual([b]);
        expect(await ids(`?AFTER=${created}`)).toEqual([b]);
        for (const query of ['?PHASE=X', '?AFTER=x', '?LAST=0', '?LAST=x']) expect((await carol.get(query)).status).toBe(400);
        expect(await ids('', alice)).not.toContain(a);
        expect(await ids('')).not.toContain(c);
        const entry = /<uws:jobref id="\w+" [^>]*>([\s\S]*?)<\/uws:jobref>/.exec((await carol.get('?LAST=1')).text)![1];
        expect([...entry.matchAll(/<uws:(\w+)/g)].map(([, element]) => element)).toEqual(['phase', 'ownerId', 'creationTime']);
      });

      test('14: the jobId is the last segment, and needs no escaping', async () => {
        const id = await anyone.create('N=1');
        expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(elementOf((await anyone.get(`/${id}`)).text, 'jobId')).toBe(id);
      });

      test('15: results go at DESTRUCTION, and not before', async () => {
        const id = await anyone.create('N=1&PHASE=RUN');
        await anyone.until(id, 'COMPLETED');
        expect((await anyone.get(`/${id}/results/toy-1`)).status).toBe(200);
        await anyone.post(`/${id}/destruction`, 'DESTRUCTION=2020-01-01T00:00:00Z');
        expect([await anyone.phase(id), (await anyone.get(`/${id}/results/toy-1`)).status]).toEqual(['ARCHIVED', 404]);
        const { text } = await anyone.get(`/${id}`);
        expect([text.includes('<uws:result '), elementOf(text, 'startTime')]).toEqual([false, expect.stringMatching(TIME)]);
        expect((await anyone.ask('DELETE', `/${id}`)).status).toBe(303);
        expect((await anyone.get(`/${id}`)).status).toBe(404);
      });

      test('16: somebody else’s job is 403, whatever is asked of it', async () => {
        const id = await alice.create('N=1');
        for (const client of [anyone, new UwsClient(app, 'bob')]) {
          for (const child of ['', '/phase', '/results', '/parameters', '/owner', '/error'])
            expect((await client.get(`/${id}${child}`)).status).toBe(403);
          for (const [child, body] of [
            ['', 'ACTION=DELETE'],
            ['/phase', 'PHASE=RUN'],
            ['/parameters', 'N=2'],
            ['/destruction', 'DESTRUCTION=2030-01-01'],
            ['/executionduration', 'EXECUTIONDURATION=1'],
          ])
            expect((await client.post(`/${id}${child}`, body)).status).toBe(403);
          expect((await client.ask('DELETE', `/${id}`)).status).toBe(403);
        }
        expect(await alice.phase(id)).toBe('PENDING');
        expect((await new UwsClient(app, 'nobody').get(`/${id}`)).status).toBe(401);
      });
    });

    test('control values are brought within limits, and the job tells which', async () => {
      const id = await anyone.create('N=1&EXECUTIONDURATION=5&DESTRUCTION=2999-01-01');
      expect((await anyone.get(`/${id}/executionduration`)).text).toBe('5');
      await anyone.post(`/${id}/executionduration`, 'EXECUTIONDURATION=999999999');
      expect((await anyone.get(`/${id}/executionduration`)).text).toBe('86400');
      expect(Date.parse((await anyone.get(`/${id}/destruction`)).text) - Date.now()).toBeLessThan(31 * 86_400_000);
      expect((await anyone.post(`/${id}/executionduration`, 'EXECUTIONDURATION=soon')).status).toBe(400);
      expect((await anyone.post(`/${id}/destruction`, 'DESTRUCTION=soon')).status).toBe(400);
    });

    test('what is refused at creation is 403, and leaves nothing', async () => {
      const before = (await alice.get('')).text;
      for (const body of ['PHASE=ABORT', `RUNID=${'x'.repeat(65)}`, 'UPLOAD=t,https://x/y', 'UPLOAD=t,param:none'])
        expect((await alice.post('', body)).status).toBe(403);
      expect((await alice.get('')).text).toBe(before);
    });

    test('a job in JSON', async () => {
      const id = await anyone.create('N=1&PHASE=RUN');
      await anyone.until(id, 'COMPLETED');
      for (const got of [await anyone.get(`/${id}?RESPONSEFORMAT=json`), await anyone.get(`/${id}`, { accept: 'application/json' })]) {
        expect(got.headers.get('content-type')).toBe('application/json');
        expect(JSON.parse(got.text)).toMatchObject({ jobId: id, phase: 'COMPLETED', ownerId: null, results: [{ id: 'toy-1', size: 100 }] });
      }
      for (const accept of ['application/xml,text/plain', 'text/html,application/json,application/xml', '*/*'])
        expect((await anyone.get(`/${id}`, { accept })).headers.get('content-type')).toBe('text/xml');
      expect((await anyone.get(`/${id}?RESPONSEFORMAT=png`)).status).toBe(400);
    });

    test('results in parts, by HEAD and with validators', async () => {
      const id = await anyone.create('N=2&BYTES=3000000&EMPTY=1&PHASE=RUN');
      await anyone.until(id, 'COMPLETED');
      const path = `/${id}/results/toy-1`;
      const head = await anyone.ask('HEAD', path);
      expect([head.status, head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([200, '3000000', 'bytes']);
      expect(head.headers.get('content-disposition')).toBe('attachment; filename="toy-1.bin"');
      const part = await anyone.get(path, { range: 'bytes=2999990-' });
      expect([part.status, part.headers.get('content-range'), part.text]).toEqual([
        206,
        'bytes 2999990-2999999/3000000',
        '\x07'.repeat(10),
      ]);
      const etag = head.headers.get('etag')!;
      expect((await anyone.get(path, { 'if-none-match': etag })).status).toBe(304);
      expect((await anyone.get(path, { range: 'bytes=9999999-' })).status).toBe(416);
      const empty = await anyone.get(`/${id}/results/toy-2`);
      expect([empty.status, empty.text, empty.headers.get('content-type')]).toEqual([200, 'UsageError: no pixel\n', 'text/plain']);
    });

    test('a table comes with the job, and is told of by reference', async () => {
      const form = new FormData();
      form.set('N', '1');
      form.set('table', new Blob(['ra,dec\n1,2\n3,4\n'], { type: 'text/csv' }), 't.csv');
      form.set('UPLOAD', 'positions,param:table');
      form.set('PHASE', 'RUN');
      const id = await anyone.create(form);
      const { text } = await anyone.until(id, 'COMPLETED');
      expect(text).toContain(`<uws:parameter id="positions" byReference="true">${anyone.url}/${id}/parameters/positions</uws:parameter>`);
      const table = await anyone.get(`/${id}/parameters/positions`);
      expect([table.text, table.headers.get('content-type')]).toEqual(['ra,dec\n1,2\n3,4\n', 'text/csv']);
      expect((await anyone.get(`/${id}/results/rows`)).text).toBe('3');
    });

    test('a table may come later, while the job is PENDING; too large or unnamed ones are refused', async () => {
      const form = (field: string, bytes: number) => {
        const made = new FormData();
        made.set(field, new Blob([new Uint8Array(bytes).fill(65)]), 't.csv');
        made.set('UPLOAD', 'mine,param:table');
        return made;
      };
      const id = await anyone.create('N=1');
      expect((await anyone.post(`/${id}/parameters`, form('table', 50_000))).status).toBe(303);
      expect((await anyone.get(`/${id}/parameters/mine`)).text).toHaveLength(50_000);
      expect((await anyone.post(`/${id}/parameters`, form('table', 60_000))).status).toBe(413);
      expect((await anyone.post(`/${id}/parameters`, form('other', 10))).status).toBe(400);
      expect((await anyone.post('', form('table', 100_001))).status).toBe(413);
      expect((await anyone.post('', form('other', 10))).status).toBe(403);
    });
  });
}
