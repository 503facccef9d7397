use std::borrow::Cow;

/// Whether bytes may be markup: they begin with `<`, behind spaces and a byte order mark, or are text
/// in two bytes a letter (UTF-16) that begins so.
pub(in crate::content) fn is_markup(head: &[u8]) -> bool {
    let is_wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head.starts_with(b"<\0") || head.starts_with(b"\0<");
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    is_wide || head.trim_ascii_start().starts_with(b"<")
}

/// The first character that no XML 1.0 document may have (section 2.2, `Char`), and where.
pub(super) fn forbidden(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, c)| !is_char(*c))
}

fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a part of a name is one (Namespaces in XML 1.0, `NCName`); letters beyond ASCII are taken
/// as they are.
pub(super) fn is_name(name: &[u8]) -> bool {
    let is_first = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_' || !byte.is_ascii();
    name.first().is_some_and(is_first) && name.iter().all(|byte| is_first(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
}

/// The character that a reference stands for: one of the five names of XML (section 4.6), or a number.
pub(super) fn referred(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
            let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
            let code = u32::from_str_radix(digits, radix).ok().filter(|_| is_number)?;
            char::from_u32(code).filter(|c| is_char(*c))?
        }
    })
}

/// The value of an attribute as it stands in the file, read: references resolved, line breaks as
/// spaces (XML 1.0, section 3.3.3). An error is the reference or sign that cannot stand there.
pub(super) fn attribute_value(raw: &str) -> Result<Cow<'_, str>, &str> {
    if let Some(at) = raw.find('<') {
        return Err(&raw[at..=at]);
    }
    if !raw.contains(['&', '\t', '\n', '\r']) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        value.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if sign != b'&' {
            value.push(' ');
            continue;
        }
        let (name, after) = rest.split_once(';').ok_or("&")?;
        value.push(referred(name).ok_or(name)?);
        rest = after;
    }
    value.push_str(rest);
    Ok(Cow::Owned(value))
}

/// Writes a text so that XML and HTML read the same text, in an element or between double quotes.
pub(super) fn escape(text: &str, to: &mut String) {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\t' => "&#9;",
            b'\n' => "&#10;",
            b'\r' => "&#13;",
            _ => continue,
        };
        to.push_str(&text[written..at]);
        to.push_str(escaped);
        written = at + 1;
    }
    to.push_str(&text[written..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_xml_reads_it() {
        assert_eq!(attribute_value("a\r\nb&#x41;&#10;&lt;&amp;amp;"), Ok("a  bA\n<&amp;".into()));
        for (wrong, named) in [("&nbsp;", "nbsp"), ("&#0;", "#0"), ("&#xD800;", "#xD800"), ("&#+65;", "#+65"), ("a & b", "&"), ("<", "<"), ("&#;", "#")] {
            assert_eq!(attribute_value(wrong), Err(named), "{wrong}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut written = String::new();
        escape("a<b>\"&\t\n\r'é", &mut written);
        assert_eq!(written, "a&lt;b&gt;&quot;&amp;&#9;&#10;&#13;'é");
        assert_eq!(attribute_value(&written), Ok("a<b>\"&\t\n\r'é".into()));
    }

    #[test]
    fn markup_is_told_by_its_first_sign() {
        for yes in [&b"<svg"[..], b"\xef\xbb\xbf \n<!--", b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0s\0"] {
            assert!(is_markup(yes));
        }
        for no in [&b""[..], b"\x89PNG", b"a <svg", b"\xff\xd8\xff"] {
            assert!(!is_markup(no));
        }
    }
}
