use super::entity_page::KindView;
use super::{Context, Frame, JsonLd, Link, Portrait};
use crate::base::{Collation, FastMap};
use crate::content::KindId;
use crate::model::EntityId;
use serde::Serialize;
use std::cmp::Reverse;

/// An index of more names than this is long: it has a bar of its letters, and says who is most often in the news.
const LONG: usize = 40;
/// How many are said to be most often in the news.
const MOST: usize = 10;

/// Everyone, or everything, of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct EntitiesPage {
    pub frame: Frame,
    pub heading: String,
    /// The way to each letter, where the index is long.
    pub letters: Vec<Link>,
    /// Who is most often in the news, where the index is long.
    pub most: Vec<EntityLine>,
    pub groups: Vec<LetterGroup>,
    pub total: usize,
}

/// The names that begin with one letter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct LetterGroup {
    pub letter: String,
    pub id: String,
    pub items: Vec<EntityLine>,
}

/// An entity in an index.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct EntityLine {
    pub name: String,
    pub url: String,
    pub native: Option<String>,
    pub summary: Option<String>,
    pub count: usize,
    pub initials: String,
    pub portrait: Option<Portrait>,
}

impl EntityLine {
    fn of(id: EntityId, context: &Context<'_>) -> EntityLine {
        let entity = context.timeline.entity(id);
        let profile = entity.profile;
        EntityLine {
            name: entity.name.to_string(),
            url: context.url(&context.entity_route(id)),
            native: profile.and_then(|profile| profile.native_name.clone()),
            summary: profile.and_then(|profile| profile.summary.clone()),
            count: entity.entries.len(),
            initials: Context::initials(&entity.name),
            portrait: context.portrait(entity),
        }
    }
}

impl EntitiesPage {
    pub(super) fn compose(kind: KindId, context: &Context<'_>) -> EntitiesPage {
        let view = KindView::of(kind, context);
        let entities = context.timeline.entities.iter().enumerate().map(|(at, entity)| (EntityId::of(at), entity));
        let mut listed: Vec<EntityId> = entities.filter(|(_, entity)| entity.kind == kind && entity.is_listed()).map(|(id, _)| id).collect();
        listed.sort_unstable_by_key(|id| context.timeline.entity(*id).rank);
        let total = listed.len();
        let most = if total > LONG { most_often(&listed, context) } else { Vec::new() };
        let groups = by_letter(listed, context);
        let letters = groups.iter().filter(|_| total > LONG).map(|group| Link { title: group.letter.clone(), url: format!("#{}", group.id) }).collect();
        let mut frame = Frame::of(&context.kind_route(kind), &view.plural, &view.key, Vec::new(), context);
        frame.json_ld = JsonLd::default().with_breadcrumbs(&frame, context).to_script();
        EntitiesPage { frame, heading: view.plural, letters, most, groups, total }
    }
}

/// Those with most entries, of equal ones the first in the alphabet; none who is not in the news more than once.
fn most_often(listed: &[EntityId], context: &Context<'_>) -> Vec<EntityLine> {
    let count = |id: &EntityId| context.timeline.entity(*id).entries.len();
    let mut most: Vec<EntityId> = listed.iter().copied().filter(|id| count(id) > 1).collect();
    most.sort_by_key(|id| Reverse(count(id)));
    most.truncate(MOST);
    most.into_iter().map(|id| EntityLine::of(id, context)).collect()
}

/// Names in their order under their letters. A letter stands once, whatever the order does between.
fn by_letter(listed: Vec<EntityId>, context: &Context<'_>) -> Vec<LetterGroup> {
    let alphabet = Collation::of(&context.config().language);
    let mut places: FastMap<String, usize> = FastMap::default();
    let mut groups: Vec<LetterGroup> = Vec::new();
    for id in listed {
        let letter = alphabet.as_ref().map_or_else(String::new, |alphabet| alphabet.letter(&context.timeline.entity(id).name));
        let place = *places.entry(letter).or_insert_with_key(|letter| {
            let name = if letter == Collation::NO_LETTER { "other".to_owned() } else { letter.to_lowercase() };
            groups.push(LetterGroup { letter: letter.clone(), id: format!("letter-{name}"), items: Vec::new() });
            groups.len() - 1
        });
        groups[place].items.push(EntityLine::of(id, context));
    }
    // Chinese names and Latin ones can share a letter, far from one another in the order.
    groups.sort_by_cached_key(|group| alphabet.as_ref().map(|alphabet| alphabet.key(&group.letter)));
    groups
}
