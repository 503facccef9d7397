use super::overview_layer::{Layer, Series};
use super::{Card, Context, List, Moment, Period, Route};
use crate::calendar::Month;
use crate::model::{EntryId, Slot, Subject};
use serde::Serialize;
use std::collections::BTreeMap;

/// The width of the drawing, in its own units.
const WIDTH: f64 = 960.0;
/// Its height.
const HEIGHT: f64 = 96.0;
/// From so many months on, years are drawn.
const MONTHS: usize = 180;
/// The most key moments that are named.
const KEY: usize = 12;
/// Two pins nearer than this would cover one another where the drawing is as wide as on a desk.
const PIN: f64 = 27.0;

/// The whole span at a glance: how much happened in each month or year.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Overview {
    pub label: String,
    pub width: f64,
    pub height: f64,
    pub layers: Vec<Layer>,
    pub columns: Vec<Column>,
    pub ticks: Vec<Tick>,
    pub key: Vec<KeyMoment>,
    /// How many rows the pins of the key moments need.
    pub levels: usize,
    pub rows: Vec<Row>,
}

/// Where a month or a year stands: what one points at. What is seen is in the layers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Column {
    pub x: f64,
    pub width: f64,
    pub label: String,
    pub url: String,
}

/// The beginning of a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Tick {
    pub x: f64,
    pub label: String,
    pub url: Option<String>,
}

/// One of the greatest moments.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct KeyMoment {
    pub title: String,
    pub url: String,
    pub moment: Moment,
    pub x: f64,
    /// The row of its pin, from the drawing upwards.
    pub level: usize,
}

/// A bar, said in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Row {
    pub label: String,
    pub url: String,
    pub count: usize,
}

/// How the span is cut.
struct Scale {
    first: i64,
    count: usize,
    by_month: bool,
}

impl Scale {
    /// The column a place in time belongs to; what is coarser than the columns has none.
    fn column(&self, slot: Slot) -> Option<i64> {
        if self.by_month { slot.month().map(number) } else { slot.year() }
    }

    fn period(&self, column: i64) -> Option<Period> {
        if self.by_month {
            Month::new(column.div_euclid(12), u8::try_from(column.rem_euclid(12)).ok()? + 1).map(Period::Month)
        } else {
            Some(Period::Year(column))
        }
    }

    fn x(&self, column: i64) -> f64 {
        round((column - self.first) as f64 * self.width())
    }

    fn width(&self) -> f64 {
        WIDTH / self.count as f64
    }
}

/// A month as a number, so that months can be counted.
fn number(month: Month) -> i64 {
    month.year() * 12 + i64::from(month.month()) - 1
}

/// A tenth of a unit is finer than any screen.
pub(super) fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

impl Overview {
    /// The overview of the whole site; none where nothing has a date, or where the span is beyond drawing.
    pub fn of(context: &Context<'_>) -> Option<Overview> {
        let entries = &context.timeline.entries;
        let dated: Vec<Slot> = entries.iter().map(|entry| entry.slot).filter(|slot| *slot != Slot::Undated).collect();
        let scale = scale(&dated)?;
        let mut series = Series::of(context);
        // How many entries each column has, by layer.
        let mut counts: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for entry in entries {
            if let Some(column) = scale.column(entry.slot) {
                let layer = series.layer(entry.subject, context);
                counts.entry(column).or_insert_with(|| vec![0; series.len()])[layer] += 1;
            }
        }
        let most = counts.values().map(|column| column.iter().sum::<usize>()).max()? as f64;
        let (mut columns, mut rows) = (Vec::new(), Vec::new());
        let width = (scale.width() - if scale.width() > 4.0 { 1.5 } else { 0.0 }).max(0.5);
        for (column, by_layer) in &counts {
            let Some(period) = scale.period(*column) else { continue };
            let label = period.label(context);
            let url = context.url(&List::Happened.part(period, context));
            let count: usize = by_layer.iter().sum();
            // A root scale: a quiet month must not vanish beside a loud one.
            let height = ((count as f64 / most).sqrt() * (HEIGHT - 2.0)).max(2.0);
            series.draw(by_layer, (scale.x(*column), round(width)), (HEIGHT, height));
            let spoken = format!("{label}: {}", context.words.count("entries_count", count, &[]));
            columns.push(Column { x: scale.x(*column), width: round(scale.width()), label: spoken, url: url.clone() });
            rows.push(Row { label, url, count });
        }
        let (key, levels) = key(&scale, context);
        let layers = series.finish();
        Some(Overview { label: label(context, &dated)?, width: WIDTH, height: HEIGHT, layers, columns, ticks: ticks(&scale, context), key, levels, rows })
    }
}

fn scale(dated: &[Slot]) -> Option<Scale> {
    let months: Vec<i64> = dated.iter().filter_map(|slot| slot.month()).map(number).collect();
    let (first, last) = (months.iter().min(), months.iter().max());
    if let (Some(first), Some(last)) = (first, last) {
        let count = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
        if count <= MONTHS && months.len() * 2 >= dated.len() {
            return Some(Scale { first: *first, count, by_month: true });
        }
    }
    let years: Vec<i64> = dated.iter().filter_map(|slot| slot.year()).collect();
    let (first, last) = (years.iter().min()?, years.iter().max()?);
    let count = usize::try_from(last.checked_sub(*first)?).ok()?.checked_add(1).filter(|count| *count <= 20_000)?;
    Some(Scale { first: *first, count, by_month: false })
}

fn label(context: &Context<'_>, dated: &[Slot]) -> Option<String> {
    let say = |slot: &Slot| match slot.month() {
        Some(month) => context.words.dates.say_month(month.year(), month.month()),
        None => slot.year().map(|year| context.words.dates.say_year(year)).unwrap_or_default(),
    };
    let (start, end) = (say(dated.first()?), say(dated.last()?));
    if start == end {
        return Some(format!("{}, {start}", context.words.count("entries_count", context.timeline.entries.len(), &[])));
    }
    Some(context.words.count("entries_span", context.timeline.entries.len(), &[("start", &start), ("end", &end)]))
}

fn ticks(scale: &Scale, context: &Context<'_>) -> Vec<Tick> {
    let (first, last) = (scale.first, scale.first + scale.count as i64 - 1);
    let (first_year, last_year) = if scale.by_month { (first.div_euclid(12), last.div_euclid(12)) } else { (first, last) };
    let step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].into_iter().find(|step| (last_year - first_year) / step < 16).unwrap_or(10_000);
    let years = (first_year..=last_year).filter(|year| year.rem_euclid(step) == 0);
    years
        .map(|year| {
            let column = if scale.by_month { (year * 12).max(first) } else { year };
            let has_page = context.timeline.entries.iter().any(|entry| entry.slot.year() == Some(year));
            let url = has_page.then(|| context.url(&Route::home().year(year)));
            Tick { x: scale.x(column), label: context.words.dates.say_year(year), url }
        })
        .collect()
}

/// At most twelve entries: those of the greatest importance, at least 4; of equals, spread over the span. And how many rows
/// their pins need.
fn key(scale: &Scale, context: &Context<'_>) -> (Vec<KeyMoment>, usize) {
    let timeline = context.timeline;
    let importance = |at: usize| match timeline.entries[at].subject {
        Subject::Article(id) => timeline.article(id).importance(),
        Subject::Event(id) => timeline.event(id).importance(),
    };
    let mut chosen: Vec<usize> = Vec::new();
    for wanted in [5, 4] {
        let fitting: Vec<usize> = (0..timeline.entries.len()).filter(|at| importance(*at) == wanted && timeline.entries[*at].slot != Slot::Undated).collect();
        let room = KEY - chosen.len();
        let step = fitting.len().div_ceil(room.max(1)).max(1);
        chosen.extend(fitting.into_iter().step_by(step).take(room));
        if !chosen.is_empty() && wanted == 5 && chosen.len() >= KEY / 2 {
            break;
        }
    }
    chosen.sort_unstable();
    // Where the last pin of each row stands.
    let mut rows: Vec<f64> = Vec::new();
    let moments = chosen.into_iter().map(|at| {
        let card = Card::entry(EntryId::of(at), context);
        let column = scale.column(timeline.entries[at].slot).unwrap_or(scale.first);
        let x = round(scale.x(column) + scale.width() / 2.0);
        let level = rows.iter().position(|last| x - last >= PIN).unwrap_or(rows.len());
        if level == rows.len() {
            rows.push(x)
        } else {
            rows[level] = x
        }
        KeyMoment { title: card.title, url: card.url, moment: card.moment, x, level }
    });
    let moments: Vec<KeyMoment> = moments.collect();
    (moments, rows.len())
}
