/** What jobs are bound by; control values of clients beyond these are brought within (UWS 1.1 §2.1.6). */
export interface JobSettings {
  /** EXECUTIONDURATION of jobs that do not say, and the longest; seconds */
  readonly executionSeconds: number;
  readonly maxExecutionSeconds: number;
  /** from creation to DESTRUCTION, and the longest from now; seconds */
  readonly lifeSeconds: number;
  readonly maxLifeSeconds: number;
  /** how long an ARCHIVED job is remembered */
  readonly archiveSeconds: number;
  /** attempts that may end without word, or with something that may pass, before the job is an ERROR */
  readonly maxFailures: number;
  /** before a job is tried again */
  readonly longestRetrySeconds: number;
  /** bytes of the tables that come with one job */
  readonly uploadBytes: number;
  /** a blocking poll ends after that at the latest; below the idle times of usual proxies */
  readonly longestWaitSeconds: number;
}

const DAY = 86_400;

export const JOB_SETTINGS: JobSettings = {
  executionSeconds: 3600,
  maxExecutionSeconds: DAY,
  lifeSeconds: 7 * DAY,
  maxLifeSeconds: 30 * DAY,
  archiveSeconds: 30 * DAY,
  maxFailures: 3,
  longestRetrySeconds: 60,
  uploadBytes: 64 * 1024 * 1024,
  longestWaitSeconds: 45,
};
