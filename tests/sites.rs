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
//! - JSON is spread over lines, in the order in which it was written;
//! - the version of Dateline reads `VERSION`.
//!
//! Everything else is compared to the byte, published pictures and the digests in their names included.

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
    let now = comparable(&built.tree);
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

#[test]
fn every_site_has_its_test_and_says_why_it_is_there() {
    let code = include_str!("sites.rs");
    for entry in fs::read_dir(sites()).unwrap().map(Result::unwrap).filter(|entry| entry.file_type().unwrap().is_dir()) {
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with('_') {
            continue;
        }
        assert!(code.contains(&format!("compare(\"{name}\"")), "no test builds tests/sites/{name}");
        let config = fs::read_to_string(entry.path().join("dateline.yaml")).unwrap();
        assert!(config.starts_with("# why: "), "tests/sites/{name}/dateline.yaml does not begin with `# why: `");
    }
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
    compare("addresses", "expected", &[]);
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
    assert_eq!(telling, ["people/index.html", "people/known-only/index.html"], "who has a file keeps it, and is told of nowhere else");
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
fn an_event_that_two_articles_report_is_one() {
    let built = compare("events", "expected", &[]);
    assert_eq!(telling(&built.tree, "As the later says"), Vec::<&String>::new(), "the first to report it names it");
    assert_untold("events", &[], &["hiddentitle"]);
}
