use super::{Context, Moment};
use crate::content::Status;
use crate::model::{Article, ArticleId, EntityId};
use rayon::prelude::*;
use serde::Serialize;
use serde::ser::SerializeStruct;
use std::sync::Arc;

/// A link, or a name that has no page (then its address is empty).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// One entry in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// When it happened.
    pub moment: Moment,
    /// A word more.
    pub note: Option<String>,
    /// What stands for it, where it has been made already.
    pub mark: Option<String>,
}

impl Serialize for Line {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Line { title, url, moment, note, mark } = self;
        let mut line = serializer.serialize_struct("Line", if mark.is_some() { 1 } else { 4 })?;
        match mark {
            Some(mark) => line.serialize_field("mark", mark)?,
            None => {
                line.serialize_field("title", title)?;
                line.serialize_field("url", url)?;
                line.serialize_field("moment", moment)?;
                line.serialize_field("note", note)?;
            }
        }
        line.end()
    }
}

/// A year or month of a list that goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shelf {
    /// The year or month in words.
    pub label: String,
    /// Its page.
    pub url: String,
    /// How many entries it has.
    pub count: usize,
}

impl Link {
    /// A link to an entity; one that was removed is a name.
    pub fn entity(id: EntityId, context: &Context<'_>) -> Link {
        let entity = context.timeline.entity(id);
        Link { title: entity.name.to_string(), url: context.entity_url(id).unwrap_or_default() }
    }

    /// A link to an article.
    pub fn article(id: ArticleId, context: &Context<'_>) -> Link {
        Link { title: context.timeline.article(id).document.title.clone(), url: context.article_url(id) }
    }
}

/// What must be known of an article wherever it stands: a doubt, a correction.
fn note(article: &Article<'_>, context: &Context<'_>) -> Option<String> {
    let doubt = article.document.status.filter(|status| !matches!(status, Status::Confirmed | Status::Reported));
    let doubt = doubt.map(|status| context.words.get(&format!("statuses.{}", status.word())).to_owned());
    let corrected = (!article.document.corrections.is_empty()).then(|| context.words.get("corrected").to_owned());
    let notes: Vec<String> = doubt.into_iter().chain(corrected).collect();
    (!notes.is_empty()).then(|| notes.join(", "))
}

impl Line {
    /// The lines of all articles, in parallel: each is made once, and stands on many pages.
    pub(super) fn of_articles(context: &Context<'_>) -> Vec<Arc<Line>> {
        (0..context.timeline.articles.len()).into_par_iter().map(|at| Arc::new(Line::made(ArticleId::of(at), context))).collect()
    }

    /// An article in one line.
    pub fn article(id: ArticleId, context: &Context<'_>) -> Arc<Line> {
        context.lines.get(id.index()).cloned().unwrap_or_else(|| Arc::new(Line::made(id, context)))
    }

    fn made(id: ArticleId, context: &Context<'_>) -> Line {
        let article = context.timeline.article(id);
        let Link { title, url } = Link::article(id, context);
        Line { title, url, moment: Moment::of(&article.document.date, context), note: note(article, context), mark: None }
    }
}
