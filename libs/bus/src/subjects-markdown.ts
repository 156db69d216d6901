import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { Message } from '@bufbuild/protobuf';
import {
  CancelEventSchema,
  CatalogService,
  ChangedEventSchema,
  CubeService,
  JobsService,
  PreviewService,
  ProgressEventSchema,
  SodaService,
} from '#proto';
import { eventSubjectOf, queueOf, subjectOf } from './rpc.js';

const SERVICES = [CatalogService, SodaService, CubeService, PreviewService, JobsService];
const EVENTS = [ChangedEventSchema, ProgressEventSchema, CancelEventSchema] as readonly GenMessage<Message>[];
/** Subjects that go on with a word, so that each is answered by those alone who can. */
const MORE = new Map(JobsService.methods.map((method): [string, string] => [subjectOf(method), '.<service>']));

/** For docs/bus.md: every subject, its queue group and its messages. */
export function subjectsMarkdown(): string {
  const name = (typeName: string): string => `\`${typeName}\``;
  const asked = SERVICES.flatMap(({ methods }) => methods).map((method) => {
    const subject = subjectOf(method);
    const answer = `${method.methodKind === 'server_streaming' ? 'stream of ' : ''}${name(method.output.typeName)}`;
    return `| ${name(subject + (MORE.get(subject) ?? ''))} | ${name(queueOf(subject))} | ${name(method.input.typeName)} | ${answer} |`;
  });
  const told = EVENTS.map((schema) => `| ${name(eventSubjectOf(schema))} | ${name(schema.typeName)} |`);
  return [
    '| question | queue group | request | answer |',
    '|---|---|---|---|',
    ...asked,
    '',
    '| event | message |',
    '|---|---|',
    ...told,
    '',
  ].join('\n');
}
