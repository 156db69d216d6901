import { cubeWorker } from '../cube-tasks.js';
import { maskPart, type MaskJob } from './mask-job.js';

export default cubeWorker((job: MaskJob, reader) => maskPart(job, reader));
