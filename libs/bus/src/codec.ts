import { create, fromBinary, fromJson, toBinary, toJson, type JsonValue, type Message, type MessageInitShape } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { DescMessage } from '@bufbuild/protobuf';

/** How a message crosses a wire; within a process it goes by reference. */
export interface Codec<T> {
  /** of the message, for people */
  readonly name: string;
  toBinary(value: T): Uint8Array;
  fromBinary(bytes: Uint8Array): T;
  toJson(value: T): JsonValue;
  fromJson(json: JsonValue): T;
}

/** Between a type of ours and its protobuf message. */
export interface Mapping<T, M extends Message> {
  to(value: T): MessageInitShape<GenMessage<M>>;
  from(message: M): T;
}

// Names as in the .proto files, which are those of ObsCore; and what is empty is said too, for readers without the schema.
const JSON_FORM = { useProtoFieldName: true, alwaysEmitImplicit: true };

/** The message itself. */
export function messageCodec<M extends Message>(schema: GenMessage<M>): Codec<M> {
  return {
    name: schema.typeName,
    toBinary: (value) => toBinary(schema as DescMessage, value),
    fromBinary: (bytes) => fromBinary(schema, bytes) as M,
    toJson: (value) => toJson(schema as DescMessage, value, JSON_FORM),
    fromJson: (json) => fromJson(schema, json) as M,
  };
}

/** A type of ours that has a message for the wire. */
export function mappedCodec<T, M extends Message>(schema: GenMessage<M>, { to, from }: Mapping<T, M>): Codec<T> {
  const message = messageCodec(schema);
  return {
    name: message.name,
    toBinary: (value) => message.toBinary(create(schema, to(value)) as M),
    fromBinary: (bytes) => from(message.fromBinary(bytes)),
    toJson: (value) => message.toJson(create(schema, to(value)) as M),
    fromJson: (json) => from(message.fromJson(json)),
  };
}
