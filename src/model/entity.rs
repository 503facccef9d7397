use super::{ArticleId, EntityId, EntryId, PairId, QuotationId};
use crate::base::Slug;
use crate::calendar::{Day, Precision};
use crate::content::{KindId, ProfileDocument, Role, When};

/// A person, organisation, place, topic or entry of an own kind: everything that has a name, a page and a timeline.
#[derive(Clone, Debug)]
pub struct Entity<'c> {
    /// What it is an entry of.
    pub kind: KindId,
    /// The name readers see.
    pub name: Box<str>,
    /// How lists write it, where that is not its name.
    pub spellings: Vec<Box<str>>,
    /// Its place in the alphabet of the site's language, among all entities.
    pub rank: u32,
    /// The last part of its address.
    pub slug: Slug,
    /// Its file, if it has one.
    pub profile: Option<&'c ProfileDocument>,
    /// Its timeline, from the earliest.
    pub entries: Vec<EntryId>,
    /// The articles among them, as they were reported.
    pub articles: Vec<ArticleId>,
    /// Articles whose text speaks of it, though nothing puts them on its timeline; as they were reported.
    pub mentioned_in: Vec<ArticleId>,
    /// What it said.
    pub quotations: Vec<QuotationId>,
    /// The pairs it is one of, the strongest first.
    pub pairs: Vec<PairId>,
    /// What it is part of.
    pub parent: Option<EntityId>,
    /// What is part of it.
    pub children: Vec<EntityId>,
    /// Who held which office here, by the place of the role in the person's file.
    pub holders: Vec<(EntityId, usize)>,
}

impl<'c> Entity<'c> {
    /// An entity that nothing is known of yet but its name and its file.
    pub(super) fn new(kind: KindId, name: &str, slug: Slug, profile: Option<&'c ProfileDocument>) -> Entity<'c> {
        Entity {
            kind,
            name: name.into(),
            spellings: Vec::new(),
            rank: 0,
            slug,
            profile,
            entries: Vec::new(),
            articles: Vec::new(),
            mentioned_in: Vec::new(),
            quotations: Vec::new(),
            pairs: Vec::new(),
            parent: None,
            children: Vec::new(),
            holders: Vec::new(),
        }
    }

    /// Whether there is anything of it to show: who stands in no article that can be seen, and has no file, is not there.
    pub fn is_there(&self) -> bool {
        self.profile.is_some() || !self.entries.is_empty()
    }

    /// Whether it has a page: not once it has been removed.
    pub fn has_page(&self) -> bool {
        !self.profile.is_some_and(|profile| profile.remove)
    }

    /// Whether it may be shown where readers and machines look for names.
    pub fn is_listed(&self) -> bool {
        !self.profile.is_some_and(|profile| profile.remove || profile.noindex)
    }

    /// The roles that somebody can have held, each with its place in the file's list: none that ends before it begins, or
    /// begins after death.
    pub fn roles(&self) -> impl Iterator<Item = (usize, &'c Role)> + use<'_, 'c> {
        let roles = self.profile.map_or(&[][..], |profile| &profile.roles).iter().enumerate();
        roles.filter(|(_, role)| !role.from.as_ref().zip(self.end_of(role)).is_some_and(|(from, to)| from.ends_before(to)))
    }

    /// When a role ended: as it says, else with the life of who held it. None means still so.
    pub fn end_of<'r>(&self, role: &'r Role) -> Option<&'r When>
    where
        'c: 'r,
    {
        role.to.as_ref().or_else(|| self.profile?.died.as_ref())
    }

    /// The role held from one day to another; of several, the one that began last. Nobody holds one after death.
    pub fn role_during(&self, first: Day, last: Day) -> Option<&'c Role> {
        let profile = self.profile?;
        let is_dead = profile.died.as_ref().and_then(|died| died.date.bounds().latest).is_some_and(|died| died < last);
        let held = self.roles().map(|(_, role)| role).filter(|role| !is_dead && !role.is_unreadable && holds(role, first) && holds(role, last));
        held.max_by_key(|role| role.from.as_ref().and_then(|from| from.date.bounds().earliest))
    }
}

/// Whether an office is held on a day: from the first day its beginning can mean to the last its end can. Of a beginning or
/// an end that is doubtful or vaguer than a year only what is sure counts.
fn holds(role: &Role, day: Day) -> bool {
    let is_sure = |when: &When| !when.date.is_uncertain() && !when.date.is_approximate() && when.date.precision() >= Precision::Year;
    let begun = role.from.as_ref().is_none_or(|from| {
        let bounds = from.date.bounds();
        (if is_sure(from) { bounds.earliest } else { bounds.latest }).is_none_or(|from| from <= day)
    });
    let ended = role.to.as_ref().is_some_and(|to| {
        let bounds = to.date.bounds();
        (if is_sure(to) { bounds.latest } else { bounds.earliest }).is_some_and(|to| to < day)
    });
    begun && !ended
}
