//! What the tests share that read the pages of `dateline explain`: a page is cut into headings, paragraphs and fenced
//! blocks, and the program is asked at a moment that stays the same.

use std::ops::Range;
use std::process::Command;

/// A heading, a paragraph or a fenced block of a page.
pub(crate) enum Block<'p> {
    Heading(&'p str),
    Paragraph(&'p str),
    Fenced { info: &'p str, content: Range<usize> },
}

/// Cuts a page into its blocks. A fence is closed by one of its own kind that is at least as long.
pub(crate) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    });
    let mut paragraph: Option<Range<usize>> = None;
    while let Some((at, line)) = lines.next() {
        let trimmed = line.trim_end();
        let mark = trimmed.chars().next().unwrap_or(' ');
        let length = trimmed.chars().take_while(|c| *c == mark).count();
        let is_fence = matches!(mark, '`' | '~') && length >= 3;
        if is_fence || mark == '#' || trimmed.is_empty() {
            blocks.extend(paragraph.take().map(|range| Block::Paragraph(text[range].trim_end())));
        }
        if is_fence {
            let start = at + line.len();
            let closes = |line: &str| line.trim_end().len() >= length && line.trim_end().chars().all(|c| c == mark);
            let (end, _) = lines.find(|(_, line)| closes(line)).unwrap_or_else(|| panic!("nothing closes {trimmed} at byte {at}"));
            blocks.push(Block::Fenced { info: trimmed[length..].trim(), content: start..end });
        } else if mark == '#' {
            blocks.push(Block::Heading(trimmed));
        } else if !trimmed.is_empty() {
            let start = paragraph.map_or(at, |range| range.start);
            paragraph = Some(start..at + line.len());
        }
    }
    blocks.extend(paragraph.map(|range| Block::Paragraph(text[range].trim_end())));
    blocks
}

/// The program, at a moment in seconds since 1970.
pub(crate) fn dateline(now: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.env("SOURCE_DATE_EPOCH", now).env("NO_COLOR", "1").env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    command
}
