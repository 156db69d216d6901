import type { JsonValue } from '@bufbuild/protobuf';
import type { Msg } from '@nats-io/transport-node';
import { FatalError, UsageError, type DomainError } from '#faults';
import { FaultSchema } from '#proto';
import { messageCodec, type Codec } from '../codec.js';
import { errorOf } from './fault-message.js';
import type { Form } from './form.js';
import { CONTENT_TYPE, FAULT } from './headers.js';

const FORMS: Readonly<Record<string, Form>> = {
  'application/protobuf': 'protobuf',
  'application/x-protobuf': 'protobuf',
  'application/octet-stream': 'protobuf',
  'application/json': 'json',
};
const BRACE = 0x7b;
const faults = messageCodec(FaultSchema);

/** No message of protobuf 3 begins with `{`, which would begin a group: JSON needs no header. @throws UsageError for another content-type */
export function formOf({ headers, data }: Msg): Form {
  const type = headers?.get(CONTENT_TYPE);
  if (!type) return data[0] === BRACE ? 'json' : 'protobuf';
  const form = FORMS[type.split(';')[0].trim().toLowerCase()];
  if (!form) throw new UsageError(`content-type must be one of ${Object.keys(FORMS).join(', ')}, got ${type}`);
  return form;
}

export function encodeBody<T>(codec: Codec<T>, value: T, form: Form): Uint8Array {
  return form === 'protobuf' ? codec.toBinary(value) : new TextEncoder().encode(JSON.stringify(codec.toJson(value)));
}

/** @throws UsageError for what is no such message */
export function decodeBody<T>(codec: Codec<T>, data: Uint8Array, form: Form): T {
  try {
    return form === 'protobuf' ? codec.fromBinary(data) : codec.fromJson(JSON.parse(new TextDecoder().decode(data)) as JsonValue);
  } catch (cause) {
    throw new UsageError(`the body must be ${codec.name} as ${form}: ${(cause as Error).message}`, { cause });
  }
}

/** An answer to a question of ours, which is in protobuf. @throws the fault that it is */
export function decodeAnswer<T>(codec: Codec<T>, subject: string, { headers, data }: Msg): T {
  if (headers?.has(FAULT)) throw faultIn(data);
  try {
    return codec.fromBinary(data);
  } catch (cause) {
    throw new FatalError(`${subject}: the answer is no ${codec.name}`, { cause });
  }
}

/** @throws never: a fault that cannot be read is one too */
export function faultIn(data: Uint8Array): DomainError {
  try {
    return errorOf(faults.fromBinary(data));
  } catch (cause) {
    return new FatalError('a fault came that cannot be read', { cause });
  }
}
