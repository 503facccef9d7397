"""How articles are cited, as reference managers read it: BibTeX by pybtex, CSL-JSON by citeproc."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string


class Citing(HTMLParser):
    """The headline, and what stands in `<pre class="cite">`."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.forms = []
        self.headline = ""
        self._into = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag == "pre" and dict(attributes).get("class") == "cite":
            self.forms.append("")
            self._into = "form"
        elif tag == "h1":
            self._into = "headline"

    def handle_endtag(self, tag):
        if tag in ("pre", "h1"):
            self._into = None

    def handle_data(self, data):
        if self._into == "form":
            self.forms[-1] += data
        elif self._into == "headline":
            self.headline += data


def untexed(text):
    """What TeX prints of escaped signs and braces."""
    for written, sign in ((r"\textbackslash{}", "\0"), (r"\textbraceleft{}", "\1"), (r"\textbraceright{}", "\2"), (r"\textasciitilde{}", "~"), (r"\textasciicircum{}", "^")):
        text = text.replace(written, sign)
    text = re.sub(r"\\([&%$#_])", r"\1", text.replace("{", "").replace("}", ""))
    return text.replace("\0", "\\").replace("\1", "{").replace("\2", "}")


def check(site, checks):
    articles = [name for name, page in site.pages.items() if page.meta.get("og:type") == "article"]
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    seen = {}
    cited = 0
    for name in articles:
        page = Citing(site.text(name))
        if len(page.forms) != 2:
            # A withdrawn article is not cited.
            continue
        cited += 1
        address = site.address(name)
        bibtex, csl = page.forms
        key, faults = bibtex_faults(bibtex, page.headline, address)
        faults += [f"{key} is {seen[key]} too"] if key in seen else []
        seen[key] = address
        checks.check(f"{address}: its BibTeX", faults)
        checks.check(f"{address}: its CSL-JSON", csl_faults(csl, page.headline, address, style))
    checks.check("articles can be cited", [] if cited > 50 else [f"only {cited}"])


def bibtex_faults(text, headline, address):
    entries = parse_string(text, "bibtex").entries
    if len(entries) != 1:
        return None, [f"{len(entries)} entries"]
    ((key, entry),) = entries.items()
    fields = entry.fields
    faults = [] if entry.type == "online" else [f"it is @{entry.type}"]
    faults += [] if untexed(fields.get("title", "")) == headline.strip() else [f"title: {fields.get('title')!r}, not {headline!r}"]
    faults += [] if fields.get("url") == address else [f"url: {fields.get('url')}"]
    faults += [] if re.fullmatch(r"\d{4}-\d\d-\d\d", fields.get("date", "")) else [f"date: {fields.get('date')}"]
    faults += [] if fields.get("organization") else ["no organization"]
    faults += [] if key == urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1] else [f"its key is {key}"]
    # A byline in braces is one name, whatever is in it.
    faults += [f"a name was taken apart: {person}" for person in entry.persons.get("author", []) if person.first_names or person.prelast_names or len(person.last_names) != 1]
    return key, faults


def csl_faults(text, headline, address, style):
    items = json.loads(text)
    if len(items) != 1:
        return [f"{len(items)} items"]
    item = items[0]
    faults = [] if item["title"] == headline.strip() else [f"title: {item['title']!r}"]
    faults += [] if item["URL"] == address else [f"URL: {item['URL']}"]
    faults += [f"no {key}" for key in ("container-title", "language", "publisher") if not item.get(key)]
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    said = " ".join(str(one) for one in bibliography.bibliography())
    year = str(item["issued"]["date-parts"][0][0])
    return faults + [f"a bibliography lacks {one!r}: {said}" for one in (item["title"], year) if one not in said]
