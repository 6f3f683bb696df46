import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPipeline, fillParameters, parameterValues, pipelineNamed, pipelinesOf } from '../../src/pipelines/index.ts';
import { folderWith, known, yaml } from './support.ts';

const shipped = ['creators-daily', 'prices-hourly', 'trends-hourly', 'webtoons-daily'];
const namesOf = async (folder: string | null): Promise<string[]> =>
  (await pipelinesOf(folder, known)).pipelines.map(({ definition }) => definition.name);

describe('the shipped pipelines', () => {
  test('can all be run as they are, and wait until somebody resumes their schedules', async () => {
    const { pipelines, broken } = await pipelinesOf(null, known);
    expect(broken).toEqual([]);
    expect(pipelines.map(({ definition }) => definition.name)).toEqual(shipped);
    for (const { definition, isShipped } of pipelines) {
      expect(isShipped).toBe(true);
      expect(definition.schedule).toMatchObject({ zone: 'Asia/Seoul', paused: true });
    }
  });

  test('can be begun for one watchlist and spread over a window', async () => {
    for (const { definition } of (await pipelinesOf(null, known)).pipelines) {
      const given = { watchlist: 'Favourites', ...(definition.parameters['spread'] ? { spread: '8h' } : {}) };
      const values = parameterValues(definition, given);
      expect(checkPipeline(definition, { ...known, values })).toEqual([]);
      for (const step of definition.steps.filter(({ does }) => does === 'collect'))
        expect(fillParameters(step, values)).toMatchObject(given);
    }
  });

  test('collect both webtoon platforms side by side at nine in Seoul, then do the heavy steps of each in the pool for them', async () => {
    const { steps, schedule } = pipelineNamed(await pipelinesOf(null, known), 'webtoons-daily').definition;
    expect(schedule).toMatchObject({ cron: '0 9 * * *', zone: 'Asia/Seoul' });
    const light = steps.filter(({ needs }) => needs.length === 0);
    expect(light.map(({ does, with: { platform }, pool }) => [does, platform, pool])).toEqual([
      ['collect', 'naver-webtoon', 'collect'],
      ['collect', 'kakao-webtoon', 'collect'],
    ]);
    const heavy = steps.filter(({ needs }) => needs.length > 0);
    expect(heavy.map(({ does }) => does)).toEqual(['refresh', 'refresh', 'seal', 'seal']);
    expect(new Set(heavy.map(({ pool }) => pool))).toEqual(new Set(['heavy']));
  });

  test('of creators read five platforms of which none waits for another', async () => {
    const { steps } = pipelineNamed(await pipelinesOf(null, known), 'creators-daily').definition;
    expect(steps.map(({ with: { platform } }) => platform)).toEqual(['tiktok', 'twitch', 'youtube', 'soop', 'chzzk']);
    expect(steps.flatMap(({ needs }) => needs)).toEqual([]);
  });
});

describe("the operator's folder", () => {
  test('adds its pipelines, YAML and JSON, and nothing else that lies there', async () => {
    const folder = folderWith({
      'one.yaml': yaml({ name: 'one' }),
      'two.YML': yaml({ name: 'two' }),
      'three.json': JSON.stringify({ name: 'three', steps: [{ name: 'a', does: 'wait', with: { for: '1s' } }] }),
      'notes.txt': 'buy milk',
      'one.yaml~': 'old',
      '.hidden.yaml': 'not yet',
    });
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'below', 'four.yaml'), yaml({ name: 'four' }));
    symlinkSync(join(folder, 'below', 'four.yaml'), join(folder, 'linked.yaml'));
    expect(await namesOf(folder)).toEqual([
      'creators-daily',
      'four',
      'one',
      'prices-hourly',
      'three',
      'trends-hourly',
      'two',
      'webtoons-daily',
    ]);
  });

  test('that is not there adds nothing', async () => {
    expect(await namesOf(join(folderWith({}), 'nowhere'))).toEqual(shipped);
  });

  test('that is a file is told', async () => {
    const file = join(folderWith({ 'a-file': '' }), 'a-file');
    await expect(pipelinesOf(file, known)).rejects.toMatchObject({ code: 'TDM_FILE_UNREADABLE' });
  });

  test('replaces a shipped pipeline by one of the same name', async () => {
    const folder = folderWith({ 'my-webtoons.yaml': yaml({ name: 'webtoons-daily' }) });
    const found = pipelineNamed(await pipelinesOf(folder, known), 'webtoons-daily');
    expect(found).toMatchObject({ isShipped: false, file: join(folder, 'my-webtoons.yaml') });
    expect(found.definition.steps.map(({ name }) => name)).toEqual(['pause']);
    expect(await namesOf(folder)).toEqual(shipped);
  });

  test('with broken files names them with their problems, and the others work', async () => {
    const folder = folderWith({ 'bad.yaml': 'name: bad\nsteps:\n\t- x\n', 'empty.json': '', 'good.yaml': yaml({ name: 'good' }) });
    mkdirSync(join(folder, 'x.yaml'));
    const { pipelines, broken } = await pipelinesOf(folder, known);
    expect(pipelines.map(({ definition }) => definition.name)).toContain('good');
    expect(pipelines).toHaveLength(5);
    expect(broken.map(({ name, problems }) => [name, problems[0]?.line, problems[0]?.message.slice(0, 20)])).toEqual([
      ['bad', 3, 'a tab indents this l'],
      ['empty', 1, 'the file is empty; d'],
      ['x', null, 'this is a folder, no'],
    ]);
  });

  test('with a broken file in the place of a shipped pipeline has none of that name: the shipped one is not what was asked for', async () => {
    const folder = folderWith({ 'mine.yaml': `${yaml({ name: 'prices-hourly' })}stepz: []\n` });
    const found = await pipelinesOf(folder, known);
    expect(found.pipelines.map(({ definition }) => definition.name)).not.toContain('prices-hourly');
    expect(() => pipelineNamed(found, 'prices-hourly')).toThrowError(expect.objectContaining({ code: 'TDM_PIPELINE_INVALID' }));
    expect(() => pipelineNamed(found, 'price-hourly')).toThrowError(expect.objectContaining({ code: 'TDM_PIPELINE_UNKNOWN' }));
  });

  test('with one name in two files uses the first of them and tells the other', async () => {
    const folder = folderWith({
      'a.yaml': yaml({ name: 'twice', head: 'title: first' }),
      'b.yaml': yaml({ name: 'twice', head: 'title: second' }),
    });
    const found = await pipelinesOf(folder, known);
    expect(pipelineNamed(found, 'twice').definition.title).toBe('first');
    expect(found.broken).toMatchObject([
      { file: join(folder, 'b.yaml'), problems: [{ place: 'name', message: '"twice" is the name of a.yaml already' }] },
    ]);
  });

  test('with pipelines that begin each other in a circle uses none of them; one that only begins them works', async () => {
    const begin = (name: string, other: string): string =>
      yaml({ name, steps: `  - { name: next, does: run-pipeline, with: { pipeline: ${other} } }` });
    const folder = folderWith({
      'a.yaml': begin('a', 'b'),
      'b.yaml': begin('b', 'a'),
      'c.yaml': begin('c', 'a'),
      'd.yaml': begin('d', 'webtoons-daily'),
      'itself.yaml': begin('itself', 'itself'),
    });
    const { pipelines, broken } = await pipelinesOf(folder, known);
    expect(pipelines.map(({ definition }) => definition.name)).toEqual(['c', 'creators-daily', 'd', ...shipped.slice(1)]);
    expect(broken.map(({ name, problems }) => [name, problems[0]!.place, problems[0]!.message.replace(/^.*: /, '')])).toEqual([
      ['a', 'steps.next.with.pipeline', 'a -> b -> a'],
      ['b', 'steps.next.with.pipeline', 'a -> b -> a'],
      ['itself', 'steps.next.with.pipeline', 'itself -> itself'],
    ]);
  });
});
