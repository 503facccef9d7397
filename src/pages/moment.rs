use super::{Context, Route};
use crate::calendar::{Day, Edtf, Precision};
use crate::content::{When, machine_date};
use crate::model::Slot;
use serde::Serialize;

/// A date as readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// In words.
    pub text: String,
    /// For `<time datetime>`, if HTML can say it.
    pub datetime: Option<String>,
    /// Its place on the timeline of the whole site.
    pub url: Option<String>,
    /// Whether it is drawn softly: nobody knows it so exactly.
    pub soft: bool,
}

impl Moment {
    /// A date of a document.
    pub fn of(when: &When, context: &Context<'_>) -> Moment {
        let date = &when.date;
        Moment { text: context.words.dates.say(date), datetime: machine_date(date), url: context.slot_url(Slot::of(date)), soft: Moment::is_soft(date) }
    }

    /// Whether a date is drawn softly.
    pub fn is_soft(date: &Edtf) -> bool {
        // What lasts from one day to another is no less certain for that.
        date.is_uncertain() || date.is_approximate() || (is_vague(date) && !date.is_interval())
    }

    /// A plain day.
    pub fn day(day: Day, context: &Context<'_>) -> Moment {
        Moment::of(&When::from(Edtf::from_day(day)), context)
    }

    /// The same, without a link: for the page of the day itself.
    #[must_use]
    pub fn unlinked(mut self) -> Moment {
        self.url = None;
        self
    }
}

/// Whether a date is neither a year, nor a month, nor a day.
fn is_vague(date: &Edtf) -> bool {
    !date.is_single_day() && !matches!(date.precision(), Precision::Year | Precision::Month)
}

impl Context<'_> {
    /// The address of a place in time; where nothing stands there, of its month or of its year, if the site has a page for it.
    pub(super) fn slot_url(&self, slot: Slot) -> Option<String> {
        let places = &self.timeline.places;
        let coarser = [Some(slot), slot.month().map(Slot::Month), slot.year().map(Slot::Year)];
        let there = coarser.into_iter().flatten().find(|slot| places.contains(slot))?;
        let (route, anchor) = Route::slot(there)?;
        let url = self.url(&route);
        Some(anchor.map_or(url.clone(), |anchor| format!("{url}#{anchor}")))
    }
}
