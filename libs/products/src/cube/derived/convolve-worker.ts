import { cubeWorker } from '../cube-tasks.js';
import { readConvolved, type ConvolveJob } from './convolve-job.js';

export default cubeWorker((job: ConvolveJob, reader) => readConvolved(job, reader));
