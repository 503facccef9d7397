use super::anchors::FragmentLink;
use super::resolve::{push_attribute, target};
use super::writer::Page;

/// A link we are in.
#[derive(Default)]
pub(super) struct OpenLink {
    /// It leads somewhere; else only its words are shown.
    pub(super) shown: bool,
    /// Where its words begin in the output.
    pub(super) start: usize,
    /// Its place in `fragments`, if it leads to a place on the page.
    pub(super) fragment: Option<usize>,
}

/// Links as Markdown has them.
impl Page<'_> {
    pub(super) fn link(&mut self, href: &str) {
        let at = self.out.len();
        let target = target(self.resolve, href).filter(|_| !self.in_link());
        let mut fragment = None;
        if let Some(target) = &target {
            self.out.push_str("<a href=\"");
            push_attribute(&mut self.out, target);
            self.out.push_str("\">");
            if let Some(name) = target.strip_prefix('#') {
                fragment = Some(self.fragments.len());
                let end = self.out.len();
                self.fragments.push(FragmentLink { start: at..end, href: at + "<a".len()..end - 1, end: end..end, fragment: name.to_owned() });
            }
        }
        self.links.push(OpenLink { shown: target.is_some(), start: self.out.len(), fragment });
    }

    pub(super) fn end_link(&mut self) {
        let Some(link) = self.links.pop() else { return };
        if link.shown {
            if self.out.get(link.start..).is_some_and(|words| words.trim().is_empty()) {
                // Without words nobody would find it: the address serves, escaped as it stands.
                let address =
                    self.out.get(..link.start).and_then(|before| before.rsplit_once("href=\"")).map(|(_, address)| address.trim_end_matches("\">").to_owned());
                self.out.push_str(&address.unwrap_or_default());
            }
            let end = self.out.len();
            self.out.push_str("</a>");
            if let Some(fragment) = link.fragment.and_then(|at| self.fragments.get_mut(at)) {
                fragment.end = end..self.out.len();
            }
        }
    }

    /// Whether a link stands open, in which no other may stand.
    pub(super) fn in_link(&self) -> bool {
        self.links.iter().any(|link| link.shown)
    }
}
