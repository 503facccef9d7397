use super::token::{BoxKind, Placed, Token, allowed, is_too_deep, tokens};
use super::{Attribution, Sanitizer, image_tag};
use crate::base::Slug;
use crate::calendar::Edtf;
use crate::content::url::{safe_url, strict};
use crate::content::when::machine_date;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

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

/// What the marks of a text lead to: the timeline's knowledge, asked for by the writer.
pub trait Resolve {
    /// The entry that a mention in `[[…]]` names.
    fn mention(&self, target: &str) -> Option<Mentioned>;
    /// The number, from 1, of a source that is cited by this id.
    fn citation(&self, id: &str) -> Option<usize>;
    /// The date in words.
    fn say_date(&self, date: &Edtf) -> String;
    /// The page a date links to.
    fn date_page(&self, date: &Edtf) -> Option<String>;
    /// Where an address of the site leads.
    fn link(&self, href: &str) -> Destination;
    /// A picture of the site.
    fn image(&self, src: &str) -> Option<Image>;
    /// A word of the interface: `notes`, `back_to_text`, `table`, `to_audience`, `boxes.context` …
    fn word(&self, key: &str) -> String;
    /// The address of the page that the text stands on, where fragments are to be found.
    fn here(&self) -> &str;
}

/// An entry that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// The name as the register has it.
    pub name: String,
    /// Its page; an entry that has been removed has none.
    pub url: Option<String>,
}

/// Where an address written in a text leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To this address.
    Url(String),
    /// Nowhere: the words stay, the link goes.
    Nowhere,
}

/// A published picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its address.
    pub url: String,
    /// Width and height in pixels.
    pub size: Option<(u32, u32)>,
}

/// A text as HTML, and what the page must know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The HTML of the text, with its notes at the end.
    pub html: String,
    /// For each source that is cited, by number: the ids of the places that cite it.
    pub citations: HashMap<usize, Vec<String>>,
}

/// `[[kind/name]]` and `[[!word]]`, taken apart.
pub(crate) struct Mark<'a> {
    /// The kind that decides.
    pub(crate) kind: Option<&'a str>,
    pub(crate) name: &'a str,
    /// The word is meant, not the entry.
    pub(crate) is_plain: bool,
}

impl Mark<'_> {
    pub(crate) fn of(target: &str) -> Mark<'_> {
        let target = target.trim();
        if let Some(word) = target.strip_prefix('!') {
            return Mark { kind: None, name: word.trim(), is_plain: true };
        }
        match target.split_once('/') {
            Some((kind, name)) if !name.is_empty() => Mark { kind: Some(kind), name, is_plain: false },
            _ => Mark { kind: None, name: target, is_plain: false },
        }
    }
}

/// Ids that pages have of their own; a heading of that name gets another.
const PAGE_IDS: &[&str] = &[
    "main",
    "sources",
    "corrections",
    "events",
    "related",
    "people",
    "quotations",
    "roles",
    "timeline",
    "notes",
    "cite",
    "together",
    "nav",
    "top",
    "search",
    "overview",
    "undated",
];

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

    /// Renders a text. `skip_title` leaves out its first heading of level 1, when that became the title of the page.
    pub fn render(&self, text: &str, is_mdx: bool, skip_title: bool, resolve: &dyn Resolve) -> Rendered {
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
            ids: HashSet::new(),
            levels: Vec::new(),
            numbers: HashMap::new(),
            noted: Vec::new(),
            notes: definitions(&tokens),
            citations: HashMap::new(),
            quotations: 0,
            cells: Vec::new(),
            column: 0,
            in_head: false,
            links: Vec::new(),
            dates: Vec::new(),
            has_raw: false,
            images: Vec::new(),
        };
        page.write(&tokens, 0..tokens.len());
        page.write_notes(&tokens);
        let clean = if page.has_raw { self.sanitizer.clean(&page.out) } else { std::mem::take(&mut page.out) };
        let html = if page.images.is_empty() { clean } else { page.restore(&clean) };
        Rendered { html, citations: page.citations }
    }
}

/// One text on its way to HTML.
struct Page<'p> {
    text: &'p str,
    html: Html,
    is_mdx: bool,
    skip_title: bool,
    resolve: &'p dyn Resolve,
    out: String,
    ids: HashSet<String>,
    /// Levels of the headings we are under, as written.
    levels: Vec<HeadingLevel>,
    /// Label of a note → its number.
    numbers: HashMap<String, usize>,
    /// Labels in the order of their numbers, each with how often it is referred to.
    noted: Vec<(String, usize)>,
    notes: HashMap<String, std::ops::Range<usize>>,
    citations: HashMap<usize, Vec<String>>,
    quotations: usize,
    cells: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// For each link we are in: whether it was written as one.
    links: Vec<bool>,
    /// For each date we are in: its element, and what closes the link around it.
    dates: Vec<(&'static str, &'static str)>,
    /// Raw HTML has come in: the whole must be sanitised.
    has_raw: bool,
    /// Pictures, set aside while raw HTML is sanitised.
    images: Vec<String>,
}

/// Which tokens hold which note.
fn definitions(tokens: &[Placed<'_>]) -> HashMap<String, std::ops::Range<usize>> {
    let mut notes = HashMap::new();
    let mut open = Vec::new();
    for (at, (token, _)) in tokens.iter().enumerate() {
        match token {
            Token::Plain(Event::Start(Tag::FootnoteDefinition(label))) => open.push((label.to_string(), at + 1)),
            Token::Plain(Event::End(TagEnd::FootnoteDefinition)) => {
                if let Some((label, start)) = open.pop() {
                    notes.entry(label).or_insert(start..at);
                }
            }
            _ => {}
        }
    }
    notes
}

impl Page<'_> {
    fn write(&mut self, tokens: &[Placed<'_>], range: std::ops::Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let (token, bytes) = &tokens[at];
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
                    self.quotations += 1;
                    self.out.push_str(&format!("<figure class=\"quotation\" id=\"quote-{}\">\n<blockquote>\n", self.quotations));
                    self.ids.insert(format!("quote-{}", self.quotations));
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
        }
    }

    fn plain(&mut self, event: &Event<'_>, tokens: &[Placed<'_>], next: usize) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag, matches!(tokens.get(next), Some((Token::Plain(Event::End(TagEnd::Item)), _)))),
            Event::Text(text) => push_text(&mut self.out, text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                push_text(&mut self.out, code);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw(html),
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
            Tag::Link { dest_url, .. } => {
                self.link(dest_url);
                return;
            }
            // Headings, images and notes are written whole; metadata blocks are not asked for.
            Tag::Heading { .. } | Tag::Image { .. } | Tag::FootnoteDefinition(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => "",
        };
        self.out.push_str(html);
    }

    fn end(&mut self, tag: TagEnd, before_item_end: bool) {
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
            TagEnd::Link => match self.links.pop() {
                Some(true) => "</a>",
                _ => "",
            },
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
        while self.levels.last().is_some_and(|above| *above >= level) {
            self.levels.pop();
        }
        self.levels.push(level);
        let shown = (self.levels.len() + 1).min(6);
        let text = plain_text(&tokens[inside.clone()]);
        if text.trim().is_empty() {
            return;
        }
        let id = self.id(&Slug::of(id.unwrap_or(&text)));
        self.out.push_str(&format!("<h{shown} id=\"{id}\">"));
        self.write(tokens, inside);
        self.out.push_str(&format!("</h{shown}>\n"));
    }

    /// An id that nothing else on the page has.
    fn id(&mut self, slug: &Slug) -> String {
        let taken = |id: &str, ids: &HashSet<String>| {
            let of_page = ["source-", "event-", "quote-", "note-", "cite-", "d", "y", "m"].iter().any(|prefix| {
                id.strip_prefix(prefix)
                    .is_some_and(|rest| prefix.ends_with('-') || (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')))
            });
            of_page || PAGE_IDS.contains(&id) || ids.contains(id)
        };
        let mut id = slug.to_string();
        if taken(&id, &self.ids) {
            id = format!("section-{slug}");
        }
        let mut number = 2;
        while taken(&id, &self.ids) {
            id = format!("section-{slug}-{number}");
            number += 1;
        }
        self.ids.insert(id.clone());
        id
    }

    fn link(&mut self, href: &str) {
        let target = if let Some(fragment) = href.strip_prefix('#') {
            Some(format!("#{}", strict(fragment)))
        } else if href.contains(':') && safe_url(href).is_some() {
            safe_url(href)
        } else if href.contains(':') && !href.starts_with(['/', '.']) || href.starts_with("//") || href.contains('\\') {
            None
        } else {
            match self.resolve.link(href) {
                Destination::Url(url) => Some(strict(&url)),
                Destination::Nowhere => None,
            }
        };
        self.links.push(target.is_some());
        if let Some(target) = target {
            self.out.push_str("<a href=\"");
            push_attribute(&mut self.out, &target);
            self.out.push_str("\">");
        }
    }

    fn mention(&mut self, target: &str, shown: Option<&str>, bytes: std::ops::Range<usize>) {
        let mark = Mark::of(target);
        if mark.is_plain {
            push_text(&mut self.out, shown.unwrap_or(mark.name));
            return;
        }
        let Some(found) = self.resolve.mention(target) else {
            let written = self.text.get(bytes).unwrap_or(target);
            push_text(&mut self.out, written);
            return;
        };
        let name = shown.unwrap_or(&found.name);
        match found.url {
            Some(url) if !self.links.contains(&true) => {
                self.out.push_str("<a class=\"mention\" href=\"");
                push_attribute(&mut self.out, &url);
                self.out.push_str("\">");
                push_text(&mut self.out, name);
                self.out.push_str("</a>");
            }
            _ => push_text(&mut self.out, name),
        }
    }

    fn citation(&mut self, id: &str, locator: Option<&str>, bytes: std::ops::Range<usize>) {
        let Some(number) = self.resolve.citation(id) else {
            let written = self.text.get(bytes).unwrap_or(id);
            push_text(&mut self.out, written);
            return;
        };
        let places = self.citations.entry(number).or_default();
        let place = format!("cite-{number}-{}", places.len() + 1);
        self.out.push_str(&format!("<sup class=\"citation\"><a id=\"{place}\" href=\"#source-{number}\">{number}"));
        if let Some(locator) = locator {
            self.out.push_str(", ");
            push_text(&mut self.out, locator);
        }
        self.out.push_str("</a></sup>");
        self.ids.insert(place.clone());
        places.push(place);
    }

    fn date_start(&mut self, written: &str) {
        let Ok(date) = Edtf::parse(written.trim()) else {
            self.dates.push(("", ""));
            return;
        };
        let page = self.resolve.date_page(&date).filter(|_| !self.links.contains(&true));
        if let Some(url) = &page {
            self.out.push_str("<a class=\"date\" href=\"");
            push_attribute(&mut self.out, url);
            self.out.push_str("\">");
        }
        self.links.push(page.is_some());
        let element = self.time_start(&date);
        self.dates.push((element, if page.is_some() { "</a>" } else { "" }));
    }

    fn date_end(&mut self) {
        match self.dates.pop() {
            None | Some(("", _)) => {}
            Some((element, link)) => {
                self.out.push_str(&format!("</{element}>{link}"));
                self.links.pop();
            }
        }
    }

    /// Opens the element that says a date to machines, and gives its name.
    fn time_start(&mut self, date: &Edtf) -> &'static str {
        let element = match machine_date(date) {
            Some(machine) => {
                self.out.push_str(&format!("<time datetime=\"{machine}\""));
                "time"
            }
            None => {
                self.out.push_str("<span");
                "span"
            }
        };
        self.out.push_str(" title=\"");
        push_attribute(&mut self.out, &self.resolve.say_date(date));
        self.out.push_str("\">");
        element
    }

    fn attribution(&mut self, said: &Attribution) {
        self.out.push_str("<figcaption>— ");
        let found = self.resolve.mention(&said.speaker);
        let name = said.shown.as_deref().or(found.as_ref().map(|found| &*found.name)).unwrap_or(&said.speaker).to_owned();
        match found.and_then(|found| found.url) {
            Some(url) => {
                self.out.push_str("<a class=\"speaker\" href=\"");
                push_attribute(&mut self.out, &url);
                self.out.push_str("\">");
                push_text(&mut self.out, &name);
                self.out.push_str("</a>");
            }
            None => {
                self.out.push_str("<span class=\"speaker\">");
                push_text(&mut self.out, &name);
                self.out.push_str("</span>");
            }
        }
        if let Some(detail) = &said.detail {
            self.out.push_str(", ");
            push_text(&mut self.out, detail);
        }
        if let Some(audience) = &said.audience {
            self.out.push_str(", <span class=\"audience\">");
            push_text(&mut self.out, &self.resolve.word("to_audience").replace("{audience}", audience));
            self.out.push_str("</span>");
        }
        if let Some(date) = &said.date {
            self.out.push_str(", ");
            let element = self.time_start(date);
            push_text(&mut self.out, &self.resolve.say_date(date));
            self.out.push_str(&format!("</{element}>"));
        }
        if let Some((text, url)) = &said.link {
            self.out.push_str(", ");
            self.link(url);
            push_text(&mut self.out, text);
            self.end(TagEnd::Link, false);
        }
        if let Some(id) = &said.citation
            && self.resolve.citation(id).is_some()
        {
            self.citation(id, None, 0..0);
        }
        self.out.push_str("</figcaption>\n");
    }

    fn open_box(&mut self, kind: BoxKind) {
        let title = self.resolve.word(&format!("boxes.{}", kind.word()));
        self.out.push_str(&format!("<aside class=\"box box-{}\">\n<p class=\"box-title\">", kind.word()));
        push_text(&mut self.out, &title);
        self.out.push_str("</p>\n");
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

    /// A picture of the site. One from elsewhere would make the reader's browser ask another server, so it becomes a link.
    fn image(&mut self, src: &str, alt: &str) {
        let local = !src.contains(':') && !src.starts_with("//");
        if let Some(image) = local.then(|| self.resolve.image(src)).flatten() {
            let mut html = "<img src=\"".to_owned();
            push_attribute(&mut html, &strict(&image.url));
            html.push_str("\" alt=\"");
            push_attribute(&mut html, alt);
            html.push('"');
            if let Some((width, height)) = image.size {
                html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
            }
            html.push_str(" loading=\"lazy\">");
            // A private-use character stands for the picture while raw HTML is sanitised.
            self.out.push_str(&format!("\u{f8ff}{}\u{f8ff}", self.images.len()));
            self.images.push(html);
            return;
        }
        match safe_url(src).filter(|_| !self.links.contains(&true)) {
            Some(url) => {
                self.out.push_str("<a href=\"");
                push_attribute(&mut self.out, &url);
                self.out.push_str("\">");
                push_text(&mut self.out, if alt.trim().is_empty() { &url } else { alt });
                self.out.push_str("</a>");
            }
            None => push_text(&mut self.out, alt),
        }
    }

    fn raw(&mut self, html: &str) {
        let component = self.is_mdx && {
            let name = html.trim_start().trim_start_matches("</").trim_start_matches('<');
            name.starts_with(|c: char| c.is_ascii_uppercase() || c == '>')
        };
        match self.html {
            Html::Escape => push_text(&mut self.out, html),
            _ if component => push_text(&mut self.out, html),
            Html::Trusted => self.out.push_str(html),
            Html::Sanitize => {
                let trimmed = html.trim();
                if trimmed.starts_with("<!--") && trimmed.ends_with("-->") && trimmed.matches("<!--").count() == 1 {
                    return;
                }
                self.has_raw = true;
                let html = &*html.replace('\u{f8ff}', "\u{fffd}");
                let mut from = 0;
                for tag in image_tag::find(html) {
                    self.out.push_str(&html[from..tag.range.start]);
                    self.image(&tag.src, &tag.alt);
                    from = tag.range.end;
                }
                self.out.push_str(&html[from..]);
            }
        }
    }

    fn note(&mut self, label: &str) {
        if !self.notes.contains_key(label) {
            push_text(&mut self.out, &format!("[^{label}]"));
            return;
        }
        let number = *self.numbers.entry(label.to_owned()).or_insert_with(|| {
            self.noted.push((label.to_owned(), 0));
            self.noted.len()
        });
        let times = self.noted.get_mut(number - 1).map_or(1, |(_, times)| {
            *times += 1;
            *times
        });
        let id = if times == 1 { format!("note-ref-{number}") } else { format!("note-ref-{number}-{times}") };
        self.out.push_str(&format!("<sup class=\"note\"><a id=\"{id}\" href=\"#note-{number}\" role=\"doc-noteref\">{number}</a></sup>"));
    }

    /// The notes, in the order in which they are referred to; notes may refer to notes.
    fn write_notes(&mut self, tokens: &[Placed<'_>]) {
        let mut unreferred: Vec<(usize, String)> =
            self.notes.iter().filter(|(label, _)| !self.numbers.contains_key(*label)).map(|(label, range)| (range.start, label.clone())).collect();
        unreferred.sort();
        if self.noted.is_empty() && unreferred.is_empty() {
            return;
        }
        let title = self.resolve.word("notes");
        self.out.push_str("<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"");
        push_attribute(&mut self.out, &title);
        self.out.push_str("\">\n<h2>");
        push_text(&mut self.out, &title);
        self.out.push_str("</h2>\n<ol>\n");
        let back = self.resolve.word("back_to_text");
        let mut number = 0;
        let mut spare = unreferred.into_iter();
        loop {
            if number == self.noted.len() {
                match spare.find(|(_, label)| !self.numbers.contains_key(label)) {
                    Some((_, label)) => self.noted.push((label, 0)),
                    None => break,
                }
            }
            number += 1;
            let (label, times) = self.noted[number - 1].clone();
            self.numbers.insert(label.clone(), number);
            self.out.push_str(&format!("<li id=\"note-{number}\">"));
            if let Some(range) = self.notes.get(&label).cloned() {
                self.write(tokens, range);
            }
            if times > 0 {
                let link = format!(" <a class=\"back\" href=\"#note-ref-{number}\" role=\"doc-backlink\" aria-label=\"{}\">↩</a>", attribute(&back));
                let kept = self.out.trim_end().len();
                self.out.truncate(kept);
                match self.out.strip_suffix("</p>").map(str::len) {
                    Some(end) => self.out.insert_str(end, &link),
                    None => self.out.push_str(&link),
                }
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    /// Puts the pictures back in.
    fn restore(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        for (at, piece) in html.split('\u{f8ff}').enumerate() {
            match piece.parse::<usize>().ok().filter(|_| at % 2 == 1).and_then(|at| self.images.get(at)) {
                Some(image) => out.push_str(image),
                None => out.push_str(piece),
            }
        }
        out
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

fn push_text(out: &mut String, text: &str) {
    // Writing to a string cannot fail. A private-use sign of ours in the text is replaced, so that it stands for nothing.
    if text.contains('\u{f8ff}') {
        let _ = escape_html_body_text(&mut *out, &text.replace('\u{f8ff}', "\u{fffd}"));
    } else {
        let _ = escape_html_body_text(&mut *out, text);
    }
}

fn push_attribute(out: &mut String, text: &str) {
    let _ = escape_html(&mut *out, text);
}

fn attribute(text: &str) -> String {
    let mut out = String::new();
    push_attribute(&mut out, text);
    out
}
