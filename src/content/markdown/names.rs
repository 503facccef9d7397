use super::prose::{Spot, Stroke};
use super::resolve::{push_attribute, push_text};
use super::writer::Page;

/// A name in the running words of a text that is to be a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameLink {
    /// Where it stands.
    pub stroke: Stroke,
    /// Where it leads.
    pub url: String,
}

/// Names that nobody marked.
impl Page<'_> {
    /// Writes the text of a token, and makes links of the names in it. A name may begin in one token and end in another.
    pub(super) fn text(&mut self, token: usize, text: &str) {
        let Ok(token) = u32::try_from(token) else { return push_text(&mut self.out, text) };
        let spot = |at: usize| Spot { token, at: u32::try_from(at).unwrap_or(u32::MAX) };
        let mut at = 0;
        loop {
            if let Some(end) = self.name {
                // A name that ends in a later token goes on.
                let Some(upto) = (end.token == token).then_some(end.at as usize).filter(|upto| *upto >= at && text.is_char_boundary(*upto)) else { break };
                push_text(&mut self.out, &text[at..upto]);
                self.out.push_str("</a>");
                (at, self.name) = (upto, None);
            }
            let next = self.names.partition_point(|link| link.stroke.start < spot(at));
            let Some(link) = self.names.get(next).filter(|link| link.stroke.start.token == token && link.stroke.start < link.stroke.end) else { break };
            let from = link.stroke.start.at as usize;
            if self.in_link() || from >= text.len() || !text.is_char_boundary(from) {
                break;
            }
            push_text(&mut self.out, &text[at..from]);
            self.out.push_str("<a class=\"mention\" href=\"");
            push_attribute(&mut self.out, &link.url);
            self.out.push_str("\">");
            (at, self.name) = (from, Some(link.stroke.end));
        }
        push_text(&mut self.out, &text[at..]);
    }

    /// Closes a name that does not end where it should: the text has changed since it was read.
    pub(super) fn end_name(&mut self) {
        if self.name.take().is_some() {
            self.out.push_str("</a>");
        }
    }
}
