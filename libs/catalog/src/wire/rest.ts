/** Does nothing; does not compile while the type has a member that the caller has not put into the message. */
export function nothingLeft(_rest: Readonly<Record<string, never>>): void {}

/** What is not there is not said; an empty list is none. */
export const listOrNone = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);
