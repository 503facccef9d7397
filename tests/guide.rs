//! Every feature has a page, `templates/guide/NAME.md`: what `dateline explain NAME` prints is what this test runs.
//!
//! A page reads from the top: `# NAME`, one to three paragraphs that say what readers get and which rules matter, then
//!
//! - `## Write`: the files of a site, each a line with its path in backticks and a fenced block with its text. What the site
//!   has no file for is not there, but for a `dateline.yaml` with a title. Nothing is wrong with it.
//! - `## What comes of it`: a list. An address in backticks, `/people/ada/#d4`, is there, fragment and all. Words in straight
//!   quotation marks stand on one of the pages that their item names. `dateline explain NAME` in backticks leads to a page.
//!
//! The clock stands at 7 October 2024, UTC.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Block, blocks, dateline};
use dateline::base::Code;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;
use tempfile::TempDir;

/// 7 October 2024, noon UTC.
const NOW: &str = "1728302400";
const CONFIG: &str = "dateline.yaml";
const SMALLEST_CONFIG: &str = "title: The Marlowick Record\n";
/// The most lines of a page: it is read at one go.
const LONGEST: usize = 72;
/// The most signs of the sentence that stands in the list.
const LONGEST_OPENING: usize = 76;

/// One page, read.
struct Page {
    name: String,
    text: String,
    /// The paragraphs before the files.
    why: Vec<String>,
    /// Path → text.
    files: Vec<(String, String)>,
    /// The items of what comes of it.
    outcome: Vec<String>,
}

/// A page, and the site that it writes.
struct Case {
    page: Page,
    site: Site,
    checked: Output,
    built: Output,
}

/// A site folder that is gone when the test ends.
struct Site(TempDir);

/// Every page, its example checked and built once.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| pages().into_iter().map(Case::run).collect());

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/guide")
}

/// All pages, by name.
fn pages() -> Vec<Page> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = files.map(|file| file.strip_suffix(".md").unwrap_or_else(|| panic!("{file} is no page")).to_owned()).collect();
    names.sort();
    names.into_iter().map(Page::read).collect()
}

impl Page {
    fn read(name: String) -> Page {
        let text = fs::read_to_string(folder().join(format!("{name}.md"))).unwrap();
        let mut page = Page { name: name.clone(), text: text.clone(), why: Vec::new(), files: Vec::new(), outcome: Vec::new() };
        let mut headings = Vec::new();
        let mut path = None;
        for block in blocks(&text) {
            match (headings.last().copied().unwrap_or_default(), block) {
                (_, Block::Heading(heading)) => headings.push(heading),
                ("## Write", Block::Paragraph(line)) => {
                    let named = line.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
                    path = Some(named.unwrap_or_else(|| panic!("{name}: a path in backticks is wanted, not {line:?}")).to_owned());
                }
                ("## Write", Block::Fenced { info: "markdown" | "yaml" | "svg", content }) => {
                    let path = path.take().unwrap_or_else(|| panic!("{name}: a block without a path before it"));
                    page.files.push((path, text[content].to_owned()));
                }
                ("## What comes of it", Block::Paragraph(list)) => {
                    let list = list.strip_prefix("- ").unwrap_or_else(|| panic!("{name}: what comes of it is a list, not {list:?}"));
                    page.outcome.extend(list.split("\n- ").map(|item| item.split_whitespace().collect::<Vec<_>>().join(" ")));
                }
                (_, Block::Paragraph(paragraph)) if headings.len() == 1 => page.why.push(paragraph.replace('\n', " ")),
                (here, _) => panic!("{name}: something stands under {here:?} that nothing reads"),
            }
        }
        assert_eq!(headings, [&*format!("# {name}"), "## Write", "## What comes of it"], "the headings of {name}");
        page
    }

    /// The first sentence.
    fn opening(&self) -> &str {
        let first = &self.why[0];
        &first[..first.find(". ").map_or(first.len(), |stop| stop + 1)]
    }
}

impl Case {
    fn run(page: Page) -> Case {
        let site = Site(tempfile::tempdir().unwrap());
        site.write(CONFIG, SMALLEST_CONFIG);
        page.files.iter().for_each(|(path, text)| site.write(path, text));
        let (checked, built) = (site.run(&["check", "--deny", "warnings"]), site.run(&["build", "--deny", "warnings", "--quiet"]));
        Case { page, site, checked, built }
    }
}

impl Site {
    fn root(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        dateline(NOW).args(arguments).arg("--root").arg(self.root()).output().unwrap()
    }

    /// What stands at an address of the site, or why nothing does.
    fn at(&self, address: &str) -> Result<String, String> {
        let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
        let file = format!("public{path}{}", if path.ends_with('/') { "index.html" } else { "" });
        let page = fs::read_to_string(self.root().join(file)).map_err(|_| format!("there is no {address}"))?;
        if !fragment.is_empty() && !page.contains(&format!(" id=\"{fragment}\"")) {
            return Err(format!("{path} is there, and has no #{fragment}"));
        }
        Ok(page)
    }
}

/// What stands between signs of one kind: every second piece.
fn between(sign: char, text: &str) -> impl Iterator<Item = &str> {
    text.split(sign).skip(1).step_by(2)
}

/// The addresses of an item.
fn addresses(item: &str) -> impl Iterator<Item = &str> {
    between('`', item).filter(|words| words.starts_with('/'))
}

/// What a reader reads on a page, without the spaces.
fn read(page: &str) -> String {
    let main = page.split_once("<main").map_or(page, |(_, rest)| rest).split("</main>").next().unwrap_or_default();
    let words: String = main.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words)).collect();
    let signs = [("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    close(&signs.into_iter().fold(words, |words, (written, sign)| words.replace(written, sign)))
}

fn close(words: &str) -> String {
    words.split_whitespace().collect()
}

/// Runs a test on every page, and says of all that fail what is wrong with them.
fn each(test: impl Fn(&Case) -> Result<(), String>) {
    let faults: Vec<String> = CASES.iter().filter_map(|case| test(case).err().map(|why| format!("== {}\n{why}\n", case.page.name))).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_guide_is_short_and_shows_what_to_write_and_what_comes_of_it() {
    for page in pages() {
        assert!((1..=3).contains(&page.why.len()), "{} explains itself in {} paragraphs", page.name, page.why.len());
        assert!(!page.files.is_empty() && page.outcome.iter().any(|item| addresses(item).next().is_some()), "{} shows nothing", page.name);
        let lines = page.text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines, more than {LONGEST}", page.name);
    }
}

#[test]
fn no_guide_is_called_as_a_message_is() {
    for page in pages() {
        assert_eq!(Code::find(&page.name), None, "{} is a message, and its guide cannot be reached", page.name);
    }
}

#[test]
fn explain_prints_a_guide_byte_for_byte() {
    for page in pages() {
        let out = dateline(NOW).args(["explain", &page.name]).output().unwrap();
        assert!(out.status.success() && out.stderr.is_empty(), "{}", page.name);
        assert!(out.stdout == page.text.as_bytes(), "explain {} prints something else than its page", page.name);
    }
}

#[test]
fn explain_alone_lists_every_guide_by_its_first_sentence_and_then_the_messages() {
    let out = dateline(NOW).arg("explain").output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let listed: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once(' ')).map(|(name, says)| (name, says.trim_start())).collect();
    let pages = pages();
    let guides = pages.iter().map(|page| (page.name.as_str(), page.opening()));
    let messages = Code::ALL.iter().map(|code| (code.name(), code.says()));
    let expected: Vec<(&str, &str)> = guides.chain(messages).collect();
    let found: Vec<(&str, &str)> = listed.into_iter().filter(|(name, _)| expected.iter().any(|(expected, _)| expected == name)).collect();
    assert_eq!(found, expected);
    for page in &pages {
        let opening = page.opening();
        assert!(opening.ends_with('.') && opening.chars().count() <= LONGEST_OPENING, "{}: {opening:?} is no sentence for a list", page.name);
    }
}

#[test]
fn a_name_that_is_none_brings_the_nearest_of_guides_and_messages() {
    for (slip, near) in [("name", "names"), ("qoutations", "quotations"), ("similar-name", "similar-names")] {
        let out = dateline(NOW).args(["explain", slip]).output().unwrap();
        assert_eq!(out.status.code(), Some(2), "{slip}");
        let said = String::from_utf8(out.stderr).unwrap();
        assert_eq!(said, format!("error: there is no feature or message \"{slip}\"; did you mean {near}?\n"));
    }
}

#[test]
fn every_example_builds_and_checks_without_a_message() {
    each(|case| {
        for (out, said) in [(&case.checked, "Checked "), (&case.built, "")] {
            let (output, error) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
            let is_silent = output.starts_with(said) && output.lines().count() <= 1 && error.is_empty();
            if !out.status.success() || !is_silent || (said.is_empty() && !output.is_empty()) {
                return Err(format!("{}\n{output}{error}", out.status));
            }
        }
        Ok(())
    });
}

#[test]
fn every_address_that_a_guide_names_is_there() {
    each(|case| {
        let faults: Vec<String> = case.page.outcome.iter().flat_map(|item| addresses(item)).filter_map(|address| case.site.at(address).err()).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
    });
}

#[test]
fn what_a_guide_quotes_stands_on_a_page_it_names() {
    each(|case| {
        let mut faults = Vec::new();
        for item in &case.page.outcome {
            let pages: Vec<String> = addresses(item).filter_map(|address| case.site.at(address).ok()).map(|page| read(&page)).collect();
            let unsaid = between('"', item).filter(|words| !pages.iter().any(|page| page.contains(&close(words))));
            faults.extend(unsaid.map(|words| format!("{words:?} stands on none of these: {}", addresses(item).collect::<Vec<_>>().join(", "))));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
    });
}

#[test]
fn what_a_guide_says_to_have_explained_is_explained() {
    let names: BTreeSet<String> = pages().into_iter().map(|page| page.name).collect();
    for page in pages() {
        let text = page.text.split_whitespace().collect::<Vec<_>>().join(" ");
        for name in between('`', &text).filter_map(|words| words.strip_prefix("dateline explain ")) {
            assert!(Code::find(name).is_some() || names.contains(name), "{} sends its reader to `explain {name}`", page.name);
        }
    }
}

#[test]
fn the_site_of_the_seal_is_sealed_and_a_silent_change_breaks_it() {
    let case = Case::run(Page::read("seal".to_owned()));
    let said = |out: Output| String::from_utf8(out.stdout).unwrap();
    assert!(said(case.site.run(&["check", "--seal"])).starts_with("Sealed 1 published text in dateline.seal.\n"));
    let (path, text) = case.page.files.iter().find(|(path, _)| path.ends_with(".md")).unwrap();
    case.site.write(path, &text.replace("nine votes to four", "ten votes to three"));
    for arguments in [&["check"][..], &["check", "--seal"], &["check"]] {
        let out = case.site.run(arguments);
        assert_eq!(out.status.code(), Some(1), "{arguments:?}");
        assert!(said(out).contains("error[seal-broken]"), "{arguments:?}");
    }
}
