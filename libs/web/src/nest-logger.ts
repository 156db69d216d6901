import type { LoggerService } from '@nestjs/common';
import type { Logger } from '#ops';

/** Nest's own words, and those of its Logger class, as lines of our log. Start-up chatter is for debugging. */
export function nestLogger(logger: Logger): LoggerService {
  const say =
    (level: 'debug' | 'warn' | 'error' | 'trace' | 'fatal') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const { error, ...fields } = typeof message === 'object' && message !== null ? (message as { error?: unknown }) : {};
      const text = typeof message === 'string' ? message : String(rest[0] ?? '');
      logger[level]({ context, ...fields, ...(error === undefined ? {} : { err: error }) }, text);
    };
  return { log: say('debug'), warn: say('warn'), error: say('error'), debug: say('debug'), verbose: say('trace'), fatal: say('fatal') };
}
