import { freePort } from './free-port.js';
import { startNginx, type Nginx } from './nginx.js';

export type StaticNginx = Nginx;

/** nginx serving the files of a directory as archives do: ranges, ETags, If-Match. */
export async function startStaticNginx(directory: string): Promise<StaticNginx> {
  const port = await freePort();
  return startNginx(
    port,
    `sendfile on;
  keepalive_requests 100000;
  default_type application/octet-stream;
  server {
    listen 127.0.0.1:${port};
    root ${directory};
  }`,
  );
}
