/** Where memory is free; what lies where, and that there is enough of it, is the caller's business. */
export function base(): usize {
  return (__heap_base + 63) & ~63;
}
