use super::Attribution;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// A piece of a text: CommonMark's, or one of Dateline's own marks.
#[derive(Clone, Debug)]
pub enum Token<'a> {
    /// CommonMark and the usual extensions.
    Plain(Event<'a>),
    /// `[[name]]`, `[[name|shown]]`.
    Mention {
        /// What stands before the bar.
        target: CowStr<'a>,
        /// What stands after it.
        shown: Option<String>,
    },
    /// `[@source, p. 3]`.
    Citation {
        /// The id of the source.
        id: String,
        /// The page or passage.
        locator: Option<String>,
    },
    /// `[yesterday](date:2018-07-31)` begins; the date as written.
    DateStart(CowStr<'a>),
    /// … and ends.
    DateEnd,
    /// A quotation with a speaker begins.
    QuotationStart(Box<Attribution>),
    /// … and ends.
    QuotationEnd,
    /// An editor's box begins.
    BoxStart(BoxKind),
    /// … and ends.
    BoxEnd,
}

/// A token and the bytes of the text it came from.
pub(super) type Placed<'a> = (Token<'a>, Range<usize>);

/// What an editor's box is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxKind {
    /// What one needs to know.
    Context,
    /// What was wrong.
    Correction,
    /// What is contradicted.
    Disputed,
    /// What came later.
    Update,
    /// GitHub's note.
    Note,
    /// GitHub's tip.
    Tip,
    /// GitHub's important.
    Important,
    /// GitHub's warning.
    Warning,
    /// GitHub's caution.
    Caution,
}

impl BoxKind {
    /// All of them.
    pub const ALL: [BoxKind; 9] = [
        BoxKind::Context,
        BoxKind::Correction,
        BoxKind::Disputed,
        BoxKind::Update,
        BoxKind::Note,
        BoxKind::Tip,
        BoxKind::Important,
        BoxKind::Warning,
        BoxKind::Caution,
    ];

    /// The word, in lower case: in class names and among the interface words.
    pub fn word(self) -> &'static str {
        match self {
            BoxKind::Context => "context",
            BoxKind::Correction => "correction",
            BoxKind::Disputed => "disputed",
            BoxKind::Update => "update",
            BoxKind::Note => "note",
            BoxKind::Tip => "tip",
            BoxKind::Important => "important",
            BoxKind::Warning => "warning",
            BoxKind::Caution => "caution",
        }
    }
}

/// How deep quotes, lists and emphases may stand in one another; beyond it the text is shown as it is written.
const DEEPEST: usize = 100;

/// Reads a text. Characters that HTML does not allow must have been replaced before.
pub fn tokens(text: &str) -> Vec<Placed<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    let cite = |link: BrokenLink<'_>| link.reference.starts_with('@').then(|| (CowStr::from(format!("cite:{}", link.reference)), CowStr::from("")));
    let mut events = Parser::new_with_broken_link_callback(text, options, Some(cite)).into_offset_iter();
    let mut tokens: Vec<Placed<'_>> = Vec::with_capacity(text.len() / 24);
    let mut quotes = Vec::new();
    let mut in_date = false;
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::WikiLink { has_pothole }, dest_url, .. }) => {
                let shown = inner_text(&mut events);
                // In a table the bar is written with a backslash.
                let dest_url = if dest_url.ends_with('\\') { CowStr::from(dest_url.trim_end_matches('\\').to_owned()) } else { dest_url };
                tokens.push((Token::Mention { target: dest_url, shown: has_pothole.then_some(shown).filter(|shown| !shown.is_empty()) }, range));
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) if is_citation(link_type, &dest_url) => {
                let inner = inner_events(&mut events);
                let cited = dest_url.trim_start_matches("cite:");
                // `[words][@b]` is a link of Markdown, whose words stay; `[@a][@b]` is two citations side by side.
                let split = if link_type == LinkType::ReferenceUnknown { text.get(range.clone()).and_then(|written| written.rfind("][")) } else { None };
                let Some(split) = split.map(|at| range.start + at + 1) else {
                    tokens.push((citation(cited), range));
                    continue;
                };
                let first = text.get(range.start + 1..split - 1).unwrap_or_default();
                if first.starts_with('@') {
                    tokens.push((citation(first), range.start..split));
                } else {
                    tokens.extend(inner.into_iter().map(|(event, range)| (Token::Plain(event), range)));
                }
                tokens.push((citation(cited), split..range.end));
            }
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("date:") => {
                in_date = true;
                tokens.push((Token::DateStart(CowStr::from(dest_url["date:".len()..].to_owned())), range));
            }
            Event::End(TagEnd::Link) if in_date => {
                in_date = false;
                tokens.push((Token::DateEnd, range));
            }
            Event::Start(Tag::BlockQuote(kind)) => {
                quotes.push(tokens.len());
                tokens.push((Token::Plain(Event::Start(Tag::BlockQuote(kind))), range));
            }
            Event::End(TagEnd::BlockQuote(kind)) => {
                if let Some(start) = quotes.pop() {
                    close_quote(text, &mut tokens, start, (Token::Plain(Event::End(TagEnd::BlockQuote(kind))), range));
                }
            }
            Event::Text(quote) if matches!(&*quote, "“" | "”" | "‘" | "’") => {
                let quote = turned(&quote, &text[..range.start], &text[range.end..]).map_or(quote, CowStr::Borrowed);
                tokens.push((Token::Plain(Event::Text(quote)), range));
            }
            event => tokens.push((Token::Plain(event), range)),
        }
    }
    tokens
}

/// The text with every character that HTML and XML do not allow replaced by one as long, so that places stay true.
pub(super) fn allowed(text: &str) -> Cow<'_, str> {
    let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}');
    // Bytes with which none of them begins need no closer look, and most texts have no others.
    let may_be_bad = |byte: u8| {
        let is_control = (byte < b' ') & (byte != b'\n') & (byte != b'\r') & (byte != b'\t');
        is_control | (byte == 0x7f) | (byte == 0xc2) | (byte >= 0xef)
    };
    // Without a way out within a piece, so that many bytes are compared at once.
    let has_some = |piece: &[u8]| piece.iter().fold(false, |some, byte| some | may_be_bad(*byte));
    if !text.as_bytes().chunks(512).any(has_some) || !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let replace = |c: char| match c.len_utf8() {
        _ if !bad(c) => c,
        1 => ' ',
        2 => '\u{a0}',
        3 => '\u{fffd}',
        _ => '\u{1fffd}',
    };
    Cow::Owned(text.chars().map(replace).collect())
}

fn is_citation(link: LinkType, dest: &str) -> bool {
    matches!(link, LinkType::ShortcutUnknown | LinkType::CollapsedUnknown | LinkType::ReferenceUnknown) && dest.starts_with("cite:@")
}

/// A quotation mark beside Korean, Japanese or Chinese, where a word goes on after the quote without a space: which way it
/// turns is told by what stands before it.
fn turned(quote: &str, before: &str, after: &str) -> Option<&'static str> {
    let is_unspaced = |c: char| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let opens = before.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '‘' | '—' | '"'));
    after.starts_with(is_unspaced).then_some(match (quote, opens) {
        ("“" | "”", true) => "“",
        ("“" | "”", false) => "”",
        (_, true) => "‘",
        (_, false) => "’",
    })
}

/// `@source, p. 3` as a citation.
fn citation<'a>(written: &str) -> Token<'a> {
    let cited = written.trim_start_matches('@');
    let (id, locator) = cited.split_once(',').map_or((cited, None), |(id, locator)| (id, Some(locator.trim().to_owned())));
    Token::Citation { id: id.trim().to_owned(), locator: locator.filter(|locator| !locator.is_empty()) }
}

/// Takes the events up to the end of the link that has just begun.
fn inner_events<'a>(events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>) -> Vec<(Event<'a>, Range<usize>)> {
    events.take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Link))).collect()
}

/// Takes the events up to the end of the link that has just begun, and gives their text.
fn inner_text<'a>(events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::End(TagEnd::Link) => break,
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// Finds out what a quote that ends here is: an editor's box, a quotation with a speaker, or a quote.
fn close_quote<'a>(text: &'a str, tokens: &mut Vec<Placed<'a>>, start: usize, end: Placed<'a>) {
    if let Some((kind, marker)) = box_kind(text, &tokens[start + 1..]) {
        // The end of the paragraph begins where the paragraph does, and is no part of the marker.
        let is_end = |token: &Token<'_>| matches!(token, Token::Plain(Event::End(TagEnd::Paragraph)));
        let marked = tokens[start + 2..]
            .iter()
            .take_while(|(token, range)| !is_end(token) && (range.start < marker || matches!(token, Token::Plain(Event::SoftBreak))))
            .count();
        tokens.drain(start + 2..start + 2 + marked);
        if let Some((Token::Plain(Event::End(TagEnd::Paragraph)), _)) = tokens.get(start + 2) {
            tokens.drain(start + 1..start + 3);
        }
        tokens[start].0 = Token::BoxStart(kind);
        tokens.push((Token::BoxEnd, end.1));
        return;
    }
    let said = attributed(tokens, start).map(|line| (line, Attribution::read(tokens[line..tokens.len() - 1].iter().cloned())));
    // Words of nobody are a quote.
    match said.filter(|(_, said)| !said.speaker.trim().is_empty()) {
        Some((line, attribution)) => {
            tokens.drain(line..tokens.len() - 1);
            // What closes the paragraph stays; a paragraph of the attribution alone goes.
            if let Some((Token::Plain(Event::Start(Tag::Paragraph)), _)) = tokens.get(line - 1) {
                tokens.truncate(line - 1);
            } else if let Some((Token::Plain(Event::SoftBreak | Event::HardBreak), _)) = tokens.get(line - 1) {
                tokens.remove(line - 1);
            }
            tokens[start].0 = Token::QuotationStart(Box::new(attribution));
            tokens.push((Token::QuotationEnd, end.1));
        }
        None => tokens.push(end),
    }
}

/// The kind of a box and where its marker ends, if the quote begins with `[!KIND]` on a line of its own.
fn box_kind(text: &str, inside: &[Placed<'_>]) -> Option<(BoxKind, usize)> {
    let (Token::Plain(Event::Start(Tag::Paragraph)), range) = inside.first()? else { return None };
    let paragraph = &text[range.clone()];
    let (word, rest) = paragraph.trim_start().strip_prefix("[!")?.split_once(']')?;
    let alone = rest.lines().next().is_none_or(|line| line.trim().is_empty());
    let kind = BoxKind::ALL.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word)).filter(|_| alone)?;
    Some((kind, range.start + (paragraph.len() - rest.len())))
}

/// The first token of the attribution, if the last line of the quote is one: it begins with a dash, and something stands
/// before it.
fn attributed(tokens: &[Placed<'_>], start: usize) -> Option<usize> {
    let (Token::Plain(Event::End(TagEnd::Paragraph)), _) = tokens.last()? else { return None };
    let inside = &tokens[start + 1..tokens.len() - 1];
    let line = inside.iter().rposition(|(token, _)| matches!(token, Token::Plain(Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Paragraph))))? + 1;
    let (Token::Plain(Event::Text(first)), _) = inside.get(line)? else { return None };
    let said = first.trim_start();
    let dashed = said.strip_prefix(['—', '―', '–']).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    // The break or paragraph before it must not be the first thing in the quote.
    (dashed && line > 1 && start + line < tokens.len()).then_some(start + 1 + line)
}

/// Whether a text nests deeper than any page does; such a text is shown as it is written.
pub(super) fn is_too_deep(tokens: &[Placed<'_>]) -> bool {
    let mut depth = 0_usize;
    tokens.iter().any(|(token, _)| {
        match token {
            Token::Plain(Event::Start(_)) | Token::QuotationStart(_) | Token::BoxStart(_) | Token::DateStart(_) => depth += 1,
            Token::Plain(Event::End(_)) | Token::QuotationEnd | Token::BoxEnd | Token::DateEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribution(text: &str) -> Option<Attribution> {
        tokens(text).into_iter().find_map(|(token, _)| match token {
            Token::QuotationStart(attribution) => Some(*attribution),
            _ => None,
        })
    }

    #[test]
    fn a_quotation_closes_with_its_speaker() {
        let said = attribution("> We agree on that.\n> — [[Ahn Ik San]], to reporters, 2018-07-31").unwrap();
        assert_eq!((said.speaker.as_str(), said.audience.as_deref()), ("Ahn Ik San", Some("reporters")));
        assert_eq!(said.date.unwrap().to_string(), "2018-07-31");
        let said = attribution("> لن يعطش أحد.\n> — [[ليلى السادات]]، to الصحفيين، 2018-07-31").unwrap();
        assert_eq!((said.audience.as_deref(), said.date.unwrap().to_string().as_str()), (Some("الصحفيين"), "2018-07-31"), "a comma of the script");
        assert!(attribution("> One.\n>\n> Two.\n>\n> --- Kim Do Gyun").is_some());
    }

    #[test]
    fn a_quote_without_a_speaker_is_a_quote() {
        assert!(attribution("> Only words — and a dash.").is_none());
        assert!(attribution("> — nobody said anything").is_none());
        assert!(attribution("> Words of nobody.\n> — , to all").is_none());
    }

    #[test]
    fn quotation_marks_turn_the_right_way_in_korean() {
        let plain = |text| -> String {
            let texts = tokens(text).into_iter().filter_map(|(token, _)| match token {
                Token::Plain(Event::Text(text)) => Some(text.to_string()),
                _ => None,
            });
            texts.collect()
        };
        assert_eq!(plain("\"안녕하세요\"라고 '네'라고 (\"예\")"), "“안녕하세요”라고 ‘네’라고 (“예”)");
        assert_eq!(plain("\"yes\" and '90s"), "“yes” and ’90s");
    }

    #[test]
    fn citations_may_stand_side_by_side() {
        let cited = |text| -> Vec<String> {
            let cited = tokens(text).into_iter().filter_map(|(token, range)| match token {
                Token::Citation { id, locator } => Some(format!("{id} {} {}", locator.unwrap_or_default(), &text[range])),
                _ => None,
            });
            cited.collect()
        };
        assert_eq!(cited("a [@b, p. 1][@c][@d]."), ["b p. 1 [@b, p. 1]", "c  [@c]", "d  [@d]"]);
        assert_eq!(cited("a [words][@c]."), ["c  [@c]"]);
    }

    #[test]
    fn a_box_is_told_by_its_marker_alone_on_a_line() {
        let kinds = |text| tokens(text).iter().filter(|(token, _)| matches!(token, Token::BoxStart(_))).count();
        assert_eq!(kinds("> [!CONTEXT]\n> The war ended in an armistice."), 1);
        assert_eq!(kinds("> [!context]"), 1);
        assert_eq!(kinds("> [!CONTEXT] and more"), 0);
        assert_eq!(kinds("> [!NOTHING]\n> x"), 0);
    }

    #[test]
    fn shell_tests_and_handles_are_marks_until_somebody_resolves_them() {
        let marks: Vec<String> = tokens("if [[ -f x ]] then [@user] and `[[code]]`")
            .into_iter()
            .filter_map(|(token, _)| match token {
                Token::Mention { target, .. } => Some(target.to_string()),
                Token::Citation { id, .. } => Some(id),
                _ => None,
            })
            .collect();
        assert_eq!(marks, [" -f x ", "user"]);
    }
}
