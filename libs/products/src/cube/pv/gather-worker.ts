import { cubeWorker } from '../cube-tasks.js';
import { gatherSamples, type GatherJob } from './gather-job.js';

export default cubeWorker((job: GatherJob, reader) => gatherSamples(job, reader));
