//! Says how long after one day another is: "three months later".

use std::fmt::Display;

use super::day::Day;
use super::pattern::slot;
use super::phrases::{Counted, GapPhrases, Phrases};

/// A length of time as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    NextDay,
    Days(u64),
    Weeks(u64),
    Months(u64),
    Years(u64),
}

impl Phrases {
    /// Says how long after `from` the day `to` is: "the next day", "two weeks later", "three months later".
    ///
    /// Rounded as people round: days to two weeks, weeks to a month, months to two years (a year being "a year"),
    /// then years. `None` if `to` is not after `from`.
    #[must_use]
    pub fn say_gap(&self, from: Day, to: Day) -> Option<String> {
        Some(self.say_length(gap(from, to)?, &self.gap))
    }

    /// Says how long before `to` the day `from` is: "the day before", "two weeks earlier", "three months earlier"; for lists
    /// that run from the newest to the oldest. `None` if `to` is not after `from`.
    #[must_use]
    pub fn say_gap_back(&self, from: Day, to: Day) -> Option<String> {
        Some(self.say_length(gap(from, to)?, &self.gap_back))
    }

    fn say_length(&self, length: Gap, phrases: &GapPhrases) -> String {
        match length {
            Gap::NextDay => phrases.next_day.clone(),
            Gap::Days(days) => self.say_counted(&phrases.days, days),
            Gap::Weeks(weeks) => self.say_counted(&phrases.weeks, weeks),
            Gap::Months(months) => self.say_counted(&phrases.months, months),
            Gap::Years(years) => self.say_counted(&phrases.years, years),
        }
    }

    fn say_counted(&self, forms: &Counted, count: u64) -> String {
        let index = usize::try_from(count).ok().and_then(|count| count.checked_sub(1));
        let word = index.and_then(|index| self.numbers.get(index));
        let count_said: &dyn Display = word.map_or(&count, |word| word);
        forms.of(self.plural.category(count)).fill(&[(slot::COUNT, count_said)])
    }
}

fn gap(from: Day, to: Day) -> Option<Gap> {
    let days = u64::try_from(from.days_until(to)).ok().filter(|&days| days > 0)?;
    // 1 February to 1 March is a month, though it is four weeks to the day.
    let whole_month = days == 28 && from.day() == to.day();
    Some(match days {
        1 => Gap::NextDay,
        7 => Gap::Weeks(1),
        ..14 => Gap::Days(days),
        ..=28 if !whole_month => Gap::Weeks(rounded(days, 7, 1)),
        _ => match rounded(days, 304_369, 10_000) {
            12 => Gap::Years(1),
            months @ ..24 => Gap::Months(months),
            _ => Gap::Years(rounded(days, 3_652_425, 10_000)),
        },
    })
}

/// `days` in units of `length / scale` days, to the nearest whole, and at least one.
fn rounded(days: u64, length: u64, scale: u64) -> u64 {
    let (days, length, scale) = (u128::from(days), u128::from(length), u128::from(scale));
    let units = (days * scale + length / 2) / length;
    u64::try_from(units).unwrap_or(u64::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::phrases::samples::{english, korean, phrases};
    use super::*;

    fn said(from: &str, to: &str) -> Option<String> {
        english().say_gap(from.parse().unwrap(), to.parse().unwrap())
    }

    #[test]
    fn gaps_are_rounded_as_people_round() {
        for (from, to, expected) in [
            ("2018-07-31", "2018-08-01", "the next day"),
            ("2018-07-31", "2018-08-02", "two days later"),
            ("2018-07-31", "2018-08-07", "a week later"),
            ("2018-07-31", "2018-08-13", "13 days later"),
            ("2018-07-31", "2018-08-14", "two weeks later"),
            ("2018-07-31", "2018-08-24", "three weeks later"),
            ("2018-07-31", "2018-08-28", "four weeks later"),
            ("2018-07-31", "2018-08-31", "a month later"),
            ("2018-02-01", "2018-03-01", "a month later"),
            ("2018-04-27", "2018-07-31", "three months later"),
            ("2018-01-01", "2018-12-01", "eleven months later"),
            ("2018-01-01", "2019-01-01", "a year later"),
            ("2018-01-01", "2019-07-01", "18 months later"),
            ("2018-01-01", "2020-01-01", "two years later"),
            ("2008-07-31", "2018-07-31", "ten years later"),
            ("1953-07-27", "2018-07-31", "65 years later"),
        ] {
            assert_eq!(said(from, to).as_deref(), Some(expected), "{from} {to}");
        }
    }

    #[test]
    fn nothing_is_said_of_the_same_day_or_an_earlier_one() {
        assert_eq!(said("2018-07-31", "2018-07-31"), None);
        assert_eq!(said("2018-07-31", "2018-07-30"), None);
    }

    #[test]
    fn korean_counts_in_digits() {
        let said = |from: &str, to: &str| korean().say_gap(from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(said("2018-04-27", "2018-07-31").as_deref(), Some("3개월 뒤"));
        assert_eq!(said("2018-07-31", "2018-08-01").as_deref(), Some("다음 날"));
        assert_eq!(said("2018-07-31", "2018-08-07").as_deref(), Some("1주 뒤"));
        assert_eq!(said("2008-07-31", "2018-07-31").as_deref(), Some("10년 뒤"));
    }

    #[test]
    fn a_language_with_more_plural_forms_needs_no_code() {
        let yaml = include_str!("../../templates/words/en.yaml")
            .replace("    one: n = 1\n", "    one: n % 10 = 1 and n % 100 != 11\n    few: n % 10 = 2..4 and n % 100 != 12..14\n")
            .replace("one: a year later, other: \"{count} years later\"", RUSSIAN_YEARS)
            .replace("numbers: [one", "numbers: [] # [one");
        let russian = phrases(&yaml);
        let from = Day::new(1900, 1, 1).unwrap();
        let said = |years: i64| russian.say_gap(from, Day::new(1900 + years, 1, 1).unwrap());
        assert_eq!(said(21).as_deref(), Some("21 год спустя"));
        assert_eq!(said(22).as_deref(), Some("22 года спустя"));
        assert_eq!(said(12).as_deref(), Some("12 лет спустя"));
    }

    const RUSSIAN_YEARS: &str = "one: \"{count} год спустя\", few: \"{count} года спустя\", other: \"{count} лет спустя\"";

    #[test]
    fn the_longest_gap_is_said() {
        assert!(english().say_gap(Day::MIN, Day::MAX).is_some());
    }

    proptest! {
        #[test]
        fn a_longer_gap_is_never_a_smaller_unit(days in 1_i64..100_000) {
            let from = Day::new(2000, 1, 1).unwrap();
            let rank = |days: i64| match gap(from, from.plus_days(days)).unwrap() {
                Gap::NextDay => (0, 1),
                // A week is said of seven days only, between days.
                Gap::Days(days) => (0, days),
                Gap::Weeks(1) => (0, 7),
                Gap::Weeks(weeks) => (1, weeks),
                Gap::Months(months) => (2, months),
                Gap::Years(years) => (2, years * 12),
            };
            prop_assert!(rank(days) <= rank(days + 1));
        }
    }
}
