import type { LoggerService } from '@nestjs/common';
import type { Logger } from '#ops';

/** Where Nest tells of its own assembly: for debugging. */
const ASSEMBLY = new Set<unknown>(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's own words, and those of its Logger class, as lines of our log. */
export function nestLogger(logger: Logger): LoggerService {
  const say =
    (level: 'info' | 'debug' | 'warn' | 'error' | 'trace' | 'fatal') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const { error, ...fields } = typeof message === 'object' && message !== null ? (message as { error?: unknown }) : {};
      const text = typeof message === 'string' ? message : String(rest[0] ?? '');
      const at = level === 'info' && ASSEMBLY.has(context) ? 'debug' : level;
      logger[at]({ context, ...fields, ...(error === undefined ? {} : { err: error }) }, text);
    };
  return { log: say('info'), warn: say('warn'), error: say('error'), debug: say('debug'), verbose: say('trace'), fatal: say('fatal') };
}
