"""Every address that stands anywhere in the output leads somewhere."""

import json
import re
from collections import defaultdict
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def strings(value):
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def check(site, checks):
    away = defaultdict(list)
    for name, page in site.pages.items():
        here = site.address(name)
        faults = {f"{where}: {fault}" for address, where in page.links if (fault := site.fault(address, here))}
        checks.check(f"{here}: its links lead somewhere", sorted(faults))
        doubled = sorted({one for one in page.ids if page.ids.count(one) > 1})
        unknown = [f"{attribute}: no id {one!r}" for attribute, one in page.referred if one not in page.ids]
        checks.check(f"{here}: its ids", [f"twice: {one}" for one in doubled] + unknown)
        for address in page.fetched:
            if not site.is_own(urljoin(here, address or "")) and not (address or "").startswith("data:"):
                away[address].append(here)
    checks.check("nothing is fetched from elsewhere", [f"{address} on {pages[0]}" for address, pages in away.items()])
    styles(site, checks)
    data(site, checks)
    sitemap(site, checks)
    reachable(site, checks)


def styles(site, checks):
    for name in site.files:
        if name.endswith(".css"):
            found = re.findall(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", site.text(name))
            addresses = [one for pair in found for one in pair if one and not one.startswith("data:")]
            faults = [site.fault(one, site.address(name)) or (None if site.is_own(urljoin(site.address(name), one)) else f"elsewhere: {one}") for one in addresses]
            checks.check(f"/{name}: what it fetches", filter(None, faults))


def data(site, checks):
    """JSON: every text that is an address of the site leads somewhere; and XML likewise."""
    for name in site.files:
        here = site.address(name)
        if name.startswith("data/filter/"):
            # What the filter reads is for one script, and short: of addresses it has the slugs of articles alone.
            lines = json.loads(site.text(name)) if "/lines-" in name else []
            slugs = [line[0].partition("#") for line in lines]
            addresses = [urljoin(site.base, f"articles/{slug}/{sign}{anchor}") for slug, sign, anchor in slugs]
            checks.check(f"/{name}: its entries are there", sorted({fault for one in addresses if (fault := site.fault(one, here))}))
            continue
        if name.endswith(".json"):
            texts = list(strings(json.loads(site.text(name))))
        elif name.endswith(".xml") and not name.startswith("sitemap"):
            tree = ElementTree.fromstring((site.folder / name).read_bytes())
            texts = [value for element in tree.iter() for value in [element.text or "", *element.attrib.values()]]
        else:
            continue
        own = [text for text in texts if re.fullmatch(r"https?://\S+", text) and site.is_own(text)]
        checks.check(f"/{name}: its addresses lead somewhere", sorted({fault for text in own if (fault := site.fault(text, here))}) or ([] if own else ["it has none"]))


def is_indexed(name, page, site):
    return "noindex" not in page.meta.get("robots", "") and page.redirect is None and page.rel.get("canonical", [None])[0] == site.address(name)


def sitemap(site, checks):
    """The sitemap has the pages that may be found, each once, and no others."""
    locations, waiting = [], ["sitemap.xml"]
    while waiting:
        tree = ElementTree.fromstring((site.folder / waiting.pop()).read_bytes())
        found = [element.text for element in tree.iter(f"{SITEMAP}loc")]
        if tree.tag == f"{SITEMAP}sitemapindex":
            waiting += [site.file_of(one)[0] for one in found]
        else:
            locations += found
            dates = [element.text for element in tree.iter(f"{SITEMAP}lastmod")]
            checks.check("sitemap.xml: its days", [one for one in dates if not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?", one)])
    checks.check("sitemap.xml: its addresses lead somewhere", [fault for one in locations if (fault := site.fault(one, site.base))])
    checks.check("sitemap.xml: all of the site", [one for one in locations if not one.startswith(site.base)])
    checks.check("sitemap.xml: none twice", sorted({one for one in locations if locations.count(one) > 1}))
    indexed = {site.address(name) for name, page in site.pages.items() if is_indexed(name, page, site)}
    checks.check("sitemap.xml: every page that may be found", [f"lacks {one}" for one in sorted(indexed - set(locations))])
    checks.check("sitemap.xml: no page that may not", [f"has {one}" for one in sorted(set(locations) - indexed)])
    wanted = re.findall(r"(?m)^Sitemap: (\S+)$", site.text("robots.txt"))
    checks.check("robots.txt names the sitemap", [] if site.base + "sitemap.xml" in wanted else [f"it names {wanted}"])
    for name, page in site.pages.items():
        canonical = page.rel.get("canonical", [])
        faults = [] if len(canonical) == 1 else [f"{len(canonical)} canonical addresses"]
        faults += [fault for one in canonical if (fault := site.fault(one, site.address(name)))]
        if page.redirect is None and not name.endswith("embed.html"):
            faults += [f"canonical: {one}" for one in canonical if one != site.address(name)]
            faults += [] if page.meta.get("og:url") == site.address(name) else [f"og:url: {page.meta.get('og:url')}"]
        checks.check(f"{site.address(name)}: its canonical address", faults)


def reachable(site, checks):
    """A reader who begins at the home page can come to every page by links."""
    seen, waiting = {"index.html"}, ["index.html"]
    while waiting:
        name = waiting.pop()
        for address, where in site.pages[name].links:
            url = urljoin(site.address(name), address)
            if where in ("a href", "meta refresh", "area href") and site.is_own(url):
                target = site.file_of(url)[0]
                if target in site.pages and target not in seen:
                    seen.add(target)
                    waiting.append(target)
    lost = [name for name, page in site.pages.items() if name not in seen and name != "404.html" and page.redirect is None and not name.endswith("embed.html")]
    checks.check("every page can be come to from the home page", [site.address(name) for name in lost])
