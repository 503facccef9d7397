use super::timeline_page::years;
use super::{Context, Frame, JsonLd, Line, Link, List, Moment, Period, Plan, Quote, Shelf, list::inside};
use crate::model::{Change, ChangeKind, QuotationId, Slot};
use serde::Serialize;
use std::sync::Arc;

/// All articles, a line each.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct ArticlesPage {
    pub frame: Frame,
    pub heading: String,
    pub years: Vec<YearLines>,
    pub shelves: Vec<Shelf>,
    pub total: usize,
}

/// The articles of one year.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct YearLines {
    pub label: String,
    pub id: String,
    pub url: Option<String>,
    pub lines: Vec<Arc<Line>>,
}

/// All quotations.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct QuotesPage {
    pub frame: Frame,
    pub heading: String,
    pub quotes: Vec<Quote>,
    pub shelves: Vec<Shelf>,
    pub total: usize,
}

/// All corrections and withdrawals.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct CorrectionsPage {
    pub frame: Frame,
    pub heading: String,
    pub items: Vec<CorrectionItem>,
    pub shelves: Vec<Shelf>,
}

/// One correction or withdrawal.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct CorrectionItem {
    /// None where nobody says when.
    pub moment: Option<Moment>,
    pub note: Option<String>,
    pub article: Link,
    pub label: String,
}

/// Everything that happened to the record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct ChangesPage {
    pub frame: Frame,
    pub heading: String,
    pub days: Vec<ChangeDay>,
    pub shelves: Vec<Shelf>,
}

/// What happened to the record on one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct ChangeDay {
    pub moment: Moment,
    pub items: Vec<ChangeItem>,
}

/// What happened to one article.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct ChangeItem {
    pub label: String,
    pub key: &'static str,
    pub article: Link,
    pub note: Option<String>,
}

/// A page of a register: which of its items it shows, the latest first, and what stands around them.
struct Sheet {
    frame: Frame,
    heading: String,
    shown: Vec<usize>,
    shelves: Vec<Shelf>,
    total: usize,
}

impl Sheet {
    /// The first page of a register, or a part of it. A register is never capped by month: its items are short.
    fn of(list: List, period: Option<Period>, plan: &Plan, context: &Context<'_>) -> Sheet {
        let slots = plan.slots(list, context);
        let limit = context.config().limit;
        let heading = list.heading(context);
        let (route, name, trail, shown, shelves, total) = match period {
            None => {
                let shelves = if slots.len() > limit { years(list, context) } else { Vec::new() };
                let dated = slots.partition_point(|slot| *slot != Slot::Undated);
                // What has no date comes last, whichever way the list runs.
                let shown: Vec<usize> = (0..dated).rev().chain(dated..slots.len()).take(limit).collect();
                (list.route(context), heading, above(list, context), shown, shelves, slots.len())
            }
            Some(period) => {
                let inside = inside(&slots, period);
                let total = inside.len();
                let of_year = matches!(period, Period::Year(_)) && total > limit;
                let inner: Vec<Slot> = inside.iter().map(|at| slots[*at]).collect();
                let shelves = if of_year { super::period_page::months(list, &inner, std::iter::empty(), context) } else { Vec::new() };
                let shown: Vec<usize> = if of_year {
                    // What is coarser than a month stands here alone; of the rest, as much as fits.
                    let coarse = inside.iter().filter(|at| slots[**at].month().is_none());
                    let fine = inside.iter().filter(|at| slots[**at].month().is_some());
                    coarse.chain(fine.take(limit)).copied().collect()
                } else {
                    inside
                };
                let name = context.words.fill("in_period", &[("name", &heading), ("period", &period.label(context))]);
                let mut trail = above(list, context);
                trail.push(Link { title: heading, url: context.url(&list.route(context)) });
                if let Period::Month(month) = period {
                    let year = Period::Year(month.year());
                    trail.push(Link { title: year.label(context), url: context.url(&list.part(year, context)) });
                }
                (list.part(period, context), name, trail, shown, shelves, total)
            }
        };
        let mut frame = Frame::of(&route, &name, list.section(context), trail, context);
        frame.json_ld = JsonLd::default().with_breadcrumbs(&frame, context).to_script();
        Sheet { frame, heading: name, shown, shelves, total }
    }
}

/// The way to a register: to a publisher over all of them.
fn above(list: List, context: &Context<'_>) -> Vec<Link> {
    match list {
        List::Publisher(_) => vec![Link { title: context.words.get("sources").to_owned(), url: context.url(&super::Route::word("sources")) }],
        _ => Vec::new(),
    }
}

impl ArticlesPage {
    pub(super) fn compose(list: List, period: Option<Period>, plan: &Plan, context: &Context<'_>) -> ArticlesPage {
        let Sheet { frame, heading, shown, shelves, total } = Sheet::of(list, period, plan, context);
        let articles = list.articles(context);
        let slots = plan.slots(list, context);
        let mut years: Vec<YearLines> = Vec::new();
        for at in shown {
            let year = slots[at].year();
            let id = year.map_or_else(|| "undated".to_owned(), |year| format!("y{year}"));
            if years.last().is_none_or(|last| last.id != id) {
                let label = year.map_or_else(|| context.words.get("undated").to_owned(), |year| context.words.dates.say_year(year));
                years.push(YearLines { label, url: year.map(|year| context.url(&super::Route::home().year(year))), id, lines: Vec::new() });
            }
            if let Some(last) = years.last_mut() {
                last.lines.push(Line::article(articles[at], context));
            }
        }
        ArticlesPage { frame, heading, years, shelves, total }
    }
}

impl QuotesPage {
    pub(super) fn compose(period: Option<Period>, plan: &Plan, context: &Context<'_>) -> QuotesPage {
        let Sheet { frame, heading, shown, shelves, total } = Sheet::of(List::Quotations, period, plan, context);
        let quotes = shown.into_iter().map(|at| Quote::of(QuotationId::of(at), context)).collect();
        QuotesPage { frame, heading, quotes, shelves, total }
    }
}

/// The article that was changed; of a correction, the place where it stands.
fn change_link(change: &Change, context: &Context<'_>) -> Link {
    let Link { title, url } = Link::article(change.article, context);
    Link { title, url: change.number.map_or(url.clone(), |number| format!("{url}#correction-{}", number + 1)) }
}

impl CorrectionsPage {
    pub(super) fn compose(period: Option<Period>, plan: &Plan, context: &Context<'_>) -> CorrectionsPage {
        let Sheet { mut frame, heading, shown, shelves, .. } = Sheet::of(List::Corrections, period, plan, context);
        let is_told = |change: &Change| change.kind == ChangeKind::Corrected && !context.timeline.article(change.article).document.noindex;
        if context.timeline.changes.iter().any(is_told) {
            frame = frame.with_feeds(&List::Corrections.route(context), context);
        }
        let changes = List::Corrections.changes(context);
        let item = |at: usize| {
            let change = &context.timeline.changes[changes[at]];
            CorrectionItem {
                moment: change.when.as_ref().map(|when| Moment::of(when, context).unlinked()),
                note: change.note.clone(),
                article: change_link(change, context),
                label: context.words.get(change.kind.word()).to_owned(),
            }
        };
        CorrectionsPage { frame, heading, items: shown.into_iter().map(item).collect(), shelves }
    }
}

impl ChangesPage {
    pub(super) fn compose(period: Option<Period>, plan: &Plan, context: &Context<'_>) -> ChangesPage {
        let Sheet { frame, heading, shown, shelves, .. } = Sheet::of(List::Changes, period, plan, context);
        let changes = List::Changes.changes(context);
        let mut days: Vec<ChangeDay> = Vec::new();
        let mut day = None;
        for at in shown {
            let change = &context.timeline.changes[changes[at]];
            if day != Some(change.day) {
                day = Some(change.day);
                days.push(ChangeDay { moment: Moment::day(change.day, context).unlinked(), items: Vec::new() });
            }
            let item = ChangeItem {
                label: context.words.get(change.kind.word()).to_owned(),
                key: change.kind.word(),
                article: change_link(change, context),
                note: change.note.clone().filter(|_| change.kind != ChangeKind::New),
            };
            if let Some(last) = days.last_mut() {
                last.items.push(item);
            }
        }
        ChangesPage { frame, heading, days, shelves }
    }
}
