//! Where a sentence begins and ends: the place every annotator starts from.
//!
//! A stop ends a sentence if a space and something that can begin one follow. What looks like a stop and is none
//! (`Mr.`, `U.S.`, `Aug. 1`, `J. Doe`) is known from short lists; they are English, and a language without such
//! abbreviations loses nothing by them. Stops of other scripts (`。`, `।`, `؟`) end a sentence with or without a space.

use std::ops::Range;

/// The sentences of a text, in order, without the space between them; a blank line ends one too.
///
/// ```
/// # use dateline::language::sentences;
/// let text = "Mr. Moon met Lt. Gen. Ahn on Aug. 1. \"It is a start,\" he said.";
/// let found: Vec<&str> = sentences(text).map(|range| &text[range]).collect();
/// assert_eq!(found, ["Mr. Moon met Lt. Gen. Ahn on Aug. 1.", "\"It is a start,\" he said."]);
/// ```
pub fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + leading_space(&text[at..]);
        if start == text.len() {
            return None;
        }
        at = end_of_sentence(text, start);
        Some(start..start + text[start..at].trim_end().len())
    })
}

/// The byte after the sentence that begins at `start`.
fn end_of_sentence(text: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(c) = text[at..].chars().next() {
        if c == '\n' && text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
            return at;
        }
        at += c.len_utf8();
        if !is_stop(c) {
            continue;
        }
        let stop = at - c.len_utf8();
        let run = text[at..].len() - text[at..].trim_start_matches(is_stop).len();
        at += run;
        let closed = text[at..].len() - text[at..].trim_start_matches(is_closer).len();
        at += closed;
        let after = &text[at..];
        let spaced = after.is_empty() || after.starts_with(char::is_whitespace);
        let wide = !c.is_ascii() && c != '…' && closed == 0;
        if (spaced || wide) && can_begin(after) && !(c == '.' && run == 0 && closed == 0 && is_abbreviation(&text[start..stop], after)) {
            return at;
        }
    }
    text.len()
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '｡' | '！' | '？' | '।' | '॥' | '؟' | '۔' | '։' | '።' | '။' | '។')
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '）' | '」' | '』' | '》')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '(' | '[' | '（' | '「' | '『' | '《' | '¿' | '¡')
}

fn leading_space(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Whether a sentence can begin here: with anything but a small letter, or at the end of the text.
fn can_begin(after: &str) -> bool {
    let word = after.trim_start().trim_start_matches(is_opener);
    !word.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ';'))
}

/// Whether the full stop after `before` belongs to an abbreviation, an initial or a number in a list.
fn is_abbreviation(before: &str, after: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default().trim_start_matches(is_opener);
    let part = word.rsplit('-').next().unwrap_or_default();
    let next = after.trim_start();
    let number_follows = next.starts_with(|c: char| c.is_ascii_digit());
    // `1. The talks`: a number that is all there is before the stop.
    if word.len() == before.trim_start().len() && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return !next.is_empty();
    }
    if next.is_empty() {
        return false;
    }
    let is_in = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(part));
    if is_in(&BEFORE_A_NAME) || (number_follows && is_in(&BEFORE_A_NUMBER)) {
        return true;
    }
    // `J.`, `U.S.`, `p.m.`, `Inc.`, `Aug.` may also end a sentence: the next word decides.
    let initials = part.split('.').all(|letter| letter.chars().count() == 1 && letter.chars().all(char::is_alphabetic));
    (initials || is_in(&ANYWHERE) || is_in(&BEFORE_A_NUMBER[..MONTHS])) && !begins_a_sentence(next)
}

/// Whether the text begins with a word that rarely goes on a sentence when it has a capital.
fn begins_a_sentence(text: &str) -> bool {
    let word = text.trim_start_matches(is_opener);
    let end = word.char_indices().take(12).find(|(_, c)| !c.is_alphabetic()).map_or(0, |(at, _)| at);
    STARTERS.contains(&&word[..end])
}

/// Titles and the like: a name follows, never a new sentence.
const BEFORE_A_NAME: [&str; 43] = [
    "Mr", "Mrs", "Ms", "Mx", "Messrs", "Mme", "Mlle", "Dr", "Prof", "Gen", "Lt", "Col", "Maj", "Brig", "Capt", "Cmdr", "Cdr", "Sgt", "Cpl", "Pvt", "Adm",
    "Sen", "Rep", "Gov", "Pres", "Hon", "Rev", "Fr", "St", "Mt", "Ft", "Amb", "Min", "Supt", "Insp", "Det", "Atty", "Hr", "Fr", "Sra", "vs", "cf", "ca",
];

/// How many of [`BEFORE_A_NUMBER`] are months.
const MONTHS: usize = 12;

/// Abbreviations when a number follows: months first.
const BEFORE_A_NUMBER: [&str; 26] = [
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "No", "Nos", "Nr", "Art", "Arts", "Sec", "Ch", "Fig", "Vol", "p",
    "pp", "para", "Res", "Reg",
];

/// Abbreviations that stand within a sentence or at its end.
const ANYWHERE: [&str; 20] =
    ["Inc", "Corp", "Co", "Ltd", "Bros", "Jr", "Sr", "Dept", "Univ", "Assn", "Ave", "Blvd", "Calif", "Fla", "Mass", "Pa", "Tex", "Va", "Wash", "al"];

/// Words with which sentences begin.
const STARTERS: [&str; 42] = [
    "The",
    "A",
    "An",
    "It",
    "Its",
    "He",
    "She",
    "They",
    "We",
    "You",
    "I",
    "His",
    "Her",
    "Their",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "But",
    "And",
    "In",
    "On",
    "At",
    "As",
    "If",
    "When",
    "While",
    "After",
    "Before",
    "However",
    "For",
    "From",
    "With",
    "Both",
    "Some",
    "Many",
    "No",
    "Not",
    "What",
    "Who",
    "Meanwhile",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn titles_initials_and_months_do_not_end_a_sentence() {
        for text in [
            "Mr. Moon and Lt-Gen. Ahn met.",
            "J. R. Doe of the U.S. State Department spoke on Aug. 1 at 5 p.m. Seoul time.",
            "It cost 3.5 billion won, he said.",
            "\"Stop!\" he said.",
            "Yahoo! and others use e.g. this.",
            "Resolution No. 5 holds.",
        ] {
            assert_eq!(split(text), [text]);
        }
    }

    #[test]
    fn an_abbreviation_can_still_be_the_last_word() {
        assert_eq!(split("He is back in the U.S. The talks go on."), ["He is back in the U.S.", "The talks go on."]);
        assert_eq!(split("They met at 5 p.m. He left."), ["They met at 5 p.m.", "He left."]);
        assert_eq!(split("It was in 2018. Seoul agreed."), ["It was in 2018.", "Seoul agreed."]);
    }

    #[test]
    fn closing_quotes_belong_to_their_sentence() {
        assert_eq!(split("“We agree.” “Fully!” Then he left?"), ["“We agree.”", "“Fully!”", "Then he left?"]);
    }

    #[test]
    fn other_scripts_have_other_stops() {
        assert_eq!(split("会谈在板门店举行。双方同意。"), ["会谈在板门店举行。", "双方同意。"]);
        assert_eq!(split("「賛成だ。」と述べた。"), ["「賛成だ。」と述べた。"]);
        assert_eq!(split("बैठक हुई। वे मिले।"), ["बैठक हुई।", "वे मिले।"]);
        assert_eq!(split("회담이 열렸다. 양측은 합의했다."), ["회담이 열렸다.", "양측은 합의했다."]);
    }

    #[test]
    fn a_blank_line_ends_a_sentence_and_a_number_in_a_list_does_not() {
        assert_eq!(split("Talks\n \n1. The first point"), ["Talks", "1. The first point"]);
    }

    proptest! {
        #[test]
        fn sentences_cover_all_but_space(text in "[\\PC\\n]{0,60}|([A-Za-z]{0,3}[.!? \"\n。]{1,2}){0,20}") {
            let mut at = 0;
            for range in sentences(&text) {
                prop_assert!(range.start < range.end && text[at..range.start].trim().is_empty());
                at = range.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
