import { spawn } from 'node:child_process';

/** What one request cost, as curl counts it: process start not included. */
export interface Fetched {
  readonly status: number;
  readonly bytes: number;
  readonly firstByteSeconds: number;
  readonly seconds: number;
}

/** One curl that asks the same URL `times` times on one connection and throws the bodies away. */
export async function curl(url: string, times = 1, headers: readonly string[] = []): Promise<Fetched[]> {
  const one = ['-o', '/dev/null', url];
  const format = '%{http_code} %{size_download} %{time_starttransfer} %{time_total}\\n';
  const args = [
    '-s',
    '-S',
    ...headers.flatMap((header) => ['-H', header]),
    '-w',
    format,
    ...Array.from({ length: times }, () => one).flat(),
  ];
  const { out } = await timed('curl', args);
  const requests = out
    .trim()
    .split('\n')
    .map((text) => {
      const [status, bytes, firstByteSeconds, total] = text.split(' ').map(Number);
      return { status, bytes, firstByteSeconds, seconds: total };
    });
  const odd = requests.find((request) => request.status !== 200 && request.status !== 206);
  if (odd) throw new Error(`${url} answered ${odd.status}`);
  return requests;
}

/** Requests per second of `clients` connections that ask again as soon as they are answered. */
export async function wrk(url: string, clients: number, secondsLong: number): Promise<number> {
  const { out } = await timed('wrk', ['-t', '1', '-c', String(clients), '-d', `${secondsLong}s`, url]);
  if (/Non-2xx|Socket errors/.test(out)) throw new Error(`wrk on ${url}: ${out}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(out)![1]);
}

/** Runs a program to its end and times its life. */
export function timed(command: string, args: readonly string[], input = ''): Promise<{ out: string; seconds: number }> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) resolve({ out: Buffer.concat(out).toString(), seconds });
      else reject(new Error(`${command} ended with ${code}: ${Buffer.concat(err).toString().slice(-500)}`));
    });
    child.stdin.end(input);
  });
}
