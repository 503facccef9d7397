use super::anchors::FragmentLink;
use super::element::{Element, Inside, Place};
use super::tidy::{Open, State, Table, Tidy};
use std::ops::Range;

/// How elements make room for others, and close.
impl Tidy<'_> {
    /// Words, with their references; spaces may stand anywhere.
    pub(super) fn words(&mut self, text: &str) {
        if text.bytes().any(|byte| !byte.is_ascii_whitespace()) {
            self.room_for_words();
        }
        self.out.push_str(text);
    }

    /// Sees to it that words may stand here: in a list they are an item, in a table a cell.
    pub(super) fn room_for_words(&mut self) {
        while let Some(open) = self.open.last_mut() {
            match &mut open.state {
                State::Details => {
                    open.state = State::None;
                    open.element = Element::of("div").unwrap_or(open.element);
                    let at = open.at;
                    self.not_details(at);
                }
                State::Figure { begun, caption } => {
                    *begun = true;
                    // A caption that something follows is neither first nor last.
                    if let Some(caption) = caption.take_if(|caption| !caption.first) {
                        self.rename(caption.start + "<".len(), "figcaption".len(), "div");
                        self.rename(caption.end + "</".len(), "figcaption".len(), "div");
                    }
                }
                _ => {}
            }
            match self.open.last().filter(|open| open.raw).map(|open| open.inside) {
                Some(Inside::Items) => self.implied("li"),
                Some(Inside::Terms) => self.implied("dd"),
                Some(Inside::Groups) => self.implied("tbody"),
                Some(Inside::Rows) => self.implied("tr"),
                Some(Inside::Cells) => self.implied("td"),
                _ => return,
            }
        }
    }

    /// Sees to it that a paragraph, list … may stand here, and says whether it may. What somebody opened for words closes;
    /// a cell, term or summary for words only does so if `all` must make room.
    pub(super) fn room(&mut self, element: &Element, all: bool) -> bool {
        let mut kept = self.open.len();
        while let Some(open) = kept.checked_sub(1).and_then(|at| self.open.get(at)).filter(|open| open.inside == Inside::Phrasing) {
            if element.level().is_some() && open.raw && open.shown && open.element.name == "summary" {
                self.close_to(kept);
                return true;
            }
            if !(open.raw && (all || open.closes_lightly())) {
                return false;
            }
            kept -= 1;
        }
        self.close_to(kept);
        self.room_for_words();
        true
    }

    /// How much stays open when what somebody opened for words closes.
    pub(super) fn lightly_closed(&self) -> usize {
        self.open.iter().rposition(|open| !(open.raw && open.inside == Inside::Phrasing && open.closes_lightly())).map_or(0, |at| at + 1)
    }

    /// The innermost of those that somebody opened within the writer's own.
    pub(super) fn nearest(&self, is_wanted: impl Fn(&Open) -> bool) -> Option<usize> {
        let at = self.open.iter().rposition(|open| !open.raw || is_wanted(open))?;
        self.open.get(at).is_some_and(|open| open.raw).then_some(at)
    }

    pub(super) fn push(&mut self, open: Open) {
        self.in_links += usize::from(open.is_link());
        self.open.push(open);
    }

    /// Closes all but the outermost few.
    pub(super) fn close_to(&mut self, kept: usize) {
        if self.muted.as_ref().is_some_and(|(_, open, _)| *open > kept) {
            self.muted = None;
        }
        while self.open.len() > kept {
            if let Some(open) = self.open.pop() {
                self.in_links -= usize::from(open.is_link());
                self.close(open);
            }
        }
    }

    fn close(&mut self, open: Open) {
        if open.raw && open.is_link() && open.link.is_none() {
            self.name_empty_link(open.at);
        }
        let mut name = open.element.name;
        match open.state {
            State::Details => {
                name = "div";
                self.not_details(open.at);
            }
            State::Terms { term: true, meaning: false } => self.out.push_str("<dd></dd>"),
            State::Row(begun) => {
                if !begun {
                    self.out.push_str("<td></td>");
                }
                if let Some(table) = self.table() {
                    if !begun {
                        table.grid.cell(1, 1);
                    }
                    table.grid.end_row();
                }
            }
            State::Table(table) if table.grid.is_broken() => {
                for span in table.grid.spans {
                    self.rename(span.start, span.len(), "");
                }
            }
            _ => {}
        }
        let end = self.out.len();
        if open.shown && open.raw {
            match open.element.place {
                Place::Group => {
                    if let Some(table) = self.table() {
                        table.grid.end_group();
                        if let Some(foot) = &mut table.foot {
                            foot.1 = end;
                        }
                    }
                }
                Place::Figcaption => {
                    if let Some(State::Figure { caption: Some(caption), .. }) = self.open.last_mut().map(|open| &mut open.state) {
                        caption.end = end;
                    }
                }
                _ => {}
            }
        }
        if open.shown {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        } else if open.element.place != Place::Phrasing {
            self.out.push(' ');
        }
        if let Some(link) = open.link.and_then(|at| self.links.get_mut(at)) {
            link.end = end..self.out.len();
        }
        if !open.raw {
            self.too_deep = open.too_deep;
        }
    }

    /// A link without words, or with a picture that is not shown, is named by its address, escaped as it stands.
    fn name_empty_link(&mut self, at: usize) {
        let tag = self.out.get(at..).unwrap_or_default();
        if tag.find('>') == tag.len().checked_sub(1)
            && let Some((address, _)) = tag.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'))
        {
            let address = address.to_owned();
            self.out.push_str(&address);
        }
    }

    /// A `<details>` without a summary shows what it holds.
    fn not_details(&mut self, at: usize) {
        let name = at + "<".len();
        let open = self.out.get(name..).is_some_and(|tag| tag.starts_with("details open"));
        self.rename(name, if open { "details open" } else { "details" }.len(), "div");
    }

    /// Writes something shorter over what stands in a tag; spaces fill the rest, so that no place moves.
    pub(super) fn rename(&mut self, at: usize, length: usize, name: &str) {
        if self.out.get(at..at + length).is_some() {
            self.out.replace_range(at..at + length, &format!("{name:length$}"));
        }
    }

    /// The level that a heading may have, so that none is left out.
    pub(super) fn heading(&mut self, element: &'static Element) -> &'static Element {
        self.level = element.level().unwrap_or(2).min(self.level + 1);
        Element::heading(self.level).unwrap_or(element)
    }

    pub(super) fn in_link(&self) -> bool {
        self.in_links > 0
    }

    /// Notes a link to a place on the page, whose start tag is the last thing written.
    pub(super) fn link(&mut self, at: usize, href: Range<usize>, fragment: String) -> usize {
        self.links.push(FragmentLink { start: at..self.out.len(), href, end: 0..0, fragment });
        self.links.len() - 1
    }

    /// The table we are in.
    pub(super) fn table(&mut self) -> Option<&mut Table> {
        self.open.iter_mut().rev().find_map(|open| match &mut open.state {
            State::Table(table) => Some(&mut **table),
            _ => None,
        })
    }
}

impl Open {
    /// Whether it is a link that is shown.
    pub(super) fn is_link(&self) -> bool {
        self.shown && self.element.name == "a"
    }

    /// Whether it closes where something greater begins.
    fn closes_lightly(&self) -> bool {
        matches!(self.element.place, Place::Phrasing | Place::Flow)
    }
}
