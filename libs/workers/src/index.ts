export { closeWorkers, runInWorker, workerThreads, type WorkerTask } from './pool.js';
export { moved } from './moved.js';
export { workerFile } from './worker-file.js';
