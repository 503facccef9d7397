use super::{ArticleId, EntityId};
use crate::content::{QuotationDocument, When};

/// Words, and who said them.
#[derive(Clone, Debug)]
pub struct Quotation<'c> {
    /// What the article says.
    pub document: &'c QuotationDocument,
    /// The article.
    pub article: ArticleId,
    /// Its number in the article, from 1.
    pub number: u32,
    /// Who said it, if registered.
    pub speaker: Option<EntityId>,
    /// When it was said: its own date, else the article's.
    pub date: When,
}
