import type { StepError } from '../api/index.ts';
import { useProblemText, useText } from '../i18n/index.ts';
import { Icon } from '../ui/index.ts';

/** What went wrong and what to do: in the reader's language where it has the words, with the particulars in the API's own below. */
export const ProblemNote = ({ error, isAlert = false }: { error: StepError; isAlert?: boolean }) => {
  const text = useText();
  const told = useProblemText()(error.code);
  const next = told?.next ?? error.next;
  return (
    <div {...(isAlert ? { role: 'alert' } : {})} className="rounded-xl border border-line bg-bad-wash px-5 py-4">
      <p className="flex items-start gap-x-3 font-semibold text-bad">
        <Icon name="warning" className="mt-0.5" />
        <span className="min-w-0 break-words">{told?.message ?? error.message}</span>
      </p>
      <div className="mt-1 space-y-1 pl-[30px] max-sm:pl-0">
        {told && error.message && (
          <p lang="en" className="text-xs break-words text-ink-soft">
            {error.message}
          </p>
        )}
        {next && (
          <p className="text-[13.5px] text-ink">
            <span className="font-medium">{text.common.nextStep}: </span>
            {next}
          </p>
        )}
        {error.code && <code className="block font-mono text-xs text-ink-soft">{error.code}</code>}
      </div>
    </div>
  );
};

/** The same in one line. */
export const useErrorWords = (): ((error: StepError) => string) => {
  const told = useProblemText();
  return (error) => told(error.code)?.message ?? (error.message || error.code || '');
};
