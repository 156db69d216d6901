import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

export interface BareMessage {
  readonly subject: string;
  readonly reply?: string;
  /** the first line has the status */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

const MSG = /^(H?)MSG (\S+) \S+ (?:(\S+) )??(?:(\d+) )?(\d+)\r\n/;

/** The NATS protocol by hand, as any language can speak it: INFO, CONNECT, SUB, PUB, HPUB, MSG, HMSG, PING, PONG. */
export class BareClient {
  private unread = Buffer.alloc(0);
  private readonly arrived: BareMessage[] = [];
  private wake: (() => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => this.read(bytes));
  }

  static async connect(port: number): Promise<BareClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const client = new BareClient(socket);
    socket.write('CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\nSUB answers.> 1\r\n');
    return client;
  }

  /** Asks; the answer comes under `answers.<name>`. */
  ask(subject: string, name: string, body: string | Uint8Array, headers: readonly string[] = []): void {
    const bytes = Buffer.from(body as string);
    if (headers.length === 0) return this.write(`PUB ${subject} answers.${name} ${bytes.length}\r\n`, bytes);
    const head = Buffer.from(`NATS/1.0\r\n${headers.join('\r\n')}\r\n\r\n`);
    this.write(`HPUB ${subject} answers.${name} ${head.length} ${head.length + bytes.length}\r\n`, Buffer.concat([head, bytes]));
  }

  tell(subject: string, body: string): void {
    this.write(`PUB ${subject} ${Buffer.byteLength(body)}\r\n`, Buffer.from(body));
  }

  async next(): Promise<BareMessage> {
    while (this.arrived.length === 0) await new Promise<void>((wake) => (this.wake = wake));
    return this.arrived.shift()!;
  }

  get waiting(): number {
    return this.arrived.length;
  }

  close(): void {
    this.socket.destroy();
  }

  private write(command: string, body: Buffer): void {
    this.socket.write(Buffer.concat([Buffer.from(command), body, Buffer.from('\r\n')]));
  }

  private read(bytes: Buffer): void {
    this.unread = Buffer.concat([this.unread, bytes]);
    for (;;) {
      const end = this.unread.indexOf('\r\n') + 2;
      if (end < 2) return;
      const line = this.unread.toString('latin1', 0, end);
      const found = MSG.exec(line);
      if (!found) {
        if (line.startsWith('PING')) this.socket.write('PONG\r\n');
        this.unread = this.unread.subarray(end);
        continue;
      }
      const [, h, subject, reply, headLength, length] = found;
      if (this.unread.length < end + Number(length) + 2) return;
      const head = h === 'H' ? Number(headLength) : 0;
      const headers = this.unread
        .toString('utf8', end, end + head)
        .trimEnd()
        .split('\r\n');
      this.arrived.push({ subject, reply, headers, body: Buffer.from(this.unread.subarray(end + head, end + Number(length))) });
      this.unread = this.unread.subarray(end + Number(length) + 2);
      this.wake?.();
    }
  }
}
