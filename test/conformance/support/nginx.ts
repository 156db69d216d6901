import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './tool.js';

/** nginx with TLS in front of a service, below a path prefix. */
export interface Front {
  readonly certificate: string;
  readonly close: () => Promise<void>;
}

/** Serves `https://localhost:<port><prefix>/…` from `upstream`, with a certificate made for the occasion. */
export async function startNginx(port: number, prefix: string, upstream: string): Promise<Front> {
  const root = await mkdtemp(join(tmpdir(), 'sodalite-nginx-'));
  const [certificate, key] = [join(root, 'cert.pem'), join(root, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const made = await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject]);
  if (made.code !== 0) throw new Error(`openssl: ${made.err}`);
  await mkdir(join(root, 'logs'));
  await writeFile(join(root, 'nginx.conf'), configuration(root, port, prefix, upstream));
  const child = spawn('/usr/sbin/nginx', ['-p', root, '-c', join(root, 'nginx.conf'), '-e', join(root, 'logs/error.log')], {
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => child.on('exit', resolve));
  while ((await run('curl', ['-s', '-o', '/dev/null', '--cacert', certificate, `https://localhost:${port}/`])).code !== 0) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    await pause(50);
  }
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    await rm(root, { recursive: true });
  };
  return { certificate, close };
}

const configuration = (root: string, port: number, prefix: string, upstream: string): string => `
daemon off;
pid ${root}/nginx.pid;
worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy; fastcgi_temp_path ${root}/f; uwsgi_temp_path ${root}/u; scgi_temp_path ${root}/s;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${root}/cert.pem;
    ssl_certificate_key ${root}/key.pem;
    location ${prefix}/ {
      proxy_pass ${upstream}/;
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
    }
  }
}
`;
