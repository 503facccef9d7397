//! What every text of a document goes through: no control character reaches a page, a feed or a terminal.

use std::borrow::Cow;

/// Whether a character may stand in HTML and XML text.
fn is_text(c: char) -> bool {
    matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe)
}

/// The text without characters that HTML and XML do not allow; line ends become `\n`.
pub fn clean_text(text: &str) -> String {
    allowed(text).trim().to_owned()
}

/// The text with only characters that HTML and XML allow.
pub(super) fn allowed(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_text) {
        return Cow::Borrowed(text);
    }
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(unix.chars().filter(|c| is_text(*c)).collect())
}

/// The text on one line, with single spaces and without control characters.
pub fn clean_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() && c != '\u{a0}' {
            gap = !line.is_empty();
        } else if is_text(c) && c != '\u{feff}' {
            if std::mem::take(&mut gap) {
                line.push(' ');
            }
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_left_out() {
        assert_eq!(clean_line(" a\u{0}\u{1b}[31m\r\n b\u{fffe} "), "a[31m b");
        assert_eq!(clean_text("a\r\nb\u{7}"), "a\nb");
    }
}
