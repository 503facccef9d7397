//! A whole expression: one date, a date-time, an interval or a set.

use std::ops::Range;

use super::cursor::Cursor;
use super::date::date;
use super::set::set;
use super::time::time;
use super::unexpected::{not_a_date, unexpected};
use crate::calendar::date::Date;
use crate::calendar::edtf::{Choice, End, Shape};
use crate::calendar::error::EdtfError;
use crate::calendar::reason::EdtfReason;

/// Reads all of `text` as one EDTF expression.
pub(in crate::calendar) fn expression(text: &str) -> Result<Shape, EdtfError> {
    refuse_surrounding_space(text)?;
    let mut cursor = Cursor::new(text);
    let shape = match cursor.peek() {
        Some(b'[') => Shape::Set(Box::new(set(&mut cursor, Choice::OneOf)?)),
        Some(b'{') => Shape::Set(Box::new(set(&mut cursor, Choice::AllOf)?)),
        _ => date_or_interval(&mut cursor)?,
    };
    if cursor.is_at_end() { Ok(shape) } else { Err(unexpected(&cursor)) }
}

fn refuse_surrounding_space(text: &str) -> Result<(), EdtfError> {
    let length = text.len();
    let (before, after) = (length - text.trim_start().len(), text.trim_end().len());
    match () {
        () if text.is_empty() => Err(EdtfError::new(0..0, EdtfReason::Empty)),
        () if before > 0 => Err(EdtfError::new(0..before, EdtfReason::Space)),
        () if after < length => Err(EdtfError::new(after..length, EdtfReason::Space)),
        () => Ok(()),
    }
}

fn date_or_interval(cursor: &mut Cursor<'_>) -> Result<Shape, EdtfError> {
    let start = end(cursor)?;
    if cursor.peek() == Some(b'/') {
        return interval(cursor, start);
    }
    let End::At(date) = start else {
        // `..`, or nothing: an unknown start is recognised only by the slash or the end after it.
        return Err(cursor.fault_since(0, EdtfReason::LoneDots));
    };
    match cursor.peek() {
        Some(b'T') => date_time(cursor, date),
        Some(b' ') if date.is_plain_day() && cursor.peek_beyond(1).is_some_and(|next| next.is_ascii_digit()) => {
            Err(EdtfError::new(cursor.next_range(), EdtfReason::SpaceBeforeTime))
        }
        _ => Ok(Shape::Date(date)),
    }
}

fn date_time(cursor: &mut Cursor<'_>, date: Date) -> Result<Shape, EdtfError> {
    let place = cursor.to_separator();
    if cursor.rest().contains('/') {
        return Err(EdtfError::new(place, EdtfReason::TimeInRange));
    }
    if !date.is_plain_day() {
        return Err(EdtfError::new(place, EdtfReason::TimeWithoutDay));
    }
    cursor.eat("T");
    Ok(Shape::DateTime(date, time(cursor)?))
}

/// An interval whose slash is next (LOC level 0 "Time Interval", level 1 "Extended Interval", level 2 "Interval").
fn interval(cursor: &mut Cursor<'_>, start: End) -> Result<Shape, EdtfError> {
    let start_place = 0..cursor.at();
    cursor.eat("/");
    let end_start = cursor.at();
    let end = end(cursor)?;
    let end_place = cursor.since(end_start);
    refuse_time(cursor)?;
    if cursor.peek() == Some(b'/') {
        return Err(EdtfError::new(cursor.next_range(), EdtfReason::SecondSlash));
    }
    for (date, place) in [(start.date(), start_place), (end.date(), end_place.clone())] {
        date.map_or(Ok(()), |date| refuse_season(date, place))?;
    }
    if let (End::At(start), End::At(end)) = (&start, &end) {
        refuse_backwards(start, end, end_place)?;
    }
    Ok(Shape::Interval(start, end))
}

/// An end of an interval, or a date that may turn out to be one.
fn end(cursor: &mut Cursor<'_>) -> Result<End, EdtfError> {
    match cursor.peek() {
        None | Some(b'/') => Ok(End::Unknown),
        Some(b'.') if cursor.eat("..") => Ok(End::Open),
        Some(b'.') => Err(not_a_date(cursor)),
        Some(_) => date(cursor).map(End::At),
    }
}

/// Refuses a time of day, which is next if there is one: LOC level 0, "Time Interval": "Time of day is excluded".
pub(super) fn refuse_time(cursor: &Cursor<'_>) -> Result<(), EdtfError> {
    match cursor.peek() {
        Some(b'T') => Err(EdtfError::new(cursor.to_separator(), EdtfReason::TimeInRange)),
        _ => Ok(()),
    }
}

/// Refuses a season or the like where a date must have a beginning and an end that nobody disputes.
pub(super) fn refuse_season(date: &Date, place: Range<usize>) -> Result<(), EdtfError> {
    match date.grouping() {
        Some(_) => Err(EdtfError::new(place, EdtfReason::SeasonInRange)),
        None => Ok(()),
    }
}

/// Refuses a last date all of whose days lie before all days of the first.
pub(super) fn refuse_backwards(first: &Date, last: &Date, place: Range<usize>) -> Result<(), EdtfError> {
    if End::is_before(last, first) { Err(EdtfError::new(place, EdtfReason::EndBeforeStart)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Edtf;

    #[test]
    fn an_end_may_overlap_its_start_but_not_precede_it() {
        for text in ["2004/2004-06", "2004-06-11%/2004-06~", "198X/1985", "0000-01-03/0000-01", "1919-XX-02/1919-XX-01"] {
            assert!(Edtf::parse(text).is_ok(), "{text}");
        }
        for text in ["2012/2011", "2018-07-31/2018-07-30", "0800/-0999", "Y-61000/Y-62000", "2015/03"] {
            assert_eq!(Edtf::parse(text).unwrap_err().reason, EdtfReason::EndBeforeStart, "{text}");
        }
    }

    #[test]
    fn a_bad_expression_says_what_is_bad() {
        for (text, reason, place) in [
            ("", EdtfReason::Empty, 0..0),
            ("  ", EdtfReason::Space, 0..2),
            (" 2018", EdtfReason::Space, 0..1),
            ("2018-07\u{a0}", EdtfReason::Space, 7..9),
            ("..", EdtfReason::LoneDots, 0..2),
            (".2018", EdtfReason::Unexpected('.'), 0..1),
            ("..2018", EdtfReason::LoneDots, 0..2),
            ("2018..2019", EdtfReason::Unexpected('.'), 4..5),
            ("2012/2013/2014", EdtfReason::SecondSlash, 9..10),
            ("2012//2014", EdtfReason::SecondSlash, 5..6),
            ("2018-07-31 14:00:00", EdtfReason::SpaceBeforeTime, 10..11),
            ("2018-07T14:00:00", EdtfReason::TimeWithoutDay, 7..16),
            ("2018-07-31~T14:00:00", EdtfReason::TimeWithoutDay, 11..20),
            ("2018-07-3XT14:00:00", EdtfReason::TimeWithoutDay, 10..19),
            ("2005-07-25T10:10:10Z/2006", EdtfReason::TimeInRange, 10..20),
            ("2005/2006-01-01T10:10:10Z", EdtfReason::TimeInRange, 15..25),
            ("2012-21/2012-22", EdtfReason::SeasonInRange, 0..7),
            ("2012/2013-34", EdtfReason::SeasonInRange, 5..12),
            ("2018-07-31trailing", EdtfReason::LowerCase('T'), 10..11),
            ("2018-07-31;", EdtfReason::Unexpected(';'), 10..11),
            ("2001-21^southern", EdtfReason::Unexpected('^'), 7..8),
            ("2012\\2013", EdtfReason::Unexpected('\\'), 4..5),
        ] {
            let error = Edtf::parse(text).unwrap_err();
            assert_eq!((&error.reason, error.start..error.end), (&reason, place), "{text}");
        }
    }
}
