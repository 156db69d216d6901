/** One answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
}

export type Pairs = Readonly<Record<string, string | readonly string[]>>;

/** `?ID=…&POL=I&POL=V`; a list repeats the parameter. */
export function query(parameters: Pairs): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/** GET unless `init` says otherwise; redirects are not followed, so that a test sees them. */
export async function ask(url: string, parameters: Pairs = {}, init: RequestInit = {}): Promise<Answer> {
  const target = Object.keys(parameters).length ? `${url}?${query(parameters)}` : url;
  const response = await fetch(target, { redirect: 'manual', ...init });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') };
}
