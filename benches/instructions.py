#!/usr/bin/env python3
"""Counts the instructions of a build, stage by stage, and compares them with what is written down.

    benches/instructions.py DATELINE SITE            against benches/instructions.txt
    benches/instructions.py DATELINE SITE --bless    writes that anew

A processor takes longer or shorter for the same work from one minute to the next; what it is told to do is nearly the same each
time, on one thread, counted by valgrind's callgrind. A stage that needs a quarter more than is written down has lost something,
or has got something to do: then find out which, and write it down anew.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BOUND = 1.25
WRITTEN = Path(__file__).with_suffix(".txt")

# Stage → the functions whose instructions, with all that they call, are the stage's. What goes side by side is called by
# threads, not by the stage it belongs to. None may be inlined, or it cannot be found.
MODEL = "dateline::model::"
STAGES = {
    "reading": ["dateline::content::read::read_one"],
    "finding names": [MODEL + "namings::namings"],
    "relating": [MODEL + name for name in ("relate::relate_again", "relate::article_slugs", "relate::publishers", "pair::pairs", "quotation_check::same_words")],
    "planning": ["dateline::pages::compose::compose"],
    "composing": ["dateline::pages::compose::Pages::view"],
    "rendering": ["dateline::site::templates::Templates::render"],
}


def counted(dateline, site, out, work):
    """Instructions of one build: in all, and of each stage that took any."""
    profile = work / "profile"
    profile.unlink(missing_ok=True)
    # Always the same day, and one thread.
    environment = {**os.environ, "RAYON_NUM_THREADS": "1", "SOURCE_DATE_EPOCH": "1780000000"}
    build = [dateline, "build", "--quiet", "--root", site, "--out", out]
    subprocess.run(["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={profile}", *build], check=True, env=environment)
    told = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", profile], check=True, capture_output=True, text=True).stdout
    counts = {}
    for line in told.splitlines():
        match = re.match(r"\s*([\d,]+) \([\d. ]+%\)\s+(?:PROGRAM TOTALS|\S*?:(dateline::\S+))", line)
        if match:
            name = match[2] or "all"
            counts[name] = int(match[1].replace(",", ""))
    stages = {stage: sum(counts.get(function, 0) for function in functions) for stage, functions in STAGES.items()}
    return {"all": counts["all"], **{stage: count for stage, count in stages.items() if count}}


def measured(dateline, site):
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        cold = counted(dateline, site, work / "out", work)
        unchanged = counted(dateline, site, work / "out", work)
    missing = [stage for stage in STAGES if stage not in cold]
    if missing:
        sys.exit(f"instructions: no function is found for {', '.join(missing)}; was it renamed?")
    return {**cold, "all, unchanged": unchanged["all"]}


def main():
    dateline, site, *rest = sys.argv[1:]
    counts = measured(dateline, site)
    if rest == ["--bless"]:
        WRITTEN.write_text("".join(f"{count:>14,}  {stage}\n" for stage, count in counts.items()))
        return
    written = {}
    for line in WRITTEN.read_text().splitlines():
        count, stage = line.split(maxsplit=1)
        written[stage] = int(count.replace(",", ""))
    failed = 0
    for stage, count in counts.items():
        share = count / written[stage] if written.get(stage) else float("inf")
        is_more = share > BOUND
        failed += is_more
        print(f"    {count:>14,}  {stage}: {share:.2f} of what is written down{', which is too much' if is_more else ''}")
    print(f"instructions: {len(counts) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
