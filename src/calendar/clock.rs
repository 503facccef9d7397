//! Times of day and offsets as people and programs write them after a day, leniently read.

use super::scanner::Scanner;
use super::time::{Offset, TimeOfDay};

/// `14:00`, `5:00:00`, `14:00:00.123`, `2:00 pm`, each with an offset or without.
pub(super) fn time(scanner: &mut Scanner<'_>) -> Option<TimeOfDay> {
    let hour = scanner.number()?.short()?;
    scanner.character(':').then_some(())?;
    let minute = scanner.number().filter(|minute| minute.digits == 2)?.short()?;
    let mut second = 0;
    if scanner.character(':') {
        second = scanner.number().filter(|second| second.digits == 2)?.short()?;
        if scanner.any_of(&['.', ',']).is_some() {
            scanner.number()?;
        }
    }
    let mut ahead = *scanner;
    ahead.spaces();
    let half_day = if ahead.the_word("am") {
        Some(0)
    } else if ahead.the_word("pm") {
        Some(12)
    } else {
        None
    };
    let hour = match half_day {
        None => hour,
        Some(noon) if (1..=12).contains(&hour) => {
            *scanner = ahead;
            hour % 12 + noon
        }
        Some(_) => return None,
    };
    let offset = offset(scanner)?;
    TimeOfDay::new(hour, minute, second, offset)
}

/// `Z`, `UTC`, `+9`, `-04`, `+0530`, `+05:30`, or a zone of RFC 2822, perhaps after a space. `Some(None)` if there
/// is none, `None` if there is one that cannot be.
#[expect(clippy::option_option, reason = "no offset and a bad one differ")]
pub(super) fn offset(scanner: &mut Scanner<'_>) -> Option<Option<Offset>> {
    scanner.spaces();
    if scanner.is_at_end() {
        return Some(None);
    }
    if let Some(zone) = scanner.word() {
        let (_, hours) = ZONES.into_iter().find(|(name, _)| zone.eq_ignore_ascii_case(name))?;
        return Offset::from_minutes(hours * 60).map(Some);
    }
    let sign = match scanner.any_of(&['+', '-', '−'])? {
        '+' => 1,
        _ => -1,
    };
    let number = scanner.number()?;
    let (hours, minutes) = match number.digits {
        1 | 2 if scanner.character(':') => (number.value, scanner.number().filter(|minutes| minutes.digits == 2)?.value),
        1 | 2 => (number.value, 0),
        4 => (number.value / 100, number.value % 100),
        _ => return None,
    };
    let minutes = i16::try_from(hours * 60 + minutes).ok().filter(|_| minutes < 60)?;
    // `-0000` says in RFC 2822 that the clock is UTC and its place unknown: UTC.
    Offset::from_minutes(sign * minutes).map(Some)
}

/// The zones of RFC 2822 §4.3, in hours from UTC.
const ZONES: [(&str, i16); 12] =
    [("Z", 0), ("UTC", 0), ("UT", 0), ("GMT", 0), ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7)];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let mut scanner = Scanner::new(text);
        let time = time(&mut scanner)?;
        scanner.is_at_end().then(|| time.to_string())
    }

    #[test]
    fn loose_times_are_read() {
        for (text, time) in [
            ("14:00", "14:00:00"),
            ("5:00:00 +0000", "05:00:00Z"),
            ("14:00:00.123456789+05:30", "14:00:00+05:30"),
            ("14:00 -4", "14:00:00-04:00"),
            ("14:00 -0000", "14:00:00Z"),
            ("12:30 am", "00:30:00"),
            ("12:30pm EST", "12:30:00-05:00"),
            ("24:00", "24:00:00"),
        ] {
            assert_eq!(read(text).as_deref(), Some(time), "{text}");
        }
    }

    #[test]
    fn impossible_times_are_not() {
        for text in ["14", "14:5", "25:00", "24:01", "14:00 CEST", "14:00 +15", "14:00 +05:60", "0:30 pm", "14:00 +12345"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
