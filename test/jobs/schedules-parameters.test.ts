import { expect, test } from 'vitest';
import { checkParameters, readParameters } from '../../src/jobs/schedules/index.ts';
import type { PipelineDefinition } from '../../src/jobs/index.ts';

const pipeline: PipelineDefinition = {
  ...{ name: 'webtoons-daily', title: 'Webtoons', schedule: null, steps: [] },
  parameters: {
    watchlist: { type: 'text', title: 'Watchlist', default: null },
    order: { type: 'text', title: 'Order', default: 'new', choices: ['new', 'old'] },
    pages: { type: 'number', title: 'Pages', default: 10, min: 1, max: 100 },
    full: { type: 'boolean', title: 'Everything', default: false },
  },
};

test('parameters are read as their pipeline declares them; a value may contain what parts it from its name', () => {
  expect(readParameters(pipeline, ['watchlist=a=b', 'order=old', 'pages=3', 'full=true'])).toEqual({
    ...{ watchlist: 'a=b', order: 'old', pages: 3, full: true },
  });
  expect(readParameters(pipeline, ['watchlist='])).toEqual({ watchlist: '' });
});

test.each([
  ['pages=many', 'it takes a number, not "many"'],
  ['pages=', 'it takes a number, not ""'],
  ['pages=0', 'from 1 to 100'],
  ['pages=101', 'from 1 to 100'],
  ['pages=Infinity', 'it takes a number'],
  ['full=yes', 'true or false, not "yes"'],
  ['order=best', 'one of new, old'],
  ['watchlist', 'write watchlist=VALUE'],
  ['wachlist=Mondays', 'known are watchlist, order, pages, full'],
  ['constructor=x', 'none of that name'],
  ['=x', 'none of that name'],
])('%s is refused', (text, reason) => {
  const refused = expect.objectContaining({ code: 'TDM_PARAMETER_INVALID', message: expect.stringContaining(reason) });
  expect(() => readParameters(pipeline, [text])).toThrow(refused);
});

test.each([{ pages: '3' }, { pages: null }, { full: 1 }, { order: null }, { watchlist: 7 }])('%o, from a file, is refused', (values) => {
  expect(() => checkParameters(pipeline, values)).toThrow(expect.objectContaining({ code: 'TDM_PARAMETER_INVALID' }));
});
