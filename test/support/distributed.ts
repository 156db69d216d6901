import { join } from 'node:path';
import { freePort } from './free-port.js';
import { startNats, type NatsServers } from './nats-server.js';
import { startNginx } from './nginx.js';
import { spawnProgram, type Program } from './program.js';

/** The services, and the paths under which an ingress finds them. */
const PATHS = {
  datalink: ['/datalink/', '/sia/', '/ssa/', '/'],
  soda: ['/soda/', '/files'],
  cube: ['/cube/'],
} as const;

export type ServiceName = keyof typeof PATHS;
const NAMES = Object.keys(PATHS) as ServiceName[];

export interface DistributedOptions {
  readonly data: string;
  readonly state: string;
  readonly env?: Readonly<Record<string, string>>;
  /** processes of each service; 1 */
  readonly replicas?: number;
  /** one that is there already; it is left as it is */
  readonly broker?: NatsServers;
}

/** One process of a service, on a port that stays. */
export interface Replica {
  readonly service: ServiceName;
  readonly url: string;
  readonly program: Program;
  /** comes back when it is ready */
  start(): Promise<void>;
}

export interface Distributed {
  /** of the nginx in front of all */
  readonly url: string;
  /** of the first soda */
  readonly pid: number;
  /** directory where the first cube makes its products */
  readonly products: string;
  readonly broker: NatsServers;
  readonly replicas: readonly Replica[];
  /** the first of that service */
  replica(service: ServiceName): Replica;
  close(): Promise<void>;
}

/** Every service in a process of its own, a broker between them and nginx in front, which finds them by path. */
export async function startDistributed(options: DistributedOptions): Promise<Distributed> {
  const { replicas: count = 1 } = options;
  const broker = options.broker ?? (await startNats({ jetstream: true }));
  const port = await freePort();
  const env = {
    NATS_URL: broker.urls.join(','),
    SODALITE_BASE_URL: `http://127.0.0.1:${port}`,
    SODALITE_DATA: options.data,
    SODALITE_RESULTS: join(options.state, 'results'),
    ...options.env,
  };
  const replicas: RunningReplica[] = [];
  for (const service of NAMES)
    for (let i = 0; i < count; i++) {
      const state = join(options.state, `${service}-${i}`);
      replicas.push(new RunningReplica(service, await freePort(), { ...env, SODALITE_STATE: state }));
    }
  const stop = async (): Promise<void> => {
    // In the order in which they need each other.
    for (const service of NAMES.toReversed())
      await Promise.all(replicas.filter((one) => one.service === service).map((one) => one.program?.stop()));
    if (!options.broker) await broker.close();
  };
  try {
    await Promise.all(replicas.map((one) => one.start()));
    const front = await startNginx(port, routing(port, replicas));
    const replica = (service: ServiceName): Replica => replicas.find((one) => one.service === service)!;
    const products = join(options.state, 'cube-0/products');
    return { url: front.url, pid: replica('soda').program.pid, products, broker, replicas, replica, close: () => front.close().then(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}

class RunningReplica implements Replica {
  program!: Program; // from its start on, ready or not: whoever gives up ends it

  constructor(
    readonly service: ServiceName,
    private readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.program = spawnProgram({ script: `${this.service}/src/main.js`, port: this.port, env: this.env });
    await this.program.ready();
  }
}

/** By path; whoever is not there or says 503 is passed by when there is another one. */
function routing(port: number, replicas: readonly Replica[]): string {
  const upstreams = NAMES.map((name) => {
    const servers = replicas.filter(({ service }) => service === name).map(({ url }) => `server ${new URL(url).host} max_fails=0;`);
    return `upstream ${name} { ${servers.join(' ')} keepalive 32; }`;
  });
  const locations = NAMES.flatMap((name) => PATHS[name].map((path) => `location ${path} { proxy_pass http://${name}; }`));
  return `
  ${upstreams.join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 100000;
    client_max_body_size 0;
    large_client_header_buffers 4 128k;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_read_timeout 1h;
    proxy_next_upstream error timeout http_503;
    ${locations.join('\n    ')}
  }`;
}
