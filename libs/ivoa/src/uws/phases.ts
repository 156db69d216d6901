/** What a phase of UWS 1.1 §2.1.3 means to the machinery. */
export interface PhaseTraits {
  /** a blocking poll may wait in it (UWS 1.1 §2.2.1.1) */
  readonly waits: boolean;
  /** nothing will change any more but by destruction */
  readonly ended: boolean;
  /** what a client may ask by PHASE= */
  readonly asks: readonly PhaseCommand[];
}

export type PhaseCommand = 'RUN' | 'ABORT';

/** Every phase; what a client may ask is from the table of UWS 1.1 §2.1.3. */
export const UWS_PHASES = {
  PENDING: { waits: true, ended: false, asks: ['RUN', 'ABORT'] },
  QUEUED: { waits: true, ended: false, asks: ['ABORT'] },
  EXECUTING: { waits: true, ended: false, asks: ['ABORT'] },
  COMPLETED: { waits: false, ended: true, asks: [] },
  ERROR: { waits: false, ended: true, asks: [] },
  UNKNOWN: { waits: false, ended: false, asks: [] },
  HELD: { waits: false, ended: false, asks: ['RUN', 'ABORT'] },
  SUSPENDED: { waits: false, ended: false, asks: ['ABORT'] },
  ABORTED: { waits: false, ended: true, asks: [] },
  ARCHIVED: { waits: false, ended: true, asks: [] },
} as const satisfies Record<string, PhaseTraits>;

export type UwsPhase = keyof typeof UWS_PHASES;

export function isUwsPhase(text: string): text is UwsPhase {
  return Object.hasOwn(UWS_PHASES, text);
}
