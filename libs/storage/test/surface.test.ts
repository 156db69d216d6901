import { expect, test } from '@jest/globals';
import * as storage from '../src/index.js';

test('surface', () =>
  expect(Object.keys(storage).sort()).toEqual([
    'SourceOpener',
    'Spool',
    'coalesce',
    'counting',
    'expanded',
    'fileSource',
    'memorySource',
    'recording',
  ]));
