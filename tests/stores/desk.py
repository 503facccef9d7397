"""A desk that publishes, and a gate between it and a server, which counts what passes, and which can cut connections, say that it is
out of breath, or be slow."""

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
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DATELINE, WORK = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
SECRET = "s3cret-of-the-desk"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Gate:
    """Passes requests on to a server, unless it has been told otherwise."""

    def __init__(self, port):
        self.signed = set()
        # What becomes of the tags by which objects are told apart; done twice, it changes nothing.
        self.retag = None
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
                if callable(fault):
                    body = fault(body)
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
                    if gate.retag and name.lower() == "if-match":
                        value = f'"{gate.retag(value.strip(chr(34)))}"'
                    behind.putheader(name, str(len(body)) if name.lower() == "content-length" else value)
                behind.endheaders(body)
                answer = behind.getresponse()
                data, headers = answer.read(), answer.getheaders()
                if gate.retag:
                    headers = [(name, f'"{gate.retag(value.strip(chr(34)))}"' if name.lower() == "etag" else value) for name, value in headers]
                    quoted = lambda found: f"<ETag>&quot;{gate.retag(found[1])}&quot;</ETag>"
                    if data.startswith(b"<"):
                        data = re.sub(r"<ETag>(?:&quot;|\")?([^<&\"]*)(?:&quot;|\")?</ETag>", quoted, data.decode()).encode()
                self.send_response(answer.status)
                for name, value in headers:
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


def wait(port):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")
