import type { ServerResponse } from 'node:http';

/**
 * Ends an answer whose client takes nothing for `ms`. Node's own idle timer of the connection is used, for it looks at what has left the
 * queue: a slow client that takes a little now and then is not idle, though a block of a mebibyte lasts it minutes.
 */
export function endWhenStalled(raw: ServerResponse, ms: number): void {
  raw.setTimeout(ms, () => raw.destroy());
}
