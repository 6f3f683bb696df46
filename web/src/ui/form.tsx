import { useId, type ComponentProps, type ReactNode } from 'react';
import { Problem } from '../api/index.ts';
import { Failure } from './states.tsx';

const box =
  'h-9 w-full min-w-0 rounded-lg border bg-surface px-2.5 text-[13.5px] text-ink placeholder:text-ink-faint hover:border-ink-faint max-sm:h-11 max-sm:text-base';

/** What a field hands to the control inside it: its id, what describes it, and whether the server refused it. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
  readonly className: string;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What the server says is wrong with it, in the server's own words. */
  readonly error?: string | undefined;
  readonly children: (control: FieldControl) => ReactNode;
}

/** A control with its name above and, below, what it is for or why it was refused. */
export const Field = ({ label, hint, error, children }: FieldProps) => {
  const id = useId();
  const note = `${id}-note`;
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-[13px] font-medium text-ink">
        {label}
      </label>
      {children({
        id,
        className: `${box} ${error ? 'border-bad' : 'border-line-strong'}`,
        ...(error || hint ? { 'aria-describedby': note } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {(error || hint) && (
        <div id={note} className="mt-1 text-xs text-pretty">
          {error && (
            <p role="alert" lang="en" className="font-medium text-bad">
              {error}
            </p>
          )}
          {hint && <div className="text-ink-faint">{hint}</div>}
        </div>
      )}
    </div>
  );
};

/** One of several, by the browser's own list. */
export const Select = ({
  choices,
  ...rest
}: ComponentProps<'select'> & { readonly choices: readonly { readonly value: string; readonly label: string }[] }) => (
  <select {...rest}>
    {choices.map(({ value, label }) => (
      <option key={value} value={value}>
        {label}
      </option>
    ))}
  </select>
);

/** Yes or no, with its words beside it. */
export const Check = ({ label, ...rest }: ComponentProps<'input'> & { readonly label: ReactNode }) => (
  <label className="inline-flex min-h-8 cursor-pointer items-center gap-2 text-[13.5px] text-ink max-sm:min-h-11">
    <input type="checkbox" className="size-4 shrink-0 accent-sea" {...rest} />
    {label}
  </label>
);

/** What the server said of one place of a request, such as `parameters/limit`. */
export const issueAt = (error: unknown, place: string): string | undefined =>
  error instanceof Problem
    ? error.issues
        .filter(({ path }) => path === `body/${place}` || path.startsWith(`body/${place}/`))
        .map(({ message }) => message)
        .join('; ') || undefined
    : undefined;

/** Why a form was refused, where no field says it. `places`: those of its fields. */
export const FormFailure = ({ error, places }: { error: Error | null; places: readonly string[] }) => {
  if (error === null) return null;
  const told =
    error instanceof Problem &&
    error.issues.length > 0 &&
    error.issues.every(({ path }) => places.some((place) => path.startsWith(`body/${place}`)));
  return told ? null : <Failure error={error} />;
};
