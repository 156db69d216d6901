import type { Message } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { DescMethod } from '@bufbuild/protobuf';
import { event, question, streamQuestion, type Event, type Question, type StreamQuestion } from './bus.js';
import { mappedCodec, messageCodec, type Mapping } from './codec.js';

/** A method of a service in proto/, asked once. */
interface Unary<I extends Message, O extends Message> {
  readonly methodKind: 'unary';
  readonly input: GenMessage<I>;
  readonly output: GenMessage<O>;
}

interface Streaming<I extends Message, O extends Message> {
  readonly methodKind: 'server_streaming';
  readonly input: GenMessage<I>;
  readonly output: GenMessage<O>;
}

/** `sodalite.catalog.v1.resolve` of the method Resolve of sodalite.catalog.v1.CatalogService: the .proto files are where subjects are named. */
export function subjectOf(method: DescMethod, ...more: string[]): string {
  return [method.parent.file.proto.package, method.localName, ...more].join('.');
}

/** `sodalite.catalog.v1.changed` of the message sodalite.catalog.v1.ChangedEvent. */
export function eventSubjectOf(schema: GenMessage<Message>): string {
  const name = schema.name.replace(/Event$/, '');
  return `${schema.file.proto.package}.${name[0].toLowerCase()}${name.slice(1)}`;
}

/** Processes that answer the same subjects share them: one of the group gets each question. `sodalite.catalog.v1` of all subjects of that package. */
export function queueOf(subject: string): string {
  return /^(.+?\.v\d+)\./.exec(subject)?.[1] ?? subject;
}

/** The question of a method, in its messages. @param more words that its subject has besides */
export function rpc<I extends Message, O extends Message>(method: DescMethod & Unary<I, O>, ...more: string[]): Question<I, O> {
  return question(subjectOf(method, ...more), messageCodec(method.input), messageCodec(method.output));
}

/** The question of a method, in types of ours. */
export function mappedRpc<I extends Message, O extends Message, Request, Answer>(
  method: DescMethod & Unary<I, O>,
  request: Mapping<Request, I>,
  answer: Mapping<Answer, O>,
  ...more: string[]
): Question<Request, Answer> {
  return question(subjectOf(method, ...more), mappedCodec(method.input, request), mappedCodec(method.output, answer));
}

export function streamRpc<I extends Message, O extends Message>(
  method: DescMethod & Streaming<I, O>,
  ...more: string[]
): StreamQuestion<I, O> {
  return streamQuestion(subjectOf(method, ...more), messageCodec(method.input), messageCodec(method.output));
}

export function told<M extends Message>(schema: GenMessage<M>): Event<M> {
  return event(eventSubjectOf(schema as GenMessage<Message>), messageCodec(schema));
}

export function mappedTold<M extends Message, T>(schema: GenMessage<M>, mapping: Mapping<T, M>): Event<T> {
  return event(eventSubjectOf(schema as GenMessage<Message>), mappedCodec(schema, mapping));
}
