use super::{Found, Registry};
use crate::base::{Code, Diagnostic, FieldPath, Key, Place};
use crate::content::ProfileDocument;

/// What an editor would say of the dates and the parent of a person, an organisation, a place or a topic.
pub(super) fn profile<'a>(profile: &ProfileDocument, registry: &Registry, names: impl Iterator<Item = &'a str>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let value = |path: FieldPath| Place::of_value(&profile.file, path);
    if let Some(parent) = &profile.parent
        && registry.find(Some(profile.kind), &Key::of(parent)) == Found::Nobody
    {
        let fault = Diagnostic::new(Code::UnresolvedName, format!("nothing of this kind is called \"{parent}\"; it is shown as a part of nothing"))
            .grouped("parents belong to no entry")
            .at(value(FieldPath::key("parent")));
        faults.push(match crate::base::nearest(parent, names) {
            Some(near) => fault.label(format!("did you mean \"{near}\"?")),
            None => fault.help("give the parent a file of its own, or take the field out"),
        });
    }
    if let (Some(born), Some(died)) = (&profile.born, &profile.died)
        && born.ends_before(died)
    {
        faults.push(wrong_order("this life ends before it begins").at(value(FieldPath::key("died"))).and(value(FieldPath::key("born")), "begins here"));
    }
    for role in &profile.roles {
        if let (Some(from), Some(to)) = (&role.from, &role.to)
            && from.ends_before(to)
        {
            let field = |key: &str| value(role.path.then_key(key));
            faults.push(wrong_order("this role ends before it begins, and is shown nowhere").at(field("to")).and(field("from"), "begins here"));
        }
    }
    faults
}

/// The message that two dates stand in the wrong order.
pub(super) fn wrong_order(message: &str) -> Diagnostic {
    Diagnostic::new(Code::TimeOrder, message).help("one of the two dates is a slip; look both up")
}
