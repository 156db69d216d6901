export { newJobId, SLOTS, type Estimate, type Job, type JobSummary, type Progress, type Slot, type Upload } from './record/job.js';
export { DirectoryJobStore } from './store/directory-job-store.js';
export { JobStore, type JobListener, type JobQuery, type Stored } from './store/job-store.js';
export { KvJobStore, type KvJobStoreOptions } from './store/kv-job-store.js';
export { JetStreamJobQueue, type JetStreamJobQueueOptions } from './queue/jetstream-job-queue.js';
export { JobQueue, type Lease } from './queue/job-queue.js';
export { LocalJobQueue } from './queue/local-job-queue.js';
