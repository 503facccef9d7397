use super::{Context, Frame, JsonLd, Line, List, Plan, Route};
use crate::model::PublisherId;
use serde::Serialize;
use std::sync::Arc;

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
    pub lines: Vec<Arc<Line>>,
    pub more: Option<usize>,
    /// The page with all of them, where there are more.
    pub url: Option<String>,
}

/// How many articles of the publisher at a place in the list are named. Beyond the limit a publisher is a name and a number:
/// the page stays a page.
fn shown(at: usize, limit: usize) -> usize {
    if at < limit { SHOWN } else { 0 }
}

/// The publishers that have more articles than stand in the list, and so a page of their own.
pub(super) fn with_page(context: &Context<'_>) -> Vec<PublisherId> {
    let limit = context.config().limit;
    let publishers = context.timeline.publishers.iter().enumerate();
    publishers.filter(|(at, publisher)| publisher.articles.len() > shown(*at, limit)).map(|(at, _)| PublisherId::of(at)).collect()
}

impl SourcesPage {
    pub(super) fn compose(plan: &Plan, context: &Context<'_>) -> SourcesPage {
        let heading = context.words.get("sources").to_owned();
        let limit = context.config().limit;
        let publishers: Vec<PublisherView> = context
            .timeline
            .publishers
            .iter()
            .enumerate()
            .map(|(at, publisher)| {
                let lines: Vec<Arc<Line>> = publisher.articles.iter().rev().take(shown(at, limit)).map(|id| Line::article(*id, context)).collect();
                let page = List::Publisher(PublisherId::of(at)).route(context);
                let more = publisher.articles.len() - lines.len();
                PublisherView {
                    url: plan.has(&page).then(|| context.url(&page)),
                    id: format!("by-{}", publisher.slug),
                    name: publisher.name.clone(),
                    count: publisher.articles.len(),
                    lines,
                    more: (more > 0).then_some(more),
                }
            })
            .collect();
        let mut frame = Frame::of(&Route::word("sources"), &heading, "sources", Vec::new(), context);
        frame.json_ld = JsonLd::default().with_breadcrumbs(&frame, context).to_script();
        SourcesPage { frame, heading, total: publishers.len(), publishers }
    }
}
