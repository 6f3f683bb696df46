import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPipeline } from '../../src/pipelines/index.ts';
import { expectError, place } from '../cli/place.ts';
import { root } from '../house/files.ts';
import { folderWith, known, yaml } from './support.ts';

const here = place();
const folder = join(here.data, 'pipelines');
mkdirSync(folder);
writeFileSync(join(folder, 'mine.yaml'), yaml({ name: 'mine', head: 'title: "Mine\\e[31m"\nparameters: { list: }' }));
writeFileSync(join(folder, 'bad.yaml'), yaml({ name: 'bad', head: 'titel: x\npools: 1' }));

describe('tidemark pipelines', () => {
  test.concurrent('lists the shipped ones and those of the data folder, and says what is wrong with the others', async () => {
    const { stdout, stderr, code } = await here.run(['pipelines']);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /^webtoons-daily +Naver and Kakao webtoons, every day +0 9 \* \* \* \(Asia\/Seoul\), at first paused +6 +shipped$/m,
    );
    expect(stdout).toMatch(/^mine +Mine·\[31m +when it is begun +1 +.*mine\.yaml$/m);
    expect(stderr).toMatch(/bad\.yaml:2: titel: there is no key "titel" here \(did you mean "title"\?\)\n.*bad\.yaml:3: pools: /);
    const listed = await here.json(['pipelines', 'list']);
    expect(listed.pipelines.map(({ name, isShipped }: { name: string; isShipped: boolean }) => [name, isShipped])).toContainEqual([
      'mine',
      false,
    ]);
    expect(listed).toMatchObject({ folder, broken: [{ name: 'bad', problems: [{ line: 2, place: 'titel' }, { line: 3 }] }] });
  });

  test.concurrent('reads another folder where one is named', async () => {
    const other = folderWith({ 'other.yaml': yaml({ name: 'other' }) });
    const { pipelines, broken } = await here.json(['pipelines'], { TIDEMARK_PIPELINES: other });
    expect(pipelines.map(({ name }: { name: string }) => name)).toEqual([
      'creators-daily',
      'other',
      'prices-hourly',
      'trends-hourly',
      'webtoons-daily',
    ]);
    expect(broken).toEqual([]);
  });

  test.concurrent('shows the steps, the parameters and the schedule of one', async () => {
    const { stdout } = await here.run(['pipelines', 'show', 'webtoons-daily']);
    expect(stdout).toContain('runs at 0 9 * * * (Asia/Seoul); missed runs are caught up: last; at first paused; see: tidemark schedules');
    expect(stdout).toMatch(/^naver-sums +refresh +naver +heavy +1 +3 +1h +platform=naver-webtoon$/m);
    expect(stdout).toMatch(/^watchlist +text +— +Only what is on this watchlist$/m);
    expect(await here.json(['pipelines', 'show', 'mine'])).toMatchObject({ name: 'mine', schedule: null, isShipped: false });
  });

  test.concurrent('says which names there are when there is none of that name, and what is wrong with one that is broken', async () => {
    expect(expectError(await here.run(['pipelines', 'show', 'webtoon-daily']), 'TDM_PIPELINE_UNKNOWN', 2)).toContain('webtoons-daily');
    expect(expectError(await here.run(['pipelines', 'show', 'bad']), 'TDM_PIPELINE_INVALID', 3)).toContain('(and 1 more)');
  });
});

describe('tidemark pipelines check', () => {
  const files = folderWith({
    'good.yaml': yaml({ name: 'good' }),
    'bad.yaml': yaml({
      name: 'bad',
      steps: '  - name: a\n    does: wiat\n    needs: b\n  - { name: b, does: wait, with: { for: 1s }, needs: a }',
    }),
    'pool.yaml': yaml({ name: 'pool', steps: '  - { name: a, does: wait, with: { for: 1s }, pool: hevy }' }),
  });

  test.concurrent('passes a file that can be run', async () => {
    const { stdout, code } = await here.run(['pipelines', 'check', join(files, 'good.yaml')]);
    expect([code, stdout.trim()]).toEqual([0, 'ok good: 1 step']);
  });

  test.concurrent('tells every problem with file and line, and ends with 3', async () => {
    const file = join(files, 'bad.yaml');
    const end = await here.run(['pipelines', 'check', file]);
    expect(end.stdout.trim().split('\n')).toEqual([
      `${file}:4: steps.a.does: nothing here does "wiat" (did you mean "wait"?)`,
      `${file}:5: steps.a.needs: the steps need each other in a circle, so that none could begin: a -> b -> a`,
    ]);
    expectError(end, 'TDM_PIPELINE_INVALID', 3);
    expect(await here.json(['pipelines', 'check', file])).toMatchObject({
      usable: false,
      problems: [{ line: 4, place: 'steps.a.does' }, {}],
    });
  });

  test.concurrent('knows the pools of the database', async () => {
    expect((await here.run(['pipelines', 'check', join(files, 'pool.yaml')])).stdout).toContain(
      'there is no pool "hevy" (did you mean "heavy"?)',
    );
  });

  test.concurrent('of a file that is not there says so', async () => {
    expectError(await here.run(['pipelines', 'check', join(files, 'none.yaml')]), 'TDM_PIPELINE_INVALID', 3);
  });
});

test('the pipelines that docs/how-to/pipelines.md shows can be run', () => {
  const page = readFileSync(join(root, 'docs/how-to/pipelines.md'), 'utf8');
  const [whole, parameters] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);
  expect(loadPipeline(whole!, 'evening.yaml', known).name).toBe('evening-webtoons');
  expect(loadPipeline(yaml({ head: parameters!.trim() }), 'mine.yaml', known).parameters).toMatchObject({
    ...{ limit: { type: 'number', max: 100 }, deep: { type: 'boolean' }, watchlist: { type: 'text', default: null } },
  });
});
