"""Hosts that take files: a WebDAV server, a daemon of rsync's, a server of SSH's, and a device that is full."""

import getpass
import gzip
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import brotli

from desk import ENVIRONMENT, SECRET, WORK, Desk, Gate, free_port, same, wait


def tree(folder):
    """The files under a folder, but Dateline's own, and but the compressed forms of others, each of which says what its file does."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".dateline" not in path.parts}
    for name in [name for name in files if name.endswith((".gz", ".br"))]:
        said = gzip.decompress(files[name]) if name.endswith(".gz") else brotli.decompress(files[name])
        assert said == files[name[:-3]], f"{name} says something else"
        del files[name]
    return files


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


def dies(desk, moment):
    """Every story is changed, and a publish killed after so many seconds."""
    for at in range(24):
        desk.article(at, f"at {moment}")
    run = desk.start()
    time.sleep(moment)
    run.kill()
    run.communicate()


def gets_what_was_built(desk, files):
    """A folder that somebody made is published to, with what may go wrong on the way."""
    desk.write("static/- odd #name.txt", "odd")
    desk.write("static/# remark.txt", "odd")
    # What people made of their folders stays.
    files.chmod(0o2775)
    (files / "articles").mkdir()
    (files / "articles").chmod(0o2770)
    served = lambda: tree(files)
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
    assert not (files / "articles/a4").exists(), "where nothing is left, no folder is"
    desk.write("static/theirs.txt", "ours")
    said = desk.publish(status=2)
    assert "stands theirs.txt, which Dateline did not publish" in said, said
    assert (files / "theirs.txt").read_text() == "theirs"
    (desk.root / "static/theirs.txt").unlink()
    (files / "theirs.txt").unlink()
    desk.publish()
    same(served(), desk.built(), "a changed and a removed story")
    # A file where a folder was, and a folder where a file was.
    desk.write("static/docs/a.pdf", "a")
    desk.write("static/more", "m")
    desk.publish()
    shutil.rmtree(desk.root / "static/docs")
    (desk.root / "static/more").unlink()
    desk.write("static/docs", "d")
    desk.write("static/more/a.html", "<p>m")
    desk.publish()
    same(served(), desk.built(), "a file for a folder and a folder for a file")
    assert "as it is" in desk.publish()
    # What is said there of what was published may have been written by anybody.
    beyond = files.parent / "beyond.txt"
    beyond.write_text("theirs")
    told = json.loads((files / ".dateline/published.json").read_text())
    some = next(iter(told["files"].values()))
    for odd in ("../beyond.txt", str(beyond), "x\n!touch PWNED\ny", f"a/../../{beyond.name}"):
        told["files"][odd] = some
    (files / ".dateline/published.json").write_text(json.dumps(told))
    (files / "q\n!touch PWNED\nz").mkdir()
    desk.article(7, "second")
    desk.publish("--verify")
    same(served(), desk.built(), "whatever is said there")
    assert beyond.read_text() == "theirs" and not Path("PWNED").exists() and not list(WORK.rglob("PWNED"))
    (files / "articles/a5/index.html").unlink()
    assert "as it is" in desk.publish()
    assert "1 file that was published" in desk.publish("--verify")
    same(served(), desk.built(), "looked for")
    assert "All that was published is there" in desk.publish("--verify")
    # A record that is spoilt, or claims to be larger than memory, is told apart from none.
    record = files / ".dateline/published.json"
    for spoil in (lambda: record.write_bytes(record.read_bytes()[:-9]), lambda: os.truncate(record, 4 << 30)):
        spoil()
        said = desk.publish(status=2)
        assert "published.json" in said and "cannot be read" in said and "--yes" in said, said
        desk.article(8, str(spoil))
        desk.publish("--yes")
        same(served(), desk.built(), "with a word")
        assert "as it is" in desk.publish()
    for moment in (1.3, 1.6):
        dies(desk, moment)
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


def a_daemon_of_rsyncs_gets_what_was_built(_):
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
        gets_what_was_built(desk, files)
    finally:
        server.kill()


@contextmanager
def ssh_server(name):
    """A server of SSH's, and what a person has in their settings so that the programs find it."""
    port, home = free_port(), WORK / f"ssh-{name}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for key in ("host", "person"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / key], check=True)
    shutil.copy(home / "person.pub", home / "authorized")
    settings = {"Port": port, "ListenAddress": "127.0.0.1", "HostKey": home / "host", "AuthorizedKeysFile": home / "authorized", "PidFile": home / "pid", "StrictModes": "no", "UsePAM": "no", "PermitRootLogin": "yes", "Subsystem": "sftp internal-sftp"}
    (home / "sshd_config").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    known = {"Port": port, "IdentityFile": home / "person", "StrictHostKeyChecking": "no", "UserKnownHostsFile": "/dev/null", "LogLevel": "ERROR", "IdentitiesOnly": "yes"}
    (home / "config").write_text("Host *\n" + "".join(f"  {name} {value}\n" for name, value in known.items()))
    # ssh reads a person's settings from the folder that the system says is theirs; the test's are elsewhere.
    (home / "bin").mkdir()
    for program in ("ssh", "sftp"):
        (home / "bin" / program).write_text(f"#!/bin/sh\nexec {shutil.which(program)} -F {home}/config \"$@\"\n")
        (home / "bin" / program).chmod(0o755)
    # Where it runs as root, it parts with its rights here.
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    sshd = shutil.which("sshd") or "/usr/sbin/sshd"
    server = subprocess.Popen([sshd, "-D", "-f", home / "sshd_config", "-E", home / "log"])
    try:
        wait(port)
        yield {**ENVIRONMENT, "PATH": f"{home}/bin:{ENVIRONMENT['PATH']}"}
    finally:
        server.kill()


def at_ssh(name, program, environment, **more):
    """A desk that publishes to a folder at the server, and the folder."""
    files = WORK / f"at-{name}" / "www"
    shutil.rmtree(files.parent, ignore_errors=True)
    files.parent.mkdir(parents=True)
    desk = Desk(name, {program: f"{getpass.getuser()}@127.0.0.1:{files}", **more})
    desk.environment = environment
    return desk, files


def a_host_that_rsync_reaches_gets_what_was_built(_):
    reaches_by("rsync")


def a_host_that_sftp_reaches_gets_what_was_built(_):
    reaches_by("sftp")


def reaches_by(program):
    with ssh_server(program) as environment:
        desk, files = at_ssh(f"ssh-{program}", program, environment, precompress=True)
        files.mkdir()
        gets_what_was_built(desk, files)
        assert len(list(files.rglob("*.br"))) > 20, "compressed forms are there"
        left = [path.name for path in (files / ".dateline").iterdir() if path.name not in ("published.json", "lease")]
        # What was written beside when a publish died is written over by a later one.
        assert not [name for name in left if not name.startswith("new-")], left


def releases_stand_beside_each_other_by_rsync(_):
    releases_by("rsync")


def releases_stand_beside_each_other_by_sftp(_):
    releases_by("sftp")


def releases_by(program):
    with ssh_server(f"releases-{program}") as environment:
        desk, files = at_ssh(f"releases-{program}", program, environment, releases=2, precompress=True)
        served = lambda: tree((files / "current").resolve())
        desk.publish()
        first = desk.built()
        same(served(), first, "the first publish")
        desk.article(3, "second")
        (desk.root / "content/articles/a4.md").unlink()
        desk.publish()
        second = desk.built()
        same(served(), second, "a changed and a removed story")
        old, new = sorted((files / "releases").iterdir())
        same(tree(old), first, "the release before")
        for name in ("people/person-1/index.html", "people/person-1/index.html.br"):
            assert (old / name).stat().st_ino == (new / name).stat().st_ino, "what is the same is there once"
        assert "as it is" in desk.publish()
        said = desk.publish("--verify")
        assert "All that was published is there" in said, said
        assert "back at the release" in desk.publish("--rollback")
        same(served(), first, "gone back")
        assert "no release to go back to" in desk.publish("--rollback", status=2)
        desk.article(3, "third")
        desk.publish()
        same(served(), desk.built(), "after a way back")
        assert not new.exists() and len(list((files / "releases").iterdir())) == 2
        # What is lost at the host is sent again, its compressed forms too.
        lost = ("people/person-1/index.html", "people/person-2/index.html.gz")
        for name in lost:
            (files / "current" / name).unlink()
        desk.article(3, "fourth")
        desk.publish()
        for name in lost:
            assert (files / "current" / name).exists() or program == "sftp", name
        desk.publish("--verify")
        same(served(), desk.built(), "looked for")
        standing = served()
        for moment in (1.5, 2.5, 3.5):
            dies(desk, moment)
            time.sleep(0.3)
            now = served()
            assert now in (standing, desk.built()), f"killed after {moment} s: readers have the one site or the other"
            standing = now
        desk.publish()
        same(served(), desk.built(), "completed")
        desk.article(3, "last")
        desk.publish()
        left = sorted(path.name for path in (files / "releases").iterdir())
        assert len(left) == 2 and sorted(path.stem for path in (files / ".dateline/releases").iterdir()) == left, left
        (files / "current").unlink()
        (files / "current").mkdir()
        assert "is no link; move it away" in desk.publish(status=3)


def apache_tells_readers_what_it_is_told(_):
    # Apache gives up root's rights, and may not look into a folder of somebody's own.
    port, home = free_port(), Path(tempfile.mkdtemp(prefix="dateline-apache.", dir="/tmp"))
    home.chmod(0o755)
    modules = "/usr/lib/apache2/modules"
    wanted = ["mpm_event", "authz_core", "dir", "mime", "alias", "headers", "rewrite", "filter", "deflate", "env"]
    lines = [f"ServerRoot {home}", "ServerName localhost", f"Listen 127.0.0.1:{port}", f"PidFile {home}/pid", f"ErrorLog {home}/log", "User nobody", "Group nogroup"]
    lines += [f"LoadModule {name}_module {modules}/mod_{name}.so" for name in wanted]
    # As Debian has it, with what is in the way of compressed forms: Breton, and archives.
    (home / "types").write_text("text/html html\ntext/css css\napplication/json json\nfont/woff2 woff2\napplication/xml xml\n")
    lines += [f"TypesConfig {home}/types", "AddLanguage br .br", "AddType application/x-gzip .gz .tgz", "AddOutputFilterByType DEFLATE text/html"]
    lines += [f"DocumentRoot {home}/www", f"<Directory {home}/www>", "AllowOverride All", "Require all granted", "</Directory>"]
    (home / "httpd.conf").write_text("\n".join(lines) + "\n")
    desk = Desk("apache", {"folder": str(home / "www"), "server": "apache", "precompress": True})
    old = ["/old/address/", "/was.html", "/옛/주소+(1)/"]
    desk.write("content/articles/new.md", f"---\ntitle: New\ndate: 2018-05-05\nredirect_from: {json.dumps(old)}\n---\nText.\n")
    desk.write("content/people/안익산.md", "---\nname: 안익산\nslug: 안익산\nredirect_from: [/was/person/]\n---\nA person.\n")
    archive = gzip.compress(b"a,b\n" * 1000)
    desk.write("static/dump.csv.gz", archive)
    desk.publish()
    server = subprocess.Popen(["/usr/sbin/apache2", "-f", home / "httpd.conf", "-DFOREGROUND"])
    try:
        wait(port)

        def ask(path, accepted="identity"):
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path, headers={"Accept-Encoding": accepted})
            answer = connection.getresponse()
            return answer, answer.read()

        for path in ("/old/address/", "/old/address", "/was.html", quote("/옛/주소") + "+(1)/"):
            answer, _ = ask(path)
            assert (answer.status, answer.getheader("Location")) == (301, f"http://127.0.0.1:{port}/articles/new/"), (path, answer.status)
        answer, _ = ask("/was/person/")
        assert unquote(answer.getheader("Location")) == f"http://127.0.0.1:{port}/people/안익산/", answer.getheader("Location")
        assert ask(urlsplit(answer.getheader("Location")).path)[0].status == 200
        answer, body = ask("/dump.csv.gz", "gzip")
        assert (answer.getheader("Content-Encoding"), body) == (None, archive), "an archive is no form of a file"
        built = desk.built()
        style = next(name for name in built if re.fullmatch(r"style\..*\.css", name))
        font = next(name for name in built if name.endswith(".woff2"))
        types = {"index.html": "text/html; charset=utf-8", style: "text/css; charset=utf-8", "feed.json": "application/feed+json; charset=utf-8"}
        for name, told in types.items():
            kept = "public, max-age=31536000, immutable" if name == style else "public, max-age=60"
            for accepted, coding, read in (("identity", None, bytes), ("gzip", "gzip", gzip.decompress), ("gzip, br", "br", brotli.decompress)):
                answer, body = ask(f"/{name}", accepted)
                said = [answer.getheader(header) for header in ("Content-Type", "Content-Encoding", "Cache-Control", "Vary", "Content-Language")]
                assert said == [told, coding, kept, "Accept-Encoding", None], (name, accepted, said)
                assert read(body) == built[name], (name, accepted)
        answer, body = ask("/articles/a3/", "br")
        assert brotli.decompress(body) == built["articles/a3/index.html"], "the page of a folder"
        answer, body = ask(f"/{font}", "gzip, br")
        assert (answer.getheader("Content-Type"), answer.getheader("Content-Encoding"), body) == ("font/woff2", None, built[font])
        answer, body = ask("/nowhere/")
        assert (answer.status, body) == (404, built["404.html"])
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(home, ignore_errors=True)


def a_device_that_is_full_leaves_a_site_that_works(_):
    """In a mount of its own, which nobody else sees, and which goes with this process."""
    if "DATELINE_FULL" not in os.environ:
        WORK.mkdir(parents=True, exist_ok=True)
        if subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", WORK], capture_output=True).returncode != 0:
            print("not tried, since nothing may be mounted here: a device that is full", flush=True)
            return
        apart = ["unshare", "-m", sys.executable, sys.argv[0], sys.argv[1], sys.argv[2], "a_device_that_is_full_leaves_a_site_that_works"]
        ran = subprocess.run(apart, env={**os.environ, "DATELINE_FULL": "1"}, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return
    device = WORK / "device"
    device.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", device], check=True)
    for name, more in (("in place", {}), ("releases", {"releases": 2})):
        files = device / "www"
        shutil.rmtree(files, ignore_errors=True)
        desk = Desk("full", {"folder": str(files), **more})
        served = lambda: tree((files / "current").resolve() if more else files)
        desk.publish()
        before = desk.built()
        same(served(), before, name)
        # Something else fills the device.
        with open(device / "ballast", "wb") as ballast:
            free = os.statvfs(device)
            ballast.write(bytes(free.f_bavail * free.f_bsize - 120_000))
        for at in range(24):
            desk.article(at, "second")
        desk.write("static/large.bin", bytes(400_000))
        said = desk.publish(status=3)
        assert "No space left on device" in said, said
        works(served(), name)
        if more:
            same(served(), before, "readers are on the release before")
        (device / "ballast").unlink()
        desk.publish()
        same(served(), desk.built(), f"{name}: with room again")
        if more:
            assert len(list((files / "releases").iterdir())) == 2, "what was begun has gone"


def works(served, when):
    """No page names a style sheet, script or font that is not there."""
    for path, page in served.items():
        if path.endswith(".html"):
            for asset in re.findall(r'(?:href|src)="/([^"]+\.(?:css|js|svg|woff2))"', page.decode()):
                assert asset in served, f"{when}: {path} needs {asset}"
