import { expect, test } from 'vitest';
import { expectError, place } from './place.ts';

test("an option is changed by its name, refused by its type, and given back; a pace becomes the lane's", async () => {
  const here = place();
  const value = async (name: string) =>
    (await here.json(['options', 'list', 'tiktok'])).options.find((each: { name: string }) => each.name === name)?.value;
  expect(await value('maxCommentsPerPost')).toBe(500);
  await here.run(['options', 'set', 'tiktok', 'maxCommentsPerPost', '200']);
  expect(await value('maxCommentsPerPost')).toBe(200);
  expectError(await here.run(['options', 'set', 'tiktok', 'maxCommentsPerPost', 'many']), 'TDM_OPTION_INVALID', 2);
  expectError(await here.run(['options', 'set', 'tiktok', 'maxLikes', '1']), 'TDM_OPTION_UNKNOWN', 2);
  expect(await here.json(['options', 'set', 'tiktok', 'maxCommentsPerPost', 'default'])).toMatchObject({ value: 500 });
  const pace = async () => (await here.json(['lanes'])).lanes.find((lane: { name: string }) => lane.name === 'tiktok')?.intervalMs;
  await here.run(['lanes', 'set', 'tiktok', '--interval', '500']);
  await here.run(['options', 'set', 'tiktok', 'scrapingDelayMs', 'default']);
  expect(await pace()).toBe(2000);
});
