import { expect } from '@jest/globals';
import type { UwsApp } from './uws-app.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A client that follows no redirects; `as` is the user. */
export class UwsClient {
  constructor(
    readonly app: UwsApp,
    private readonly as?: string,
  ) {}

  get url(): string {
    return this.app.url;
  }

  /** @param target a path below the job list, or a whole URL */
  async ask(method: string, target = '', body?: string | FormData, headers: Record<string, string> = {}): Promise<Reply> {
    const form = typeof body === 'string' ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
    const user: Record<string, string> = this.as === undefined ? {} : { 'x-user': this.as };
    const url = target.startsWith('http') ? target : `${this.url}${target}`;
    const response = await fetch(url, { method, body, headers: { ...form, ...user, ...headers }, redirect: 'manual' });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  get = (target = '', headers: Record<string, string> = {}): Promise<Reply> => this.ask('GET', target, undefined, headers);
  post = (target: string, body: string | FormData): Promise<Reply> => this.ask('POST', target, body);

  /** @returns the id of the new job */
  async create(body: string | FormData): Promise<string> {
    const { status, headers } = await this.post('', body);
    expect(status).toBe(303);
    const location = headers.get('location')!;
    expect(location.startsWith(`${this.url}/`)).toBe(true);
    return location.slice(this.url.length + 1);
  }

  phase = async (id: string): Promise<string> => (await this.get(`/${id}/phase`)).text;

  /** Until the job has that phase. */
  async until(id: string, phase: string): Promise<Reply> {
    for (;;) {
      const now = await this.phase(id);
      if (now === phase) return this.get(`/${id}`);
      await this.get(`/${id}?WAIT=-1&PHASE=${now}`);
    }
  }
}

/** The text of an element of a UWS document; undefined when it is not there. */
export function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<uws:${name}(?: [^>]*)?>([^<]*)</uws:${name}>`).exec(xml)?.[1];
}

export const isNil = (xml: string, name: string): boolean => xml.includes(`<uws:${name} xsi:nil="true"/>`);
