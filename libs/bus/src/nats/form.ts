/** What a body is written in; an answer is in the form of its request. */
export type Form = 'protobuf' | 'json';
