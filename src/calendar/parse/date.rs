//! A date: year, month or season, day, each with its qualifiers.

use super::cursor::{Cursor, small_number};
use super::unexpected::unexpected;
use super::year::year;
use crate::calendar::date::Date;
use crate::calendar::day::days_in_month;
use crate::calendar::error::EdtfError;
use crate::calendar::field::Field;
use crate::calendar::grouping::Grouping;
use crate::calendar::qualifier::{Component, Qualifier, Qualifiers, Side};
use crate::calendar::reason::{EdtfReason, Part};
use crate::calendar::year::{Grain, Year, YearForm};

/// Reads a date and stops after it, whatever follows.
pub(super) fn date(cursor: &mut Cursor<'_>) -> Result<Date, EdtfError> {
    let mut qualifiers = Qualifiers::default();
    qualifier(cursor, &mut qualifiers, Component::Year, Side::Left);
    let year = year(cursor)?;
    qualifier(cursor, &mut qualifiers, Component::Year, Side::Right);
    let mut date = Date { year, month: None, day: None, qualifiers };

    if cursor.peek() == Some(b'-') {
        if !can_have_months(&year) {
            return Err(month_after_coarse_year(cursor));
        }
        cursor.eat("-");
        date.month = Some(month(cursor, &mut date.qualifiers)?);
    }
    if date.month.is_some() && cursor.peek() == Some(b'-') {
        let start = cursor.at();
        cursor.eat("-");
        let (day, place) = field(cursor, Part::Day, Component::Day, &mut date.qualifiers)?;
        if date.grouping().is_some() {
            return Err(cursor.fault_since(start, EdtfReason::DayAfterSeason));
        }
        date.day = Some(day);
        return date.checked().ok_or_else(|| EdtfError::new(place, impossible_day(&date, day)));
    }
    Ok(date)
}

/// Only years of four digits have months: LOC level 1 says of `Y` that "the date is a year".
fn can_have_months(year: &Year) -> bool {
    matches!(year.form(), YearForm::Four { .. }) && year.significant() == 0
}

fn month_after_coarse_year(cursor: &mut Cursor<'_>) -> EdtfError {
    let start = cursor.at();
    cursor.eat_while(|byte| byte == b'-' || byte == b'X' || byte.is_ascii_digit());
    cursor.fault_since(start, EdtfReason::MonthAfterCoarseYear)
}

fn month(cursor: &mut Cursor<'_>, qualifiers: &mut Qualifiers) -> Result<Field, EdtfError> {
    let (month, place) = field(cursor, Part::Month, Component::Month, qualifiers)?;
    let possible = month.candidates(12).next().is_some();
    match month.value() {
        _ if possible => Ok(month),
        Some(code) if Grouping::new(code).is_some() => Ok(month),
        Some(value) => Err(EdtfError::new(place, EdtfReason::NoSuchMonth(value))),
        None => Err(EdtfError::new(place, EdtfReason::Impossible(Part::Month))),
    }
}

/// Two digits, each of which may be `X`, between qualifiers.
fn field(cursor: &mut Cursor<'_>, part: Part, component: Component, qualifiers: &mut Qualifiers) -> Result<(Field, std::ops::Range<usize>), EdtfError> {
    qualifier(cursor, qualifiers, component, Side::Left);
    let start = cursor.at();
    let digits = cursor.eat_while(|byte| byte.is_ascii_digit() || byte == b'X');
    let place = cursor.since(start);
    let read = match *digits {
        [tens, ones] => Field::from_ascii(tens, ones),
        _ => None,
    };
    if let Some(field) = read {
        qualifier(cursor, qualifiers, component, Side::Right);
        return Ok((field, place));
    }
    let slip = match digits {
        [] => !cursor.is_at_end(),
        [_] => cursor.character().is_some_and(|next| matches!(next, 'x' | 'u') || !next.is_ascii()),
        _ => false,
    };
    if slip {
        return Err(unexpected(cursor));
    }
    let value = small_number(digits).filter(|_| !digits.contains(&b'X'));
    Err(EdtfError::new(place, EdtfReason::Digits { part, found: digits.len(), value }))
}

fn qualifier(cursor: &mut Cursor<'_>, qualifiers: &mut Qualifiers, component: Component, side: Side) {
    if let Some(found) = cursor.peek().and_then(Qualifier::from_ascii) {
        cursor.eat(found.as_str());
        *qualifiers = qualifiers.with(component, side, found);
    }
}

/// Why no day fits this date.
fn impossible_day(date: &Date, day: Field) -> EdtfReason {
    let Some(value) = day.value() else {
        return EdtfReason::Impossible(Part::Day);
    };
    let months = || date.month.into_iter().flat_map(|month| month.candidates(12));
    let length = |year| months().map(|month| days_in_month(year, month)).max();
    let last = date.year.candidates().filter_map(length).max().unwrap_or(31);
    let year = date.year.written().filter(|_| date.year.grain() == Grain::Year);
    let month = date.month.and_then(Field::value).filter(|_| value > 0);
    EdtfReason::NoSuchDay { year: year.filter(|_| month.is_some()), month, last }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Edtf;

    #[test]
    fn a_date_that_cannot_be_is_refused_where_it_is_wrong() {
        let no_such_day = |year, month, last| EdtfReason::NoSuchDay { year, month, last };
        for (text, reason, place) in [
            ("2018-13", EdtfReason::NoSuchMonth(13), 5..7),
            ("2018-00", EdtfReason::NoSuchMonth(0), 5..7),
            ("2018-42-01", EdtfReason::NoSuchMonth(42), 5..7),
            ("2018-3X", EdtfReason::Impossible(Part::Month), 5..7),
            ("2018-02-30", no_such_day(Some(2018), Some(2), 28), 8..10),
            ("2018-07-00", no_such_day(None, None, 31), 8..10),
            ("2018-XX-32", no_such_day(None, None, 31), 8..10),
            ("XXXX-02-30", no_such_day(None, Some(2), 29), 8..10),
            ("15X1-02-29", no_such_day(None, Some(2), 28), 8..10),
            ("2018-02-3X", EdtfReason::Impossible(Part::Day), 8..10),
            ("2018-04-?31", no_such_day(Some(2018), Some(4), 30), 9..11),
            ("2018-21-01", EdtfReason::DayAfterSeason, 7..10),
            ("197-05", EdtfReason::MonthAfterCoarseYear, 3..6),
            ("Y12018-07-31", EdtfReason::MonthAfterCoarseYear, 6..12),
            ("1950S2-07", EdtfReason::MonthAfterCoarseYear, 6..9),
        ] {
            let error = Edtf::parse(text).unwrap_err();
            assert_eq!((&error.reason, error.start..error.end), (&reason, place), "{text}");
        }
    }

    #[test]
    fn parts_have_two_digits() {
        let digits = |part, found, value| EdtfReason::Digits { part, found, value };
        for (text, reason, place) in [
            ("2018-7-31", digits(Part::Month, 1, Some(7)), 5..6),
            ("2018-07-1", digits(Part::Day, 1, Some(1)), 8..9),
            ("2018-07-311", digits(Part::Day, 3, None), 8..11),
            ("2018-", digits(Part::Month, 0, None), 5..5),
            ("2018-07-", digits(Part::Day, 0, None), 8..8),
            ("2018-1x", EdtfReason::LowerCase('X'), 6..7),
            ("2018--07", EdtfReason::Unexpected('-'), 5..6),
        ] {
            let error = Edtf::parse(text).unwrap_err();
            assert_eq!((&error.reason, error.start..error.end), (&reason, place), "{text}");
        }
    }
}
