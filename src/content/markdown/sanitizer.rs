use super::element::ELEMENTS;
use ammonia::{Builder, UrlRelative};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Makes HTML that somebody wrote harmless: no script, no style, no form, no foreign request, and well-formed.
pub struct Sanitizer {
    builder: Builder<'static>,
}

impl Default for Sanitizer {
    fn default() -> Sanitizer {
        let set = |words: &[&'static str]| words.iter().copied().collect::<HashSet<_>>();
        let mut builder = Builder::empty();
        builder
            .tags(ELEMENTS.iter().map(|element| element.name).collect())
            .clean_content_tags(set(&["script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "select", "title"]))
            .generic_attributes(set(&["class", "id", "lang", "dir", "title"]))
            .tag_attributes(HashMap::from([
                ("a", set(&["href", "role", "aria-label", "style"])),
                ("li", set(&["style"])),
                ("time", set(&["datetime"])),
                ("td", set(&["colspan", "rowspan"])),
                ("th", set(&["colspan", "rowspan", "scope"])),
                ("ol", set(&["start", "reversed"])),
                ("div", set(&["role", "tabindex", "aria-label"])),
                ("section", set(&["role", "aria-label"])),
                ("aside", set(&["aria-label"])),
                ("data", set(&["value"])),
                ("details", set(&["open"])),
            ]))
            .attribute_filter(|element, attribute, value| match (element, attribute) {
                // What the writer makes itself; `tidy.rs` lets nobody else write a role.
                (_, "role") => matches!(value, "region" | "doc-endnotes" | "doc-noteref" | "doc-backlink").then_some(Cow::Borrowed(value)),
                ("ol", "start") => value.parse::<i32>().ok().map(|_| value.into()),
                ("td" | "th", "colspan" | "rowspan") => value.parse::<u16>().ok().filter(|n| (1..1000).contains(n)).map(|_| value.into()),
                ("th", "scope") => matches!(value, "col" | "row" | "colgroup" | "rowgroup").then_some(Cow::Borrowed(value)),
                ("time", "datetime") => value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-').then_some(Cow::Borrowed(value)),
                // The anchors of notes, which the writer makes itself.
                (_, "style") => is_anchor(value).then_some(Cow::Borrowed(value)),
                (_, "dir") => matches!(value, "ltr" | "rtl" | "auto").then_some(Cow::Borrowed(value)),
                (_, "lang") => crate::content::article::is_language(value).then_some(Cow::Borrowed(value)),
                (_, "tabindex") => (value == "0").then_some(Cow::Borrowed(value)),
                (_, "id") => (!value.is_empty() && !value.contains(char::is_whitespace)).then_some(Cow::Borrowed(value)),
                ("a", "href") => {
                    let local = value.starts_with('#') || (value.starts_with('/') && !value.starts_with("//") && !value.contains('\\'));
                    if local { Some(crate::content::url::strict(value).into()) } else { crate::content::url::safe_url(value).map(Into::into) }
                }
                _ => Some(Cow::Borrowed(value)),
            })
            .url_schemes(set(&["http", "https", "mailto"]))
            .url_relative(UrlRelative::PassThrough)
            .link_rel(None)
            .strip_comments(true);
        Sanitizer { builder }
    }
}

/// Whether a style says nothing but what a note hangs on.
fn is_anchor(style: &str) -> bool {
    let is_name = |name: &str| {
        name.strip_prefix("--").is_some_and(|name| name.len() < 12 && name.starts_with(['r', 'n']) && name[1..].bytes().all(|byte| byte.is_ascii_digit()))
    };
    style.split(';').all(|rule| rule.split_once(':').is_some_and(|(key, name)| matches!(key, "--a" | "--r" | "--p") && is_name(name)))
}

impl Sanitizer {
    /// The harmless part of some HTML.
    pub fn clean(&self, html: &str) -> String {
        self.builder.clean(html).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_runs_and_nothing_is_loaded() {
        let clean = Sanitizer::default().clean(
            "<p onclick=x>a<script>b</script><img src=//evil><iframe src=x></iframe><a href=\"JAVASCRIPT:x\">c</a><a href=\"/d\">d</a></p><center role=evil>e</center>",
        );
        assert_eq!(clean, "<p>a<a>c</a><a href=\"/d\">d</a></p>e");
    }
}
