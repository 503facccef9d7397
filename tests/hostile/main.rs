//! What nobody writes by mistake: every hostile file is harmless or refused by name, and all the others are built.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod checkout;
mod drawings;
mod limits;
mod photographs;
mod secrets;
mod terminal;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// No input may hold up a build longer, even in a debug build on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A site folder with a good article in it, in a folder whose every other file must stay as it is.
struct Site {
    folder: TempDir,
    /// The cache folder of whoever builds.
    cache: TempDir,
}

/// How a build ended.
struct Built {
    site: Site,
    status: i32,
    messages: String,
}

impl Site {
    fn new() -> Site {
        let site = Site { folder: TempDir::new().unwrap(), cache: TempDir::new().unwrap() };
        site.write_beside("precious.txt", "Nothing may change this.");
        site.with("dateline.yaml", "title: A site\nbase_url: https://site.example/sub/\n")
            .with("content/articles/good.md", "---\ntitle: The good one\ndate: 2018-07-31\npeople: [Kim Do Gyun]\n---\nThe text of the good one.\n")
    }

    /// The site folder.
    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn with(self, path: &str, bytes: impl AsRef<[u8]>) -> Site {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// An article with this front matter and text.
    fn article(self, name: &str, fields: &str, text: &str) -> Site {
        self.with(&format!("content/articles/{name}.md"), format!("---\n{fields}\n---\n{text}\n"))
    }

    fn write_beside(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Builds, and checks what holds of every build: no panic, no endless work, nothing outside of the output changed, and
    /// the good article in its place.
    fn build(self) -> Built {
        let before = self.all_but_output();
        let messages = self.folder.path().join("messages");
        let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["build", "--root"])
            .arg(self.root())
            .current_dir(self.folder.path())
            .env("XDG_CACHE_HOME", self.cache.path())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&messages).unwrap())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if begun.elapsed() > PATIENCE {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("the build did not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let text = String::from_utf8_lossy(&fs::read(&messages).unwrap()).into_owned();
        fs::remove_file(&messages).unwrap();
        assert!(!text.contains("panicked"), "{text}");
        assert!(matches!(ended.code(), Some(0 | 1)), "{ended}: {text}");
        assert!(self.all_but_output() == before, "something outside of the output changed");
        let built = Built { site: self, status: ended.code().unwrap(), messages: text };
        assert!(built.page("articles/good/index.html").contains("The text of the good one."), "{}", built.messages);
        built
    }

    fn all_but_output(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        visit(self.folder.path(), &mut |path| {
            if !path.starts_with(self.root().join("public")) {
                files.insert(path.to_owned(), fs::read(path).unwrap_or_default());
            }
        });
        files
    }
}

impl Built {
    fn page(&self, path: &str) -> String {
        fs::read_to_string(self.site.root().join("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}; {}", self.messages))
    }

    fn has(&self, path: &str) -> bool {
        self.site.root().join("public").join(path).exists()
    }

    fn pages(&self) -> Vec<(String, String)> {
        let out = self.site.root().join("public");
        let mut pages = Vec::new();
        visit(&out, &mut |path| {
            let name = path.strip_prefix(&out).unwrap().to_string_lossy().into_owned();
            if name.ends_with(".html") {
                pages.push((name, fs::read_to_string(path).unwrap()));
            }
        });
        assert!(!pages.is_empty());
        pages
    }

    /// Every page of the site does nothing that its template does not do.
    fn is_harmless(&self) -> &Built {
        for (name, html) in self.pages() {
            assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "{name} has a control character");
            for tag in tags(&html) {
                let value = |name: &str| tag.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
                match tag.name.as_str() {
                    "script" => {
                        let is_data = value("type") == "application/ld+json" && value("src").is_empty();
                        assert!(is_data || value("src").starts_with("/sub/"), "{name}: {tag:?}");
                    }
                    // An embed's links open outside of its frame; its one base has no address.
                    "base" if name.ends_with("embed.html") => assert_eq!(tag.attributes, [("target".to_owned(), "_blank".to_owned())], "{name}"),
                    "iframe" | "object" | "embed" | "base" | "applet" | "frame" => panic!("{name}: {tag:?}"),
                    "meta" => assert!(value("http-equiv").is_empty() || !value("content").contains("evil"), "{name}: {tag:?}"),
                    _ => {}
                }
                for (attribute, value) in &tag.attributes {
                    let loads = matches!(attribute.as_str(), "src" | "srcset" | "poster" | "data" | "action" | "formaction" | "background");
                    let scheme = value.trim_start().to_ascii_lowercase();
                    let scheme: String = scheme.chars().filter(|c| !c.is_whitespace()).collect();
                    let bad = ["javascript:", "data:", "vbscript:", "file:"].iter().any(|bad| scheme.starts_with(bad));
                    assert!(!attribute.starts_with("on"), "{name}: {tag:?}");
                    // An icon that is empty, so that a frame asks the host for none.
                    let is_no_icon = tag.attributes == [("rel".to_owned(), "icon".to_owned()), ("href".to_owned(), "data:,".to_owned())];
                    assert!(!(matches!(attribute.as_str(), "href" | "xlink:href") || loads) || !bad || is_no_icon, "{name}: {tag:?}");
                    assert!(!loads || value.starts_with("/sub/"), "{name} loads from elsewhere: {tag:?}");
                }
            }
        }
        self
    }

    /// There is a message of this code at `file` or `file:line:column`.
    fn says(&self, code: &str, place: &str) -> &Built {
        let root = self.site.root();
        let said = Command::new(env!("CARGO_BIN_EXE_dateline")).args(["check", "--format", "json", "--only", code, "--root"]).arg(root).output().unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        let mut parts = place.splitn(3, ':');
        let file = format!("\"file\":\"{}\",", parts.next().unwrap());
        let line = parts.next().map_or(String::new(), |line| format!("\"line\":{line},"));
        let column = parts.next().map_or(String::new(), |column| format!("\"column\":{column},"));
        let found = said.lines().any(|message| [&file, &line, &column].iter().all(|part| message.contains(part.as_str())));
        assert!(found, "no {code} at {place} in:\n{said}");
        self
    }
}

#[derive(Debug)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

/// The tags of a document that is known to be written by a template: quoted attributes, text escaped.
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
        let mut tag = Tag { name: rest[..end].to_ascii_lowercase(), attributes: Vec::new() };
        rest = rest[end..].trim_start();
        while let Some(next) = rest.chars().next().filter(|c| *c != '>') {
            if next == '/' {
                rest = rest[1..].trim_start();
                continue;
            }
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>')).unwrap_or(rest.len());
            let name = rest[..end].to_ascii_lowercase();
            rest = rest[end..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                (value, rest) = match after.chars().next() {
                    Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                    _ => after.split_at(after.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(after.len())),
                };
                rest = rest.trim_start();
            }
            tag.attributes.push((name, value.replace("&colon;", ":").replace("&#58;", ":")));
        }
        let is_script = tag.name == "script";
        tags.push(tag);
        if is_script {
            rest = rest.find("</script").map_or("", |at| &rest[at..]);
        }
    }
    tags
}

fn visit(folder: &Path, see: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() {
            visit(&entry.path(), see);
        } else if entry.file_type().unwrap().is_file() {
            see(&entry.path());
        }
    }
}

/// What has broken out of pages, feeds, paths and templates elsewhere; as YAML double-quoted texts.
const NASTY: &[&str] = &[
    "<script>alert(1)</script>",
    "\\\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--",
    "-->",
    "]]>",
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "{{ config | safe }}",
    "${7*7}",
    "<%= 1 %>",
    "&lt;script&gt;",
    "&#x3c;script&#x3e;",
    "\\u202Eevil\\u202C",
    "\\0\\a\\e[31m",
    "\\uFDD0\\uFFFE\\uFFFF",
    "__proto__",
    "%00",
    "%2e%2e%2f",
    "../../../x",
    "..\\\\..\\\\x",
    "CON",
    ".",
    "..",
    "/",
    "//evil.example",
    "a/b/c",
    "\\u200b",
    "\\u2028line",
    "\\U000E0041tag",
    "a\\nb",
    "İstanbul ẞ ŉ",
    "\\u0301\\u0301",
    "-",
    "___",
    "404.html",
    "2018",
    "2018/07",
    "articles",
    "people",
    "media",
    ".dateline",
    "data",
    "pairs",
    "#frag",
    "?q",
    "a?b#c",
    "👩‍👩‍👧‍👦",
];

/// Texts that try to run something, to load something, or to break out of their page.
const TEXTS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>1</script></svg>",
    "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\" java\tscript:alert(1)\">x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<form action=//evil><input name=q><button>x</button></form>",
    "<base href=\"//evil/\">",
    "<meta http-equiv=refresh content=\"0;url=//evil\">",
    "<link rel=stylesheet href=//evil>",
    "<style>*{background:url(//evil)}</style>",
    "</article></main></body></html><h1>out</h1>",
    "</div></div></div></section></p>",
    "<div><div><div>",
    "<table><tr><td><table>",
    "<!-- unclosed",
    "<![CDATA[ x ]]>",
    "<?php echo 1 ?>",
    "<textarea>",
    "<title>x</title>",
    "<plaintext>",
    "<xmp><script>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<select><option><script>",
    "<template><script>1</script></template>",
    "<a href=/x><a href=/y>nested</a></a>",
    "```html\n</code></pre><script>1</script>\n```",
    "```\"><script>\nx\n```",
    "# <script>1</script>",
    "# x {#\"><script>}",
    "# x {onclick=alert(1) .c1 #id1}",
    "[^<script>]\n\n[^<script>]: note",
    "[^\"><img>]\n\n[^\"><img>]: n",
    "[[<script>]] [[a|<b>x</b>]] [[\"><x]] [[../../x]] [[people/..]] [[|]]",
    "[@<script>] [@\"><x, p. <b>]",
    "[x](date:<script>) [y](date:2018-02-30) [n](date:) [m](date:Y17E8) [p](date:../..)",
    "> x\n> — <script>alert(1)</script>, to <b>, 2018",
    "> x\n> — [[<script>]], [l](javascript:x), [@x]",
    "> [!CONTEXT]\n> <script>",
    "\0\u{1}\u{8}\u{b}\u{c}\u{1b}[31m\u{7f}\u{9b}",
    "\u{fffe}\u{ffff}\u{fdd0}",
    "\u{202e} reversed \u{2066}",
    "{{ config }} {% for x in y %}{{ x }}{% endfor %} {# c #}",
    "{% raw %}",
    "{{ __tera_context }}",
    "<img src=\"good.png\" alt=\"&quot;><script>\" srcset=\"//evil 1x\">",
    "![a](../../../../etc/passwd) ![b](/etc/passwd) ![c](file:///etc/passwd) ![e](%2e%2e/%2e%2e/dateline.yaml)",
    "[c](//evil) [d](\\\\evil\\x) [e](/\\evil) [f](/%5cevil)",
    "[x](</a\"onmouseover=\"x>)",
    "<https://x.org/\"onclick=\"x>",
    "\u{f8ff}0\u{f8ff} <b>x</b>",
    "<object data=x><embed src=x><audio src=//e><video poster=//e><source srcset=//e>",
    "<input type=image src=//e formaction=//x><keygen>",
    "<p id=\"main\">a</p><p id=\"main\">b</p>",
];

#[test]
fn nasty_words_in_every_field_stay_words() {
    let mut site = Site::new();
    for (at, word) in NASTY.iter().enumerate() {
        let x = format!("\"{word}\"");
        let fields = format!(
            "title: {x}\ndate: 2018-01-01\npeople: [{x}]\ntopics: [{x}]\nplaces: {x}\norganizations: [{x}]\nbyline: [{x}]\ndateline: {x}\nsummary: {x}\nstatus: {x}\nlang: {x}\nslug: {x}\n\
             sources:\n  - {{ id: {x}, title: {x}, publisher: {x}, url: {x}, archive_url: {x}, kind: {x} }}\n  - {x}\ncorrections:\n  - {{ date: 2018-01-02, note: {x} }}\n\
             events:\n  - {{ id: {x}, date: 2018-01-01, title: {x}, people: [{x}], summary: {x} }}\nimage: {{ src: {x}, alt: {x}, caption: {x}, credit: {x} }}\nextra: {{ k: {x} }}"
        );
        site = site.article(&format!("n{at}"), &fields, "See.");
        let profile = format!(
            "---\nname: {x}\naliases: [\"alias {at}\"]\nslug: {x}\nnative_name: {x}\nsame_as: [{x}]\nroles: [{{ title: {x}, organization: {x}, from: 2018, to: 2017 }}]\n---\nBio\n"
        );
        site = site.with(&format!("content/people/p{at}.md"), profile).with(&format!("content/pages/g{at}.md"), format!("---\ntitle: {x}\nslug: {x}\n---\n"));
    }
    let built = site.build();
    built.is_harmless();
    assert!(!built.pages().iter().any(|(_, html)| html.contains(">49<")), "a template was run");
    for feed in ["atom.xml", "sitemap.xml"] {
        let xml = built.page(feed);
        assert!(!xml.contains("<script") && !xml.chars().any(|c| c.is_control() && c != '\n'), "{feed}");
    }
}

#[test]
fn nasty_words_in_the_configuration_stay_words() {
    for word in NASTY {
        let x = format!("\"{word}\"");
        let config = format!(
            "title: {x}\ndescription: {x}\nbase_url: https://site.example/sub/\nlanguage: {x}\ntimezone: {x}\npublisher: {{ name: {x}, logo: {x} }}\n\
             navigation: {{ menu: [{{ title: {x}, url: {x} }}], footer: [{{ title: {x}, url: /about/ }}] }}\ntheme: {{ accent: {x}, fonts: {x} }}\neditor: {x}\n"
        );
        if matches!(*word, "//evil.example" | "/" | "a/b/c") {
            continue;
        }
        Site::new().with("dateline.yaml", config).build().is_harmless();
    }
}

#[test]
fn a_text_can_neither_run_nor_load_anything() {
    let mut site = Site::new();
    for (at, text) in TEXTS.iter().enumerate() {
        site = site.article(&format!("t{at}"), "title: A text\ndate: 2018-01-01\nsources: [{ id: x, title: S }]", text);
    }
    let built = site.build();
    built.is_harmless();
    assert!((0..TEXTS.len()).all(|at| built.has(&format!("articles/t{at}/index.html"))));
}

#[test]
fn raw_ids_never_stand_twice_on_a_page() {
    let built =
        Site::new().article("ids", "title: Ids\ndate: 2018-01-01", "<p id=\"main\">a</p><p id=\"main\">b</p>\n\n## Talks\n\n<p id=\"talks\">c</p>").build();
    let html = built.page("articles/ids/index.html");
    let mut ids: Vec<String> = tags(&html).into_iter().flat_map(|tag| tag.attributes).filter(|(name, _)| name == "id").map(|(_, id)| id).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
}

#[test]
fn no_slug_leads_out_of_the_output() {
    let slugs = ["../../../x", "..", ".", "/etc/x", "a/../../b", "..\\..\\x", "%2e%2e%2f", "\\0", "CON", "index.html", "../precious.txt", "2018", "/"];
    let mut site = Site::new();
    for (at, slug) in slugs.iter().enumerate() {
        let slug = slug.replace('\\', "\\\\").replace("\\\\0", "\\0");
        let fields = format!("title: A\ndate: 2018-01-01\nslug: \"{slug}\"\npeople: [\"{slug}\"]\nredirect_from: [\"{slug}\", \"/x{slug}/../../y\"]");
        site = site.article(&format!("s{at}"), &fields, "x");
        site = site.with(&format!("content/pages/s{at}.md"), format!("---\ntitle: P\nslug: \"{slug}\"\n---\n"));
    }
    let built = site.build();
    let articles = fs::read_dir(built.site.root().join("public/articles")).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir());
    assert_eq!(articles.count(), slugs.len() + 1, "each its own address");
}

#[test]
fn an_old_address_never_takes_the_place_of_a_page() {
    for old in ["/index.html", "/", "/articles/", "/articles/index.html", "/articles/good/index.html", "/people/index.html", "/404.html"] {
        let built = Site::new().article("moved", &format!("title: Moved\ndate: 2018-01-01\nredirect_from: [\"{old}\"]"), "x").build();
        for page in ["index.html", "articles/index.html", "articles/good/index.html", "people/index.html", "404.html"] {
            assert!(!built.page(page).contains("http-equiv=\"refresh\""), "{old} took {page}");
        }
    }
}

#[test]
fn an_old_address_that_cannot_be_is_a_warning_and_no_more() {
    for old in [
        "/atom.xml",
        "/atom.xml/x",
        "/robots.txt",
        "/sitemap.xml/",
        "/404.html/x",
        "/timeline.json",
        "/a.html, /a.html/b",
        "/articles/good/x",
        "/.dateline/manifest.json",
        "/media/x",
        "/style.css",
    ] {
        let built = Site::new().article("moved", &format!("title: Moved\ndate: 2018-01-01\nredirect_from: [{old}]"), "x").build();
        assert_eq!(built.status, 0, "{old}: {}", built.messages);
        assert!(built.page("atom.xml").contains("<feed") && built.page("articles/moved/index.html").contains("Moved"), "{old}");
    }
}

#[test]
fn no_old_address_makes_a_hidden_file_or_one_of_a_repository() {
    let hidden = ["/.git/hooks/pre-commit", "/.GIT/config", "/a/.git/x", "/git~1/x", "/.htaccess", "/.env", "/.ssh/rc", "/x/.DATELINE/lock", "/%2egit/config"];
    let plain = ["/.well-known/old", "/old.git/", "/a.b/c", "/git/"];
    let from = [&hidden[..], &plain].concat().join("\", \"");
    let built = Site::new().article("moved", &format!("title: Moved\ndate: 2018-01-01\nredirect_from: [\"{from}\"]"), "x").build();
    assert_eq!(built.status, 0, "{}", built.messages);
    for page in [".well-known/old/index.html", "old.git/index.html", "a.b/c/index.html", "git/index.html"] {
        assert!(built.page(page).contains("http-equiv=\"refresh\""), "{page}");
    }
    for name in [".git", ".GIT", "a/.git", "git~1", ".htaccess", ".env", ".ssh", "x/.DATELINE"] {
        assert!(!built.has(name), "{name}");
    }
    for address in hidden {
        assert!(built.messages.contains(&format!("\"{address}\" cannot be an address of this site")), "{address}: {}", built.messages);
    }
}

#[test]
fn a_static_file_in_the_way_of_a_folder_does_not_stop_the_build() {
    for name in ["people", "2018", "reported", "people/kim-do-gyun"] {
        let built = Site::new().with(&format!("static/{name}"), "in the way").with("static/kept.txt", "kept").build();
        assert_eq!(built.page("kept.txt"), "kept");
    }
}

#[test]
fn a_kind_never_takes_the_pages_of_another() {
    for key in ["Articles", "People", "reported", "\"2018\"", "a b: ~, a-b", "media"] {
        let fields = format!("title: B\ndate: 2018-01-01\npeople: [Twin]\n{}: [Twin, Good, \"01\"]", key.split(": ~").next().unwrap());
        let built = Site::new()
            .with("dateline.yaml", format!("title: K\nbase_url: https://site.example/sub/\nkinds: {{ {key}: ~ }}\n"))
            .article("twin", &fields, "The text of the twin.")
            .build();
        assert!(built.page("articles/twin/index.html").contains("The text of the twin."), "{key}");
        assert!(built.page("people/twin/index.html").contains("Twin") && built.page("2018/01/index.html").contains("January"), "{key}");
        assert!(built.page("reported/index.html").contains("The good one") && built.page("articles/index.html").contains("The good one"), "{key}");
    }
}

#[test]
fn a_file_that_is_not_text_is_named_and_left_out() {
    let latin = b"---\ntitle: caf\xe9\ndate: 2018\n---\n";
    let utf16: Vec<u8> = "\u{feff}---\ntitle: x\n---\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let built = Site::new()
        .with("content/articles/latin.md", latin)
        .with("content/articles/utf16.md", utf16)
        .with("content/articles/lone.md", b"---\ntitle: x\ndate: 2018\n---\n\x80")
        .with("content/articles/surrogate.md", b"---\ntitle: x\ndate: 2018\n---\n\xed\xa0\xbd")
        .with("content/people/latin.md", latin)
        .build();
    assert_eq!(built.status, 1);
    built.says("not-utf8", "content/articles/latin.md:2:11").says("not-utf8", "content/articles/lone.md").says("not-utf8", "content/people/latin.md");
    assert!(!built.has("articles/latin/index.html"));
}

#[test]
fn yaml_that_cannot_be_read_is_named_with_its_line() {
    let bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned()
        + &(1..12).map(|level| format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(","))).collect::<String>();
    let broken = [
        ("bomb", bomb.as_str()),
        ("self", "people: &p [*p]"),
        ("nowhere", "title: x\nb: *nope"),
        ("open", "title: \"x"),
        ("list", "- a\n- b"),
        ("word", "just words"),
        ("colon", "title: a: b"),
        ("tab", "title: x\n\tdate: 2018"),
        ("brace", "{a: b"),
        ("version", "%YAML 9.9"),
        ("escape", "title: \"\\xZZ\""),
        ("merge", "<<: [1]\ntitle: x\n<<: *y"),
    ];
    let mut site = Site::new();
    for (name, fields) in broken {
        site = site.article(&format!("y-{name}"), fields, "x");
    }
    let deep = [("deep", "[".repeat(5000)), ("maps", "{a: ".repeat(3000)), ("dashes", "- ".repeat(3000)), ("marks", "? ".repeat(2000))];
    for (name, fields) in &deep {
        site = site.article(&format!("y-{name}"), fields, "x");
    }
    let built = site.article("y-twice", "title: x\ndate: 2018\ntitle: y", "x").build();
    assert_eq!(built.status, 1);
    for (name, _) in broken {
        assert!(!built.has(&format!("articles/y-{name}/index.html")), "{name}");
    }
    built.says("invalid-yaml", "content/articles/y-colon.md:2").says("duplicate-key", "content/articles/y-twice.md:4:1");
}

#[test]
fn values_of_every_wrong_shape_are_survived() {
    let shapes = [
        "title: [a]\ndate: 2018",
        "title: {a: b}\ndate: 2018",
        "title: ~\ndate: ~",
        "title: x\ndate: [2018]",
        "title: x\ndate: {a: 1}",
        "title: x\ndate: true",
        "title: x\ndate: 1e400",
        "title: x\ndate: 0x7E2",
        "title: x\ndate: 99999999999999999999999999",
        "title: x\ndate: .nan",
        "title: x\ndate: 2018\npeople: {a: b}",
        "title: x\ndate: 2018\npeople: [[a], {b: c}, ~, 1, true]",
        "title: x\ndate: 2018\nsources: 5\nevents: 7\ncorrections: 8\nimage: 9\nreview: 3",
        "title: x\ndate: 2018\nimportance: .inf\nnoindex: 7\nlink: maybe\ndraft: \"maybe\"",
        "title: x\ndate: 2018\nimportance: -1",
        "title: !!python/object/apply:os.system [\"id\"]\ndate: 2018",
        "? [a, b]\n: c\ntitle: x\ndate: 2018",
        "title: x\ndate: 2018\n1: 2\ntrue: x\nnull: y",
        "title: \"\\0\\a\\b\"\ndate: 2018",
        "title: x\ndate: Y1E18",
        "title: x\ndate: Y-99999999",
        "title: x\ndate: -9999-01-01",
        "title: x\ndate: ../..",
        "title: x\ndate: XXXX",
        "title: x\ndate: \"{..}\"",
        "title: x\ndate: 2018\npublished: ../..\nupdated: 0000",
        "title: x\ndate: 2018\npublished: 9999-12-31",
        "title: x\ndate: 0001/9999\npeople: [Kim Do Gyun]",
        "title: x\ndate: Y170000002\npeople: [Kim Do Gyun]\nevents: [{ date: Y-170000002, title: e }]",
    ];
    let mut site = Site::new();
    for (at, fields) in shapes.iter().enumerate() {
        site = site.article(&format!("w{at}"), fields, "x");
    }
    assert_eq!(site.build().is_harmless().status, 1);
}

#[test]
fn json_of_every_wrong_shape_is_survived() {
    let files: &[(&str, &[u8])] = &[
        ("a", b"{}"),
        ("b", b"[]"),
        ("c", b"null"),
        ("d", b""),
        ("e", b"{\"title\":\"x\",\"date\":\"2018\",\"body\":5}"),
        ("f", b"{\"title\":\"x\",\"date\":\"2018\",\"body\":\"<script>\"}"),
        ("g", b"{\"title\":\"x\",\"title\":\"y\",\"date\":\"2018\"}"),
        ("h", b"{\"title\":\"\\ud800\",\"date\":\"2018\"}"),
        ("i", b"{\"title\":\"x\",\"date\":1e999}"),
        ("j", b"{\"title\":\"x\\u0000\",\"date\":\"2018\",\"body\":\"\\u0000\\u001b\"}"),
        ("k", b"{\"title\":\"x\",\n\"date\":}"),
    ];
    let mut site = Site::new().with("content/articles/deep.json", "[".repeat(20_000)).with("content/articles/maps.json", "{\"a\":".repeat(20_000));
    for (name, bytes) in files {
        site = site.with(&format!("content/articles/{name}.json"), bytes);
    }
    let built = site.build();
    built.is_harmless().says("invalid-yaml", "content/articles/k.json:2:8");
}

#[test]
fn a_byte_order_mark_costs_nothing() {
    let built = Site::new()
        .with("content/articles/mark.json", "\u{feff}{\"title\":\"Mark\",\"date\":\"2018-01-02\",\"body\":\"The text of the mark.\"}")
        .with("content/articles/dots.md", "\u{feff}---\r\ntitle: Dots\r\ndate: 2018-01-03\r\n...\r\nThe text of the dots.\r\n")
        .build();
    assert!(built.page("articles/mark/index.html").contains("The text of the mark."));
    assert!(built.page("articles/dots/index.html").contains("The text of the dots."));
}

#[test]
fn marks_by_the_thousand_are_read_in_time() {
    let texts = [
        "*".repeat(5000),
        "[".repeat(5000),
        "![".repeat(3000),
        ">".repeat(3000),
        "- ".repeat(2000),
        "`".repeat(3001),
        "<".repeat(5000),
        "<div>".repeat(2000),
        "&".repeat(3000),
        "~~".repeat(3000),
        "[[".repeat(3000),
        "[^".repeat(2000),
        "[@".repeat(2000),
        "_a ".repeat(3000),
        "**a ".repeat(3000),
        "a](b ".repeat(3000),
        "[a](b ".repeat(1500),
        "<!--".repeat(2000),
        "\\".repeat(3001),
        "\"'".repeat(3000),
        "[a]: b\n".repeat(2000) + "[a]",
        "\n".repeat(50_000),
        "# h\n\n".repeat(1500),
        "- x\n".repeat(5000),
        "[^a] ".repeat(2000) + "\n\n[^a]: x",
        "x".repeat(500_000),
        "word ".repeat(50_000),
    ];
    let mut site = Site::new();
    for (at, text) in texts.iter().enumerate() {
        site = site.article(&format!("m{at}"), "title: Many\ndate: 2018-01-01", text);
    }
    site.build().is_harmless();
}

#[test]
fn thousands_of_unknown_keys_are_read_in_time() {
    let keys: String = (0..2000).map(|at| format!("k{at}: v\n")).collect();
    assert_eq!(Site::new().article("keys", &format!("title: x\ndate: 2018\n{keys}"), "x").build().status, 0);
}

#[test]
fn a_list_of_thousands_of_names_is_read_in_time() {
    let names: Vec<String> = (0..1500).map(|at| format!("Name {at}")).collect();
    Site::new().article("names", &format!("title: x\ndate: 2018\npeople: [{}]", names.join(", ")), "x").build();
}

#[test]
fn values_of_a_megabyte_are_cut_or_refused() {
    let long = "t".repeat(1_000_000);
    let built = Site::new()
        .article("l1", &format!("title: {long}\ndate: 2018"), "x")
        .article("l2", &format!("title: x\ndate: {}", "9".repeat(100_000)), "x")
        .article("l3", &format!("title: x\ndate: 2018\nx: {long}\nsummary: {long}\npeople: [{long}]\nslug: {long}"), "x")
        .build();
    built.says("wrong-type", "content/articles/l1.md").says("invalid-date", "content/articles/l2.md");
    let longest = built.pages().into_iter().map(|(_, html)| html.len()).max().unwrap();
    assert!(longest < 300_000, "{longest}");
    assert!(built.messages.len() < 20_000, "{}", built.messages.len());
}

#[test]
fn names_of_files_of_every_kind_are_survived() {
    let good = "---\ntitle: x\ndate: 2018\n---\n";
    let long = "x".repeat(240);
    let names = [
        "dot..md",
        "-.md",
        " .md",
        "\n.md",
        "a\u{1b}[31m.md",
        "<script>.md",
        "2018-99-99-x.md",
        "99999-01-01-x.md",
        "index.md",
        "a b/index.md",
        "\u{202e}gpj.md",
        "e\u{301}.md",
        "é.md",
        "A.md",
        "a.md",
        "'.md",
        "%2e%2e.md",
        "a&b=c?d#e.md",
        "..x.md",
        long.as_str(),
    ];
    let mut site = Site::new();
    for name in names {
        let name = if name.len() > 200 { format!("{name}.md") } else { name.to_owned() };
        site = site.with(&format!("content/articles/raw/{name}"), good);
    }
    let built = site.build();
    built.is_harmless();
    assert!(!built.messages.contains('\u{1b}'), "a file's name reaches the terminal as it is");
}

#[test]
#[cfg(unix)]
fn links_and_pipes_in_the_content_are_not_followed() {
    let site = Site::new();
    let folder = site.root().join("content/articles");
    site.write_beside("secret.md", "---\ntitle: Secret\ndate: 2018\n---\nThe secret.\n");
    std::os::unix::fs::symlink(site.folder.path().join("secret.md"), folder.join("out.md")).unwrap();
    std::os::unix::fs::symlink(site.folder.path(), folder.join("outside")).unwrap();
    std::os::unix::fs::symlink("loop", folder.join("loop")).unwrap();
    std::os::unix::fs::symlink(".", folder.join("here")).unwrap();
    fs::create_dir(folder.join("folder.md")).unwrap();
    fs::create_dir_all(site.root().join("static")).unwrap();
    std::os::unix::fs::symlink(site.folder.path().join("secret.md"), site.root().join("static/secret.txt")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe.md")).status().unwrap().success());
    let built = site.build();
    assert!(!built.has("secret.txt") && !built.pages().iter().any(|(_, html)| html.contains("The secret.")));
}

#[test]
fn pictures_that_are_none_are_survived_and_run_nothing() {
    let pictures: &[(&str, &[u8])] = &[
        ("a.png", b"not a picture"),
        ("b.png", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR\xff\xff\xff\xff"),
        ("c.jpg", b"\xff\xd8\xff\xe1\xff\xff"),
        ("d.gif", b"GIF89a"),
        ("e.webp", b"RIFF\xff\xff\xff\xffWEBPVP8X\xff\xff\xff\x7f"),
        ("f.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>"),
        ("g.svg", b"<svg width=\"99999999999\" height=\"-1\" viewBox=\"0 0 nan inf\">"),
        ("h.jpg", b""),
        ("i.html", b"<!doctype html><script>alert(1)</script>"),
    ];
    let text: String = pictures.iter().map(|(name, _)| format!("![a]({name}) [b]({name})\n\n")).collect();
    let mut site = Site::new().article("pictures", "title: Pictures\ndate: 2018\nimage: c.jpg", &text);
    for (name, bytes) in pictures {
        site = site.with(&format!("content/articles/{name}"), bytes);
    }
    let built = site.build();
    built.is_harmless();
    visit(&built.site.root().join("public/media"), &mut |path| {
        let bytes = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        assert!(!bytes.contains("<script") && !bytes.contains("onload"), "{}", path.display());
    });
}

#[test]
fn the_output_cannot_be_led_out_of_the_site_by_its_configuration() {
    for output in ["../out", "/tmp/dateline-out", ".", "content", "static/x", "templates", "content/../../out"] {
        let site = Site::new().with("dateline.yaml", format!("title: x\noutput: {output}\n")).with("static/a.txt", "a").with("templates/x.html", "");
        let before = site.all_but_output();
        let status = Command::new(env!("CARGO_BIN_EXE_dateline")).args(["build", "--root"]).arg(site.root()).output().unwrap().status;
        assert_eq!(status.code(), Some(2), "{output}");
        assert!(site.all_but_output() == before, "{output}");
    }
}
