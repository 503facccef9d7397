"""Judges an output folder from outside, with none of Dateline's own code: `run.py FOLDER BASE_URL`."""

import sys

import cite
import embeds
import feeds
import json_ld
import links
from checks import Checks
from site_folder import Site


def sees_faults(site, checks):
    """The checker itself: it tells a good address from a bad one."""
    checks.check("a link to nothing is found", [] if site.fault("no/such/page/", site.base) else ["it was not"])
    checks.check("a fragment of nothing is found", [] if site.fault("#no-such-id", site.base) else ["it was not"])
    checks.check("a link beside the site is found", [] if site.path == "/" or site.fault("/", site.base) else ["it was not"])
    checks.check("a link to the home page is none", filter(None, [site.fault(site.path, site.base)]))
    checks.check("there are pages", [] if len(site.pages) > 50 else [f"only {len(site.pages)}"])


if __name__ == "__main__":
    folder, base = sys.argv[1:]
    site, checks = Site(folder, base), Checks(f"outside, {base}")
    sees_faults(site, checks)
    links.check(site, checks)
    json_ld.check(site, checks)
    feeds.check(site, checks)
    cite.check(site, checks)
    embeds.check(site, checks)
    sys.exit(checks.end())
