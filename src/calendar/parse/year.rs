//! The year in its spellings: `2018`, `-0043`, `201X`, `197`, `19`, `1950S2`, `Y12018`, `Y-17E7`.

use super::cursor::{Cursor, number, small_number};
use super::unexpected::{not_a_date, unexpected};
use crate::calendar::day::Day;
use crate::calendar::error::EdtfError;
use crate::calendar::month::Month;
use crate::calendar::reason::{EdtfReason, Part};
use crate::calendar::year::{Year, YearForm};

/// Reads a year.
pub(super) fn year(cursor: &mut Cursor<'_>) -> Result<Year, EdtfError> {
    let start = cursor.at();
    if cursor.peek() == Some(b'Y') {
        let numeric = cursor.peek_beyond(1).is_none_or(|next| next == b'-' || next.is_ascii_digit());
        if !numeric {
            return Err(EdtfError::new(cursor.to_separator(), EdtfReason::NotADate));
        }
        cursor.eat("Y");
        return long_year(cursor, start);
    }
    let negative = cursor.eat("-");
    let digits = cursor.eat_while(|byte| byte.is_ascii_digit() || byte == b'X');
    let known = !digits.contains(&b'X');
    match digits.len() {
        4 => four_digits(cursor, start, negative, digits),
        3 if known => coarse_year(cursor, start, negative, digits, YearForm::Decade),
        2 if known => coarse_year(cursor, start, negative, digits, YearForm::Century),
        0 if !negative => Err(not_a_date(cursor)),
        // `201x` is a year with a slip in it rather than a decade with something after it.
        0..=3 if !cursor.is_at_end() && is_slip(cursor) => Err(unexpected(cursor)),
        5.. if known => Err(cursor.fault_since(start, too_many_digits(negative, digits))),
        found => Err(cursor.fault_since(start, EdtfReason::Digits { part: Part::Year, found, value: None })),
    }
}

/// Is the next character a digit or `X` gone wrong?
fn is_slip(cursor: &Cursor<'_>) -> bool {
    cursor.character().is_some_and(|next| matches!(next, 'x' | 'u') || !next.is_ascii())
}

fn four_digits(cursor: &mut Cursor<'_>, start: usize, negative: bool, digits: &[u8]) -> Result<Year, EdtfError> {
    let (mut magnitude, mut unspecified) = (0_u64, 0_u8);
    for &digit in digits {
        let value = if digit == b'X' { 0 } else { digit - b'0' };
        magnitude = magnitude * 10 + u64::from(value);
        unspecified = unspecified << 1 | u8::from(digit == b'X');
    }
    if negative && magnitude == 0 && unspecified == 0 {
        return Err(cursor.fault_since(start, EdtfReason::NegativeZero));
    }
    let significant = if unspecified == 0 { significant_digits(cursor)? } else { 0 };
    Ok(Year::new(negative, magnitude, YearForm::Four { unspecified }, significant))
}

/// A decade or century.
fn coarse_year(cursor: &Cursor<'_>, start: usize, negative: bool, digits: &[u8], form: YearForm) -> Result<Year, EdtfError> {
    if is_slip(cursor) {
        return Err(unexpected(cursor));
    }
    let magnitude = number(digits).unwrap_or(0);
    if negative && magnitude == 0 {
        return Err(cursor.fault_since(start, EdtfReason::NegativeZero));
    }
    Ok(Year::new(negative, magnitude, form, 0))
}

/// A year after its `Y`.
fn long_year(cursor: &mut Cursor<'_>, start: usize) -> Result<Year, EdtfError> {
    let negative = cursor.eat("-");
    let digits = cursor.eat_digits();
    if digits.is_empty() {
        let missing = EdtfReason::Digits { part: Part::Year, found: 0, value: None };
        return Err(if cursor.is_at_end() { cursor.fault_since(start, missing) } else { unexpected(cursor) });
    }
    let factor = number(digits).filter(|&value| value <= Year::MOST);
    let exponential = cursor.eat("E");
    if !exponential && digits.len() <= 4 {
        let value = factor.and_then(|value| i64::try_from(value).ok()).unwrap_or(0);
        let short = EdtfReason::ShortYearWithY(if negative { -value } else { value });
        return Err(cursor.fault_since(start, short));
    }
    if digits.starts_with(b"0") {
        return Err(cursor.fault_since(start, EdtfReason::LeadingZero));
    }
    let (magnitude, form) = if exponential {
        let exponent = exponent(cursor)?;
        let power = exponent.and_then(|exponent| 10_u64.checked_pow(exponent.into()));
        let magnitude = factor.zip(power).and_then(|(factor, power)| factor.checked_mul(power));
        (magnitude, YearForm::Exponential { exponent: exponent.unwrap_or(0) })
    } else {
        (factor, YearForm::Long)
    };
    let Some(magnitude) = magnitude.filter(|&value| value <= Year::MOST) else {
        return Err(cursor.fault_since(start, EdtfReason::YearTooLarge));
    };
    let significant = significant_digits(cursor)?;
    Ok(Year::new(negative, magnitude, form, significant))
}

/// The exponent after `E`; `None` if it is out of all proportion.
fn exponent(cursor: &mut Cursor<'_>) -> Result<Option<u8>, EdtfError> {
    let start = cursor.at();
    let digits = cursor.eat_digits();
    match digits {
        [] => {
            let missing = EdtfReason::Digits { part: Part::Exponent, found: 0, value: None };
            Err(cursor.fault_since(start, missing))
        }
        [b'0', ..] => Err(cursor.fault_since(start, EdtfReason::LeadingZero)),
        _ => Ok(small_number(digits)),
    }
}

/// The number after `S`, 1–19; 0 if there is no `S`. More digits than the year has say no more than all of them.
fn significant_digits(cursor: &mut Cursor<'_>) -> Result<u8, EdtfError> {
    if !cursor.eat("S") {
        return Ok(0);
    }
    let start = cursor.at();
    let digits = cursor.eat_digits();
    match small_number(digits) {
        _ if digits.is_empty() => {
            let missing = EdtfReason::Digits { part: Part::SignificantDigits, found: 0, value: None };
            Err(cursor.fault_since(start, missing))
        }
        Some(value @ 1..=19) if !digits.starts_with(b"0") => Ok(value),
        _ => Err(cursor.fault_since(start, EdtfReason::SignificantDigits)),
    }
}

/// Five digits or more without `Y`: a date without hyphens (ISO 8601-1 "basic format", which EDTF excludes), or a
/// long year.
fn too_many_digits(negative: bool, digits: &[u8]) -> EdtfReason {
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(number);
    let small = |range| part(range).and_then(|value| u8::try_from(value).ok());
    let year = part(0..4).and_then(|year| u16::try_from(year).ok());
    match (digits.len(), year, small(4..6), small(6..8)) {
        (8, Some(year), Some(month), Some(day)) if !negative && Day::new(year.into(), month, day).is_some() => {
            EdtfReason::BasicFormat { year, month, day: Some(day) }
        }
        (6, Some(year), Some(month), _) if !negative && Month::new(year.into(), month).is_some() => EdtfReason::BasicFormat { year, month, day: None },
        _ => {
            let value = number(digits).and_then(|value| i64::try_from(value).ok());
            let value = value.filter(|_| !digits.starts_with(b"0"));
            EdtfReason::LongYearWithoutY(value.map(|value| if negative { -value } else { value }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Edtf;

    #[test]
    fn years_of_every_spelling_are_read() {
        for text in [
            "0000",
            "9999",
            "-9999",
            "XXXX",
            "-0XXX",
            "000",
            "00",
            "-01",
            "1950S4",
            "-1859S5",
            "Y12018",
            "Y-12018",
            "Y9223372036854775807",
            "Y2E3",
            "Y9E18S19",
            "Y-17E7S1",
        ] {
            assert_eq!(Edtf::parse(text).map(|year| year.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_bad_year_says_what_is_bad() {
        let digits = |part, found| EdtfReason::Digits { part, found, value: None };
        for (text, reason, place) in [
            ("-0000", EdtfReason::NegativeZero, 0..5),
            ("-00", EdtfReason::NegativeZero, 0..3),
            ("1", digits(Part::Year, 1), 0..1),
            ("-", digits(Part::Year, 0), 0..1),
            ("19X", digits(Part::Year, 3), 0..3),
            ("19XXX", digits(Part::Year, 5), 0..5),
            ("12018", EdtfReason::LongYearWithoutY(Some(12018)), 0..5),
            ("-12018", EdtfReason::LongYearWithoutY(Some(-12018)), 0..6),
            ("20181331", EdtfReason::LongYearWithoutY(Some(20_181_331)), 0..8),
            ("20180731", EdtfReason::BasicFormat { year: 2018, month: 7, day: Some(31) }, 0..8),
            ("Y", digits(Part::Year, 0), 0..1),
            ("Y2018", EdtfReason::ShortYearWithY(2018), 0..5),
            ("Y012018", EdtfReason::LeadingZero, 0..7),
            ("Y0E5", EdtfReason::LeadingZero, 0..3),
            ("Y17E07", EdtfReason::LeadingZero, 4..6),
            ("Y17E", digits(Part::Exponent, 0), 4..4),
            ("Y1E19", EdtfReason::YearTooLarge, 0..5),
            ("Y9E999999999", EdtfReason::YearTooLarge, 0..12),
            ("Y9223372036854775808", EdtfReason::YearTooLarge, 0..20),
            ("1950S0", EdtfReason::SignificantDigits, 5..6),
            ("1950S99", EdtfReason::SignificantDigits, 5..7),
            ("1950S", digits(Part::SignificantDigits, 0), 5..5),
            ("195XS2", EdtfReason::Unexpected('S'), 4..5),
            ("195S2", EdtfReason::Unexpected('S'), 3..4),
            ("1950E2", EdtfReason::Unexpected('E'), 4..5),
        ] {
            let error = Edtf::parse(text).unwrap_err();
            assert_eq!((&error.reason, error.start..error.end), (&reason, place), "{text}");
        }
    }
}
