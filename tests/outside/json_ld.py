"""What the pages tell machines: JSON-LD of schema.org."""

import json
import re

# A day, month, year, or moment of ISO 8601; open and closed spans for what covers time.
DATE = re.compile(r"-?\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)?)?")
DATES = {"datePublished", "dateModified", "dateCreated", "startDate", "endDate", "birthDate", "deathDate", "foundingDate", "dissolutionDate"}
# What a type is nothing without.
NEEDED = {
    "NewsArticle": {"headline", "datePublished", "url"},
    "Person": {"name"},
    "Organization": {"name"},
    "Place": {"name"},
    # An event whose day is only about known says no startDate: schema.org has no word for "about".
    "Event": {"name", "url"},
    "Quotation": {"text"},
    "WebSite": {"name", "url"},
    "BreadcrumbList": {"itemListElement"},
}


def check(site, checks):
    seen = set()
    for name, page in site.pages.items():
        here = site.address(name)
        faults = []
        for text in page.json_ld:
            try:
                value = json.loads(text)
            except ValueError as error:
                faults.append(f"not JSON: {error}")
                continue
            if value.get("@context") != "https://schema.org":
                faults.append(f"@context is {value.get('@context')}")
            things = value.get("@graph", [value])
            faults += [fault for thing in things for fault in thing_faults(thing, "", seen, site, here)]
            faults += [] if things else ["an empty @graph"]
        wanted = page.redirect is None and "noindex" not in page.meta.get("robots", "")
        if wanted and not page.json_ld:
            faults.append("it has none")
        checks.check(f"{here}: its JSON-LD", faults)
    dated = [thing for page in site.pages.values() for text in page.json_ld for thing in json.loads(text).get("@graph", []) if thing.get("@type") == "Event" and "startDate" in thing]
    checks.check("JSON-LD says when events were", [] if dated else ["no event has a startDate"])
    wanted = {"NewsArticle", "Person", "Event", "Quotation", "BreadcrumbList"}
    checks.check("JSON-LD says everything the design promises", [f"no page has a {one}" for one in sorted(wanted - seen)])


def thing_faults(thing, where, seen, site, here):
    kind = thing.get("@type")
    if not where and not kind:
        yield f"a thing without @type: {json.dumps(thing)[:100]}"
    for one in [kind] if isinstance(kind, str) else kind or []:
        seen.add(one)
        yield from (f"{where}{one} without {field}" for field in sorted(NEEDED.get(one, set()) - thing.keys()))
    if kind == "BreadcrumbList":
        positions = [item.get("position") for item in thing["itemListElement"]]
        if positions != list(range(1, len(positions) + 1)):
            yield f"breadcrumbs are numbered {positions}"
    for field, value in thing.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                if not one.get("@type") and "@id" not in one:
                    yield f"{where}{kind}.{field} is a thing without @type: {json.dumps(one)[:100]}"
                yield from thing_faults(one, f"{where}{kind}.{field}.", seen, site, here)
            elif one is None or one == "":
                yield f"{where}{kind}.{field} is empty"
            elif field in DATES and not DATE.fullmatch(str(one)):
                yield f"{where}{kind}.{field}: {one!r} is not a date of ISO 8601"
            elif isinstance(one, str) and field in ("url", "@id", "item", "mainEntityOfPage", "image", "logo"):
                if "://" not in one:
                    yield f"{where}{kind}.{field}: not a full address: {one}"
                elif fault := site.fault(one, here):
                    yield f"{where}{kind}.{field}: {fault}"
