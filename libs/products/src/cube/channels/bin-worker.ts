import { cubeWorker } from '../cube-tasks.js';
import { binBlock } from './bin-job.js';

export default cubeWorker(binBlock);
