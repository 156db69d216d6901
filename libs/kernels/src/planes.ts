/**
 * Memory for some planes (channels) of a block of `count` pixels. The caller reads the file's bytes straight into `input(slot)`, then says with `add`
 * which channels they are. Ask for `input` again before every read: memory may have grown, and what `add` leaves in it is not what was read.
 */
export interface Planes {
  /** planes that one `add` can take; more at a time is faster */
  readonly planes: number;
  /** count × bytes per pixel, of slot 0 … planes − 1 */
  input(slot?: number): Uint8Array;
}
