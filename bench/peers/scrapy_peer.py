"""The storing benchmark's work in Scrapy: every page of every title's episode list, rows of our shape written by a pipeline in batches.

Its best sensible settings: no delay, no duplicate filter, no cookies, no console, one item a page instead of one an episode (a tenth of the
cost). Batches are written by a thread while the reactor goes on. Pages of a title are asked for side by side.
"""

import json
import resource
import sys
import time
from datetime import datetime, timezone

import psycopg
import scrapy
from backports import zstd
from scrapy.crawler import CrawlerProcess
from twisted.internet.defer import DeferredLock
from twisted.internet.threads import deferToThread

given = json.load(sys.stdin)

RECORDS = """
  insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
  select 'naver-webtoon', 'episode', id, parent, fields, counts, at, at, 0
  from json_to_recordset(%s::json) as row (id text, parent text, fields jsonb, counts jsonb, at timestamptz)
  on conflict (platform, kind, id) do update set
    fields = record.fields || excluded.fields, counts = record.counts || excluded.counts, last_seen_at = excluded.last_seen_at"""
OBSERVATIONS = """
  insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
  select 'naver-webtoon', 'episode', id, 1, 'episodes', '', at, counts, 0
  from json_to_recordset(%s::json) as row (id text, counts jsonb, at timestamptz)
  on conflict do nothing"""


def day_of(text):
    return f"20{text.replace('.', '-')}" if text and len(text) == 8 and text[2] == "." else None


def row_of(title_id, at, preview, row):
    published_on = day_of(row.get("serviceDateDescription"))
    return {
        "id": f"{title_id}_{row['no']}",
        "parent": str(title_id),
        "fields": {
            "no": row["no"],
            "publishedOn": published_on,
            "preview": preview or bool(row["charge"] and published_on is None),
            "title": row["subtitle"],
            "charge": row["charge"],
            "thumbnailUrl": row["thumbnailUrl"],
            "bgm": row["bgm"],
            "isNew": row["up"],
        },
        "counts": {"stars": row["starScore"] or None},
        "at": at,
    }


class Batches:
    """Writes 64 pages a transaction."""

    def open_spider(self):
        self.connection = psycopg.connect()
        self.lock = DeferredLock()
        self.pages, self.rows, self.count = [], {}, 0

    def process_item(self, item):
        self.count += 1
        self.pages.append(item["text"])
        for row in item["rows"]:
            self.rows[row["id"]] = row
        if len(self.pages) < 64:
            return item
        pages, rows, self.pages, self.rows = self.pages, self.rows, [], {}
        self.lock.run(deferToThread, self.write, pages, rows)
        return item

    def write(self, pages, rows):
        text = "\n".join(pages).encode()
        values = json.dumps(list(rows.values()), ensure_ascii=False)
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute(
                "insert into raw (pages, raw_bytes, body) values (%s, %s, %s)", (len(pages), len(text), zstd.compress(text)), prepare=True
            )
            cursor.execute(RECORDS, (values,), prepare=True)
            cursor.execute(OBSERVATIONS, (values,), prepare=True)

    def close_spider(self):
        done = self.lock.run(deferToThread, self.write, self.pages, self.rows) if self.pages else self.lock.run(lambda: None)
        return done.addCallback(self.finished)

    def finished(self, _):
        self.connection.close()
        end["pages"] = self.count
        end["at"] = time.perf_counter()
        end["cpu"] = time.process_time()


class Episodes(scrapy.Spider):
    name = "episodes"

    def request(self, title, page):
        url = f"{given['url']}/comic.naver.com/api/article/list?titleId={title}&page={page}&sort=DESC"
        return scrapy.Request(url, cb_kwargs={"page": page}, dont_filter=True)

    async def start(self):
        begin["at"] = time.perf_counter()
        begin["cpu"] = time.process_time()
        for title in given["titles"]:
            yield self.request(title, 1)

    def parse(self, response, page):
        text = response.text
        answer = json.loads(text)
        at = datetime.now(timezone.utc).isoformat()
        title_id = answer["titleId"]
        if page == 1:
            for other in range(2, answer["pageInfo"]["totalPages"] + 1):
                yield self.request(title_id, other)
        rows = [row_of(title_id, at, True, row) for row in answer.get("chargeFolderArticleList") or []]
        rows += [row_of(title_id, at, False, row) for row in answer["articleList"]]
        yield {"text": text, "rows": rows}


begin, end = {}, {}
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
        "ITEM_PIPELINES": {Batches: 1},
        "REACTOR_THREADPOOL_MAXSIZE": 4,
    }
)
process.crawl(Episodes)
process.start()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(
    json.dumps({"pages": end["pages"], "seconds": end["at"] - begin["at"], "cpu": end["cpu"] - begin["cpu"], "peakMb": peak}), flush=True
)
