/**
 * Memory for some planes (channels) of a block of `count` pixels. The caller reads the file's bytes straight into `input(slot)`, then says with `add`
 * which channels they are. What comes back as a promise (from a GPU) must be awaited before anything else is called. Ask for `input` again before every read: memory may have grown, and what `add` leaves in it is not what was read.
 */
export interface Planes {
  /** planes that one `add` can take; more at a time is faster */
  readonly planes: number;
  /** count × bytes per pixel, of slot 0 … planes − 1 */
  input(slot?: number): Uint8Array;
  /** true: the planes of `spec.cube` are at hand already; what is in `input` when `add` is called plays no part, so nothing needs to be read */
  readonly resident?: boolean;
}
