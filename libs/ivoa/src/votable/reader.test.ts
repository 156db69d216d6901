import { describe, expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { infoElement, RESOURCE_TAIL, RESULTS_HEAD, TABLE_TAIL, tableHead, tableRow, VOTABLE_HEAD, VOTABLE_TAIL } from './document.js';
import { parseVotable } from './reader.js';

test('what the writer writes, the reader reads', () => {
  const fields = [
    { name: 'n', datatype: 'long' },
    { name: 'x', id: 'x1', datatype: 'double', unit: 'deg', ucd: 'pos', description: 'a < b' },
    { name: 'v', datatype: 'double', arraysize: '*' },
    { name: 's', datatype: 'char', arraysize: '*' },
    { name: 'b', datatype: 'boolean' },
  ];
  const xml =
    VOTABLE_HEAD +
    RESULTS_HEAD +
    infoElement('QUERY_STATUS', 'OK', 'a & b') +
    tableHead('t', fields) +
    tableRow([2 ** 53, 1e-7, [1.5, -Infinity, 2], ' a\r\n<b>&amp; ', true]) +
    tableRow([null, NaN, [], '', undefined]) +
    TABLE_TAIL +
    RESOURCE_TAIL +
    VOTABLE_TAIL;
  const { version, resources } = parseVotable(xml);
  expect(version).toBe('1.4');
  expect(resources[0].infos).toEqual([{ name: 'QUERY_STATUS', value: 'OK', content: 'a & b' }]);
  expect(resources[0].tables[0].fields[1]).toEqual({ name: 'x', ID: 'x1', datatype: 'double', unit: 'deg', ucd: 'pos' });
  expect(resources[0].tables[0].rows).toEqual([
    ['9007199254740992', '1e-7', '1.5 -Inf 2', ' a\r\n<b>&amp; ', 'true'],
    ['', '', '', '', ''],
  ]);
});

describe('refuses', () => {
  test.each(['', 'no XML', '<VOTABLE>', '<VOTABLE><RESOURCE></VOTABLE>', '<VOTABLE a=1/>', '<VOTABLE/><VOTABLE/>', '<html/>'])(
    '%j',
    (xml) => {
      expect(() => parseVotable(xml)).toThrow(UsageError);
    },
  );
});
