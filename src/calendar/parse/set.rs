//! Sets of dates: `[1667,1668,1670..1672]`, `{..1983-12-31,1984-11-05..}`.

use super::cursor::Cursor;
use super::date::date;
use super::expression::{refuse_backwards, refuse_season, refuse_time};
use super::unexpected::unexpected;
use crate::calendar::date::Date;
use crate::calendar::edtf::{Choice, Member, Set};
use crate::calendar::error::EdtfError;
use crate::calendar::reason::EdtfReason;

/// Reads a set whose opening bracket is next (LOC level 2, "Set representation").
pub(super) fn set(cursor: &mut Cursor<'_>, choice: Choice) -> Result<Set, EdtfError> {
    cursor.step_over_character();
    let mut members = Vec::new();
    loop {
        members.push(member(cursor, members.is_empty())?);
        if cursor.eat(",") {
            // LOC writes sets without spaces; the draft of 2012 wrote `[1667,1668, 1670..1672]`, and people do.
            cursor.eat_while(|byte| byte == b' ');
        } else {
            close(cursor, choice)?;
            return Ok(Set { choice, members });
        }
    }
}

fn close(cursor: &mut Cursor<'_>, choice: Choice) -> Result<(), EdtfError> {
    let (_, closing) = choice.brackets();
    match cursor.character() {
        None => Err(EdtfError::new(cursor.next_range(), EdtfReason::UnclosedSet(closing))),
        Some(found) if found == closing => {
            cursor.step_over_character();
            Ok(())
        }
        Some(']' | '}') => Err(EdtfError::new(cursor.next_range(), EdtfReason::MixedBrackets(closing))),
        Some(_) => Err(unexpected(cursor)),
    }
}

fn member(cursor: &mut Cursor<'_>, is_first: bool) -> Result<Member, EdtfError> {
    let start = cursor.at();
    if is_between_members(cursor) {
        return Err(EdtfError::new(cursor.next_range(), EdtfReason::EmptyMember));
    }
    if cursor.eat("..") {
        if is_between_members(cursor) || cursor.is_at_end() {
            return Err(cursor.fault_since(start, EdtfReason::LoneDots));
        }
        let last = member_date(cursor)?;
        refuse_season(&last, start..cursor.at())?;
        if !is_first {
            return Err(cursor.fault_since(start, EdtfReason::OpenRangeInside));
        }
        return Ok(Member::UpTo(last));
    }
    let first = member_date(cursor)?;
    let first_place = cursor.since(start);
    if !cursor.eat("..") {
        return Ok(Member::Date(first));
    }
    refuse_season(&first, first_place)?;
    if cursor.peek() == Some(b',') {
        return Err(cursor.fault_since(start, EdtfReason::OpenRangeInside));
    }
    if is_between_members(cursor) || cursor.is_at_end() {
        return Ok(Member::From(first));
    }
    let last_start = cursor.at();
    let last = member_date(cursor)?;
    refuse_season(&last, cursor.since(last_start))?;
    refuse_backwards(&first, &last, cursor.since(last_start))?;
    Ok(Member::Range(first, last))
}

fn member_date(cursor: &mut Cursor<'_>) -> Result<Date, EdtfError> {
    let date = date(cursor)?;
    refuse_time(cursor)?;
    Ok(date)
}

/// Is a comma or a bracket next?
fn is_between_members(cursor: &Cursor<'_>) -> bool {
    matches!(cursor.peek(), Some(b',' | b']' | b'}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Edtf;

    #[test]
    fn sets_of_dates_and_ranges_are_read() {
        for text in [
            "[1667,1668,1670..1672]",
            "[..1760-12-03]",
            "[1760-12..]",
            "[1760-01,1760-02,1760-12..]",
            "{1960,1961-12}",
            "{..1984}",
            "[-1740-02-12..-1200-01-29]",
            "{..1983-12-31,1984-10-10..1984-11-01,1984-11-05..}",
            "[2001-21,2002?,19,Y12018]",
            "[1667]",
        ] {
            assert_eq!(Edtf::parse(text).map(|set| set.to_string()).as_deref(), Ok(text));
        }
        assert!(Edtf::parse("{1667,1668, 1670..1672}").is_ok());
    }

    #[test]
    fn a_bad_set_says_what_is_bad() {
        for (text, reason, place) in [
            ("[]", EdtfReason::EmptyMember, 1..2),
            ("[1667,]", EdtfReason::EmptyMember, 6..7),
            ("[,1667]", EdtfReason::EmptyMember, 1..2),
            ("[1667,1668", EdtfReason::UnclosedSet(']'), 10..10),
            ("[1667}", EdtfReason::MixedBrackets(']'), 5..6),
            ("{1667]", EdtfReason::MixedBrackets('}'), 5..6),
            ("[..]", EdtfReason::LoneDots, 1..3),
            ("[1667,..1984]", EdtfReason::OpenRangeInside, 6..12),
            ("[1667..,1984]", EdtfReason::OpenRangeInside, 1..7),
            ("[..1667..1984]", EdtfReason::Unexpected('.'), 7..8),
            ("[1672..1670]", EdtfReason::EndBeforeStart, 7..11),
            ("[2001-21..2001-22]", EdtfReason::SeasonInRange, 1..8),
            ("[1985-04-12T10:00:00]", EdtfReason::TimeInRange, 11..20),
            ("[ 1667]", EdtfReason::Space, 1..2),
            ("[1667 ,1668]", EdtfReason::Space, 5..6),
            ("[1 667]", EdtfReason::Digits { part: crate::calendar::Part::Year, found: 1, value: None }, 1..2),
            ("[1667]?", EdtfReason::Unexpected('?'), 6..7),
            ("[[1667]]", EdtfReason::Unexpected('['), 1..2),
            ("[1667]]", EdtfReason::Unexpected(']'), 6..7),
            ("[1667/1668]", EdtfReason::Unexpected('/'), 5..6),
            ("1667]", EdtfReason::Unexpected(']'), 4..5),
        ] {
            let error = Edtf::parse(text).unwrap_err();
            assert_eq!((&error.reason, error.start..error.end), (&reason, place), "{text}");
        }
    }
}
