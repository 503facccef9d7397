use super::{Context, Tick};
use crate::calendar::Day;
use crate::model::Slot;
use serde::Serialize;

/// So many years are named along a drawing; of more, every second, fifth, tenth …
const TICKS: i64 = 8;

/// The whole years a site spans: the ground that drawings of one person, organisation, place or topic have in common.
///
/// Whole years, so that a story more does not change every drawing of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SiteYears {
    /// The first year.
    pub(super) first: i64,
    /// The last year.
    pub(super) last: i64,
}

/// How long something lasted, as a bar over the years of the site.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// Where it begins, in hundredths of the whole.
    pub start: f64,
    /// How long it is, in hundredths of the whole.
    pub width: f64,
    /// Whether it began before the first year, or nobody says when.
    pub is_open_before: bool,
    /// Whether it goes on after the last year, or has not ended.
    pub is_open_after: bool,
}

impl SiteYears {
    /// The years of a site; none where nothing has a date, or where the span is beyond drawing.
    pub(super) fn of(context: &Context<'_>) -> Option<SiteYears> {
        let entries = &context.timeline.entries;
        // Entries stand in the order of their days; what has no date comes last.
        let dated = entries.partition_point(|entry| entry.slot != Slot::Undated);
        let (first, last) = (entries.first()?.slot.year()?, entries[..dated].last()?.slot.year()?);
        last.checked_sub(first).filter(|years| *years <= 2_000).map(|_| SiteYears { first, last })
    }

    /// How many years there are.
    pub(super) fn count(self) -> i64 {
        self.last - self.first + 1
    }

    /// What lasts from the beginning of one day to another, open at the ends that nobody knows; none where it lies beyond.
    pub(super) fn bar(self, from: Option<Day>, to: Option<Day>) -> Option<Bar> {
        let place = |day: Day| {
            let months = (day.year() - self.first) as f64 * 12.0 + f64::from(day.month() - 1) + f64::from(day.day() - 1) / 31.0;
            months / (self.count() * 12) as f64 * 100.0
        };
        let (from, to) = (from.map_or(-1.0, place), to.map_or(101.0, place));
        if to < 0.0 || from > 100.0 {
            return None;
        }
        let tenth = |share: f64| (share * 10.0).round() / 10.0;
        let (start, end) = (from.max(0.0), to.min(100.0));
        // What lasted a day must be seen.
        Some(Bar { start: tenth(start), width: tenth((end - start).max(0.5)), is_open_before: from < 0.0, is_open_after: to > 100.0 })
    }

    /// The years that are named along a drawing of a width.
    pub(super) fn ticks(self, width: f64, context: &Context<'_>) -> Vec<Tick> {
        let step = [1, 2, 5, 10, 20, 50, 100, 200, 500].into_iter().find(|step| self.count() / step <= TICKS).unwrap_or(1_000);
        let named = (self.first..=self.last).filter(|year| year.rem_euclid(step) == 0 || self.count() == 1);
        let x = |year: i64| (year - self.first) as f64 / self.count() as f64 * width;
        named.map(|year| Tick { x: (x(year) * 10.0).round() / 10.0, label: context.words.dates.say_year(year), url: None }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lasts_is_a_bar_over_the_years_of_the_site() {
        let years = SiteYears { first: 2018, last: 2019 };
        let bar = |from, to| years.bar(from, to).map(|bar| (bar.start, bar.width, bar.is_open_before, bar.is_open_after));
        let day = |year, month| Day::new(year, month, 1);
        assert_eq!(bar(day(2018, 7), day(2019, 1)), Some((25.0, 25.0, false, false)));
        assert_eq!(bar(day(2011, 12), None), Some((0.0, 100.0, true, true)));
        assert_eq!(bar(None, day(2018, 1)), Some((0.0, 0.5, true, false)));
        assert_eq!((bar(day(2001, 1), day(2017, 1)), bar(day(2020, 2), None)), (None, None));
    }
}
