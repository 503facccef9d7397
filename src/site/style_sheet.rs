use std::collections::BTreeMap;

/// A style sheet as it is published: without its comments, which are for those who write it, and with the static files it
/// names (`url(fonts/newsreader.woff2)`) called as they are published, under names that change with their content, so that a
/// host may let browsers keep them for good.
///
/// `published` has the published names by the names in `static/`. Addresses that are none of these stay, and so does a
/// comment that begins with `/*!`, by which a licence asks to be kept.
pub(super) fn published_sheet(css: &str, published: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/', 'u']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        rest = match from.as_bytes() {
            [b'/', b'*', third, ..] if *third != b'!' => from.find("*/").map_or("", |end| &from[end + 2..]),
            [quote @ (b'"' | b'\''), ..] => {
                let (string, after) = from.split_at(string_end(from, *quote));
                out.push_str(string);
                after
            }
            [b'u', b'r', b'l', b'(', ..] => {
                let (open, from) = from.split_at("url(".len());
                let (written, after) = from.split_at(from.find(')').unwrap_or(from.len()));
                let name = written.trim().trim_matches(['"', '\'']);
                out.push_str(open);
                out.push_str(published.get(name).map_or(written, String::as_str));
                after
            }
            _ => {
                let (sign, after) = from.split_at(1);
                out.push_str(sign);
                after
            }
        };
    }
    out.push_str(rest);
    out
}

/// Where a string that begins with a quote ends, after its closing quote; a backslash takes the next sign's meaning.
fn string_end(from: &str, quote: u8) -> usize {
    let mut bytes = from.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            byte if byte == quote => return at + 1,
            _ => {}
        }
    }
    from.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(css: &str) -> String {
        published_sheet(css, &BTreeMap::from([("fonts/a.woff2".to_owned(), "fonts/a.12.woff2".to_owned())]))
    }

    #[test]
    fn a_style_sheet_names_files_as_they_are_published() {
        let css = "@font-face{src:url(\"fonts/a.woff2\") format('woff2'),url( fonts/a.woff2 )}b{background:url(b.png)}c{content:'url(";
        let wanted = "@font-face{src:url(fonts/a.12.woff2) format('woff2'),url(fonts/a.12.woff2)}b{background:url(b.png)}c{content:'url(";
        assert_eq!(sheet(css), wanted);
    }

    #[test]
    fn comments_stay_with_those_who_write_the_sheet() {
        assert_eq!(sheet("a{b:c}/* why */d{e:f/g}/*! MIT */"), "a{b:c}d{e:f/g}/*! MIT */");
        assert_eq!(sheet(r#"a::after{content:"/* \" é */"}/* open"#), r#"a::after{content:"/* \" é */"}"#);
        assert_eq!(sheet("a::after{content:'"), "a::after{content:'");
    }
}
