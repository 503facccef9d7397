//! The words and word order of one language for dates.

use serde::{Deserialize, Serialize};

use super::case::{Case, Said};
use super::day::{Day, Weekday};
use super::edtf::{Edtf, Shape};
use super::pattern::{Forms, Pattern, slot};
use super::plural::{Category, PluralRules};
use super::say::around;

/// The words of one language for dates, with which dates are [said](Phrases::say).
///
/// Read from YAML (in an interface's words, the value of the key `dates`), in which every form of the language is
/// written, so that another language needs no code. Phrases are patterns with placeholders such as `{day}`; one
/// that has no value in its place is refused when the phrases are read, and so is an unknown key. They begin in
/// lower case, as in the middle of a sentence; a caller who begins a line with one makes the capital.
///
/// Numbers are written with the language's `plural` rules (see `gap`) and `ordinal` rules, in CLDR's notation. A phrase around
/// a date may be one pattern or several, by what the date is: `since: { day: "seit dem {date}", other: "seit {date}" }`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Which numbers take which plural form; without rules all take `other`.
    #[serde(default)]
    pub(super) plural: PluralRules,
    pub(super) ordinal: Ordinals,
    /// Words for the numbers from one on; digits where they end.
    #[serde(default)]
    pub(super) numbers: Vec<String>,
    months: [String; 12],
    /// The months as they stand after a day, where that differs (genitive).
    #[serde(default)]
    months_in_day: Option<[String; 12]>,
    months_short: [String; 12],
    /// From Monday.
    weekdays: [String; 7],
    /// The first day of a month, where it is not written as its number ("1er mai").
    #[serde(default)]
    first_day: Option<String>,

    day: Pattern<{ slot::DAY | slot::MONTH | slot::MONTH_SHORT | slot::YEAR }>,
    day_of_month: Pattern<{ slot::DAY | slot::MONTH | slot::MONTH_SHORT }>,
    day_short: Pattern<{ slot::DAY | slot::MONTH | slot::MONTH_SHORT }>,
    month: Pattern<{ slot::MONTH | slot::MONTH_SHORT | slot::YEAR }>,
    year: Pattern<{ slot::YEAR }>,
    before_christ: Pattern<{ slot::YEAR }>,
    pub(super) time: Pattern<{ slot::HOUR | slot::MINUTE }>,
    pub(super) date_time: Pattern<{ slot::DATE | slot::TIME }>,

    pub(super) vague: VaguePhrases,
    pub(super) part_of_year: PartOfYearPhrases,
    pub(super) qualified: QualifiedPhrases,
    pub(super) interval: IntervalPhrases,
    pub(super) set: SetPhrases,
    pub(super) gap: GapPhrases,
    /// The same, looking back.
    pub(super) gap_back: GapPhrases,
}

/// What days, months and years are called, for whoever has only the numbers: a script in a reader's browser.
///
/// Each is the phrase with `{day}` or `{year}` still in it.
#[derive(Clone, Debug, Serialize)]
pub struct Blanks {
    /// A day in full, by month, from January: "{day} July {year}".
    pub days: Vec<String>,
    /// A day where room is scarce: "{day} Jul".
    pub days_short: Vec<String>,
    /// A month of a year, from January: "July {year}".
    pub months: Vec<String>,
    /// A year.
    pub year: String,
    /// The number of a year before the year 1, where a phrase says a year.
    pub before_christ: String,
}

/// How numbers are made ordinal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ordinals {
    #[serde(default)]
    pub(super) rules: PluralRules,
    /// Words for first, second …; the forms where they end.
    #[serde(default)]
    pub(super) words: Vec<String>,
    pub(super) forms: Forms<Category, { slot::N | slot::ROMAN }>,
}

/// A phrase made around one date, by what the date is.
pub(super) type Around = Forms<Case, { slot::DATE }>;
/// A phrase made of two dates.
pub(super) type Between = Pattern<{ slot::START | slot::END }>;
/// A phrase about a century, by its number, in Roman numerals or by its ordinal.
pub(super) type Century = Pattern<{ slot::N | slot::ROMAN | slot::ORDINAL }>;
/// A phrase about a season of a year.
pub(super) type SeasonOfYear = Pattern<{ slot::SEASON | slot::YEAR }>;
/// A phrase about a number of something.
pub(super) type Counted = Forms<Category, { slot::COUNT }>;

/// Dates that are known in part.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VaguePhrases {
    pub(super) decade: Pattern<{ slot::YEAR }>,
    pub(super) century: Century,
    pub(super) century_before_christ: Century,
    /// Years that are neither a decade nor a century.
    pub(super) years: Between,
    pub(super) unknown_year: String,
    /// A month or day in years that are not one year, by what these are.
    pub(super) within: Forms<Case, { slot::DATE | slot::YEARS }>,
    pub(super) some_time_in: Around,
    pub(super) some_day_in: Around,
    /// Between two dates, by what the first is.
    pub(super) between: Forms<Case, { slot::START | slot::END }>,
    pub(super) unknown: String,
}

/// Parts of a year that stand in the place of a month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartOfYearPhrases {
    /// From spring.
    pub(super) seasons: [String; 4],
    pub(super) season: SeasonOfYear,
    pub(super) northern: SeasonOfYear,
    pub(super) southern: SeasonOfYear,
    pub(super) quarters: [Pattern<{ slot::YEAR }>; 4],
    pub(super) thirds: [Pattern<{ slot::YEAR }>; 3],
    pub(super) halves: [Pattern<{ slot::YEAR }>; 2],
}

/// Dates that are doubted or estimated.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QualifiedPhrases {
    pub(super) about: Around,
    pub(super) perhaps: Around,
    pub(super) perhaps_about: Around,
}

/// From one date to another.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IntervalPhrases {
    pub(super) range: Between,
    /// Two days of one month.
    pub(super) days: Pattern<{ slot::START_DAY | slot::END_DAY | slot::MONTH | slot::YEAR }>,
    /// Two days of one year.
    pub(super) days_in_year: Pattern<{ slot::START_DAY | slot::START_MONTH | slot::END_DAY | slot::END_MONTH | slot::YEAR }>,
    /// Two months of one year.
    pub(super) months: Pattern<{ slot::START_MONTH | slot::END_MONTH | slot::YEAR }>,
    /// Two years.
    pub(super) years: Between,
    pub(super) since: Around,
    pub(super) until: Around,
    pub(super) unknown_end: Around,
    pub(super) unknown_start: Around,
    pub(super) always: String,
}

/// Several dates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetPhrases {
    pub(super) separator: String,
    /// The last two of a choice.
    pub(super) or: Between,
    /// The last two of a list.
    pub(super) and: Between,
    pub(super) one_of: Pattern<{ slot::LIST }>,
    pub(super) or_earlier: Around,
    pub(super) or_later: Around,
}

/// The time between two entries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GapPhrases {
    pub(super) next_day: String,
    pub(super) days: Counted,
    pub(super) weeks: Counted,
    pub(super) months: Counted,
    pub(super) years: Counted,
}

impl Phrases {
    /// A day in full: "31 July 2018".
    #[must_use]
    pub fn say_day(&self, day: Day) -> String {
        self.day.fill(&[
            (slot::DAY, &self.day_number(day.day())),
            (slot::MONTH, &self.month_in_day(day.month())),
            (slot::MONTH_SHORT, &self.month_short(day.month())),
            (slot::YEAR, &self.year_number(day.year())),
        ])
    }

    /// A day where its year stands elsewhere and room is scarce: "31 Jul".
    #[must_use]
    pub fn say_day_short(&self, day: Day) -> String {
        self.day_short.fill(&[
            (slot::DAY, &self.day_number(day.day())),
            (slot::MONTH, &self.month_in_day(day.month())),
            (slot::MONTH_SHORT, &self.month_short(day.month())),
        ])
    }

    /// A day of the month where its year is not said: "31 July".
    pub(super) fn say_day_of_month(&self, month: u8, day: u8) -> String {
        self.day_of_month.fill(&[(slot::DAY, &self.day_number(day)), (slot::MONTH, &self.month_in_day(month)), (slot::MONTH_SHORT, &self.month_short(month))])
    }

    /// The number of a day of a month, as it stands before or after the month.
    pub(super) fn day_number(&self, day: u8) -> String {
        self.first_day.clone().filter(|_| day == 1).unwrap_or_else(|| day.to_string())
    }

    /// A stretch of time between two dates that are said already: "2017 – now".
    #[must_use]
    pub fn say_stretch(&self, start: &str, end: &str) -> String {
        self.interval.range.fill(&[(slot::START, &start), (slot::END, &end)])
    }

    /// That something went on until a date: "until 2017".
    #[must_use]
    pub fn say_until(&self, date: &Edtf) -> String {
        let said = match date.shape() {
            Shape::Date(date) => self.said(date),
            _ => Said::new(Case::Other, self.say(date)),
        };
        around(&self.interval.until, &said)
    }

    /// The plural form that a number of things takes, by its name in CLDR: "one", "few", "other".
    #[must_use]
    pub fn plural_form(&self, number: u64) -> &'static str {
        self.plural.category(number).name()
    }

    /// The plural forms that numbers can take beside "other", by their names in CLDR.
    pub fn plural_forms(&self) -> impl Iterator<Item = &'static str> {
        self.plural.categories().map(Category::name)
    }

    /// A month (1–12) of a year: "July 2018".
    #[must_use]
    pub fn say_month(&self, year: i64, month: u8) -> String {
        self.month.fill(&[(slot::MONTH, &self.month_name(month)), (slot::MONTH_SHORT, &self.month_short(month)), (slot::YEAR, &self.year_number(year))])
    }

    /// A year as it stands alone: "2018", "44 BC", "2018년".
    #[must_use]
    pub fn say_year(&self, year: i64) -> String {
        self.year.fill(&[(slot::YEAR, &self.year_number(year))])
    }

    /// The number of a year, with "BC" if need be; the year 0 is 1 BC.
    pub(super) fn year_number(&self, year: i64) -> String {
        if year > 0 {
            return year.to_string();
        }
        self.before_christ.fill(&[(slot::YEAR, &(1 - i128::from(year)))])
    }

    /// The name of a month (1–12) as it stands alone; empty for any other number.
    #[must_use]
    pub fn month_name(&self, month: u8) -> &str {
        nth(&self.months, month)
    }

    /// The name of a month (1–12) as it stands after a day.
    pub(super) fn month_in_day(&self, month: u8) -> &str {
        nth(self.months_in_day.as_ref().unwrap_or(&self.months), month)
    }

    fn month_short(&self, month: u8) -> &str {
        nth(&self.months_short, month)
    }

    /// What days, months and years are called, with the numbers left open.
    #[must_use]
    pub fn blanks(&self) -> Blanks {
        let month =
            |number: u8| self.month.fill(&[(slot::MONTH, &self.month_name(number)), (slot::MONTH_SHORT, &self.month_short(number)), (slot::YEAR, &"{year}")]);
        let day = |number: u8| {
            let of_month = [(slot::MONTH, &self.month_in_day(number) as &dyn std::fmt::Display), (slot::MONTH_SHORT, &self.month_short(number))];
            let values = [of_month[0], of_month[1], (slot::DAY, &"{day}"), (slot::YEAR, &"{year}")];
            (self.day.fill(&values), self.day_short.fill(&values))
        };
        let (days, days_short) = (1..=12).map(day).unzip();
        Blanks {
            days,
            days_short,
            months: (1..=12).map(month).collect(),
            year: self.year.fill(&[(slot::YEAR, &"{year}")]),
            before_christ: self.before_christ.fill(&[(slot::YEAR, &"{year}")]),
        }
    }

    /// The name of a day of the week.
    #[must_use]
    pub fn weekday_name(&self, weekday: Weekday) -> &str {
        self.weekdays.get(weekday as usize).map_or("", String::as_str)
    }
}

/// The `number`th name, from 1.
fn nth(names: &[String; 12], number: u8) -> &str {
    usize::from(number).checked_sub(1).and_then(|index| names.get(index)).map_or("", String::as_str)
}

/// The phrases the tests of this folder speak with.
#[cfg(test)]
pub(super) mod samples {
    use super::Phrases;

    #[derive(serde::Deserialize)]
    struct Words {
        dates: Phrases,
    }

    pub(in crate::calendar) fn phrases(yaml: &str) -> Phrases {
        try_phrases(yaml).unwrap()
    }

    pub(in crate::calendar) fn try_phrases(yaml: &str) -> Result<Phrases, serde_yaml::Error> {
        serde_yaml::from_str::<Words>(yaml).map(|words| words.dates)
    }

    pub(in crate::calendar) fn english() -> Phrases {
        phrases(include_str!("../../templates/words/en.yaml"))
    }

    pub(in crate::calendar) fn korean() -> Phrases {
        phrases(include_str!("../../templates/words/ko.yaml"))
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{english, korean, try_phrases};
    use super::*;

    fn day(year: i64, month: u8, day: u8) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn days_months_and_years_are_said_in_the_order_of_the_language() {
        assert_eq!(english().say_day(day(2018, 7, 31)), "31 July 2018");
        assert_eq!(english().say_day_short(day(2018, 7, 31)), "31 Jul");
        assert_eq!(english().say_month(2018, 7), "July 2018");
        assert_eq!(english().say_day(day(-43, 3, 15)), "15 March 44 BC");
        assert_eq!(korean().say_day(day(2018, 7, 31)), "2018년 7월 31일");
        assert_eq!(korean().say_day_short(day(2018, 7, 31)), "7월 31일");
        assert_eq!(korean().say_month(2018, 7), "2018년 7월");
        assert_eq!(korean().say_year(-43), "기원전 44년");
        assert_eq!(english().say_year(i64::MIN), "9223372036854775809 BC");
    }

    #[test]
    fn numbers_can_be_left_open() {
        let (english, korean) = (english().blanks(), korean().blanks());
        assert_eq!([&english.days[6], &korean.days[6]], ["{day} July {year}", "{year}년 7월 {day}일"]);
        assert_eq!((english.days_short[6].as_str(), english.months[6].as_str(), english.year.as_str()), ("{day} Jul", "July {year}", "{year}"));
        assert_eq!((korean.days_short[6].as_str(), korean.months[6].as_str(), korean.year.as_str()), ("7월 {day}일", "{year}년 7월", "{year}년"));
        assert_eq!((english.before_christ.as_str(), korean.before_christ.as_str()), ("{year} BC", "기원전 {year}"));
    }

    #[test]
    fn months_and_weekdays_have_names() {
        assert_eq!(english().month_name(12), "December");
        assert_eq!(english().month_name(0), "");
        assert_eq!(english().month_name(13), "");
        assert_eq!(english().weekday_name(Weekday::Sunday), "Sunday");
        assert_eq!(korean().weekday_name(day(2018, 7, 31).weekday()), "화요일");
    }

    #[test]
    fn an_unknown_key_or_placeholder_is_refused() {
        let yaml = include_str!("../../templates/words/en.yaml");
        assert!(try_phrases(yaml).is_ok());
        for (from, to) in [("  month: \"{month} {year}\"", "  month: \"{day} {year}\""), ("    since:", "    sinse:"), ("[January, ", "[")] {
            let broken = yaml.replacen(from, to, 1);
            assert_ne!(broken, yaml, "{from}");
            assert!(try_phrases(&broken).is_err(), "{to}");
        }
    }
}
