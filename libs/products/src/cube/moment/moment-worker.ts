import { cubeWorker } from '../cube-tasks.js';
import { momentPart } from './moment-job.js';
import type { MomentJob } from './moment-work.js';

export default cubeWorker((job: MomentJob, reader) => momentPart(job, reader));
