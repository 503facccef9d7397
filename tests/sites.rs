//! Small sites, one idea each, and what becomes of them: `tests/sites/NAME/` holds a site folder whose `dateline.yaml`
//! begins with why it is there; `expected/` beside it is the whole tree a build writes, `expected-messages.txt` how the
//! build ended and everything it said.
//!
//! `DATELINE_BLESS=1 cargo test --test sites` writes what a build gives in place of what was expected; read the difference
//! before you commit it.
//!
//! So that what is expected can be read, and does not change with the looks of the theme:
//! - a site stands on the templates of `tests/sites/_plain/`, which say the essentials of a view as plain lines;
//! - static files of the theme (`style.DIGEST.css`, `favicon.DIGEST.svg`, …) are left out;
//! - what the theme's script reads (`data/filter/`) is left out: `src/site/facets.rs` has its tests;
//! - JSON is spread over lines, in the order in which it was written;
//! - the version of Dateline reads `VERSION`.
//!
//! Everything else is compared to the byte, published pictures and the digests in their names included; but of smaller forms
//! of pictures only the size, since another version of libwebp may give other bytes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Saturday, 30 June 2018, 12:00 UTC: today, in every site.
const NOW: &str = "1530360000";

/// The files under a folder, by path.
type Tree = BTreeMap<String, Vec<u8>>;

/// A build of a site: what it wrote and said.
struct Built {
    tree: Tree,
    /// The exit status and the messages, a line each, every instance.
    messages: String,
    /// The folder it stands in, until the test ends.
    _folder: TempDir,
}

impl Built {
    /// The text of a file.
    fn text(&self, path: &str) -> &str {
        let bytes = self.tree.get(path).unwrap_or_else(|| panic!("{path} is not written"));
        std::str::from_utf8(bytes).unwrap()
    }

    /// The text of a page, by its address.
    fn page(&self, route: &str) -> &str {
        self.text(&format!("{route}index.html"))
    }

    /// The entries of `timeline.json`, by their ids.
    fn entries(&self) -> BTreeMap<String, serde_json::Value> {
        let data: serde_json::Value = serde_json::from_str(self.text("timeline.json")).unwrap();
        data["entries"].as_array().unwrap().iter().map(|entry| (entry["id"].as_str().unwrap().to_owned(), entry.clone())).collect()
    }
}

/// The lines of a plain page that begin with a word, without it.
fn said<'p>(page: &'p str, word: &str) -> Vec<&'p str> {
    page.lines().filter_map(|line| line.strip_prefix(word)).collect()
}

/// The names in the text of a page that lead to a page of their own, each as "words → slug".
fn mentions(page: &str) -> Vec<String> {
    let links = page.split("<a class=\"mention\" href=\"").skip(1).map(|link| link.split_once("\">").unwrap());
    let shown = |(url, rest): (&str, &str)| {
        let words = rest.split("</a>").next().unwrap().replace("&nbsp;", "\u{a0}");
        format!("{words} → {}", url.trim_end_matches('/').rsplit('/').next().unwrap())
    };
    links.map(shown).collect()
}

/// Which templates a site is built with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Theme {
    /// Those of `tests/sites/_plain/`, which are made to be compared.
    Plain,
    /// The built-in ones, which readers see.
    BuiltIn,
}

fn sites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

/// Builds a site in a folder of its own, so that nothing is left beside it.
fn build(name: &str, theme: Theme, options: &[&str]) -> Built {
    let folder = TempDir::new().unwrap();
    let (root, out) = (folder.path().join("site"), folder.path().join("out"));
    let mut parts = vec![sites().join(name)];
    if theme == Theme::Plain {
        parts.insert(0, sites().join("_plain"));
    }
    for part in parts {
        for (path, bytes) in tree(&part).into_iter().filter(|(path, _)| !path.starts_with("expected")) {
            write(&root.join(path), &bytes);
        }
    }
    let ended = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["build", "--verbose", "--format", "json", "--root"])
        .arg(&root)
        .arg("--out")
        .arg(&out)
        .args(options)
        .env("SOURCE_DATE_EPOCH", NOW)
        .env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"))
        .output()
        .unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    let mut messages = format!("exit status {}\n", ended.status.code().unwrap());
    said.lines().for_each(|line| messages += &message(line));
    Built { tree: tree(&out), messages, _folder: folder }
}

/// A message as a person reads it best in a list; what is no message stays as it is.
fn message(line: &str) -> String {
    let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else { return format!("{line}\n") };
    let text = |key: &str| message[key].as_str().unwrap_or("-").to_owned();
    let mut told = format!("{}[{}] {}:{}:{}: {}\n", text("severity"), text("code"), text("file"), message["line"], message["column"], text("message"));
    if let Some(help) = message["help"].as_str() {
        writeln!(told, "    {help}").unwrap();
    }
    told
}

fn tree(folder: &Path) -> Tree {
    fn visit(top: &Path, folder: &Path, tree: &mut Tree) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                visit(top, &entry.path(), tree);
            } else {
                let name = entry.path().strip_prefix(top).unwrap().to_str().unwrap().to_owned();
                tree.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = Tree::new();
    visit(folder, folder, &mut found);
    found.retain(|name, _| !name.starts_with(".dateline/"));
    found
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A tree as it is compared.
fn comparable(tree: &Tree) -> Tree {
    let versions = [
        (concat!("Dateline ", env!("CARGO_PKG_VERSION")), "Dateline VERSION"),
        (concat!("<generator version=\"", env!("CARGO_PKG_VERSION"), "\">"), "<generator version=\"VERSION\">"),
    ];
    let versionless = |text: &str| versions.iter().fold(text.to_owned(), |text, (version, mark)| text.replace(version, mark)).into_bytes();
    let theme: BTreeSet<String> = self::tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("static")).into_keys().collect();
    let plain = |(name, bytes): (&String, &Vec<u8>)| {
        let bytes = match std::str::from_utf8(bytes) {
            Ok(text) if name.ends_with(".json") => {
                let value: serde_json::Value = serde_json::from_str(text).unwrap();
                versionless(&(serde_json::to_string_pretty(&value).unwrap() + "\n"))
            }
            Ok(text) => versionless(text),
            Err(_) if name.ends_with(".webp") => {
                let size = imagesize::blob_size(bytes).unwrap();
                format!("a WebP of {} x {}\n", size.width, size.height).into_bytes()
            }
            Err(_) => bytes.clone(),
        };
        (name.clone(), bytes)
    };
    tree.iter().filter(|(name, _)| !without_digest(name).is_some_and(|name| theme.contains(&name))).map(plain).collect()
}

/// `style.90e7ab7e37.css` is `style.css`; a name without a digest is nothing.
fn without_digest(name: &str) -> Option<String> {
    let (rest, extension) = name.rsplit_once('.')?;
    let (stem, digest) = rest.rsplit_once('.')?;
    (digest.len() == 10 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| format!("{stem}.{extension}"))
}

/// Builds a site and compares all of it with what is expected, which stands in its folder under the name given.
fn compare(name: &str, expected: &str, options: &[&str]) -> Built {
    let built = build(name, Theme::Plain, options);
    let (folder, said) = (sites().join(name).join(expected), sites().join(name).join(format!("{expected}-messages.txt")));
    let mut now = comparable(&built.tree);
    now.retain(|path, _| !path.starts_with("data/filter/"));
    if std::env::var_os("DATELINE_BLESS").is_some() {
        drop(fs::remove_dir_all(&folder));
        now.iter().for_each(|(path, bytes)| write(&folder.join(path), bytes));
        write(&said, built.messages.as_bytes());
    }
    let before = if folder.is_dir() { tree(&folder) } else { Tree::new() };
    let mut wrong = String::new();
    for path in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        match (before.get(path), now.get(path)) {
            (Some(_), None) => writeln!(wrong, "{path}: is not written any more").unwrap(),
            (None, Some(_)) => writeln!(wrong, "{path}: is written and not expected").unwrap(),
            (Some(before), Some(now)) => wrong += &difference(path, before, now),
            (None, None) => {}
        }
    }
    wrong += &difference("messages", &fs::read(&said).unwrap_or_default(), built.messages.as_bytes());
    assert!(wrong.is_empty(), "{name} is not what {expected}/ says (DATELINE_BLESS=1 rewrites it):\n{wrong}");
    built
}

/// The first line in which two texts differ.
fn difference(path: &str, before: &[u8], now: &[u8]) -> String {
    if before == now {
        return String::new();
    }
    let (before, now) = (String::from_utf8_lossy(before), String::from_utf8_lossy(now));
    let at = before.split('\n').zip(now.split('\n')).take_while(|(before, now)| before == now).count();
    let line = |text: &str| text.split('\n').nth(at).unwrap_or("(nothing)").to_owned();
    format!("{path}:{}:\n  - {}\n  + {}\n", at + 1, line(&before), line(&now))
}

/// Which files of a tree hold a word, in whatever case, in their text or their name.
fn telling<'t>(tree: &'t Tree, word: &str) -> Vec<&'t String> {
    let word = word.to_lowercase();
    let tells = |(name, bytes): &(&String, &Vec<u8>)| name.to_lowercase().contains(&word) || String::from_utf8_lossy(bytes).to_lowercase().contains(&word);
    tree.iter().filter(tells).map(|(name, _)| name).collect()
}

/// Both themes tell nothing of these words anywhere.
fn assert_untold(name: &str, options: &[&str], words: &[&str]) {
    for theme in [Theme::Plain, Theme::BuiltIn] {
        let tree = comparable(&build(name, theme, options).tree);
        for word in words {
            assert_eq!(telling(&tree, word), Vec::<&String>::new(), "{name}: \"{word}\" is told");
        }
    }
}

/// The names of all sites.
fn names() -> Vec<String> {
    let folders = fs::read_dir(sites()).unwrap().map(Result::unwrap).filter(|entry| entry.file_type().unwrap().is_dir());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).filter(|name| !name.starts_with('_')).collect();
    names.sort();
    names
}

#[test]
fn every_site_has_its_test_and_says_why_it_is_there() {
    let code = include_str!("sites.rs");
    for name in names() {
        assert!(code.contains(&format!("compare(\"{name}\"")), "no test builds tests/sites/{name}");
        let config = fs::read_to_string(sites().join(&name).join("dateline.yaml")).unwrap();
        assert!(config.starts_with("# why: "), "tests/sites/{name}/dateline.yaml does not begin with `# why: `");
    }
}

#[test]
fn the_plain_theme_has_a_template_for_every_view() {
    for template in dateline::pages::View::TEMPLATES {
        assert!(sites().join("_plain/templates").join(template).is_file(), "{template}");
    }
}

#[test]
fn every_link_within_a_site_leads_somewhere() {
    let mut wrong = String::new();
    for name in names() {
        let config = fs::read_to_string(sites().join(&name).join("dateline.yaml")).unwrap();
        // `https://host/base/`
        let base = config.lines().find_map(|line| line.strip_prefix("base_url: ")).map_or("", |url| &url["https://".len()..]);
        let base = format!("{}/", base.find('/').map_or("", |at| base[at..].trim_end_matches('/')));
        let tree = build(&name, Theme::BuiltIn, &[]).tree;
        let pages: BTreeMap<&str, &str> =
            tree.iter().filter(|(file, _)| file.ends_with(".html")).map(|(file, bytes)| (&**file, std::str::from_utf8(bytes).unwrap())).collect();
        let ids: BTreeMap<&str, Vec<String>> = pages.iter().map(|(file, page)| (*file, values(page, "id"))).collect();
        for (file, page) in &pages {
            let own = &ids[file];
            if own.iter().collect::<BTreeSet<_>>().len() < own.len() {
                writeln!(wrong, "{name}/{file}: an id stands twice").unwrap();
            }
            for link in values(page, "href").into_iter().chain(values(page, "src")).filter(|link| !link.contains(':')) {
                let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
                // What a view is narrowed to is the script's.
                let path = path.split('?').next().unwrap();
                let inner = path
                    .strip_prefix(&base)
                    .map(|inner| if inner.is_empty() || inner.ends_with('/') { format!("{inner}index.html") } else { inner.to_owned() });
                let target = if path.is_empty() { Some((*file).to_owned()) } else { inner };
                let there = target.is_some_and(|target| tree.contains_key(&target) && (fragment.is_empty() || ids[&*target].iter().any(|id| id == fragment)));
                if !there {
                    writeln!(wrong, "{name}/{file}: {link}").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these links lead nowhere:\n{wrong}");
}

/// The values of an attribute on a page, percent-decoded.
fn values(page: &str, attribute: &str) -> Vec<String> {
    let value = |rest: &str| rest.split('"').next().unwrap().replace("&amp;", "&");
    page.split(&format!(" {attribute}=\"")).skip(1).map(|rest| percent_decoded(&value(rest))).collect()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).filter(|_| *first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => (bytes.push(byte), rest = &after[2..]),
            None => (bytes.push(*first), rest = after),
        };
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_corpus_that_exists_is_read_as_it_is() {
    let built = compare("foreign-corpus", "expected", &[]);
    assert_eq!(telling(&built.tree, "ingested_by_robot"), Vec::<&String>::new(), "a field that is ignored is nowhere");
}

#[test]
fn a_name_in_any_spelling_is_one_page() {
    compare("names", "expected", &[]);
    assert_untold("names", &[], &["biography that was taken down", "portrait-taken-down"]);
}

#[test]
fn every_page_has_an_address_of_its_own() {
    let built = compare("addresses", "expected", &[]);
    let gone = built.page("taken/down/");
    assert!(gone.contains("This page has been taken down"), "{gone}");
    assert_eq!(telling(&built.tree, "taken/down"), ["taken/down/index.html"], "no list, no sitemap and no link tells of it");
}

#[cfg(feature = "images")]
#[test]
fn a_picture_is_shown_in_the_size_that_is_needed() {
    let built = compare("pictures", "expected", &[]);
    assert_untold("pictures", &[], &["secretplace", "leftish"]);
    for form in ["160", "320", "480", "800", "1200", "1600"] {
        assert!(built.tree.keys().any(|name| name.ends_with(&format!(".{form}.webp"))), "{form}");
    }
    assert!(!built.tree.keys().any(|name| name.starts_with("media/small.") && name.ends_with(".webp")));
    let shown = build("pictures", Theme::BuiltIn, &[]);
    assert!(shown.page("").contains("srcset=\"/sub/media/wide.") && shown.page("").contains("style=\"object-position:30% 20%\""));
    assert!(shown.page("people/").contains("class=\"monogram\" src=\"/sub/media/ada."));
}

#[test]
fn every_date_has_its_place_in_time() {
    compare("time", "expected", &[]);
}

#[test]
fn nothing_of_a_withdrawn_article_is_told_but_its_headline_day_and_notice() {
    let built = compare("withdrawn", "expected", &[]);
    assert_untold("withdrawn", &[], &["secret", "1977", "1966-06", "1966/06"]);
    let telling = telling(&built.tree, "known only");
    assert_eq!(
        telling,
        ["people/index.html", "people/known-only/index.html", "timeline.json"],
        "who has a file keeps it, stands in the register, and is told of nowhere else"
    );
    assert!(built.entries().values().all(|entry| !entry.to_string().contains("Known Only")));
}

#[test]
fn a_site_in_a_folder_of_its_host_stays_in_it() {
    compare("subpath", "expected", &[]);
    assert_untold("subpath", &[], &["GPSSECRET", "EXIFSECRET"]);
    for theme in [Theme::Plain, Theme::BuiltIn] {
        for (name, bytes) in build("subpath", theme, &[]).tree {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            for mark in ["href=\"/", "src=\"/", "url=/"] {
                for (at, _) in text.match_indices(mark) {
                    let target = &text[at + mark.len() - 1..];
                    assert!(target.starts_with("/korea/"), "{name}: {}", &target.chars().take(60).collect::<String>());
                }
            }
        }
    }
}

#[test]
fn what_the_theme_says_reaches_every_page_and_nothing_else_does() {
    compare("theme", "expected", &[]);
    let built = build("theme", Theme::BuiltIn, &[]);
    let own = built.tree.keys().find(|name| without_digest(name).as_deref() == Some("style.css")).unwrap();
    assert_eq!(built.text(own), ":root { --paper: #fff1e5 }\n");
    for (name, page) in built.tree.iter().filter(|(name, _)| name.ends_with(".html")) {
        let page = std::str::from_utf8(page).unwrap();
        assert!(page.contains(" style=\"--accent:#1f4e79;--serif:&quot;Iowan Old Style&quot;, Georgia, serif;--display:&quot;Iowan"), "{name}");
        if !name.ends_with("embed.html") {
            assert!(page.contains("<img src=\"/pictures/logo.svg\" alt=\"Theme &amp; {Co}\" width=\"240\" height=\"40\">"), "{name}");
            assert!(page.contains(&format!("href=\"/{own}\"")), "{name}");
        }
    }
    assert!(built.text("404.html").contains("Ask at the desk"));
}

#[test]
fn an_embed_is_one_file_that_stands_beside_its_timeline() {
    let built = build("theme", Theme::BuiltIn, &[]);
    let embeds: Vec<&String> = built.tree.keys().filter(|name| name.ends_with("embed.html")).collect();
    // Organisations and places have one from five articles on, and a register is no timeline.
    assert_eq!(embeds, ["embed.html", "people/ann-lee/embed.html", "reported/embed.html", "topics/half-half/embed.html"]);
    for name in embeds {
        let (embed, folder) = (built.text(name), name.strip_suffix("embed.html").unwrap());
        assert!(embed.contains(&format!("<link rel=\"canonical\" href=\"https://x.org/{folder}\">")), "{name}");
        assert!(embed.contains("<meta name=\"robots\" content=\"noindex\">") && embed.contains("<base target=\"_blank\">"), "{name}");
        for asking in ["<script", "src=", "stylesheet", "url(", "@import"] {
            assert!(!embed.contains(asking), "{name}: {asking}");
        }
        let page = built.text(&format!("{folder}index.html"));
        let oembed: serde_json::Value = serde_json::from_str(built.text(&format!("{folder}oembed.json"))).unwrap();
        assert!(page.contains(&format!(
            "type=\"application/json+oembed\" title=\"{}\" href=\"https://x.org/{folder}oembed.json\"",
            oembed["title"].as_str().unwrap().replace('&', "&amp;")
        )));
        let html = oembed["html"].as_str().unwrap();
        assert!(html.starts_with(&format!("<iframe src=\"https://x.org/{name}\" title=\"")), "{html}");
        let shown = html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        assert!(page.contains(&shown), "{name}: the page does not offer {shown}");
    }
    assert!(!built.text("sitemap.xml").contains("embed"));
}

#[test]
fn a_draft_and_what_is_published_after_today_are_seen_by_nobody() {
    compare("drafts", "expected", &[]);
    let kinds = ["draft", "hugo", "embargo", "person", "event", "old", "page", "picture", "proposal"].map(|kind| format!("hidden{kind}"));
    assert_untold("drafts", &[], &kinds.each_ref().map(String::as_str));
}

#[test]
fn drafts_are_shown_to_who_asks_for_them() {
    compare("drafts", "expected-drafts", &["--drafts"]);
}

#[test]
fn a_site_in_korean_speaks_korean() {
    compare("language-ko", "expected", &[]);
}

#[test]
fn a_site_in_arabic_runs_from_right_to_left() {
    compare("language-ar", "expected", &[]);
    let built = build("language-ar", Theme::BuiltIn, &[]);
    for (name, page) in built.tree.iter().filter(|(name, _)| name.ends_with(".html")) {
        let page = std::str::from_utf8(page).unwrap();
        let (html, elsewhere) =
            if name.starts_with("articles/english/") { ("<html lang=\"en\" dir=\"ltr\"", true) } else { ("<html lang=\"ar\" dir=\"rtl\"", false) };
        assert!(page.contains(html), "{name}");
        assert_eq!(page.contains("<header class=\"masthead\" lang=\"ar\" dir=\"rtl\">"), elsewhere, "{name}");
    }
    assert!(built.page("").contains("lang=\"en\" dir=\"ltr\">Engineers publish"), "a title in English says so");
    assert!(built.page("people/").contains("<span class=\"native\" lang=\"he\" dir=\"auto\">אורלה ברנדט</span>"));
}

#[test]
fn a_site_in_austrian_german_speaks_german_but_for_its_own_words() {
    compare("language-de", "expected", &[]);
}

#[test]
fn an_event_that_two_articles_report_is_one() {
    let built = compare("events", "expected", &[]);
    assert_eq!(telling(&built.tree, "As the later says"), Vec::<&String>::new(), "the first to report it names it");
    assert_untold("events", &[], &["hiddentitle"]);
}

#[test]
fn a_name_in_running_words_is_a_link_where_it_is_surely_somebodys() {
    let built = compare("mentions", "expected", &[]);
    let (tamsin, edda, jost, fintan) = ("tamsin-keldermark", "edda-vossberg", "jost-vossberg", "fintan-oneil");
    let link = |words: &str, slug: &str| format!("{words} → {slug}");
    let linked: [(&str, Vec<String>); 10] = [
        (
            "a-sections",
            vec![
                link("Tamsin Keldermark", tamsin),
                link("Tollbridge", "tollbridge"),
                link("Harbour Board Pilots", "harbour-board-pilots"),
                link("Harbour Board", "harbour-board"),
                link("Eel Tax", "eel-tax"),
                // A section runs from heading to heading; its list and its table are in it.
                link("Tamsin Keldermark", tamsin),
                link("Tollbridge", "tollbridge"),
                link("Harbour Board", "harbour-board"),
                link("Tollbridge", "tollbridge"),
            ],
        ),
        (
            "b-surnames",
            vec![link("Keldermark", tamsin), link("Edda Vossberg", edda), link("Old Jost", jost), link("Fintan O’Neil", fintan), link("O’Neil", fintan)],
        ),
        // George Tollbridge is in it, and may be called so.
        ("c-strangers", vec![]),
        (
            "d-signs",
            vec![
                link("Tamsin\nKeldermark", tamsin),
                link("Fintan O’Neil", fintan),
                link("Fintan O’Neil", fintan),
                link("Tamsin\u{a0}Keldermark", tamsin),
                link("Tollbridge", "tollbridge"),
                // Emphasised, and in HTML.
                link("Tollbridge", "tollbridge"),
                // In a quotation; its speaker is named by that, but is no link in the text yet.
                link("Tollbridge", "tollbridge"),
                link("Edda Vossberg", edda),
                link("O’Neil", fintan),
                // In a note.
                link("Tollbridge", "tollbridge"),
            ],
        ),
        (
            "e-scripts",
            vec![
                link("한서윤", "han-seo-yun"),
                link("갈매", "galmae"),
                link("한서윤", "han-seo-yun"),
                link("갈매", "galmae"),
                link("سلمى الرهواني", "salma-rahwani"),
                link("سلمى الرهواني", "salma-rahwani"),
                link("Han Seo-yun", "han-seo-yun"),
            ],
        ),
        (
            "f-marked",
            vec![
                link("The pilot", tamsin),
                link("Keldermark", tamsin),
                link("Ida Plaintree", "ida-plain"),
                link("Ferry", "ferry"),
                link("Eel Tax", "eel-tax"),
                link("Eel Tax", "eel-tax"),
            ],
        ),
        ("g-unlinked", vec![link("Fintan O'Neil", fintan)]),
        ("h-listed", vec![link("Lorcan Pikeman", "lorcan-pikeman"), link("Nether Quay", "nether-quay"), link("Wilma Estuary", "wilma-estuary")]),
        ("i-not-listed", vec![link("Tollbridge", "tollbridge")]),
        ("j-shared", vec![link("Jost Vossberg", jost)]),
    ];
    for (article, expected) in linked {
        assert_eq!(mentions(built.page(&format!("articles/{article}/"))), expected, "{article}");
    }
    let begun = mentions(built.page("articles/k-begun/"));
    assert!(!begun.contains(&link("Vossberg", edda)), "whoever was named before by the full name may be meant: {begun:?}");
    assert_eq!(mentions(built.page("about/")), ["Tollbridge → tollbridge", "Edda Vossberg → edda-vossberg"]);
    assert_eq!(mentions(built.page("quiet/")), ["Edda Vossberg → edda-vossberg"], "a page that says `link: false` has the links it makes itself");
    assert_eq!(mentions(built.page("people/ida-plain/")), ["Tollbridge → tollbridge"], "`link: false` is about the name, not about the text beside it");
    assert!(!mentions(built.page("people/tamsin-keldermark/")).iter().any(|link| link.contains("tamsin")), "nobody is a link on the own page");

    let place = built.page("places/tollbridge/");
    assert!(place.contains("Place (/places/): Tollbridge, 0"), "a link in prose is no membership");
    assert_eq!(said(place, "mentioned: ").len(), 3, "and is counted apart");
    assert!(built.entries().values().all(|entry| entry["places"].as_array().is_none_or(|places| places.iter().all(|place| place["name"] != "Tollbridge"))));
}

#[test]
fn whoever_is_named_stands_there_with_the_role_of_that_day() {
    let built = compare("roles", "expected", &[]);
    let people = |article: &str| said(built.page(&format!("articles/{article}/")), "people: ").join("; ");
    let (orla, piet, nils, una) =
        ("Orla Brandt (/people/orla-brandt/)", "Piet Solberg (/people/piet-solberg/)", "Nils Varga (/people/nils-varga/)", "Una Ferris (/people/una-ferris/)");
    let (mayor, now, pilot) = ("then Mayor, Town of Marrow", "Harbour Commissioner, Harbour Office", "then Pilot, Guild of Pilots");
    assert_eq!(people("a-first-day"), format!("{orla}, {mayor}"), "the organisation has the name it is registered under");
    assert_eq!(people("b-last-day"), format!("{orla}, {mayor}; {nils}, {pilot}"));
    assert_eq!(people("c-day-after"), format!("{orla}, {now}; {piet}, {mayor}; {nils}, {pilot}"), "who died in office holds it no longer");
    assert_eq!(people("d-last-living-day"), format!("{piet}, {mayor}"));
    assert_eq!(people("e-after-death"), piet, "nobody holds an office after death");
    assert_eq!(people("f-present"), format!("{orla}, {now}; {nils}, Chairman of the Harbour Office; {una}, Poet"), "no title says its organisation twice");
    assert_eq!(people("g-year"), format!("{orla}; {nils}, {pilot}"), "of a year, who held it all along");
    assert_eq!(people("h-range"), format!("{orla}, {mayor}"));
    assert_eq!(people("i-range-across"), format!("{orla}; {piet}"));
    assert_eq!(people("j-month"), format!("{orla}, then Deputy Chair, Board of Trade"), "of two, the one that began last");
    assert_eq!(people("k-undated"), format!("{una}; {nils}"));
    assert_eq!(people("l-open"), format!("{nils}, Chairman of the Harbour Office"));

    let began: Vec<&str> = said(built.page("people/orla-brandt/"), "role: ");
    assert_eq!(
        began.iter().map(|role| role.split(": ").nth(1).unwrap().split(',').next().unwrap()).collect::<Vec<_>>(),
        ["Clerk", "Mayor", "Deputy Chair", "Harbour Commissioner"]
    );
    assert_eq!(said(built.page("people/orla-brandt/"), "now: "), [now]);
    assert_eq!(said(built.page("people/piet-solberg/"), "now: "), [""; 0]);
    let died = "1 November 2017 – 24 December 2017: Mayor";
    assert_eq!(said(built.page("people/piet-solberg/"), "role: "), [format!("{died}, Town of Marrow (/organizations/town-of-marrow/)")]);
    let clerk_and_mayor = ["until 9 July 2017: Clerk, ", "10 July 2017 – 31 October 2017: Mayor, "].map(|office| format!("{office}{orla}"));
    let [clerk, mayor] = clerk_and_mayor;
    assert_eq!(said(built.page("organizations/town-of-marrow/"), "holder: "), [clerk, mayor, format!("{died}, {piet}")]);
    assert_eq!(
        said(built.page("organizations/guild-of-pilots/"), "holder: "),
        [format!("2015 – 2017: Pilot, {nils}")],
        "an organisation of lists alone has holders too"
    );
    let quotes = built.page("quotes/");
    assert!(quotes.contains(&format!("We built the quay with our own hands. \" {orla}, then Mayor, Town of Marrow, to the council, 9 September 2017")));
    assert!(quotes.contains(&format!("I steered for thirty years. \" {nils}, 5 May 2014")), "before the office there is none");

    let undated = built.page("articles/k-undated/");
    assert_eq!((said(undated, "before: ").len(), said(undated, "after: ").len()), (0, 0), "what has no date is neither before nor after anything");
    assert!(telling(&built.tree, "after: at all times").is_empty() && telling(&built.tree, " to at all times").is_empty());
}

#[test]
fn a_quotation_is_read_by_the_line_that_closes_it() {
    let built = compare("quotations", "expected", &[]);
    let quotes = built.page("quotes/");
    let orla = "Orla Brandt (/people/orla-brandt/), Harbour Commissioner";
    for said in [
        format!("The tide waits for nobody in Marrow, and nor do we. \" {orla}, to reporters, 31 January 2018"),
        format!("We have counted every eel. \" {orla}, 1 February 2018"),
        format!("A commissioner is what I am called here. \" {orla}, to the council in Marrow, North Shore, 1 February 2018"),
        "The gates will stay shut until noon, says the plan. / There will be no exceptions. \" Harbour Office (/organizations/harbour-office/), in a statement, 30 January".to_owned(),
        "Nobody asked us about any of it. \" A fisherman (-), on Radio Marrow, 1 February 2018".to_owned(),
        "My name stands in the list alone. \" Per Anker (/people/per-anker/), to Nils Varga, 1 February 2018".to_owned(),
    ] {
        assert!(quotes.contains(&said), "{said}");
    }
    assert!(
        quotes.contains("#quote-7) from her letter (https://x.example/letter)")
            && quotes.contains("#quote-8) from Minutes of the council, p. 3 (https://marrow.example/minutes)")
    );
    assert!(!quotes.contains("nobody’s name"), "without a speaker it is no quotation");
    assert_eq!(said(built.page("people/orla-brandt/"), "\" ").len(), 12, "the latest twelve");
    assert!(built.page("people/orla-brandt/").contains("more quotations: Quotations (/quotes/)"));
    assert!(built.page("articles/a-forms/").contains("\"spokenByCharacter\":{\"@type\":\"Organization\",\"name\":\"Harbour Office\""));

    let conflicts: Vec<&str> = said(&built.messages, "warning[quotation-conflict] content/articles/");
    assert_eq!(conflicts.len(), 2, "{conflicts:?}");
    assert!(conflicts[0].starts_with("b-two-mouths.md:5:1: the same words are given to Nils Varga and to Orla Brandt"));
    assert!(conflicts[1].starts_with("c-two-versions.md:5:1: words of Orla Brandt stand in two versions"), "not what is short, an excerpt, or said twice");
}

#[test]
fn a_citation_and_its_source_lead_to_one_another() {
    let built = compare("sources", "expected", &[]);
    let shown = build("sources", Theme::BuiltIn, &[]);
    let article = shown.page("articles/a-cited/");
    for (cite, source, words) in
        [("1-1", "1", "1"), ("2-1", "2", "2"), ("1-2", "1", "1, p. 3"), ("1-3", "1", "1, pp. 4–5"), ("4-1", "4", "4"), ("5-1", "5", "5")]
    {
        assert!(article.contains(&format!("<a id=\"cite-{cite}\" href=\"#source-{source}\">{words}</a>")), "{cite}");
        assert!(article.contains(&format!("<a href=\"#cite-{cite}\"")), "{cite} has no way back");
    }
    assert!(article.contains("nobody else [@nobody]."));
    // A copy says its day by itself, else it is of the day on which the article was reported.
    let of_day = |url: &str, day: &str| format!("data-versionurl=\"{url}\" data-versiondate=\"{day}\"");
    assert!(article.contains(&of_day("https://web.archive.example/web/20180503120000/https://wire.example/a", "2018-05-03")));
    assert!(article.contains(&of_day("https://keep.example/AbCdE", "2018-05-02")));

    let counted: Vec<&str> = said(built.page("sources/"), "## ");
    assert_eq!(
        counted,
        [
            "Town of Marrow #by-town-of-marrow (-): 4",
            "Marrow Wire #by-marrow-wire (-): 3",
            "Radio Marrow #by-radio-marrow (/sources/radio-marrow/): 3",
            "gazette.example #by-gazette-example (/sources/gazette-example/): 2"
        ]
    );
    assert!(built.page("2018/05/").contains("; sources 6 of 4"), "one publisher in two spellings is one");
    let listed = |route: &str| said(built.page(route), "- ").into_iter().map(|line| line.rsplit_once("] ").unwrap().1).collect::<Vec<_>>();
    assert_eq!(listed("sources/radio-marrow/"), ["Story 3 (/articles/b3/)", "Everything is cited (/articles/a-cited/)"]);
    assert_eq!(listed("sources/radio-marrow/2018/"), ["Everything is cited (/articles/a-cited/)", "Story 3 (/articles/b3/)"]);
    assert_eq!(listed("sources/radio-marrow/2016/"), ["An old story (/articles/d-old/)"]);
    assert_eq!(listed("sources/gazette-example/"), ["An event has sources of its own (/articles/c-event/)", "Everything is cited (/articles/a-cited/)"]);
}

#[test]
fn how_certain_it_is_stands_wherever_it_stands() {
    let built = compare("status", "expected", &[]);
    assert_untold("status", &[], &["likely", "comfirmed", "possible", "validated", "rumoured", "untoldtext"]);
    let shown = build("status", Theme::BuiltIn, &[]);
    let entries = built.entries();
    for (name, status) in [("confirmed", "confirmed"), ("reported", "reported"), ("claimed", "claimed"), ("disputed", "disputed"), ("mapped", "confirmed")] {
        let page = built.page(&format!("articles/{name}/"));
        assert_eq!(said(page, &format!("status: {status} = ")).len(), 1, "{name}");
        assert!(page.contains(&format!("\"creativeWorkStatus\":\"{status}\"")), "{name}");
        assert_eq!(entries[name]["status"], status, "{name}");
        assert!(shown.page(&format!("articles/{name}/")).contains(&format!("class=\"status {status}\"")), "{name}");
    }
    for name in ["none", "unknown", "misspelt", "empty", "with-events"] {
        assert_eq!(said(built.page(&format!("articles/{name}/")), "status: "), [""; 0], "{name}");
        assert!(entries[name].get("status").is_none(), "{name}");
    }
    for (name, status) in
        [("confirmed", Some("confirmed")), ("claimed", Some("claimed")), ("mapped", Some("claimed")), ("disputed", Some("disputed")), ("unknown", None)]
    {
        assert_eq!(entries[&format!("with-events#event-{name}")]["status"].as_str(), status, "{name}");
    }
    assert!(!entries.contains_key("withdrawn"));
    assert!(built.page("").contains("statuses: confirmed = Confirmed; "), "readers can choose");
    assert!(!built.page("places/north-shore/").contains("statuses: "), "where all are alike there is nothing to choose");
    // In lines as in cards: of all articles, beside another, folded for want of room, under the article that reports it.
    assert!(built.page("articles/").contains("An article that is disputed (/articles/disputed/) — Disputed"));
    assert!(built.page("articles/unknown/").contains("An article that is disputed (/articles/disputed/) — Disputed"));
    assert!(built.page("2018/01/").contains("An article that is disputed (/articles/disputed/) — Disputed"), "folded");
    assert!(built.page("reported/").contains("An event that is disputed (/articles/with-events/#event-disputed) — Disputed"), "under its article");
}

#[test]
fn a_correction_is_said_on_the_page_and_announced() {
    let built = compare("corrections", "expected", &[]);
    assert_untold("corrections", &[], &["untold"]);
    let shown = build("corrections", Theme::BuiltIn, &[]);
    let notice = shown.page("articles/a-twice/");
    assert!(
        notice
            .contains("<p id=\"correction-1\"><time datetime=\"2018-05-03\">3 May 2018</time> An earlier version said &lt;two&gt; ferries &amp; a barge.</p>")
    );
    assert!(built.page("articles/a-twice/").contains("\"correction\":[{\"@type\":\"CorrectionComment\",\"text\":\"An earlier version said \\u003ctwo"));
    for marked in ["", "2018/05/", "people/orla-brandt/", "reported/"] {
        assert_eq!(built.page(marked).matches(" CORRECTED").count(), 5, "{marked}");
    }
    assert_eq!(said(built.page("articles/"), "- ").iter().filter(|line| line.contains("Corrected")).count(), 5);
    let told = |word: &str| telling(&built.tree, word).into_iter().map(String::as_str).collect::<Vec<_>>();
    let feeds = ["corrections/atom.xml", "corrections/feed.json"];
    for note in ["The rank was wrong", "The hour was wrong", "The day was wrong", "The name of the ferry was wrong", "The month alone is known"] {
        let files = told(note);
        assert!(feeds.iter().chain(&["corrections/index.html", "changes/index.html", "timeline.json"]).all(|file| files.contains(file)), "{note}: {files:?}");
    }
    assert_eq!(told("Unannouncednote"), ["articles/d-unfindable/index.html", "changes/index.html", "corrections/index.html"]);
    assert_eq!(told("The letter was a forgery"), ["articles/e-withdrawn/index.html", "changes/index.html", "corrections/index.html"]);
    assert_eq!(told("Unannouncedfirst"), [""; 0], "of a withdrawn article the last note is the notice");
    assert_eq!(
        said(built.page("changes/"), "- updated = Updated: "),
        ["The ferry strikes the quay (/articles/a-twice/)", "Nothing was wrong (/articles/f-plain/)"]
    );
}

#[test]
fn what_stands_beside_the_text_stands_where_it_belongs() {
    let built = compare("notes", "expected", &[]);
    let notes = built.page("articles/a-notes/");
    assert_eq!(values(notes, "id").iter().filter(|id| id.starts_with("note-") && !id.starts_with("note-ref")).count(), 6, "each note stands once");
    assert_eq!(notes.matches("href=\"#note-1\"").count(), 2, "and is referred to as often as one likes");
    assert_eq!(notes.matches("--a:--r1\"").count(), 1, "in the margin it stands beside the first");
    let foot = notes.find("<section class=\"notes\"").unwrap();
    assert!(notes.find("Last words.").unwrap() < foot && notes.find("Nobody refers to this one.").unwrap() > foot);
    let boxes = built.page("articles/b-boxes/");
    for word in ["context", "correction", "disputed", "note", "tip", "important", "warning", "caution"] {
        assert!(boxes.contains(&format!("<aside class=\"box box-{word}\" id=\"p-")), "{word}");
    }
    let dates = built.page("articles/c-dates/");
    for (words, url) in [
        ("yesterday", "/2018/03/#d11"),
        ("in April", "/2017/04/"),
        ("a year before", "/2016/"),
        ("over two weeks", "/2018/02/#d26"),
        ("about May", "/2015/05/"),
    ] {
        let link = dates.split("<a class=\"date\" href=\"").find(|link| link.starts_with(&format!("{url}\"")) && link.contains(&format!(">{words}</")));
        assert!(link.is_some(), "{words}");
    }
    for page in ["2016/", "2014/", "2013/12/", "2015/05/", "2017/04/", "2018/01/", "2018/02/"] {
        assert!(built.page(page).contains("Dates (/articles/c-dates/)"), "{page} does not name the article that points to it");
    }
    assert_eq!(built.page("2018/03/").matches("pointed:\n").count(), 1, "twice pointed at is once named, and no article points to its own day");
}

#[test]
fn who_stands_in_the_same_articles_stands_together() {
    let built = compare("together", "expected", &[]);
    let (orla, nils) = (built.page("people/orla-brandt/"), built.page("people/nils-varga/"));
    let pair = "/pairs/nils-varga--orla-brandt/";
    assert!(said(orla, "together: ").contains(&&*format!("People: Nils Varga (/people/nils-varga/) 5 pair {pair}")));
    assert!(said(nils, "together: ").contains(&&*format!("People: Orla Brandt (/people/orla-brandt/) 5 pair {pair}")));
    let office = "/pairs/harbour-office--orla-brandt/";
    assert!(said(orla, "together: ").contains(&&*format!("Organisations: Harbour Office (/organizations/harbour-office/) 5 pair {office}")));
    assert!(said(built.page("organizations/harbour-office/"), "together: ").contains(&&*format!("People: Orla Brandt (/people/orla-brandt/) 5 pair {office}")));
    assert!(said(nils, "together: ").contains(&"Organisations: Harbour Office (/organizations/harbour-office/) 4"), "four are no pair");
    let pairs: BTreeSet<&str> = built.tree.keys().filter_map(|file| file.strip_prefix("pairs/")?.split('/').next()).collect();
    assert_eq!(pairs.into_iter().collect::<Vec<_>>(), ["harbour-office--orla-brandt", "nils-varga--orla-brandt"], "who asks not to be found is in no pair");
    // By lists, by an event, by words: but not by a name in prose.
    for article in ["a-first", "b-second", "c-third", "d-by-event", "e-by-words"] {
        assert!(built.page("pairs/nils-varga--orla-brandt/").contains(&format!("#on-{article} ")), "{article}");
    }
    assert!(!built.page("pairs/nils-varga--orla-brandt/").contains("g-in-prose"));
    assert_eq!(said(orla, "company: "), ["Who appears with Orla Brandt, 2 arcs"]);
    assert!(!built.page("people/una-ferris/").contains("company: "), "two are no company");
    for page in [orla, nils, built.page("people/una-ferris/"), built.page("organizations/harbour-office/")] {
        assert!(said(page, "together: ").iter().all(|line| !line.contains("Ida Hush") && !line.contains("Gone Away")));
        assert_eq!(said(page, "sparkline: ").len(), 1);
    }
    let related = |article: &str| {
        said(built.page(&format!("articles/{article}/")), "related: ").into_iter().map(|line| line.rsplit_once(" (").unwrap().1).collect::<Vec<_>>()
    };
    assert_eq!(related("j-stranger"), [""; 0]);
    assert_eq!(related("a-first")[..2], ["/articles/c-third/)", "/articles/d-by-event/)"], "who shares more is nearer of kin");
    assert_eq!(related("h-alone").len(), 3, "what only a topic joins is related across people");
}

#[test]
fn of_who_asks_not_to_be_found_nothing_is_told_but_what_was_agreed() {
    let built = compare("privacy", "expected", &[]);
    assert_untold("privacy", &[], &["secret", "1944-04-04", "1933-03", "1933/03", "2011-11-11", "2017-07-07", "12.34", "56.78"]);
    for theme in [Theme::Plain, Theme::BuiltIn] {
        let tree = comparable(&build("privacy", theme, &[]).tree);
        let told = |word: &str| telling(&tree, word).into_iter().map(String::as_str).collect::<Vec<_>>();
        // The names stand where articles name them, as words on pages; no feed, data, sitemap or index has them.
        for word in ["Ada Erased", "Erased Guild", "Erased Quay", "Ida Quietone", "Quietrole", "Quiettopic"] {
            let not_a_page = |file: &&str| !file.ends_with("/index.html") && *file != "index.html";
            let files = told(word);
            assert!(!files.is_empty() && !files.iter().any(not_a_page), "{word}: {files:?}");
            assert!(files.iter().all(|file| !["people/index.html", "places/index.html", "organizations/index.html"].contains(file)), "{word}: {files:?}");
        }
        assert_eq!(told("Quietbody"), ["people/quiet/index.html"]);
        assert_eq!(told("Quietsummary"), ["people/quiet/index.html"]);
        assert_eq!(told("Withdrawnheadline"), ["articles/f-withdrawn/index.html", "changes/index.html", "corrections/index.html"]);
        // An article that asks not to be found stands in the site's own lists, and is told to nobody who would bring strangers.
        for word in ["Quietarticle", "Quietnote", "Quiettext", "Quietwords"] {
            assert!(told(word).iter().all(|file| !file.ends_with(".xml") && !file.ends_with("feed.json")), "{word}: {:?}", told(word));
        }
        let sitemap = String::from_utf8(tree["sitemap.xml"].clone()).unwrap();
        assert!(["e-quiet", "people/quiet", "privacy.example/quiet/", "quiet-topic", "f-withdrawn"].iter().all(|address| !sitemap.contains(address)));
        assert!(tree.keys().all(|file| !file.starts_with("pairs/") && !file.starts_with("topics/index")));
    }
    for page in ["people/quiet/", "articles/e-quiet/", "quiet/", "topics/quiet-topic/", "articles/f-withdrawn/"] {
        assert!(built.page(page).lines().nth(1).unwrap().ends_with("(noindex)"), "{page}");
    }
    assert_eq!(mentions(built.page("articles/a-names/")), ["Ida Quietone → quiet", "Harbour Office → harbour-office", "Ida Quietone → quiet"]);
    assert!(said(built.page("articles/a-names/"), "people: ").contains(&"Ada Erased (-)"));
    assert_eq!(said(built.page("organizations/harbour-office/"), "holder: "), [""; 0]);
    assert_eq!(said(built.page("articles/b-only-her/"), "related: "), [""; 0], "who was removed joins nothing any more");
}

#[test]
fn every_field_is_said_on_its_page_and_to_machines() {
    let built = compare("fields", "expected", &[]);
    assert_untold("fields", &[], &["fieldreview"]);
    let (article, person, data) = (built.page("articles/fieldarticle/"), built.page("people/fieldslug/"), built.text("timeline.json"));
    for word in [
        "Fieldtitle",
        "Fielddateline",
        "Fieldwriter One",
        "Fieldwriter Two",
        "en-GB",
        "Fieldsummary of an article.",
        "claimed",
        "Fieldname Everly",
        "Fieldlistedperson",
        "Fieldorganization",
        "Fieldplace",
        "Fieldtopic",
        "Fieldlane",
        "fieldpicture.",
        "Fieldalt",
        "Fieldcaption",
        "Fieldcredit",
        "Fieldsourcetitle",
        "Fieldpublisher",
        "Fieldkind",
        "https://source.example/x",
        "https://archive.example/20180504/x",
        "Fieldcorrection.",
        "Fieldeventtitle",
        "Fieldeventsummary.",
        "disputed",
        "Fieldeventperson",
        "Fieldeventorganization",
        "Fieldeventplace",
        "Fieldeventtopic",
        "Fieldeventlane",
        "Fieldeventsource",
        "https://eventsource.example/x",
        "Fieldquotation, said aloud.",
        "Fieldaudience",
        "#event-fieldevent",
    ] {
        assert!(data.contains(word), "timeline.json does not say {word}");
        // What a page tells machines alone is not said on it.
        let said = article.lines().filter(|line| !line.starts_with('{')).any(|line| line.contains(word));
        assert!(said, "the page does not say {word}");
    }
    for (said, days) in [("happened: 1–3 May 2018", "2018-05-01/2018-05-03"), ("published: 5 May 2018", "2018-05-05"), ("updated: 6 May 2018", "2018-05-06")]
    {
        assert!(article.contains(said) && data.contains(days), "{said}");
    }
    for word in [
        "Fieldname Everly",
        "Fieldalias",
        "Fieldsecond Alias",
        "Fieldnative",
        "Fieldsummary of a person.",
        "fieldportrait.",
        "Fieldportraitalt",
        "Fieldportraitcaption",
        "Fieldportraitcredit",
        "Fieldrole",
        "Fieldorganization",
        "Fieldformer",
        "https://same.example/fieldsame",
    ] {
        assert!(data.contains(word) && person.contains(word), "{word}");
    }
    for (said, day) in [("Born: 3 February 1961", "1961-02-03"), ("3 February 2016 – 5 April 2019", "2019-04-05"), ("until 2015", "\"to\":\"2015\"")] {
        assert!(person.contains(said) && data.contains(day), "{said}");
    }
    assert!(built.page("people/late/").contains("Died: 2 January 2018") && data.contains("2018-01-02"));
    let place = built.page("places/place/");
    assert!(place.contains("parent: Fieldcountry (/places/country/)") && place.contains("Coordinates: 51.48° N, 0.00° W") && data.contains("51.4779"));
    assert!(built.page("topics/parent/").contains("children: Fieldtopic (/topics/topic/)") && data.contains("\"parent\":\"Fieldparenttopic\""));
    let organization = built.page("organizations/organization/");
    assert!(organization.contains("13 December 1911") && !organization.contains("Born") && !organization.contains("Died"), "an organisation is founded");
    assert!(built.page("lanes/lane/").contains("Lane (/lanes/): Fieldlane"), "an own kind goes the same way");
    // The site's own keys are for its templates, and old addresses lead to the new ones.
    assert!(article.contains("Fieldextra") && person.contains("Fieldextraperson") && !data.contains("Fieldextra"));
    assert!(built.page("fieldold/").contains("is at /articles/fieldarticle/") && built.page("fieldoldperson/").contains("is at /people/fieldslug/"));
    assert_eq!(said(&built.messages, "note[review-pending] ").len(), 1, "and what a machine proposed waits for a person");
}
