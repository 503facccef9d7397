use super::site_years::SiteYears;
use super::{Context, List, Period, Tick};
use crate::calendar::Month;
use crate::model::{EntryId, Slot};
use serde::Serialize;
use std::collections::BTreeMap;

/// The height of the drawing, in its own units; a month or year is as wide as it says.
const HEIGHT: f64 = 40.0;
/// Over longer spans, years are drawn.
const YEARS: i64 = 20;

/// How much of the site's span something takes up: entries a month or a year, over whole years of the site.
///
/// It spans whole years, so that a story more does not change every drawing of the site.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Sparkline {
    pub label: String,
    pub width: f64,
    pub height: f64,
    /// The strokes, as the path of an SVG.
    pub path: String,
    pub ticks: Vec<Tick>,
    pub rows: Vec<SparklineRow>,
}

/// A stroke, said in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct SparklineRow {
    pub label: String,
    pub count: usize,
}

impl Sparkline {
    /// The drawing of some entries, from the earliest; none where there are too few to see anything.
    pub(super) fn of(entries: &[EntryId], context: &Context<'_>) -> Option<Sparkline> {
        let timeline = context.timeline;
        let years = SiteYears::of(context)?;
        let SiteYears { first, last } = years;
        let slots: Vec<Slot> = entries.iter().map(|id| timeline.entry(*id).slot).filter(|slot| slot.year().is_some()).collect();
        if slots.len() < 2 {
            return None;
        }
        let by_month = last - first < YEARS;
        let column = |slot: &Slot| match (by_month, slot.month()) {
            (true, Some(month)) => Some((month.year() - first) * 12 + i64::from(month.month()) - 1),
            (true, None) => None,
            (false, _) => slot.year().map(|year| year - first),
        };
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        slots.iter().filter_map(column).for_each(|column| *counts.entry(column).or_default() += 1);
        let most = counts.values().copied().max()? as f64;
        let step = if by_month { 3.0 } else { 6.0 };
        let columns = years.count() * if by_month { 12 } else { 1 };
        let (mut path, mut rows) = (String::new(), Vec::with_capacity(counts.len()));
        for (column, count) in counts {
            let period = if by_month {
                Period::Month(Month::new(first + column.div_euclid(12), u8::try_from(column.rem_euclid(12)).ok()? + 1)?)
            } else {
                Period::Year(first + column)
            };
            // A root scale, as in the overview: one entry must be seen beside many.
            let height = ((count as f64 / most).sqrt() * (HEIGHT - 2.0) * 10.0).round() / 10.0;
            path.push_str(&format!("M{} {HEIGHT}v-{height}", column as f64 * step + step / 2.0));
            rows.push(SparklineRow { label: period.label(context), count });
        }
        let width = columns as f64 * step;
        Some(Sparkline { label: context.words.get("activity").to_owned(), width, height: HEIGHT, path, ticks: years.ticks(width, context), rows })
    }

    /// The drawing of the timeline of an entity or a pair.
    pub(super) fn of_list(list: List, context: &Context<'_>) -> Option<Sparkline> {
        let entries: Vec<EntryId> = list.items(context).into_iter().filter_map(super::Item::entry).collect();
        Sparkline::of(&entries, context)
    }
}
