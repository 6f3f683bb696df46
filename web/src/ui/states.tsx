import type { ReactNode } from 'react';
import { Problem } from '../api/index.ts';
import { useProblemText, useText } from '../i18n/index.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icons.tsx';

interface NoticeProps {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly role?: 'alert' | 'status';
  readonly tone?: 'bad' | 'plain';
}

/** What stands where content would: why there is none, and what to do. */
export const Notice = ({ icon = 'empty', title, children, role = 'status', tone = 'plain' }: NoticeProps) => (
  <div role={role} className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-14 text-center">
    <span
      className={`mb-2 grid size-11 place-items-center rounded-2xl ${tone === 'bad' ? 'bg-bad-wash text-bad' : 'bg-sea-wash text-sea'}`}
    >
      <Icon name={icon} size={22} />
    </span>
    <p className="text-[15px] font-semibold text-balance text-ink">{title}</p>
    <div className="flex flex-col items-center gap-3 text-[13.5px] text-pretty text-ink-soft">{children}</div>
  </div>
);

/** What the API said, in its own English; small below a translation, for the particulars. */
const Detail = ({ words, small }: { words: string; small: boolean }) => (
  <p lang="en" className={small ? 'text-xs text-ink-faint' : ''}>
    {words}
  </p>
);

/** Any failure, with its code and the next action when the API gave them. */
export const Failure = ({ error, retry }: { error: unknown; retry?: () => void }) => {
  const text = useText();
  const problem = error instanceof Problem ? error : null;
  const told = useProblemText()(problem?.code);
  const offline = problem?.status === 0;
  // What the server refuses it will refuse again.
  const worthRetrying = !problem || offline || problem.status >= 500;
  const title = offline ? text.problem.offline : problem ? text.problem.title : text.problem.unexpected;
  const next = offline ? text.problem.offlineNext : problem ? (told?.next ?? problem.next) : text.problem.unexpectedNext;
  return (
    <Notice icon="warning" title={title} role="alert" tone="bad">
      {told && <p>{told.message}</p>}
      {!offline && <Detail words={error instanceof Error ? error.message : String(error)} small={told !== null} />}
      {next && (
        <p>
          <span className="font-medium text-ink">{text.common.nextStep}: </span>
          {next}
        </p>
      )}
      <span className="flex items-center gap-3">
        {retry && worthRetrying && <Button onClick={retry}>{text.common.retry}</Button>}
        {problem?.code && <code className="font-mono text-xs text-ink-faint">{problem.code}</code>}
      </span>
    </Notice>
  );
};

/** A grey shape of what is coming, the size it will have, so that nothing jumps. */
export const Skeleton = ({ className = '' }: { className?: string }) => (
  <span aria-hidden="true" className={`block animate-shimmer rounded-md bg-well ${className}`} />
);

/** Says once, to those who do not see the grey shapes, that something is on its way. */
export const Loading = () => (
  <span role="status" className="sr-only">
    {useText().common.loading}
  </span>
);
