use super::ArticleId;
use crate::calendar::Day;
use crate::content::When;

/// Something that happened to the record itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub day: Day,
    /// What.
    pub kind: ChangeKind,
    /// To which article.
    pub article: ArticleId,
    /// Of a correction: its place in the article's list.
    pub number: Option<usize>,
    /// When, as the file says it.
    pub when: Option<When>,
    /// In words, where the file has them.
    pub note: Option<String>,
}

/// What happened to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It was published.
    New,
    /// It was changed.
    Updated,
    /// It was corrected.
    Corrected,
    /// It was taken back.
    Withdrawn,
}

impl ChangeKind {
    /// The word for it, as class name and among the interface words.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::New => "new",
            ChangeKind::Updated => "updated",
            ChangeKind::Corrected => "corrected",
            ChangeKind::Withdrawn => "withdrawn",
        }
    }
}
