/** Bytes a second before anything has been measured. */
const ASSUMED = 200e6;
/** Older measurements count for less: half as much after so many bytes. */
const HALF_BYTES = 512 * 1024 * 1024;

/** How fast this process makes the bytes of answers, from reading to the block that is sent, all of them together; without the wait for clients. */
export class ReadingRate {
  private bytes = 0;
  private seconds = 0;
  private active = 0;
  private since = 0;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  get bytesPerSecond(): number {
    return this.seconds > 0.001 ? this.bytes / this.seconds : ASSUMED;
  }

  /** A block is being made; several at a time share the time that passes. */
  begin(): void {
    if (this.active++ === 0) this.since = this.nowMs();
  }

  end(bytes: number): void {
    const now = this.nowMs();
    const kept = 0.5 ** (bytes / HALF_BYTES);
    this.bytes = this.bytes * kept + bytes;
    this.seconds = this.seconds * kept + (now - this.since) / 1000;
    this.since = now;
    this.active -= 1;
  }
}

/** Of this process. */
export const readingRate = new ReadingRate();
