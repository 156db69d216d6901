import { type CommonRequest, parseCommon } from '../dali/common.js';
import type { Params } from '../dali/params.js';

export interface LinksRequest extends CommonRequest {
  /** as sent, each once, in the order of their first appearance; none is not an error (DataLink 1.1 §2.1) */
  readonly ids: string[];
}

/**
 * The parameters of {links}. Unknown ones are ignored: there is no filter here that could get lost, and ID is opaque, so an empty one
 * is an unknown ID and gets its error row.
 */
export function parseLinks(params: Params): LinksRequest {
  return { ...parseCommon(params), ids: [...new Set(params.all('ID'))] };
}
