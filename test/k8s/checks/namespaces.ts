import { named } from '../objects.js';
import type { Check } from './check.js';

/** Everything is in one namespace, and it comes along. */
export const namespaces: Check = ({ objects }) => [
  ...(named(objects, 'Namespace', 'sodalite') ? [] : ['there is no Namespace sodalite']),
  ...objects
    .filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'sodalite')
    .map(({ kind, metadata }) => `${kind} ${metadata.name}: is in namespace ${metadata.namespace ?? 'default'}`),
];
