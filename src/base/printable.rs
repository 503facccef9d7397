//! Text that does nothing to the terminal, log or page of annotations where it is printed.

use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write;

/// What is printed in the place of a character that could do something.
const REPLACEMENT: char = '\u{fffd}';

/// Whether a character could move a cursor, change what is shown, or begin a line: the controls of
/// ISO 6429 (C0, DEL, C1), the bidirectional overrides and isolates of Unicode (UAX 9, section 2),
/// and its separators of lines and paragraphs.
pub fn is_active(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn replaced(text: &str, is_bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.contains(&is_bad) { Cow::Owned(text.chars().map(|c| if is_bad(c) { REPLACEMENT } else { c }).collect()) } else { Cow::Borrowed(text) }
}

/// A text of several lines, with U+FFFD in the place of every active character but line feeds and
/// tabs, and of a character of every command of a build server.
pub fn printable(text: &str) -> Cow<'_, str> {
    match replaced(text, |c| is_active(c) && !matches!(c, '\n' | '\t')) {
        Cow::Borrowed(text) => without_log_commands(text),
        Cow::Owned(text) => Cow::Owned(without_log_commands(&text).into_owned()),
    }
}

/// Where build servers would read a command in a log: the byte offsets of the character to replace.
/// GitHub and Azure take `##[error]`, `##vso[...]` anywhere in a line, TeamCity takes
/// `##teamcity[...]`; GitHub takes `::error::` at the start of a line.
fn log_commands(text: &str) -> Vec<usize> {
    let is_word = |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[');
    let second = |at: &usize| text[..*at].ends_with('#') && is_word(&text[at + 1..]);
    let mut found: Vec<usize> = text.match_indices('#').map(|(at, _)| at).filter(second).collect();
    if text.contains("::") {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let command = line.trim_start();
            // Excerpts begin the names of further files with three colons, which is no command.
            if command.strip_prefix("::").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())) {
                found.push(start + line.len() - command.len());
            }
            start += line.len();
        }
        found.sort_unstable();
    }
    found
}

fn without_log_commands(text: &str) -> Cow<'_, str> {
    let found = log_commands(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut done) = (String::with_capacity(text.len() + 2 * found.len()), 0);
    for at in found {
        out.push_str(&text[done..at]);
        out.push(REPLACEMENT);
        // Each of these characters is ASCII.
        done = at + 1;
    }
    Cow::Owned(out + &text[done..])
}

/// A name, a path or a sentence on one line, with U+FFFD in the place of every active character:
/// line feeds too, so that a name cannot begin a line of its own.
pub fn printable_line(text: &str) -> Cow<'_, str> {
    replaced(text, is_active)
}

/// What another program said, as part of one message: each further line begins with a bar, so that
/// no line of a log is taken for a message or a command of a build server (`::error`).
pub fn printable_quote(text: &str) -> String {
    text.lines().map(printable_line).collect::<Vec<_>>().join("\n  | ")
}

/// A text with ANSI colours that are ours: of its escape sequences only those stay that set colours
/// (SGR, ISO 6429, section
/// 8.3.117).
pub fn printable_styled(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut out = printable(parts.next().unwrap_or_default()).into_owned();
    for part in parts {
        let is_colour = part
            .strip_prefix('[')
            .and_then(|rest| rest.split_once('m'))
            .is_some_and(|(numbers, _)| numbers.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'));
        out.push(if is_colour { '\u{1b}' } else { REPLACEMENT });
        out.push_str(&printable(part));
    }
    out
}

/// A value as JSON on one line, without a line feed behind it. Active characters and commands of
/// build servers, which can stand only in its strings, are escaped as `\uXXXX` (RFC 8259, section
/// 7), so that the value is the same.
pub fn printable_json(value: &impl Serialize) -> String {
    // The values of this crate have only keys that are texts, and always serialise; an empty object
    // would be seen at once.
    let text = serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned());
    let commands = log_commands(&text);
    if commands.is_empty() && !text.contains(is_active) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        if is_active(c) || commands.binary_search(&at).is_ok() {
            // Writing to a text never fails.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTIVE: &str = "a\u{1b}[2J\u{7}\r\u{7f}\u{9b}31m\u{85}\u{202e}b\u{2066}\u{2028}c";

    #[test]
    fn no_active_character_is_printed() {
        for text in [printable(ACTIVE).into_owned(), printable_line(ACTIVE).into_owned(), printable_quote(ACTIVE)] {
            assert!(!text.contains(is_active), "{text:?}");
            assert!(text.starts_with('a') && text.ends_with('c'), "{text:?}");
        }
        assert_eq!(printable("a\tb\nc"), "a\tb\nc");
        assert_eq!(printable_line("a\n::error::b"), "a\u{fffd}::error::b");
        assert_eq!(printable_quote("a\n::error::b"), "a\n  | ::error::b");
    }

    #[test]
    fn names_in_other_scripts_are_printed_as_they_are() {
        for name in ["안녕.md", "سلام.md", "שלום", "é\u{301}", "👩‍👩‍👧", "a b"] {
            assert_eq!((&*printable(name), &*printable_line(name)), (name, name));
        }
    }

    #[test]
    fn of_escape_sequences_only_colours_stay() {
        assert_eq!(printable_styled("\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m"), "\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m");
        assert_eq!(printable_styled("\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}"), "\u{fffd}]0;title\u{fffd}\u{fffd}[2J\u{fffd}");
    }

    #[test]
    fn no_build_server_reads_a_command() {
        for (text, shown) in [
            ("title ##[error]x", "title #\u{fffd}[error]x"),
            ("##vso[task.setvariable]x", "#\u{fffd}vso[task.setvariable]x"),
            ("a ##teamcity[x]", "a #\u{fffd}teamcity[x]"),
            ("###[group]", "##\u{fffd}[group]"),
            ("a\n  ::error::x\n::set-output::", "a\n  \u{fffd}:error::x\n\u{fffd}:set-output::"),
        ] {
            assert_eq!(printable(text), shown);
            assert_eq!(printable(shown), shown);
            let json = printable_json(&text);
            assert!(printable(&json) == json && !json.contains("##[") && !json.contains("##vso["), "{json}");
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
        for text in ["## [Links](x) and ## Heading", "C## and #[x]", "a::b and std::error::Error", "::: content/a.md", ":: x", "#1 ##2"] {
            assert_eq!((&*printable(text), printable_json(&text)), (text, serde_json::to_string(text).unwrap()));
        }
        assert_eq!(printable_styled("\u{1b}[1m##[error]\u{1b}[0m"), "\u{1b}[1m#\u{fffd}[error]\u{1b}[0m");
    }

    #[test]
    fn a_value_as_json_is_the_same_value_in_harmless_bytes() {
        let json = printable_json(&ACTIVE);
        assert!(!json.contains(is_active), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), ACTIVE);
    }
}
