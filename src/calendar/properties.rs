//! Laws that hold of every expression.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::common::read_common;
use super::day::Day;
use super::edtf::Edtf;
use super::file_name::day_from_file_name;
use super::phrases::Phrases;
use super::phrases::samples::{english, korean};
use super::precision::Precision;

/// Read once: reading YAML is slower than saying a date.
static LANGUAGES: LazyLock<[Phrases; 2]> = LazyLock::new(|| [english(), korean()]);

/// Dates in all spellings, most of them good.
fn date() -> impl Strategy<Value = String> {
    let qualifier = "[?~%]?";
    let year = prop_oneof![
        6 => "-?[0-2][0-9X]{3}",
        1 => "-?[0-9]{2,3}",
        1 => "Y-?[1-9][0-9]{4,17}(S[1-9])?",
        1 => "Y-?[1-9][0-9]{0,3}E[1-9](S[1-9])?",
        1 => "[0-9]{4}S[1-4]",
    ];
    let month = "(0[1-9]|1[0-2]|[0-4][0-9]|[X01][X0-9])";
    let day = "([0-2][0-9]|3[01]|[X0-3][X0-9])";
    let part = move |field: &'static str| (qualifier, field, qualifier).prop_map(|(a, b, c)| format!("{a}{b}{c}"));
    let month_and_day = prop_oneof![
        2 => Just(String::new()),
        2 => part(month).prop_map(|month| format!("-{month}")),
        4 => (part(month), part(day)).prop_map(|(month, day)| format!("-{month}-{day}")),
    ];
    (qualifier, year, qualifier, month_and_day).prop_map(|(a, b, c, d)| format!("{a}{b}{c}{d}"))
}

/// Expressions of all kinds, many of them good.
fn expression() -> impl Strategy<Value = String> {
    let end = prop_oneof![4 => date(), 1 => Just("..".to_owned()), 1 => Just(String::new())];
    let member = prop_oneof![
        4 => date(),
        1 => (date(), date()).prop_map(|(first, last)| format!("{first}..{last}")),
        1 => date().prop_map(|date| format!("..{date}")),
        1 => date().prop_map(|date| format!("{date}..")),
    ];
    let members = prop::collection::vec(member, 1..4);
    prop_oneof![
        4 => date(),
        1 => "20[0-9]{2}-0[1-9]-[0-2][1-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+-][01][0-9](:[0-5][0-9])?)?",
        3 => (end.clone(), end).prop_map(|(start, end)| format!("{start}/{end}")),
        2 => members.clone().prop_map(|members| format!("[{}]", members.join(", "))),
        1 => members.prop_map(|members| format!("{{{}}}", members.join(","))),
    ]
}

/// An expression that is good.
fn edtf() -> impl Strategy<Value = Edtf> {
    expression().prop_filter_map("must be EDTF", |text| Edtf::parse(&text).ok())
}

/// All ways to put digits for the `X` of `text`.
fn fillings(text: &str) -> Vec<String> {
    match text.split_once('X') {
        None => vec![text.to_owned()],
        Some((before, after)) => {
            let rest = fillings(after);
            (0..10).flat_map(|digit| rest.iter().map(move |rest| format!("{before}{digit}{rest}"))).collect()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_printed_is_read_back(text in expression()) {
        if let Ok(edtf) = Edtf::parse(&text) {
            let printed = edtf.to_string();
            prop_assert_eq!(&printed, &text.replace(' ', ""));
            prop_assert_eq!(Edtf::parse(&printed), Ok(edtf));
        }
    }

    #[test]
    fn bounds_are_in_order_and_agree_with_the_sort_key(edtf in edtf()) {
        let bounds = edtf.bounds();
        if let (Some(earliest), Some(latest)) = (bounds.earliest, bounds.latest) {
            prop_assert!(earliest <= latest, "{edtf}");
        }
        prop_assert_eq!(edtf.sort_key().day(), bounds.earliest.or(bounds.latest));
        if let Some(month) = edtf.start_month() {
            prop_assert!(edtf.sort_key().day().is_some_and(|day| day.month_of_year() >= month), "{edtf}");
        }
    }

    #[test]
    fn sort_keys_are_in_total_order(a in edtf(), b in edtf(), c in edtf()) {
        let mut keys = [a.sort_key(), b.sort_key(), c.sort_key()];
        prop_assert_eq!(keys[0].cmp(&keys[1]), keys[1].cmp(&keys[0]).reverse());
        keys.sort_unstable();
        prop_assert!(keys[0] <= keys[1] && keys[1] <= keys[2] && keys[0] <= keys[2]);
        // Undated comes last, and the dated are ordered by day.
        let days = keys.map(|key| key.day().unwrap_or(Day::MAX));
        prop_assert!(days.is_sorted());
    }

    #[test]
    fn every_expression_can_be_said(edtf in edtf()) {
        for phrases in &*LANGUAGES {
            prop_assert!(!phrases.say(&edtf).is_empty());
        }
    }

    #[test]
    fn no_text_of_edtf_characters_panics(text in "[0-9XxYTZESu .,:/?~%+\\[\\]{}-]{0,24}") {
        if let Ok(edtf) = Edtf::parse(&text) {
            let _ = (edtf.sort_key(), edtf.precision(), edtf.level(), edtf.is_single_day());
            prop_assert_eq!(Edtf::parse(&edtf.to_string()), Ok(edtf));
        }
    }

    #[test]
    fn no_text_at_all_panics_and_every_fault_has_a_place(text in "\\PC{0,16}", date in date(), at in 0_usize..12) {
        let mut spliced = date;
        if spliced.is_char_boundary(at) {
            spliced.insert_str(at, &text);
        }
        for text in [text, spliced] {
            if let Err(error) = Edtf::parse(&text) {
                prop_assert!(text.get(error.start..error.end).is_some(), "{error:?}");
                let _ = (error.to_string(), error.help());
            }
            let _ = (read_common(&text), day_from_file_name(&text));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn unspecified_digits_are_bounded_by_all_ways_to_fill_them(
        text in "-?[12][0-9X]{3}(-([01X][0-9X]|XX)(-([0-3X][0-9X]|XX))?)?"
    ) {
        prop_assume!(text.matches('X').count() <= 3);
        let days: Vec<Day> = fillings(&text)
            .iter()
            .filter_map(|filled| Edtf::parse(filled).ok())
            // A filling can be a season; a mask never means one.
            .filter(|filled| filled.precision() != Precision::Season)
            .flat_map(|filled| [filled.bounds().earliest, filled.bounds().latest])
            .flatten()
            .collect();
        let bounds = Edtf::parse(&text).ok().map(|edtf| (edtf.bounds().earliest, edtf.bounds().latest));
        let expected = (!days.is_empty()).then(|| (days.iter().min().copied(), days.iter().max().copied()));
        prop_assert_eq!(bounds, expected, "{}", text);
    }
}

#[test]
fn a_hostile_megabyte_takes_no_time() {
    const LENGTH: usize = 1_000_000;
    let repeat = |text: &str| text.repeat(LENGTH / text.len());
    let texts = [
        repeat("1"),
        repeat("X"),
        repeat(" "),
        repeat("["),
        repeat("é"),
        repeat("../"),
        format!("Y{}", repeat("9")),
        format!("Y1E{}", repeat("9")),
        format!("1950S{}", repeat("9")),
        format!("2018-07-31T{}", repeat("1")),
        format!("2018-07-31T23:20:30.{}", repeat("1")),
        format!("[{}19]", repeat("XXX8-X2-29,")),
        format!("{{{}XXX1-02-29}}", repeat("1900..2000,")),
    ];
    // Anything quadratic would not end; the core may not look at a clock, not even here.
    for text in &texts {
        match Edtf::parse(text) {
            Ok(edtf) => assert_eq!(edtf.to_string().len(), text.len()),
            Err(error) => assert!(error.to_string().len() < 200 && error.help().is_none_or(|help| help.len() < 200)),
        }
        let _ = read_common(text);
    }
}
