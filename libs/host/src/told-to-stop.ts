import type { Logger } from '#ops';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Aborts at the first signal, which lets what is under way finish; a second one ends the process at once. */
export function toldToStop(logger: Logger): AbortSignal {
  const stop = new AbortController();
  const told = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) process.exit(1);
    logger.info({ signal }, 'stopping; requests under way are finished first, a second signal ends them');
    stop.abort();
  };
  for (const name of SIGNALS) process.on(name, told);
  return stop.signal;
}
