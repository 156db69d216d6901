import { summaryOf, type Job, type JobSummary } from '../record/job.js';
import type { JobCount, JobListener, JobQuery } from './job-store.js';

/** What a store knows of its jobs without asking: summaries for lists, and who wants to be told. */
export class JobIndex {
  private readonly known = new Map<string, { readonly summary: JobSummary; readonly revision: number }>();
  private readonly deleted = new Map<string, number>();
  private readonly listeners = new Set<JobListener>();

  /** News may come late or twice: an older revision changes nothing. */
  set(job: Job, revision: number): void {
    if ((this.known.get(job.id)?.revision ?? 0) >= revision || (this.deleted.get(job.id) ?? 0) > revision) return;
    this.known.set(job.id, { summary: summaryOf(job), revision });
    for (const listener of this.listeners) listener(job.id, job);
  }

  delete(id: string, revision: number): void {
    const known = this.known.get(id);
    if (known && known.revision > revision) return;
    this.deleted.set(id, revision);
    if (this.deleted.size > REMEMBERED) this.deleted.delete(this.deleted.keys().next().value!);
    if (this.known.delete(id)) for (const listener of this.listeners) listener(id, undefined);
  }

  has(id: string): boolean {
    return this.known.has(id);
  }

  revisionOf(id: string): number | undefined {
    return this.known.get(id)?.revision;
  }

  ids(): string[] {
    return [...this.known.keys()];
  }

  watch(listener: JobListener): () => void {
    // One function may be given twice: each is a watching of its own.
    const own: JobListener = (id, job) => listener(id, job);
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  counts(): JobCount[] {
    const counts = new Map<string, JobCount>();
    for (const {
      summary: { service, slot, phase },
    } of this.known.values()) {
      const kind = `${service} ${slot} ${phase}`;
      counts.set(kind, { service, slot, phase, count: (counts.get(kind)?.count ?? 0) + 1 });
    }
    return [...counts.values()];
  }

  list({ service, owner, phases, after, last }: JobQuery): JobSummary[] {
    const found: JobSummary[] = [];
    for (const { summary } of this.known.values()) {
      if (service !== undefined && summary.service !== service) continue;
      if (owner !== undefined && summary.owner !== owner.is) continue;
      if (phases !== undefined && phases.length > 0 && !phases.includes(summary.phase)) continue;
      if (after !== undefined && summary.created <= after) continue;
      found.push(summary);
    }
    found.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
    return last === undefined ? found : found.slice(-last).reverse();
  }
}

/** Deletions whose order with late news is kept. */
const REMEMBERED = 10_000;
