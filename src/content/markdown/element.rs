/// What may stand inside an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// Words, and what marks words.
    Phrasing,
    /// Paragraphs, lists, tables … and words.
    Flow,
    /// The items of a list.
    Items,
    /// Terms and what they mean.
    Terms,
    /// Groups of rows, and a caption before them.
    Groups,
    /// Rows.
    Rows,
    /// Cells.
    Cells,
    /// Whatever may stand around it.
    Same,
    /// Nothing: it has no end tag.
    Nothing,
}

/// Where an element may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Wherever words may.
    Phrasing,
    /// Wherever a paragraph may.
    Flow,
    /// In a list.
    Item,
    /// In a list of terms.
    Term,
    /// Before the rows of a table.
    Caption,
    /// In a table.
    Group,
    /// In a group of rows.
    Row,
    /// In a row.
    Cell,
    /// At the beginning of `<details>`.
    Summary,
    /// At the beginning or end of a figure.
    Figcaption,
}

/// An element that may stand in a text, as the HTML standard has it; narrower where that is simpler and loses little.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) place: Place,
    pub(super) inside: Inside,
}

const fn element(name: &'static str, place: Place, inside: Inside) -> Element {
    Element { name, place, inside }
}

/// Sorted by name. Nothing that HTML calls obsolete, nothing that loads anything: pictures are shown by the writer, as
/// Markdown's are.
pub(super) static ELEMENTS: [Element; 58] = [
    element("a", Place::Phrasing, Inside::Same),
    element("abbr", Place::Phrasing, Inside::Phrasing),
    element("aside", Place::Flow, Inside::Flow),
    element("b", Place::Phrasing, Inside::Phrasing),
    element("bdi", Place::Phrasing, Inside::Phrasing),
    element("bdo", Place::Phrasing, Inside::Phrasing),
    element("blockquote", Place::Flow, Inside::Flow),
    element("br", Place::Phrasing, Inside::Nothing),
    element("caption", Place::Caption, Inside::Phrasing),
    element("cite", Place::Phrasing, Inside::Phrasing),
    element("code", Place::Phrasing, Inside::Phrasing),
    element("data", Place::Phrasing, Inside::Phrasing),
    element("dd", Place::Term, Inside::Flow),
    element("del", Place::Phrasing, Inside::Same),
    element("details", Place::Flow, Inside::Flow),
    element("dfn", Place::Phrasing, Inside::Phrasing),
    element("div", Place::Flow, Inside::Flow),
    element("dl", Place::Flow, Inside::Terms),
    element("dt", Place::Term, Inside::Phrasing),
    element("em", Place::Phrasing, Inside::Phrasing),
    element("figcaption", Place::Figcaption, Inside::Flow),
    element("figure", Place::Flow, Inside::Flow),
    element("h2", Place::Flow, Inside::Phrasing),
    element("h3", Place::Flow, Inside::Phrasing),
    element("h4", Place::Flow, Inside::Phrasing),
    element("h5", Place::Flow, Inside::Phrasing),
    element("h6", Place::Flow, Inside::Phrasing),
    element("hr", Place::Flow, Inside::Nothing),
    element("i", Place::Phrasing, Inside::Phrasing),
    element("ins", Place::Phrasing, Inside::Same),
    element("kbd", Place::Phrasing, Inside::Phrasing),
    element("li", Place::Item, Inside::Flow),
    element("mark", Place::Phrasing, Inside::Phrasing),
    element("ol", Place::Flow, Inside::Items),
    element("p", Place::Flow, Inside::Phrasing),
    element("pre", Place::Flow, Inside::Phrasing),
    element("q", Place::Phrasing, Inside::Phrasing),
    element("s", Place::Phrasing, Inside::Phrasing),
    element("samp", Place::Phrasing, Inside::Phrasing),
    element("section", Place::Flow, Inside::Flow),
    element("small", Place::Phrasing, Inside::Phrasing),
    element("span", Place::Phrasing, Inside::Phrasing),
    element("strong", Place::Phrasing, Inside::Phrasing),
    element("sub", Place::Phrasing, Inside::Phrasing),
    element("summary", Place::Summary, Inside::Phrasing),
    element("sup", Place::Phrasing, Inside::Phrasing),
    element("table", Place::Flow, Inside::Groups),
    element("tbody", Place::Group, Inside::Rows),
    element("td", Place::Cell, Inside::Flow),
    element("tfoot", Place::Group, Inside::Rows),
    element("th", Place::Cell, Inside::Phrasing),
    element("thead", Place::Group, Inside::Rows),
    element("time", Place::Phrasing, Inside::Phrasing),
    element("tr", Place::Row, Inside::Cells),
    element("u", Place::Phrasing, Inside::Phrasing),
    element("ul", Place::Flow, Inside::Items),
    element("var", Place::Phrasing, Inside::Phrasing),
    element("wbr", Place::Phrasing, Inside::Nothing),
];

/// Elements that HTML has given up, or that belong to a page and not to a text, and what serves for them.
const INSTEAD: [(&str, &str); 18] = [
    ("acronym", "abbr"),
    ("address", "div"),
    ("article", "div"),
    ("center", "div"),
    ("dir", "ul"),
    ("fieldset", "div"),
    ("footer", "div"),
    ("form", "div"),
    ("h1", "h2"),
    ("header", "div"),
    ("hgroup", "div"),
    ("legend", "div"),
    ("main", "div"),
    ("menu", "ul"),
    ("nav", "div"),
    ("search", "div"),
    ("strike", "s"),
    ("tt", "code"),
];

impl Element {
    /// The element of a name in lower case, or what serves for it.
    pub(super) fn of(name: &str) -> Option<&'static Element> {
        let name = INSTEAD.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
        let at = ELEMENTS.binary_search_by(|element| element.name.cmp(name)).ok()?;
        ELEMENTS.get(at)
    }

    /// Its level, of a heading.
    pub(super) fn level(&self) -> Option<usize> {
        ["h2", "h3", "h4", "h5", "h6"].iter().position(|name| *name == self.name).map(|at| at + 2)
    }

    /// The heading of a level.
    pub(super) fn heading(level: usize) -> Option<&'static Element> {
        Element::of(&format!("h{level}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_is_found_by_its_name() {
        for element in &ELEMENTS {
            assert_eq!(Element::of(element.name), Some(element));
        }
        assert_eq!(Element::of("h1").and_then(Element::level), Some(2));
        assert!(Element::of("script").is_none() && Element::of("img").is_none());
        assert!(INSTEAD.iter().all(|(_, new)| Element::of(new).is_some_and(|element| element.name == *new)));
    }
}
