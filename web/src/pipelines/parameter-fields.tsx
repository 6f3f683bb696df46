import type { ParameterSpec, ParameterTexts } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Field, issueAt, Select } from '../ui/index.ts';

type Specs = Readonly<Record<string, ParameterSpec>>;

interface ParameterFieldsProps {
  readonly specs: Specs;
  /** As they stand in the fields; empty: the default. */
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
  /** Why the server refused them. */
  readonly error: unknown;
}

/** What is sent: only what was filled in, so that defaults stay those of the pipeline. */
export const filledIn = (values: Readonly<Record<string, string>>): ParameterTexts =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

/** A field for each parameter of a pipeline, by its type. The server has the last word on what fits; it stands beside the field. */
export const ParameterFields = ({ specs, values, onChange, error }: ParameterFieldsProps) => {
  const { begin } = useText();
  const usualOf = ({ default: usual }: ParameterSpec): string =>
    usual === null ? begin.optional : begin.usual(typeof usual === 'boolean' ? (usual ? begin.yes : begin.no) : String(usual));
  const rangeOf = useRange();
  return Object.entries(specs).map(([name, spec]) => {
    const range = rangeOf(spec);
    const choices =
      spec.type === 'boolean'
        ? [
            { value: 'true', label: begin.yes },
            { value: 'false', label: begin.no },
          ]
        : spec.choices?.map((value) => ({ value, label: value }));
    const set = (value: string) => onChange({ ...values, [name]: value });
    return (
      <Field
        key={name}
        label={spec.title || name}
        hint={choices ? undefined : [range, usualOf(spec)].filter(Boolean).join(' · ')}
        error={issueAt(error, `parameters/${name}`)}
      >
        {(control) =>
          choices ? (
            <Select
              {...control}
              value={values[name] ?? ''}
              onChange={(event) => set(event.target.value)}
              choices={[{ value: '', label: usualOf(spec) }, ...choices]}
            />
          ) : (
            <input
              {...control}
              value={values[name] ?? ''}
              inputMode={spec.type === 'number' ? 'decimal' : 'text'}
              autoComplete="off"
              placeholder={spec.default === null ? '' : String(spec.default)}
              onChange={(event) => set(event.target.value)}
            />
          )
        }
      </Field>
    );
  });
};

const useRange = (): ((spec: ParameterSpec) => string) => {
  const { begin } = useText();
  const { number } = useFormat();
  return ({ min, max }) => {
    if (min !== undefined && max !== undefined) return begin.between(number(min), number(max));
    return min !== undefined ? begin.atLeast(number(min)) : max !== undefined ? begin.atMost(number(max)) : '';
  };
};
