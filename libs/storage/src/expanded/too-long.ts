import { LimitError } from '#faults';

export function tooLong(name: string, maxBytes: number): LimitError {
  return new LimitError(`${name} is compressed, and what is inside is longer than the ${maxBytes} bytes that SODALITE_MAX_EXPANDED allows`);
}
