use super::When;
use super::fields::Fields;
use super::url::safe_url;
use serde::{Deserialize, Serialize};

/// What an article rests on: one entry of `sources`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// The word by which the text cites it: `[@reuters]`.
    pub id: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it can be read; only addresses that can be linked.
    pub url: Option<String>,
    /// When it was published.
    pub date: Option<When>,
    /// A copy in an archive.
    pub archive_url: Option<String>,
    /// What it is: agency, declaration, report …
    pub kind: Option<String>,
}

impl SourceEntry {
    pub(super) fn read(fields: &Fields<'_>) -> Option<SourceEntry> {
        let source = SourceEntry {
            id: fields.line("id"),
            title: fields.line("title"),
            publisher: fields.line("publisher"),
            url: fields.url("url"),
            date: fields.date("date"),
            archive_url: fields.url("archive_url"),
            kind: fields.line("kind"),
        };
        (source != SourceEntry::default()).then_some(source)
    }

    /// A source given as one text: an address, or words.
    pub(super) fn from_text(text: String) -> Option<SourceEntry> {
        Some(match safe_url(&text) {
            Some(url) => SourceEntry { url: Some(url), ..SourceEntry::default() },
            None => SourceEntry { title: Some(text), ..SourceEntry::default() },
        })
    }

    /// The host of its address, without `www.`: who publishes it, where nothing else is said.
    pub fn host(&self) -> Option<&str> {
        let rest = self.url.as_deref()?.split_once("://")?.1;
        let host = rest.split(['/', '?', '#']).next()?;
        let host = host.rsplit('@').next()?.split(':').next()?;
        Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_an_address_or_words() {
        let address = SourceEntry::from_text("https://www.example.org:80/a?b".to_owned()).unwrap();
        assert_eq!(address.host(), Some("example.org"));
        assert_eq!(SourceEntry::from_text("Court file 12/18".to_owned()).unwrap().title.as_deref(), Some("Court file 12/18"));
    }
}
