export { base } from './base';
export { convert } from './convert';
export { select } from './select';
export { powers } from './powers';
export { squares } from './squares';
export { bothExtremes, extremes, follow } from './extremes';
export { errors } from './errors';
