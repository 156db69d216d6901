import { expect, test } from '@jest/globals';
import { parseXml, type XmlElement } from '../votable/reader.js';
import { availabilityDocument } from './availability.js';
import { capabilitiesDocument } from './capabilities.js';
import { examplesDocument } from './examples.js';
import { serviceCapabilities } from './service-capabilities.js';

const find = (element: XmlElement, name: string): XmlElement[] =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...find(child, name)]);

test.each(['soda', 'datalink', 'sia'] as const)('%s: every capability has a standardID and one full URL below the service', (service) => {
  const xml = capabilitiesDocument(serviceCapabilities(service, { async: true }), 'https://x/vo/');
  expect(xml).not.toMatch(/ xmlns="/); // the children are in no namespace
  const capabilities = find(parseXml(xml), 'capability');
  expect(capabilities.map(({ attributes }) => attributes.standardID)).toContain('ivo://ivoa.net/std/VOSI#capabilities');
  for (const capability of capabilities) {
    expect(capability.attributes.standardID).toMatch(/^ivo:\/\/ivoa\.net\/std\/\w+#[\w.-]+$/);
    const [url, ...others] = find(capability, 'accessURL');
    expect(others).toEqual([]);
    expect(url.text).toMatch(new RegExp(`^https://x/vo/${service}/\\w+$`));
    expect(find(capability, 'interface')[0].attributes['xsi:type']).toBe('vs:ParamHTTP');
  }
});

test('async is declared when it is served', () => {
  const ids = (async: boolean) => serviceCapabilities('soda', { async }).map(({ standardId }) => standardId);
  expect(ids(false)).not.toContain('ivo://ivoa.net/std/SODA#async-1.0');
  expect(ids(true)).toContain('ivo://ivoa.net/std/SODA#async-1.0');
});

test('availability has its children in the order of the schema', () => {
  const at = new Date('2026-01-30T06:00:00Z');
  const { children } = parseXml(availabilityDocument({ available: false, upSince: at, downAt: at, backAt: at, notes: ['a & b', 'c'] }));
  expect(children.map(({ name, text }) => [name, text])).toEqual([
    ['available', 'false'],
    ['upSince', '2026-01-30T06:00:00.000Z'],
    ['downAt', '2026-01-30T06:00:00.000Z'],
    ['backAt', '2026-01-30T06:00:00.000Z'],
    ['note', 'a & b'],
    ['note', 'c'],
  ]);
});

test('an example says what to call, in RDFa', () => {
  const root = parseXml(
    examplesDocument('T', [{ id: 'a', name: 'N', description: 'D', capability: 'ivo://c', parameters: [['ID', 'x&y']] }]),
  );
  const example = find(root, 'div').find(({ attributes }) => attributes.typeof === 'example')!;
  expect(example.attributes).toMatchObject({ id: 'a', resource: '#a' });
  const spans = [...find(example, 'h2'), ...find(example, 'span')].map(({ attributes, text }) => [attributes.property, text]);
  expect(spans).toEqual([
    ['name', 'N'],
    ['capability', 'ivo://c'],
    ['key', 'ID'],
    ['value', 'x&y'],
  ]);
});
