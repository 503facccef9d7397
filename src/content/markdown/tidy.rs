use super::anchors::{Anchors, FragmentLink, without_dead_links};
use super::element::{Element, Inside, Place};
use super::grid::Grid;
use super::image_tag::{attributes, unescaped};
use super::piece::{Piece, generated_pieces, marker};
use super::raw_attributes::RawAttributes;
use super::resolve::{Resolve, Shown, picture, push_attribute, target};
use super::soup::{Soup, soup};

/// How deep elements may stand in one another; the tags of those beyond go, their words stay.
const DEEPEST: usize = 100;

/// Puts raw HTML in its place.
///
/// The writer's own HTML is whole, and nothing in it moves. What somebody wrote between is taken apart, however broken, and
/// every tag of it is opened where the standard allows it, closed at the latest where the writer closes what it stands in,
/// or left out, so that the text is valid HTML. Words are never left out. The text is gone through once.
pub(super) struct Tidy<'t> {
    pub(super) out: String,
    pub(super) open: Vec<Open>,
    pub(super) pieces: &'t mut Vec<Piece>,
    pub(super) anchors: &'t mut Anchors,
    pub(super) resolve: &'t dyn Resolve,
    pub(super) links: Vec<FragmentLink>,
    /// How many tags that stand too deep are open.
    pub(super) too_deep: usize,
    /// An inline script or style: its name, how much was open, and where it begins in the output.
    pub(super) muted: Option<(String, usize, usize)>,
    /// How many links are open.
    pub(super) in_links: usize,
    /// Level of the last heading.
    pub(super) level: usize,
}

/// An element that is open.
pub(super) struct Open {
    pub(super) element: &'static Element,
    /// The name of the end tag that closes it.
    pub(super) written: String,
    /// Its tags are written; else only its words are.
    pub(super) shown: bool,
    /// Somebody wrote it: it closes where the standard or the writer wants it.
    pub(super) raw: bool,
    /// What may stand in it.
    pub(super) inside: Inside,
    /// Where its start tag begins.
    pub(super) at: usize,
    pub(super) state: State,
    /// The link in `links` that it is.
    pub(super) link: Option<usize>,
    /// How many tags too deep were open around it.
    pub(super) too_deep: usize,
}

/// What must be known of an element until it closes.
pub(super) enum State {
    None,
    /// Nothing stands in it yet, and its summary must come first.
    Details,
    /// Whether anything stands in it; the caption, from its start tag to its end tag.
    Figure {
        begun: bool,
        caption: Option<Caption>,
    },
    /// The last group has a term, and what it means.
    Terms {
        term: bool,
        meaning: bool,
    },
    Table(Box<Table>),
    /// It has a cell.
    Row(bool),
}

pub(super) struct Caption {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) first: bool,
}

#[derive(Default)]
pub(super) struct Table {
    pub(super) grid: Grid,
    pub(super) caption: bool,
    pub(super) groups: bool,
    /// The start and end tag of `<tfoot>`, as long as it is last.
    pub(super) foot: Option<(usize, usize)>,
}

impl<'t> Tidy<'t> {
    /// The HTML of a text that holds raw HTML, its pictures still set aside.
    pub(super) fn tidied(html: &str, pieces: &'t mut Vec<Piece>, anchors: &'t mut Anchors, resolve: &'t dyn Resolve) -> String {
        let out = String::with_capacity(html.len() + html.len() / 4);
        let mut tidy = Tidy { out, open: Vec::new(), pieces, anchors, resolve, links: Vec::new(), too_deep: 0, muted: None, in_links: 0, level: 1 };
        for (generated, piece) in generated_pieces(html) {
            tidy.generated(generated);
            match piece.and_then(|at| Some((at, tidy.pieces.get(at)?))) {
                Some((_, Piece::Raw(raw))) => {
                    let raw = raw.clone();
                    tidy.raw(&raw);
                }
                Some((at, Piece::Picture(_))) => tidy.words(&marker(at)),
                Some((_, Piece::Apart)) => tidy.close_to(0),
                None => {}
            }
        }
        tidy.close_to(0);
        without_dead_links(tidy.out, &tidy.links, |fragment| tidy.anchors.has(fragment) || tidy.resolve.has_anchor(fragment))
    }

    /// HTML of the writer's own: well-formed, `<` and `>` only in tags.
    fn generated(&mut self, html: &str) {
        let mut rest = html;
        while let Some((text, (tag, after))) = rest.split_once('<').and_then(|(text, after)| Some((text, after.split_once('>')?))) {
            self.words(text);
            rest = after;
            match tag.strip_prefix('/') {
                Some(name) => {
                    if let Some(at) = self.open.iter().rposition(|open| !open.raw && open.written == name) {
                        self.close_to(at);
                    }
                }
                None => self.generated_start(tag),
            }
        }
        self.words(rest);
    }

    fn generated_start(&mut self, tag: &str) {
        let (name, mut rest) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        let Some(mut element) = Element::of(name) else { return };
        // A paragraph in a raw `<summary>` gives its words; anything greater closes it.
        let mut shown = true;
        match element.place {
            Place::Phrasing => self.room_for_words(),
            Place::Flow => shown = self.room(element, element.name != "p"),
            // The writer puts these where they belong.
            _ => {}
        }
        let mut kept = String::new();
        if self.in_link() {
            if name == "a" {
                element = Element::of("span").unwrap_or(element);
                let written = RawAttributes::new(attributes(rest, 0).1);
                for name in ["id", "class"] {
                    kept.extend(written.written(name).map(|value| format!(" {name}=\"{value}\"")));
                }
                rest = &kept;
            } else if rest.contains(" tabindex=\"0\"") {
                kept = rest.replace(" tabindex=\"0\"", "");
                rest = &kept;
            }
        }
        if element.level().is_some() {
            element = self.heading(element);
        }
        let at = self.out.len();
        if shown {
            self.out.push_str(&format!("<{}{rest}>", element.name));
        }
        if element.inside == Inside::Nothing {
            return;
        }
        let link = rest.strip_prefix(" href=\"#").and_then(|rest| rest.strip_suffix('"')).filter(|_| element.name == "a");
        let link = link.map(|fragment| self.link(at, at + "<a".len()..self.out.len() - 1, unescaped(fragment)));
        self.push(Open { element, written: name.to_owned(), shown, raw: false, inside: element.inside, at, state: State::None, link, too_deep: self.too_deep });
        self.too_deep = 0;
    }

    /// What somebody wrote.
    fn raw(&mut self, html: &str) {
        for piece in soup(html) {
            match piece {
                Soup::Text(text) => self.words(&text.replace('<', "&lt;").replace('>', "&gt;")),
                Soup::End(name) => self.raw_end(&name),
                Soup::Start { name, attributes, closed } => self.raw_start(name, &RawAttributes::new(attributes), closed),
            }
        }
    }

    fn raw_end(&mut self, name: &str) {
        if matches!(name, "script" | "style") {
            let is_whole = |open: usize, at: usize| {
                // What the writer has opened or numbered since stays, and with it the words.
                self.open.iter().skip(open).all(|open| open.raw) && self.out.get(at..).is_some_and(|words| !words.contains(" id=\""))
            };
            let muted = self.muted.take_if(|(muted, ..)| muted == name);
            if let Some((_, open, at)) = muted.filter(|(_, open, at)| is_whole(*open, *at)) {
                self.open.truncate(open);
                self.in_links = self.open.iter().filter(|open| open.is_link()).count();
                self.links.retain(|link| link.start.start < at);
                self.out.truncate(at);
            }
        } else if Element::of(name).is_some() {
            if self.too_deep > 0 {
                self.too_deep -= 1;
            } else if let Some(at) = self.nearest(|open| open.written == name) {
                self.close_to(at);
            }
        }
    }

    fn raw_start(&mut self, name: String, written: &RawAttributes<'_>, closed: bool) {
        match name.as_str() {
            "img" => return self.picture(written),
            "script" | "style" if self.muted.is_none() => {
                // Room is made before, so that going back takes nothing away that is closed by then.
                self.room_for_words();
                self.muted = Some((name, self.open.len(), self.out.len()));
                return;
            }
            _ => {}
        }
        let Some(element) = Element::of(&name) else { return };
        if element.inside != Inside::Nothing && self.open.len() >= DEEPEST {
            self.too_deep += usize::from(!closed);
            return;
        }
        let closed = (closed && element.inside != Inside::Nothing).then(|| name.clone());
        match element.place {
            Place::Phrasing => self.phrase(element, name, written),
            Place::Flow => self.block(element, name, written),
            Place::Item => self.list_item(element, name, written, Inside::Items),
            Place::Term => self.list_item(element, name, written, Inside::Terms),
            Place::Caption | Place::Group | Place::Row | Place::Cell => self.part_of_table(element, name, written),
            Place::Summary => match self.open.last_mut().map(|open| &mut open.state) {
                Some(state @ State::Details) => {
                    *state = State::None;
                    self.start(element, name, written, "");
                }
                _ => self.loose(name, written),
            },
            Place::Figcaption => {
                let kept = self.lightly_closed();
                match self.open.get(..kept).and_then(<[Open]>::last).map(|open| &open.state) {
                    Some(State::Figure { begun, caption: None }) => {
                        let first = !*begun;
                        self.close_to(kept);
                        let start = self.out.len();
                        if let Some(State::Figure { caption, .. }) = self.open.last_mut().map(|open| &mut open.state) {
                            *caption = Some(Caption { start, end: start, first });
                        }
                        self.start(element, name, written, "");
                    }
                    _ => self.loose(name, written),
                }
            }
        }
        // `<div/>`: nobody who writes it means the rest of the text to stand in it.
        let last = self.open.len().saturating_sub(1);
        if self.open.last().is_some_and(|open| open.raw && closed.as_ref() == Some(&open.written)) {
            self.close_to(last);
        }
    }

    /// What stands among words.
    fn phrase(&mut self, element: &'static Element, name: String, written: &RawAttributes<'_>) {
        if element.name == "a" {
            // A link ends where the next begins.
            if let Some(at) = self.nearest(|open| open.element.name == "a") {
                self.close_to(at);
            }
            let target = written.value("href").filter(|_| !self.in_link()).and_then(|href| target(self.resolve, href.trim()));
            self.room_for_words();
            let Some(target) = target else { return self.span(name, written) };
            let mut href = " href=\"".to_owned();
            push_attribute(&mut href, &target);
            href.push('"');
            let at = self.out.len();
            self.start(element, name, written, &href);
            if let Some(fragment) = target.strip_prefix('#') {
                // The address is written first.
                let begins = at + "<a".len();
                let link = self.link(at, begins..begins + href.len(), fragment.to_owned());
                if let Some(open) = self.open.last_mut() {
                    open.link = Some(link);
                }
            }
            return;
        }
        self.room_for_words();
        let twice = element.name == "dfn" && self.open.iter().any(|open| open.shown && open.element.name == "dfn");
        if twice || !written.suffice(element) { self.span(name, written) } else { self.start(element, name, written, "") }
    }

    /// A `<span>`, or only the words if there is nothing to say about them.
    fn span(&mut self, name: String, written: &RawAttributes<'_>) {
        if let Some(span) = Element::of("span") {
            let shown = written.id().is_some() || !written.harmless(span).is_empty();
            self.open_element(span, name, written, "", shown);
        }
    }

    /// What stands among paragraphs.
    fn block(&mut self, element: &'static Element, name: String, written: &RawAttributes<'_>) {
        // A group of `<dl>`, and what must not stand in a link.
        let group = element.name == "div" && self.open.last().is_some_and(|open| open.inside == Inside::Terms);
        let div = if element.name == "details" && self.in_link() { Element::of("div") } else { None };
        let element = div.unwrap_or(element);
        let shown = !group && self.room(element, false);
        if shown {
            let element = if element.level().is_some() { self.heading(element) } else { element };
            let open = if element.name == "details" && written.written("open").is_some() { " open" } else { "" };
            self.start(element, name, written, open);
        } else {
            if !group {
                // What stood on lines of its own is kept apart by a space.
                self.words(" ");
            }
            self.open_element(element, name, written, "", false);
        }
    }

    /// What stands outside the list, table … that it is a part of.
    fn loose(&mut self, name: String, written: &RawAttributes<'_>) {
        if let Some(div) = Element::of("div") {
            self.block(div, name, written);
        }
    }

    fn list_item(&mut self, element: &'static Element, name: String, written: &RawAttributes<'_>, list: Inside) {
        for at in (0..self.open.len()).rev() {
            let open = &self.open[at];
            if !open.raw || open.inside == list {
                break;
            }
            if Element::of(&open.written).is_some_and(|before| before.place == element.place) {
                self.close_to(at);
                break;
            }
            if open.inside == Inside::Flow && open.element.place != Place::Phrasing && open.element.name != "div" {
                break;
            }
        }
        let kept = self.lightly_closed();
        if self.open.get(..kept).and_then(<[Open]>::last).is_none_or(|open| !open.raw || open.inside != list) {
            return self.loose(name, written);
        }
        self.close_to(kept);
        self.term(element.name);
        self.start(element, name, written, "");
    }

    /// Keeps the order of terms and their meanings.
    fn term(&mut self, name: &str) {
        let Some(State::Terms { term, meaning }) = self.open.iter_mut().rev().map(|open| &mut open.state).find(|state| matches!(state, State::Terms { .. }))
        else {
            return;
        };
        match name {
            "dt" => (*term, *meaning) = (true, false),
            "dd" if *term => *meaning = true,
            "dd" => {
                (*term, *meaning) = (true, true);
                self.out.push_str("<dt></dt>");
            }
            _ => {}
        }
    }

    fn part_of_table(&mut self, element: &'static Element, name: String, written: &RawAttributes<'_>) {
        let holds: &[Inside] = match element.place {
            Place::Cell => &[Inside::Cells, Inside::Rows, Inside::Groups],
            Place::Row => &[Inside::Rows, Inside::Groups],
            _ => &[Inside::Groups],
        };
        let Some(at) = self.nearest(|open| holds.contains(&open.inside)) else {
            // Rows and groups without a table are nothing; cells are at least blocks.
            if matches!(element.place, Place::Cell | Place::Caption) {
                self.loose(name, written);
            }
            return;
        };
        if element.place == Place::Caption {
            let fresh = self.open.get(at).is_some_and(|open| matches!(&open.state, State::Table(table) if !table.caption && !table.groups))
                && at + 1 == self.open.len();
            if !fresh {
                return self.loose(name, written);
            }
            if let Some(State::Table(table)) = self.open.last_mut().map(|open| &mut open.state) {
                table.caption = true;
            }
            return self.start(element, name, written, "");
        }
        self.close_to(at + 1);
        if element.place != Place::Group && self.open.last().is_some_and(|open| open.inside == Inside::Groups) {
            self.implied("tbody");
        }
        if element.place == Place::Cell && self.open.last().is_some_and(|open| open.inside == Inside::Rows) {
            self.implied("tr");
        }
        self.start(element, name, written, "");
    }

    /// A picture, shown as Markdown's are.
    fn picture(&mut self, written: &RawAttributes<'_>) {
        let Some(src) = written.value("src") else { return };
        let alt = written.value("alt").unwrap_or_default();
        match picture(self.resolve, &src, &alt, !self.in_link()) {
            Shown::Picture(html) => {
                self.pieces.push(Piece::Picture(html));
                let mark = marker(self.pieces.len() - 1);
                self.words(&mark);
            }
            Shown::Html(html) => self.generated(&html),
        }
    }

    /// Opens an element with what must be in it or around it.
    fn start(&mut self, element: &'static Element, name: String, written: &RawAttributes<'_>, more: &str) {
        self.open_element(element, name, written, more, true);
    }

    fn open_element(&mut self, element: &'static Element, name: String, written: &RawAttributes<'_>, more: &str, shown: bool) {
        let mut element = element;
        let (mut columns, mut rows) = (1, 1);
        let mut state = State::None;
        let at = self.out.len();
        if shown {
            match element.place {
                Place::Group => element = self.group(element, at),
                Place::Cell => (columns, rows) = (written.span("colspan"), written.span("rowspan")),
                _ => {}
            }
            state = match element.name {
                "details" => State::Details,
                "figure" => State::Figure { begun: false, caption: None },
                "dl" => State::Terms { term: false, meaning: false },
                "table" => State::Table(Box::default()),
                "tr" => State::Row(false),
                _ => State::None,
            };
            self.out.push_str(&format!("<{}{more}", element.name));
            if let Some(id) = written.id().filter(|id| self.anchors.claim(id)) {
                self.out.push_str(" id=\"");
                push_attribute(&mut self.out, &id);
                self.out.push('"');
            }
            self.out.push_str(&written.harmless(element));
            if element.place == Place::Cell {
                self.cell(columns, rows);
            }
            self.out.push('>');
        }
        if element.inside == Inside::Nothing {
            return;
        }
        let around = self.open.last().map_or(Inside::Flow, |open| open.inside);
        let inside = if shown && element.inside != Inside::Same { element.inside } else { around };
        self.push(Open { element, written: name, shown, raw: true, inside, at, state, link: None, too_deep: 0 });
    }

    /// Opens what the standard wants around what comes next.
    pub(super) fn implied(&mut self, name: &'static str) {
        if let Some(element) = Element::of(name) {
            self.term(name);
            self.start(element, name.to_owned(), &RawAttributes::new(Vec::new()), "");
        }
    }

    /// The group of rows that may stand here: the head is first, the foot last.
    fn group(&mut self, element: &'static Element, at: usize) -> &'static Element {
        let Some(State::Table(table)) = self.open.last_mut().map(|open| &mut open.state) else { return element };
        let first = !std::mem::replace(&mut table.groups, true);
        let foot = table.foot.take();
        if element.name == "tfoot" {
            table.foot = Some((at, at));
        }
        if let Some((start, end)) = foot {
            self.rename(start + "<".len(), "tfoot".len(), "tbody");
            self.rename(end + "</".len(), "tfoot".len(), "tbody");
        }
        if element.name == "thead" && !first { Element::of("tbody").unwrap_or(element) } else { element }
    }

    fn cell(&mut self, columns: usize, rows: usize) {
        let start = self.out.len();
        for (name, count) in [("colspan", columns), ("rowspan", rows)] {
            if count > 1 {
                self.out.push_str(&format!(" {name}=\"{count}\""));
            }
        }
        let end = self.out.len();
        if let Some(State::Row(begun)) = self.open.last_mut().map(|open| &mut open.state) {
            *begun = true;
        }
        if let Some(table) = self.table() {
            table.grid.cell(columns, rows);
            if end > start {
                table.grid.spans.push(start..end);
            }
        }
    }
}
