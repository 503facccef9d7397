//! Transcripts of commands: every `tests/cli/*.md` tells one story, and what it shows is what the program does.
//!
//! A story is prose with fenced blocks, which are carried out from top to bottom in one empty folder:
//!
//! - A `console` block holds commands and what they say. A line that begins with `$ ` is a command for `sh`, with the built
//!   `dateline` in its path; `$ cd DIR` stays in force for the rest of the story. The lines after it are its standard
//!   output, then its standard error, each line of which begins with `! `, then `? STATUS` where the exit status is not 0.
//! - Any other block is a file. It is written where the last word in backticks of the paragraph before it says. A paragraph
//!   that names none, or a block that directly follows another, is a fault of the story.
//!
//! `[..]` stands for any text within a line: a time, a size, the folder of the test. Everything else is exact.
//!
//! The clock stands at 7 October 2024, noon, UTC. `DATELINE_BLESS=1 cargo test --test cli` rewrites what the commands say and
//! keeps a line with `[..]` that is still true; what it wrote is then to be read as an editor reads it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::ffi::OsString;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// 7 October 2024, noon UTC.
const NOW: &str = "1728302400";
/// Any text within a line.
const ANY: &str = "[..]";

/// What a story has done at some point: a file, or a command and what it said.
enum Step {
    File { path: String, text: String },
    Command { line: usize, words: String, said: Vec<String>, at: Range<usize> },
}

/// The folder a story plays in.
struct Stage {
    folder: TempDir,
    /// Where `cd` has led.
    here: PathBuf,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

fn stories() -> Vec<PathBuf> {
    let is_told = |path: &PathBuf| cfg!(feature = "publish") || !path.ends_with("publish.md");
    let mut stories: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(is_told).collect();
    stories.sort();
    stories
}

/// Cuts a story into its steps, in their order.
fn steps(story: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut named: Option<String> = None;
    let mut paragraph_ended = false;
    let mut at = 0;
    let mut lines = story.split_inclusive('\n').enumerate();
    while let Some((number, line)) = lines.next() {
        at += line.len();
        let trimmed = line.trim_end();
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        if trimmed.is_empty() {
            paragraph_ended = true;
            continue;
        }
        if ticks < 3 {
            // The words in backticks of a line are every second piece of it.
            let words = trimmed.split('`').skip(1).step_by(2).last();
            named = words.map(str::to_owned).or(named.filter(|_| !paragraph_ended));
            paragraph_ended = false;
            continue;
        }
        let start = at;
        let mut content = Vec::new();
        loop {
            let (number, line) = lines.next().ok_or(format!("nothing closes the block of line {}", number + 1))?;
            at += line.len();
            if line.trim_end() == &trimmed[..ticks] {
                break;
            }
            content.push((number + 1, line));
        }
        if trimmed[ticks..].trim() == "console" {
            steps.extend(commands(&content, start)?);
        } else {
            let path = named.take().ok_or(format!("nothing names the file of line {}", number + 1))?;
            steps.push(Step::File { path, text: content.iter().map(|(_, line)| *line).collect() });
        }
        named = None;
    }
    Ok(steps)
}

/// The commands of a block that starts at a byte of its story.
fn commands(content: &[(usize, &str)], start: usize) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut byte = start;
    for (number, text) in content {
        byte += text.len();
        let shown = text.trim_end_matches('\n');
        if let Some(words) = shown.strip_prefix("$ ") {
            steps.push(Step::Command { line: *number, words: words.to_owned(), said: Vec::new(), at: byte..byte });
        } else if let Some(Step::Command { said, at, .. }) = steps.last_mut() {
            said.push(shown.to_owned());
            at.end = byte;
        } else {
            return Err(format!("line {number} stands before the first command of its block"));
        }
    }
    Ok(steps)
}

impl Stage {
    fn new() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().canonicalize().unwrap();
        Stage { folder, here }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// Writes a file of the story; its path counts from where `cd` has led.
    fn write(&self, path: &str, text: &str) {
        let path = self.here.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Carries out a command; gives what it said as a story writes it down.
    fn run(&mut self, words: &str) -> Result<Vec<String>, String> {
        if let Some(folder) = words.strip_prefix("cd ") {
            self.here = self.here.join(folder).canonicalize().map_err(|error| format!("cd {folder}: {error}"))?;
            return if self.here.starts_with(self.root()) { Ok(Vec::new()) } else { Err(format!("cd {folder} leads out of the story")) };
        }
        let mut command = Command::new("sh");
        command.args(["-c", words]).current_dir(&self.here).stdin(Stdio::null());
        command.env_clear().env("PATH", path()).env("HOME", self.root()).env("LC_ALL", "C").env("SOURCE_DATE_EPOCH", NOW);
        let done = command.output().map_err(|error| error.to_string())?;
        let text = |bytes| String::from_utf8(bytes).map_err(|error| error.to_string());
        let (output, error) = (text(done.stdout)?, text(done.stderr)?);
        let mut said: Vec<String> = output.lines().map(str::to_owned).collect();
        if let Some(line) = said.iter().find(|line| ["$ ", "! ", "? ", "```"].iter().any(|mark| line.starts_with(mark))) {
            return Err(format!("a story cannot hold the line {line:?}"));
        }
        said.extend(error.lines().map(|line| format!("! {line}").trim_end().to_owned()));
        match done.status.code() {
            Some(0) => {}
            Some(status) => said.push(format!("? {status}")),
            None => return Err(format!("{words}: {}", done.status)),
        }
        Ok(said)
    }
}

/// Where `sh` looks for programs: first among those that were built.
fn path() -> OsString {
    let built = Path::new(env!("CARGO_BIN_EXE_dateline")).parent().unwrap().to_owned();
    let given = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([built].into_iter().chain(std::env::split_paths(&given))).unwrap()
}

/// Whether a line says what a story wrote down.
fn agrees(wanted: &str, said: &str) -> bool {
    let Some((head, rest)) = wanted.split_once(ANY) else { return wanted == said };
    let Some(said) = said.strip_prefix(head) else { return false };
    (0..=said.len()).filter(|at| said.is_char_boundary(*at)).any(|at| agrees(rest, &said[at..]))
}

fn all_agree(wanted: &[String], said: &[String]) -> bool {
    // A small program has no preview and publishes nothing, and does not name them among its commands.
    let left_out = [("!   serve ", cfg!(feature = "serve")), ("!   publish ", cfg!(feature = "publish"))];
    let is_there = |line: &&String| left_out.iter().all(|(command, is_there)| *is_there || !line.starts_with(command));
    let wanted: Vec<&String> = wanted.iter().filter(is_there).collect();
    wanted.len() == said.len() && wanted.iter().zip(said).all(|(wanted, said)| agrees(wanted, said))
}

/// What was said, with the story's own line wherever one with `[..]` is still true, and without the folder of the test.
fn blessed(wanted: &[String], said: &[String], root: &Path) -> String {
    let kept = |line: &String| wanted.iter().find(|wanted| wanted.contains(ANY) && agrees(wanted, line)).cloned();
    said.iter().map(|line| kept(line).unwrap_or_else(|| line.replace(&*root.to_string_lossy(), ANY)) + "\n").collect()
}

/// Plays a story; gives its text as it should be, and what is wrong with it as it is.
fn play(file: &Path) -> Result<(String, Vec<String>), String> {
    let story = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let (mut text, mut faults) = (String::new(), Vec::new());
    let mut copied = 0;
    let mut stage = Stage::new();
    for step in steps(&story)? {
        match step {
            Step::File { path, text } => stage.write(&path, &text),
            Step::Command { line, words, said: wanted, at } => {
                let said = stage.run(&words).map_err(|why| format!("line {line}: {why}"))?;
                text += &story[copied..at.start];
                text += &blessed(&wanted, &said, &stage.root());
                copied = at.end;
                if !all_agree(&wanted, &said) {
                    faults.push(format!("line {line}: $ {words}\n-- expected\n{}\n-- said\n{}\n", wanted.join("\n"), said.join("\n")));
                }
            }
        }
    }
    Ok((text + &story[copied..], faults))
}

#[test]
fn every_story_is_true() {
    let blessing = std::env::var_os("DATELINE_BLESS").is_some_and(|value| value == "1");
    let mut faults = Vec::new();
    for file in stories() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        match play(&file) {
            Ok((_, wrong)) if wrong.is_empty() => {}
            Ok((text, _)) if blessing => fs::write(&file, text).unwrap(),
            Ok((_, wrong)) => faults.push(format!("== {name}\n{}", wrong.join("\n"))),
            Err(why) => faults.push(format!("== {name}\n{why}\n")),
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_story_has_a_title_and_says_in_prose_what_it_shows() {
    for file in stories() {
        let text = fs::read_to_string(&file).unwrap();
        let steps = steps(&text).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        assert!(text.starts_with("# "), "{} has no title", file.display());
        assert!(text.contains("\n```console\n"), "{} shows no command", file.display());
        assert!(steps.iter().any(|step| matches!(step, Step::Command { words, .. } if words.contains("dateline "))), "{}", file.display());
    }
}

#[test]
fn any_text_stands_for_text_within_one_line() {
    assert!(agrees("Built [..] files in [..] s", "Built 12 files in 0.1 s"));
    assert!(agrees("[..]", "") && agrees("[..]é[..]", "caféé"));
    assert!(!agrees("Built [..] files", "Built 12 files in 0.1 s"));
    assert!(!agrees("a[..]b[..]c", "ac"));
    assert!(!all_agree(&["[..]".to_owned()], &["one".to_owned(), "two".to_owned()]));
}

#[test]
fn a_story_is_cut_into_files_and_commands() {
    let story = "# T\n\nHere is\n`a/b.txt`:\n\n```text\nx\n```\n\n```console\n$ one\nsaid\n! wrong\n? 2\n$ two\n```\n";
    let steps = steps(story).unwrap();
    assert!(matches!(&steps[0], Step::File { path, text } if path == "a/b.txt" && text == "x\n"));
    assert!(
        matches!(&steps[1], Step::Command { words, said, at, .. } if words == "one" && said == &["said", "! wrong", "? 2"] && &story[at.clone()] == "said\n! wrong\n? 2\n")
    );
    assert!(matches!(&steps[2], Step::Command { words, said, .. } if words == "two" && said.is_empty()));
    assert!(is_faulty("```text\nx\n```\n") && is_faulty("```console\nx\n```\n") && is_faulty("```console\n$ x\n"));
}

fn is_faulty(story: &str) -> bool {
    steps(story).is_err()
}
