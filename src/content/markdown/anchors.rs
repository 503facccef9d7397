use crate::base::Slug;
use crate::content::percent_decoded;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Ids that pages have of their own; a heading of that name gets another.
const PAGE_IDS: [&str; 17] = [
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

/// How the ids begin that pages give to what they number; those without a hyphen are followed by digits.
const PAGE_PREFIXES: [&str; 8] = ["source-", "event-", "quote-", "note-", "cite-", "d", "y", "m"];

/// The ids of a text.
#[derive(Default)]
pub(super) struct Anchors {
    ids: HashSet<String>,
    /// For each slug that more than one heading has, the number the next may have.
    next: HashMap<Slug, usize>,
    /// How many blocks begin with the same words, by the beginning of their digest.
    blocks: HashMap<[u8; 3], usize>,
}

impl Anchors {
    /// An id for a heading, that nothing else on the page has.
    pub(super) fn heading(&mut self, slug: &Slug) -> String {
        let mut id = slug.to_string();
        if self.is_taken(&id) {
            id = format!("section-{slug}");
        }
        if self.is_taken(&id) {
            // A page with five thousand equal headings does not count from the beginning for each.
            let mut number = self.next.get(slug).copied().unwrap_or(2);
            loop {
                id = format!("section-{slug}-{number}");
                number += 1;
                if !self.is_taken(&id) {
                    break;
                }
            }
            self.next.insert(slug.clone(), number);
        }
        self.ids.insert(id.clone());
        id
    }

    /// An id for a block of text that begins with these words. The same words make the same id, on every page; a second block
    /// of them is numbered.
    pub(super) fn block(&mut self, words: &str) -> String {
        let hash = blake3::hash(words.as_bytes());
        let [a, b, c, ..] = hash.as_bytes();
        let stem = format!("p-{a:02x}{b:02x}{c:02x}");
        let times = self.blocks.entry([*a, *b, *c]).or_default();
        *times += 1;
        let mut id = if *times == 1 { stem.clone() } else { format!("{stem}-{times}") };
        while !self.ids.insert(id.clone()) {
            // A heading is called so.
            *times += 1;
            id = format!("{stem}-{times}");
        }
        id
    }

    /// Notes an id of the writer's own making.
    pub(super) fn own(&mut self, id: String) {
        self.ids.insert(id);
    }

    /// Whether an id that somebody wrote may stand; it is taken then.
    pub(super) fn claim(&mut self, id: &str) -> bool {
        !self.is_taken(id) && self.ids.insert(id.to_owned())
    }

    /// Whether a fragment leads to a place in the text.
    pub(super) fn has(&self, fragment: &str) -> bool {
        self.ids.contains(fragment) || self.ids.contains(&*percent_decoded(fragment))
    }

    fn is_taken(&self, id: &str) -> bool {
        let of_page = PAGE_PREFIXES.iter().any(|prefix| {
            id.strip_prefix(prefix)
                .is_some_and(|rest| prefix.ends_with('-') || (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')))
        });
        of_page || PAGE_IDS.contains(&id) || self.ids.contains(id)
    }
}

/// A link to a place on its own page, in HTML that is being written: whether there is such a place is known at the end.
#[derive(Debug)]
pub(super) struct FragmentLink {
    /// The start tag.
    pub(super) start: Range<usize>,
    /// The address in it, with the name of the attribute and the space before it.
    pub(super) href: Range<usize>,
    /// The end tag.
    pub(super) end: Range<usize>,
    /// What stands after `#`.
    pub(super) fragment: String,
}

/// The HTML without the links that lead to no place; their words stay.
pub(super) fn without_dead_links(html: String, links: &[FragmentLink], leads: impl Fn(&str) -> bool) -> String {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for link in links.iter().filter(|link| !leads(&link.fragment)) {
        // A tag that says more than the address may be led to itself.
        if link.href.start == link.start.start + "<a".len() && link.href.end + 1 == link.start.end {
            cuts.extend([link.start.clone(), link.end.clone()]);
        } else {
            cuts.push(link.href.clone());
        }
    }
    if cuts.is_empty() {
        return html;
    }
    cuts.sort_by_key(|cut| cut.start);
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    for cut in cuts {
        out.push_str(html.get(from..cut.start).unwrap_or_default());
        from = cut.end;
    }
    out + html.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_thousand_equal_headings_take_no_time() {
        let mut anchors = Anchors::default();
        let slug = Slug::of("Talks");
        let ids: HashSet<String> = (0..20_000).map(|_| anchors.heading(&slug)).collect();
        assert_eq!(ids.len(), 20_000);
        assert!(anchors.has("talks") && anchors.has("section-talks-19999"));
    }

    #[test]
    fn an_id_somebody_wrote_never_takes_one_of_the_page() {
        let mut anchors = Anchors::default();
        anchors.heading(&Slug::of("Talks"));
        let claimed: Vec<bool> = ["main", "talks", "source-1", "d31", "mine", "mine"].iter().map(|id| anchors.claim(id)).collect();
        assert_eq!(claimed, [false, false, false, false, true, false]);
    }

    #[test]
    fn a_link_to_nowhere_leaves_its_words() {
        let html = "<a href=\"#a\">b</a> <a id=\"c\" href=\"#d\">e</a>".to_owned();
        let links = [
            FragmentLink { start: 0..13, href: 2..12, end: 14..18, fragment: "a".into() },
            FragmentLink { start: 19..39, href: 28..38, end: 40..44, fragment: "d".into() },
        ];
        assert_eq!(without_dead_links(html.clone(), &links, |_| false), "b <a id=\"c\">e</a>");
        assert_eq!(without_dead_links(html.clone(), &links, |_| true), html);
    }
}
