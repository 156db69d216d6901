export { assertDirectories } from './data-directories.js';
export { DataFiles } from './data-files.js';
export { Host } from './host.js';
export { runService } from './run-service.js';
export { Sources } from './sources.js';
