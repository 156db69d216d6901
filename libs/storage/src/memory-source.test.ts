import { describeByteSource } from '../test/describe-byte-source.js';
import { memorySource } from './memory-source.js';

describeByteSource('memorySource', async (bytes, name) => memorySource(bytes, { name }));
