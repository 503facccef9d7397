//! A time of day after its `T`: `23:20:30`, `23:20:30Z`, `23:20:30-04`, `23:20:30+04:30`.

use super::cursor::{Cursor, small_number};
use super::unexpected::unexpected;
use crate::calendar::error::EdtfError;
use crate::calendar::reason::{EdtfReason, Part};
use crate::calendar::time::{Offset, TimeOfDay};

/// Reads a time of day.
pub(super) fn time(cursor: &mut Cursor<'_>) -> Result<TimeOfDay, EdtfError> {
    let start = cursor.at();
    let hour = two_digits(cursor, Part::Hour, 24)?;
    colon(cursor, Part::Minute)?;
    let minute = two_digits(cursor, Part::Minute, 59)?;
    if !cursor.eat(":") {
        return Err(cursor.fault_since(start, EdtfReason::NoSeconds(hour, minute)));
    }
    let second = two_digits(cursor, Part::Second, 59)?;
    let place = cursor.since(start);
    refuse_fraction(cursor)?;
    let offset = offset(cursor)?;
    TimeOfDay::new(hour, minute, second, offset).ok_or_else(|| EdtfError::new(place, EdtfReason::AfterMidnight))
}

/// Two digits of at most `most`.
fn two_digits(cursor: &mut Cursor<'_>, part: Part, most: u8) -> Result<u8, EdtfError> {
    let start = cursor.at();
    let digits = cursor.eat_digits();
    match small_number(digits) {
        Some(value) if digits.len() == 2 && value <= most => Ok(value),
        Some(value) if digits.len() == 2 => Err(cursor.fault_since(start, EdtfReason::OutOfRange { part, value, most })),
        _ if digits.is_empty() && !cursor.is_at_end() => Err(unexpected(cursor)),
        value => Err(cursor.fault_since(start, EdtfReason::Digits { part, found: digits.len(), value })),
    }
}

/// The colon before `part`.
fn colon(cursor: &mut Cursor<'_>, part: Part) -> Result<(), EdtfError> {
    match cursor.eat(":") {
        true => Ok(()),
        false if cursor.is_at_end() => Err(EdtfError::new(cursor.next_range(), EdtfReason::Digits { part, found: 0, value: None })),
        false => Err(unexpected(cursor)),
    }
}

fn refuse_fraction(cursor: &mut Cursor<'_>) -> Result<(), EdtfError> {
    let start = cursor.at();
    let is_fraction = cursor.peek_beyond(1).is_some_and(|next| next.is_ascii_digit());
    if is_fraction && (cursor.eat(".") || cursor.eat(",")) {
        cursor.eat_digits();
        return Err(cursor.fault_since(start, EdtfReason::FractionOfSecond));
    }
    Ok(())
}

/// The offset from UTC, if there is one.
fn offset(cursor: &mut Cursor<'_>) -> Result<Option<Offset>, EdtfError> {
    let start = cursor.at();
    if cursor.eat("Z") {
        return Ok(Some(Offset::UTC));
    }
    let negative = cursor.eat("-");
    if !negative && !cursor.eat("+") {
        return Ok(None);
    }
    let digits_start = cursor.at();
    let digits = cursor.eat_digits();
    let hours = match *digits {
        [_, _] => small_number(digits).unwrap_or(0),
        [a, b, c, d] => {
            let (hours, minutes) = (small_number(&[a, b]).unwrap_or(0), small_number(&[c, d]).unwrap_or(0));
            let reason = EdtfReason::OffsetWithoutColon { negative, hours, minutes };
            return Err(cursor.fault_since(start, reason));
        }
        _ => {
            let reason = EdtfReason::Digits { part: Part::OffsetHour, found: digits.len(), value: small_number(digits) };
            return Err(cursor.fault_since(digits_start, reason));
        }
    };
    let minutes = if cursor.eat(":") { Some(two_digits(cursor, Part::OffsetMinute, 59)?) } else { None };
    if negative && hours == 0 && minutes.unwrap_or(0) == 0 {
        return Err(cursor.fault_since(start, EdtfReason::NegativeZeroOffset));
    }
    signed_offset(negative, hours, minutes).map(Some).ok_or_else(|| cursor.fault_since(start, EdtfReason::OffsetOutOfRange))
}

fn signed_offset(negative: bool, hours: u8, minutes: Option<u8>) -> Option<Offset> {
    let sign = if negative { -1 } else { 1 };
    match minutes {
        // At most 99 hours: within i8 and, in minutes, within i16.
        None => Offset::spelled_in_hours(i8::try_from(hours).ok()? * sign),
        Some(minutes) => Offset::spelled_in_minutes((i16::from(hours) * 60 + i16::from(minutes)) * i16::from(sign)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Edtf;

    #[test]
    fn times_and_offsets_are_read() {
        for time in [
            "23:20:30",
            "23:20:30Z",
            "23:20:30-04",
            "23:20:30+04:30",
            "00:00:00",
            "24:00:00",
            "24:00:00Z",
            "12:00:00-12:00",
            "12:00:00+14:00",
            "12:00:00+14",
            "12:00:00+00:00",
            "12:00:00+00",
            "12:00:00-00:30",
        ] {
            let text = format!("1985-04-12T{time}");
            assert_eq!(Edtf::parse(&text).map(|date| date.to_string()), Ok(text));
        }
    }

    #[test]
    fn a_bad_time_says_what_is_bad() {
        let digits = |part, found, value| EdtfReason::Digits { part, found, value };
        let out_of_range = |part, value, most| EdtfReason::OutOfRange { part, value, most };
        for (time, reason, place) in [
            ("", digits(Part::Hour, 0, None), 0..0),
            ("9:20:30", digits(Part::Hour, 1, Some(9)), 0..1),
            ("23", digits(Part::Minute, 0, None), 2..2),
            ("23:20", EdtfReason::NoSeconds(23, 20), 0..5),
            ("23:20:3", digits(Part::Second, 1, Some(3)), 6..7),
            ("25:00:00", out_of_range(Part::Hour, 25, 24), 0..2),
            ("23:60:00", out_of_range(Part::Minute, 60, 59), 3..5),
            ("23:59:60", out_of_range(Part::Second, 60, 59), 6..8),
            ("24:00:01", EdtfReason::AfterMidnight, 0..8),
            ("23:20:30.5", EdtfReason::FractionOfSecond, 8..10),
            ("23:20:30z", EdtfReason::LowerCase('Z'), 8..9),
            ("23:20:30-00:00", EdtfReason::NegativeZeroOffset, 8..14),
            ("23:20:30-00", EdtfReason::NegativeZeroOffset, 8..11),
            ("23:20:30-4", digits(Part::OffsetHour, 1, Some(4)), 9..10),
            ("23:20:30+14:01", EdtfReason::OffsetOutOfRange, 8..14),
            ("23:20:30-12:01", EdtfReason::OffsetOutOfRange, 8..14),
            ("23:20:30+24", EdtfReason::OffsetOutOfRange, 8..11),
            ("23:20:30-05:60", out_of_range(Part::OffsetMinute, 60, 59), 12..14),
            ("23:20:30+02:00:30", EdtfReason::Unexpected(':'), 14..15),
            ("23:20:30Z10", EdtfReason::Unexpected('1'), 9..10),
            ("23:20:30−04:00", EdtfReason::NonAsciiDash('−'), 8..11),
            ("23:20:30?", EdtfReason::Unexpected('?'), 8..9),
        ] {
            let error = Edtf::parse(&format!("1985-04-12T{time}")).unwrap_err();
            let found = (&error.reason, error.start - 11..error.end - 11);
            assert_eq!(found, (&reason, place), "{time}");
        }
    }
}
