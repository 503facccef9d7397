//! Plain text in Markdown: what was text stays text.

/// A paragraph of plain text, on one line, as Markdown.
pub(super) fn paragraph(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let escaped = match c {
            '\\' | '`' | '*' | '_' | '[' | '~' | '|' => true,
            '<' => rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) || is_email(rest),
            '&' => is_entity(rest),
            '#' | '>' | '+' | '-' | '=' | ':' => at == 0,
            '.' | ')' => at == digits && at > 0,
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The text of a heading as Markdown: nothing in it is read as an id or as closing signs.
pub(super) fn heading(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in paragraph(text).chars() {
        if matches!(c, '{' | '}') || (c == '#' && !out.ends_with('\\')) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether what follows `<` makes it the beginning of an address of email.
fn is_email(rest: &str) -> bool {
    rest.split_once('>').is_some_and(|(address, _)| address.contains('@') && !address.contains(char::is_whitespace))
}

/// Whether what follows `&` makes it a character reference.
fn is_entity(rest: &str) -> bool {
    // The longest name of HTML has 31 letters.
    let end = rest.bytes().take(33).position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'#'));
    end.is_some_and(|end| end > 0 && rest.as_bytes().get(end) == Some(&b';'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// The text of a Markdown text that is one block.
    fn read(markdown: &str) -> (Option<Tag<'_>>, String) {
        let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_MATH - Options::ENABLE_SUPERSCRIPT - Options::ENABLE_SUBSCRIPT;
        let mut block = None;
        let mut text = String::new();
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Start(tag) if block.is_none() => block = Some(tag),
                Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => {}
                Event::Text(piece) => text.push_str(&piece),
                other => text.push_str(&format!("<{other:?}>")),
            }
        }
        (block, text)
    }

    #[test]
    fn signs_of_markdown_stay_text() {
        for text in [
            "# one",
            "1. one",
            "12) two",
            "- a",
            "+ a",
            "* * *",
            "> a",
            "a *b* _c_ `d`",
            "[[Kim]] [@a] ![x](y)",
            "<b>&amp;</b>",
            "a\\*b",
            "| a | b |",
            "~a~ ~~b~~",
            ": a",
            "===",
            "[^1]: a",
            "[a]: http://b",
            "AT&T at 5 < 6",
            "<&@1> and <a@b.c>",
            "“We agree,” he said — ‘so’ it’s",
        ] {
            assert_eq!(read(&paragraph(text)), (Some(Tag::Paragraph), text.to_owned()), "{text}");
        }
        assert_eq!(paragraph("AT&T said 5 < 6 - no more: “yes”."), "AT&T said 5 < 6 - no more: “yes”.");
    }

    #[test]
    fn a_heading_has_neither_id_nor_closing_signs() {
        let markdown = format!("## {}", heading("Talks {#id} ##"));
        let (tag, text) = read(&markdown);
        assert!(matches!(tag, Some(Tag::Heading { id: None, .. })));
        assert_eq!(text, "Talks {#id} ##");
    }

    proptest! {
        #[test]
        fn any_line_is_read_back(text in "[\\]\\[(){}<>*_~`|\\\\#.:!&;a1 =+^$\"'/@-]{1,24}") {
            let text = text.trim();
            prop_assume!(!text.is_empty());
            let markdown = paragraph(text);
            prop_assert_eq!(read(&markdown), (Some(Tag::Paragraph), text.to_owned()));
        }
    }
}
