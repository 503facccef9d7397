//! A phrase with placeholders, as a translator writes it: `{day} {month} {year}`.

use std::fmt::{Display, Write};
use std::marker::PhantomData;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use super::plural::Category;

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

    /// What each is called between braces.
    pub(super) const NAMES: [(&str, u32); 20] = [
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

/// One pattern for every number, or one for each plural form of the language: `zero`, `one`, `two`, `few`, `many`,
/// and `other`, which alone is required.
#[derive(Clone, Debug)]
pub(super) struct Forms<const ALLOWED: u32> {
    special: Vec<(Category, Pattern<ALLOWED>)>,
    other: Pattern<ALLOWED>,
}

impl<const ALLOWED: u32> Forms<ALLOWED> {
    /// The pattern for numbers of this category.
    pub(super) fn of(&self, category: Category) -> &Pattern<ALLOWED> {
        self.special.iter().find(|(special, _)| *special == category).map_or(&self.other, |(_, pattern)| pattern)
    }
}

/// [`Forms`] as they are written out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenForms<const ALLOWED: u32> {
    zero: Option<Pattern<ALLOWED>>,
    one: Option<Pattern<ALLOWED>>,
    two: Option<Pattern<ALLOWED>>,
    few: Option<Pattern<ALLOWED>>,
    many: Option<Pattern<ALLOWED>>,
    other: Pattern<ALLOWED>,
}

impl<'de, const ALLOWED: u32> Deserialize<'de> for Forms<ALLOWED> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A visitor rather than `untagged`, which would swallow what is wrong inside.
        deserializer.deserialize_any(FormsVisitor(PhantomData))
    }
}

struct FormsVisitor<const ALLOWED: u32>(PhantomData<Forms<ALLOWED>>);

impl<'de, const ALLOWED: u32> Visitor<'de> for FormsVisitor<ALLOWED> {
    type Value = Forms<ALLOWED>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a phrase, or the phrases of each plural form")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Pattern::parse(text).map(|other| Forms { special: Vec::new(), other }).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let written = WrittenForms::deserialize(MapAccessDeserializer::new(map))?;
        let special = [
            (Category::Zero, written.zero),
            (Category::One, written.one),
            (Category::Two, written.two),
            (Category::Few, written.few),
            (Category::Many, written.many),
        ];
        let special = special.into_iter().filter_map(|(category, form)| Some((category, form?))).collect();
        Ok(Forms { special, other: written.other })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let one: Forms<{ slot::COUNT }> = serde_yaml::from_str("'{count}개월 뒤'").unwrap();
        assert_eq!(one.of(Category::One).fill(&[(slot::COUNT, &1)]), "1개월 뒤");
        let two: Forms<{ slot::COUNT }> = serde_yaml::from_str("{one: a month later, other: '{count} months later'}").unwrap();
        assert_eq!(two.of(Category::One).fill(&[]), "a month later");
        assert_eq!(two.of(Category::Few).fill(&[(slot::COUNT, &3)]), "3 months later");
        let error = serde_yaml::from_str::<Forms<{ slot::COUNT }>>("{one: a, other: '{day}'}").unwrap_err();
        assert!(error.to_string().contains("{day} cannot stand"), "{error}");
    }
}
