import { parseXml, type XmlElement } from '../../libs/ivoa/src/votable/reader.js';

/** A result as the document of its job tells of it. */
export interface TestResult {
  readonly id: string;
  readonly href: string;
  readonly type: string;
}

export interface JobState {
  readonly phase: string;
  readonly results: readonly TestResult[];
  readonly error?: string;
  /** total, made, empty, failed */
  readonly progress: Readonly<Record<string, string>>;
}

type Form = Record<string, string | readonly string[]> | FormData;

/** A job of a running server, as a client sees it. */
export class TestJob {
  private constructor(readonly url: string) {}

  /** @param list URL of the job list */
  static async create(list: string, form: Form): Promise<TestJob> {
    const body = form instanceof FormData ? form : new URLSearchParams(pairs(form));
    const response = await fetch(list, { method: 'POST', body, redirect: 'manual' });
    if (response.status !== 303) throw new Error(`${response.status} ${await response.text()}`);
    return new TestJob(response.headers.get('location')!);
  }

  /** One that was created before. */
  static at(url: string): TestJob {
    return new TestJob(url);
  }

  async state(): Promise<JobState> {
    const root = parseXml(await (await fetch(this.url)).text());
    const below = (element: XmlElement, name: string): XmlElement[] => element.children.filter((child) => child.name === name);
    const [phase] = below(root, 'phase');
    const results = below(root, 'results').flatMap((list) => below(list, 'result'));
    return {
      phase: phase.text,
      results: results.map(({ attributes }) => ({ id: attributes.id, href: attributes['xlink:href'], type: attributes['mime-type'] })),
      error: below(root, 'errorSummary')[0]?.children[0]?.text,
      progress: below(root, 'jobInfo')[0]?.children[0]?.attributes ?? {},
    };
  }

  /** Polls, blocking, until the phase is one of these. */
  async until(...phases: readonly string[]): Promise<JobState> {
    for (;;) {
      const state = await this.state();
      if (phases.includes(state.phase)) return state;
      if (!['PENDING', 'QUEUED', 'EXECUTING'].includes(state.phase)) throw new Error(`the job is ${state.phase}: ${state.error}`);
      await (await fetch(`${this.url}?WAIT=2&PHASE=${state.phase}`)).text();
    }
  }

  async post(child: string, form: Record<string, string>): Promise<void> {
    const response = await fetch(`${this.url}/${child}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
    if (response.status !== 303) throw new Error(`${response.status} ${await response.text()}`);
  }

  async result(id: string): Promise<Buffer> {
    const response = await fetch(`${this.url}/results/${id}`);
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }
}

const pairs = (form: Record<string, string | readonly string[]>): [string, string][] =>
  Object.entries(form).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value as string]));
