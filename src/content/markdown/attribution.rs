use super::Token;
use crate::calendar::Edtf;
use pulldown_cmark::{Event, Tag, TagEnd};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Who said a quotation, to whom, when, and where that stands: the line that closes it, read by commas.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// The speaker, as written: a name or what stands in `[[…]]`.
    pub speaker: String,
    /// What is shown for the speaker, where `[[name|shown]]` says so.
    pub shown: Option<String>,
    /// Whether the speaker stands in `[[…]]`.
    pub explicit: bool,
    /// What the line says of the speaker beside the name.
    pub detail: Option<String>,
    /// Who was spoken to, without the word "to".
    pub audience: Option<String>,
    /// When it was said, if not on the article's day.
    pub date: Option<Edtf>,
    /// A link: its text and address.
    pub link: Option<(String, String)>,
    /// The id of a source that is cited.
    pub citation: Option<String>,
    /// The page or passage of it.
    pub locator: Option<String>,
}

/// One part of the line, between commas.
/// What stands between its parts, in the scripts that have a sign of their own for it.
const COMMAS: [char; 4] = [',', '،', '，', '、'];

#[derive(Default)]
struct Part {
    text: String,
    mention: Option<(String, Option<String>)>,
    /// The text and the address of a link.
    link: Option<(String, String)>,
    citation: Option<(String, Option<String>)>,
}

impl Attribution {
    /// Reads the tokens of the line, the dash included.
    pub(super) fn read<'a>(tokens: impl Iterator<Item = (Token<'a>, Range<usize>)>) -> Attribution {
        let mut parts = vec![Part::default()];
        let mut in_link = false;
        for (token, _) in tokens {
            let last = parts.len() - 1;
            match token {
                Token::Plain(Event::Text(text)) if !in_link => {
                    for (at, piece) in text.split(COMMAS).enumerate() {
                        if at > 0 {
                            parts.push(Part::default());
                        }
                        let last = parts.len() - 1;
                        parts[last].text.push_str(piece);
                    }
                }
                Token::Plain(Event::Text(text) | Event::Code(text)) => match &mut parts[last].link {
                    Some((said, _)) if in_link => said.push_str(&text),
                    _ => parts[last].text.push_str(&text),
                },
                Token::Plain(Event::SoftBreak | Event::HardBreak) => parts[last].text.push(' '),
                Token::Mention { target, shown } => {
                    parts[last].text.push_str(shown.as_deref().unwrap_or(&target));
                    parts[last].mention.get_or_insert((target.to_string(), shown));
                }
                Token::Plain(Event::Start(Tag::Link { dest_url, .. })) => {
                    in_link = true;
                    parts[last].link = Some((String::new(), dest_url.to_string()));
                }
                Token::Plain(Event::End(TagEnd::Link)) => in_link = false,
                Token::Citation { id, locator } => parts[last].citation = Some((id, locator)),
                _ => {}
            }
        }
        Attribution::of(parts)
    }

    fn of(parts: Vec<Part>) -> Attribution {
        let mut said = Attribution::default();
        // A link or a citation may come after the day.
        let count = parts.iter().rposition(|part| !part.text.trim().is_empty()).map_or(0, |at| at + 1);
        for (at, part) in parts.into_iter().enumerate() {
            let text = part.text.trim();
            if at == 0 {
                let text = text.trim_start_matches(['—', '―', '–']).trim();
                (said.speaker, said.shown, said.explicit) = match part.mention {
                    Some((target, shown)) => (target, shown, true),
                    None => (text.to_owned(), None, false),
                };
            }
            if let Some((id, locator)) = part.citation {
                (said.citation, said.locator) = (Some(id), locator);
            }
            said.link = part.link.or(said.link);
            if at == 0 || text.is_empty() {
                continue;
            }
            let date = (at + 1 == count).then(|| Edtf::parse(text).ok()).flatten();
            match (date, text.strip_prefix("to ")) {
                (Some(date), _) => said.date = Some(date),
                (None, Some(audience)) if said.audience.is_none() => said.audience = Some(audience.to_owned()),
                // "to reporters in Seoul, South Korea": what follows the audience belongs to it.
                _ => {
                    let open = if said.audience.is_some() { &mut said.audience } else { &mut said.detail };
                    *open = Some(open.take().map_or_else(|| text.to_owned(), |before| format!("{before}, {text}")));
                }
            }
        }
        said
    }
}
