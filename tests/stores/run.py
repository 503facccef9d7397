#!/usr/bin/env python3
"""Publishes to real servers on this machine: one that speaks as Amazon S3 does (moto), and the hosts of hosts.py.

    tests/stores/run.py DATELINE WORK [NAME …]

Between most of them and Dateline stands a gate. After whatever happens, what readers get must be what was built.
"""

import gzip
import json
import random
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
from botocore.config import Config

import hosts
from desk import ENVIRONMENT, SECRET, WORK, Desk, Gate, free_port, same, wait

BUCKET = "record"


class Store:
    """A bucket behind a gate."""

    def __init__(self):
        port = free_port()
        moto = Path(sys.executable).with_name("moto_server")
        log = open(WORK / "moto.log", "w")
        self.server = subprocess.Popen([moto, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
        self.gate = Gate(port)
        options = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1})
        keys = {"aws_access_key_id": "desk", "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
        self.client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", config=options, **keys)
        wait(port)
        self.client.create_bucket(Bucket=BUCKET)

    def desk(self, name, **more):
        return Desk(name, {"store": f"s3://{BUCKET}/{name}", "endpoint": self.gate.url, "region": "us-east-1", **more})

    def objects(self, name):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{name}/")
        keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
        return {key.removeprefix(f"{name}/"): self.client.get_object(Bucket=BUCKET, Key=key) for key in keys if "/.dateline/" not in key}

    def served(self, name):
        """What readers get."""
        read = lambda found: gzip.decompress(found["Body"].read()) if found.get("ContentEncoding") == "gzip" else found["Body"].read()
        return {path: read(found) for path, found in self.objects(name).items()}

    def works(self, name):
        hosts.works(self.served(name), name)


def a_store_gets_what_was_built_with_what_readers_are_told(store):
    desk = store.desk("first")
    desk.publish()
    same(store.served("first"), desk.built(), "the first publish")
    objects = store.objects("first")
    said = lambda path: (objects[path]["ContentType"], objects[path]["CacheControl"], objects[path].get("ContentEncoding"))
    assert said("index.html") == ("text/html; charset=utf-8", "public, max-age=60", "gzip"), said("index.html")
    style = next(path for path in objects if path.startswith("style."))
    assert said(style) == ("text/css; charset=utf-8", "public, max-age=31536000, immutable", "gzip"), said(style)
    font = next(path for path in objects if path.endswith(".woff2"))
    assert said(font) == ("font/woff2", "public, max-age=31536000, immutable", None), said(font)
    assert said("feed.json")[0] == "application/feed+json; charset=utf-8"
    assert "people/안익산/index.html" in objects, "letters stay as they are"


def only_what_has_changed_travels(store):
    desk = store.desk("changes")
    desk.publish()
    store.gate.forget()
    assert "as it is" in desk.publish()
    assert store.gate.sent() == [] and len(store.gate.seen) < 8, store.gate.seen
    assert not any("list-type" in path for _, path in store.gate.seen), "the target is not listed"
    desk.article(3, "second")
    store.gate.forget()
    desk.publish()
    sent = store.gate.sent()
    assert 0 < len(sent) < 25 and any("articles/a3/" in path for path in sent) and not any("articles/a4/" in path for path in sent), sent
    same(store.served("changes"), desk.built(), "a changed story")
    (desk.root / "content/articles/a4.md").unlink()
    desk.publish()
    same(store.served("changes"), desk.built(), "a story taken down")
    store.gate.forget()
    assert "1 new" in (desk.write("static/x.txt", "x"), desk.publish("--dry-run"))[1]
    assert not [method for method, _ in store.gate.seen if method not in ("GET", "HEAD")], "a plan changes nothing"


def whatever_fails_on_the_way_is_tried_again(store):
    for name, fault in [
        ("breath", lambda method, path: random.choice([503, 500, *[None] * 6])),
        ("cut", lambda method, path: "cut" if method == "PUT" and random.random() < 0.2 else None),
    ]:
        desk = store.desk(name)
        with store.gate(fault):
            desk.publish()
        same(store.served(name), desk.built(), name)


def what_is_refused_leaves_a_site_that_works(store):
    desk = store.desk("refused")
    desk.publish()
    for at in range(24):
        desk.article(at, "second")
    sent = []

    def refuse(method, path):
        if method == "PUT" and "/.dateline/" not in path:
            sent.append(path)
            return 403 if len(sent) > 20 else None

    with store.gate(refuse):
        said = desk.publish(status=3)
    assert "cannot publish to s3://record/refused" in said, said
    store.works("refused")
    desk.publish()
    same(store.served("refused"), desk.built(), "allowed again")


def a_publish_that_dies_is_completed_by_the_next(store):
    desk = store.desk("dies")
    desk.publish()
    for moment in (5, 50):
        desk.write("static/style.css", f"/* {moment} */ body {{ color: #111 }}")
        for at in range(24):
            desk.article(at, f"at {moment}")
        store.gate.forget()
        with store.gate(lambda method, path: 0.02 if method == "PUT" else None):
            run = desk.start()
            while len(store.gate.sent()) < moment:
                assert run.poll() is None, run.communicate()
                time.sleep(0.005)
            run.kill()
            run.communicate()
        store.works("dies")
        said = desk.publish()
        assert "waiting to see which" in said, said
        same(store.served("dies"), desk.built(), f"died after {moment} files")


def of_two_at_once_the_second_is_told(store):
    desk = store.desk("two")
    desk.publish()
    for at in range(24):
        desk.article(at, "second")
    with store.gate(lambda method, path: 1.0 if method == "PUT" and "/.dateline/" not in path else None):
        first = desk.start()
        time.sleep(1.5)
        said = desk.publish(status=3)
        assert "another publish is going on" in said, said
        told = first.communicate(timeout=120)[0]
    assert first.returncode == 0, told
    same(store.served("two"), desk.built(), "the first")
    assert "as it is" in desk.publish()


def what_others_keep_in_a_bucket_is_not_lost_without_a_word(store):
    desk = store.desk("theirs")
    for name in ("index.html", "notes.txt"):
        store.client.put_object(Bucket=BUCKET, Key=f"theirs/{name}", Body=b"theirs")
    said = desk.publish(status=2)
    assert "stands index.html, which Dateline did not publish" in said, said
    assert store.served("theirs") == {"index.html": b"theirs", "notes.txt": b"theirs"}
    desk.publish("--yes")
    served = store.served("theirs")
    assert served.pop("notes.txt") == b"theirs"
    same(served, desk.built(), "with a word")


def what_somebody_took_away_is_found_when_it_is_looked_for(store):
    desk = store.desk("verify")
    desk.publish()
    store.client.delete_object(Bucket=BUCKET, Key="verify/articles/a3/index.html")
    assert "as it is" in desk.publish()
    assert "1 file that was published" in desk.publish("--verify")
    same(store.served("verify"), desk.built(), "looked for")


def an_object_that_is_another_than_was_sent_is_found_when_it_is_looked_for(store):
    for precompress in (True, False):
        name = f"spoilt-{precompress}"
        desk = store.desk(name, precompress=precompress)
        desk.write("static/large.mp4", random.Random(3).randbytes(20_000_000))
        desk.publish()
        assert "All that was published is there" in desk.publish("--verify")
        whole = store.objects(name)
        assert (whole["index.html"].get("ContentEncoding") == "gzip") == precompress

        def spoil(path, change):
            found = store.client.get_object(Bucket=BUCKET, Key=f"{name}/{path}")
            kept = {key: found[key] for key in ("ContentType", "CacheControl", "ContentEncoding") if key in found}
            store.client.put_object(Bucket=BUCKET, Key=f"{name}/{path}", Body=change(found["Body"].read()), **kept)

        half = lambda body: body[: len(body) // 2]
        flipped = lambda body: body[:-1] + bytes([body[-1] ^ 1])
        font = next(path for path in whole if path.endswith(".woff2"))
        for path, change in [("articles/a3/index.html", half), ("articles/a4/index.html", flipped), (font, half), ("large.mp4", flipped)]:
            spoil(path, change)
        store.client.delete_object(Bucket=BUCKET, Key=f"{name}/articles/a5/index.html")
        assert "as it is" in desk.publish(), "nobody looked"
        store.gate.forget()
        assert "5 files that were published" in desk.publish("--verify")
        assert len([path for path in store.gate.sent() if "partNumber" not in path]) == 4, store.gate.sent()
        same(store.served(name), desk.built(), "looked for")
        store.gate.forget()
        assert "All that was published is there" in desk.publish("--verify") and store.gate.sent() == []


def what_an_older_version_of_dateline_published_is_known(store):
    desk = store.desk("older", precompress=False)
    desk.publish()
    key = "older/.dateline/published.json"
    told = json.loads(store.client.get_object(Bucket=BUCKET, Key=key)["Body"].read())
    assert told.pop("stored")
    store.client.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(told))
    store.gate.forget()
    assert "as it is" in desk.publish() and store.gate.sent() == []
    assert "All that was published is there" in desk.publish("--verify")
    store.client.put_object(Bucket=BUCKET, Key="older/articles/a3/index.html", Body=b"half")
    assert "1 file that was published" in desk.publish("--verify")
    same(store.served("older"), desk.built(), "looked for")


def a_store_that_says_yes_and_keeps_less_is_found_out(store):
    desk = store.desk("liar")
    desk.publish()
    shorter = lambda body: body[: len(body) // 2]
    flipped = lambda body: body[:-1] + bytes([body[-1] ^ 1])
    for change in (shorter, flipped):
        desk.article(3, change.__name__ + str(change(b"ab")))
        with store.gate(lambda method, path: change if method == "PUT" and path.endswith("/articles/a3/index.html") else None):
            said = desk.publish(status=3)
        assert "the store holds" in said and "articles/a3/index.html" in said and "publish again" in said, said
        desk.publish()
        same(store.served("liar"), desk.built(), "once it keeps all again")
    # All that is sent arrives spoilt, so that no tag tells what tags are made of.
    desk.article(3, "last")
    with store.gate(lambda method, path: flipped if method == "PUT" and "/.dateline/" not in path else None):
        assert "the store holds" in desk.publish(status=3)
    with store.gate(lambda method, path: shorter if method == "PUT" and path.endswith("published.json") else None):
        said = desk.publish(status=3)
    assert "published.json" in said and "publish again with --yes" in said, said
    desk.publish("--yes")
    same(store.served("liar"), desk.built(), "with a word")


def an_encrypted_store_whose_tags_are_no_digests_is_believed(store):
    desk = store.desk("encrypted")
    # Such a tag stays the same as long as the object does, and looks like an MD5 without being one.
    store.gate.retag = lambda tag: tag[::-1]
    try:
        desk.publish()
        same(store.served("encrypted"), desk.built(), "the first publish")
        desk.article(3, "second")
        desk.publish()
        assert "All that was published is there" in desk.publish("--verify")
        store.client.put_object(Bucket=BUCKET, Key="encrypted/articles/a4/index.html", Body=b"other")
        assert "1 file that was published" in desk.publish("--verify")
        assert "All that was published is there" in desk.publish("--verify")
    finally:
        store.gate.retag = None


def a_record_that_is_spoilt_is_told_apart_from_none(store):
    desk = store.desk("record")
    desk.publish()
    key = "record/.dateline/published.json"
    whole = store.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    flipped = whole.replace(b'"digest":"', b'"digest":"x', 1)
    newer = whole.replace(b'"version":1', b'"version":2')
    for spoilt in (flipped, newer, whole[:1000], b"", bytes(300 << 20)):
        store.client.put_object(Bucket=BUCKET, Key=key, Body=spoilt)
        for option in ([], ["--verify"]):
            said = desk.publish(*option, status=2)
            assert "published.json" in said and "cannot be read" in said and "--yes" in said, said
        assert "cannot be read" in desk.publish("--dry-run")
        store.client.put_object(Bucket=BUCKET, Key="record/articles/a3/index.html", Body=b"other")
        desk.publish("--yes")
        same(store.served("record"), desk.built(), "with a word")
        assert "as it is" in desk.publish()


def a_large_file_is_sent_in_pieces(store):
    desk = store.desk("large", precompress=False)
    large = random.Random(1).randbytes(40_000_000)
    desk.write("static/large.mp4", large)
    desk.publish()
    assert store.served("large")["large.mp4"] == large
    assert store.objects("large")["large.mp4"]["ContentType"] == "video/mp4"
    assert all(found.get("ContentEncoding") is None for found in store.objects("large").values()), "nothing is compressed"
    same(store.served("large"), desk.built(), "in pieces")


def who_publishes_is_known_by_the_usual_files(store):
    desk = store.desk("files")
    home = WORK / "home"
    (home / ".aws").mkdir(parents=True, exist_ok=True)
    (home / ".aws/credentials").write_text(f"[default]\naws_access_key_id = nobody\naws_secret_access_key = x\n\n[record]\naws_access_key_id = filed\naws_secret_access_key = {SECRET}\n")
    without = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("AWS_")}
    desk.environment = {**without, "HOME": str(home), "AWS_PROFILE": "record"}
    store.gate.signed.clear()
    desk.publish()
    assert store.gate.signed and all("Credential=filed/" in signed for signed in store.gate.signed), store.gate.signed
    same(store.served("files"), desk.built(), "with a profile")


def nothing_says_a_secret(store):
    desk = store.desk("secret")
    desk.write("dateline.yaml", (desk.root / "dateline.yaml").read_text().replace(f"s3://{BUCKET}/", "s3://no-such-bucket/"))
    assert "no-such-bucket" in desk.publish(status=3)


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[3:]
    tests = [
        a_store_gets_what_was_built_with_what_readers_are_told,
        only_what_has_changed_travels,
        whatever_fails_on_the_way_is_tried_again,
        what_is_refused_leaves_a_site_that_works,
        a_publish_that_dies_is_completed_by_the_next,
        of_two_at_once_the_second_is_told,
        what_others_keep_in_a_bucket_is_not_lost_without_a_word,
        what_somebody_took_away_is_found_when_it_is_looked_for,
        an_object_that_is_another_than_was_sent_is_found_when_it_is_looked_for,
        what_an_older_version_of_dateline_published_is_known,
        a_store_that_says_yes_and_keeps_less_is_found_out,
        an_encrypted_store_whose_tags_are_no_digests_is_believed,
        a_record_that_is_spoilt_is_told_apart_from_none,
        a_large_file_is_sent_in_pieces,
        who_publishes_is_known_by_the_usual_files,
        nothing_says_a_secret,
        hosts.a_webdav_folder_gets_what_was_built,
        hosts.a_daemon_of_rsyncs_gets_what_was_built,
        hosts.a_host_that_rsync_reaches_gets_what_was_built,
        hosts.a_host_that_sftp_reaches_gets_what_was_built,
        hosts.releases_stand_beside_each_other_by_rsync,
        hosts.releases_stand_beside_each_other_by_sftp,
        hosts.apache_tells_readers_what_it_is_told,
        hosts.a_device_that_is_full_leaves_a_site_that_works,
    ]
    wanted_tests = [test for test in tests if not wanted or test.__name__ in wanted]
    needs_store = any(test.__module__ == "__main__" for test in wanted_tests)
    store = Store() if needs_store else None
    outcomes = []

    def tried(test):
        begun, name = time.monotonic(), test.__name__.replace("_", " ")
        try:
            test(store)
            outcomes.append(True)
            print(f"ok: {name} ({time.monotonic() - begun:.1f} s)", flush=True)
        except Exception:
            outcomes.append(False)
            print(f"FAILED: {name}\n{traceback.format_exc(limit=-3)}", flush=True)

    # Those of the bucket share a gate, and go one after the other; the others wait more than they work, and go beside them.
    ours = [test for test in wanted_tests if test.__module__ == "__main__"]
    with ThreadPoolExecutor(4) as beside:
        beside.map(tried, [test for test in wanted_tests if test not in ours])
        for test in ours:
            tried(test)
    if store:
        store.server.kill()
    passed, failed = outcomes.count(True), outcomes.count(False)
    print(f"stores: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
