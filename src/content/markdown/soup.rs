use super::image_tag::attributes;

/// A piece of HTML that somebody wrote.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Soup<'h> {
    /// Words, with the character references as written.
    Text(&'h str),
    /// A start tag, its name in lower case.
    Start {
        name: String,
        attributes: Vec<(&'h str, &'h str)>,
        /// `<br/>`.
        closed: bool,
    },
    /// An end tag, its name in lower case.
    End(String),
}

/// Takes HTML apart, however broken. Comments and what would run go; what begins like a tag and does not end is text.
pub(super) fn soup(html: &str) -> Vec<Soup<'_>> {
    let mut pieces = Vec::new();
    let mut text_from = 0;
    let mut from = 0;
    while let Some(at) = html[from..].find('<').map(|at| at + from) {
        let after = &html[at + 1..];
        let Some(end) = (match after.as_bytes().first() {
            Some(b'!' | b'?') => Some(at + 1 + end_of_comment(after)),
            Some(b'/') if after[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => after.find('>').map(|end| at + 2 + end),
            Some(first) if first.is_ascii_alphabetic() => attributes(html, at + 1 + name_length(after)).0,
            _ => {
                from = at + 1;
                continue;
            }
        }) else {
            // No tag after this one can end either, or it stands within this one.
            break;
        };
        if at > text_from {
            pieces.push(Soup::Text(&html[text_from..at]));
        }
        (from, text_from) = (end, end);
        match after.as_bytes().first() {
            Some(b'!' | b'?') => {}
            Some(b'/') => pieces.push(Soup::End(after[1..1 + name_length(&after[1..])].to_ascii_lowercase())),
            _ => {
                let name = after[..name_length(after)].to_ascii_lowercase();
                let (_, attributes) = attributes(html, at + 1 + name.len());
                if matches!(name.as_str(), "script" | "style") && !html[end..].trim().is_empty() {
                    let end = end_of_script(html, end, &name);
                    (from, text_from) = (end, end);
                    continue;
                }
                let value_ends = attributes.last().is_some_and(|(_, value)| value.ends_with('/'));
                pieces.push(Soup::Start { name, closed: html[..end].ends_with("/>") && !value_ends, attributes });
            }
        }
    }
    if text_from < html.len() {
        pieces.push(Soup::Text(&html[text_from..]));
    }
    pieces
}

/// How long the name is that a tag begins with.
fn name_length(after: &str) -> usize {
    after.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(after.len())
}

/// Where a comment or declaration ends that begins with the sign after `<`.
fn end_of_comment(after: &str) -> usize {
    if let Some(comment) = after.strip_prefix("!--") {
        // `<!-->` and `<!--->` are comments too; one without an end goes on to the end.
        return match comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
            Some(rest) => after.len() - rest.len(),
            None => comment.find("-->").map_or(after.len(), |end| end + "!---->".len()),
        };
    }
    if after.starts_with("![CDATA[") {
        return "![CDATA[".len();
    }
    after.find('>').map_or(after.len(), |end| end + 1)
}

/// Where a script or style ends whose start tag ends at `from`.
fn end_of_script(html: &str, from: usize, name: &str) -> usize {
    for (at, _) in html[from..].match_indices("</") {
        let found = html[from + at + 2..].get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
        if found {
            return html[from + at..].find('>').map_or(html.len(), |end| from + at + end + 1);
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        soup(html)
            .into_iter()
            .map(|piece| match piece {
                Soup::Text(text) => text.to_owned(),
                Soup::Start { name, attributes, closed } => format!("[{name}{}{}]", attributes.len(), if closed { "/" } else { "" }),
                Soup::End(name) => format!("[/{name}]"),
            })
            .collect()
    }

    #[test]
    fn tags_are_told_from_text() {
        assert_eq!(shown("a < b <B Class=x y>c</B > <br/> <a href=/x/>d"), "a < b [b2]c[/b] [br0/] [a1]d");
        assert_eq!(shown("x <b title=\"> y"), "x <b title=\"> y");
        assert_eq!(shown("x </b y"), "x </b y");
    }

    #[test]
    fn what_would_run_goes_and_so_do_comments() {
        assert_eq!(shown("a<script>if (a < b) {}</SCRIPT >b<!-- <b> -->c<!-->d<?php x ?>e<!doctype html>f<style>x"), "abcdef");
        assert_eq!(shown("a<![CDATA[b]]>c"), "ab]]>c");
        assert_eq!(shown("a<!-- b"), "a");
    }

    #[test]
    fn ten_thousand_broken_tags_take_no_time() {
        for broken in ["<a ", "<a b=\"", "</a", "<!--", "<script ", "<![CDATA["] {
            soup(&broken.repeat(20_000));
        }
    }
}
