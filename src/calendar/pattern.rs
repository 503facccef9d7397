//! A phrase with placeholders, as a translator writes it: `{day} {month} {year}`.

use std::fmt::{Display, Write};
use std::marker::PhantomData;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The placeholders, one bit each, so that a pattern's type says which of them it may have.
pub(super) mod slot {
    pub(in crate::calendar) const YEAR: u32 = 1;
    pub(in crate::calendar) const MONTH: u32 = 1 << 1;
    pub(in crate::calendar) const MONTH_SHORT: u32 = 1 << 2;
    pub(in crate::calendar) const DAY: u32 = 1 << 3;
    pub(in crate::calendar) const HOUR: u32 = 1 << 4;
    pub(in crate::calendar) const MINUTE: u32 = 1 << 5;
    pub(in crate::calendar) const DATE: u32 = 1 << 6;
    pub(in crate::calendar) const TIME: u32 = 1 << 7;
    pub(in crate::calendar) const START: u32 = 1 << 8;
    pub(in crate::calendar) const END: u32 = 1 << 9;
    pub(in crate::calendar) const START_DAY: u32 = 1 << 10;
    pub(in crate::calendar) const END_DAY: u32 = 1 << 11;
    pub(in crate::calendar) const START_MONTH: u32 = 1 << 12;
    pub(in crate::calendar) const END_MONTH: u32 = 1 << 13;
    pub(in crate::calendar) const YEARS: u32 = 1 << 14;
    pub(in crate::calendar) const SEASON: u32 = 1 << 15;
    pub(in crate::calendar) const N: u32 = 1 << 16;
    pub(in crate::calendar) const ORDINAL: u32 = 1 << 17;
    pub(in crate::calendar) const COUNT: u32 = 1 << 18;
    pub(in crate::calendar) const LIST: u32 = 1 << 19;
    pub(in crate::calendar) const ROMAN: u32 = 1 << 20;

    /// What each is called between braces.
    pub(super) const NAMES: [(&str, u32); 21] = [
        ("year", YEAR),
        ("month", MONTH),
        ("month_short", MONTH_SHORT),
        ("day", DAY),
        ("hour", HOUR),
        ("minute", MINUTE),
        ("date", DATE),
        ("time", TIME),
        ("start", START),
        ("end", END),
        ("start_day", START_DAY),
        ("end_day", END_DAY),
        ("start_month", START_MONTH),
        ("end_month", END_MONTH),
        ("years", YEARS),
        ("season", SEASON),
        ("n", N),
        ("ordinal", ORDINAL),
        ("count", COUNT),
        ("list", LIST),
        ("roman", ROMAN),
    ];
}

/// Text with placeholders out of the set `ALLOWED` (bits of [`slot`]); any other is refused when it is read, so
/// that a slip in a translation is an error at its line and not a hole in a sentence.
#[derive(Clone, Debug)]
pub(super) struct Pattern<const ALLOWED: u32>(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Slot(u32),
}

impl<const ALLOWED: u32> Pattern<ALLOWED> {
    /// Reads a pattern; the error is a sentence.
    fn parse(text: &str) -> Result<Pattern<ALLOWED>, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            pieces.push(Piece::Text(before.to_owned()));
            let (name, after) = after.split_once('}').ok_or_else(|| format!("{{ without }} in {text:?}"))?;
            let slot = slot::NAMES.iter().find(|(known, bit)| *known == name && bit & ALLOWED != 0);
            let (_, bit) = slot.ok_or_else(|| format!("{{{name}}} cannot stand in {text:?}; here can {}", allowed(ALLOWED)))?;
            pieces.push(Piece::Slot(*bit));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Pattern(pieces))
    }

    /// The text, with these values in their placeholders.
    pub(super) fn fill(&self, values: &[(u32, &dyn Display)]) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(fixed) => text.push_str(fixed),
                Piece::Slot(wanted) => {
                    for (_, value) in values.iter().filter(|(slot, _)| slot == wanted) {
                        // Writing to a string does not fail.
                        let _ = write!(text, "{value}");
                    }
                }
            }
        }
        text
    }
}

/// The placeholders of a set, as a translator writes them.
fn allowed(set: u32) -> String {
    let names: Vec<String> = slot::NAMES.iter().filter(|(_, bit)| bit & set != 0).map(|(name, _)| format!("{{{name}}}")).collect();
    names.join(" ")
}

impl<'de, const ALLOWED: u32> Deserialize<'de> for Pattern<ALLOWED> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Pattern::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// What tells the forms of a phrase apart: the plural form of a number, or what a date is.
pub(super) trait Key: Copy + PartialEq + 'static {
    /// What each is called in a language file.
    const NAMES: &[(&str, Self)];
    /// The one that stands for all that have no form of their own.
    const OTHER: Self;
}

/// One pattern for every number or date, or one for each of several: `one`, `two`, `few` of numbers ([`Category`]), `day`,
/// `month`, `year` of dates ([`Case`]); and `other`, which alone is required.
///
/// [`Category`]: super::plural::Category
/// [`Case`]: super::case::Case
#[derive(Clone, Debug)]
pub(super) struct Forms<K, const ALLOWED: u32> {
    special: Vec<(K, Pattern<ALLOWED>)>,
    other: Pattern<ALLOWED>,
}

impl<K: Key, const ALLOWED: u32> Forms<K, ALLOWED> {
    /// The pattern for what this is.
    pub(super) fn of(&self, key: K) -> &Pattern<ALLOWED> {
        self.special.iter().find(|(special, _)| *special == key).map_or(&self.other, |(_, pattern)| pattern)
    }
}

impl<'de, K: Key, const ALLOWED: u32> Deserialize<'de> for Forms<K, ALLOWED> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A visitor rather than `untagged`, which would swallow what is wrong inside.
        deserializer.deserialize_any(FormsVisitor(PhantomData))
    }
}

struct FormsVisitor<K, const ALLOWED: u32>(PhantomData<Forms<K, ALLOWED>>);

impl<'de, K: Key, const ALLOWED: u32> Visitor<'de> for FormsVisitor<K, ALLOWED> {
    type Value = Forms<K, ALLOWED>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a phrase, or a phrase for each of its forms")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Pattern::parse(text).map(|other| Forms { special: Vec::new(), other }).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut special = Vec::new();
        let mut other = None;
        while let Some(name) = map.next_key::<String>()? {
            let known = K::NAMES.iter().find(|(known, _)| *known == name);
            let (_, key) = *known.ok_or_else(|| de::Error::custom(format!("{name:?} is no form; forms are {}", names::<K>())))?;
            let pattern = map.next_value()?;
            if key == K::OTHER {
                other = Some(pattern);
            } else {
                special.push((key, pattern));
            }
        }
        Ok(Forms { special, other: other.ok_or_else(|| de::Error::missing_field("other"))? })
    }
}

/// The forms there are, as a translator writes them.
fn names<K: Key>() -> String {
    let names: Vec<&str> = K::NAMES.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::case::Case;
    use super::super::plural::Category;
    use super::*;

    type Counted = Forms<Category, { slot::COUNT }>;
    type Date = Pattern<{ slot::DAY | slot::MONTH }>;

    #[test]
    fn placeholders_are_filled_in_any_order() {
        let pattern = Date::parse("{month}월 {day}일").unwrap();
        assert_eq!(pattern.fill(&[(slot::DAY, &31), (slot::MONTH, &7)]), "7월 31일");
    }

    #[test]
    fn a_placeholder_that_cannot_stand_there_is_refused() {
        let error = Date::parse("{day} {year}").unwrap_err();
        assert_eq!(error, "{year} cannot stand in \"{day} {year}\"; here can {month} {day}");
        assert!(Date::parse("{day").is_err());
    }

    #[test]
    fn a_language_may_have_one_form_or_several() {
        let one: Counted = serde_yaml::from_str("'{count}개월 뒤'").unwrap();
        assert_eq!(one.of(Category::One).fill(&[(slot::COUNT, &1)]), "1개월 뒤");
        let two: Counted = serde_yaml::from_str("{one: a month later, other: '{count} months later'}").unwrap();
        assert_eq!(two.of(Category::One).fill(&[]), "a month later");
        assert_eq!(two.of(Category::Few).fill(&[(slot::COUNT, &3)]), "3 months later");
        let error = serde_yaml::from_str::<Counted>("{one: a, other: '{day}'}").unwrap_err();
        assert!(error.to_string().contains("{day} cannot stand"), "{error}");
    }

    #[test]
    fn a_phrase_may_have_other_words_around_a_day() {
        let since: Forms<Case, { slot::DATE }> = serde_yaml::from_str("{day: 'seit dem {date}', other: 'seit {date}'}").unwrap();
        assert_eq!(since.of(Case::Day).fill(&[(slot::DATE, &"31. Juli")]), "seit dem 31. Juli");
        assert_eq!(since.of(Case::Year).fill(&[(slot::DATE, &2018)]), "seit 2018");
        for (wrong, says) in [("{dya: a, other: b}", "\"dya\" is no form; forms are day, month"), ("{day: a}", "missing field `other`")] {
            let error = serde_yaml::from_str::<Forms<Case, { slot::DATE }>>(wrong).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        }
    }
}
