use super::{Context, List, Period};
use crate::calendar::{Day, Month, Weekday};
use crate::model::Slot;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The side of a day, in the units of the drawing: a week is seven of them wide.
const SIDE: i64 = 10;

/// A month as a leaf of a calendar, weeks below one another from Monday on (ISO 8601): where something happened, a square,
/// the fuller the more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthGrid {
    /// The name of the month.
    pub label: String,
    /// Its page; none where nothing happened.
    pub url: Option<String>,
    /// How many entries it has; those that are dated by the month alone count too.
    pub count: usize,
    /// The middles of all days, as the path of an SVG.
    pub ground: String,
    /// The days on which something happened.
    pub days: Vec<GridDay>,
}

/// A day on which something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GridDay {
    /// Its place.
    pub x: i64,
    /// Its place.
    pub y: i64,
    /// How full it is: 1 for one entry, 2 for two or three, 3 for more.
    pub weight: u8,
    /// The day, and how many entries it has.
    pub label: String,
    /// Where they stand.
    pub url: String,
}

impl MonthGrid {
    /// The twelve months of a year of the site's timeline, from places in time that are all of that year.
    pub(super) fn of_year(year: i64, slots: &[Slot], context: &Context<'_>) -> Vec<MonthGrid> {
        let mut counts: BTreeMap<Month, usize> = BTreeMap::new();
        let mut days: BTreeMap<Day, usize> = BTreeMap::new();
        for slot in slots {
            if let Some(month) = slot.month() {
                *counts.entry(month).or_default() += 1;
            }
            if let Slot::Day(day) = slot {
                *days.entry(*day).or_default() += 1;
            }
        }
        let months = (1..=12).filter_map(|month| Month::new(year, month));
        months.map(|month| MonthGrid::of(month, counts.get(&month).copied().unwrap_or(0), &days, context)).collect()
    }

    fn of(month: Month, count: usize, days: &BTreeMap<Day, usize>, context: &Context<'_>) -> MonthGrid {
        let before = weekday_number(month.first_day().weekday());
        let place = |day: Day| {
            let at = before + i64::from(day.day()) - 1;
            (at % 7 * SIDE, at / 7 * SIDE)
        };
        let mut ground = String::new();
        for day in (1..=month.days()).filter_map(|day| Day::new(month.year(), month.month(), day)) {
            let (x, y) = place(day);
            // Writing to a string does not fail.
            let _ = write!(ground, "M{} {}h0", x + SIDE / 2, y + SIDE / 2);
        }
        let url = context.url(&List::Happened.part(Period::Month(month), context));
        let filled = days.range(month.first_day()..=month.last_day()).map(|(day, entries)| {
            let (x, y) = place(*day);
            let weight = match entries {
                0 | 1 => 1,
                2 | 3 => 2,
                _ => 3,
            };
            let label = format!("{}: {}", context.words.dates.say_day(*day), context.words.count("entries_count", *entries, &[]));
            GridDay { x, y, weight, label, url: format!("{url}#{}", super::Route::day_anchor(*day)) }
        });
        MonthGrid {
            label: context.words.dates.month_name(month.month()).to_owned(),
            days: filled.collect(),
            url: (count > 0).then(|| url.clone()),
            count,
            ground,
        }
    }
}

/// Monday is 0.
fn weekday_number(weekday: Weekday) -> i64 {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    match weekday {
        Monday => 0,
        Tuesday => 1,
        Wednesday => 2,
        Thursday => 3,
        Friday => 4,
        Saturday => 5,
        Sunday => 6,
    }
}
