import { expect, test } from '@jest/globals';
import { Params } from '../dali/params.js';
import { parseVotable } from '../votable/reader.js';
import { linksDocument } from './links.js';
import { parseLinks } from './request.js';

const links = (query: string) => parseLinks(Params.from(new URLSearchParams(query)));

test('rows read back as written, with nulls as empty cells', () => {
  const id = 'a & b <c> "d" %2B + é \u{1f52d}';
  const xml = linksDocument({
    rows: [
      { id, accessUrl: '/files?ID=1&x=2', semantics: '#this', contentLength: 73400320000, linkAuthorized: false },
      { id, accessUrl: 'https://elsewhere.example/', semantics: 'http://example.com/voc#x' },
      { id, errorMessage: 'NotFoundFault: "x" <y>', semantics: '#this' },
    ],
    descriptors: [],
    baseUrl: 'https://x/vo/',
  });
  const [results, self] = parseVotable(xml).resources;
  const { fields, rows } = results.tables[0];
  expect(fields.map(({ name }) => name).join()).toBe(
    'ID,access_url,service_def,error_message,description,semantics,content_type,content_length,content_qualifier,local_semantics,link_auth,link_authorized',
  );
  expect(fields[7]).toMatchObject({ datatype: 'long', unit: 'byte', ucd: 'phys.size;meta.file' });
  expect(fields[11]).toEqual({ name: 'link_authorized', datatype: 'boolean', ucd: 'meta.code' });
  expect(rows).toEqual([
    [id, 'https://x/vo/files?ID=1&x=2', '', '', '', '#this', '', '73400320000', '', '', '', 'false'],
    [id, 'https://elsewhere.example/', '', '', '', 'http://example.com/voc#x', '', '', '', '', '', ''],
    [id, '', '', 'NotFoundFault: "x" <y>', '', '#this', '', '', '', '', '', ''],
  ]);
  expect(self.attributes).toMatchObject({ type: 'meta', utype: 'adhoc:this', name: 'links' });
});

test('the two INFOs stand before the table; overflow is told after it', () => {
  const infos = (overflow: boolean) =>
    parseVotable(linksDocument({ rows: [], descriptors: [], baseUrl: 'https://x', overflow })).resources[0].infos;
  expect(infos(false)).toEqual([
    { name: 'QUERY_STATUS', value: 'OK', content: '' },
    { name: 'standardID', value: 'ivo://ivoa.net/std/DataLink#links-1.1', content: '' },
  ]);
  expect(infos(true)[2]).toMatchObject({ name: 'QUERY_STATUS', value: 'OVERFLOW' });
});

test('what XML cannot hold is replaced, what it would change is kept', () => {
  const id = 'nul \u0000 lone \udc00 tab \t cr \r newline \n.';
  const xml = linksDocument({
    rows: [{ id, errorMessage: 'NotFoundFault', semantics: '#this' }],
    descriptors: [{ id: 's', accessPath: '/s', inputs: [{ name: 'ID', datatype: 'char', arraysize: '*', value: id }] }],
    baseUrl: 'https://x',
  });
  const kept = 'nul \ufffd lone \ufffd tab \t cr \r newline \n.';
  const [results, service] = parseVotable(xml).resources;
  expect(results.tables[0].rows[0][0]).toBe(kept);
  expect(service.inputs[0].attributes.value).toBe(kept);
});

test('a request: every ID once, in order, none at all being right too', () => {
  expect(links('ID=b&id=a&ID=b&RUNID=1&CIRCLE=ignored').ids).toEqual(['b', 'a']);
  expect(links('').ids).toEqual([]);
  expect(links('ID=&MAXREC=0')).toMatchObject({ ids: [''], maxrec: 0 });
});
