import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../src/sources/index.ts';
import { testStore } from '../support/database.ts';

/** The columns as the reports of old ask for them. */
const columns: Readonly<Record<string, string>> = {
  celeb: 'id, platform_id, user_name, profile_image, introduction',
  platform: 'id, user_key, user_name, url',
  subscriber: 'id, platform_id, subscribers, observed_at',
  tiktok_comments: 'id, post_id, comment_id, user_name, display_name, scraped_at',
  tiktok_followers:
    'id, influencer_id, follower_username, follower_display_name, follower_avatar_url, is_verified, follower_count, following_count, discovered_at, scraped_at, raw_data',
  tiktok_influencer:
    'id, tiktok_id, tiktok_name, profile_url, description, is_verified, following, followers, engage_rate, hearts, videos, category, country, created_at, updated_at',
  tiktok_post:
    'id, influencer_id, post_id, post_url, hearts, shares, comments, plays, hashtags, content, video_url, upload_date, scraped_at, raw_data',
  tiktok_scraping_config: 'id, config_key, config_value, config_type, description, is_active',
  tiktok_scraping_sessions:
    'id, session_name, session_start_time, session_end_time, total_duration_seconds, completed_tasks, total_items_collected, status, config_snapshot',
  total: 'id, platform_id, total_views, observed_at',
  video: 'id, platform_id, title, upload_date, views, likes, dislikes',
};

describe('the older addresses', async () => {
  const { store, schema } = await testStore();
  const compat = `"${schema}_compat"`;
  await store.query(`insert into workspace (id, name) values ('main', 'Main')`);
  await store.query(`
    insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id) values
      ('tiktok', 'channel', '70', null, '{"login": "someone", "title": "Some One", "verified": true, "country": "KR"}', '{"followers": {"value": 1200, "precision": "rounded", "digits": 2}, "likes": null}', '2026-01-01Z', '2026-01-02Z', 1),
      ('tiktok', 'channel', '71', null, '{"login": "nobody"}', '{}', '2026-01-01Z', '2026-01-02Z', 1),
      ('tiktok', 'post', '7001', '70', '{"description": "hello", "hashtags": ["a"], "publishedAt": "2026-01-01T00:00:00Z"}', '{"views": 1000, "likes": 50, "comments": 5, "shares": null}', '2026-01-01Z', '2026-01-02Z', 1),
      ('tiktok', 'follower', '70_ab12', '70', '{"login": "ab12"}', '{}', '2026-01-01Z', '2026-01-02Z', 1),
      ('tiktok', 'comment', '900', '7001', '{"author": "ff00", "text": "x"}', '{}', '2026-01-01Z', '2026-01-02Z', 1),
      ('twitch', 'channel', '5', null, '{"login": "streamer", "title": "Streamer"}', '{"followers": 10}', '2026-01-01Z', '2026-01-02Z', 1),
      ('twitch', 'post', '50', '5', '{"title": "A video"}', '{"views": null}', '2026-01-01Z', '2026-01-02Z', 1)`);
  await store.query(`
    insert into observation (platform, kind, id, run_id, stream, observed_at, counts, exchange_id) values
      ('twitch', 'channel', '5', 1, 'profile', '2026-01-01Z', '{"followers": 9, "views": null}', 1),
      ('twitch', 'channel', '5', 2, 'profile', '2026-01-02Z', '{"followers": null}', 1),
      ('twitch', 'channel', '5', 3, 'profile', '2026-01-03Z', '{"followers": 10, "views": 7}', 1)`);
  const all = (view: string, what = '*') => store.query(`select ${what} from ${compat}.${view} order by 1`);

  test('have exactly the names and columns that reports ask for', async () => {
    const rows = await store.query<{ view: string; columns: string }>({
      text: `select table_name as view, string_agg(column_name, ', ' order by ordinal_position) as columns
        from information_schema.columns where table_schema = $1 group by 1`,
      values: [`${schema}_compat`],
    });
    expect(Object.fromEntries(rows.map(({ view, columns: names }) => [view, names]))).toEqual(columns);
  });

  test('read 0 where the old table did for what is missing, and null where it is not a number of things', async () => {
    expect(
      await store.query(
        `select tiktok_id, tiktok_name, followers, hearts, following, engage_rate, is_verified, country from ${compat}.tiktok_influencer order by tiktok_id`,
      ),
    ).toEqual([
      {
        tiktok_id: '70',
        tiktok_name: 'someone',
        followers: '1200',
        hearts: '0',
        following: '0',
        engage_rate: '5.5000',
        is_verified: true,
        country: 'KR',
      },
      {
        tiktok_id: '71',
        tiktok_name: 'nobody',
        followers: '0',
        hearts: '0',
        following: '0',
        engage_rate: null,
        is_verified: false,
        country: null,
      },
    ]);
    expect(await all('video', 'title, views, likes, dislikes, upload_date')).toEqual([
      { title: 'A video', views: '0', likes: '0', dislikes: '0', upload_date: null },
    ]);
  });

  test('hang together by their numbers, and show people as hashes', async () => {
    const [joined] = await store.query(`
      select p.post_id, i.tiktok_name, f.follower_username, c.user_name, c.display_name from ${compat}.tiktok_post p
      join ${compat}.tiktok_influencer i on i.id = p.influencer_id join ${compat}.tiktok_followers f on f.influencer_id = i.id
      join ${compat}.tiktok_comments c on c.post_id = p.id`);
    expect(joined).toEqual({ post_id: '7001', tiktok_name: 'someone', follower_username: 'ab12', user_name: 'ff00', display_name: 'ff00' });
    const history = await store.query(`
      select p.user_key, s.subscribers, s.observed_at from ${compat}.subscriber s join ${compat}.platform p on p.id = s.platform_id order by 3`);
    expect(history.map(({ subscribers }) => subscribers)).toEqual(['9', '10']);
    expect(await all('total', 'total_views')).toEqual([{ total_views: '7' }]);
  });

  test('know the settings that the source declares, with the same types, ranges and defaults', async () => {
    const rows = await store.query(
      `select key as name, type, fallback as "default", least as min, most as max, description as title from compat_setting order by position`,
    );
    const declared = sourceOf('tiktok').options!;
    for (const row of rows) {
      const { min, max, ...rest } = row as Record<string, unknown>;
      const range = min === null ? {} : { min: Number(min), max: Number(max) };
      expect(declared).toContainEqual({ ...rest, ...range });
    }
    expect(rows).toHaveLength(8);
  });

  test('take a changed setting, typed and in range, and give its default back', async () => {
    const value = async (key: string) =>
      (await store.query(`select config_value from ${compat}.tiktok_scraping_config where config_key = '${key}'`))[0];
    const set = (key: string, text: string) =>
      store.query(`update ${compat}.tiktok_scraping_config set config_value = '${text}' where config_key = '${key}'`);
    await set('maxCommentsPerPost', '200');
    await set('enableCommentScraping', 'false');
    expect(await value('maxCommentsPerPost')).toEqual({ config_value: '200' });
    expect(await store.query('select name, value from source_option order by name')).toEqual([
      { name: 'enableCommentScraping', value: false },
      { name: 'maxCommentsPerPost', value: 200 },
    ]);
    await expect(set('maxCommentsPerPost', 'many')).rejects.toThrow('takes a number from 1 to 50000');
    await expect(set('enableCommentScraping', '1')).rejects.toThrow('takes true or false');
    await expect(
      store.query(`insert into ${compat}.tiktok_scraping_config (config_key, config_value) values ('other', '1')`),
    ).rejects.toThrow('there is no setting "other"');
    await store.query(`delete from ${compat}.tiktok_scraping_config where config_key = 'maxCommentsPerPost'`);
    expect(await value('maxCommentsPerPost')).toEqual({ config_value: '500' });
  });
});
