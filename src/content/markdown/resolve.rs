use super::piece::MARK;
use crate::calendar::Edtf;
use crate::content::url::{safe_url, strict};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

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
    /// Whether that page has an id of this name outside the text.
    fn has_anchor(&self, id: &str) -> bool {
        id == "main"
    }
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
    /// It and its smaller forms, as `srcset` has them.
    pub srcset: Option<String>,
}

/// How wide a picture in a text is shown, as the built-in theme has it: the column of text, or on a phone the screen less its
/// margins.
const SIZES: &str = "(min-width: 48rem) 38rem, calc(100vw - 2.5rem)";

/// What a reader sees of a picture.
pub(super) enum Shown {
    /// The picture.
    Picture(String),
    /// A link to it, or words.
    Html(String),
}

/// What may stand in `href` for an address as it is written.
pub(super) fn target(resolve: &dyn Resolve, href: &str) -> Option<String> {
    if href.chars().any(char::is_control) {
        None
    } else if let Some(fragment) = href.strip_prefix('#') {
        Some(format!("#{}", strict(fragment)))
    } else if href.contains(':') && safe_url(href).is_some() {
        safe_url(href)
    } else if href.contains(':') && !href.starts_with(['/', '.']) || href.starts_with("//") || href.contains('\\') {
        None
    } else {
        match resolve.link(href) {
            Destination::Url(url) => Some(strict(&url)),
            Destination::Nowhere => None,
        }
    }
}

/// A picture of the site. One from elsewhere would make the reader's browser ask another server, so it becomes a link, or
/// words where none may stand.
pub(super) fn picture(resolve: &dyn Resolve, src: &str, alt: &str, may_link: bool) -> Shown {
    let local = !src.contains(':') && !src.starts_with("//");
    let mut html = String::new();
    if let Some(image) = local.then(|| resolve.image(src)).flatten() {
        html.push_str("<img src=\"");
        push_attribute(&mut html, &strict(&image.url));
        html.push_str("\" alt=\"");
        push_attribute(&mut html, alt);
        html.push('"');
        if let Some((width, height)) = image.size {
            html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        if let Some(srcset) = &image.srcset {
            html.push_str(" srcset=\"");
            push_attribute(&mut html, srcset);
            html.push_str(&format!("\" sizes=\"{SIZES}\""));
        }
        html.push_str(" loading=\"lazy\" decoding=\"async\">");
        return Shown::Picture(html);
    }
    match safe_url(src).filter(|_| may_link) {
        Some(url) => {
            html.push_str("<a href=\"");
            push_attribute(&mut html, &url);
            html.push_str("\">");
            push_text(&mut html, if alt.trim().is_empty() { &url } else { alt });
            html.push_str("</a>");
        }
        None => push_text(&mut html, alt),
    }
    Shown::Html(html)
}

/// Writes words. Writing to a string cannot fail.
pub(super) fn push_text(out: &mut String, text: &str) {
    let _ = if text.contains(MARK) { escape_html_body_text(out, &unmarked(text)) } else { escape_html_body_text(out, text) };
}

/// Writes the value of an attribute.
pub(super) fn push_attribute(out: &mut String, text: &str) {
    let _ = if text.contains(MARK) { escape_html(out, &unmarked(text)) } else { escape_html(out, text) };
}

/// A private-use sign of ours in a text is replaced, so that it stands for nothing.
pub(super) fn unmarked(text: &str) -> String {
    text.replace(MARK, "\u{fffd}")
}
