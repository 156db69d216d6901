import { schemaComplaints } from '../schema.js';
import type { Check } from './check.js';

export const schema: Check = ({ objects }) => objects.flatMap(schemaComplaints);
