//! Cuts a text into paragraphs, and undoes hard line breaks.

use crate::content::clean_line;

/// A line longer than this, of many words, was not broken by hand: in such a text every line is a paragraph.
const LONGEST_LINE: usize = 120;

/// The paragraphs of a text, each as its lines. A blank line ends one; so does, in a text without hard line breaks, every
/// line end, and elsewhere a line that is indented where others are not.
pub(super) fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    let unbroken = text.lines().any(|line| line.chars().nth(LONGEST_LINE).is_some() && line.split_whitespace().count() > 10);
    let mut paragraphs = Vec::new();
    for group in text.split('\n').collect::<Vec<_>>().split(|line| line.trim().is_empty()) {
        let indents = group.iter().any(|line| is_indented(line)) && group.iter().skip(1).any(|line| !is_indented(line));
        let mut paragraph: Vec<&str> = Vec::new();
        for line in group {
            if !paragraph.is_empty() && (unbroken || (indents && is_indented(line))) {
                paragraphs.push(std::mem::take(&mut paragraph));
            }
            paragraph.push(line.trim());
        }
        if !paragraph.is_empty() {
            paragraphs.push(paragraph);
        }
    }
    paragraphs
}

fn is_indented(line: &str) -> bool {
    line.starts_with("  ") || line.starts_with(['\t', '\u{3000}'])
}

/// Lines that were broken by hand, as one. Words that were broken keep their hyphen; lines of Chinese and Japanese have
/// no space between them.
pub(super) fn join(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        let line = clean_line(line);
        let mut before = text.chars().rev();
        let (last, last_but_one) = (before.next(), before.next());
        let next = line.chars().next();
        let hyphenated = last == Some('-') && last_but_one.is_some_and(char::is_alphabetic) && next.is_some_and(char::is_alphabetic);
        let spaceless = last.is_some_and(is_spaceless) && next.is_some_and(is_spaceless);
        if !text.is_empty() && !line.is_empty() && !hyphenated && !spaceless {
            text.push(' ');
        }
        text.push_str(&line);
    }
    text
}

/// Whether a character is of a script that writes no spaces: Chinese and Japanese, with their punctuation.
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Vec<String> {
        paragraphs(text).iter().map(|lines| join(lines)).collect()
    }

    #[test]
    fn a_blank_line_or_an_indent_begins_a_paragraph() {
        assert_eq!(joined("One\ntwo.\n \n\nThree."), ["One two.", "Three."]);
        assert_eq!(joined("    One\ntwo.\n    Three\nfour."), ["One two.", "Three four."]);
        assert_eq!(joined("  One\n  two."), ["One two."]);
    }

    #[test]
    fn in_a_text_without_hard_breaks_every_line_is_a_paragraph() {
        let long = "word ".repeat(40);
        assert_eq!(joined(&format!("Title\n{long}\nEnd.")).len(), 3);
    }

    #[test]
    fn lines_are_joined_as_their_script_asks() {
        assert_eq!(joined("inter-\nKorean talks -\nat last"), ["inter-Korean talks - at last"]);
        assert_eq!(joined("会谈在板门\n店举行。"), ["会谈在板门店举行。"]);
        assert_eq!(joined("남북이 회담을\n열었다."), ["남북이 회담을 열었다."]);
    }
}
