export type { ByteAnswer, TextAnswer } from './answer.js';
export { clientGone } from './client-gone.js';
export { FaultFilter, sendText, type Wording } from './fault-filter.js';
export { PublicUrl } from './public-url.js';
export { QueryMethods } from './query-methods.js';
export { requestParams } from './request-params.js';
export { sendBytes, sendHead } from './send-bytes.js';
export { createServer, type ServerOptions } from './server.js';
export { ServiceStatus, vosiController } from './vosi-controller.js';
