//! The line that says where and when a story was filed: `SEOUL, Aug 1 (Reuters) -`.

use super::casing::{is_acronym, is_capitals, name_case};
use crate::calendar::{Day, Edtf, Precision, read_common};

/// Where, when and by whom a story was filed, as the beginning of its lead says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dateline {
    /// The place, written as a name: `Seoul`, `Pyeongchang, South Korea`.
    pub place: String,
    /// The day, often without its year.
    pub day: Option<FilingDay>,
    /// The agencies or papers named in parentheses.
    pub agencies: Vec<String>,
}

/// The day in a dateline, with a year or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilingDay {
    month: u8,
    day: u8,
    year: Option<i64>,
}

impl FilingDay {
    /// The day itself: in the year it is written with, else the last such day up to `latest`. One day later is still meant
    /// as this year's, because the reader's clock may be behind the writer's.
    pub fn up_to(self, latest: Day) -> Option<Day> {
        if let Some(year) = self.year {
            return Day::new(year, self.month, self.day);
        }
        let latest = latest.plus_days(1);
        // 29 February comes every four years, but for the turns of most centuries.
        (0..=8).filter_map(|back| Day::new(latest.year().saturating_sub(back), self.month, self.day)).find(|day| *day <= latest)
    }

    /// The day itself, if it is written with its year.
    pub fn whole(self) -> Option<Day> {
        Day::new(self.year?, self.month, self.day)
    }
}

/// A dateline is over within so many characters.
const LONGEST: usize = 120;

/// The most characters of a place.
const LONGEST_PLACE: usize = 70;

/// Words in capitals that open a paragraph with a colon or a dash and are no places.
const LABELS: [&str; 38] = [
    "DATE",
    "DATED",
    "PUBLISHED",
    "POSTED",
    "NOTE",
    "EDITOR'S",
    "EDITOR’S",
    "EDITORS",
    "UPDATE",
    "UPDATED",
    "CORRECTION",
    "CORRECTED",
    "CLARIFICATION",
    "ANALYSIS",
    "OPINION",
    "COMMENT",
    "EDITORIAL",
    "WATCH",
    "READ",
    "SEE",
    "PHOTO",
    "PHOTOS",
    "PICTURE",
    "VIDEO",
    "GRAPHIC",
    "CAPTION",
    "EXCLUSIVE",
    "BREAKING",
    "URGENT",
    "FLASH",
    "FACTBOX",
    "TIMELINE",
    "INTERVIEW",
    "PROFILE",
    "BACKGROUND",
    "SOURCE",
    "WARNING",
    "CORONAVIRUS",
];

/// Agencies by the names they have in datelines.
const AGENCIES: [&str; 64] = [
    "AP",
    "Associated Press",
    "The Associated Press",
    "Reuters",
    "Thomson Reuters",
    "AFP",
    "Agence France-Presse",
    "UPI",
    "United Press International",
    "Bloomberg",
    "dpa",
    "DPA",
    "epd",
    "KNA",
    "APA",
    "SDA",
    "ATS",
    "Keystone-SDA",
    "Belga",
    "ANP",
    "EFE",
    "Europa Press",
    "Lusa",
    "ANSA",
    "AGI",
    "PA",
    "PA Media",
    "TASS",
    "Itar-Tass",
    "Interfax",
    "RIA Novosti",
    "RIA",
    "Sputnik",
    "Ukrinform",
    "PAP",
    "CTK",
    "MTI",
    "NTB",
    "TT",
    "Ritzau",
    "STT",
    "Xinhua",
    "Yonhap",
    "Newsis",
    "KCNA",
    "Kyodo",
    "Kyodo News",
    "Jiji",
    "Jiji Press",
    "CNA",
    "PTI",
    "ANI",
    "IANS",
    "UNI",
    "APP",
    "BSS",
    "Bernama",
    "Antara",
    "VNA",
    "AAP",
    "Anadolu",
    "IRNA",
    "Canadian Press",
    "The Canadian Press",
];

/// Whether a name is that of an agency, or stands for several.
pub(super) fn is_agency(name: &str) -> bool {
    name.eq_ignore_ascii_case("agencies") || AGENCIES.iter().any(|known| *known == name || (known.len() > 3 && known.eq_ignore_ascii_case(name)))
}

impl Dateline {
    /// Takes the dateline off a paragraph; gives it and the text after it.
    pub(super) fn parse(paragraph: &str) -> Option<(Dateline, &str)> {
        let (head, mark, rest) = split(paragraph)?;
        let (before, inside) = parenthesis(head);
        let named = inside.map(|inside| agencies(inside, mark)).unwrap_or_default();
        // `SEOUL (South Korea):` is a place to its end.
        let head = if named.is_empty() { head } else { before };
        let (head, mut agencies) = match head.rsplit_once(", ") {
            Some((before, last)) if named.is_empty() && is_agency(last.trim()) => (before, vec![last.trim().to_owned()]),
            _ => (head, named),
        };
        let (place, day) = filing_day(head);
        let place = place.trim_end_matches([',', ' ']);
        agencies.dedup();
        let known = agencies.iter().any(|name| is_agency(name)) || (day.is_some() && head[place.len()..].starts_with(','));
        let is_place = if known { is_name(place) } else { is_place_in_capitals(place, mark, rest) };
        is_place.then(|| (Dateline { place: name_case(place), day, agencies }, rest))
    }
}

/// What stands between a dateline and its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Colon,
    Dash,
}

/// Splits a paragraph at the first colon or dash that can close a dateline.
fn split(paragraph: &str) -> Option<(&str, Separator, &str)> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in paragraph.char_indices().take(LONGEST) {
        let after = &paragraph[at + c.len_utf8()..];
        let spaced = after.is_empty() || after.starts_with(char::is_whitespace);
        let mark = match c {
            '(' => {
                depth += 1;
                None
            }
            ')' => {
                depth = depth.saturating_sub(1);
                None
            }
            ':' if spaced => Some(Separator::Colon),
            '-' if (before == ' ' || before == ')' || before == '.') && (spaced || after.starts_with('-')) => Some(Separator::Dash),
            '–' | '—' | '―' if spaced || before == ' ' || before == ')' || c == '—' => Some(Separator::Dash),
            // AP's wire of old: `SEOUL (AP) _ The …`
            '_' if (before == ' ' || before == ')') && spaced => Some(Separator::Dash),
            // `MOSCOW, August 1. /TASS/. The …`
            '.' if before == '/' && spaced => Some(Separator::Dash),
            _ => None,
        };
        if let Some(mark) = mark.filter(|_| depth == 0 && at > 0) {
            let rest = after.trim_start_matches(['-', '–', '—', ' ', '\u{a0}']);
            return Some((paragraph[..at].trim_end_matches([' ', '.', ',', '\u{a0}']), mark, rest));
        }
        before = c;
    }
    None
}

/// Splits `(…)` or `/…/` off the end.
fn parenthesis(head: &str) -> (&str, Option<&str>) {
    let found = match head.strip_suffix(')') {
        Some(open) => open.rsplit_once('('),
        None => head.strip_suffix('/').and_then(|open| open.rsplit_once(['/'])),
    };
    match found {
        Some((before, inside)) => (before.trim_end_matches([' ', ',', '.', '\u{a0}']), Some(inside.trim())),
        None => (head, None),
    }
}

/// The names in a parenthesis. Before a dash any name is that of a paper or an agency; before a colon only a known one is,
/// the rest are countries.
fn agencies(inside: &str, mark: Separator) -> Vec<String> {
    let names: Vec<&str> = inside.split(['/', ',', ';']).flat_map(|part| part.split(" and ")).map(str::trim).filter(|name| !name.is_empty()).collect();
    let all = !names.is_empty() && inside.chars().count() <= 60 && !inside.contains(|c: char| c.is_ascii_digit());
    let fit = all && (names.iter().any(|name| is_agency(name)) || mark == Separator::Dash);
    if fit { names.into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

/// Splits a day in words off the end: `Aug 1`, `1 August 2018`, `Tuesday, Jul. 31`.
fn filing_day(head: &str) -> (&str, Option<FilingDay>) {
    let starts: Vec<usize> = head.match_indices(' ').map(|(at, _)| at + 1).collect();
    // The longest reading: weekday, month, day and year at most.
    for start in starts.iter().rev().take(4).rev() {
        let text = head[*start..].trim_end_matches(['.', ',']);
        if let Some(day) = day_in_words(text) {
            let before = &head[..*start];
            return (without_weekday(before), Some(day));
        }
    }
    (head, None)
}

/// A weekday that does not fit its day, or has no year to fit, is taken off unread.
fn without_weekday(before: &str) -> &str {
    let trimmed = before.trim_end_matches([' ', ',', '.']);
    let word = trimmed.rsplit(' ').next().unwrap_or_default();
    let is_weekday = word.len() >= 3 && WEEKDAYS.iter().any(|day| day.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
    if is_weekday && word.len() < trimmed.len() { &trimmed[..trimmed.len() - word.len()] } else { before }
}

/// The days of the week in English, by which datelines and titles leave them out.
pub(super) const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn day_in_words(text: &str) -> Option<FilingDay> {
    let read = |text: &str| {
        let date = read_common(text)?.date;
        (date.precision() == Precision::Day).then(|| date.bounds().earliest).flatten()
    };
    // A leap year makes every day readable that lacks its year.
    let (day, has_year) = match read(text) {
        Some(day) => (day, true),
        None => (read(&format!("{text} 2000"))?, false),
    };
    Some(FilingDay { month: day.month(), day: day.day(), year: has_year.then_some(day.year()) })
}

/// Whether a text can be the name of a place at all.
fn is_name(place: &str) -> bool {
    let words = place.split([' ', '/']).filter(|word| !word.is_empty());
    !place.is_empty()
        && place.chars().count() <= LONGEST_PLACE
        && place.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && !place.contains(|c: char| c.is_numeric() || matches!(c, '!' | '?' | ';' | '"' | '“' | '”' | ':' | '='))
        && words.clone().count() <= 8
        && words.filter(|word| word.starts_with(char::is_lowercase)).count() <= 2
}

/// Whether it is one by its capitals alone: `SEOUL`, `PYEONGCHANG, South Korea`, but not `NOTE` or `UN`.
fn is_place_in_capitals(place: &str, mark: Separator, rest: &str) -> bool {
    let first = place.split(", ").next().unwrap_or_default();
    let city = first.split(" (").next().unwrap_or_default().replace("Mc", "");
    let goes_on = mark == Separator::Dash && rest.starts_with(char::is_lowercase);
    is_name(place) && is_capitals(&city) && !is_acronym(&city) && !goes_on && !first.split(' ').any(|word| LABELS.contains(&word))
}

/// The day a text begins with, and the rest: `2018-08-01 (Above) …`, `1 August 2018`.
pub(super) fn leading_date(text: &str) -> Option<(Edtf, &str)> {
    // As many words as `Wednesday, 1 August 2018 at 2:05 pm UTC` has, and no more bytes than a date can have.
    let spaces = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let ends: Vec<usize> = spaces.chain([text.len()]).take(8).take_while(|end| *end <= 64).collect();
    ends.iter().rev().find_map(|end| {
        let written = text[..*end].trim().trim_end_matches([',', ';', ':', '|', '.', '-', '–', '—', ' ']);
        let date = Edtf::parse(written).ok().or_else(|| read_common(written).map(|common| common.date))?;
        Some((date, text[*end..].trim_start_matches(['|', '-', '–', '—', ' ', '\u{a0}'])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Place, month and day and year, agencies.
    type Parsed = (String, Option<(u8, u8, Option<i64>)>, String);

    fn parsed(text: &str) -> Option<Parsed> {
        let (dateline, rest) = Dateline::parse(text)?;
        assert!(rest.is_empty() || rest.starts_with("The"), "{rest}");
        Some((dateline.place, dateline.day.map(|day| (day.month, day.day, day.year)), dateline.agencies.join("+")))
    }

    #[test]
    fn datelines_are_known_in_their_many_forms() {
        for (text, place, day, agencies) in [
            ("SEOUL: The", "Seoul", None, ""),
            ("SEOUL:", "Seoul", None, ""),
            ("SEOUL, Aug 1: The", "Seoul", Some((8, 1, None)), ""),
            ("SEOUL, Aug 1 (Reuters) - The", "Seoul", Some((8, 1, None)), "Reuters"),
            ("WASHINGTON — The", "Washington", None, ""),
            ("WASHINGTON—The", "Washington", None, ""),
            ("UNITED NATIONS (AP) — The", "United Nations", None, "AP"),
            ("BEIJING, Aug. 1 (Xinhua) -- The", "Beijing", Some((8, 1, None)), "Xinhua"),
            ("Pyongyang, August 1 (KCNA) -- The", "Pyongyang", Some((8, 1, None)), "KCNA"),
            ("Seoul (AFP) – The", "Seoul", None, "AFP"),
            ("SEOUL, 1 August 2018 (AFP/Yonhap) - The", "Seoul", Some((8, 1, Some(2018))), "AFP+Yonhap"),
            ("MOSCOW, August 1. /TASS/. The", "Moscow", Some((8, 1, None)), "TASS"),
            ("TOKYO, Aug. 1, Kyodo - The", "Tokyo", Some((8, 1, None)), "Kyodo"),
            ("PYEONGCHANG, South Korea, Tuesday, July 31, 2018 — The", "Pyeongchang, South Korea", Some((7, 31, Some(2018))), ""),
            ("WASHINGTON/SEOUL - The", "Washington/Seoul", None, ""),
            ("SEOUL, South Korea (AP) _ The", "Seoul, South Korea", None, "AP"),
            ("PORT-AU-PRINCE, Haiti (CNN) -- The", "Port-au-Prince, Haiti", None, "CNN"),
            ("KAESONG (North Korea): The", "Kaesong (North Korea)", None, ""),
            ("New Delhi, Feb 29 (PTI): The", "New Delhi", Some((2, 29, None)), "PTI"),
        ] {
            assert_eq!(parsed(text), Some((place.to_owned(), day, agencies.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_label_an_acronym_and_a_clause_are_no_datelines() {
        for text in [
            "NOTE: The list is long.",
            "EDITOR'S NOTE: The list is long.",
            "UN: The council met.",
            "NATO — The alliance met.",
            "KEDO - the consortium - built it.",
            "He said: The talks go on.",
            "The two sides - North and South - met.",
            "A: The answer.",
            "SEOUL-based officials said",
            "EXCAVATION",
            ": x",
            "",
        ] {
            assert_eq!(Dateline::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_without_a_year_is_the_last_before_the_story() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let filed = FilingDay { month: 12, day: 31, year: None };
        assert_eq!(filed.up_to(day("2018-01-01")), Some(day("2017-12-31")));
        assert_eq!(filed.up_to(day("2018-12-30")), Some(day("2018-12-31")));
        assert_eq!(FilingDay { month: 2, day: 29, year: None }.up_to(day("2018-08-01")), Some(day("2016-02-29")));
        assert_eq!(FilingDay { month: 2, day: 1, year: Some(1999) }.up_to(day("2018-08-01")), Some(day("1999-02-01")));
    }

    #[test]
    fn a_date_is_read_as_far_as_it_goes() {
        let read = |text: &str| leading_date(text).map(|(date, rest)| format!("{date}|{rest}"));
        assert_eq!(read("2018-08-01 (Above) Two shake hands").as_deref(), Some("2018-08-01|(Above) Two shake hands"));
        assert_eq!(read("1 August 2018").as_deref(), Some("2018-08-01|"));
        assert_eq!(read("Wednesday, August 1, 2018 | A b c d e f").as_deref(), Some("2018-08-01|A b c d e f"));
        assert_eq!(read("palms grow slowly"), None);
    }

    proptest! {
        #[test]
        fn any_paragraph_is_read(text in "((SEOUL|Seoul|Aug|1|2018|Tuesday|AP|é|\u{a0}|\\(|\\)|/|,|\\.|:|-|—)[ \u{a0}]?){0,12}") {
            let _ = (Dateline::parse(&text), leading_date(&text));
        }
    }
}
