use std::borrow::Cow;

/// Where a reference of a drawing leads, by the rules of the URL standard (WHATWG URL, section 4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address<'a> {
    /// Nowhere: the text is empty.
    Empty,
    /// To an element of the drawing itself; with its `#`.
    Inside(Cow<'a, str>),
    /// To what the address itself carries.
    Data(Cow<'a, str>),
    /// To a page, by a scheme that readers follow from any text, or to another file.
    Elsewhere,
    /// By a scheme that may run something.
    Other,
}

/// Schemes of links that run nothing.
const LINKS: [&str; 7] = ["http", "https", "mailto", "tel", "ftp", "ftps", "geo"];

impl Address<'_> {
    /// Reads an address as a browser does: spaces and controls around it do not count, nor do tabs
    /// and line breaks in it.
    pub(super) fn parse(text: &str) -> Address<'_> {
        let trimmed = text.trim_matches(|c: char| c <= ' ');
        let is_break = |c: char| matches!(c, '\t' | '\n' | '\r');
        let address: Cow<'_, str> = if trimmed.contains(is_break) { Cow::Owned(trimmed.replace(is_break, "")) } else { Cow::Borrowed(trimmed) };
        if address.is_empty() {
            return Address::Empty;
        }
        if address.starts_with('#') {
            return Address::Inside(address);
        }
        match scheme(&address).map(str::to_ascii_lowercase).as_deref() {
            None => Address::Elsewhere,
            Some("data") => Address::Data(address),
            Some(known) if LINKS.contains(&known) => Address::Elsewhere,
            Some(_) => Address::Other,
        }
    }
}

/// The scheme of an address that has one. Signs that no scheme has make it a scheme that is not known.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    // A colon behind one of these belongs to a path, a query or a fragment.
    (!scheme.contains(['/', '?', '#', '\\'])).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_browsers_read_it() {
        assert_eq!(Address::parse(" \n#a "), Address::Inside("#a".into()));
        assert_eq!(Address::parse(" \u{1} "), Address::Empty);
        for link in ["https://a.example/", "HTTP:a", "//a.example", "a.svg#b", "/a:b", "mailto:a@b.example"] {
            assert_eq!(Address::parse(link), Address::Elsewhere, "{link}");
        }
        for other in ["javascript:a", "\u{1}JaVaScRiPt:a", "java\nscript:a", "j a:b", "vbscript:a", "file:///a", "blob:a", "é:a"] {
            assert_eq!(Address::parse(other), Address::Other, "{other:?}");
        }
        assert_eq!(Address::parse("DA\tTA:,a"), Address::Data("DATA:,a".into()));
    }
}
