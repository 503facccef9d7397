use super::{Context, Item, Link, Period};
use crate::base::FastMap;
use crate::content::Nature;
use crate::model::{EntityId, Slot, Subject};
use serde::Serialize;
use std::fmt::Write as _;

/// So many are drawn.
const ROWS: usize = 8;
/// Who has fewer entries in a period has no row in it.
const LEAST: usize = 2;
/// The height of a row, in the units of the drawing; a column is one unit wide.
const HEIGHT: f64 = 10.0;

/// Who was in the news in a year or a month, and when: one row of many that stand below one another on the same ground.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Presence {
    /// The name.
    pub title: String,
    /// Their page.
    pub url: String,
    /// How many entries of the period they are in.
    pub count: usize,
    /// How many columns the row has: twelve months, or the days of the month.
    pub width: usize,
    /// A bar a column, as the path of an SVG.
    pub path: String,
}

impl Presence {
    /// The people and organisations most often in the entries of a period; none where hardly anybody is in it twice.
    pub(super) fn of(items: &[Item], period: Period, context: &Context<'_>) -> Vec<Presence> {
        let width = match period {
            Period::Year(_) => 12,
            Period::Month(month) => usize::from(month.days()),
            Period::Undated => return Vec::new(),
        };
        let column = |slot: Slot| match period {
            Period::Year(_) => slot.month().map(|month| usize::from(month.month()) - 1),
            _ => slot.day().filter(|_| matches!(slot, Slot::Day(_))).map(|day| usize::from(day.day()) - 1),
        };
        let timeline = context.timeline;
        let mut counts: FastMap<EntityId, Vec<usize>> = FastMap::default();
        for item in items {
            let members: &[EntityId] = match item.entry().map(|id| timeline.entry(id).subject) {
                Some(Subject::Article(id)) => &timeline.article(id).listed,
                Some(Subject::Event(id)) => &timeline.event(id).members,
                None => continue,
            };
            for id in members {
                let columns = counts.entry(*id).or_insert_with(|| vec![0; width + 1]);
                // What has no column of its own counts in the last, which is not drawn.
                columns[column(item.slot(context)).unwrap_or(width)] += 1;
            }
        }
        let is_shown = |id: &EntityId| {
            let entity = timeline.entity(*id);
            entity.is_listed() && matches!(context.config().kinds.get(entity.kind).nature, Nature::Person | Nature::Organization)
        };
        let total = |columns: &[usize]| columns.iter().sum::<usize>();
        let mut rows: Vec<(EntityId, Vec<usize>)> = counts.into_iter().filter(|(id, columns)| total(columns) >= LEAST && is_shown(id)).collect();
        rows.sort_by_key(|(id, columns)| (std::cmp::Reverse(total(columns)), *id));
        rows.truncate(ROWS);
        if rows.len() < 2 {
            return Vec::new();
        }
        // One measure for all rows, so that they can be compared.
        let most = rows.iter().flat_map(|(_, columns)| &columns[..width]).copied().max().unwrap_or(1).max(1) as f64;
        let row = |(id, columns): (EntityId, Vec<usize>)| {
            let Link { title, url } = Link::entity(id, context);
            let mut path = String::new();
            for (at, count) in columns[..width].iter().enumerate().filter(|(_, count)| **count > 0) {
                let height = ((*count as f64 / most).sqrt() * HEIGHT * 10.0).round() / 10.0;
                // Writing to a string does not fail.
                let _ = write!(path, "M{at}.5 {HEIGHT}v-{height}");
            }
            Presence { title, url, count: total(&columns), width, path }
        };
        rows.into_iter().map(row).collect()
    }
}
