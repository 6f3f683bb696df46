"""TikTok's daily work in Scrapy: profile, posts, followers and the comments of the newest posts of each creator, rows of our shape.

Written as tutorials do, an item a row and a transaction an item in `process_item` (`perItem`), or 64 pages a transaction by a thread while the
reactor goes on, one item a page. No delay, no duplicate filter, no cookies, no console.
"""

import json
import resource
import sys
import time
from datetime import datetime, timezone
from math import ceil
from urllib.parse import quote, urlencode

import psycopg
import scrapy
from backports import zstd
from scrapy.crawler import CrawlerProcess
from twisted.internet.defer import DeferredLock
from twisted.internet.threads import deferToThread

given = json.load(sys.stdin)
limits = given["limits"]

COLUMNS = "row (kind text, id text, parent text, stream text, fields jsonb, counts jsonb, at timestamptz)"
MERGE = """on conflict (platform, kind, id) do update set
    fields = record.fields || excluded.fields, counts = record.counts || excluded.counts, last_seen_at = excluded.last_seen_at"""
RECORDS = f"""
  insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
  select 'tiktok', kind, id, parent, fields, counts, at, at, 0 from json_to_recordset(%s::json) as {COLUMNS} {MERGE}"""
OBSERVATIONS = f"""
  insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
  select 'tiktok', kind, id, 1, stream, '', at, counts, 0 from json_to_recordset(%s::json) as {COLUMNS}
  on conflict do nothing"""
ITEM = f"""
  with written as (
    insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
    values ('tiktok', %(kind)s, %(id)s, %(parent)s, %(fields)s, %(counts)s, %(at)s, %(at)s, 0) {MERGE}
  )
  insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
  values ('tiktok', %(kind)s, %(id)s, 1, %(stream)s, '', %(at)s, %(counts)s, 0) on conflict do nothing"""
RAW = "insert into raw (pages, raw_bytes, body) values (%s, %s, %s)"


def present(fields):
    return {name: value for name, value in fields.items() if value is not None}


def counter(stats, exact):
    """What the page shows, 11.9K, is a rounded count; `statsV2` is the very number where it is finer."""
    finer = exact and (not stats or any(name in stats and int(exact[name]) != int(stats[name]) for name in exact))

    def count(name):
        value = int((exact or stats)[name])
        step = 1 if value < 10**4 else 100 if value < 10**6 else 10**5 if value < 10**9 else 10**8
        if finer or step == 1 or value % step:
            return value
        return {"value": value, "precision": "rounded", "digits": len(str(value)) - len(str(step)) + 1}

    return count


def time_of(seconds):
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def page_of(login):
    return f"https://www.tiktok.com/@{quote(login)}"


def channel_of(info):
    user, count = info["user"], counter(info.get("stats"), info.get("statsV2"))
    fields = {
        "login": user["uniqueId"],
        "secUid": user["secUid"],
        "title": user["nickname"],
        "description": user["signature"],
        "url": page_of(user["uniqueId"]),
        "imageUrl": user.get("avatarLarger") or user.get("avatarMedium"),
        "link": (user.get("bioLink") or {}).get("link"),
        "category": (user.get("commerceUserInfo") or {}).get("category"),
        "country": user.get("region"),
        "language": user.get("language"),
        "verified": user.get("verified"),
        "createdAt": time_of(user["createTime"]) if user.get("createTime") else None,
        "state": "private" if user.get("privateAccount") or user.get("secret") else "public",
    }
    counts = {"followers": count("followerCount"), "following": count("followingCount"), "likes": count("heartCount"), "posts": count("videoCount")}
    return {"kind": "channel", "id": user["id"], "parent": None, "stream": "profile", "fields": present(fields), "counts": counts}


def post_of(row):
    author, video, music = row["author"], row.get("video") or {}, row.get("music") or {}
    count = counter(row.get("stats"), row.get("statsV2"))
    kind = "photo" if row.get("imagePost") else "video"
    tags = {}
    for tag in [each["title"] for each in row.get("challenges") or []] + [each["hashtagName"] for each in row.get("textExtra") or []]:
        if tag:
            tags.setdefault(tag.lower(), tag)
    fields = {
        "description": row["desc"],
        "url": f"{page_of(author['uniqueId'])}/{kind}/{row['id']}",
        "imageUrl": video.get("cover"),
        "videoUrl": video.get("playAddr"),
        "publishedAt": time_of(row["createTime"]),
        "durationSeconds": video.get("duration") or None,
        "hashtags": list(tags.values()),
        "type": kind,
        "language": row.get("textLanguage"),
        "country": row.get("locationCreated"),
        "channel": author["uniqueId"],
        "musicId": music.get("id"),
        "music": music.get("title"),
        "musicAuthor": music.get("authorName"),
        "pinned": row.get("isPinnedItem"),
        "advertisement": row.get("isAd"),
        "state": "private" if row.get("privateItem") or row.get("secret") else "public",
    }
    names = {"views": "playCount", "likes": "diggCount", "comments": "commentCount", "shares": "shareCount", "saves": "collectCount"}
    counts = {ours: count(theirs) for ours, theirs in names.items()}
    return {"kind": "post", "id": row["id"], "parent": author["id"], "stream": "posts", "fields": present(fields), "counts": counts}


def comment_of(row):
    user, language = row["user"], row.get("comment_language")
    fields = {
        "text": row["text"],
        "publishedAt": time_of(row["create_time"]),
        "author": user["uid"],
        "authorLogin": user["unique_id"],
        "authorTitle": user["nickname"],
        "language": None if language == "un" else language,
        "likedByCreator": row.get("is_author_digged"),
        "pinned": row.get("author_pin"),
    }
    counts = {"likes": row["digg_count"], "replies": row["reply_comment_total"]}
    return {"kind": "comment", "id": row["cid"], "parent": row["aweme_id"], "stream": "comments", "fields": present(fields), "counts": counts}


def follower_of(row, channel):
    user, count = row["user"], counter(row.get("stats"), row.get("statsV2"))
    fields = {"login": user["uniqueId"], "title": user["nickname"], "imageUrl": user.get("avatarThumb"), "verified": user.get("verified")}
    counts = {"followers": count("followerCount"), "following": count("followingCount")}
    row_id = f"{channel}_{user['id']}"
    return {"kind": "follower", "id": row_id, "parent": channel, "stream": "followers", "fields": present(fields), "counts": counts}


def ended():
    end["at"] = time.perf_counter()
    end["cpu"] = time.process_time()


class EachItem:
    """An INSERT and a transaction an item, as in most tutorials; the reactor waits meanwhile."""

    def open_spider(self):
        self.connection = psycopg.connect(autocommit=True)

    def process_item(self, item):
        if "text" in item:
            text = item["text"].encode()
            self.connection.execute(RAW, (1, len(text), zstd.compress(text)), prepare=True)
        else:
            values = {**item, "fields": json.dumps(item["fields"]), "counts": json.dumps(item["counts"])}
            self.connection.execute(ITEM, values, prepare=True)
        return item

    def close_spider(self):
        self.connection.close()
        ended()


class Batches:
    """Writes 64 pages a transaction."""

    def open_spider(self):
        self.connection = psycopg.connect()
        self.lock = DeferredLock()
        self.pages, self.rows = [], {}

    def process_item(self, item):
        self.pages.append(item["text"])
        for row in item["rows"]:
            self.rows[row["kind"], row["id"]] = row
        if len(self.pages) < 64:
            return item
        pages, rows, self.pages, self.rows = self.pages, self.rows, [], {}
        self.lock.run(deferToThread, self.write, pages, rows)
        return item

    def write(self, pages, rows):
        text = "\n".join(pages).encode()
        values = json.dumps(list(rows.values()), ensure_ascii=False)
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute(RAW, (len(pages), len(text), zstd.compress(text)), prepare=True)
            cursor.execute(RECORDS, (values,), prepare=True)
            cursor.execute(OBSERVATIONS, (values,), prepare=True)

    def close_spider(self):
        done = self.lock.run(deferToThread, self.write, self.pages, self.rows) if self.pages else self.lock.run(lambda: None)
        return done.addCallback(self.finished)

    def finished(self, _):
        self.connection.close()
        ended()


def bounds(rows, most):
    pages = ceil(most / rows)
    return pages, ceil(most / pages)


POSTS, FOLLOWERS, COMMENTS = bounds(35, limits["posts"]), bounds(30, limits["followers"]), bounds(20, limits["comments"])


class Creators(scrapy.Spider):
    name = "creators"

    def ask(self, path, query, callback, **about):
        words = urlencode({"aid": "1988", "app_name": "tiktok_web", "device_platform": "web_pc", **query})
        address = f"{given['url']}/tiktok-relay.example{path}?{words}"
        return scrapy.Request(address, callback, headers={"X-Api-Key": given["key"]}, cb_kwargs=about, dont_filter=True)

    def ask_posts(self, channel, sec_uid, cursor="0", page=1):
        query = {"secUid": sec_uid, "count": POSTS[1], "cursor": cursor}
        return self.ask("/api/post/item_list/", query, self.posts, channel=channel, sec_uid=sec_uid, page=page)

    def ask_followers(self, channel, sec_uid, cursor="0", page=1):
        query = {"scene": 21, "secUid": sec_uid, "count": FOLLOWERS[1], "minCursor": cursor, "maxCursor": 0}
        return self.ask("/api/user/list/", query, self.followers, channel=channel, sec_uid=sec_uid, page=page)

    def ask_comments(self, post, cursor="0", page=1):
        query = {"aweme_id": post, "count": COMMENTS[1], "cursor": cursor}
        return self.ask("/api/comment/list/", query, self.comments, post=post, page=page)

    async def start(self):
        begin["at"] = time.perf_counter()
        begin["cpu"] = time.process_time()
        for login in given["logins"]:
            yield self.ask("/api/user/detail/", {"uniqueId": login, "secUid": ""}, self.profile)

    def items(self, text, rows):
        global pages
        pages += 1
        at = datetime.now(timezone.utc).isoformat()
        for row in rows:
            row["at"] = at
        if not given["perItem"]:
            yield {"text": text, "rows": rows}
            return
        yield {"text": text}
        yield from rows

    def profile(self, response):
        text = response.text
        row = channel_of(json.loads(text)["userInfo"])
        yield self.ask_posts(row["id"], row["fields"]["secUid"])
        yield self.ask_followers(row["id"], row["fields"]["secUid"])
        yield from self.items(text, [row])

    def posts(self, response, channel, sec_uid, page):
        text = response.text
        answer = json.loads(text)
        rows = [post_of(row) for row in answer["itemList"]]
        if page == 1:
            for row in rows[: limits["commented"]]:
                yield self.ask_comments(row["id"])
        if answer["hasMore"] and page < POSTS[0]:
            yield self.ask_posts(channel, sec_uid, answer["cursor"], page + 1)
        yield from self.items(text, rows)

    def followers(self, response, channel, sec_uid, page):
        text = response.text
        answer = json.loads(text)
        if answer["hasMore"] and page < FOLLOWERS[0]:
            yield self.ask_followers(channel, sec_uid, answer["minCursor"], page + 1)
        yield from self.items(text, [follower_of(row, channel) for row in answer["userList"]])

    def comments(self, response, post, page):
        text = response.text
        answer = json.loads(text)
        if answer["has_more"] and page < COMMENTS[0]:
            yield self.ask_comments(post, answer["cursor"], page + 1)
        yield from self.items(text, [comment_of(row) for row in answer["comments"] or []])


begin, end, pages = {}, {}, 0
process = CrawlerProcess(
    {
        "CONCURRENT_REQUESTS": given["sideBySide"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": given["sideBySide"],
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "COOKIES_ENABLED": False,
        "RETRY_ENABLED": True,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "ITEM_PIPELINES": {EachItem if given["perItem"] else Batches: 1},
        "REACTOR_THREADPOOL_MAXSIZE": 4,
    }
)
process.crawl(Creators)
process.start()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"pages": pages, "seconds": end["at"] - begin["at"], "cpu": end["cpu"] - begin["cpu"], "peakMb": peak}), flush=True)
