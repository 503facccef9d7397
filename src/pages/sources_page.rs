use super::{Context, Frame, JsonLd, Line, Route};
use crate::base::Slug;
use serde::Serialize;
use std::collections::HashSet;

/// How many articles of one publisher are named.
const SHOWN: usize = 20;

/// Everybody on whose word the site rests.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct SourcesPage {
    pub frame: Frame,
    pub heading: String,
    pub publishers: Vec<PublisherView>,
    pub total: usize,
}

/// One publisher, with what rests on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct PublisherView {
    pub name: String,
    pub id: String,
    pub count: usize,
    pub lines: Vec<Line>,
    pub more: Option<usize>,
}

impl SourcesPage {
    pub(super) fn compose(context: &Context<'_>) -> SourcesPage {
        let heading = context.words.get("sources").to_owned();
        let mut ids = HashSet::new();
        let limit = context.config().limit;
        let publishers: Vec<PublisherView> = context
            .timeline
            .publishers
            .iter()
            .enumerate()
            .map(|(at, publisher)| {
                // Beyond the limit a publisher is a name and a number: the page stays a page.
                let shown = if at < limit { SHOWN } else { 0 };
                let lines: Vec<Line> = publisher.articles.iter().rev().take(shown).map(|id| Line::article(*id, context)).collect();
                let slug = Slug::of(&publisher.name);
                let mut id = format!("by-{slug}");
                let mut number = 2;
                while !ids.insert(id.clone()) {
                    id = format!("by-{}", slug.with(number));
                    number += 1;
                }
                let more = publisher.articles.len() - lines.len();
                PublisherView { name: publisher.name.clone(), id, count: publisher.articles.len(), lines, more: (more > 0).then_some(more) }
            })
            .collect();
        let mut frame = Frame::of(&Route::word("sources"), &heading, "sources", Vec::new(), context);
        frame.json_ld = JsonLd::default().with_breadcrumbs(&frame, context).to_script();
        SourcesPage { frame, heading, total: publishers.len(), publishers }
    }
}
