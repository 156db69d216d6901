import { infoElement, RESOURCE_TAIL, RESULTS_HEAD, VOTABLE_HEAD, VOTABLE_TAIL } from './document.js';

/**
 * A failure as VOTable (DALI 1.1 §4.4.2): no table, the message in QUERY_STATUS.
 * @param message begins with the protocol's fault, as in `UsageFault: …`
 * @param standardId repeated as INFO where the protocol asks for it (DataLink 1.1 §3.3)
 */
export function errorDocument(message: string, standardId?: string): string {
  const standard = standardId === undefined ? '' : infoElement('standardID', standardId);
  return `${VOTABLE_HEAD}${RESULTS_HEAD}${infoElement('QUERY_STATUS', 'ERROR', message)}${standard}${RESOURCE_TAIL}${VOTABLE_TAIL}`;
}
