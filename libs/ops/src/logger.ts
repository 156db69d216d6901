import { pino, type DestinationStream, type Logger } from 'pino';
import { whatIsDone } from './doing.js';

export type { Logger };

export interface LoggerOptions {
  /** Default 'info'. */
  readonly level?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Default: standard error, so that what a command prints on standard output stays clean. */
  readonly destination?: DestinationStream;
}

/** JSON lines, one for each event, with ISO times and for whom it is done: what log collectors read without being told a format. */
export function makeLogger({ level = 'info', destination = pino.destination(2) }: LoggerOptions = {}): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: forWhom,
    },
    destination,
  );
}

/** What is undefined makes no field. */
function forWhom(): object {
  const { requestId, jobId, trace } = whatIsDone() ?? {};
  return { requestId, jobId, traceId: trace?.traceparent.split('-')[1] };
}
