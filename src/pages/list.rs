use super::{Context, Item, Moment, Route};
use crate::calendar::Month;
use crate::model::{ArticleId, Change, EntityId, EntryId, PairId, PublisherId, Slot};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A list that goes on by year and by month when it is long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum List {
    /// The timeline of the whole site, as it happened.
    Happened,
    /// The timeline of the whole site, as it was reported.
    Reported,
    /// The timeline of one entity.
    Entity(EntityId),
    /// The timeline of two people or organisations together.
    Pair(PairId),
    /// The articles that rest on one publisher, a line each.
    Publisher(PublisherId),
    /// All articles, a line each.
    Articles,
    /// All quotations.
    Quotations,
    /// All corrections.
    Corrections,
    /// All changes.
    Changes,
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// A year.
    Year(i64),
    /// A month.
    Month(Month),
    /// What has no place in time.
    Undated,
}

impl Period {
    /// Whether a place in time is in it.
    pub fn holds(self, slot: Slot) -> bool {
        match self {
            Period::Year(year) => slot.year() == Some(year),
            Period::Month(month) => slot.month() == Some(month),
            Period::Undated => slot == Slot::Undated,
        }
    }

    /// In words.
    pub fn label(self, context: &Context<'_>) -> String {
        let dates = &context.words.dates;
        match self {
            Period::Year(year) => dates.say_year(year),
            Period::Month(month) => dates.say_month(month.year(), month.month()),
            Period::Undated => context.words.get("undated").to_owned(),
        }
    }
}

impl List {
    /// The address of its first page.
    pub fn route(self, context: &Context<'_>) -> Route {
        match self {
            List::Happened => Route::home(),
            List::Reported => Route::word("reported"),
            List::Entity(id) => context.entity_route(id),
            List::Pair(id) => {
                let pair = context.timeline.pair(id);
                Route::pair(&context.timeline.entity(pair.members[0]).slug, &pair.second)
            }
            List::Publisher(id) => Route::word("sources").slug(&context.timeline.publisher(id).slug),
            List::Articles => Route::word("articles"),
            List::Quotations => Route::word("quotes"),
            List::Corrections => Route::word("corrections"),
            List::Changes => Route::word("changes"),
        }
    }

    /// The address of a part of it.
    pub fn part(self, period: Period, context: &Context<'_>) -> Route {
        let route = self.route(context);
        match period {
            Period::Year(year) => route.year(year),
            Period::Month(month) => route.month(month),
            Period::Undated if self == List::Happened => Route::word("undated"),
            Period::Undated => route.leaf("undated/"),
        }
    }

    /// The heading of its first page.
    pub fn heading(self, context: &Context<'_>) -> String {
        let key = match self {
            List::Happened => return context.config().title.clone(),
            List::Entity(id) => return context.timeline.entity(id).name.to_string(),
            List::Publisher(id) => return context.timeline.publisher(id).name.clone(),
            List::Pair(id) => {
                let [one, other] = context.timeline.pair(id).members.map(|id| &*context.timeline.entity(id).name);
                return context.words.fill("pair", &[("one", one), ("other", other)]);
            }
            List::Reported => "as_reported",
            List::Articles => "articles",
            List::Quotations => "quotes",
            List::Corrections => "corrections",
            List::Changes => "changes",
        };
        context.words.get(key).to_owned()
    }

    /// The part of the site it belongs to.
    pub fn section<'c>(self, context: &'c Context<'_>) -> &'c str {
        match self {
            List::Happened => "home",
            List::Reported => "reported",
            List::Entity(id) => &context.config().kinds.get(context.timeline.entity(id).kind).key,
            List::Pair(id) => List::Entity(context.timeline.pair(id).members[0]).section(context),
            List::Publisher(_) => "sources",
            List::Articles => "articles",
            List::Quotations => "quotes",
            List::Corrections => "corrections",
            List::Changes => "changes",
        }
    }

    /// The places in time of what it holds, from the earliest.
    pub fn slots(self, context: &Context<'_>) -> Vec<Slot> {
        let timeline = context.timeline;
        match self {
            List::Happened => timeline.entries.iter().map(|entry| entry.slot).collect(),
            List::Reported => timeline.reported.iter().map(|id| Slot::Day(timeline.article(*id).published)).collect(),
            List::Entity(id) => timeline.entity(id).entries.iter().map(|id| timeline.entry(*id).slot).collect(),
            List::Articles | List::Pair(_) | List::Publisher(_) => {
                self.articles(context).iter().filter_map(|id| timeline.article(*id).entry).map(|id| timeline.entry(id).slot).collect()
            }
            List::Quotations => timeline.quotations.iter().map(|quotation| Slot::of(&quotation.date.date)).collect(),
            List::Corrections => self.changes(context).into_iter().map(|at| Slot::Day(timeline.changes[at].day)).collect(),
            List::Changes => self.changes(context).into_iter().map(|at| Slot::Day(timeline.changes[at].day)).collect(),
        }
    }

    /// The years that go on by month: those with more than fit on a page. Of the timeline of the whole site every year does,
    /// since date links lead to its days.
    pub(super) fn full_years(self, slots: &[Slot], limit: usize) -> BTreeSet<i64> {
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        slots.iter().filter_map(|slot| slot.year()).for_each(|year| *counts.entry(year).or_default() += 1);
        counts.into_iter().filter(|(_, count)| self == List::Happened || *count > limit).map(|(year, _)| year).collect()
    }

    /// What a timeline holds, from the earliest.
    pub fn items(self, context: &Context<'_>) -> Vec<Item> {
        let timeline = context.timeline;
        match self {
            List::Happened => (0..timeline.entries.len()).map(|at| Item::Entry(crate::model::EntryId::of(at))).collect(),
            List::Reported => timeline.reported.iter().map(|id| Item::Report(*id)).collect(),
            List::Entity(id) => timeline.entity(id).entries.iter().map(|id| Item::Entry(*id)).collect(),
            List::Pair(_) => self.articles(context).iter().filter_map(|id| timeline.article(*id).entry).map(Item::Entry).collect(),
            List::Articles | List::Publisher(_) | List::Quotations | List::Corrections | List::Changes => Vec::new(),
        }
    }

    /// Some of what a timeline holds, by their places in it.
    pub(super) fn items_at(self, places: &[usize], context: &Context<'_>) -> Vec<Item> {
        let timeline = context.timeline;
        let each = |item: &dyn Fn(usize) -> Item| places.iter().map(|at| item(*at)).collect();
        match self {
            List::Happened => each(&|at| Item::Entry(EntryId::of(at))),
            List::Reported => each(&|at| Item::Report(timeline.reported[at])),
            List::Entity(id) => each(&|at| Item::Entry(timeline.entity(id).entries[at])),
            _ => {
                let items = self.items(context);
                each(&|at| items[at])
            }
        }
    }

    /// Articles as they happened, from the earliest.
    pub(super) fn articles<'c>(self, context: &Context<'c>) -> Cow<'c, [ArticleId]> {
        let timeline = context.timeline;
        let some = match self {
            List::Pair(id) => &timeline.pair(id).articles,
            List::Publisher(id) => &timeline.publisher(id).articles,
            _ => {
                return Cow::Borrowed(&timeline.happened);
            }
        };
        // They are known as they were reported.
        let mut placed: Vec<(EntryId, ArticleId)> = some.iter().filter_map(|id| Some((timeline.article(*id).entry?, *id))).collect();
        placed.sort_unstable();
        placed.into_iter().map(|(_, id)| id).collect()
    }

    /// When its first entry and its last happened, of those that have a date.
    pub(super) fn ends(self, context: &Context<'_>) -> (Option<Moment>, Option<Moment>) {
        let mut items = self.items(context);
        items.retain(|item| item.slot(context) != Slot::Undated);
        let moment = |item: Option<&Item>| item.map(|item| Moment::of(&item.when(context), context));
        (moment(items.first()), moment(items.last()))
    }

    /// The changes it shows, from the earliest, as indexes.
    pub(super) fn changes(self, context: &Context<'_>) -> Vec<usize> {
        use crate::model::ChangeKind::{Corrected, Withdrawn};
        let is_shown = |change: &Change| match self {
            List::Corrections => matches!(change.kind, Corrected | Withdrawn),
            // What nobody says the day of stands under none.
            _ => change.kind != Corrected || change.when.is_some(),
        };
        context.timeline.changes.iter().enumerate().rev().filter(|(_, change)| is_shown(change)).map(|(at, _)| at).collect()
    }
}

/// Which of a list's items stand in a period, in order. Those of a month need not stand side by side: what is dated by the
/// year alone comes between the days of its January. Those of a year do.
pub(super) fn inside(slots: &[Slot], period: Period) -> Vec<usize> {
    let year = match period {
        Period::Year(year) => Some(year),
        Period::Month(month) => Some(month.year()),
        Period::Undated => None,
    };
    // What has no date comes last.
    let rank = |slot: &Slot| slot.year().map_or((1, 0), |year| (0, year));
    let wanted = year.map_or((1, 0), |year| (0, year));
    let start = slots.partition_point(|slot| rank(slot) < wanted);
    let end = start + slots[start..].partition_point(|slot| rank(slot) <= wanted);
    (start..end).filter(|at| period.holds(slots[*at])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Edtf;

    fn slots(dates: &[&str]) -> Vec<Slot> {
        dates.iter().map(|date| Slot::of(&Edtf::parse(date).unwrap())).collect()
    }

    #[test]
    fn a_month_holds_its_days_although_the_year_stands_among_them() {
        let slots = slots(&["2014-12-31", "2015-01", "2015", "2015-01-05", "2015-02", "2016", "../.."]);
        let month = Month::new(2015, 1).unwrap();
        assert_eq!(inside(&slots, Period::Month(month)), [1, 3]);
        assert_eq!(inside(&slots, Period::Year(2015)), [1, 2, 3, 4]);
        assert_eq!(inside(&slots[..6], Period::Undated), [0; 0]);
    }

    #[test]
    fn only_years_that_do_not_fit_go_on_by_month() {
        let slots = slots(&["2014-12-31", "2015-01-01", "2015-01-02", "2015-03"]);
        assert_eq!(List::Reported.full_years(&slots, 2), BTreeSet::from([2015]));
        assert_eq!(List::Happened.full_years(&slots, 2), BTreeSet::from([2014, 2015]));
    }
}
