use super::link::note;
use super::{Cards, Context, Item, Line, Link, List, Moment, Sparkline, Words};
use crate::model::{Entity, Slot};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// How many entries an embed shows.
const ENTRIES: usize = 10;
/// How wide its frame is, if the page around it has room, in CSS pixels.
const WIDTH: u32 = 600;
/// How high: for a heading, a drawing and about five entries; the rest scrolls.
const HEIGHT: u32 = 480;
/// How long, in seconds, a site that shows it may keep what it was told.
const CACHE_AGE: u32 = 86_400;

/// A timeline in one file, for a frame in a page of another site: its latest entries, and the way to the whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct EmbedPage {
    pub lang: String,
    pub dir: &'static str,
    /// The whole title.
    pub title: String,
    /// The address of the page it is of, with its host.
    pub canonical: String,
    pub heading: String,
    /// The page it is of.
    pub url: String,
    /// The site, unless the heading names it already.
    pub home: Option<Link>,
    pub summary: Option<String>,
    pub sparkline: Option<Sparkline>,
    pub lines: Vec<Arc<Line>>,
}

/// How the timeline of a page is shown on other sites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Embed {
    /// What it is called.
    pub title: String,
    /// What describes it to programs (oEmbed 1.0), with its host: they ask from elsewhere.
    pub oembed: String,
    /// The HTML to copy.
    pub html: String,
}

/// The timelines that can stand on other sites: those of the site, of every person and topic, and of what else has feeds.
pub(super) fn has_embed(list: List, context: &Context<'_>) -> bool {
    let holds = |entity: &Entity<'_>| {
        let key = &*context.config().kinds.get(entity.kind).key;
        entity.is_listed() && !entity.entries.is_empty() && (matches!(key, "people" | "topics") || super::has_feed(entity))
    };
    match list {
        List::Happened => !context.timeline.entries.is_empty(),
        List::Reported => !context.timeline.reported.is_empty(),
        List::Entity(id) => holds(context.timeline.entity(id)),
        _ => false,
    }
}

impl Embed {
    /// How a timeline is embedded, if it can be.
    pub fn of(list: List, context: &Context<'_>) -> Option<Embed> {
        if !has_embed(list, context) {
            return None;
        }
        let route = list.route(context);
        let title = title(list, context);
        let (mut src, mut said) = (String::new(), String::new());
        // Writing to a string cannot fail.
        let _ = pulldown_cmark_escape::escape_html(&mut src, &context.absolute(&route.leaf("embed.html")));
        let _ = pulldown_cmark_escape::escape_html(&mut said, &title);
        let html = format!(
            "<iframe src=\"{src}\" title=\"{said}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" loading=\"lazy\" style=\"border:0;width:100%;max-width:{WIDTH}px\"></iframe>"
        );
        Some(Embed { oembed: context.absolute(&route.leaf("oembed.json")), title, html })
    }

    /// What programs are told that find it: oEmbed 1.0 (oembed.com), as JSON.
    pub fn to_json(&self, context: &Context<'_>) -> Vec<u8> {
        let config = context.config();
        let told = json!({
            "version": "1.0", "type": "rich", "title": self.title, "html": self.html, "width": WIDTH, "height": HEIGHT, "cache_age": CACHE_AGE,
            "author_name": config.publisher.as_ref().map_or(&config.title, |publisher| &publisher.name),
            "provider_name": config.title, "provider_url": config.base_url,
        });
        // Strings and numbers always serialise.
        let mut bytes = serde_json::to_vec(&told).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// The name of the timeline and of the site.
fn title(list: List, context: &Context<'_>) -> String {
    let (heading, site) = (list.heading(context), &context.config().title);
    if heading == *site { heading } else { format!("{heading} · {site}") }
}

impl EmbedPage {
    /// Composes the embed of a timeline.
    pub(super) fn compose(list: List, cards: &Cards, context: &Context<'_>) -> EmbedPage {
        let config = context.config();
        let route = list.route(context);
        let heading = list.heading(context);
        let mut items = list.items(context);
        // What has no date comes last, and is not the latest.
        let dated = items.iter().rposition(|item| item.slot(context) != Slot::Undated).map_or(items.len(), |last| last + 1);
        items.truncate(dated);
        let summary = match list {
            List::Happened => Some(config.description.clone()).filter(|description| !description.is_empty()),
            List::Entity(id) => context.timeline.entity(id).profile.and_then(|profile| profile.summary.clone()),
            _ => None,
        };
        EmbedPage {
            lang: config.language.clone(),
            dir: Words::direction(&config.language),
            title: title(list, context),
            canonical: context.absolute(&route),
            home: (heading != config.title).then(|| Link { title: config.title.clone(), url: config.base_path().to_owned() }),
            heading,
            url: context.url(&route),
            summary,
            sparkline: Sparkline::of_list(list, context),
            lines: items.iter().rev().take(ENTRIES).map(|item| line(*item, cards, context)).collect(),
        }
    }
}

/// An entry in one line.
fn line(item: Item, cards: &Cards, context: &Context<'_>) -> Arc<Line> {
    Arc::new(match item {
        Item::Entry(id) => {
            let card = &cards.get(id, context).card;
            let note = note(card.status.as_ref().map(|status| status.rank), card.corrected, context);
            Line { title: card.title.clone(), url: card.url.clone(), moment: card.moment.clone(), note, tongue: card.tongue.clone(), mark: None }
        }
        Item::Report(id) => {
            let line = Line::article(id, context);
            Line { moment: Moment::day(context.timeline.article(id).published, context), mark: None, ..Line::clone(&line) }
        }
    })
}
