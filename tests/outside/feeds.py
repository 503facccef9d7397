"""Feeds as their readers read them: Atom by RFC 4287, JSON Feed 1.1, and all of them by feedparser."""

import json
import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def moment(text, what):
    """What is wrong with a moment."""
    if text is None or not RFC_3339.fullmatch(text):
        return [f"{what}: {text!r} is not a moment of RFC 3339"]
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        return [f"{what}: {text!r}: {error}"]
    return []


def check(site, checks):
    atom = [name for name in site.files if name.rsplit("/", 1)[-1] == "atom.xml"]
    feeds = [name for name in site.files if name.rsplit("/", 1)[-1] == "feed.json"]
    checks.check("there are feeds", [] if len(atom) > 1 and len(feeds) > 1 else [f"{len(atom)} of Atom, {len(feeds)} of JSON"])
    for name in atom:
        checks.check(f"/{name}: RFC 4287", atom_faults(site, name))
        checks.check(f"/{name}: by feedparser", parsed_faults(site, name))
    for name in feeds:
        checks.check(f"/{name}: JSON Feed 1.1", json_faults(site, name))
    announced(site, checks, set(atom + feeds))
    for name in atom:
        other = re.sub(r"atom\.xml$", "feed.json", name)
        ours = [entry.findtext(f"{ATOM}id") for entry in ElementTree.fromstring((site.folder / name).read_bytes()).iter(f"{ATOM}entry")]
        theirs = [item["id"] for item in json.loads(site.text(other))["items"]] if other in site.files else None
        checks.check(f"/{name} has the entries of /{other}", [] if ours == theirs else [f"{ours}", f"{theirs}"])


def atom_faults(site, name):
    here = site.address(name)
    feed = ElementTree.fromstring((site.folder / name).read_bytes())
    if feed.tag != f"{ATOM}feed":
        return [f"its root is {feed.tag}"]
    faults = [f"feed: {len(feed.findall(ATOM + one))} {one}" for one in ("id", "title", "updated") if len(feed.findall(ATOM + one)) != 1]
    faults += moment(feed.findtext(f"{ATOM}updated"), "feed: updated")
    links = {link.get("rel", "alternate"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    faults += [] if links.get("self") == here else [f"rel=self is {links.get('self')}"]
    faults += [] if "alternate" in links else ["no link to its page"]
    entries = feed.findall(f"{ATOM}entry")
    faults += [] if entries else ["it is empty"]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    faults += [f"two entries are {one}" for one in sorted({one for one in ids if ids.count(one) > 1})]
    for entry in entries:
        which = entry.findtext(f"{ATOM}id")
        faults += [f"{which}: {len(entry.findall(ATOM + one))} {one}" for one in ("id", "title", "updated") if len(entry.findall(ATOM + one)) != 1]
        faults += moment(entry.findtext(f"{ATOM}updated"), f"{which}: updated")
        if entry.find(f"{ATOM}published") is not None:
            faults += moment(entry.findtext(f"{ATOM}published"), f"{which}: published")
        if entry.find(f"{ATOM}author") is None and feed.find(f"{ATOM}author") is None:
            faults.append(f"{which}: no author, nor has the feed one")
        if entry.find(f"{ATOM}content") is None and not any(link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{ATOM}link")):
            faults.append(f"{which}: neither content nor a link")
        faults += [f"{which}: an author without a name" for author in entry.findall(f"{ATOM}author") if not author.findtext(f"{ATOM}name")]
        faults += [f"{which}: a category without a term" for category in entry.findall(f"{ATOM}category") if not category.get("term")]
    for element in feed.iter(f"{ATOM}id"):
        if not urlsplit(element.text or "").scheme:
            faults.append(f"an id that is no IRI: {element.text}")
    newest = max((entry.findtext(f"{ATOM}updated") or "" for entry in entries), default="", key=lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")))
    if newest and feed.findtext(f"{ATOM}updated") != newest:
        faults.append(f"feed: updated is {feed.findtext(f'{ATOM}updated')}, its newest entry's {newest}")
    return faults


def parsed_faults(site, name):
    parsed = feedparser.parse((site.folder / name).read_bytes())
    faults = [f"not well: {parsed.bozo_exception}"] if parsed.bozo else []
    faults += [] if parsed.version == "atom10" else [f"read as {parsed.version!r}"]
    for entry in parsed.entries:
        faults += [f"{entry.get('id')}: no {field}" for field in ("title", "link", "summary", "updated_parsed", "published_parsed") if not entry.get(field)]
    return faults


def json_faults(site, name):
    here = site.address(name)
    feed = json.loads(site.text(name))
    faults = [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else [f"version is {feed.get('version')}"]
    faults += [] if feed.get("feed_url") == here else [f"feed_url is {feed.get('feed_url')}"]
    faults += [] if feed.get("title") else ["no title"]
    faults += [] if feed.get("items") else ["it is empty"]
    ids = [item.get("id") for item in feed.get("items", [])]
    faults += [f"two items are {one}" for one in sorted({str(one) for one in ids if ids.count(one) > 1})]
    for item in feed.get("items", []):
        which = item.get("id")
        faults += [] if isinstance(which, str) and which else [f"an item without an id: {item.get('title')}"]
        faults += [] if "content_html" in item or "content_text" in item else [f"{which}: no content"]
        for field in ("date_published", "date_modified"):
            faults += moment(item[field], f"{which}: {field}") if field in item else []
        faults += [f"{which}: an author of nothing" for author in item.get("authors", []) if not author.get("name") and not author.get("url")]
        faults += [f"{which}: tags are not words" for tag in item.get("tags", []) if not isinstance(tag, str)]
    return faults


def announced(site, checks, feeds):
    """A feed that no page announces is one that nobody finds."""
    named = {site.file_of(address if "://" in address else site.origin + address)[0] for page in site.pages.values() for address in page.rel.get("alternate", [])}
    checks.check("every feed is announced by a page", [f"/{name}" for name in sorted(feeds - named)])
