/** Bytes a second before anything has been measured. */
const ASSUMED = 200e6;
/** Older measurements count for less: half as much after so many bytes. */
const HALF_BYTES = 512 * 1024 * 1024;

/** How fast this process makes the bytes of answers, from reading to the block that is sent; without the wait for the client. */
export class ReadingRate {
  private bytes = 0;
  private seconds = 0;

  get bytesPerSecond(): number {
    return this.seconds > 0.001 ? this.bytes / this.seconds : ASSUMED;
  }

  add(bytes: number, seconds: number): void {
    const kept = 0.5 ** (bytes / HALF_BYTES);
    this.bytes = this.bytes * kept + bytes;
    this.seconds = this.seconds * kept + seconds;
  }
}

/** Of this process. */
export const readingRate = new ReadingRate();
