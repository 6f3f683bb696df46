import type { Json } from '../domain/index.ts';
import { checkParameters, filled, readParameters } from '../jobs/index.ts';
import type { ParameterValues, PipelineDefinition, StepDefinition } from '../jobs/index.ts';
import type { Path } from './problem.ts';

/** The `with` of a step with values in the place of `${name}`. A text that is nothing but one takes the value's type, and null with it. */
export const fillParameters = (step: Pick<StepDefinition, 'with'>, values: ParameterValues): Readonly<Record<string, Json>> =>
  filled(step.with, values);

/** What the parameters are when nobody says anything. */
export const defaultsOf = ({ parameters }: Pick<PipelineDefinition, 'parameters'>): ParameterValues =>
  Object.fromEntries(Object.entries(parameters).map(([name, spec]) => [name, spec.default]));

/**
 * All parameters of a run: those given, checked, and the defaults of the others. Texts are read as the type of their parameter (`"10"` as 10), as a
 * command line and a form give them.
 *
 * Throws TDM_PARAMETER_INVALID for a name the pipeline does not know and a value that does not fit.
 */
export const parameterValues = (definition: PipelineDefinition, given: ParameterValues): ParameterValues => {
  const read = Object.entries(given).map(([name, value]): ParameterValues =>
    typeof value === 'string' ? readParameters(definition, [`${name}=${value}`]) : { [name]: value },
  );
  // Not by assignment: a name such as `__proto__` would be lost, and with it its refusal.
  const values: ParameterValues = Object.fromEntries(read.flatMap((each) => Object.entries(each)));
  checkParameters(definition, values);
  return { ...defaultsOf(definition), ...values };
};

/** Every `${name}` in the texts of a value, and where it stands. */
export const namesIn = (value: Json, path: Path = []): { readonly name: string; readonly path: Path }[] => {
  if (typeof value === 'string') return [...value.matchAll(/\$\{([^{}]*)\}/g)].map(([, name]) => ({ name: name!, path }));
  if (Array.isArray(value)) return value.flatMap((each: Json, at) => namesIn(each, [...path, at]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Readonly<Record<string, Json>>).flatMap(([key, each]) => namesIn(each, [...path, key]));
};
