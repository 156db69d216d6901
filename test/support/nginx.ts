import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Nginx {
  readonly url: string;
  close(): Promise<void>;
}

/** nginx from Debian on a port of the loopback address. @param http what stands in its `http` block, `server` included */
export async function startNginx(port: number, http: string): Promise<Nginx> {
  const root = await mkdtemp(join(tmpdir(), 'sodalite-nginx-'));
  await mkdir(join(root, 'logs'));
  await writeFile(join(root, 'nginx.conf'), configuration(root, http));
  const child = spawn('/usr/sbin/nginx', ['-p', root, '-c', join(root, 'nginx.conf'), '-e', join(root, 'logs/error.log')], {
    stdio: 'ignore',
  });
  let ended = false;
  const gone = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error']) child.once(event, () => resolve());
  }).then(() => {
    ended = true;
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (ended) throw new Error('nginx (Debian package nginx-light) did not start');
    await pause(20);
  }
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    await rm(root, { recursive: true });
  };
  return { url, close };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => (await response.body?.cancel(), true),
    () => false,
  );
}

const configuration = (root: string, http: string): string => `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${root}/nginx.pid;
worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy; fastcgi_temp_path ${root}/f; uwsgi_temp_path ${root}/u; scgi_temp_path ${root}/s;
  ${http}
}
`;
