use std::collections::BTreeMap;

/// A style sheet with the static files it names (`url(fonts/newsreader.woff2)`) called as they are published: under names
/// that change with their content, so that a host may let browsers keep them for good.
///
/// `published` has the published names by the names in `static/`. Addresses that are none of these stay.
pub(super) fn with_published_names(css: &str, published: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(css.len() + 128);
    let mut rest = css;
    while let Some(at) = rest.find("url(") {
        let (before, from) = rest.split_at(at + "url(".len());
        out.push_str(before);
        let end = from.find(')').unwrap_or(from.len());
        let (written, after) = from.split_at(end);
        let name = written.trim().trim_matches(['"', '\'']);
        out.push_str(published.get(name).map_or(written, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_names_files_as_they_are_published() {
        let published = BTreeMap::from([("fonts/a.woff2".to_owned(), "fonts/a.12.woff2".to_owned())]);
        let css = "@font-face{src:url(\"fonts/a.woff2\") format('woff2'),url( fonts/a.woff2 )}b{background:url(b.png)}c{content:'url(";
        let wanted = "@font-face{src:url(fonts/a.12.woff2) format('woff2'),url(fonts/a.12.woff2)}b{background:url(b.png)}c{content:'url(";
        assert_eq!(with_published_names(css, &published), wanted);
    }
}
