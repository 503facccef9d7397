use crate::content::{Kind, KindId, PictureRef, Role, When};
use crate::model::{Entity, EntityId};
use crate::pages::{Context, organization};
use serde_json::{Value, json};

/// The kinds that have entries to be told of.
pub(super) fn registers<'c>(context: &Context<'c>) -> impl Iterator<Item = (KindId, &'c Kind)> {
    let entities = &context.timeline.entities;
    context.config().kinds.iter().filter(|(id, _)| entities.iter().any(|entity| entity.kind == *id && entity.is_listed()))
}

/// Everyone, or everything, of one kind; but those that are kept out of data.
pub(super) fn register(kind: KindId, context: &Context<'_>) -> Vec<Value> {
    let entities = context.timeline.entities.iter().enumerate().map(|(at, entity)| (EntityId::of(at), entity));
    let shown = entities.filter(|(_, entity)| entity.kind == kind && entity.is_listed() && (entity.profile.is_some() || !entity.entries.is_empty()));
    let mut register: Vec<(u32, Value)> = shown.map(|(id, entity)| (entity.rank, entry_of(id, entity, context))).collect();
    register.sort_unstable_by_key(|(rank, _)| *rank);
    register.into_iter().map(|(_, value)| value).collect()
}

fn entry_of(id: EntityId, entity: &Entity<'_>, context: &Context<'_>) -> Value {
    let profile = entity.profile;
    let date = |when: Option<&When>| when.map(|when| when.date.to_string());
    let role = |role: &Role| {
        spare(json!({ "title": role.title, "organization": organization(role, context), "from": date(role.from.as_ref()), "to": date(role.to.as_ref()) }))
    };
    spare(json!({
        "name": &*entity.name, "url": context.absolute(&context.entity_route(id)), "entries": entity.entries.len(),
        "native_name": profile.and_then(|profile| profile.native_name.as_ref()),
        "aliases": profile.map(|profile| profile.aliases.names.iter().map(|(_, alias)| &**alias).collect::<Vec<_>>()),
        "summary": profile.and_then(|profile| profile.summary.as_ref()),
        "image": profile.and_then(|profile| picture(&profile.file, profile.image.as_ref()?, context)),
        "roles": entity.roles().map(|(_, held)| role(held)).collect::<Vec<_>>(),
        "born": date(profile.and_then(|profile| profile.born.as_ref())), "died": date(profile.and_then(|profile| profile.died.as_ref())),
        "parent": entity.parent.map(|id| context.timeline.entity(id)).filter(|parent| parent.is_listed()).map(|parent| &*parent.name),
        "latitude": profile.and_then(|profile| profile.coordinates).map(|(north, _)| north),
        "longitude": profile.and_then(|profile| profile.coordinates).map(|(_, east)| east),
        "same_as": profile.map(|profile| &profile.same_as),
    }))
}

/// A picture, if it is there.
pub(super) fn picture(file: &str, picture: &PictureRef, context: &Context<'_>) -> Option<Value> {
    let picture = context.picture(file, picture)?;
    Some(spare(json!({
        "url": context.with_host(&picture.url), "alt": picture.alt, "caption": picture.caption, "credit": picture.credit, "width": picture.width, "height": picture.height,
        "original": Some(context.with_host(&picture.original)).filter(|_| picture.original != picture.url),
    })))
}

/// The same without members that say nothing.
pub(super) fn spare(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, value| !(value.is_null() || value.as_array().is_some_and(Vec::is_empty)));
    }
    value
}
