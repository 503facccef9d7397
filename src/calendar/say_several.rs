//! Says intervals and sets in the words of a language.

use super::date::Date;
use super::day::Day;
use super::edtf::{Choice, End, Member, Set};
use super::pattern::slot;
use super::phrases::Phrases;
use super::say::around;
use super::year::Grain;

impl Phrases {
    pub(super) fn say_interval(&self, start: &End, end: &End) -> String {
        let words = &self.interval;
        match (start, end) {
            (End::At(start), End::At(end)) => self.say_range(start, end),
            (End::At(start), End::Open) => around(&words.since, &self.said(start)),
            (End::At(start), End::Unknown) => around(&words.unknown_end, &self.said(start)),
            (End::Open, End::At(end)) => around(&words.until, &self.said(end)),
            (End::Unknown, End::At(end)) => around(&words.unknown_start, &self.said(end)),
            (End::Open, End::Open) => words.always.clone(),
            (End::Unknown, _) | (_, End::Unknown) => self.vague.unknown.clone(),
        }
    }

    /// From one date to another, saying once what they share.
    fn say_range(&self, start: &Date, end: &Date) -> String {
        if start == end {
            return self.say_date(start);
        }
        let words = &self.interval;
        match (Plain::of(start), Plain::of(end)) {
            (Some(Plain::Day(start)), Some(Plain::Day(end))) if start.month_of_year() == end.month_of_year() => words.days.fill(&[
                (slot::START_DAY, &self.day_number(start.day())),
                (slot::END_DAY, &self.day_number(end.day())),
                (slot::MONTH, &self.month_in_day(end.month())),
                (slot::YEAR, &end.year()),
            ]),
            (Some(Plain::Day(start)), Some(Plain::Day(end))) if start.year() == end.year() => words.days_in_year.fill(&[
                (slot::START_DAY, &self.day_number(start.day())),
                (slot::START_MONTH, &self.month_in_day(start.month())),
                (slot::END_DAY, &self.day_number(end.day())),
                (slot::END_MONTH, &self.month_in_day(end.month())),
                (slot::YEAR, &end.year()),
            ]),
            (Some(Plain::Month(year, start)), Some(Plain::Month(same, end))) if year == same => {
                words.months.fill(&[(slot::START_MONTH, &self.month_name(start)), (slot::END_MONTH, &self.month_name(end)), (slot::YEAR, &year)])
            }
            (Some(Plain::Year(start)), Some(Plain::Year(end))) => words.years.fill(&[(slot::START, &start), (slot::END, &end)]),
            _ => words.range.fill(&[(slot::START, &self.say_date(start)), (slot::END, &self.say_date(end))]),
        }
    }

    pub(super) fn say_set(&self, set: &Set) -> String {
        match (set.choice, set.members.as_slice()) {
            (Choice::OneOf, [Member::Range(first, last)]) => self.say_between(&self.said(first), &self.said(last)),
            (choice, [only]) => self.say_member(choice, only),
            (choice, members) => {
                let said: Vec<String> = members.iter().map(|member| self.say_member(choice, member)).collect();
                let list = self.say_list(choice, &said);
                match choice {
                    Choice::OneOf => self.set.one_of.fill(&[(slot::LIST, &list)]),
                    Choice::AllOf => list,
                }
            }
        }
    }

    fn say_member(&self, choice: Choice, member: &Member) -> String {
        match (member, choice) {
            (Member::Date(date), _) => self.say_date(date),
            (Member::Range(first, last), _) => self.say_range(first, last),
            (Member::UpTo(date), Choice::OneOf) => around(&self.set.or_earlier, &self.said(date)),
            (Member::UpTo(date), Choice::AllOf) => around(&self.interval.until, &self.said(date)),
            (Member::From(date), Choice::OneOf) => around(&self.set.or_later, &self.said(date)),
            (Member::From(date), Choice::AllOf) => around(&self.interval.since, &self.said(date)),
        }
    }

    fn say_list(&self, choice: Choice, said: &[String]) -> String {
        let Some((last, before)) = said.split_last() else {
            return String::new();
        };
        if before.is_empty() {
            return last.clone();
        }
        let pair = match choice {
            Choice::OneOf => &self.set.or,
            Choice::AllOf => &self.set.and,
        };
        pair.fill(&[(slot::START, &before.join(&self.set.separator)), (slot::END, last)])
    }
}

/// A date of which nothing is doubted, masked or before Christ, so that it can share words with another.
enum Plain {
    Year(i64),
    Month(i64, u8),
    Day(Day),
}

impl Plain {
    fn of(date: &Date) -> Option<Plain> {
        let is_plain = date.qualifiers.is_empty() && date.year.grain() == Grain::Year;
        let year = date.year.written().filter(|&year| is_plain && year > 0)?;
        match (date.month, date.day) {
            (None, _) => Some(Plain::Year(year)),
            (Some(month), None) => month.value().filter(|&month| month <= 12).map(|month| Plain::Month(year, month)),
            (Some(month), Some(day)) => Day::new(year, month.value()?, day.value()?).map(Plain::Day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::phrases::samples::english;
    use super::super::say::tests::assert_said;

    #[test]
    fn intervals_say_once_what_their_ends_share() {
        assert_said(
            &english(),
            &[
                ("2018-04-27/2018-04-29", "27–29 April 2018"),
                ("2018-04-27/2018-05-26", "27 April – 26 May 2018"),
                ("2017-12-27/2018-01-02", "27 December 2017 – 2 January 2018"),
                ("2018-04/2018-05", "April–May 2018"),
                ("2017-12/2018-01", "December 2017 – January 2018"),
                ("1914/1918", "1914–1918"),
                ("-0099/-0043", "100 BC – 44 BC"),
                ("2018-04-27/2018-04-29~", "27 April 2018 – about 29 April 2018"),
                ("2018-04/2018-04", "April 2018"),
                ("2018-04/2019", "April 2018 – 2019"),
                ("2018-07/..", "since July 2018"),
                ("../2018-07", "until July 2018"),
                ("2018-07/", "from July 2018 to an unknown day"),
                ("/2018-07", "from an unknown day to July 2018"),
                ("../..", "at all times"),
                ("/", "at an unknown time"),
            ],
        );
    }

    #[test]
    fn sets_are_lists_or_choices() {
        assert_said(
            &english(),
            &[
                ("[1667,1668,1670..1672]", "one of 1667, 1668 or 1670–1672"),
                ("[1667,1760-12]", "one of 1667 or December 1760"),
                ("[2018-07-27..2018-07-31]", "between 27 July 2018 and 31 July 2018"),
                ("[..1984]", "1984 or earlier"),
                ("[1760-01,1760-12..]", "one of January 1760 or December 1760 or later"),
                ("{1667,1668,1670..1672}", "1667, 1668 and 1670–1672"),
                ("{..1984}", "until 1984"),
                ("[1984]", "1984"),
            ],
        );
    }
}
