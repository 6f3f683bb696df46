import type { RunReport } from '../collect/index.ts';
import type { TidemarkError } from '../domain/index.ts';
import type { NewAlertEvent } from '../notify/index.ts';
import { partsOf } from './cause.ts';

/** What somebody should know of a collection. */
export interface Told extends Pick<NewAlertEvent, 'kind' | 'title' | 'cause' | 'next'> {
  /** What it is about, when that is not the step alone: one event for each pipeline that meets it. */
  readonly about?: string;
}

/** From this share of all records on, those that do not fit are told of: a platform has changed something, and not one row is odd. */
const tellingShare = 0.05;

/** Null: nothing that its step does not say by its end. */
export const toldOf = (report: RunReport): Told | null => {
  const { state, pages, records, misfits, outcomes, error, waitsFor, platform } = report;
  if (error?.code === 'TDM_PAYLOAD_SHAPE') return changedShape(report, { code: error.code, message: error.message });
  if (error?.code === 'TDM_CHALLENGE_WAITING') return toldOfChallenge(platform, error);
  // By our own count, or by the platform's word.
  if (waitsFor === 'TDM_BUDGET_SPENT' || (state === 'waiting' && (outcomes['quota-exhausted'] ?? 0) > 0)) return budgetGone(report);
  const unread = outcomes['changed-shape'] ?? 0;
  if (state === 'failed' && unread > 0) return changedShape(report, { message: `${unread} answers could not be read` });
  if (state !== 'done') return null;
  if (misfits > 0 && misfits >= (misfits + records) * tellingShare)
    return changedShape(report, { message: `${misfits} of ${misfits + records} records do not fit` });
  return pages > 0 && records === 0 ? noData(report) : null;
};

/** What is said of a challenge that nobody has answered. */
export const toldOfChallenge = (platform: string, error: TidemarkError): Told => {
  const id = String(error.details['challenge']);
  return {
    kind: 'challenge',
    title: `${platform} asks for a person`,
    cause: { code: error.code, message: error.message },
    next: `look: tidemark challenge open ${id}; answer: tidemark challenge done ${id}; the step goes on by itself`,
    about: id,
  };
};

const changedShape = ({ id, platform }: RunReport, cause: NewAlertEvent['cause']): Told => ({
  kind: 'changed-shape',
  title: `${platform} answers in another shape`,
  cause,
  next: `it is kept in quarantine: tidemark runs show ${id}; a newer Tidemark may know the new shape`,
});

/** The error says that a lane rests; why it does so stands inside. */
const budgetGone = ({ platform, error }: RunReport): Told => ({
  kind: 'budget-gone',
  title: `${platform} has no quota left today`,
  cause: partsOf(String(error?.details['cause'] ?? '')) ?? (error && { code: error.code, message: error.message }),
  next: 'nothing has to be done: the step goes on by itself; more is allowed with: tidemark lanes set --help',
  about: `${platform}/${nearestHour(String(error?.details['until'] ?? ''))}`,
});

/** Midnight is reckoned from a wait, and is off by milliseconds. */
const nearestHour = (text: string): string => {
  const hour = Math.round(Date.parse(text) / 3_600_000);
  return Number.isNaN(hour) ? '' : new Date(hour * 3_600_000).toISOString();
};

const noData = ({ id, platform, pages }: RunReport): Told => ({
  kind: 'no-data',
  title: `${platform} answered and had nothing`,
  cause: { message: pages === 1 ? 'no record in the one answer' : `no record in ${pages} answers` },
  next: `see what was asked: tidemark runs show ${id}`,
});
