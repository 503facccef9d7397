"""Timelines that other sites show: each in one file, found by programs as oEmbed 1.0 has it."""

import json
from html.parser import HTMLParser


class Frame(HTMLParser):
    """The one element of an embed's HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def check(site, checks):
    embeds = [name for name in site.files if name.rsplit("/", 1)[-1] == "embed.html"]
    checks.check("there are embeds", [] if {"embed.html", "reported/embed.html"} < set(embeds) else embeds)
    named = {}
    for name, page in site.pages.items():
        for address in page.rel.get("alternate", []):
            if address.endswith("oembed.json"):
                named[site.file_of(address)[0]] = name
    told = [name for name in site.files if name.rsplit("/", 1)[-1] == "oembed.json"]
    checks.check("every oembed.json is announced by a page", sorted(set(told) ^ set(named)))
    for name in embeds:
        page, folder = site.pages[name], name[: -len("embed.html")]
        faults = [] if page.rel.get("canonical") == [site.base + folder] else [f"canonical: {page.rel.get('canonical')}"]
        faults += [] if "noindex" in page.meta.get("robots", "") else ["it may be indexed"]
        faults += [f"it fetches {one}" for one in page.fetched if not one.startswith("data:")]
        size = len(site.text(name).encode())
        faults += [f"it has {size} bytes"] if size > 16_000 else []
        checks.check(f"/{name}: one file", faults)
        checks.check(f"/{folder}oembed.json: oEmbed 1.0", oembed_faults(site, folder) if folder + "oembed.json" in told else ["there is none"])


def oembed_faults(site, folder):
    told = json.loads(site.text(folder + "oembed.json"))
    faults = [f"{key} is {told.get(key)!r}" for key, value in (("version", "1.0"), ("type", "rich"), ("provider_url", site.base)) if told.get(key) != value]
    faults += [f"{key} is {told.get(key)!r}" for key in ("width", "height", "cache_age") if not isinstance(told.get(key), int) or told[key] <= 0]
    faults += [f"no {key}" for key in ("title", "author_name", "provider_name") if not told.get(key)]
    tags = Frame(told.get("html", "")).tags
    if [tag for tag, _ in tags] != ["iframe"]:
        return [*faults, f"its HTML is {tags}"]
    frame = tags[0][1]
    faults += [] if frame.get("src") == site.base + folder + "embed.html" else [f"it frames {frame.get('src')}"]
    faults += [] if frame.get("title") == told["title"] else [f"its frame is called {frame.get('title')!r}"]
    faults += [] if (frame.get("width"), frame.get("height")) == (str(told["width"]), str(told["height"])) else ["its frame has another size"]
    return faults
