import { cubeWorker } from '../cube-tasks.js';
import { profileOf } from './profile-job.js';

export default cubeWorker(profileOf);
