export { reserve } from './memory';
export { decodeRice } from './rice-decode';
export { encodeRice } from './rice-encode';
export { decodeHcompress } from './hcompress';
export { unshuffle } from './shuffle';
export { decodePlio } from './plio';
