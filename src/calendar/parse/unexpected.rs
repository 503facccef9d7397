//! What to say of a character that fits nothing.

use super::cursor::Cursor;
use crate::calendar::error::EdtfError;
use crate::calendar::qualifier::Qualifier;
use crate::calendar::reason::EdtfReason;

/// The fault of the next character, which nothing expects; of the end, if there is none.
pub(super) fn unexpected(cursor: &Cursor<'_>) -> EdtfError {
    let Some(found) = cursor.character() else {
        return EdtfError::new(cursor.next_range(), EdtfReason::NotADate);
    };
    EdtfError::new(cursor.next_range(), reason(cursor, found))
}

/// The fault of a text that ought to be a date and does not begin like one.
pub(super) fn not_a_date(cursor: &Cursor<'_>) -> EdtfError {
    for (word, now) in [("unknown", ""), ("open", "..")] {
        if cursor.rest().starts_with(word) {
            return EdtfError::new(cursor.at()..cursor.at() + word.len(), EdtfReason::OldDraft(now));
        }
    }
    let is_word = cursor.character().is_some_and(char::is_alphabetic);
    if is_word && meant_letter(cursor).is_none() {
        return EdtfError::new(cursor.to_separator(), EdtfReason::NotADate);
    }
    unexpected(cursor)
}

fn reason(cursor: &Cursor<'_>, found: char) -> EdtfReason {
    if let Some(reason) = meant_letter(cursor) {
        return reason;
    }
    let is_qualifier = |byte: Option<u8>| byte.and_then(Qualifier::from_ascii).is_some();
    match found {
        _ if found.is_whitespace() => EdtfReason::Space,
        _ if is_qualifier(cursor.peek()) && is_qualifier(cursor.previous()) => EdtfReason::DoubledQualifier,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => EdtfReason::NonAsciiDash(found),
        _ if found.is_numeric() && !found.is_ascii() => EdtfReason::NonAsciiDigit(found),
        _ => EdtfReason::Unexpected(found),
    }
}

/// If the next character is a letter of EDTF in lower case, or `u` of the draft, among digits.
///
/// ISO 8601-1 §5.3 lets partners agree on lower-case designators; EDTF makes no such agreement, and a lower-case
/// `x`, `t` or `z` is refused.
fn meant_letter(cursor: &Cursor<'_>) -> Option<EdtfReason> {
    let letter = cursor.peek()?;
    let is_digit = |byte: u8| byte.is_ascii_digit() || b"-xX".contains(&byte) || (byte == letter && letter == b'u');
    if !cursor.previous().is_some_and(is_digit) && !cursor.peek_beyond(1).is_some_and(is_digit) {
        return None;
    }
    match letter {
        b'u' | b'U' => Some(EdtfReason::OldDraft("X")),
        b'x' | b't' | b'z' | b'y' | b'e' | b's' => Some(EdtfReason::LowerCase(char::from(letter.to_ascii_uppercase()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Edtf;

    #[test]
    fn a_stray_character_is_named_for_what_it_is() {
        for (text, reason, place) in [
            ("2018 ", EdtfReason::Space, 4..5),
            ("2018\t-07", EdtfReason::Space, 4..5),
            ("20１8", EdtfReason::NonAsciiDigit('１'), 2..5),
            ("2018−07", EdtfReason::NonAsciiDash('−'), 4..7),
            ("2018-07-31x", EdtfReason::LowerCase('X'), 10..11),
            ("199u", EdtfReason::OldDraft("X"), 3..4),
            ("uuuu-12", EdtfReason::OldDraft("X"), 0..1),
            ("xxxx-12", EdtfReason::LowerCase('X'), 0..1),
            ("y12018", EdtfReason::LowerCase('Y'), 0..1),
            ("2018!", EdtfReason::Unexpected('!'), 4..5),
            ("2018?~", EdtfReason::DoubledQualifier, 5..6),
            ("yesterday", EdtfReason::NotADate, 0..9),
            ("2018/summer", EdtfReason::NotADate, 5..11),
            ("+2018", EdtfReason::Unexpected('+'), 0..1),
            ("2018/open", EdtfReason::OldDraft(".."), 5..9),
        ] {
            let error = Edtf::parse(text).unwrap_err();
            assert_eq!((&error.reason, error.start..error.end), (&reason, place), "{text}");
        }
    }
}
