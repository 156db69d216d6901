export { closeWorkers, runInWorker, setWorkerThreads, workerThreads, type WorkerTask } from './pool.js';
export { moved, movedWithin } from './moved.js';
export { workerFile } from './worker-file.js';
