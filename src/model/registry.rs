use super::{Entity, EntityId};
use crate::base::{Code, Diagnostic, FastMap, FieldPath, Key, Looks, Place};
use crate::content::{Content, KindId, Kinds, Mark};

/// How an entry comes by a name: its own name counts before what others call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Name,
    Alias,
}

/// Every name there is, and whose it is.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    names: FastMap<Key, Vec<(Rank, KindId, EntityId)>>,
    /// How the names of entries with a file look; they come first among the entities.
    looks: Looks,
}

/// Whose a written name is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nobody's.
    Nobody,
    /// One entry's.
    One(EntityId),
    /// Several entries share it.
    Several(Vec<EntityId>),
}

impl Registry {
    /// Registers names, aliases, native names and slugs of all profiles. Two files with one name are an error that names
    /// both; both keep their pages.
    pub(super) fn of_profiles(content: &Content, entities: &[Entity<'_>], faults: &mut Vec<Diagnostic>) -> Registry {
        let mut registry = Registry { looks: Looks::of(entities.iter().map(|entity| &*entity.name)), ..Registry::default() };
        for (index, entity) in entities.iter().enumerate() {
            let Some(profile) = entity.profile else { continue };
            let id = EntityId::of(index);
            let before = registry.find(Some(entity.kind), &Key::of(&profile.name));
            registry.add(&profile.name, Rank::Name, entity.kind, id);
            registry.add(&crate::content::stem(&profile.file), Rank::Alias, entity.kind, id);
            if let Some(slug) = &profile.slug {
                registry.add(slug, Rank::Alias, entity.kind, id);
            }
            for alias in profile.aliases.names.iter().map(|(_, alias)| &**alias).chain(profile.native_name.as_deref()) {
                registry.add(alias, Rank::Alias, entity.kind, id);
            }
            if let Found::One(other) = before
                && let Some(twin) = entities[other.index()].profile.filter(|twin| Key::of(&twin.name) == Key::of(&profile.name))
            {
                let kind = &content.config.kinds.get(entity.kind).key;
                faults.push(
                    Diagnostic::new(Code::DuplicateName, format!("\"{}\" is registered twice among {kind}", profile.name))
                        .grouped("names are registered twice")
                        .at(Place::of_value(&profile.file, FieldPath::key("name")))
                        .and(Place::of_value(&twin.file, FieldPath::key("name")), "registered here first")
                        .help("make one file of the two, or give each a name that tells them apart"),
                );
            }
        }
        registry
    }

    fn add(&mut self, name: &str, rank: Rank, kind: KindId, id: EntityId) {
        let holders = self.names.entry(Key::of(name)).or_default();
        match holders.iter_mut().find(|(_, _, holder)| *holder == id) {
            Some(holder) => holder.0 = holder.0.min(rank),
            None => holders.push((rank, kind, id)),
        }
    }

    /// Registers a name that stands only in lists.
    pub(super) fn add_listed(&mut self, key: Key, kind: KindId, id: EntityId) {
        self.names.entry(key).or_default().push((Rank::Name, kind, id));
    }

    /// Whose a name is, within a kind or over all of them.
    pub fn find(&self, kind: Option<KindId>, key: &Key) -> Found {
        let holders = self.names.get(key).map_or(&[][..], Vec::as_slice);
        let of_kind = || holders.iter().filter(|(_, holder, _)| kind.is_none_or(|kind| kind == *holder));
        let Some(best) = of_kind().map(|(rank, _, _)| *rank).min() else { return Found::Nobody };
        let mut best = of_kind().filter(|(rank, _, _)| *rank == best).map(|(_, _, id)| *id);
        match (best.next(), best.next()) {
            (Some(one), None) => Found::One(one),
            (Some(one), Some(two)) => Found::Several([one, two].into_iter().chain(best).collect()),
            (None, _) => Found::Nobody,
        }
    }

    /// Whose a mention in `[[…]]` is. A part before a slash decides the kind, if it is one.
    pub fn mentioned(&self, kinds: &Kinds, target: &str) -> Found {
        let mark = Mark::of(target);
        let kind = mark.kind.and_then(|kind| kinds.find(kind));
        let name = if mark.kind.is_some() && kind.is_none() { target } else { mark.name };
        self.find(kind, &Key::of(name))
    }

    /// The registered name nearest to a written one, of some kind or of all.
    pub(super) fn nearest<'a>(&self, entities: &'a [Entity<'_>], kind: Option<KindId>, name: &str) -> Option<&'a str> {
        self.looks.nearest(name, |at| &*entities[at].name, |at| kind.is_none_or(|kind| kind == entities[at].kind))
    }
}
