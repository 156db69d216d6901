import { referenceBackend, wasmBackend } from '../src/index.js';
import { describeBackend } from './describe-backend.js';

describeBackend('reference', () => referenceBackend, { tolerance: 1e-12 });
describeBackend('wasm', () => wasmBackend, { tolerance: 1e-12 });
