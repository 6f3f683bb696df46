import { describe, expect, test } from 'vitest';
import { defaultsOf, fillParameters, loadPipeline, parameterValues } from '../../src/pipelines/index.ts';
import type { ParameterValues } from '../../src/jobs/index.ts';
import { yaml } from './support.ts';

const definition = loadPipeline(
  yaml({
    head: 'parameters:\n  limit: { default: 10, min: 1, max: 100 }\n  deep: false\n  list:\n  order: { default: newest, choices: [newest, oldest] }',
    steps:
      "  - { name: a, does: any, with: { n: '${limit}', deep: '${deep}', list: '${list}', text: 'top ${limit} by ${order}${list}', nested: [{ n: '${limit}' }] } }",
  }),
  'mine.yaml',
);

describe('a parameter', () => {
  test('fills the texts it stands in, and keeps its type where it stands alone', () => {
    expect(fillParameters(definition.steps[0]!, defaultsOf(definition))).toEqual({
      ...{ n: 10, deep: false, list: null, text: 'top 10 by newest', nested: [{ n: 10 }] },
    });
  });

  test('that looks like another one is not filled a second time', () => {
    const { text, list } = fillParameters(definition.steps[0]!, { ...defaultsOf(definition), list: '${limit}' });
    expect([text, list]).toEqual(['top 10 by newest${limit}', '${limit}']);
  });

  test('is read from the words of a command line by its type, and the others have their defaults', () => {
    expect(parameterValues(definition, { limit: '25', deep: 'true', list: '007', order: 'oldest' })).toEqual({
      ...{ limit: 25, deep: true, list: '007', order: 'oldest' },
    });
    expect(parameterValues(definition, { limit: 25 })).toEqual({ limit: 25, deep: false, list: null, order: 'newest' });
    expect(parameterValues(definition, {})).toEqual(defaultsOf(definition));
    expect(parameterValues(definition, { list: null })).toMatchObject({ list: null });
  });

  test.each<[string, ParameterValues]>([
    ['an unknown name', { limt: 3 }],
    ['a name every object has', { constructor: 'x' }],
    ['a name that would change every object', JSON.parse('{"__proto__": "x"}') as ParameterValues],
    ['a text for a number', { limit: 'many' }],
    ['nothing for a number', { limit: '' }],
    ['null for a number', { limit: null }],
    ['a number out of its range', { limit: '101' }],
    ['no number', { limit: Number.NaN }],
    ['a text for a truth value', { deep: 'yes' }],
    ['a number for a text', { list: 5 }],
    ['what is no choice', { order: 'best' }],
  ])('refuses %s', (_, given) => {
    expect(() => parameterValues(definition, given)).toThrowError(expect.objectContaining({ code: 'TDM_PARAMETER_INVALID' }));
  });
});
