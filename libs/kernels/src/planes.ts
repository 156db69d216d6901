/**
 * Memory for some planes (channels) of a block of `count` pixels. The caller reads the file's bytes straight into `input(slot)`, then says with `add`
 * which channels they are. Ask for `input` again before every read: memory may have grown, and what `add` leaves in it is not what was read. Where a
 * kernel answers with a promise (on a GPU) it must have come true before the next call.
 */
export interface Planes {
  /** planes that one `add` can take; more at a time is faster */
  readonly planes: number;
  /** count × bytes per pixel, of slot 0 … planes − 1 */
  input(slot?: number): Uint8Array;
  /** true: the planes of `spec.cube` are at hand already; what is in `input` when `add` is called plays no part, so nothing needs to be read */
  readonly resident?: boolean;
  /** gives the memory back of what will not be finished; `finish` does so itself */
  close?(): void;
}
