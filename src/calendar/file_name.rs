//! The day in a file name, as Jekyll and its successors write it: `2016-05-19-title.md`.

use super::day::Day;

/// The day a file name begins with, and the byte at which the rest begins, after any `-`, `_` or spaces.
///
/// The day is `YYYY-MM-DD` and nothing shorter, because `2016-05-…` is a number of things; a digit after it means
/// that it is not a day but part of a longer number.
///
/// ```
/// # use dateline::calendar::day_from_file_name;
/// let found = day_from_file_name("2016-05-19-title.md");
/// assert_eq!(found.map(|(day, rest)| (day.to_string(), rest)), Some(("2016-05-19".to_owned(), 11)));
/// ```
#[must_use]
pub fn day_from_file_name(name: &str) -> Option<(Day, usize)> {
    const LENGTH: usize = "YYYY-MM-DD".len();
    let (day, rest) = name.split_at_checked(LENGTH)?;
    if rest.starts_with(|next: char| next.is_numeric()) {
        return None;
    }
    // `Day` reads its year with sign or `Y` too; a file name begins with a digit.
    let day = day.starts_with(|first: char| first.is_ascii_digit()).then(|| day.parse().ok()).flatten()?;
    let title = rest.trim_start_matches(['-', '_', ' ']);
    Some((day, name.len() - title.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_gives_its_day_and_its_title() {
        for (name, title) in
            [("2016-05-19-title", "title"), ("2016-05-19_ title.md", "title.md"), ("2016-05-19.md", ".md"), ("2016-05-19", ""), ("2016-05-19-평화", "평화")]
        {
            let (day, rest) = day_from_file_name(name).unwrap();
            assert_eq!((day.to_string().as_str(), &name[rest..]), ("2016-05-19", title));
        }
    }

    #[test]
    fn a_name_without_a_whole_day_gives_none() {
        for name in ["title", "2016-05-title", "2016-02-30-title", "2016-05-190", "2016-5-19-title", "평화-05-19-title", ""] {
            assert_eq!(day_from_file_name(name), None, "{name}");
        }
    }
}
