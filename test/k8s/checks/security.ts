import { containersOf, podsOf } from '../objects.js';
import type { Check } from './check.js';

/** What the namespace's level `restricted` asks for, and a root file system that nobody writes to. */
export const security: Check = ({ objects }) => [
  ...podsOf(objects).flatMap(({ owner, spec: { securityContext, automountServiceAccountToken } }) => [
    ...expected(securityContext?.runAsNonRoot === true, `${owner}: runAsNonRoot must be true`),
    ...expected((securityContext?.runAsUser ?? 0) > 0, `${owner}: runAsUser must be a number above 0`),
    ...expected(securityContext?.seccompProfile?.type === 'RuntimeDefault', `${owner}: seccompProfile must be RuntimeDefault`),
    ...expected(automountServiceAccountToken === false, `${owner}: automountServiceAccountToken must be false`),
  ]),
  ...containersOf(objects).flatMap(({ where, container: { securityContext, resources } }) => [
    ...expected(securityContext?.allowPrivilegeEscalation === false, `${where}: allowPrivilegeEscalation must be false`),
    ...expected(securityContext?.readOnlyRootFilesystem === true, `${where}: readOnlyRootFilesystem must be true`),
    ...expected(securityContext?.capabilities?.drop?.includes('ALL') === true, `${where}: capabilities must drop ALL`),
    ...expected(
      ['cpu', 'memory'].every((what) => resources?.requests?.[what]),
      `${where}: must request cpu and memory`,
    ),
    ...expected(resources?.limits?.memory !== undefined, `${where}: must have a limit of memory`),
  ]),
];

const expected = (holds: boolean, complaint: string): string[] => (holds ? [] : [complaint]);
