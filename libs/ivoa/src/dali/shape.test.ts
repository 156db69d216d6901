import { describe, expect, test } from '@jest/globals';
import { LimitError, UsageError } from '#faults';
import { MOST_VERTICES, parseCircle, parsePolygon, parsePos, parseShapes } from './shape.js';

describe('POS', () => {
  test.each([
    ['CIRCLE 40.5 -4.5 0.2', { kind: 'circle', lonDeg: 40.5, latDeg: -4.5, radiusDeg: 0.2 }],
    ['circle  40.5   -4.5 0.2 ', { kind: 'circle', lonDeg: 40.5, latDeg: -4.5, radiusDeg: 0.2 }],
    [' Circle\t0 90 180', { kind: 'circle', lonDeg: 0, latDeg: 90, radiusDeg: 180 }],
    ['RANGE 359 1 -1 1', { kind: 'range', lon1Deg: 359, lon2Deg: 1, lat1Deg: -1, lat2Deg: 1 }],
    ['RANGE 0 360 89 90', { kind: 'range', lon1Deg: 0, lon2Deg: 360, lat1Deg: 89, lat2Deg: 90 }],
    ['RANGE -Inf +Inf 10  Inf', { kind: 'range', lon1Deg: -Infinity, lon2Deg: Infinity, lat1Deg: 10, lat2Deg: Infinity }],
    ['POLYGON 40 -5 41 -5 41 -4 40 -4', { kind: 'polygon', verticesDeg: [40, -5, 41, -5, 41, -4, 40, -4] }],
    ['POLYGON 40 -5 41 -5 41 -4 40 -5', { kind: 'polygon', verticesDeg: [40, -5, 41, -5, 41, -4] }], // closed by hand
    ['POLYGON 40 -5 40 -5 41 -5 41 -4', { kind: 'polygon', verticesDeg: [40, -5, 41, -5, 41, -4] }], // a vertex twice at once
  ])('%j', (text, shape) => {
    expect(parsePos('POS', text)).toEqual(shape);
  });

  test.each([
    ['BOX 1 2 3 4', 'POS needs to begin with CIRCLE, RANGE, POLYGON, got "BOX 1 2 3 4"'],
    ['', 'POS needs to begin with CIRCLE, RANGE, POLYGON, got ""'],
    ['CIRCLE ICRS 1 2 3', /POS CIRCLE needs numbers/],
    ['CIRCLE 1 2', /POS CIRCLE needs three numbers/],
    ['CIRCLE 1 2 3 4', /three numbers/],
    ['CIRCLE 361 2 3', /longitudes from 0 to 360/],
    ['CIRCLE -1 2 3', /longitudes from 0 to 360/],
    ['CIRCLE 1 -90.1 3', /latitudes from -90 to 90/],
    ['CIRCLE 1 2 0', /radius above 0 and up to 180/],
    ['CIRCLE 1 2 -3', /radius above 0/],
    ['CIRCLE 1 2 180.1', /radius above 0 and up to 180/],
    ['CIRCLE 1 2 +Inf', /radius above 0/],
    ['CIRCLE Inf 2 1', /finite positions/],
    ['CIRCLE 1,2,3', /another separator/],
    ['CIRCLE1 2 3', /begin with/],
    ['RANGE 1 2 3', /four numbers/],
    ['RANGE 1 2 4 3', /lower latitude before/],
    ['RANGE 1 2 -91 3', /latitudes/],
    ['RANGE +Inf 2 1 3', /lower ends below/],
    ['POLYGON 1 2 3 4', /at least three pairs/],
    ['POLYGON 1 2 3 4 5 6 7', /pairs/],
    ['POLYGON 1 2 3 4 1 2', /three different vertices/],
    ['POLYGON 1 2 3 4 5 NaN', /NaN/],
  ])('not %j', (text, message) => {
    expect(() => parsePos('POS', text)).toThrow(UsageError);
    expect(() => parsePos('POS', text)).toThrow(message);
  });
});

test('typed twins name themselves', () => {
  expect(parseCircle('CIRCLE', '1 2 3')).toEqual({ kind: 'circle', lonDeg: 1, latDeg: 2, radiusDeg: 3 });
  expect(() => parseCircle('CIRCLE', '1 2')).toThrow('CIRCLE needs three numbers: longitude latitude radius, in degrees, got "1 2"');
  expect(() => parsePolygon('POLYGON', '1 2')).toThrow(/^POLYGON needs at least three pairs/);
});

test("a client's text cannot break or flood the message", () => {
  expect(() => parseCircle('CIRCLE', 'x\r\nSet-Cookie: a')).toThrow('got "x??Set-Cookie: a"');
  expect(() => parseCircle('CIRCLE', 'x'.repeat(1e5))).toThrow(/^.{1,250}\(100000 characters\)$/);
});

describe('the vertices of a request', () => {
  const zigzag = (count: number) => Array.from({ length: count }, (_, k) => `${k % 360} ${k % 2}`).join(' ');
  const polygon = (text: string) => ({ parameter: 'POLYGON' as const, text });
  const refusal = /^(POS )?POLYGON takes up to 2000 vertices/;

  test('may be 2000, also of a polygon closed by hand', () => {
    const [open, closed] = [zigzag(MOST_VERTICES), `${zigzag(MOST_VERTICES)} 0 0`].map((text) => parseShapes([polygon(text)])[0]);
    expect(open).toHaveProperty('verticesDeg.length', 2 * MOST_VERTICES);
    expect(closed).toEqual(open);
  });

  test.each([
    ['of one polygon', [polygon(zigzag(MOST_VERTICES + 1))]],
    ['of POS', [{ parameter: 'POS' as const, text: `POLYGON ${zigzag(100_000)}` }]],
    ['of all together', [polygon(zigzag(MOST_VERTICES)), polygon('1 2 3 4 3 2')]],
  ])('not more, %s', (_, given) => {
    expect(() => parseShapes(given)).toThrow(LimitError);
    expect(() => parseShapes(given)).toThrow(/takes up to 2000 vertices/);
  });

  test('what lies beyond is not even read', () => expect(() => parsePolygon('POLYGON', `${zigzag(MOST_VERTICES + 2)} x`)).toThrow(refusal));
});
