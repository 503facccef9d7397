use super::Sanitizer;
use super::address::{begins_block, ends_block};
use super::anchors::{Anchors, FragmentLink, without_dead_links};
use super::links::OpenLink;
use super::marks::Mark;
use super::names::NameLink;
use super::notes::{Notes, definitions};
use super::piece::{MARK, Piece, marker, with_pictures};
use super::prose::Spot;
use super::resolve::{Resolve, Shown, picture, push_attribute, push_text, unmarked};
use super::tidy::Tidy;
use super::token::{Placed, Token, allowed, is_too_deep, tokens};
use crate::base::Slug;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};
use serde::Deserialize;
use std::collections::HashMap;

/// What becomes of raw HTML in a text (`html` of `dateline.yaml`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Html {
    /// What is harmless stays.
    #[default]
    Sanitize,
    /// All of it stays: the site trusts whoever writes its content.
    Trusted,
    /// It is shown as text.
    Escape,
}

/// A text as HTML, and what the page must know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The HTML of the text, with its notes at the end.
    pub html: String,
    /// For each source that is cited, by number: the ids of the places that cite it.
    pub citations: HashMap<usize, Vec<String>>,
}

/// Turns texts into HTML. It holds what all texts share.
#[derive(Default)]
pub struct Writer {
    html: Html,
    sanitizer: Sanitizer,
}

impl Writer {
    /// A writer for a site.
    pub fn new(html: Html) -> Writer {
        Writer { html, sanitizer: Sanitizer::default() }
    }

    /// Renders a text, with links where names stand in it, in their order. `skip_title` leaves out its first heading of
    /// level 1, when that became the title of the page.
    pub fn render(&self, text: &str, is_mdx: bool, skip_title: bool, names: &[NameLink], resolve: &dyn Resolve) -> Rendered {
        let text = allowed(text);
        let tokens = tokens(&text);
        if is_too_deep(&tokens) {
            let mut html = "<pre>".to_owned();
            push_text(&mut html, &text);
            return Rendered { html: html + "</pre>\n", citations: HashMap::new() };
        }
        let mut page = Page {
            text: &text,
            html: self.html,
            is_mdx,
            skip_title,
            resolve,
            out: String::with_capacity(text.len() + text.len() / 2),
            anchors: Anchors::default(),
            levels: Vec::new(),
            notes: Notes::new(definitions(&tokens)),
            citations: HashMap::new(),
            quotations: tokens.iter().enumerate().filter(|(_, (token, _))| matches!(token, Token::QuotationStart(_))).map(|(at, _)| at).collect(),
            cells: Vec::new(),
            column: 0,
            in_head: false,
            links: Vec::new(),
            fragments: Vec::new(),
            dates: Vec::new(),
            has_raw: false,
            in_html_block: false,
            pieces: Vec::new(),
            names,
            name: None,
            depth: 0,
        };
        page.write(&tokens, 0..tokens.len());
        // What stands in notes is a part of them.
        page.depth = 1;
        page.write_notes(&tokens);
        let Page { mut out, mut pieces, mut anchors, fragments, has_raw, citations, .. } = page;
        if has_raw {
            // The sanitiser is a second wall: whatever the first let through, nothing runs.
            out = self.sanitizer.clean(&Tidy::tidied(&out, &mut pieces, &mut anchors, resolve));
        } else {
            out = without_dead_links(out, &fragments, |fragment| anchors.has(fragment) || resolve.has_anchor(fragment));
        }
        if !pieces.is_empty() {
            out = with_pictures(&out, &pieces);
        }
        // A reference may name a character that may not be written.
        if text.contains("&#") {
            out = allowed(&out).into_owned();
        }
        Rendered { html: out, citations }
    }
}

/// One text on its way to HTML.
pub(super) struct Page<'p> {
    pub(super) text: &'p str,
    html: Html,
    is_mdx: bool,
    skip_title: bool,
    pub(super) resolve: &'p dyn Resolve,
    pub(super) out: String,
    pub(super) anchors: Anchors,
    /// Levels of the headings we are under, as written.
    levels: Vec<HeadingLevel>,
    pub(super) notes: Notes,
    pub(super) citations: HashMap<usize, Vec<String>>,
    /// Where quotations begin.
    quotations: Vec<usize>,
    cells: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// The links we are in.
    pub(super) links: Vec<OpenLink>,
    /// Links to places on the page.
    pub(super) fragments: Vec<FragmentLink>,
    /// For each date we are in: its element, and what closes the link around it.
    pub(super) dates: Vec<(&'static str, &'static str)>,
    /// Raw HTML has come in: the whole must be put in its place, and sanitised.
    pub(super) has_raw: bool,
    /// The last piece of raw HTML goes on.
    in_html_block: bool,
    /// Pictures and raw HTML, set aside.
    pieces: Vec<Piece>,
    /// Names to make links of, in order.
    pub(super) names: &'p [NameLink],
    /// Where the name we are in ends.
    pub(super) name: Option<Spot>,
    /// How many blocks we are in.
    depth: usize,
}

impl Page<'_> {
    pub(super) fn write(&mut self, tokens: &[Placed<'_>], range: std::ops::Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let (token, bytes) = &tokens[at];
            let (here, start) = (at, self.out.len());
            at += 1;
            match token {
                Token::Plain(Event::Start(Tag::FootnoteDefinition(_))) => at = end_of(tokens, at - 1),
                Token::Plain(Event::Start(Tag::Heading { level, .. })) if self.skip_title && *level == HeadingLevel::H1 => {
                    self.skip_title = false;
                    at = end_of(tokens, at - 1);
                }
                Token::Plain(Event::Start(Tag::Heading { level, id, .. })) => {
                    let end = end_of(tokens, at - 1);
                    self.heading(tokens, at..end - 1, *level, id.as_deref());
                    at = end;
                }
                Token::Plain(Event::Start(Tag::Image { dest_url, title, .. })) => {
                    let end = end_of(tokens, at - 1);
                    let alone = matches!(tokens.get(at.wrapping_sub(2)), Some((Token::Plain(Event::Start(Tag::Paragraph)), _)))
                        && matches!(tokens.get(end), Some((Token::Plain(Event::End(TagEnd::Paragraph)), _)));
                    let alt = plain_text(&tokens[at..end - 1]);
                    if alone {
                        // A picture alone is a figure, which may not stand in a paragraph.
                        self.out.truncate(self.out.len() - "<p>".len());
                        self.figure(dest_url, &alt, title);
                        self.depth = self.depth.saturating_sub(1);
                        at = end + 1;
                    } else {
                        self.image(dest_url, &alt);
                        at = end;
                    }
                }
                Token::Plain(event) => self.plain(event, tokens, at),
                Token::Mention { target, shown } => self.mention(target, shown.as_deref(), bytes.clone()),
                Token::Citation { id, locator } => self.citation(id, locator.as_deref(), bytes.clone()),
                Token::DateStart(written) => self.date_start(written),
                Token::DateEnd => self.date_end(),
                Token::QuotationStart(_) => {
                    // By its place in the text, as the register of quotations counts: a note may hold one, and is written last.
                    let number = self.quotations.partition_point(|place| *place < at);
                    self.out.push_str(&format!("<figure class=\"quotation\" id=\"quote-{number}\">\n<blockquote>\n"));
                    self.anchors.own(format!("quote-{number}"));
                }
                Token::QuotationEnd => {
                    let start = start_of(tokens, at - 1);
                    self.out.push_str("</blockquote>\n");
                    if let Some((Token::QuotationStart(said), _)) = tokens.get(start) {
                        self.attribution(said);
                    }
                    self.out.push_str("</figure>\n");
                }
                Token::BoxStart(kind) => self.open_box(*kind),
                Token::BoxEnd => self.out.push_str("</aside>\n"),
            }
            if begins_block(token) {
                if self.depth == 0 {
                    self.address(tokens, here, start);
                }
                self.depth += 1;
            } else if ends_block(token) {
                self.depth = self.depth.saturating_sub(1);
            }
        }
    }

    fn plain(&mut self, event: &Event<'_>, tokens: &[Placed<'_>], next: usize) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag, matches!(tokens.get(next), Some((Token::Plain(Event::End(TagEnd::Item)), _)))),
            Event::Text(text) => self.text(next - 1, text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                push_text(&mut self.out, code);
                self.out.push_str("</code>");
            }
            Event::Html(html) => {
                self.raw(html, self.in_html_block);
                self.in_html_block = true;
            }
            Event::InlineHtml(html) => self.raw(html, false),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(label) => self.note(label),
            Event::TaskListMarker(done) => self.out.push_str(if *done { "☑ " } else { "☐ " }),
            Event::InlineMath(text) | Event::DisplayMath(text) => push_text(&mut self.out, text),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let html = match tag {
            Tag::Paragraph => "<p>",
            Tag::BlockQuote(_) => "<blockquote>\n",
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) if !info.is_empty() => {
                let language = info.split([' ', ',']).next().unwrap_or_default();
                self.out.push_str(&format!("<pre><code class=\"language-{}\">", Slug::of(language)));
                return;
            }
            Tag::CodeBlock(_) => "<pre><code>",
            Tag::List(Some(1)) => "<ol>\n",
            Tag::List(Some(start)) => {
                self.out.push_str(&format!("<ol start=\"{}\">\n", start.min(&999_999_999)));
                return;
            }
            Tag::List(None) => "<ul>\n",
            Tag::Item => "<li>",
            Tag::DefinitionList => "<dl>\n",
            Tag::DefinitionListTitle => "<dt>",
            Tag::DefinitionListDefinition => "<dd>",
            Tag::Table(alignments) => {
                self.cells.clone_from(alignments);
                let label = self.resolve.word("table");
                self.out.push_str("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
                push_attribute(&mut self.out, &label);
                "\">\n<table>\n"
            }
            Tag::TableHead => {
                (self.in_head, self.column) = (true, 0);
                "<thead>\n<tr>"
            }
            Tag::TableRow => {
                self.column = 0;
                "<tr>"
            }
            Tag::TableCell => {
                self.cell();
                return;
            }
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Strikethrough => "<del>",
            Tag::Superscript => "<sup>",
            Tag::Subscript => "<sub>",
            Tag::Link { link_type: LinkType::Email, dest_url, .. } if !dest_url.starts_with("mailto:") => {
                self.link(&format!("mailto:{dest_url}"));
                return;
            }
            Tag::Link { dest_url, .. } => {
                self.link(dest_url);
                return;
            }
            // Headings, images and notes are written whole; metadata blocks are not asked for.
            Tag::Heading { .. } | Tag::Image { .. } | Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => "",
            Tag::HtmlBlock => {
                self.in_html_block = false;
                ""
            }
        };
        self.out.push_str(html);
    }

    fn end(&mut self, tag: TagEnd, before_item_end: bool) {
        self.end_name();
        let html = match tag {
            TagEnd::Paragraph if before_item_end => "</p>",
            TagEnd::Paragraph => "</p>\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => "</code></pre>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::Table => "</tbody>\n</table>\n</div>\n",
            TagEnd::TableHead => {
                self.in_head = false;
                "</tr>\n</thead>\n<tbody>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell => {
                self.column += 1;
                if self.in_head { "</th>" } else { "</td>" }
            }
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Subscript => "</sub>",
            TagEnd::Link => {
                self.end_link();
                return;
            }
            TagEnd::Heading(_) | TagEnd::Image | TagEnd::FootnoteDefinition | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => "",
        };
        self.out.push_str(html);
    }

    fn cell(&mut self) {
        let class = match self.cells.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        let (name, scope) = if self.in_head { ("th", " scope=\"col\"") } else { ("td", "") };
        self.out.push_str(&format!("<{name}{scope}{class}>"));
    }

    /// A heading below the page's own, with no level left out.
    fn heading(&mut self, tokens: &[Placed<'_>], inside: std::ops::Range<usize>, level: HeadingLevel, id: Option<&str>) {
        let text = plain_text(&tokens[inside.clone()]);
        if text.trim().is_empty() {
            // Without words it is no heading, but a picture or a note may stand there.
            if !inside.is_empty() {
                self.out.push_str("<p>");
                self.write(tokens, inside);
                self.out.push_str("</p>\n");
            }
            return;
        }
        while self.levels.last().is_some_and(|above| *above >= level) {
            self.levels.pop();
        }
        self.levels.push(level);
        let shown = (self.levels.len() + 1).min(6);
        let id = self.anchors.heading(&Slug::of(id.unwrap_or(&text)));
        self.out.push_str(&format!("<h{shown} id=\"{id}\">"));
        self.write(tokens, inside);
        self.out.push_str(&format!("</h{shown}>\n"));
    }

    fn figure(&mut self, src: &str, alt: &str, title: &str) {
        self.out.push_str("<figure class=\"picture\">");
        self.image(src, alt);
        if !title.is_empty() {
            self.out.push_str("<figcaption>");
            push_text(&mut self.out, title);
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>\n");
    }

    fn image(&mut self, src: &str, alt: &str) {
        match picture(self.resolve, src, alt, !self.in_link()) {
            Shown::Picture(html) => self.set_aside(Piece::Picture(html)),
            Shown::Html(html) => self.out.push_str(&html),
        }
    }

    pub(super) fn set_aside(&mut self, piece: Piece) {
        self.out.push_str(&marker(self.pieces.len()));
        self.pieces.push(piece);
    }

    /// Raw HTML; of a block it comes in lines.
    fn raw(&mut self, html: &str, goes_on: bool) {
        let component = self.is_mdx && {
            let name = html.trim_start().trim_start_matches("</").trim_start_matches('<');
            name.starts_with(|c: char| c.is_ascii_uppercase() || c == '>')
        };
        match self.html {
            Html::Escape => push_text(&mut self.out, html),
            _ if component => push_text(&mut self.out, html),
            Html::Trusted => self.out.push_str(html),
            Html::Sanitize => {
                let html = unmarked(html);
                if goes_on
                    && self.out.ends_with(MARK)
                    && let Some(Piece::Raw(block)) = self.pieces.last_mut()
                {
                    block.push_str(&html);
                    return;
                }
                // A mere comment is no reason to go through the whole text.
                let trimmed = html.trim();
                let is_comment = trimmed.starts_with("<!--") && trimmed.ends_with("-->") && trimmed.matches("<!--").count() == 1;
                if is_comment && trimmed.len() > "<!-->".len() {
                    return;
                }
                self.has_raw = true;
                self.set_aside(Piece::Raw(html));
            }
        }
    }
}

/// The index after the end that belongs to the start at `start`.
fn end_of(tokens: &[Placed<'_>], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, (token, _)) in tokens.iter().enumerate().skip(start) {
        match token {
            Token::Plain(Event::Start(_)) => depth += 1,
            Token::Plain(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// The index of the start that belongs to the quotation's end at `end`.
fn start_of(tokens: &[Placed<'_>], end: usize) -> usize {
    let mut depth = 0_usize;
    for at in (0..=end).rev() {
        match tokens[at].0 {
            Token::QuotationEnd => depth += 1,
            Token::QuotationStart(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    end
}

/// The text of some tokens, without marks.
fn plain_text(tokens: &[Placed<'_>]) -> String {
    let mut text = String::new();
    for (token, _) in tokens {
        match token {
            Token::Plain(Event::Text(piece) | Event::Code(piece)) => text.push_str(piece),
            Token::Plain(Event::SoftBreak | Event::HardBreak) => text.push(' '),
            Token::Mention { target, shown } => text.push_str(shown.as_deref().unwrap_or_else(|| Mark::of(target).name)),
            _ => {}
        }
    }
    text
}
