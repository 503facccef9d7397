use super::marks::Mark;
use super::token::{Placed, Token};
use super::writer::Page;
use pulldown_cmark::{Event, Tag, TagEnd};

/// How many letters and digits of a block its address is made of: its first words, so that a slip mended further on leaves
/// the address as it is.
const LETTERS: usize = 48;

/// Addresses of the paragraphs of a text, and of what else stands by itself in it: lists, tables, quotes, boxes, code.
///
/// An address is made of the block's own first words, so it stays what it is when other blocks come and go.
impl Page<'_> {
    /// Writes the address of the block whose start is token `at` and whose start tag has been written from byte `start` on.
    pub(super) fn address(&mut self, tokens: &[Placed<'_>], at: usize, start: usize) {
        let words = first_words(&tokens[at..]);
        let Some(tag) = self.out.get(start..).filter(|_| !words.is_empty()) else { return };
        // A quotation has its number already; its words have the address.
        let within = tag.find("<blockquote").unwrap_or(0);
        let Some(end) = tag[within..].find('>') else { return };
        let id = self.anchors.block(&words);
        self.out.insert_str(start + within + end, &format!(" id=\"{id}\""));
    }
}

/// Whether a token begins a block that can stand by itself.
pub(super) fn begins_block(token: &Token<'_>) -> bool {
    let begins = |tag: &Tag<'_>| matches!(tag, Tag::Paragraph | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::List(_) | Tag::DefinitionList | Tag::Table(_));
    match token {
        Token::Plain(Event::Start(tag)) => begins(tag),
        Token::QuotationStart(_) | Token::BoxStart(_) => true,
        _ => false,
    }
}

/// Whether a token ends such a block.
pub(super) fn ends_block(token: &Token<'_>) -> bool {
    let ends =
        |tag: &TagEnd| matches!(tag, TagEnd::Paragraph | TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::List(_) | TagEnd::DefinitionList | TagEnd::Table);
    match token {
        Token::Plain(Event::End(tag)) => ends(tag),
        Token::QuotationEnd | Token::BoxEnd => true,
        _ => false,
    }
}

/// The first letters and digits of the block that begins the tokens, in lower case; those of pictures do not count.
fn first_words(tokens: &[Placed<'_>]) -> String {
    let mut words = String::with_capacity(LETTERS * 2);
    let (mut depth, mut room, mut pictures) = (0_usize, LETTERS, 0_usize);
    let mut push = |text: &str| {
        for c in text.chars().filter(|c| c.is_alphanumeric()).take(room) {
            words.extend(c.to_lowercase());
            room -= 1;
        }
        room == 0
    };
    for (token, _) in tokens {
        let is_full = match token {
            Token::Plain(Event::Start(tag)) => {
                pictures += usize::from(matches!(tag, Tag::Image { .. }));
                depth += 1;
                false
            }
            Token::QuotationStart(_) | Token::BoxStart(_) => {
                depth += 1;
                false
            }
            Token::Plain(Event::End(tag)) => {
                pictures -= usize::from(pictures > 0 && *tag == TagEnd::Image);
                depth = depth.saturating_sub(1);
                depth == 0
            }
            Token::QuotationEnd | Token::BoxEnd => {
                depth = depth.saturating_sub(1);
                depth == 0
            }
            Token::Plain(Event::Text(text) | Event::Code(text)) if pictures == 0 => push(text),
            Token::Mention { target, shown } => push(shown.as_deref().unwrap_or_else(|| Mark::of(target).name)),
            _ => false,
        };
        if is_full {
            break;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::tests::html;

    /// The addresses of a text.
    fn addresses(text: &str) -> Vec<String> {
        html(text).split(" id=\"p-").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn an_address_stays_when_other_paragraphs_come_and_go() {
        let alone = addresses("The generals met at Panmunjom.");
        let later = addresses("New.\n\n- a list\n\nThe generals met at Panmunjom.\n\n| a |\n|---|\n| b |\n");
        assert_eq!((alone.len(), later.len()), (1, 4));
        assert_eq!(alone[0], later[2]);
    }

    #[test]
    fn marks_signs_and_what_stands_further_on_do_not_change_an_address() {
        let plain = addresses("The generals, he said, met Kim at the border village to talk of peace.")[0].clone();
        for text in [
            "The **generals** – he said – met [[Kim]] at the border village to talk of peace.",
            "The generals, he said, met Kim at the border village to talk of peace and more.[^1]\n\n[^1]: n",
            "the generals, he said,\nmet <b>Kim</b> at the border village to talk of peace.",
        ] {
            assert_eq!(addresses(text)[0], plain, "{text}");
        }
        assert_ne!(addresses("Other generals, he said, met Kim at the border village.")[0], plain);
    }

    #[test]
    fn of_equal_paragraphs_each_has_an_address() {
        let all = addresses("He said no.\n\nHe said no.\n\nHe said no.");
        assert_eq!(all, [all[0].clone(), format!("{}-2", all[0]), format!("{}-3", all[0])]);
    }

    #[test]
    fn what_stands_in_a_block_has_no_address_of_its_own() {
        assert_eq!(addresses("- a\n\n  b\n\n> [!NOTE]\n> c\n>\n> d\n\n> e\n>\n> f\n\n![g](p.png)\n\n# h\n\ni[^1]\n\n[^1]: j").len(), 4);
        assert!(html("> Words.\n> — Kim").contains("<figure class=\"quotation\" id=\"quote-1\">\n<blockquote id=\"p-"));
    }
}
