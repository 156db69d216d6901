import { cubeWorker } from '../cube-tasks.js';
import { noisePart, type NoiseJob } from './noise-job.js';

export default cubeWorker((job: NoiseJob, reader) => noisePart(job, reader));
