//! Says an expression in the words of a language; one date of it here, several in `say_several`.

use super::case::{Case, Said};
use super::date::Date;
use super::day::Day;
use super::edtf::{Edtf, Shape};
use super::field::Field;
use super::grouping::{Grouping, Hemisphere, Kind};
use super::pattern::{Pattern, slot};
use super::phrases::{Around, Phrases};
use super::year::{Grain, Year};

impl Phrases {
    /// Says an expression: "31 July 2018", "about July 2018", "27–29 April 2018", "since July 2018", "the 1990s".
    ///
    /// A qualifier on any part of a date is said of the whole of it. A time is said by the writer's own clock,
    /// without offset and seconds.
    #[must_use]
    pub fn say(&self, edtf: &Edtf) -> String {
        match edtf.shape() {
            Shape::Date(date) => self.say_date(date),
            Shape::DateTime(date, time) => {
                let time = self.time.fill(&[(slot::HOUR, &format_args!("{:02}", time.hour())), (slot::MINUTE, &format_args!("{:02}", time.minute()))]);
                self.date_time.fill(&[(slot::DATE, &self.say_date(date)), (slot::TIME, &time)])
            }
            Shape::Interval(start, end) => self.say_interval(start, end),
            Shape::Set(set) => self.say_set(set),
        }
    }

    pub(super) fn say_date(&self, date: &Date) -> String {
        self.said(date).text
    }

    /// A date in words, for a phrase around it.
    pub(super) fn said(&self, date: &Date) -> Said {
        let said = self.say_unqualified(date);
        let estimated = date.qualifiers.approximate() || is_estimate(&date.year);
        let qualified = match (date.qualifiers.uncertain(), estimated) {
            (false, false) => return said,
            (false, true) => &self.qualified.about,
            (true, false) => &self.qualified.perhaps,
            (true, true) => &self.qualified.perhaps_about,
        };
        Said::new(Case::Other, around(qualified, &said))
    }

    fn say_unqualified(&self, date: &Date) -> Said {
        match date.year.written() {
            Some(year) => self.say_in_year(date, year),
            None => self.say_in_years(date),
        }
    }

    /// A date in a year that is known.
    fn say_in_year(&self, date: &Date, year: i64) -> Said {
        if let Some(grouping) = date.grouping() {
            return Said::new(Case::PartOfYear, self.say_part_of_year(grouping.kind(), &self.year_number(year)));
        }
        let whole_year = || Said::new(Case::Year, self.say_year(year));
        let Some(month) = date.month else {
            return whole_year();
        };
        let whole_month = |month| Said::new(Case::Month, self.say_month(year, month));
        let unknown_day = date.day.is_none_or(Field::is_unspecified);
        match (month.value(), date.day.and_then(Field::value)) {
            (Some(month), Some(day)) => Said::new(Case::Day, Day::new(year, month, day).map_or_else(String::new, |day| self.say_day(day))),
            (Some(month), None) if date.day.is_none() => whole_month(month),
            (Some(month), None) if unknown_day => Said::new(Case::Other, around(&self.vague.some_day_in, &whole_month(month))),
            (None, None) if month.is_unspecified() && unknown_day => Said::new(Case::Other, around(&self.vague.some_time_in, &whole_year())),
            _ => self.say_between_bounds(date),
        }
    }

    /// Some digits of month or day are unknown: the first and last they can be.
    fn say_between_bounds(&self, date: &Date) -> Said {
        let say = |day: Day| match date.day {
            None => Said::new(Case::Month, self.say_month(day.year(), day.month())),
            Some(_) => Said::new(Case::Day, self.say_day(day)),
        };
        match (date.first_possible_day().map(say), date.last_possible_day().map(say)) {
            (Some(first), Some(last)) if first.text == last.text => first,
            (Some(first), Some(last)) => Said::new(Case::Other, self.say_between(&first, &last)),
            _ => Said::new(Case::Other, self.vague.unknown.clone()),
        }
    }

    /// Between two dates.
    pub(super) fn say_between(&self, first: &Said, last: &Said) -> String {
        self.vague.between.of(first.case).fill(&[(slot::START, &first.text), (slot::END, &last.text)])
    }

    fn say_part_of_year(&self, kind: Kind, year: &str) -> String {
        let words = &self.part_of_year;
        let part =
            |patterns: &[Pattern<{ slot::YEAR }>], index: usize| patterns.get(index).map_or_else(String::new, |pattern| pattern.fill(&[(slot::YEAR, &year)]));
        match kind {
            Kind::Quarter(index) => part(&words.quarters, index),
            Kind::Third(index) => part(&words.thirds, index),
            Kind::Half(index) => part(&words.halves, index),
            Kind::Season(index, hemisphere) => {
                let pattern = match hemisphere {
                    None => &words.season,
                    Some(Hemisphere::Northern) => &words.northern,
                    Some(Hemisphere::Southern) => &words.southern,
                };
                pattern.fill(&[(slot::SEASON, &self.season_name(index)), (slot::YEAR, &year)])
            }
        }
    }

    fn season_name(&self, index: usize) -> &str {
        self.part_of_year.seasons.get(index).map_or("", String::as_str)
    }

    /// A date in years of which not every digit is known.
    fn say_in_years(&self, date: &Date) -> Said {
        let years = self.say_years(&date.year);
        let has_mask = date.has_unspecified();
        let named = match (date.grouping().map(Grouping::kind), date.month.and_then(Field::value)) {
            (Some(Kind::Season(index, _)), _) => Some(self.season_name(index).to_owned()),
            (None, Some(month)) => Some(match date.day.and_then(Field::value) {
                Some(day) => self.say_day_of_month(month, day),
                None => self.month_name(month).to_owned(),
            }),
            _ => None,
        };
        match named {
            Some(named) => Said::new(Case::Other, self.vague.within.of(years.case).fill(&[(slot::DATE, &named), (slot::YEARS, &years.text)])),
            // `199X` is one year of the decade, `199` the decade; of `XXXX` there is nothing to be in.
            None if has_mask && date.year.grain() != Grain::Unknown => Said::new(Case::Other, around(&self.vague.some_time_in, &years)),
            None => years,
        }
    }

    /// Years of which not every digit is known: a decade, a century, "the years 1000–1999".
    fn say_years(&self, year: &Year) -> Said {
        let mut candidates = year.candidates();
        let Some(first) = candidates.next() else {
            return Said::new(Case::Other, self.vague.unknown.clone());
        };
        let last = candidates.next_back().unwrap_or(first);
        match year.grain() {
            Grain::Unknown => Said::new(Case::Other, self.vague.unknown_year.clone()),
            // Decades before Christ would be off by one: -1939 to -1930 is 1940 BC to 1931 BC.
            Grain::Decade if first > 0 => Said::new(Case::Decade, self.vague.decade.fill(&[(slot::YEAR, &first)])),
            // The hundred years counted in tens from 0000; the first of them is 1 BC, which nobody will miss.
            Grain::Century => {
                let number = first.max(-last).unsigned_abs() / 100 + 1;
                let pattern = if first < 0 { &self.vague.century_before_christ } else { &self.vague.century };
                let said = pattern.fill(&[(slot::N, &number), (slot::ROMAN, &roman(number)), (slot::ORDINAL, &self.say_ordinal(number))]);
                Said::new(Case::Century, said)
            }
            _ => Said::new(Case::Other, self.vague.years.fill(&[(slot::START, &self.year_number(first)), (slot::END, &self.year_number(last))])),
        }
    }

    fn say_ordinal(&self, number: u64) -> String {
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        match index.and_then(|index| self.ordinal.words.get(index)) {
            Some(word) => word.clone(),
            None => self.ordinal.forms.of(self.ordinal.rules.category(number)).fill(&[(slot::N, &number), (slot::ROMAN, &roman(number))]),
        }
    }
}

/// A number in Roman numerals; from 4000 on, for which there are none, in digits.
fn roman(number: u64) -> String {
    const NUMERALS: [(u64, &str); 13] =
        [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    if number >= 4000 {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, numeral) in NUMERALS {
        while rest >= value {
            text.push_str(numeral);
            rest -= value;
        }
    }
    text
}

/// Is the year an estimate, of which some digits do not count (`1950S2`)?
fn is_estimate(year: &Year) -> bool {
    year.written().is_some() && year.grain() != Grain::Year
}

/// A phrase around what was said.
pub(super) fn around(phrase: &Around, date: &Said) -> String {
    phrase.of(date.case).fill(&[(slot::DATE, &date.text)])
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::phrases::samples::{english, korean};
    use super::*;

    pub(in crate::calendar) fn assert_said(phrases: &Phrases, samples: &[(&str, &str)]) {
        for (text, expected) in samples {
            assert_eq!(phrases.say(&Edtf::parse(text).unwrap()), *expected, "{text}");
        }
    }

    #[test]
    fn dates_are_said_in_english() {
        assert_said(
            &english(),
            &[
                ("2018-07-31", "31 July 2018"),
                ("2018-07", "July 2018"),
                ("2018", "2018"),
                ("-0043-03-15", "15 March 44 BC"),
                ("0000", "1 BC"),
                ("Y12018", "12018"),
                ("2018-07-31T14:00:00", "31 July 2018, 14:00"),
                ("2018-07-31T09:05:59+09:00", "31 July 2018, 09:05"),
                ("2018-07~", "about July 2018"),
                ("2018?", "perhaps 2018"),
                ("2004-06-~11", "about 11 June 2004"),
                ("2018-07-31%", "perhaps about 31 July 2018"),
                ("1950S2", "about 1950"),
                ("2018-21", "spring 2018"),
                ("2018-30", "summer 2018 (southern hemisphere)"),
                ("2018-34", "the second quarter of 2018"),
                ("2018-39", "the last third of 2018"),
                ("2018-41~", "about the second half of 2018"),
            ],
        );
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        assert_said(
            &english(),
            &[
                ("199", "the 1990s"),
                ("199X", "some time in the 1990s"),
                ("18", "the 19th century"),
                ("20", "the 21st century"),
                ("00", "the 1st century"),
                ("-04", "the 5th century BC"),
                ("-193", "the years 1940 BC–1931 BC"),
                ("18XX~", "about some time in the 19th century"),
                ("2018-04-XX", "some day in April 2018"),
                ("2018-XX", "some time in 2018"),
                ("2018-XX-XX", "some time in 2018"),
                ("2018-1X", "between October 2018 and December 2018"),
                ("2018-04-1X", "between 10 April 2018 and 19 April 2018"),
                ("156X-12-25", "25 December in the 1560s"),
                ("15XX-12-XX", "December in the 16th century"),
                ("201X-21", "spring in the 2010s"),
                ("1XXX", "some time in the years 1000–1999"),
                ("XXXX", "an unknown year"),
                ("XXXX-12-25", "25 December in an unknown year"),
            ],
        );
    }

    #[test]
    fn korean_has_its_own_order() {
        assert_said(
            &korean(),
            &[
                ("2018-07-31", "2018년 7월 31일"),
                ("2018-07-31T14:00:00", "2018년 7월 31일 14:00"),
                ("2018-07~", "2018년 7월경"),
                ("2018?", "2018년(추정)"),
                ("-0043-03-15", "기원전 44년 3월 15일"),
                ("2018-04-27/2018-05-26", "2018년 4월 27일~5월 26일"),
                ("2018-04-27/2018-04-29", "2018년 4월 27~29일"),
                ("2018-04/2018-05", "2018년 4월~5월"),
                ("1950/1953", "1950~1953년"),
                ("2018-07/..", "2018년 7월부터"),
                ("199", "1990년대"),
                ("18", "19세기"),
                ("-04", "기원전 5세기"),
                ("2018-21", "2018년 봄"),
                ("2018-34", "2018년 2분기"),
                ("2018-04-XX", "2018년 4월 중 어느 날"),
                ("156X-12-25", "1560년대의 12월 25일"),
                ("[1667,1668]", "1667년, 1668년 중 하나"),
                ("[2018-07-27..2018-07-31]", "2018년 7월 27일과 2018년 7월 31일 사이"),
            ],
        );
    }
}
