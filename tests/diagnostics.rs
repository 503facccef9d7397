//! Every message has a page, `tests/diagnostics/CODE.md`: what `dateline explain CODE` prints is what this test runs.
//!
//! A page reads from the top: `# CODE`, one to three paragraphs that say why, then
//!
//! - `## Example`: the files of a faulty site, each a line with its path in backticks and a fenced block with its text. What
//!   the site has no file for is not there, but for a `dateline.yaml` with a title.
//! - `## Message`: a `text` block with what `dateline check --root SITE` prints, less the last line, which counts.
//! - `## Mended`: files that replace or join those of the example; or `` `PATH` is removed. ``, for a file that goes. The
//!   mended site has nothing to say.
//!
//! For files that are not text there is a small notation: in a block whose info string is `bytes`, and in every path,
//! `\xE9` is the byte with that number. (So a name that is not UTF-8 makes a file unreadable, even to root.) A path under
//! `public/` is a file that somebody else put into the output folder. Where a path under `.dateline/` is among the files, the site is
//! a git repository that tracks them all.
//!
//! The clock stands at 2 August 2018, UTC. `DATELINE_BLESS=1 cargo test --test diagnostics` rewrites the messages, which are
//! then to be read as an editor reads them; run the tests again after it, since the program carries the pages in itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Block, blocks, dateline};
use dateline::base::{Code, Level};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;
use tempfile::TempDir;

/// 2 August 2018, noon UTC.
const NOW: &str = "1533211200";
const CONFIG: &str = "dateline.yaml";
const SMALLEST_CONFIG: &str = "title: The Korea Desk\n";
/// The keys of a message as JSON, in their order.
const KEYS: [&str; 9] = ["code", "severity", "message", "file", "line", "column", "start", "end", "help"];

/// One page, read.
struct Page {
    code: Code,
    file: PathBuf,
    text: String,
    /// Paragraphs before the example.
    why: usize,
    example: Vec<Change>,
    /// The bytes of `text` between the fences of the message.
    message: Range<usize>,
    mended: Vec<Change>,
}

/// What the program said of the example of a page.
struct Case {
    page: Page,
    messages: Result<String, String>,
    objects: Result<Vec<Value>, String>,
    status: Option<i32>,
}

/// Every page that can be laid out here, run once: only Linux takes names that are not UTF-8.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let is_text = |change: &Change| match change {
        Change::Write(path, _) | Change::Remove(path) => std::str::from_utf8(path).is_ok(),
    };
    let here = pages().into_iter().filter(|page| cfg!(target_os = "linux") || page.example.iter().all(is_text));
    here.map(Case::run).collect()
});

/// What is to be done to a site folder.
enum Change {
    Write(Vec<u8>, Vec<u8>),
    Remove(Vec<u8>),
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn blessing() -> bool {
    std::env::var_os("DATELINE_BLESS").is_some_and(|value| value == "1")
}

fn pages() -> Vec<Page> {
    Code::ALL.iter().map(|code| Page::read(*code)).collect()
}

/// The text with `\xE9` read as that byte.
fn bytes(text: &str) -> Vec<u8> {
    let mut pieces = text.split("\\x");
    let mut out = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let number = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(number.unwrap_or_else(|| panic!("two hexadecimal digits follow \\x, not {piece:?}")));
        out.extend_from_slice(&piece.as_bytes()[2..]);
    }
    out
}

impl Page {
    fn read(code: Code) -> Page {
        let file = folder().join(format!("{code}.md"));
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{code} has no page: {error}"));
        let mut page = Page { code, file, why: 0, example: Vec::new(), message: 0..0, mended: Vec::new(), text: text.clone() };
        let mut headings = Vec::new();
        let mut path = None;
        for block in blocks(&text) {
            let here = headings.last().copied().unwrap_or_default();
            match (here, block) {
                (_, Block::Heading(heading)) => headings.push(heading),
                ("## Message", Block::Fenced { info: "text", content }) => page.message = content,
                ("## Example", Block::Fenced { info, content }) => page.example.push(write(path.take(), info, &text[content], code)),
                ("## Mended", Block::Fenced { info, content }) => page.mended.push(write(path.take(), info, &text[content], code)),
                ("## Example" | "## Mended", Block::Paragraph(line)) => {
                    let named = line.strip_prefix('`').and_then(|rest| rest.split_once('`'));
                    let (name, rest) = named.unwrap_or_else(|| panic!("{code}: a path in backticks is wanted, not {line:?}"));
                    match rest {
                        "" => path = Some(name.to_owned()),
                        " is removed." => page.mended.push(Change::Remove(bytes(name))),
                        rest => panic!("{code}: {rest:?} after a path means nothing"),
                    }
                }
                (_, Block::Paragraph(_)) if headings.len() == 1 => page.why += 1,
                (_, Block::Paragraph(line)) => panic!("{code}: {line:?} stands where nothing reads it"),
                (_, Block::Fenced { .. }) if headings.len() == 1 => {}
                (here, Block::Fenced { .. }) => panic!("{code}: a block too many under {here:?}"),
            }
        }
        assert_eq!(headings, [&*format!("# {code}"), "## Example", "## Message", "## Mended"], "the headings of {code}");
        page
    }

    fn expected(&self) -> &str {
        self.text[self.message.clone()].trim_end()
    }

    /// The faulty site.
    fn site(&self) -> Site {
        let site = Site(tempfile::tempdir().unwrap());
        fs::write(site.root().join(CONFIG), SMALLEST_CONFIG).unwrap();
        site.apply(&self.example);
        site
    }
}

impl Case {
    fn run(page: Page) -> Case {
        let site = page.site();
        let out = site.check(&[]);
        Case { status: out.status.code(), messages: messages(out), objects: site.objects(), page }
    }
}

fn write(path: Option<String>, info: &str, content: &str, code: Code) -> Change {
    let path = path.unwrap_or_else(|| panic!("{code}: a block without a path before it"));
    let content = if info == "bytes" { bytes(content) } else { content.as_bytes().to_vec() };
    Change::Write(bytes(&path), content)
}

/// A site folder that is gone when the test ends.
struct Site(TempDir);

impl Site {
    fn root(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    fn apply(&self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Write(path, content) => {
                    let path = self.root().join(native(path));
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(path, content).unwrap();
                }
                Change::Remove(path) => fs::remove_file(self.root().join(native(path))).unwrap(),
            }
        }
        self.track();
    }

    /// Puts all files under version control, where the page is about that.
    fn track(&self) {
        if self.root().join(".git").exists() || self.root().join(".dateline").exists() {
            for arguments in [&["init", "--quiet"][..], &["add", "--all", "--force"]] {
                let git = std::process::Command::new("git").arg("-C").arg(self.root()).args(arguments).output().unwrap();
                assert!(git.status.success(), "{}", String::from_utf8_lossy(&git.stderr));
            }
        }
    }

    fn check(&self, arguments: &[&str]) -> Output {
        let root = self.root();
        let mut command = dateline(NOW);
        command.args(["check", "--root"]).arg(root).args(arguments);
        command.output().unwrap()
    }

    /// What `check` says, less the line that counts.
    fn messages(&self) -> Result<String, String> {
        messages(self.check(&[]))
    }

    fn objects(&self) -> Result<Vec<Value>, String> {
        let text = printed(self.check(&["--format", "json"]))?;
        text.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))).collect()
    }

    /// That there is nothing to say of the site.
    fn is_silent(&self) -> Result<(), String> {
        let said = self.messages()?;
        if said.is_empty() { Ok(()) } else { Err(said) }
    }
}

/// The messages of a run, less the line that counts.
fn messages(out: Output) -> Result<String, String> {
    let text = printed(out)?;
    let (messages, count) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    if count.starts_with("Checked ") && count.ends_with('.') { Ok(messages.trim_end().to_owned()) } else { Err(format!("the last line counts, not {count:?}")) }
}

/// Standard output. What is wrong with content is no failure, and nothing is said beside it.
fn printed(out: Output) -> Result<String, String> {
    let error = String::from_utf8_lossy(&out.stderr);
    if !matches!(out.status.code(), Some(0 | 1)) || !error.is_empty() {
        return Err(format!("{}: {error}", out.status));
    }
    String::from_utf8(out.stdout).map_err(|error| error.to_string())
}

#[cfg(unix)]
fn native(path: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(path.to_vec())
}

#[cfg(not(unix))]
fn native(path: &[u8]) -> OsString {
    String::from_utf8_lossy(path).into_owned().into()
}

/// Runs a test on every page, and says of all that fail what is wrong with them.
fn each(test: impl Fn(&Case) -> Result<(), String>) {
    let faults: Vec<String> = CASES.iter().filter_map(|case| test(case).err().map(|why| format!("== {}\n{why}\n", case.page.code))).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_message_has_a_page_and_every_page_a_message() {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let codes = Code::ALL.iter().map(|code| format!("{code}.md"));
    assert_eq!(files.collect::<BTreeSet<_>>(), codes.collect::<BTreeSet<_>>());
}

#[test]
fn a_page_says_why_in_one_to_three_paragraphs() {
    for page in pages() {
        assert!((1..=3).contains(&page.why), "{} says why in {} paragraphs", page.code, page.why);
        assert!(!page.example.is_empty() && !page.mended.is_empty(), "{} shows nothing", page.code);
    }
}

#[test]
fn explain_prints_the_page_byte_for_byte() {
    if blessing() {
        return;
    }
    for code in Code::ALL {
        let out = dateline(NOW).args(["explain", code.name()]).output().unwrap();
        assert!(out.status.success() && out.stderr.is_empty(), "{code}");
        assert!(out.stdout == fs::read(folder().join(format!("{code}.md"))).unwrap(), "explain {code} prints something else than its page");
    }
}

#[test]
fn check_says_of_each_example_what_its_page_says() {
    each(|case| {
        let (page, said) = (&case.page, case.messages.as_ref().map_err(String::clone)?);
        if said == page.expected() {
            return Ok(());
        }
        if blessing() {
            let blessed = format!("{}{said}\n{}", &page.text[..page.message.start], &page.text[page.message.end..]);
            fs::write(&page.file, blessed).map_err(|error| error.to_string())
        } else {
            Err(format!("-- expected\n{}\n-- said\n{said}", page.expected()))
        }
    });
}

#[test]
fn an_example_shows_one_fault_at_the_level_of_its_code() {
    each(|case| {
        let (code, objects) = (case.page.code, case.objects.as_ref().map_err(String::clone)?);
        let level = match code.level() {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note | Level::Off => "note",
        };
        let strange: Vec<&Value> = objects.iter().filter(|object| object["code"] != code.name() || object["severity"] != level).collect();
        if strange.is_empty() && !objects.is_empty() { Ok(()) } else { Err(format!("{} messages, and among them {strange:?}", objects.len())) }
    });
}

#[test]
fn the_exit_status_is_one_exactly_for_errors() {
    each(|case| {
        let wanted = i32::from(case.page.code.level() == Level::Error);
        if case.status == Some(wanted) { Ok(()) } else { Err(format!("exit status {:?}", case.status)) }
    });
}

#[test]
fn every_message_can_be_silenced_by_its_code() {
    each(|case| {
        let site = case.page.site();
        let config = fs::read_to_string(site.root().join(CONFIG)).unwrap();
        fs::write(site.root().join(CONFIG), format!("check: {{ {}: off }}\n{config}", case.page.code)).unwrap();
        site.is_silent()
    });
}

#[test]
fn a_mended_site_has_nothing_to_say() {
    each(|case| {
        let site = case.page.site();
        site.apply(&case.page.mended);
        site.is_silent()
    });
}

#[test]
fn text_groups_what_json_says_one_by_one() {
    each(|case| {
        let titles = |line: &&str| ["error[", "warning[", "note["].iter().any(|start| line.starts_with(start));
        let times = |title: &str| title.strip_suffix(" times)").and_then(|rest| rest.rsplit_once('(')?.1.parse().ok()).unwrap_or(1);
        let in_text: usize = case.messages.as_ref().map_err(String::clone)?.lines().filter(titles).map(times).sum();
        let in_json = case.objects.as_ref().map_err(String::clone)?.len();
        if in_text == in_json { Ok(()) } else { Err(format!("{in_text} as text, {in_json} as JSON")) }
    });
}

#[test]
fn json_points_at_bytes_of_the_file() {
    each(|case| {
        let site = case.page.site();
        case.objects.as_ref().map_err(String::clone)?.iter().try_for_each(|object| pointed(object, &site).map_err(|why| format!("{why}: {object}")))
    });
}

/// Whether a message as JSON has the shape that is promised, and its numbers agree with the file and with each other.
fn pointed(object: &Value, site: &Site) -> Result<(), String> {
    let fail = |why: &str| Err(why.to_owned());
    let keys: Vec<&str> = object.as_object().ok_or("no object")?.keys().map(String::as_str).collect();
    if keys != KEYS {
        return Err(format!("the keys are {keys:?}"));
    }
    if !["error", "warning", "note"].map(Value::from).contains(&object["severity"]) {
        return fail("a severity that is none");
    }
    let message = object["message"].as_str().ok_or("a message is a text")?;
    if message.is_empty() || message.ends_with('.') || message.contains('\n') {
        return fail("a message is one sentence in one line without a full stop");
    }
    if !object["help"].is_null() && object["help"].as_str().is_none_or(str::is_empty) {
        return fail("help is a text or nothing");
    }
    if object["file"].as_str().is_some_and(|file| Path::new(file).is_absolute() || file.contains('\\')) {
        return fail("a file is named from the root on, with /");
    }
    let numbers = ["line", "column", "start", "end"].map(|key| object[key].as_u64().map(|number| usize::try_from(number).unwrap()));
    let [Some(line), Some(column), Some(start), Some(end)] = numbers else {
        let whole = numbers.iter().all(Option::is_none) && object["file"].is_string();
        return if whole { Ok(()) } else { fail("a place is a file, or a file with all four numbers") };
    };
    let file = object["file"].as_str().ok_or("numbers without a file")?;
    let bytes = fs::read(site.root().join(file)).map_err(|error| error.to_string())?;
    if start > end || end > bytes.len() {
        return Err(format!("{start}..{end} is outside of {} bytes", bytes.len()));
    }
    let before = &bytes[..start];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let counted = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let characters = String::from_utf8_lossy(&before[line_start..]).chars().filter(|c| *c != '\u{feff}').count() + 1;
    if (line, column) != (counted, characters) {
        return Err(format!("byte {start} stands at {counted}:{characters}"));
    }
    if let Ok(text) = std::str::from_utf8(&bytes) {
        let span = text.get(start..end).ok_or("a span cuts a character in two")?;
        if span != span.trim() {
            return Err(format!("white space at the ends of {span:?}"));
        }
    }
    Ok(())
}
