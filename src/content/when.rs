use crate::calendar::{CommonReading, Day, Edtf, Precision, SortKey, TimeOfDay, read_common};
use serde::{Deserialize, Serialize};

/// A date as a document gives it, and the time of day where it gives one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct When {
    /// The date, with all its uncertainty.
    pub date: Edtf,
    /// The time written with it, in its own offset or, without one, in the site's time zone.
    pub time: Option<TimeOfDay>,
}

impl When {
    /// A plain day.
    pub fn day(day: Day) -> When {
        When { date: Edtf::from_day(day), time: None }
    }

    /// A common spelling that is not EDTF, and its name.
    pub fn from_common(text: &str) -> Option<(When, &'static str)> {
        let CommonReading { date, time, spelling } = read_common(text)?;
        Some((When { date, time }, spelling))
    }

    /// The place of the date in time.
    pub fn sort_key(&self) -> SortKey {
        self.date.sort_key()
    }

    /// Whether an end lies before this beginning, whatever both can mean.
    pub fn ends_before(&self, end: &When) -> bool {
        self.date.bounds().earliest.zip(end.date.bounds().latest).is_some_and(|(from, to)| to < from)
    }

    /// The last day it can mean.
    pub fn latest(&self) -> Option<Day> {
        let bounds = self.date.bounds();
        bounds.latest.or(bounds.earliest)
    }

    /// The first day it can mean, or the last one where the start is open.
    pub fn first(&self) -> Option<Day> {
        let bounds = self.date.bounds();
        bounds.earliest.or(bounds.latest)
    }
}

impl From<Edtf> for When {
    fn from(date: Edtf) -> When {
        When { time: date.time(), date }
    }
}

/// When a date begins and ends, as schema.org's dates (ISO 8601) can say it: as finely as it is known and no finer. What is
/// doubtful, approximate or vaguer than a year says nothing to machines; a single year, month or day has no end.
pub fn schema_span(date: &Edtf) -> (Option<String>, Option<String>) {
    let length = match date.precision() {
        Precision::Day | Precision::Time => 10,
        Precision::Month => 7,
        Precision::Year => 4,
        _ => return (None, None),
    };
    if date.is_uncertain() || date.is_approximate() {
        return (None, None);
    }
    let said = |day: Option<Day>| {
        let day = day.filter(|day| (1..=9999).contains(&day.year()))?;
        let whole = format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
        whole.get(..length).map(str::to_owned)
    };
    let bounds = date.bounds();
    (said(bounds.earliest), said(bounds.latest).filter(|_| date.is_interval()))
}

/// A date as the `datetime` attribute of HTML takes it: a year, month or day from the year 1 on; of a range or a doubtful
/// date, the first day it can mean.
pub fn machine_date(date: &Edtf) -> Option<String> {
    let first = date.bounds().earliest.filter(|day| (1..=9999).contains(&day.year()))?;
    let whole = !date.is_interval();
    if !whole || date.is_single_day() || matches!(date.precision(), Precision::Year | Precision::Month) {
        // A year, a month, a day, or the first day of a stretch.
    } else {
        return None;
    }
    Some(match date.precision() {
        Precision::Year if whole => format!("{:04}", first.year()),
        Precision::Month if whole => format!("{:04}-{:02}", first.year(), first.month()),
        _ => format!("{:04}-{:02}-{:02}", first.year(), first.month(), first.day()),
    })
}
