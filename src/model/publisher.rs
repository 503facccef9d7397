use super::ArticleId;
use crate::base::Slug;

/// Somebody on whose word articles rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// The name, in its commonest spelling.
    pub name: String,
    /// The last part of its address.
    pub slug: Slug,
    /// The articles that cite it, as they were reported.
    pub articles: Vec<ArticleId>,
}
