import type { ErrorAnswer } from '../dali/error-answer.js';
import { siaError } from '../sia2/errors.js';

/** SSA 1.1 §8.10: QUERY_STATUS says ERROR, its text why. The words before the colon are those of SIA 2, for SSA has none of its own. */
export function ssaError(error: unknown): ErrorAnswer {
  return siaError(error);
}
