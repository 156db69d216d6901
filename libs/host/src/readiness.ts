import type { Bus } from '#bus';
import { catalogStatus } from '#catalog';
import { DomainError } from '#faults';

/** A probe does not wait longer. */
const PATIENCE_MS = 2000;

/** Whether requests may be sent to this process. */
export class Readiness {
  /** What it does at this moment; it answers only while it serves. */
  phase: 'starting' | 'serving' | 'stopping' = 'starting';

  constructor(private readonly bus: Bus) {}

  /** `note` is a sentence for people. */
  async look(): Promise<{ readonly ready: boolean; readonly note: string }> {
    if (this.phase !== 'serving') return { ready: false, note: this.phase };
    if (!this.bus.connected) return { ready: false, note: 'the broker is away' };
    try {
      return await this.bus.ask(catalogStatus, {}, { timeoutMs: PATIENCE_MS });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { ready: false, note: `the catalogue does not answer: ${error.message}` };
    }
  }
}
