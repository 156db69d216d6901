import { parametersMarkdown } from '../soda/parameters-markdown.js';
import { type CubeOperation, OPERATION_PARAMETERS } from './operations.js';

/** The parameters of /cube/<operation>/sync as a Markdown table, for docs/parameters.md. */
export function cubeParametersMarkdown(operation: CubeOperation): string {
  return parametersMarkdown(OPERATION_PARAMETERS[operation]);
}
