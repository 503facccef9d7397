use super::Context;
use crate::content::{Role, When};
use crate::model::Entity;

/// The role somebody held when something happened, in words: "then Director of the CIA", if they hold it no longer. Of a
/// date that is a stretch, the role must have been held all along.
pub(super) fn role_at(entity: &Entity<'_>, when: &When, context: &Context<'_>) -> Option<String> {
    let bounds = when.date.bounds();
    let first = bounds.earliest.or(bounds.latest)?;
    let role = entity.role_during(first, bounds.latest.unwrap_or(first))?;
    let said = title(role, context);
    let is_past = entity.end_of(role).and_then(|to| to.date.bounds().latest).is_some_and(|to| to < context.timeline.scope.today);
    Some(if is_past { context.words.fill("then_role", &[("role", &said)]) } else { said })
}

/// The role somebody holds on the day of the build, if it has no end yet.
pub(super) fn role_now(entity: &Entity<'_>, context: &Context<'_>) -> Option<String> {
    let today = context.timeline.scope.today;
    entity.role_during(today, today).filter(|role| entity.end_of(role).is_none()).map(|role| title(role, context))
}

/// The organisation of a role, as the register has it.
pub fn organization(role: &Role, context: &Context<'_>) -> Option<String> {
    let written = role.organization.as_ref()?;
    let found = context.timeline.mentioned(&format!("organizations/{written}"), &[]);
    Some(found.map_or_else(|| written.clone(), |id| context.timeline.entity(id).name.to_string()))
}

/// "Secretary of State, US State Department"; the organisation as the register has it, and not where the title names it.
fn title(role: &Role, context: &Context<'_>) -> String {
    let is_said = role.organization.as_ref().is_none_or(|written| role.title.contains(written.as_str()));
    match organization(role, context).filter(|_| !is_said) {
        Some(name) if !role.title.contains(&name) => [&*role.title, &*name].join(context.words.get("comma")),
        _ => role.title.clone(),
    }
}
