export { reserve } from './memory';
export { decodeRice } from './rice-decode';
export { encodeRice, riceCapacity } from './rice-encode';
export { decodeHcompress } from './hcompress';
export { unshuffle } from './shuffle';
