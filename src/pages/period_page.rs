use super::timeline_view::Layout;
use super::{Cards, Context, Direction, Frame, Item, JsonLd, Line, Link, List, MonthGrid, Period, Plan, Presence, Shelf, TimelineView, list::inside};
use crate::calendar::{Day, Month};
use crate::model::Slot;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many of its entries a month shows on the page of a year that has more than fit.
const SHOWN: usize = 8;

/// A year or a month: of the whole site, or of one list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct PeriodPage {
    pub frame: Frame,
    pub heading: String,
    pub of: Option<Link>,
    pub timeline: TimelineView,
    pub shelves: Vec<Shelf>,
    /// Of a year of the site: its months as leaves of a calendar.
    pub leaves: Vec<MonthGrid>,
    /// Who was in the news.
    pub presences: Vec<Presence>,
    pub total: usize,
    pub pointed: Vec<Arc<Line>>,
    pub prev: Option<Link>,
    pub next: Option<Link>,
}

impl PeriodPage {
    /// Composes a part of a timeline.
    pub(super) fn compose(list: List, period: Period, plan: &Plan, cards: &Cards, context: &Context<'_>) -> PeriodPage {
        let slots = plan.slots(list, context);
        let slots = &*slots;
        let full_years = plan.full_years(list);
        let inside = inside(slots, period);
        let items: Vec<Item> = list.items_at(&inside, context);
        let slots: Vec<Slot> = inside.iter().map(|at| slots[*at]).collect();
        let total = items.len();
        let route = list.route(context);
        let mut layout = Layout { direction: Direction::Forward, list: Some(&route), full_years, cards, limit: context.config().limit, month: None };
        let goes_on = matches!(period, Period::Year(year) if full_years.contains(&year));
        // A month that is only pointed at has a page too.
        let pointed_months = context.timeline.pointed.keys().filter(|slot| list == List::Happened && period.holds(**slot)).filter_map(|slot| slot.month());
        let shelves = match period {
            Period::Year(_) if goes_on || list == List::Happened => months(list, &slots, pointed_months, context),
            _ => Vec::new(),
        };
        let mut timeline = match period {
            Period::Year(_) if total > layout.limit => TimelineView::of(&chosen(&items, &slots, context), &layout, context),
            Period::Month(month) => {
                layout.month = Some(month);
                TimelineView::of(&items, &layout, context)
            }
            _ => TimelineView::of(&items, &layout, context),
        };
        if list == List::Happened
            && let Period::Month(month) = period
        {
            timeline.point(month, &pointed_days(month, context), &layout, context);
        }
        // The headings of this page itself, which the title says already, are no way to anywhere.
        for year in &mut timeline.years {
            year.url = None;
            if let Period::Month(_) = period {
                year.months.iter_mut().for_each(|month| month.url = None);
            }
        }
        let label = period.label(context);
        let name = match list {
            List::Happened => label.clone(),
            list => context.words.fill("in_period", &[("name", &list.heading(context)), ("period", &label)]),
        };
        let of = (list != List::Happened).then(|| Link { title: list.heading(context), url: context.url(&route) });
        let periods = plan.beside(list, period);
        let beside = |offset: isize| {
            let at = periods.iter().position(|other| *other == period)?;
            let other = *periods.get(at.checked_add_signed(offset)?)?;
            Some(Link { title: other.label(context), url: context.url(&list.part(other, context)) })
        };
        let (prev, next) = (beside(-1), beside(1));
        let mut frame = Frame::of(&list.part(period, context), &name, list.section(context), trail(list, period, context), context)
            .described(Some(&context.words.count("entries_count", total, &[])));
        (frame.prev, frame.next) = (prev.clone(), next.clone());
        if let List::Entity(id) = list {
            frame.noindex = !context.timeline.entity(id).is_listed();
        }
        frame.json_ld = JsonLd::default().with_breadcrumbs(&frame, context).to_script();
        let whole = match period {
            Period::Year(year) => Slot::Year(year),
            Period::Month(month) => Slot::Month(month),
            Period::Undated => Slot::Undated,
        };
        let pointed = if list == List::Happened { lines(whole, context) } else { Vec::new() };
        let leaves = match period {
            Period::Year(year) if list == List::Happened && slots.iter().any(|slot| slot.month().is_some()) => MonthGrid::of_year(year, &slots, context),
            _ => Vec::new(),
        };
        let presences = if list == List::Happened { Presence::of(&items, period, context) } else { Vec::new() };
        PeriodPage { frame, heading: name, of, timeline, shelves, leaves, presences, total, pointed, prev, next }
    }
}

fn trail(list: List, period: Period, context: &Context<'_>) -> Vec<Link> {
    let mut trail = Vec::new();
    if let List::Entity(id) = list {
        trail = super::entity_page::KindView::trail(context.timeline.entity(id).kind, context);
    }
    if list != List::Happened {
        trail.push(Link { title: list.heading(context), url: context.url(&list.route(context)) });
    }
    if let Period::Month(month) = period {
        let year = Period::Year(month.year());
        trail.push(Link { title: year.label(context), url: context.url(&list.part(year, context)) });
    }
    trail
}

/// The months of a year, with their counts.
pub(super) fn months(list: List, slots: &[Slot], also: impl Iterator<Item = Month>, context: &Context<'_>) -> Vec<Shelf> {
    let mut months: BTreeMap<Month, usize> = BTreeMap::new();
    slots.iter().filter_map(|slot| slot.month()).for_each(|month| *months.entry(month).or_default() += 1);
    for month in also {
        months.entry(month).or_default();
    }
    months
        .into_iter()
        .map(|(month, count)| Shelf {
            label: context.words.dates.month_name(month.month()).to_owned(),
            url: context.url(&list.part(Period::Month(month), context)),
            count,
        })
        .collect()
}

/// What the page of a full year shows: all that has no other page, and of each month the weightiest.
fn chosen(items: &[Item], slots: &[Slot], context: &Context<'_>) -> Vec<Item> {
    let weight = |item: &Item| match item {
        Item::Entry(id) => match context.timeline.entry(*id).subject {
            crate::model::Subject::Article(id) => context.timeline.article(id).importance(),
            crate::model::Subject::Event(id) => context.timeline.event(id).importance(),
        },
        Item::Report(id) => context.timeline.article(*id).importance(),
    };
    let mut months: BTreeMap<Option<Month>, Vec<usize>> = BTreeMap::new();
    slots.iter().enumerate().for_each(|(at, slot)| months.entry(slot.month()).or_default().push(at));
    let mut chosen: Vec<usize> = Vec::new();
    for (month, mut inside) in months {
        if month.is_some() {
            inside.sort_by_key(|at| (std::cmp::Reverse(weight(&items[*at])), *at));
            inside.truncate(SHOWN);
        }
        chosen.extend(inside);
    }
    chosen.sort_unstable();
    chosen.into_iter().map(|at| items[at]).collect()
}

fn lines(slot: Slot, context: &Context<'_>) -> Vec<Arc<Line>> {
    let ids = context.timeline.pointed.get(&slot).map_or(&[][..], Vec::as_slice);
    ids.iter().map(|id| Line::article(*id, context)).collect()
}

fn pointed_days(month: Month, context: &Context<'_>) -> Vec<(Day, Vec<Arc<Line>>)> {
    let span = Slot::Day(month.first_day())..=Slot::Day(month.last_day());
    context.timeline.pointed.range(span).filter_map(|(slot, _)| slot.day()).map(|day| (day, lines(Slot::Day(day), context))).collect()
}
