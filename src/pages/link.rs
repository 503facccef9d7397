use super::{Context, Moment, Tongue};
use crate::base::Key;
use crate::content::{ArticleDocument, Status};
use crate::model::{ArticleId, EntityId, Found};
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
    /// The language of what it says, where it is not that of the site.
    pub tongue: Option<Tongue>,
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
        let Line { title, tongue, url, moment, note, mark } = self;
        let mut line = serializer.serialize_struct("Line", if mark.is_some() { 1 } else { 5 })?;
        match mark {
            Some(mark) => line.serialize_field("mark", mark)?,
            None => {
                line.serialize_field("title", title)?;
                line.serialize_field("tongue", tongue)?;
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

    /// A link to an entity that an article names; one that was removed is the name that the article gives, which need not be
    /// its own.
    pub(super) fn named(id: EntityId, document: &ArticleDocument, context: &Context<'_>) -> Link {
        let timeline = context.timeline;
        let entity = timeline.entity(id);
        if entity.has_page() {
            return Link::entity(id, context);
        }
        let lists = document.names.iter().chain(document.events.iter().flat_map(|event| &event.names)).filter(|(kind, _)| *kind == entity.kind);
        let mut written = lists.flat_map(|(_, listed)| &listed.names).map(|(_, name)| name);
        let name = written.find(|name| timeline.registry.find(Some(entity.kind), &Key::of(name)) == Found::One(id));
        Link { title: name.map_or_else(|| entity.name.to_string(), |name| name.to_string()), url: String::new() }
    }

    /// A link to an article.
    pub fn article(id: ArticleId, context: &Context<'_>) -> Link {
        Link { title: context.timeline.article(id).document.title.clone(), url: context.article_url(id) }
    }
}

/// What must be known of an entry wherever it stands: a doubt, a correction.
pub(super) fn note(status: Option<Status>, is_corrected: bool, context: &Context<'_>) -> Option<String> {
    let doubt = status.filter(|status| !matches!(status, Status::Confirmed | Status::Reported));
    let doubt = doubt.map(|status| context.words.get(&format!("statuses.{}", status.word())).to_owned());
    let corrected = is_corrected.then(|| context.words.get("corrected").to_owned());
    let notes: Vec<String> = doubt.into_iter().chain(corrected).collect();
    (!notes.is_empty()).then(|| notes.join(context.words.get("comma")))
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
        Line {
            title,
            tongue: Tongue::of(article.document, context),
            url,
            moment: Moment::of(&article.document.date, context),
            note: note(article.document.status, !article.document.corrections.is_empty(), context),
            mark: None,
        }
    }
}
