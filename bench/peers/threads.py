"""The daily run as one would write it in Python: ten threads with requests, rows written in batches by psycopg.

Title lists of both platforms, then every title's own page, then the episodes of those the lists mark as updated today. Keep-alive
connections, three attempts, pages side by side as soon as the first says how many there are, raw answers kept, a thousand rows a batch.
"""

import json
import resource
import sys
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import psycopg
import requests
from requests.adapters import HTTPAdapter

given = json.load(sys.stdin)
local = threading.local()
NAVER = "comic.naver.com/api"
KAKAO = "gateway-kw.kakao.com"


def get(path):
    if not hasattr(local, "session"):
        local.session = requests.Session()
        local.session.trust_env = False
        local.session.mount("http://", HTTPAdapter(pool_maxsize=2, max_retries=2))
    response = local.session.get(f"{given['url']}/{path}", timeout=30)
    store.page(response.content)
    return response.json() if response.status_code == 200 else None


class Store:
    """Gathers rows of all threads and writes a batch as soon as it is full."""

    def __init__(self):
        self.connection = psycopg.connect()
        self.lock, self.writing = threading.Lock(), threading.Lock()
        self.records, self.observations, self.raw, self.pages = {}, {}, [], 0

    def page(self, body):
        with self.lock:
            self.raw.append(body)
            self.pages += 1

    def add(self, platform, kind, id, parent, fields, counts, scope=""):
        at = datetime.now(timezone.utc)
        key = (platform, kind, str(id))
        with self.lock:
            known = self.records.get(key)
            if known:
                fields, counts_all = {**known[1], **fields}, {**known[2], **counts}
            else:
                counts_all = counts
            self.records[key] = (parent, fields, counts_all, at)
            if counts:
                self.observations[(*key, scope)] = (counts, at)
            full = len(self.records) >= 1000
        if full:
            self.flush()

    def flush(self):
        with self.lock:
            records, observations, raw = self.records, self.observations, self.raw
            self.records, self.observations, self.raw = {}, {}, []
        with self.writing, self.connection.transaction(), self.connection.cursor() as cursor:
            body = b"\n".join(raw)
            cursor.execute(
                "insert into raw (pages, raw_bytes, body) values (%s, %s, %s)", (len(raw), len(body), zlib.compress(body, 1))
            )
            cursor.executemany(
                """insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
                values (%s, %s, %s, %s, %s, %s, %s, %s, 0)
                on conflict (platform, kind, id) do update set fields = record.fields || excluded.fields,
                  counts = record.counts || excluded.counts, last_seen_at = excluded.last_seen_at""",
                [(*key, parent, json.dumps(fields), json.dumps(counts), at, at) for key, (parent, fields, counts, at) in sorted(records.items())],
            )
            cursor.executemany(
                """insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
                values (%s, %s, %s, 1, 'daily', %s, %s, %s, 0) on conflict do nothing""",
                [(*key, at, json.dumps(counts)) for key, (counts, at) in sorted(observations.items())],
            )


titles, changed = {"naver-webtoon": set(), "kakao-webtoon": set()}, set()


def naver_rows(rows, scope):
    for rank, row in enumerate(rows, 1):
        titles["naver-webtoon"].add(row["titleId"])
        if row.get("up"):
            changed.add(("naver-webtoon", row["titleId"]))
        fields = {"title": row["titleName"], "author": row["author"], "thumbnailUrl": row["thumbnailUrl"], "updatedToday": row["up"]}
        counts = {"views": row["viewCount"] or None, "stars": row["starScore"] or None, "rank": rank}
        store.add("naver-webtoon", "series", row["titleId"], None, fields, counts, scope)


def naver_list(path, scope):
    answer = get(f"{NAVER}/webtoon/titlelist/{path}")
    for day, rows in answer.get("titleListMap", {"": answer.get("titleList", [])}).items():
        naver_rows(rows, f"{scope}/{day}")
    return answer.get("pageInfo", {}).get("totalPages", 1)


def kakao_list(day):
    for section in get(f"{KAKAO}/section/v2/timetables/days?placement=timetable_{day}")["data"]:
        for group in section["cardGroups"]:
            for rank, card in enumerate(group["cards"], 1):
                content = card["content"]
                titles["kakao-webtoon"].add(content["id"])
                up = any(badge["type"] == "UP" for badge in content.get("badges") or [])
                if up:
                    changed.add(("kakao-webtoon", content["id"]))
                fields = {"title": content["title"], "tags": content.get("seoKeywords"), "updatedToday": up}
                store.add("kakao-webtoon", "series", content["id"], None, fields, {"rank": rank}, day)


def naver_title(id):
    answer = get(f"{NAVER}/article/list/info?titleId={id}")
    if answer:
        fields = {"title": answer.get("titleName"), "synopsis": answer.get("synopsis"), "tags": answer.get("curationTagList")}
        store.add("naver-webtoon", "series", id, None, fields, {"favourites": answer.get("favoriteCount")}, "info")


def kakao_title(id):
    answer = get(f"{KAKAO}/decorator/v2/decorator/contents/{id}")
    if answer:
        data = answer["data"]
        statistics = data.get("statistics") or {}
        fields = {"title": data["title"], "synopsis": data.get("synopsis"), "genre": data.get("genre")}
        counts = {"views": statistics.get("viewCount"), "likes": statistics.get("likeCount")}
        store.add("kakao-webtoon", "series", id, None, fields, counts, "info")
        # The days of publication stand among the badges; where they do not, in the profile.
        if not any(badge["type"] in ("WEEKDAYS", "STATUS") for badge in data.get("badges") or []):
            profile = get(f"{KAKAO}/decorator/v2/decorator/contents/{id}/profile")
            badges = (profile or {}).get("data", {}).get("badges") or []
            days = [badge["title"] for badge in badges if badge["type"] == "WEEKDAYS"]
            store.add("kakao-webtoon", "series", id, None, {"weekdays": days}, {})


def naver_episodes(id, page):
    answer = get(f"{NAVER}/article/list?titleId={id}&page={page}&sort=DESC")
    if not answer or "articleList" not in answer:
        return []
    for row in (answer.get("chargeFolderArticleList") or []) + answer["articleList"]:
        fields = {key: row.get(key) for key in ("no", "subtitle", "thumbnailUrl", "bgm", "up", "charge", "serviceDateDescription")}
        store.add("naver-webtoon", "episode", f"{id}_{row['no']}", str(id), fields, {"stars": row["starScore"] or None})
    return range(2, answer["pageInfo"]["totalPages"] + 1) if page == 1 else []


def kakao_episodes(id, offset):
    answer = get(f"{KAKAO}/episode/v2/views/content-home/contents/{id}/episodes?sort=-NO&offset={offset}&limit=30")
    if not answer or "data" not in answer:
        return []
    for row in answer["data"]["episodes"]:
        fields = {key: row.get(key) for key in ("no", "title", "seasonNo", "useType", "serialStartDateTime")}
        store.add("kakao-webtoon", "episode", f"{id}_{row['id']}", str(id), fields, {})
    total = answer["meta"]["pagination"]["totalCount"]
    return range(30, total, 30) if offset == 0 else []


store = Store()
begun, cpu = time.perf_counter(), time.process_time()
with ThreadPoolExecutor(10) as pool:

    def all_of(calls):
        """Runs calls side by side and returns what they gave."""
        return [future.result() for future in [pool.submit(*call) for call in calls]]

    lists = [(naver_list, f"weekday?order={order}", f"weekday/{order}") for order in ("user", "view", "star")]
    lists += [(naver_list, f"weekday?week=dailyPlus&order={order}", f"dailyPlus/{order}") for order in ("user", "view", "star")]
    lists += [(kakao_list, day) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "completed")]
    *_, pages = all_of([*lists, (naver_list, "finished?page=1&order=USER", "finished/user/1")])
    all_of((naver_list, f"finished?page={page}&order=USER", f"finished/user/{page}") for page in range(2, pages + 1))
    all_of([(naver_title, id) for id in titles["naver-webtoon"]] + [(kakao_title, id) for id in titles["kakao-webtoon"]])
    readers = {"naver-webtoon": (naver_episodes, 1), "kakao-webtoon": (kakao_episodes, 0)}
    first = [(readers[platform][0], id, readers[platform][1]) for platform, id in changed]
    rest = all_of(first)
    all_of((read, id, page) for (read, id, _), more in zip(first, rest) for page in more)
store.flush()
seconds = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"pages": store.pages, "seconds": seconds, "cpu": time.process_time() - cpu, "peakMb": peak}))
