import { expect, test } from '@jest/globals';
import { FatalError } from '#faults';
import { parseCard } from './card.js';

test.each([
  ["OBJECT  = 'M 31'  / name", { kind: 'value', keyword: 'OBJECT', value: 'M 31', comment: 'name' }],
  ['HISTORY   two blanks', { kind: 'commentary', keyword: 'HISTORY', text: '  two blanks' }],
  ['', { kind: 'commentary', keyword: '', text: '' }],
  ["CONTINUE  'more&' / c", { kind: 'continue', keyword: 'CONTINUE', value: 'more&', comment: 'c' }],
  ['CONTINUE  more', { kind: 'commentary', keyword: 'CONTINUE', text: '  more' }],
  ['HIERARCH A B = 1', { kind: 'value', keyword: 'HIERARCH A B', value: 1, comment: '' }],
  ['NOVALUE   text', { kind: 'commentary', keyword: 'NOVALUE', text: '  text' }],
])('%j', (record, card) => expect(parseCard(record.padEnd(80))).toEqual(card));

test('a card has 80 characters', () => expect(() => parseCard('OBJECT')).toThrow(FatalError));
