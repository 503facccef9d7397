use super::card::StatusView;
use super::link::note;
use super::{Card, Cards, Context, Line, Moment, PlacedCard, Route};
use crate::base::FastMap;
use crate::calendar::{Day, Month};
use crate::content::{When, machine_date};
use crate::model::{ArticleId, EntryId, Slot};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A pause of so many days is said in words.
const PAUSE: i64 = 28;

/// Entries by year, month and day.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TimelineView {
    /// The years, in the order of the list.
    pub years: Vec<YearView>,
    /// How certain its entries are, where they differ: what a reader can choose among.
    pub statuses: Vec<StatusView>,
    /// Whether any of its months waits until the page stands.
    pub is_late: bool,
}

/// A year of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearView {
    /// The year in words.
    pub label: String,
    /// Its fragment.
    pub id: String,
    /// Its page.
    pub url: Option<String>,
    /// The pause before it, in words.
    pub gap: Option<String>,
    /// What is coarser than a month, then the months.
    pub months: Vec<MonthView>,
}

/// A month of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthView {
    /// The month in words; none for entries coarser than a month.
    pub label: Option<String>,
    /// Its fragment.
    pub id: String,
    /// Its page.
    pub url: Option<String>,
    /// Whether it may wait until the page stands, since it is far below what is seen first: then how much room it may take, a
    /// line counting for one and an entry for two.
    pub late: Option<usize>,
    /// Its days.
    pub days: Vec<DayView>,
}

/// A day of a timeline, or a stretch that begins on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DayView {
    /// Its fragment.
    pub id: String,
    /// The day in words, as short as the headings above it allow.
    pub label: String,
    /// For `<time datetime>`.
    pub datetime: Option<String>,
    /// How its place is drawn: `day`, `span` for what lasts, `soft` for what is not known so exactly.
    pub shape: &'static str,
    /// The pause before it, in words.
    pub gap: Option<String>,
    /// What happened.
    pub entries: Vec<Arc<PlacedCard>>,
    /// What else happened, in a line each.
    pub folded: Vec<Arc<Line>>,
    /// Articles whose text points to this day.
    pub pointed: Vec<Arc<Line>>,
}

/// What a timeline is made of: an entry as it happened, or an article as it was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// As it happened.
    Entry(EntryId),
    /// As it was reported.
    Report(ArticleId),
}

/// Which way a timeline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the earliest.
    Forward,
    /// From the latest.
    Backward,
}

impl Item {
    /// Its place in time.
    pub fn slot(self, context: &Context<'_>) -> Slot {
        match self {
            Item::Entry(id) => context.timeline.entry(id).slot,
            Item::Report(id) => Slot::Day(context.timeline.article(id).published),
        }
    }

    /// The entry it is, unless it is a report.
    pub fn entry(self) -> Option<EntryId> {
        match self {
            Item::Entry(id) => Some(id),
            Item::Report(_) => None,
        }
    }

    /// When it happened, or was reported.
    pub fn when<'c>(self, context: &Context<'c>) -> Cow<'c, When> {
        match self {
            Item::Entry(id) => match context.timeline.entry(id).subject {
                crate::model::Subject::Article(id) => Cow::Borrowed(&context.timeline.article(id).document.date),
                crate::model::Subject::Event(id) => Cow::Borrowed(&context.timeline.event(id).document.date),
            },
            Item::Report(id) => Cow::Owned(When::day(context.timeline.article(id).published)),
        }
    }

    fn card(self, layout: &Layout<'_>, context: &Context<'_>) -> Arc<PlacedCard> {
        match self {
            Item::Entry(id) => layout.cards.get(id, context),
            Item::Report(id) => Arc::new(Card::report(id, context).into()),
        }
    }

    fn line(self, layout: &Layout<'_>, context: &Context<'_>) -> Arc<Line> {
        let placed = self.card(layout, context);
        let card = &placed.card;
        Arc::new(Line {
            title: card.title.clone(),
            tongue: card.tongue.clone(),
            url: card.url.clone(),
            moment: card.moment.clone(),
            note: note(card.status.as_ref().map(|status| status.rank), card.corrected, context),
            mark: None,
        })
    }
}

/// How a timeline is laid out.
pub struct Layout<'l> {
    /// Which way it runs.
    pub direction: Direction,
    /// The list whose years and months its headings link to, if they have pages.
    pub list: Option<&'l Route>,
    /// The years whose months have pages.
    pub full_years: &'l BTreeSet<i64>,
    /// The cards of all entries, where they have been made.
    pub cards: &'l Cards,
    /// After so many cards, entries fold to lines.
    pub limit: usize,
    /// The one month it is of, so that its days have the short fragments that date links lead to.
    pub month: Option<Month>,
}

/// How much room, as [`MonthView::late`] counts it, the tallest screen has at first.
const FIRST_SCREEN: usize = 24;

impl MonthView {
    fn room(&self) -> usize {
        let of_day = |day: &DayView| {
            let cards: usize = day.entries.iter().map(|placed| 2 + placed.card.events.len()).sum();
            cards + day.folded.len() + day.pointed.len()
        };
        self.days.iter().map(of_day).sum()
    }
}

impl TimelineView {
    /// Lays out items, which are given from the earliest.
    pub fn of(items: &[Item], layout: &Layout<'_>, context: &Context<'_>) -> TimelineView {
        let mut view = TimelineView::default();
        let mut cards = 0;
        let mut statuses = Vec::new();
        // How often a place in time has begun, since what lasts stands apart from what is of one day.
        let mut same_day: FastMap<Slot, usize> = FastMap::default();
        let mut last: Option<Day> = None;
        // The year and month we are in, and where they stand.
        let mut place = None;
        let mut group: Option<(Slot, Option<String>)> = None;
        let ordered: Box<dyn Iterator<Item = &Item>> = match layout.direction {
            Direction::Forward => Box::new(items.iter()),
            Direction::Backward => Box::new(items.iter().rev()),
        };
        for item in ordered {
            let slot = item.slot(context);
            let when = item.when(context);
            let spread = (!when.date.is_single_day()).then(|| when.date.to_string());
            let this = (slot, spread);
            let here = (slot.year(), slot.month());
            if place.is_none_or(|(before, _, _)| before != here) {
                let (year, month) = view.month(slot, layout, context);
                place = Some((here, year, month));
            }
            let Some(month) = place.and_then(|(_, year, month)| view.years.get_mut(year)?.months.get_mut(month)) else { continue };
            if group.as_ref() != Some(&this) {
                let times = same_day.entry(slot).or_insert(0_usize);
                let before = std::mem::replace(times, *times + 1);
                let day = match layout.direction {
                    Direction::Forward => slot.day(),
                    // Looking back, the pause ends where the earlier entry does.
                    Direction::Backward => slot.day().map(|day| when.latest().map_or(day, |latest| latest.max(day))),
                };
                let gap = gap(last, day, layout.direction, context);
                month.days.push(DayView::new(slot, &when, before, gap, layout, context));
                group = Some(this);
            }
            if let Some(day) = month.days.last_mut() {
                if cards < layout.limit {
                    let placed = item.card(layout, context);
                    statuses.push(placed.card.status.clone());
                    day.entries.push(placed);
                    cards += 1;
                } else {
                    day.folded.push(item.line(layout, context));
                }
            }
            let begun = slot.day();
            last = match layout.direction {
                Direction::Forward => when.latest().or(begun).max(last),
                Direction::Backward => begun.or(last),
            };
        }
        view.statuses = choice(statuses);
        view.let_wait();
        view
    }

    /// Lets the months wait that stand below more than any screen shows at first.
    fn let_wait(&mut self) {
        let mut above = 0;
        for month in self.years.iter_mut().flat_map(|year| &mut year.months) {
            let room = month.room();
            month.late = Some(room).filter(|_| above >= FIRST_SCREEN);
            self.is_late |= month.late.is_some();
            above += room;
        }
    }

    /// Where the year and the month of a place in time stand; they are opened if they are not there.
    fn month(&mut self, slot: Slot, layout: &Layout<'_>, context: &Context<'_>) -> (usize, usize) {
        let year_id = slot.year().map_or_else(|| "undated".to_owned(), |year| format!("y{year}"));
        let year_at = match self.years.iter().rposition(|year| year.id == year_id) {
            Some(at) => at,
            None => {
                self.years.push(YearView {
                    label: slot.year().map_or_else(|| context.words.get("undated").to_owned(), |year| context.words.dates.say_year(year)),
                    url: slot.year().zip(layout.list).map(|(year, list)| context.url(&list.year(year))),
                    id: year_id,
                    gap: None,
                    months: Vec::new(),
                });
                self.years.len() - 1
            }
        };
        let months = &mut self.years[year_at].months;
        let id = match slot.month() {
            Some(month) => format!("m{}-{:02}", month.year(), month.month()),
            None => format!("in-{}", slot.year().map_or_else(|| "undated".to_owned(), |year| year.to_string())),
        };
        let at = match months.iter().position(|month| month.id == id) {
            Some(at) => at,
            None => {
                let view = MonthView {
                    label: slot.month().map(|month| context.words.dates.say_month(month.year(), month.month())),
                    url: slot
                        .month()
                        .filter(|month| layout.full_years.contains(&month.year()))
                        .zip(layout.list)
                        .map(|(month, list)| context.url(&list.month(month))),
                    id,
                    late: None,
                    days: Vec::new(),
                };
                // What is coarser than a month stands before the months of its year, whichever way the list runs.
                let at = if view.label.is_none() { 0 } else { months.len() };
                months.insert(at, view);
                at
            }
        };
        (year_at, at)
    }

    /// Adds to the days of a month the articles whose texts point to them; a day that is only pointed at has a place too.
    pub fn point(&mut self, month: Month, pointed: &[(Day, Vec<Arc<Line>>)], layout: &Layout<'_>, context: &Context<'_>) {
        for (day, lines) in pointed {
            let slot = Slot::Day(*day);
            let (year, at) = self.month(Slot::Month(month), layout, context);
            let Some(view) = self.years.get_mut(year).and_then(|year| year.months.get_mut(at)) else { continue };
            let id = day_id(slot, layout);
            match view.days.iter_mut().find(|view| view.id == id) {
                Some(view) => view.pointed.clone_from(lines),
                None => {
                    let mut fresh = DayView::new(slot, &When::day(*day), 0, None, layout, context);
                    fresh.pointed.clone_from(lines);
                    // Days stand in order; the place is before the first day after this one.
                    let number = |id: &str| id.trim_start_matches('d').split('_').next().and_then(|day| day.parse::<u8>().ok());
                    let at = view.days.iter().position(|view| number(&view.id).is_some_and(|other| other > day.day()));
                    let at = at.unwrap_or(view.days.len());
                    view.days.insert(at, fresh);
                }
            }
        }
    }
}

/// The statuses a reader can choose among: none where all entries have the same.
fn choice(mut statuses: Vec<Option<StatusView>>) -> Vec<StatusView> {
    statuses.sort_by_key(|status| status.as_ref().map(|status| status.rank));
    statuses.dedup();
    if statuses.len() < 2 { Vec::new() } else { statuses.into_iter().flatten().collect() }
}

fn day_id(slot: Slot, layout: &Layout<'_>) -> String {
    match slot {
        Slot::Day(day) if layout.month.is_some() => Route::day_anchor(day),
        Slot::Day(day) => format!("d{}-{:02}-{:02}", day.year(), day.month(), day.day()),
        Slot::Month(month) => format!("all-{}-{:02}", month.year(), month.month()),
        Slot::Year(year) => format!("all-{year}"),
        Slot::Undated => "all-undated".to_owned(),
    }
}

/// The pause between two days of a list, if it is long enough to be named.
fn gap(last: Option<Day>, day: Option<Day>, direction: Direction, context: &Context<'_>) -> Option<String> {
    let (last, day) = last.zip(day)?;
    let (from, to) = match direction {
        Direction::Forward => (last, day),
        Direction::Backward => (day, last),
    };
    if from.days_until(to) < PAUSE {
        return None;
    }
    match direction {
        Direction::Forward => context.words.dates.say_gap(from, to),
        Direction::Backward => context.words.dates.say_gap_back(from, to),
    }
}

impl DayView {
    fn new(slot: Slot, when: &When, same_day: usize, gap: Option<String>, layout: &Layout<'_>, context: &Context<'_>) -> DayView {
        let id = day_id(slot, layout);
        let (label, datetime) = match slot {
            Slot::Day(day) if when.date.is_single_day() && !Moment::is_soft(&when.date) => (context.words.dates.say_day_short(day), machine_date(&when.date)),
            _ => {
                let Moment { text, datetime, .. } = Moment::of(when, context);
                (text, datetime)
            }
        };
        let date = &when.date;
        let shape = match () {
            () if date.is_uncertain() || date.is_approximate() => "soft",
            () if date.is_interval() => "span",
            () if date.is_single_day() => "day",
            () => "soft",
        };
        DayView {
            shape,
            id: if same_day == 0 { id } else { format!("{id}_{}", same_day + 1) },
            label,
            datetime,
            gap,
            entries: Vec::new(),
            folded: Vec::new(),
            pointed: Vec::new(),
        }
    }
}
