import { expect, test } from '@jest/globals';
import * as bus from '#bus';

test('surface', () =>
  expect(Object.keys(bus).sort()).toEqual([
    'Bus',
    'InProcessBus',
    'NatsBus',
    'NearBus',
    'event',
    'eventSubjectOf',
    'mappedCodec',
    'mappedRpc',
    'mappedTold',
    'messageCodec',
    'parseNatsUrl',
    'question',
    'queueOf',
    'rpc',
    'streamQuestion',
    'streamRpc',
    'subjectOf',
    'subjectsMarkdown',
    'told',
  ]));
