import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseXml } from '../src/votable/reader.js';
import { DOCUMENTS } from './fixtures.js';

const golden = (name: string) => new URL(`golden/${name}`, import.meta.url);

// UPDATE_GOLDENS=1 writes them anew; then look at the difference, and run test/validate.sh
describe.each(Object.keys(DOCUMENTS))('%s', (name) => {
  test('is the golden document', () => {
    if (process.env.UPDATE_GOLDENS) writeFileSync(golden(name), DOCUMENTS[name]);
    expect(DOCUMENTS[name]).toBe(readFileSync(golden(name), 'utf8'));
  });

  test('is well-formed, and its XML IDs are unique and resolve', () => {
    const elements = [parseXml(DOCUMENTS[name])];
    for (let i = 0; i < elements.length; i++) elements.push(...elements[i].children);
    const ids = elements.flatMap(({ attributes }) => attributes.ID ?? attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[A-Za-z_][\w.-]*$/.test(id))).toEqual([]);
    expect(elements.flatMap(({ attributes }) => attributes.ref ?? []).filter((ref) => !ids.includes(ref))).toEqual([]);
  });
});
