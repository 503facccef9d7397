use crate::pages::Card;
use tera::{Context, Tera, Value};

/// A card as HTML, made once for all the pages on which it stands. Only the level of its heading is each page's own.
pub(super) struct MadeCard {
    html: String,
    /// Where the level stands.
    levels: Vec<usize>,
}

/// Begins a mark. No text has this sign: it is taken out of everything that is read.
const SIGN: u8 = 1;

impl MadeCard {
    /// The template that makes a card alone. By the end of its name it is HTML, in which what is shown is escaped.
    pub(super) const TEMPLATE: &str = "card alone.html";
    pub(super) const TEXT: &str = "{{ <card card={card} level={0} /> }}";

    /// Makes a card; none where its template fails, which the pages it stands on then tell.
    pub(super) fn of(card: &Card, tera: &Tera) -> Option<MadeCard> {
        let mut context = Context::new();
        context.insert_value("card", Value::try_from_serializable(card).ok()?);
        let html = tera.render(MadeCard::TEMPLATE, &context).ok()?;
        // In text `<` would be escaped, so these are the heading's own.
        let levels = ["<h0", "</h0"].iter().flat_map(|tag| html.match_indices(tag).map(|(at, _)| at + tag.len() - 1));
        let mut levels: Vec<usize> = levels.collect();
        levels.sort_unstable();
        Some(MadeCard { html, levels })
    }

    /// What stands for the card of a number. The template writes the level after it, and a semicolon.
    pub(super) fn mark(number: usize) -> String {
        format!("{}{number}:", char::from(SIGN))
    }

    /// Puts the cards in the places of their marks.
    pub(super) fn splice(page: Vec<u8>, cards: &[Option<MadeCard>]) -> Vec<u8> {
        if cards.is_empty() || !page.contains(&SIGN) {
            return page;
        }
        let mut parts = page.split(|byte| *byte == SIGN);
        let mut out = Vec::with_capacity(page.len() * 8);
        out.extend_from_slice(parts.next().unwrap_or_default());
        for part in parts {
            match MadeCard::marked(part, cards) {
                Some((card, level, rest)) => {
                    card.write(level, &mut out);
                    out.extend_from_slice(rest);
                }
                None => out.extend_from_slice(part),
            }
        }
        out
    }

    /// The card and level that a mark names, and what follows it.
    fn marked<'p, 'c>(part: &'p [u8], cards: &'c [Option<MadeCard>]) -> Option<(&'c MadeCard, u8, &'p [u8])> {
        let colon = part.iter().take(12).position(|byte| *byte == b':')?;
        let number: usize = std::str::from_utf8(&part[..colon]).ok()?.parse().ok()?;
        let [level @ b'1'..=b'9', b';', rest @ ..] = &part[colon + 1..] else { return None };
        Some((cards.get(number)?.as_ref()?, *level, rest))
    }

    fn write(&self, level: u8, out: &mut Vec<u8>) {
        let mut from = 0;
        for at in &self.levels {
            out.extend_from_slice(&self.html.as_bytes()[from..*at]);
            out.push(level.min(b'6'));
            from = at + 1;
        }
        out.extend_from_slice(&self.html.as_bytes()[from..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_comes_in_the_place_of_its_mark() {
        let card = MadeCard { html: "<h0><a>h0</a></h0>".into(), levels: vec![2, 16] };
        let cards = [None, Some(card)];
        let page = ["a", &MadeCard::mark(1), "4;b", &MadeCard::mark(0), "4;c\u{1}d"].concat();
        assert_eq!(String::from_utf8(MadeCard::splice(page.into_bytes(), &cards)).unwrap(), "a<h4><a>h0</a></h4>b0:4;cd");
    }
}
