import { cubeWorker } from '../cube-tasks.js';
import { momentPart, type MomentJob } from './moment-job.js';

export default cubeWorker((job: MomentJob, reader) => momentPart(job, reader));
