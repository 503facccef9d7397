use std::ops::Range;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The plain form of a text, in which names are looked for: composed (NFC), with one kind of apostrophe, quotation mark,
/// space (one at a time) and hyphen, and without signs that are not seen or, in Arabic and Hebrew, only help to pronounce.
///
/// Case and accents stay: in prose they tell a name from a word.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_plain(text, &mut out, |_, _| {});
    out
}

/// Appends the plain form of a text, and says which bytes of `out` came from which bytes of `text`, stretch by stretch.
/// Where both have the same length, they are the same to the byte.
pub fn push_plain(text: &str, out: &mut String, mut came: impl FnMut(Range<usize>, Range<usize>)) {
    if text.is_ascii() && !text.contains("  ") {
        let start = out.len();
        out.push_str(text);
        came(start..out.len(), 0..text.len());
        return;
    }
    let composed = is_nfc_quick(text.chars()) == IsNormalized::Yes;
    // What has been taken over as it stands, up to here.
    let mut kept = 0;
    let mut chars = text.char_indices().peekable();
    let flush = |kept: usize, upto: usize, out: &mut String, came: &mut dyn FnMut(Range<usize>, Range<usize>)| {
        if kept < upto {
            let start = out.len();
            out.push_str(&text[kept..upto]);
            came(start..out.len(), kept..upto);
        }
    };
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        if !composed {
            while let Some((next, mark)) = chars.peek().copied().filter(|(_, c)| is_combining_mark(*c) || is_joining(*c)) {
                end = next + mark.len_utf8();
                chars.next();
            }
        }
        let group = &text[at..end];
        let changed: Option<String> = match simple(c) {
            // Spaces side by side are one, as they are to readers.
            sign if sign.or((c == ' ').then_some(" ")) == Some(" ") && text[..at].chars().next_back().is_some_and(is_space) => Some(String::new()),
            Some(sign) if end == at + c.len_utf8() => Some(sign.to_owned()),
            _ if end > at + c.len_utf8() || !composed => Some(group.nfc().filter(|c| simple(*c) != Some("")).collect()).filter(|new: &String| new != group),
            _ => None,
        };
        if let Some(changed) = changed {
            flush(kept, at, out, &mut came);
            let start = out.len();
            out.push_str(&changed);
            came(start..out.len(), at..end);
            kept = end;
        }
    }
    flush(kept, text.len(), out, &mut came);
}

fn is_space(c: char) -> bool {
    c == ' ' || simple(c) == Some(" ")
}

/// Hangul vowels and final consonants, which compose with what stands before them.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11ff}')
}

/// The plain sign for another of its kind; nothing for what is not seen.
fn simple(c: char) -> Option<&'static str> {
    Some(match c {
        '“' | '”' | '„' => "\"",
        '’' | '‘' | 'ʼ' | '′' | '´' | '\u{ff07}' => "'",
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{2010}' | '\u{2011}' => "-",
        // Soft hyphen, zero-width signs, Arabic vowels and tatweel, Hebrew points.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{64b}'..='\u{652}' | '\u{640}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_one_kind_are_one() {
        assert_eq!(plain("O’Neil\u{a0}met Jae\u{2011}in"), "O'Neil met Jae-in");
        assert_eq!(plain("Kim  Do \u{a0}Gyun"), "Kim Do Gyun");
        assert_eq!(plain("Jose\u{301} Nu\u{301}n\u{303}ez"), "José Núñez");
        assert_eq!(plain("كِيم جونغ أون"), "كيم جونغ أون");
        assert_eq!(plain(&"김정은".nfd().collect::<String>()), "김정은");
    }

    #[test]
    fn every_stretch_knows_where_it_came_from() {
        for text in ["plain", "O’Neil’s e\u{301}tude", "soft\u{ad}ly", "가\u{11a8}"] {
            let (mut out, mut parts) = (String::new(), Vec::new());
            push_plain(text, &mut out, |new, old| parts.push((new, old)));
            assert_eq!(parts.iter().map(|(new, _)| &out[new.clone()]).collect::<String>(), out);
            assert_eq!(parts.iter().map(|(_, old)| &text[old.clone()]).collect::<String>(), text);
            assert!(parts.iter().all(|(new, old)| new.len() != old.len() || out[new.clone()] == text[old.clone()]), "{text}");
        }
    }
}
