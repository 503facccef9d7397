use super::timeline_view::Layout;
use super::{Cards, Context, Direction, Frame, Item, JsonLd, Link, List, Overview, Period, Plan, Shelf, TimelineView};
use crate::content::Order;
use crate::model::Slot;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

/// The timeline of the whole site, as it happened or as it was reported.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct TimelinePage {
    pub frame: Frame,
    pub heading: String,
    pub lead: Option<String>,
    pub clocks: Clocks,
    pub overview: Option<Overview>,
    pub timeline: TimelineView,
    pub shelves: Vec<Shelf>,
    pub total: usize,
    /// `newest` or `oldest`: what comes first.
    pub order: &'static str,
}

/// The two orders of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Clocks {
    pub happened: Link,
    pub reported: Link,
    pub current: &'static str,
}

impl TimelinePage {
    /// Composes the front page, or the timeline as reported.
    pub(super) fn compose(list: List, plan: &Plan, cards: &Cards, context: &Context<'_>) -> TimelinePage {
        let config = context.config();
        let (timeline, shelves, total) = first_page(list, plan, cards, context);
        let is_home = list == List::Happened;
        let heading = list.heading(context);
        let route = list.route(context);
        let mut frame = Frame::of(&route, &heading, list.section(context), Vec::new(), context)
            .described(Some(&config.description).filter(|text| !text.is_empty()).map(String::as_str))
            .with_embed(list, context);
        if !context.timeline.reported.is_empty() {
            frame = frame.with_feeds(&super::Route::home(), context);
        }
        let site = json!({
            "@type": "WebSite", "@id": config.base_url, "url": config.base_url, "name": config.title, "description": config.description, "inLanguage": config.language,
            "publisher": super::json_ld::publisher(context),
        });
        frame.json_ld = JsonLd::default().with(site).with_breadcrumbs(&frame, context).to_script();
        let clock = |list: List, key: &str| Link { title: context.words.get(key).to_owned(), url: context.url(&list.route(context)) };
        TimelinePage {
            frame,
            heading,
            lead: Some(config.description.clone()).filter(|lead| is_home && !lead.is_empty()),
            clocks: Clocks {
                happened: clock(List::Happened, "as_happened"),
                reported: clock(List::Reported, "as_reported"),
                current: if is_home { "happened" } else { "reported" },
            },
            overview: is_home.then(|| Overview::of(context)).flatten(),
            timeline,
            shelves,
            total,
            order: match config.order {
                Order::Newest => "newest",
                Order::Oldest => "oldest",
            },
        }
    }
}

/// What stands on the first page of a list: the newest entries (or the oldest, as the site has it) up to the limit; the
/// years under which it goes on, if it does; and how many entries there are altogether.
pub(super) fn first_page(list: List, plan: &Plan, cards: &Cards, context: &Context<'_>) -> (TimelineView, Vec<Shelf>, usize) {
    let config = context.config();
    let items: Vec<Item> = list.items(context);
    let total = items.len();
    let (direction, kept) = match config.order {
        Order::Newest => (Direction::Backward, newest(&items, config.limit, context)),
        Order::Oldest => (Direction::Forward, items[..total.min(config.limit)].to_vec()),
    };
    let goes_on = total > config.limit;
    let route = list.route(context);
    // The years and months of the whole site have pages however few entries there are.
    let has_parts = goes_on || list == List::Happened;
    let layout = Layout { direction, list: has_parts.then_some(&route), full_years: plan.full_years(list), cards, limit: config.limit, month: None };
    let view = TimelineView::of(&kept, &layout, context);
    let shelves = if goes_on { years(list, context) } else { Vec::new() };
    (view, shelves, total)
}

/// The last items of a list, what has no date aside as long as there is room for it.
fn newest(items: &[Item], limit: usize, context: &Context<'_>) -> Vec<Item> {
    let dated = items.partition_point(|item| item.slot(context) != Slot::Undated);
    let start = dated.saturating_sub(limit);
    let room = limit - (dated - start);
    let undated = &items[dated..(dated + room).min(items.len())];
    // Read backwards, so what has no date comes last in print when it stands first here.
    undated.iter().chain(&items[start..dated]).copied().collect()
}

/// The years of a list, the latest first, with their counts.
pub(super) fn years(list: List, context: &Context<'_>) -> Vec<Shelf> {
    let mut counts: BTreeMap<Option<i64>, usize> = BTreeMap::new();
    list.slots(context).into_iter().for_each(|slot| *counts.entry(slot.year()).or_default() += 1);
    // Latest first; what has no date stands least in this order, and so last.
    let shelves = counts.into_iter().rev().map(|(year, count)| (year.map_or(Period::Undated, Period::Year), count));
    shelves.map(|(period, count)| Shelf { label: period.label(context), url: context.url(&list.part(period, context)), count }).collect()
}
