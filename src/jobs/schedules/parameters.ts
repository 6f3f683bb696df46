import { TidemarkError } from '../../domain/index.ts';
import type { ParameterSpec, ParameterValues, PipelineDefinition } from '../definition.ts';

type Value = ParameterValues[string];

/** Throws TDM_PARAMETER_INVALID for a value the pipeline does not know, or not so. */
export const checkParameters = (pipeline: PipelineDefinition, values: ParameterValues): void => {
  for (const [name, value] of Object.entries(values)) {
    const reason = problemOf(specOf(pipeline, name), value);
    if (reason !== null) throw invalid(pipeline, name, reason);
  }
};

/** Reads `name=value` as people type it, by the types of the pipeline. Throws TDM_PARAMETER_INVALID. */
export const readParameters = (pipeline: PipelineDefinition, texts: readonly string[]): ParameterValues => {
  const values = Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      const name = at < 0 ? text : text.slice(0, at);
      const spec = specOf(pipeline, name);
      if (at < 0) throw invalid(pipeline, name, `it has no value; write ${name}=VALUE`);
      return [name, valueOf(spec, text.slice(at + 1))];
    }),
  );
  checkParameters(pipeline, values);
  return values;
};

/** What cannot be read as its type stays text, which the check then names. */
const valueOf = ({ type }: ParameterSpec, text: string): Value => {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  return text;
};

const problemOf = (spec: ParameterSpec, value: unknown): string | null => {
  if (spec.type === 'text') {
    if (value === null && spec.default === null) return null;
    if (typeof value !== 'string') return `it takes a text, not ${JSON.stringify(value)}`;
    return spec.choices && !spec.choices.includes(value) ? `it takes one of ${spec.choices.join(', ')}, not "${value}"` : null;
  }
  if (typeof value !== spec.type || (spec.type === 'number' && !Number.isFinite(value)))
    return `it takes ${spec.type === 'number' ? 'a number' : 'true or false'}, not ${JSON.stringify(value)}`;
  if (spec.type === 'number' && (Number(value) < (spec.min ?? -Infinity) || Number(value) > (spec.max ?? Infinity)))
    return `it takes a number from ${spec.min ?? 'any'} to ${spec.max ?? 'any'}, not ${String(value)}`;
  return null;
};

const specOf = (pipeline: PipelineDefinition, name: string): ParameterSpec => {
  // By own keys only: `constructor=1` is no parameter.
  const spec = Object.hasOwn(pipeline.parameters, name) ? pipeline.parameters[name] : undefined;
  if (spec) return spec;
  const known = Object.keys(pipeline.parameters).join(', ');
  throw invalid(pipeline, name, known === '' ? 'the pipeline has no parameters' : `it has none of that name; known are ${known}`);
};

const invalid = ({ name }: PipelineDefinition, parameter: string, reason: string): TidemarkError =>
  new TidemarkError('TDM_PARAMETER_INVALID', { pipeline: name, parameter, reason });
