//! A place in the text, and how to step on from it.

use std::ops::Range;

use crate::calendar::error::EdtfError;
use crate::calendar::reason::EdtfReason;

/// A place in a text, always on a character boundary.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Cursor<'a> {
        Cursor { text, at: 0 }
    }

    /// The byte it stands at.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// The next byte, not stepping.
    pub(super) fn peek(&self) -> Option<u8> {
        self.peek_beyond(0)
    }

    /// The byte so many bytes beyond the next one, not stepping.
    pub(super) fn peek_beyond(&self, bytes: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + bytes).copied()
    }

    /// The byte just stepped over.
    pub(super) fn previous(&self) -> Option<u8> {
        self.at.checked_sub(1).and_then(|before| self.text.as_bytes().get(before).copied())
    }

    /// The next character, whatever its script.
    pub(super) fn character(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'a str {
        // `at` is always on a boundary within the text; `get` says so without a panic.
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Steps over `ascii` if it is next.
    pub(super) fn eat(&mut self, ascii: &str) -> bool {
        let next = self.rest().starts_with(ascii);
        if next {
            self.at += ascii.len();
        }
        next
    }

    /// Steps over the next character, if there is one.
    pub(super) fn step_over_character(&mut self) {
        self.at = self.next_range().end;
    }

    /// Steps over all next bytes that satisfy `belongs`, which must refuse bytes that are not ASCII.
    pub(super) fn eat_while(&mut self, belongs: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest().as_bytes();
        let length = rest.iter().position(|&byte| !belongs(byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Steps over ASCII digits.
    pub(super) fn eat_digits(&mut self) -> &'a [u8] {
        self.eat_while(|byte| byte.is_ascii_digit())
    }

    /// The range from `start` to here.
    pub(super) fn since(&self, start: usize) -> Range<usize> {
        start..self.at
    }

    /// The range of the next character; empty at the end.
    pub(super) fn next_range(&self) -> Range<usize> {
        self.at..self.at + self.character().map_or(0, char::len_utf8)
    }

    /// The range from here to the next separator of intervals or sets, or to the end.
    pub(super) fn to_separator(&self) -> Range<usize> {
        let length = self.rest().find(['/', ',', ']', '}']).unwrap_or(self.rest().len());
        self.at..self.at + length
    }

    /// A fault from `start` to here.
    pub(super) fn fault_since(&self, start: usize, reason: EdtfReason) -> EdtfError {
        EdtfError::new(self.since(start), reason)
    }
}

/// The value of ASCII digits; `None` beyond `u64`.
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
}

/// The value of one or two ASCII digits; `None` of none or more.
pub(super) fn small_number(digits: &[u8]) -> Option<u8> {
    match digits {
        [ones] => Some(ones - b'0'),
        [tens, ones] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_stays_on_character_boundaries() {
        let mut cursor = Cursor::new("12é4");
        assert_eq!(cursor.eat_digits(), b"12");
        assert_eq!(cursor.character(), Some('é'));
        assert_eq!(cursor.next_range(), 2..4);
        assert!(!cursor.eat("4"));
        assert_eq!(cursor.to_separator(), 2..5);
    }

    #[test]
    fn numbers_too_large_are_none() {
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(number(b"18446744073709551616"), None);
        assert_eq!(small_number(b"123"), None);
    }
}
