use super::Attribution;
use super::links::OpenLink;
use super::resolve::{push_attribute, push_text};
use super::token::BoxKind;
use super::writer::Page;
use crate::calendar::Edtf;
use crate::content::when::machine_date;

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

/// Dateline's own marks.
impl Page<'_> {
    pub(super) fn mention(&mut self, target: &str, shown: Option<&str>, bytes: std::ops::Range<usize>) {
        let mark = Mark::of(target);
        if mark.is_plain {
            push_text(&mut self.out, shown.unwrap_or(mark.name));
            return;
        }
        let Some(found) = self.resolve.mention(target) else {
            self.as_written(bytes, target);
            return;
        };
        let name = shown.unwrap_or(&found.name);
        match found.url {
            Some(url) if !self.in_link() => {
                self.out.push_str("<a class=\"mention\" href=\"");
                push_attribute(&mut self.out, &url);
                self.out.push_str("\">");
                push_text(&mut self.out, name);
                self.out.push_str("</a>");
            }
            _ => push_text(&mut self.out, name),
        }
    }

    pub(super) fn citation(&mut self, id: &str, locator: Option<&str>, bytes: std::ops::Range<usize>) {
        let Some(number) = self.resolve.citation(id) else {
            self.as_written(bytes, id);
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
        self.anchors.own(place.clone());
        places.push(place);
    }

    /// A mark that leads to nothing stays as it is written, with the line ends of HTML.
    fn as_written(&mut self, bytes: std::ops::Range<usize>, otherwise: &str) {
        let written = self.text.get(bytes).unwrap_or(otherwise).replace('\r', "");
        push_text(&mut self.out, &written);
    }

    pub(super) fn date_start(&mut self, written: &str) {
        let Ok(date) = Edtf::parse(written.trim()) else {
            self.dates.push(("", ""));
            return;
        };
        let page = self.resolve.date_page(&date).filter(|_| !self.in_link());
        if let Some(url) = &page {
            self.out.push_str("<a class=\"date\" href=\"");
            push_attribute(&mut self.out, url);
            self.out.push_str("\">");
        }
        self.links.push(OpenLink { shown: page.is_some(), ..OpenLink::default() });
        let element = self.time_start(&date);
        self.dates.push((element, if page.is_some() { "</a>" } else { "" }));
    }

    pub(super) fn date_end(&mut self) {
        match self.dates.pop() {
            None | Some(("", _)) => {}
            Some((element, link)) => {
                self.out.push_str(&format!("</{element}>{link}"));
                self.links.pop();
            }
        }
    }

    /// Opens the element that says a date to machines, and gives its name.
    pub(super) fn time_start(&mut self, date: &Edtf) -> &'static str {
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

    pub(super) fn attribution(&mut self, said: &Attribution) {
        self.out.push_str("<figcaption>— ");
        let comma = self.resolve.word("comma");
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
            push_text(&mut self.out, &comma);
            push_text(&mut self.out, detail);
        }
        if let Some(audience) = &said.audience {
            push_text(&mut self.out, &comma);
            self.out.push_str("<span class=\"audience\">");
            push_text(&mut self.out, &self.resolve.word("to_audience").replace("{audience}", audience));
            self.out.push_str("</span>");
        }
        if let Some(date) = &said.date {
            push_text(&mut self.out, &comma);
            let element = self.time_start(date);
            push_text(&mut self.out, &self.resolve.say_date(date));
            self.out.push_str(&format!("</{element}>"));
        }
        if let Some((text, url)) = &said.link {
            push_text(&mut self.out, &comma);
            self.link(url);
            push_text(&mut self.out, text);
            self.end_link();
        }
        if let Some(id) = &said.citation
            && self.resolve.citation(id).is_some()
        {
            self.citation(id, said.locator.as_deref(), 0..0);
        }
        self.out.push_str("</figcaption>\n");
    }

    pub(super) fn open_box(&mut self, kind: BoxKind) {
        let title = self.resolve.word(&format!("boxes.{}", kind.word()));
        self.out.push_str(&format!("<aside class=\"box box-{}\">\n<p class=\"box-title\">", kind.word()));
        push_text(&mut self.out, &title);
        self.out.push_str("</p>\n");
    }
}
