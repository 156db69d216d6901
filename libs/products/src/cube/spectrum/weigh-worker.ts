import { cubeWorker } from '../cube-tasks.js';
import { weighBlock } from './weigh-job.js';

export default cubeWorker(weighBlock);
