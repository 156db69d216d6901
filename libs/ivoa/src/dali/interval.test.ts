import { describe, expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { parseInterval, parseNumberOrInterval } from './interval.js';

const example = '"0.21 0.22" (metres)';

describe('an interval', () => {
  test.each<[string, [number, number]]>([
    ['6.5e-7 6.6e-7', [6.5e-7, 6.6e-7]],
    ['  .5   +1.E0\t', [0.5, 1]],
    ['0.21 0.21', [0.21, 0.21]],
    ['1. 1.25e+2', [1, 125]],
    [`0 ${'9'.padStart(64, '0')}`, [0, 9]],
    ['-Inf +Inf', [-Infinity, Infinity]],
    ['0.21  Inf', [0.21, Infinity]], // "+Inf" with its plus decoded as a blank
    [' Inf'.padStart(5).replace(' ', '-5'), [-5, Infinity]],
    ['0.21 +InF', [0.21, Infinity]], // as pyVO writes it
    ['-inf 1', [-Infinity, 1]],
  ])('%j', (text, expected) => {
    expect(parseInterval('BAND', text, example)).toEqual(expected);
  });

  test.each([
    ['550', /BAND needs two numbers, got "550"; a single value is written twice/],
    ['', /BAND needs two numbers, as in "0.21 0.22" \(metres\), got ""/],
    ['1 2 3', /two numbers.*got "1 2 3"/],
    ['2 1', /lower end first, got "2 1"/],
    ['NaN 1', /NaN is not a limit/],
    ['1 nan', /NaN is not a limit/],
    ['+Inf +Inf', /lower end below \+Inf/],
    ['-Inf -Inf', /upper one above -Inf/],
    ['0.21,0.22', /"0.21,0.22" has another separator/],
    ['0.21/0.22', /another separator/],
    ['1e 7 2e 7', /write %2B/], // "1e+7 2e+7" not encoded
    ['1 1e999', /too large/],
    ['0x10 20', /needs numbers such as/],
    ['21cm 22cm', /needs numbers/],
    ['1_0 20', /needs numbers/],
    [`${'1'.repeat(60_000)}x`, /^BAND needs numbers of up to 64 characters each, got "1{80}…" \(60001 characters\)$/],
    [`1 ${'0'.repeat(65)}`, /up to 64 characters each/],
  ])('not %j', (text, message) => {
    expect(() => parseInterval('BAND', text, example)).toThrow(UsageError);
    expect(() => parseInterval('BAND', text, example)).toThrow(message);
  });
});

describe('a number or an interval', () => {
  test.each<[string, [number, number]]>([
    ['0.21', [0.21, 0.21]],
    ['0.21 +Inf', [0.21, Infinity]],
  ])('%j', (text, expected) => {
    expect(parseNumberOrInterval('BAND', text, example)).toEqual(expected);
  });

  test.each([
    ['+Inf', /one or two numbers.*"\+Inf" alone/],
    ['1 2 3', /one or two numbers/],
    ['', /one or two numbers/],
    ['2 1', /lower end first/],
  ])('not %j', (text, message) => {
    expect(() => parseNumberOrInterval('BAND', text, example)).toThrow(message);
  });
});
