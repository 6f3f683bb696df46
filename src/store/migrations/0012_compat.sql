-- Older addresses: views with the names and columns that existing reports ask for, in a schema of their own. They only read what is here; the
-- settings view writes too. docs/reference/compat.md says what each column is.

-- A stable number for what has a text id.
create function compat_id(variadic parts text[]) returns bigint language sql immutable parallel safe as $$
  select hashtextextended(array_to_string(parts, '/'), 0) & 9223372036854775807
$$;

-- The settings that may be written through the view: name, type, default, least and most, and what it does. The source declares the same.
create table compat_setting (
  position integer primary key,
  key text not null unique,
  type text not null check (type in ('boolean', 'number')),
  fallback jsonb not null,
  least numeric,
  most numeric,
  description text not null
);
insert into compat_setting values
  (1, 'enableFollowerScraping', 'boolean', 'true', null, null, 'Read the followers of accounts'),
  (2, 'enablePostDetailScraping', 'boolean', 'true', null, null, 'Look at each post once more, on its own page'),
  (3, 'enableCommentScraping', 'boolean', 'true', null, null, 'Read the comments of the newest posts'),
  (4, 'maxFollowersPerInfluencer', 'number', '1000', 1, 100000, 'Followers read of one account'),
  (5, 'maxCommentsPerPost', 'number', '500', 1, 50000, 'Comments read of one post'),
  (6, 'maxPostsPerInfluencer', 'number', '50', 1, 10000, 'Newest posts read of one account'),
  (7, 'scrapingDelayMs', 'number', '2000', 0, 600000, 'Milliseconds between two pages of the site'),
  (8, 'maxRetryAttempts', 'number', '3', 1, 20, 'Attempts before something is given up');

-- Changes a setting by its text. An unknown key, a wrong type and a number out of range are refused.
create function compat_write_setting(setting text, written text) returns void language plpgsql as $$
declare
  known compat_setting%rowtype;
  value jsonb;
begin
  select * into known from compat_setting where key = setting;
  if not found then raise exception 'there is no setting "%"', setting using errcode = '22023'; end if;
  if written is null then
    delete from source_option where workspace_id = 'main' and platform = 'tiktok' and name = setting;
    return;
  end if;
  if known.type = 'boolean' then
    if trim(written) not in ('true', 'false') then raise exception 'the setting "%" takes true or false', setting using errcode = '22023'; end if;
  elsif trim(written) !~ '^\d{1,9}(\.\d{1,6})?$' or trim(written)::numeric not between known.least and known.most then
    raise exception 'the setting "%" takes a number from % to %', setting, known.least, known.most using errcode = '22023';
  end if;
  value := trim(written)::jsonb;
  insert into source_option (workspace_id, platform, name, value) values ('main', 'tiktok', setting, value)
  on conflict (workspace_id, platform, name) do update set value = excluded.value, changed_at = now();
end $$;

-- Makes the views anew in a schema of that name. Called at the end of this step, and by hand where the schema could not be made then.
create function create_compat(target text) returns void language plpgsql as $$
declare
  home text := current_schema();
begin
  if not exists (select from pg_namespace where nspname = target) then execute format('create schema %I', target); end if;
  execute format($view$
    create or replace view %1$I.tiktok_influencer as
    select %2$I.compat_id('tiktok', id) as id, id as tiktok_id, coalesce(fields ->> 'login', fields ->> 'title') as tiktok_name, fields ->> 'url' as profile_url,
      fields ->> 'description' as description, coalesce((fields ->> 'verified')::boolean, false) as is_verified,
      coalesce(%2$I.count_value(counts -> 'following'), 0)::bigint as following, coalesce(%2$I.count_value(counts -> 'followers'), 0)::bigint as followers,
      (select round(100 * sum(coalesce(%2$I.count_value(post.counts -> 'likes'), 0) + coalesce(%2$I.count_value(post.counts -> 'comments'), 0)
          + coalesce(%2$I.count_value(post.counts -> 'shares'), 0)) / nullif(sum(%2$I.count_value(post.counts -> 'views')), 0), 4)
        from %2$I.record post where post.platform = 'tiktok' and post.kind = 'post' and post.parent_id = record.id
          and %2$I.count_value(post.counts -> 'views') is not null) as engage_rate,
      coalesce(%2$I.count_value(counts -> 'likes'), 0)::bigint as hearts, coalesce(%2$I.count_value(counts -> 'posts'), 0)::bigint as videos,
      coalesce((select tags[1] from %2$I.target where target.platform = 'tiktok' and target.kind = 'channel' and cardinality(tags) > 0
        and (target.record_id = record.id or target.external_id = record.id) order by target.id limit 1), fields ->> 'category') as category,
      fields ->> 'country' as country, first_seen_at as created_at, last_seen_at as updated_at
    from %2$I.record where platform = 'tiktok' and kind = 'channel'$view$, target, home);
  execute format($view$
    create or replace view %1$I.tiktok_post as
    select %2$I.compat_id('tiktok', id) as id, %2$I.compat_id('tiktok', parent_id) as influencer_id, id as post_id, fields ->> 'url' as post_url,
      coalesce(%2$I.count_value(counts -> 'likes'), 0)::bigint as hearts, coalesce(%2$I.count_value(counts -> 'shares'), 0)::bigint as shares,
      coalesce(%2$I.count_value(counts -> 'comments'), 0)::bigint as comments, coalesce(%2$I.count_value(counts -> 'views'), 0)::bigint as plays,
      coalesce(fields -> 'hashtags', '[]') as hashtags, coalesce(fields ->> 'description', fields ->> 'title') as content, fields ->> 'videoUrl' as video_url,
      (fields ->> 'publishedAt')::timestamptz as upload_date, last_seen_at as scraped_at, jsonb_build_object('fields', fields, 'counts', counts) as raw_data
    from %2$I.record where platform = 'tiktok' and kind = 'post'$view$, target, home);
  execute format($view$
    create or replace view %1$I.tiktok_followers as
    select %2$I.compat_id('tiktok', id) as id, %2$I.compat_id('tiktok', parent_id) as influencer_id, fields ->> 'login' as follower_username,
      fields ->> 'title' as follower_display_name, fields ->> 'imageUrl' as follower_avatar_url,
      coalesce((fields ->> 'verified')::boolean, false) as is_verified, coalesce(%2$I.count_value(counts -> 'followers'), 0)::bigint as follower_count,
      coalesce(%2$I.count_value(counts -> 'following'), 0)::bigint as following_count, first_seen_at as discovered_at, last_seen_at as scraped_at,
      jsonb_build_object('fields', fields, 'counts', counts) as raw_data
    from %2$I.record where platform = 'tiktok' and kind = 'follower'$view$, target, home);
  execute format($view$
    create or replace view %1$I.tiktok_comments as
    select %2$I.compat_id('tiktok', id) as id, %2$I.compat_id('tiktok', parent_id) as post_id, id as comment_id, coalesce(fields ->> 'authorLogin', fields ->> 'author') as user_name,
      coalesce(fields ->> 'authorTitle', fields ->> 'author') as display_name, last_seen_at as scraped_at
    from %2$I.record where platform = 'tiktok' and kind = 'comment'$view$, target, home);
  execute format($view$
    create or replace view %1$I.tiktok_scraping_sessions as
    select id, 'tiktok ' || day as session_name, started_at as session_start_time, finished_at as session_end_time,
      (duration_ms / 1000)::bigint as total_duration_seconds,
      (select count(*) from %2$I.task where task.run_id = run.id and task.state = 'done') as completed_tasks, records as total_items_collected,
      case state when 'done' then 'completed' else state end as status, options as config_snapshot
    from %2$I.run where platform = 'tiktok'$view$, target, home);
  execute format($view$
    create or replace view %1$I.tiktok_scraping_config as
    select position as id, key as config_key, coalesce(value, fallback)::text as config_value, type as config_type, description, true as is_active
    from %2$I.compat_setting left join %2$I.source_option on workspace_id = 'main' and platform = 'tiktok' and name = key
    order by position$view$, target, home);
  execute format($view$
    create or replace view %1$I.platform as
    select %2$I.compat_id(platform, id) as id, coalesce(fields ->> 'login', id) as user_key, fields ->> 'title' as user_name, fields ->> 'url' as url
    from %2$I.record where kind = 'channel' and platform in ('twitch', 'youtube', 'soop', 'chzzk')$view$, target, home);
  execute format($view$
    create or replace view %1$I.celeb as
    select %2$I.compat_id('celeb', platform, id) as id, %2$I.compat_id(platform, id) as platform_id, fields ->> 'title' as user_name,
      fields ->> 'imageUrl' as profile_image, fields ->> 'description' as introduction
    from %2$I.record where kind = 'channel' and platform in ('twitch', 'youtube', 'soop', 'chzzk')$view$, target, home);
  execute format($view$
    create or replace view %1$I.video as
    select %2$I.compat_id('video', platform, id) as id, %2$I.compat_id(platform, parent_id) as platform_id, fields ->> 'title' as title,
      (fields ->> 'publishedAt')::timestamptz as upload_date, coalesce(%2$I.count_value(counts -> 'views'), 0)::bigint as views,
      coalesce(%2$I.count_value(counts -> 'likes'), 0)::bigint as likes, coalesce(%2$I.count_value(counts -> 'dislikes'), 0)::bigint as dislikes
    from %2$I.record where kind = 'post' and platform in ('twitch', 'youtube', 'soop', 'chzzk')$view$, target, home);
  execute format($view$
    create or replace view %1$I.subscriber as
    select %2$I.compat_id('subscriber', platform, id, run_id::text, stream, scope) as id, %2$I.compat_id(platform, id) as platform_id,
      %2$I.count_value(counts -> 'followers')::bigint as subscribers, observed_at
    from %2$I.observation
    where kind = 'channel' and platform in ('twitch', 'youtube', 'soop', 'chzzk') and %2$I.count_value(counts -> 'followers') is not null$view$, target, home);
  execute format($view$
    create or replace view %1$I.total as
    select %2$I.compat_id('total', platform, id, run_id::text, stream, scope) as id, %2$I.compat_id(platform, id) as platform_id,
      %2$I.count_value(counts -> 'views')::bigint as total_views, observed_at
    from %2$I.observation
    where kind = 'channel' and platform in ('twitch', 'youtube', 'soop', 'chzzk') and %2$I.count_value(counts -> 'views') is not null$view$, target, home);
  execute format($function$
    create or replace function %1$I.write_config() returns trigger language plpgsql set search_path = %2$I as $body$
    begin
      if tg_op = 'DELETE' then
        perform compat_write_setting(old.config_key, null);
        return old;
      end if;
      if tg_op = 'UPDATE' and new.config_key <> old.config_key then
        raise exception 'the key of a setting does not change' using errcode = '22023';
      end if;
      perform compat_write_setting(new.config_key, new.config_value);
      return new;
    end $body$
  $function$, target, home);
  execute format('create or replace trigger write_config instead of insert or update or delete on %1$I.tiktok_scraping_config for each row execute function %1$I.write_config()', target);
end $$;

-- The real world's views are in `compat`, the sample world's in `compat_sample`; other schemas have theirs beside them.
do $$
begin
  perform create_compat(
    case current_schema() when 'tidemark' then 'compat' when 'tidemark_sample' then 'compat_sample' else current_schema() || '_compat' end);
exception
  -- Who may not make schemas does without; whoever may can call the function later.
  when insufficient_privilege then null;
end $$;
