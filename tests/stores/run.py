#!/usr/bin/env python3
"""Publishes to real servers on this machine: one that speaks as Amazon S3 does (moto), and a WebDAV server (WsgiDAV).

    tests/stores/run.py DATELINE WORK [NAME …]

Between them and Dateline stands a gate, which counts what passes, and which can cut connections, say that it is out of breath, or
be slow. After whatever happens, what readers get must be what was built.
"""

import gzip
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import traceback
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
from botocore.config import Config

DATELINE, WORK = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
BUCKET = "record"
SECRET = "s3cret-of-the-desk"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Gate:
    """Passes requests on to a server, unless it has been told otherwise."""

    def __init__(self, port):
        self.signed = set()
        self.seen, self.fault, self.lock = [], lambda method, path: None, threading.Lock()
        gate = self

        class Passage(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                length = int(self.headers.get("Content-Length") or 0)
                with gate.lock:
                    gate.seen.append((self.command, self.path))
                    gate.signed.add(self.headers.get("Authorization") or "")
                    fault = gate.fault(self.command, self.path)
                if fault == "cut":
                    self.rfile.read(random.randint(0, length))
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                body = self.rfile.read(length)
                if isinstance(fault, float):
                    time.sleep(fault)
                if isinstance(fault, int) and not isinstance(fault, bool):
                    self.send_response(fault)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                behind = HTTPConnection("127.0.0.1", port, timeout=60)
                behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    behind.putheader(name, value)
                behind.endheaders(body)
                answer = behind.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", answer.getheader("Content-Length") if self.command == "HEAD" else str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)
                behind.close()

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PROPFIND = do_MKCOL = do_OPTIONS = do_MOVE = do_COPY = pass_on

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Passage)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def forget(self):
        with self.lock:
            self.seen.clear()

    def sent(self):
        """The files that were sent, but for what Dateline keeps for itself."""
        with self.lock:
            return sorted(path for method, path in self.seen if method == "PUT" and "/.dateline/" not in path)

    def __call__(self, fault):
        self.fault = fault
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.fault = lambda method, path: None


class Desk:
    """A site, and where it is published."""

    def __init__(self, name, target):
        self.root, self.environment = WORK / "desks" / name, ENVIRONMENT
        shutil.rmtree(self.root, ignore_errors=True)
        self.write("dateline.yaml", f"title: A site\nbase_url: https://site.example/\nlimit: 10\npublish:\n  store: {json.dumps(target)}\n")
        self.write("content/people/안익산.md", "---\nname: 안익산\nslug: 안익산\n---\nA person.\n")
        for at in range(24):
            self.article(at, "first")

    def write(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def article(self, at, word):
        fields = f"title: Story {at}\ndate: 2018-{1 + at % 12:02}-{1 + at % 28:02}\npeople: [Person {at % 5}]"
        self.write(f"content/articles/a{at}.md", f"---\n{fields}\n---\nText {at}, {word}.\n")

    def start(self, *arguments):
        command = [DATELINE, "publish", "--root", self.root, *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment)

    def publish(self, *arguments, status=0):
        run = self.start(*arguments)
        said = run.communicate(timeout=120)[0]
        assert run.returncode == status, f"ended with {run.returncode}: {said}"
        assert SECRET not in said, said
        return said

    def built(self):
        files = self.root / "public"
        return {str(path.relative_to(files)): path.read_bytes() for path in files.rglob("*") if path.is_file() and ".dateline" not in path.parts}


def same(one, other, when):
    differ = sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
    assert not differ and len(one) > 20, f"{when}: of {len(one)} files, others are {differ[:8]}"


ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
    "AWS_ACCESS_KEY_ID": "desk",
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "SOURCE_DATE_EPOCH": "1780000000",
}


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
        """No page names a style sheet, script or font that is not there."""
        served = self.served(name)
        for path, page in served.items():
            if path.endswith(".html"):
                for asset in re.findall(r'(?:href|src)="/([^"]+\.(?:css|js|svg|woff2))"', page.decode()):
                    assert asset in served, f"{path} needs {asset}"


def wait(port):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")


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
    assert not [method for method, _ in store.gate.seen if method != "GET"], "a plan changes nothing"


def whatever_fails_on_the_way_is_tried_again(store):
    for name, fault in [
        ("breath", lambda method, path: random.choice([503, 500, None, None, None])),
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


def a_webdav_folder_gets_what_was_built(_):
    port, files = free_port(), WORK / "dav"
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    wsgidav, settings = Path(sys.executable).with_name("wsgidav"), WORK / "dav.json"
    authenticator = {"accept_basic": True, "accept_digest": False, "default_to_digest": False}
    people = {"user_mapping": {"*": {"desk": {"password": SECRET}}}}
    settings.write_text(json.dumps({"host": "127.0.0.1", "port": port, "provider_mapping": {"/": str(files)}, "http_authenticator": authenticator, "simple_dc": people}))
    log = open(WORK / "dav.log", "w")
    server = subprocess.Popen([wsgidav, "--config", settings], stdout=log, stderr=log)
    try:
        wait(port)
        gate = Gate(port)
        (files / "site").mkdir()
        desk = Desk("dav", {"store": f"{gate.url}/site/", "uploads": 2})
        desk.write("static/large.mp4", random.Random(2).randbytes(20_000_000))
        root = files / "site"
        served = lambda: {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file() and ".dateline" not in path.parts}
        assert "401" in desk.publish(status=3), "without a password"
        desk.environment = {**ENVIRONMENT, "DATELINE_WEBDAV_USER": "desk", "DATELINE_WEBDAV_PASSWORD": SECRET}
        desk.publish()
        same(served(), desk.built(), "the first publish")
        desk.article(3, "second")
        (desk.root / "content/articles/a4.md").unlink()
        desk.publish()
        same(served(), desk.built(), "a changed and a removed story")
        gate.forget()
        assert "as it is" in desk.publish() and gate.sent() == []
        assert not any("//" in path for _, path in gate.seen), gate.seen
        assert "All that was published is there" in desk.publish("--verify")
        (root / "articles/a5/index.html").unlink()
        assert "1 file that was published" in desk.publish("--verify")
        desk.article(6, "third")
        gate.forget()
        with gate(lambda method, path: 0.2 if method == "PUT" else None):
            run = desk.start()
            while not gate.sent():
                assert run.poll() is None, run.communicate()
                time.sleep(0.01)
            run.kill()
            run.communicate()
        assert "waiting to see which" in desk.publish()
        same(served(), desk.built(), "after one that died")
    finally:
        server.kill()


def a_host_that_rsync_reaches_gets_what_was_built(_):
    port, files = free_port(), WORK / "module"
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    settings = WORK / "rsyncd.conf"
    settings.write_text(f"use chroot = no\nuid = root\ngid = root\npid file = {WORK}/rsyncd.pid\n[site]\npath = {files}\nread only = no\n")
    (WORK / "rsyncd.pid").unlink(missing_ok=True)
    log = open(WORK / "rsyncd.log", "w")
    server = subprocess.Popen(["rsync", "--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}", f"--config={settings}"], stdout=log, stderr=log)
    try:
        wait(port)
        desk = Desk("rsync", {"rsync": f"rsync://127.0.0.1:{port}/site"})
        desk.write("static/- odd #name.txt", "odd")
        desk.write("static/# remark.txt", "odd")
        # What people made of their folders stays.
        files.chmod(0o2775)
        (files / "articles").mkdir()
        (files / "articles").chmod(0o2770)
        served = lambda: {str(path.relative_to(files)): path.read_bytes() for path in files.rglob("*") if path.is_file() and ".dateline" not in path.parts}
        desk.publish("--dry-run")
        assert [path.name for path in files.iterdir()] == ["articles"], "a plan changes nothing"
        desk.publish()
        same(served(), desk.built(), "the first publish")
        (files / "theirs.txt").write_text("theirs")
        kept = (files / "people/person-1/index.html").stat().st_mtime_ns
        assert "as it is" in desk.publish()
        desk.article(3, "second")
        (desk.root / "content/articles/a4.md").unlink()
        desk.publish()
        assert (files / "theirs.txt").read_text() == "theirs"
        assert (files / "people/person-1/index.html").stat().st_mtime_ns == kept, "what is the same is not sent"
        (files / "theirs.txt").unlink()
        same(served(), desk.built(), "a changed and a removed story")
        (files / "articles/a5/index.html").unlink()
        assert "as it is" in desk.publish()
        assert "1 file that was published" in desk.publish("--verify")
        same(served(), desk.built(), "looked for")
        assert "All that was published is there" in desk.publish("--verify")
        for moment in (1.3, 1.6):
            for at in range(24):
                desk.article(at, f"at {moment}")
            run = desk.start()
            time.sleep(moment)
            run.kill()
            run.communicate()
            desk.publish()
            same(served(), desk.built(), f"died after {moment} s")
        for at in range(24):
            desk.article(at, "both")
        first = desk.start()
        while not (files / ".dateline/lease").exists():
            time.sleep(0.01)
        second = desk.start()
        said = [first.communicate(timeout=60)[0], second.communicate(timeout=60)[0]]
        assert first.returncode == 0, said
        assert second.returncode == 0 or "another publish is going on" in said[1], said
        same(served(), desk.built(), "two at once")
        assert [folder.stat().st_mode & 0o7777 for folder in (files, files / "articles")] == [0o2775, 0o2770], "the folders are as people made them"
    finally:
        server.kill()


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
        a_large_file_is_sent_in_pieces,
        who_publishes_is_known_by_the_usual_files,
        nothing_says_a_secret,
        a_webdav_folder_gets_what_was_built,
        a_host_that_rsync_reaches_gets_what_was_built,
    ]
    store = Store()
    passed = failed = 0
    try:
        for test in tests:
            name = test.__name__.replace("_", " ")
            if wanted and test.__name__ not in wanted:
                continue
            try:
                begun = time.monotonic()
                test(store)
                passed += 1
                print(f"ok: {name} ({time.monotonic() - begun:.1f} s)", flush=True)
            except Exception:
                failed += 1
                print(f"FAILED: {name}\n{traceback.format_exc(limit=-3)}", flush=True)
    finally:
        store.server.kill()
    print(f"stores: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
