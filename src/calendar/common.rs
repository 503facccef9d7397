//! Dates that are not EDTF but common in front matter, feeds and old sites.

use super::clock::{offset, time};
use super::day::{Day, Weekday};
use super::edtf::Edtf;
use super::month::Month;
use super::scanner::{Number, Scanner};
use super::time::TimeOfDay;

/// What a text that is not EDTF was understood to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommonReading {
    /// The date, with its time if it has one. A time belongs to the civil day written in its own offset.
    pub date: Edtf,
    /// The time of day, as [`Edtf::time`] of `date` gives it.
    pub time: Option<TimeOfDay>,
    /// A name for the way it was spelled, such as `YYYY-M-D`: the same for all dates of one message.
    pub spelling: &'static str,
}

/// Longer than any spelling that is read; what is longer is not looked at.
const LONGEST: usize = 64;

/// Reads a date that is not EDTF, in one of the spellings people and programs commonly use.
///
/// Months and days are read in English. `3/4/2015` could be March or April and is not read, `3/17/2015` is. A
/// weekday that contradicts its date is a mistake nobody here can mend, so that date is not read either. Seconds
/// default to 0, fractions of a second are dropped. `None` for EDTF itself, and for anything else.
#[must_use]
pub fn read_common(text: &str) -> Option<CommonReading> {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.len() > LONGEST || Edtf::parse(text).is_ok() {
        return None;
    }
    if let Ok(date) = Edtf::parse(trimmed) {
        return Some(CommonReading { time: date.time(), date, spelling: "spaces around the date" });
    }
    [numeric_year_first, numeric_year_last, month_only, compact, in_words].into_iter().find_map(|read| read(Scanner::new(trimmed)))
}

/// `2017-2-5`, `2015/03/17`, `2015.3.17`, and with a time after `T` or a space: RFC 3339 and its relatives.
fn numeric_year_first(mut scanner: Scanner<'_>) -> Option<CommonReading> {
    let year = scanner.number()?.year()?;
    let separator = scanner.any_of(&['-', '/', '.'])?;
    let month = scanner.number()?.short()?;
    scanner.character(separator).then_some(())?;
    let day = Day::new(year, month, scanner.number()?.short()?)?;
    let spelling = match separator {
        '-' => ["YYYY-M-D", "YYYY-MM-DD HH:MM"],
        '/' => ["YYYY/MM/DD", "YYYY/MM/DD HH:MM"],
        _ => ["YYYY.MM.DD", "YYYY.MM.DD HH:MM"],
    };
    with_time(scanner, day, spelling)
}

/// `17/3/2015` or `3/17/2015`, as long as only one reading is a date.
fn numeric_year_last(mut scanner: Scanner<'_>) -> Option<CommonReading> {
    let first = scanner.number()?.short()?;
    let separator = scanner.any_of(&['/', '.', '-'])?;
    let second = scanner.number()?.short()?;
    scanner.character(separator).then_some(())?;
    let year = scanner.number()?.year()?;
    match (Day::new(year, second, first), Day::new(year, first, second)) {
        (Some(day), None) => with_time(scanner, day, ["D/M/YYYY", "D/M/YYYY HH:MM"]),
        (None, Some(day)) => with_time(scanner, day, ["M/D/YYYY", "M/D/YYYY HH:MM"]),
        (Some(day), Some(same)) if day == same => with_time(scanner, day, ["D/M/YYYY", "D/M/YYYY HH:MM"]),
        _ => None,
    }
}

/// `2015-3`, `2015/03`, `03/2015`.
fn month_only(mut scanner: Scanner<'_>) -> Option<CommonReading> {
    let first = scanner.number()?;
    scanner.any_of(&['-', '/', '.'])?;
    let second = scanner.number()?;
    let month = match (first.year(), second.year()) {
        (Some(year), None) => Month::new(year, second.short()?)?,
        (None, Some(year)) => Month::new(year, first.short()?)?,
        _ => return None,
    };
    whole_month(scanner, month, "YYYY/MM")
}

/// `20150317`, `20150317T140000Z`: the basic format of ISO 8601-1, which EDTF leaves out.
fn compact(mut scanner: Scanner<'_>) -> Option<CommonReading> {
    let Number { value, digits: 8 } = scanner.number()? else {
        return None;
    };
    let part = |divisor: u32| u8::try_from(value / divisor % 100).ok();
    let day = Day::new(i64::from(value / 10_000), part(100)?, part(1)?)?;
    let mut ahead = scanner;
    if ahead.any_of(&['T', 't']).is_some()
        && let Some(Number { value, digits: 6 }) = ahead.number()
    {
        let part = |divisor: u32| u8::try_from(value / divisor % 100).ok();
        let offset = offset(&mut ahead)?;
        let time = TimeOfDay::new(part(10_000)?, part(100)?, part(1)?, offset)?;
        return finished(ahead, Edtf::from_day_and_time(day, time), "YYYYMMDDTHHMMSS");
    }
    with_time(scanner, day, ["YYYYMMDD", "YYYYMMDD HH:MM"])
}

/// `17 March 2015`, `March 17, 2015`, `Mar 2015`, `Tue, 17 Mar 2015 14:00:00 +0000` (RFC 2822).
fn in_words(mut scanner: Scanner<'_>) -> Option<CommonReading> {
    let weekday = leading_weekday(&mut scanner);
    let (day, spelling) = if let Some(number) = scanner.number() {
        ordinal_ending(&mut scanner);
        gap(&mut scanner)?;
        if scanner.the_word("of") {
            gap(&mut scanner)?;
        }
        let month = month_number(scanner.word()?)?;
        gap(&mut scanner)?;
        let day = Day::new(scanner.number()?.year()?, month, number.short()?)?;
        (day, if weekday.is_some() { ["Weekday, D Month YYYY", "RFC 2822"] } else { ["D Month YYYY", "D Month YYYY HH:MM"] })
    } else {
        let month = month_number(scanner.word()?)?;
        gap(&mut scanner)?;
        let number = scanner.number()?;
        if let Some(year) = number.year() {
            return whole_month(scanner, Month::new(year, month)?, "Month YYYY");
        }
        ordinal_ending(&mut scanner);
        gap(&mut scanner)?;
        let day = Day::new(scanner.number()?.year()?, month, number.short()?)?;
        (day, ["Month D, YYYY", "Month D, YYYY HH:MM"])
    };
    let agrees = weekday.is_none_or(|weekday| weekday == day.weekday());
    agrees.then(|| with_time(scanner, day, spelling)).flatten()
}

/// What separates the parts of a date in words: dots, commas, spaces or a hyphen, at least one of them.
fn gap(scanner: &mut Scanner<'_>) -> Option<()> {
    scanner.any_of(&[' ', ',', '.', '-'])?;
    while scanner.any_of(&[' ', ',']).is_some() {}
    Some(())
}

fn ordinal_ending(scanner: &mut Scanner<'_>) {
    let _ = ["st", "nd", "rd", "th"].into_iter().any(|ending| scanner.the_word(ending));
}

/// A weekday before the date, if there is one.
fn leading_weekday(scanner: &mut Scanner<'_>) -> Option<Weekday> {
    let mut ahead = *scanner;
    let word = ahead.word()?;
    let (_, weekday) = WEEKDAYS.into_iter().find(|(name, _)| is_name(word, name))?;
    gap(&mut ahead)?;
    *scanner = ahead;
    Some(weekday)
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("Monday", Weekday::Monday),
    ("Tuesday", Weekday::Tuesday),
    ("Wednesday", Weekday::Wednesday),
    ("Thursday", Weekday::Thursday),
    ("Friday", Weekday::Friday),
    ("Saturday", Weekday::Saturday),
    ("Sunday", Weekday::Sunday),
];

const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// The number of a month named in English, in full or by at least three letters.
fn month_number(word: &str) -> Option<u8> {
    (1..).zip(MONTHS).find_map(|(number, name)| is_name(word, name).then_some(number))
}

fn is_name(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn whole_month(scanner: Scanner<'_>, month: Month, spelling: &'static str) -> Option<CommonReading> {
    finished(scanner, Edtf::from_month(month), spelling)
}

/// The day, and the time after it, if one follows. The first spelling is that of the day alone.
fn with_time(mut scanner: Scanner<'_>, day: Day, spelling: [&'static str; 2]) -> Option<CommonReading> {
    let [alone, timed] = spelling;
    if scanner.is_at_end() {
        return finished(scanner, Edtf::from_day(day), alone);
    }
    let after_letter = scanner.any_of(&['T', 't']).is_some();
    if !after_letter {
        let comma = scanner.character(',');
        (scanner.spaces() || comma).then_some(())?;
        if scanner.the_word("at") {
            scanner.spaces();
        }
    }
    let time = time(&mut scanner)?;
    finished(scanner, Edtf::from_day_and_time(day, time), if after_letter { "RFC 3339" } else { timed })
}

fn finished(scanner: Scanner<'_>, date: Edtf, spelling: &'static str) -> Option<CommonReading> {
    scanner.is_at_end().then(|| CommonReading { time: date.time(), date, spelling })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_spellings_are_understood() {
        for (text, date, spelling) in [
            ("2015-03-17 14:00:00 -4", "2015-03-17T14:00:00-04:00", "YYYY-MM-DD HH:MM"),
            ("2013-11-22 5:00:00 +0000", "2013-11-22T05:00:00Z", "YYYY-MM-DD HH:MM"),
            ("2015-03-17 14:00", "2015-03-17T14:00:00", "YYYY-MM-DD HH:MM"),
            ("2015-03-17T14:00:00.123Z", "2015-03-17T14:00:00Z", "RFC 3339"),
            ("2015-03-17t14:00z", "2015-03-17T14:00:00Z", "RFC 3339"),
            ("2015-03-17 23:30:00-12:00", "2015-03-17T23:30:00-12:00", "YYYY-MM-DD HH:MM"),
            ("2017-2-5", "2017-02-05", "YYYY-M-D"),
            ("2015/03/17", "2015-03-17", "YYYY/MM/DD"),
            ("2015.3.17", "2015-03-17", "YYYY.MM.DD"),
            ("2015/03", "2015-03", "YYYY/MM"),
            ("2015-3", "2015-03", "YYYY/MM"),
            ("20150317", "2015-03-17", "YYYYMMDD"),
            ("20150317T140000Z", "2015-03-17T14:00:00Z", "YYYYMMDDTHHMMSS"),
            ("17 March 2015", "2015-03-17", "D Month YYYY"),
            ("17-Mar-2015", "2015-03-17", "D Month YYYY"),
            ("17th of March, 2015", "2015-03-17", "D Month YYYY"),
            ("March 17, 2015", "2015-03-17", "Month D, YYYY"),
            ("Sept. 1st, 2015 at 2:05 pm", "2015-09-01T14:05:00", "Month D, YYYY HH:MM"),
            ("march 2015", "2015-03", "Month YYYY"),
            ("Mar 2015", "2015-03", "Month YYYY"),
            ("Tue, 17 Mar 2015 14:00:00 +0000", "2015-03-17T14:00:00Z", "RFC 2822"),
            ("Tue, 17 Mar 2015 14:00:00 EST", "2015-03-17T14:00:00-05:00", "RFC 2822"),
            ("Tuesday, March 17, 2015", "2015-03-17", "Month D, YYYY"),
            ("3/17/2015", "2015-03-17", "M/D/YYYY"),
            ("17.3.2015", "2015-03-17", "D/M/YYYY"),
            ("3/3/2015", "2015-03-03", "D/M/YYYY"),
            (" 2018-07-31 ", "2018-07-31", "spaces around the date"),
        ] {
            let reading = read_common(text).map(|reading| (reading.date.to_string(), reading.spelling));
            let expected = Some((date.to_owned(), spelling));
            assert_eq!(reading, expected, "{text}");
        }
    }

    #[test]
    fn what_could_be_two_dates_or_none_is_not_read() {
        for text in [
            "3/4/2015",
            "2015-13-17",
            "2015-02-30 14:00",
            "30 February 2015",
            "Wed, 17 Mar 2015",
            "17 Ma 2015",
            "17 March 15",
            "2015-03-17 25:00",
            "2015-03-17 14:00 +15:00",
            "2015-03-17 14:00 +05:75",
            "2015-03-17 14",
            "2015-03/17",
            "2015-03-17 13:00 pm",
            "2015-03-17 and more",
            "yesterday",
            "",
            "二〇一五年三月十七日",
        ] {
            assert_eq!(read_common(text), None, "{text}");
        }
        assert_eq!(read_common(&"1".repeat(1_000_000)), None);
    }

    #[test]
    fn edtf_itself_is_not_a_common_spelling() {
        assert_eq!(read_common("2018-07-31"), None);
        assert_eq!(read_common("2018-07-31T14:00:00-04"), None);
    }
}
