//! `NOTICE.md` names every crate of `Cargo.lock`, in the version that is there, and no other. The texts of the licences are compared
//! by `tests/run deny`, which has the sources of the crates.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A text of the repository.
fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The crates of `Cargo.lock` but Dateline itself, as `name version`.
fn locked() -> BTreeSet<String> {
    let lock = read("Cargo.lock");
    let value = |entry: &str, key: &str| entry.lines().find_map(|line| line.strip_prefix(key)?.strip_suffix('"').map(str::to_owned));
    let entries = lock.split("[[package]]").skip(1);
    let named = entries.map(|entry| (value(entry, "name = \"").unwrap(), value(entry, "version = \"").unwrap()));
    named.filter(|(name, _)| name != "dateline").map(|(name, version)| format!("{name} {version}")).collect()
}

/// The crates of a section of the notice: the rows of its table, or the items of its list.
fn named(notice: &str, section: &str) -> BTreeSet<String> {
    let text = notice.split("\n## ").find(|text| text.starts_with(section)).unwrap_or_else(|| panic!("no section {section}"));
    let row =
        |line: &str| line.strip_prefix("| ").and_then(|row| row.split_once(" | ")).map(|(name, rest)| format!("{name} {}", rest.split(' ').next().unwrap()));
    let item = |line: &str| line.strip_prefix("- ").filter(|item| !item.contains(':')).map(str::to_owned);
    text.lines().filter_map(|line| row(line).or_else(|| item(line))).filter(|name| name != "crate version").collect()
}

#[test]
fn every_crate_is_named_in_the_notice_and_no_other() {
    let notice = read("NOTICE.md");
    let (inside, outside) = (named(&notice, "Crates in the program"), named(&notice, "Not in the program"));
    assert!(inside.len() > 200 && inside.is_disjoint(&outside));
    let all: BTreeSet<String> = inside.union(&outside).cloned().collect();
    let locked = locked();
    let differ: Vec<&String> = all.symmetric_difference(&locked).collect();
    assert!(differ.is_empty(), "run tests/notice.py, for these are missing or too many: {differ:?}");
}

#[test]
fn licences_that_must_be_handed_on_are_in_the_notice_with_their_text() {
    let notice = read("NOTICE.md");
    let texts = [
        "Mozilla Public License Version 2.0",
        "UNICODE LICENSE V3",
        "Redistributions in binary form must reproduce",
        "Permission to use, copy, modify, and/or distribute",
        "SIL Open Font License",
        "Natural Earth",
    ];
    for text in texts {
        assert!(notice.contains(text), "{text}");
    }
    let libwebp = notice.split("\n### ").find(|text| text.contains("Google Inc") && text.contains("libwebp-sys")).expect("the licence of libwebp");
    assert!(libwebp.contains("Redistributions of source code"));
}
