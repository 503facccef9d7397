use super::When;
use crate::base::Span;
use crate::calendar::Edtf;

/// Why a text is no date.
pub(super) struct Unread {
    pub(super) problem: String,
    pub(super) help: Option<String>,
    /// Which bytes of it.
    pub(super) part: Span,
}

/// Reads a date and gives the name of its spelling where that is not EDTF; else what is wrong, and the remedy.
pub(super) fn read_date(text: &str) -> Result<(When, Option<&'static str>), Unread> {
    match Edtf::parse(text) {
        // EDTF reads 2018-01-01/31 as "to the 31st century", and nobody means that.
        Ok(date) if is_shortened(text) => Err(Unread {
            problem: format!("its end is a century, {date}"),
            help: Some(format!("did you mean {}?", lengthened(text))),
            part: Span::new(text.len() - 2, text.len()),
        }),
        Ok(date) => Ok((date.into(), None)),
        Err(error) => When::from_common(text).map(|(when, spelling)| (when, Some(spelling))).ok_or_else(|| Unread {
            problem: error.to_string(),
            help: error.help(),
            part: Span::new(error.start, error.end),
        }),
    }
}

/// Whether an interval begins with a day or month and ends with two digits, as ISO 8601-1 (not EDTF) shortens it.
fn is_shortened(text: &str) -> bool {
    text.split_once('/').is_some_and(|(start, end)| start.len() >= 7 && start.contains('-') && end.len() == 2 && end.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The interval written out.
fn lengthened(text: &str) -> String {
    text.split_once('/').map_or_else(|| text.to_owned(), |(start, end)| format!("{start}/{}{end}", &start[..start.len().saturating_sub(2)]))
}
