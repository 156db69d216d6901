export { assertDirectories } from './data-directories.js';
export { DataFiles } from './data-files.js';
export { Host } from './host.js';
export { HostJobs } from './host-jobs.js';
export { runService } from './run-service.js';
export { Sources } from './sources.js';
