use crate::pages::{Card, Line};
use serde::Serialize;
use tera::{Context, Tera, Value};

/// A part of a page that stands on many, made once for all of them: a card, or an article in one line.
///
/// A view has a mark in its place, and the page gets it when all else is made.
pub(super) enum Fragment {
    /// A card, and where the level of its heading stands in it, which is each page's own.
    Card { html: String, levels: Vec<usize> },
    /// A line, without its date and with it.
    Line([String; 2]),
}

/// Begins a mark. No text has this sign: it is taken out of everything that is read.
const SIGN: u8 = 1;

impl Fragment {
    /// The templates that make a fragment alone. By the ends of their names they are HTML, in which what is shown is escaped.
    pub(super) const TEMPLATES: [(&str, &str); 3] = [
        ("card alone.html", "{{ <card card={card} level={0} /> }}"),
        ("line alone.html", "{{ <line line={line} dates={false} /> }}"),
        ("dated line alone.html", "{{ <line line={line} /> }}"),
    ];

    /// Makes a card; none where its template fails, which the pages it stands on then tell.
    pub(super) fn card(card: &Card, tera: &Tera) -> Option<Fragment> {
        let html = alone(0, "card", card, tera)?;
        // In text `<` would be escaped, so these are the heading's own.
        let levels = ["<h0", "</h0"].iter().flat_map(|tag| html.match_indices(tag).map(|(at, _)| at + tag.len() - 1));
        let mut levels: Vec<usize> = levels.collect();
        levels.sort_unstable();
        Some(Fragment::Card { html, levels })
    }

    /// Makes a line.
    pub(super) fn line(line: &Line, tera: &Tera) -> Option<Fragment> {
        Some(Fragment::Line([alone(1, "line", line, tera)?, alone(2, "line", line, tera)?]))
    }

    /// What stands for the fragment of a number. The template writes a digit after it, the level of a heading or whether there
    /// is a date, and a semicolon.
    pub(super) fn mark(number: usize) -> String {
        format!("{}{number}:", char::from(SIGN))
    }

    /// Puts fragments in the places of their marks.
    pub(super) fn splice(page: Vec<u8>, fragments: &[Option<Fragment>]) -> Vec<u8> {
        let Some(first) = memchr::memchr(SIGN, &page).filter(|_| !fragments.is_empty()) else { return page };
        let mut out = Vec::with_capacity(page.len() * 4);
        out.extend_from_slice(&page[..first]);
        let mut rest = &page[first..];
        while let Some((_, after)) = rest.split_first() {
            rest = match Fragment::marked(after, fragments) {
                Some((fragment, digit, rest)) => {
                    fragment.write(digit, &mut out);
                    rest
                }
                None => after,
            };
            let next = memchr::memchr(SIGN, rest).unwrap_or(rest.len());
            out.extend_from_slice(&rest[..next]);
            rest = &rest[next..];
        }
        out
    }

    /// The fragment and the digit that a mark names, and what follows it.
    fn marked<'p, 'f>(part: &'p [u8], fragments: &'f [Option<Fragment>]) -> Option<(&'f Fragment, u8, &'p [u8])> {
        let colon = part.iter().take(12).position(|byte| *byte == b':')?;
        let number: usize = std::str::from_utf8(&part[..colon]).ok()?.parse().ok()?;
        let [digit @ b'0'..=b'9', b';', rest @ ..] = &part[colon + 1..] else { return None };
        Some((fragments.get(number)?.as_ref()?, *digit, rest))
    }

    fn write(&self, digit: u8, out: &mut Vec<u8>) {
        match self {
            Fragment::Card { html, levels } => {
                let mut from = 0;
                for at in levels {
                    out.extend_from_slice(&html.as_bytes()[from..*at]);
                    out.push(digit.clamp(b'1', b'6'));
                    from = at + 1;
                }
                out.extend_from_slice(&html.as_bytes()[from..]);
            }
            Fragment::Line(forms) => out.extend_from_slice(forms[usize::from(digit != b'0')].as_bytes()),
        }
    }
}

/// One value through one of the templates.
fn alone(template: usize, name: &'static str, value: &impl Serialize, tera: &Tera) -> Option<String> {
    let mut context = Context::new();
    context.insert_value(name, Value::try_from_serializable(value).ok()?);
    tera.render(Fragment::TEMPLATES[template].0, &context).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_comes_in_the_place_of_its_mark() {
        let card = Fragment::Card { html: "<h0><a>h0</a></h0>".into(), levels: vec![2, 16] };
        let line = Fragment::Line(["<li>l".into(), "<li>day l".into()]);
        let fragments = [None, Some(card), Some(line)];
        let page = ["a", &Fragment::mark(1), "4;b", &Fragment::mark(0), "4;c\u{1}d", &Fragment::mark(2), "1;", &Fragment::mark(2), "0;"].concat();
        assert_eq!(String::from_utf8(Fragment::splice(page.into_bytes(), &fragments)).unwrap(), "a<h4><a>h0</a></h4>b0:4;cd<li>day l<li>l");
    }
}
