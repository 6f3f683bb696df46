/**
 * The one catalogue of errors. An error is classified by what happens because of it, not by where it arose:
 *
 * - `retry`: the same work is tried again, a bounded number of times.
 * - `hold`: the lane waits; nothing is charged.
 * - `skip`: this target, page or row is left out and named; the rest goes on.
 * - `stop-source`: no more requests to this platform until the operator acts.
 * - `stop-run`: the run ends; what was acknowledged is kept and the next run resumes.
 * - `operator`: nothing was begun; a person has to change something first.
 * - `usage`: the command was mistyped.
 *
 * docs/reference/errors.md is generated from this table.
 */
export type Consequence = 'retry' | 'hold' | 'skip' | 'stop-source' | 'stop-run' | 'operator' | 'usage';

interface Entry {
  readonly consequence: Consequence;
  /** One sentence; `{name}` is filled from the error's details. */
  readonly message: string;
  /** What the reader does now, in the imperative. */
  readonly next: string;
}

const define = <T extends Record<`TDM_${string}`, Entry>>(entries: T): T => entries;

export const catalogue = define({
  // words of the command line
  TDM_USAGE: { consequence: 'usage', message: '{problem}', next: 'see {help}' },
  TDM_PLATFORM_UNKNOWN: { consequence: 'usage', message: 'there is no platform "{platform}"', next: 'use one of: {known}' },
  TDM_STREAM_UNKNOWN: { consequence: 'usage', message: '{platform} has no stream "{stream}"', next: 'use one of: {known}' },
  TDM_ENDPOINT_UNKNOWN: { consequence: 'usage', message: '{platform}/{stream} has no endpoint "{endpoint}"', next: 'use one of: {known}' },
  TDM_OPTION_UNKNOWN: { consequence: 'usage', message: '{platform} has no option "{option}"', next: 'use one of: {known}' },
  TDM_OPTION_INVALID: { consequence: 'usage', message: 'the value for the option {option} is not usable', next: '{reason}' },
  TDM_TARGET_UNKNOWN: {
    consequence: 'usage',
    message: '{platform} has no target "{target}"',
    next: 'add it with: tidemark targets add {platform} {target}, or list them with: tidemark targets list',
  },
  TDM_WATCHLIST_UNKNOWN: {
    consequence: 'usage',
    message: 'there is no watchlist "{watchlist}"',
    next: 'list them with: tidemark targets list',
  },
  TDM_RUN_UNKNOWN: { consequence: 'usage', message: 'there is no run "{run}"', next: 'list them with: tidemark runs' },
  TDM_LANE_UNKNOWN: { consequence: 'usage', message: 'there is no lane or host "{lane}"', next: 'list them with: tidemark lanes' },
  TDM_FILE_UNREADABLE: { consequence: 'usage', message: 'cannot read {file}: {reason}', next: 'check the path and its permissions' },
  TDM_FILE_UNWRITABLE: { consequence: 'usage', message: 'cannot write {file}: {reason}', next: 'check the path and its permissions' },
  TDM_FILE_TOO_LARGE: {
    consequence: 'usage',
    message: '{file} has {size}, more than the limit of {limit}',
    next: 'give a single saved answer, not a whole archive',
  },
  // tables of targets
  TDM_TABLE_UNREADABLE: {
    consequence: 'usage',
    message: '{file} cannot be read as a table: {reason}',
    next: '{advice}; nothing was changed',
  },
  TDM_TABLE_UNSAFE: {
    consequence: 'usage',
    message: '{file} is built as no spreadsheet program would: {reason}',
    next: 'if you trust it, open it in a spreadsheet program and save it as .xlsx or as CSV; nothing was changed',
  },
  TDM_TABLE_TOO_LARGE: {
    consequence: 'usage',
    message: '{file} is too large: {reason}',
    next: 'remove what is no target, or split it; nothing was changed',
  },
  TDM_TABLE_HEADER: {
    consequence: 'usage',
    message: '{file} has no row that names a column of accounts{where}',
    next: 'name the columns in a row above the data, for example: name, platform, id, url, tags (docs/how-to/import-targets.md); nothing was changed',
  },
  TDM_SHEET_UNKNOWN: { consequence: 'usage', message: '{file} has no sheet "{sheet}"', next: 'use one of: {known}' },
  TDM_SERVICE_KEY: {
    consequence: 'operator',
    message: 'the list of targets at {url} cannot be asked for: {reason}',
    next: 'set TIDEMARK_TARGETS_KEY in the environment or in .env; nothing was changed',
  },
  TDM_SERVICE_ANSWER: {
    consequence: 'operator',
    message: 'the list of targets at {url} is not usable: {reason}',
    next: '{advice}; nothing was changed',
  },
  // settings
  TDM_SETTING_INVALID: {
    consequence: 'operator',
    message: 'the setting {setting} is not usable: {reason}',
    next: 'correct it in the environment or in {file}',
  },
  TDM_CONTACT_MISSING: {
    consequence: 'operator',
    message: 'real platforms are asked only under a User-Agent that names someone to write to',
    next: 'set TIDEMARK_CONTACT to your e-mail address or web page, for example: TIDEMARK_CONTACT=you@your-domain bin/tidemark collect {platform}',
  },
  // store
  TDM_DATA_FOLDER: {
    consequence: 'operator',
    message: 'the data folder {folder} cannot be used: {reason}',
    next: 'make it writable, or name another one in TIDEMARK_DATA',
  },
  TDM_DATA_VERSION: {
    consequence: 'operator',
    message: 'the data folder {folder} was written by PostgreSQL {found}, newer than the {supported} shipped here',
    next: 'use the newer Tidemark that wrote it, or name another folder in TIDEMARK_DATA',
  },
  TDM_SCHEMA_VERSION: {
    consequence: 'operator',
    message: 'the database was written by a newer Tidemark (schema {found}, this one knows {supported})',
    next: 'update Tidemark; nothing was changed',
  },
  TDM_DATABASE_ADDRESS: {
    consequence: 'operator',
    message: 'DATABASE_URL is not a PostgreSQL address: {reason}',
    next: 'use the form postgres://user:password@host:5432/name?sslmode=require',
  },
  TDM_DATABASE_UNREACHABLE: {
    consequence: 'operator',
    message: 'the database at {address} does not answer: {reason}',
    next: 'check that it runs and that DATABASE_URL names it',
  },
  TDM_DATABASE_LOGIN: {
    consequence: 'operator',
    message: 'the database at {address} refuses the login: {reason}',
    next: 'check user, password and sslmode in DATABASE_URL',
  },
  TDM_DATABASE_RIGHTS: {
    consequence: 'operator',
    message: 'the database user may not do what Tidemark needs: {reason}',
    next: 'grant it CREATE on the database, or let its owner run: tidemark doctor',
  },
  TDM_DATABASE_OLD: {
    consequence: 'operator',
    message: 'the database is PostgreSQL {found}; Tidemark needs {supported} or newer',
    next: 'upgrade the server, or unset DATABASE_URL to use the one shipped here',
  },
  TDM_DATABASE_LOST: {
    consequence: 'hold',
    message: 'the database at {address} went away: {reason}',
    next: 'nothing acknowledged is lost; work goes on when it is back',
  },
  TDM_DATABASE_START: {
    consequence: 'operator',
    message: 'the private database did not start: {reason}',
    next: 'read {log}, or point DATABASE_URL at a server of your own',
  },
  TDM_DISK_FULL: {
    consequence: 'hold',
    message: 'the disk that holds {folder} is full ({free} free)',
    next: 'make room: a collection then goes on by itself, any other command is run again',
  },
  TDM_QUERY_FAILED: {
    consequence: 'usage',
    message: 'the query failed: {reason}',
    next: 'tables and views are listed by: tidemark query --tables',
  },
  TDM_QUERY_READ_ONLY: { consequence: 'usage', message: 'query only reads; this statement would change data', next: 'use a SELECT' },
  // net
  TDM_HOST_UNREACHABLE: {
    consequence: 'retry',
    message: '{host} does not answer: {reason}',
    next: 'it is tried again; if it lasts, check the network or HTTPS_PROXY',
  },
  TDM_ROBOTS_DISALLOWED: {
    consequence: 'stop-source',
    message: 'the robots.txt of {host} forbids {path}',
    next: 'leave it, or record why you may: tidemark lanes allow {host} --reason "..."',
  },
  TDM_REDIRECT_OUTSIDE: {
    consequence: 'skip',
    message: '{url} redirects to {to}, outside the hosts of the source',
    next: 'the answer was kept as evidence; look at it with: tidemark runs show',
  },
  TDM_LANE_HELD: {
    consequence: 'hold',
    message: 'the lane {lane} rests until {until}: {cause}',
    next: 'run the same command after that; it resumes',
  },
  TDM_CHALLENGE_WAITING: {
    consequence: 'hold',
    message: 'the lane {lane} waits for the answer to challenge {challenge}: {cause}',
    next: 'look at it with: tidemark challenge open {challenge}; answer with: tidemark challenge done {challenge}, or skip {challenge}; then run the same command: it resumes',
  },
  TDM_CHALLENGE_UNKNOWN: {
    consequence: 'usage',
    message: 'there is no challenge "{challenge}"',
    next: 'list them with: tidemark challenge list',
  },
  TDM_CHALLENGE_ANSWERED: {
    consequence: 'usage',
    message: 'challenge {challenge} was answered before: {state}',
    next: 'nothing is to be done; list what waits with: tidemark challenge list',
  },
  TDM_BROWSER_MISSING: {
    consequence: 'operator',
    message: '{platform} is read through a browser, and there is none here ({reason})',
    next: 'install Chromium (Debian: apt-get install chromium), or name one in CHROME_PATH or BROWSER_ENDPOINTS',
  },
  TDM_BROWSER_FAILED: {
    consequence: 'operator',
    message: 'the browser {browser} does not start or answer: {reason}',
    next: 'start it by hand to see why; or name another one in CHROME_PATH or BROWSER_ENDPOINTS',
  },
  TDM_BUDGET_SPENT: {
    consequence: 'hold',
    message: "the day's budget of lane {lane} ({limit}) is used up until {until}",
    next: 'run the same command after that; it resumes',
  },
  TDM_CREDENTIAL: { consequence: 'stop-source', message: '{platform} refuses the credential', next: 'check the setting {setting}' },
  TDM_CREDENTIAL_MISSING: {
    consequence: 'operator',
    message: '{platform}/{stream} cannot be asked without {settings}',
    next: 'set it in .env (docs/how-to/credentials.md), or leave the stream out with --stream',
  },
  TDM_REPLAY_MISSING: {
    consequence: 'operator',
    message: 'the replay in {folder} has no answer for {url}',
    next: 'record it with: tidemark collect {platform} --record {folder}',
  },
  TDM_REPLAY_UNREADABLE: {
    consequence: 'operator',
    message: 'the replay {file} cannot be read: {reason}',
    next: 'record it again with: tidemark collect <platform> --record DIR',
  },
  TDM_RECORD_FOLDER: {
    consequence: 'operator',
    message: 'cannot record into {folder}: {reason}',
    next: 'make it writable or name another folder',
  },
  // collect
  TDM_VISITS_INVALID: {
    consequence: 'usage',
    message: '"{visits}" is no number of visits',
    next: 'give a whole number from 1 on, or auto for what the lanes allow; without one everything is visited',
  },
  TDM_VISITS_UNSUPPORTED: {
    consequence: 'usage',
    message: '{platform} cannot be given a number of visits: {reason}',
    next: '{advice}',
  },
  TDM_PAYLOAD_SHAPE: {
    consequence: 'skip',
    message: 'the payload of {endpoint} has another shape than expected: {reason}',
    next: 'it is kept in quarantine; see: tidemark runs show',
  },
  TDM_PAYLOAD_UNUSABLE: {
    consequence: 'skip',
    message: '{name} finds nothing to keep in {file}: {outcome}{reason}',
    next: 'save the whole answer of the platform again; if it is whole, the platform has changed it',
  },
  TDM_RUN_INTERRUPTED: {
    consequence: 'stop-run',
    message: 'the run was interrupted after {pages} pages',
    next: 'run the same command again: it resumes where it stopped',
  },
  TDM_TASK_LOST: {
    consequence: 'stop-run',
    message: 'another process has taken over {tasks} tasks of this one',
    next: 'nothing was written twice; run the same command again',
  },
  TDM_RUN_FAILED: {
    consequence: 'stop-run',
    message: '{failed} of {tasks} tasks failed: {reason}',
    next: 'run the same command again to try those; see: tidemark runs show {run}',
  },
  // pipelines
  TDM_RUN_OVER: {
    consequence: 'usage',
    message: 'run {run} is {state} already',
    next: 'see it with: tidemark pipelines runs {run}; do it again with: tidemark pipelines rerun {run}',
  },
  TDM_RUN_OPEN: {
    consequence: 'usage',
    message: 'run {run} has not ended',
    next: 'wait for it, or end it with: tidemark pipelines cancel {run}',
  },
  TDM_RUN_DAY_OVER: {
    consequence: 'usage',
    message: 'run {run} is about {day}, and that day is over',
    next: 'collect again: what failed is asked anew, for today',
  },
  TDM_STEP_UNKNOWN: { consequence: 'usage', message: '{pipeline} has no step "{step}"', next: 'use one of: {known}' },
  TDM_POOL_UNKNOWN: {
    consequence: 'usage',
    message: 'there is no pool "{pool}"',
    next: 'use one of: {known}; or make it with: tidemark pools set {pool} SLOTS',
  },
  TDM_POOL_INVALID: { consequence: 'usage', message: 'a pool cannot be so: {reason}', next: 'correct it; nothing was changed' },
  TDM_HANDLER_UNKNOWN: {
    consequence: 'stop-run',
    message: 'nothing here does "{handler}"',
    next: 'use one of: {known}; check the file with: tidemark pipelines check FILE',
  },
  TDM_STEP_TIMEOUT: {
    consequence: 'retry',
    message: 'the step {step} was stopped after {minutes} minutes',
    next: 'give it a longer timeout, or see in its log what it waited for',
  },
  TDM_STEP_CANCELLED: { consequence: 'stop-run', message: 'the step was cancelled', next: 'nothing to do' },
  TDM_STEP_KILLS: {
    consequence: 'stop-run',
    message: '{workers} workers died over the step {step}',
    next: 'look into the log of the machine (memory?), then: tidemark pipelines rerun RUN --failed',
  },
  TDM_CHILD_RUN: {
    consequence: 'retry',
    message: 'run {run} of {pipeline} is {state}: {reason}',
    next: 'see it with: tidemark pipelines runs {run}',
  },
  TDM_RUN_HANDED_OVER: {
    consequence: 'stop-run',
    message: 'no worker of version {version} is left: run {next} goes on with run {run}, in version {other}',
    next: 'nothing to do; see what became of it with: tidemark pipelines runs {next}',
  },
  TDM_PIPELINE_CIRCLE: {
    consequence: 'stop-run',
    message: 'the pipeline {pipeline} has begun this run itself, in a circle without end: {way}',
    next: 'let a step run-pipeline name another pipeline, then: tidemark pipelines rerun RUN --failed',
  },
  TDM_WORKER_LOST: { consequence: 'retry', message: 'the worker of this attempt died', next: 'nothing to do: another one goes on' },
  // schedules
  TDM_SCHEDULE_INVALID: {
    consequence: 'usage',
    message: 'the schedule {schedule} cannot be used: {reason}',
    next: 'correct it; docs/how-to/schedules.md shows what is allowed',
  },
  TDM_SCHEDULE_UNKNOWN: {
    consequence: 'usage',
    message: 'there is no schedule "{schedule}"',
    next: 'list them with: tidemark schedules list',
  },
  TDM_SCHEDULE_EXISTS: {
    consequence: 'usage',
    message: 'there is a schedule {schedule} already',
    next: 'change it with: tidemark schedules change {schedule}, or give another --name',
  },
  TDM_SCHEDULE_OWN: {
    consequence: 'usage',
    message: 'the schedule {schedule} comes with its pipeline and would be there again',
    next: 'pause it instead: tidemark schedules pause {schedule}',
  },
  TDM_PIPELINE_INVALID: {
    consequence: 'operator',
    message: 'the pipeline cannot be used: {problem}',
    next: 'correct it, then run: tidemark pipelines check {file}',
  },
  TDM_PIPELINE_UNKNOWN: {
    consequence: 'usage',
    message: 'there is no pipeline "{pipeline}"',
    next: 'use one of: {known}',
  },
  TDM_PARAMETER_INVALID: {
    consequence: 'usage',
    message: 'the parameter {parameter} of {pipeline} is not usable: {reason}',
    next: 'see the parameters of the pipeline in docs/how-to/schedules.md',
  },
  // lake
  TDM_SEGMENT_CORRUPT: {
    consequence: 'skip',
    message: 'the raw frame {frame} is damaged: {reason}',
    next: 'the rest is whole; restore it from a backup or collect those targets again',
  },
  TDM_SEGMENT_DAMAGED: {
    consequence: 'skip',
    message: 'the segment {segment} is damaged: {reason}',
    next: 'restore that object from a copy of the lake, then run: tidemark raw verify',
  },
  TDM_SEGMENT_VERSION: {
    consequence: 'operator',
    message: 'the segment {segment} is of format {found}; this Tidemark knows {supported}',
    next: 'update Tidemark; nothing was changed',
  },
  TDM_LAKE_UNSET: {
    consequence: 'operator',
    message: 'the raw answers of a shared database are not moved to the disk of this one machine',
    next: 'set LAKE_URL to a place that all machines reach, for example s3://bucket/prefix; until then they stay in the database',
  },
  TDM_LAKE_FOLDER: {
    consequence: 'operator',
    message: 'the lake in {folder} cannot be used: {reason}',
    next: 'make it writable, or name another place in LAKE_URL; raw answers wait in the database',
  },
  TDM_LAKE_BUCKET: {
    consequence: 'operator',
    message: 'the bucket of {lake} does not exist',
    next: 'create it, or correct LAKE_URL and AWS_REGION; raw answers wait in the database',
  },
  TDM_LAKE_LOGIN: {
    consequence: 'operator',
    message: '{lake} refuses us: {reason}',
    next: 'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they may list, read and write there; raw answers wait in the database',
  },
  TDM_LAKE_BUSY: {
    consequence: 'hold',
    message: '{lake} asks us to slow down: {reason}',
    next: 'run later: tidemark raw seal; raw answers wait in the database',
  },
  TDM_LAKE_UNREACHABLE: {
    consequence: 'operator',
    message: '{lake} does not answer: {reason}',
    next: 'check the network, LAKE_URL and AWS_ENDPOINT_URL; raw answers wait in the database',
  },
  TDM_LAKE_FAILED: {
    consequence: 'stop-run',
    message: '{lake} failed: {reason}',
    next: 'run again: tidemark raw seal; raw answers wait in the database until their segment is whole',
  },
  TDM_RAW_DAMAGED: {
    consequence: 'stop-run',
    message: '{problems} of what is kept raw is damaged or missing: {first}',
    next: 'restore what is named from a copy of the lake or the database, then run: tidemark raw verify',
  },
  TDM_RAW_NONE: {
    consequence: 'usage',
    message: 'nothing raw is kept of {what}',
    next: 'see what was collected when: tidemark runs',
  },
  TDM_REBUILD_UNDER_WAY: {
    consequence: 'hold',
    message: 'another process is rebuilding this database',
    next: 'run the same command when it has ended',
  },
  TDM_REBUILD_INCOMPLETE: {
    consequence: 'skip',
    message: '{frames} damaged raw frames ({first}) could not be read; their rows stay as they were',
    next: 'restore them from a copy (tidemark raw verify names all), then run the same command again',
  },
  // alerts
  TDM_CHANNEL_UNKNOWN: {
    consequence: 'usage',
    message: 'there is no alert channel "{channel}"',
    next: 'list them with: tidemark alerts channels',
  },
  TDM_CHANNEL_INVALID: {
    consequence: 'usage',
    message: 'the settings of the alert channel {channel} cannot be used: {reason}',
    next: 'see: tidemark alerts add --help; nothing was changed',
  },
  TDM_DELIVERY_UNKNOWN: {
    consequence: 'usage',
    message: 'no message of alerts with the number "{delivery}" was given up',
    next: 'list those that were with: tidemark alerts deliveries --state given-up',
  },
  TDM_SILENCE_UNKNOWN: {
    consequence: 'usage',
    message: 'there is no silence "{silence}"',
    next: 'list those that hold with: tidemark alerts channels',
  },
  TDM_ALERT_UNDELIVERED: {
    consequence: 'operator',
    message: 'the alert channel {channel} did not take the message: {reason}',
    next: 'correct what it names (docs/how-to/alerts.md), then run: tidemark alerts test {channel}',
  },
  // program
  TDM_PORT_IN_USE: {
    consequence: 'operator',
    message: 'port {port} on {host} is in use',
    next: 'stop what uses it, or choose another with {option}',
  },
  TDM_DEPENDENCY_MISSING: { consequence: 'operator', message: '{what} is not installed', next: 'run: {command}' },
  TDM_UNAUTHENTICATED: {
    consequence: 'usage',
    message: 'sign in first',
    next: 'open the one-time link that "tidemark up" printed, or make one with: tidemark up --link',
  },
  TDM_FORBIDDEN: { consequence: 'usage', message: 'this may not be done: {reason}', next: 'sign in as the owner on the dashboard' },
  TDM_TOO_MANY_ATTEMPTS: { consequence: 'hold', message: 'too many attempts to sign in', next: 'wait a minute, then use the newest link' },
  TDM_NOT_FOUND: { consequence: 'usage', message: 'there is no {what} "{id}"', next: 'check the address' },
  TDM_REQUEST_INVALID: {
    consequence: 'usage',
    message: 'the request is not valid: {reason}',
    next: 'see the description at /api/openapi.json',
  },
  TDM_INTERNAL: {
    consequence: 'stop-run',
    message: 'something unexpected happened: {reason}',
    next: 'run it again with --debug and report what it prints',
  },
});
