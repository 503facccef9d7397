"""An output folder as a stranger sees it: files, and pages read with Python's own HTML parser."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

# Where addresses stand in HTML. What is fetched without being asked for must be of the site.
FETCHED = {("img", "src"), ("script", "src"), ("source", "src"), ("video", "src"), ("video", "poster"), ("audio", "src"), ("iframe", "src"), ("image", "href"), ("use", "href")}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "apple-touch-icon", "manifest"}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.links = []  # (address, what it stands in)
        self.fetched = []
        self.ids = []
        self.json_ld = []
        self.meta = {}
        self.rel = {}
        self.referred = []  # ids that other attributes name
        self.redirect = None
        self._in_json_ld = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        if of.get("id") is not None:
            self.ids.append(of["id"])
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers", "list"):
            self.referred += [(name, one) for one in (of.get(name) or "").split()]
        if tag == "link":
            for rel in (of.get("rel") or "").split():
                self.rel.setdefault(rel, []).append(of.get("href"))
                if rel in FETCHED_LINKS:
                    self.fetched.append(of.get("href"))
        if tag == "meta":
            key = of.get("property") or of.get("name") or of.get("http-equiv")
            self.meta[key] = of.get("content") or ""
            if key == "refresh":
                self.redirect = self.meta[key].split("url=", 1)[-1].strip("'\"")
                self.links.append((self.redirect, "meta refresh"))
        for name in ("href", "src", "cite", "action", "data", "poster"):
            if of.get(name) is not None:
                self.links.append((of[name], f"{tag} {name}"))
                if (tag, name) in FETCHED:
                    self.fetched.append(of[name])
        for candidate in (of.get("srcset") or "").split(","):
            if candidate.strip():
                self.links.append((candidate.split()[0], f"{tag} srcset"))
                self.fetched.append(candidate.split()[0])
        if tag == "script" and of.get("type") == "application/ld+json":
            self._in_json_ld = True
            self.json_ld.append("")

    def handle_endtag(self, tag):
        if tag == "script":
            self._in_json_ld = False

    def handle_data(self, data):
        if self._in_json_ld:
            self.json_ld[-1] += data


class Site:
    def __init__(self, folder, base):
        self.folder = Path(folder)
        self.base = base
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(base))
        self.path = urlsplit(base).path
        within = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())
        self.files = sorted(name for name in within if not name.startswith(".dateline/"))
        self.pages = {name: Page(self.text(name)) for name in self.files if name.endswith(".html")}

    def text(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def address(self, name):
        """The full address of a file: an index.html is that of its folder."""
        return self.base + (name[: -len("index.html")] if name == "index.html" or name.endswith("/index.html") else name)

    def is_own(self, url):
        return url == self.base or url.startswith(self.origin + "/")

    def file_of(self, url):
        """The file at a full address of the site, or why there is none."""
        parts = urlsplit(url)
        path = unquote(parts.path)
        if not path.startswith(self.path):
            return None, f"outside {self.path}"
        name = path[len(self.path) :]
        name = name + "index.html" if name == "" or name.endswith("/") else name
        if name in self.found:
            return name, None
        return None, "without the slash at its end" if name + "/index.html" in self.found else "there is no such file"

    @property
    def found(self):
        self._found = getattr(self, "_found", None) or set(self.files)
        return self._found

    def fault(self, address, seen_from):
        """Why an address leads nowhere; None if it leads somewhere, or away from the site."""
        if address.strip() != address or address == "":
            return f"not an address: {address!r}"
        url = urljoin(seen_from, address)
        if not self.is_own(url):
            return None
        name, why = self.file_of(url)
        fragment = unquote(urlsplit(url).fragment)
        if why is None and fragment and name in self.pages and fragment not in self.pages[name].ids:
            why = f"no id {fragment!r} there"
        return f"{address}: {why}" if why else None
