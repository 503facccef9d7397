/// An `<img>` in raw HTML: enough of it to show the picture as Markdown's are shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ImageTag {
    /// Bytes of the HTML it was found in.
    pub(super) range: std::ops::Range<usize>,
    pub(super) src: String,
    pub(super) alt: String,
}

/// All `<img>` tags with a `src`, in order.
pub(super) fn find(html: &str) -> Vec<ImageTag> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(at) = html[from..].find('<').map(|at| at + from) {
        from = at + 1;
        let is_image = html.get(from..from + 3).is_some_and(|name| name.eq_ignore_ascii_case("img"));
        if !is_image || !html[from + 3..].starts_with(|c: char| c.is_whitespace() || c == '/') {
            continue;
        }
        let (end, attributes) = attributes(html, from + 3);
        let end = end.unwrap_or(html.len());
        let value = |name: &str| attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| unescaped(value));
        if let Some(src) = value("src") {
            tags.push(ImageTag { range: at..end, src, alt: value("alt").unwrap_or_default() });
        }
        from = end;
    }
    tags
}

/// The attributes from a byte on, and where the tag ends, if it does.
pub(super) fn attributes(html: &str, start: usize) -> (Option<usize>, Vec<(&str, &str)>) {
    let mut attributes = Vec::new();
    let mut rest = &html[start..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (None, attributes);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (Some(html.len() - after.len()), attributes);
        }
        let name_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        if name_end == 0 {
            // A stray sign: passed over, so that the walk always ends.
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let (name, after) = rest.split_at(name_end);
        rest = after.trim_start();
        let Some(value) = rest.strip_prefix('=').map(str::trim_start) else {
            attributes.push((name, ""));
            continue;
        };
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len())),
        };
        attributes.push((name, value));
        rest = after;
    }
}

/// The value with the references resolved that occur in addresses: numbers, and the names that every language knows.
pub(super) fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        // The longest reference of these has ten signs; further on none is looked for.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let found = end.and_then(|end| Some((referred(&rest[..end])?, &rest[end + 1..])));
        match found {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => out.push('&'),
        }
    }
    out + rest
}

fn referred(name: &str) -> Option<char> {
    match name {
        "quot" => Some('"'),
        "apos" => Some('\''),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "nbsp" => Some('\u{a0}'),
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|c| *c != '\0')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_found_however_it_is_written() {
        let tags = find("<p><IMG alt='a &amp; b' src=x.jpg width=3/> <img/src=\"y.png\"><imgx src=no>");
        assert_eq!(tags.iter().map(|tag| (tag.src.as_str(), tag.alt.as_str())).collect::<Vec<_>>(), [("x.jpg", "a & b"), ("y.png", "")]);
    }

    #[test]
    fn references_in_addresses_are_resolved() {
        assert_eq!(unescaped("/a?b=1&amp;c&#61;2&#x26;&copy;&"), "/a?b=1&c=2&&copy;&");
        unescaped(&"&".repeat(200_000));
    }

    #[test]
    fn broken_tags_end() {
        assert!(find("<img =\u{e9} \"").is_empty());
        assert_eq!(find("<img src='").len(), 1);
    }
}
