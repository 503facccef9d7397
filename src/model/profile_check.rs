use super::{Found, Registry};
use crate::base::{Code, Diagnostic, FieldPath, Key, Place};
use crate::content::{ProfileDocument, When};

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
        && ends_before(born, died)
    {
        faults.push(wrong_order("this life ends before it begins").at(value(FieldPath::key("died"))).and(value(FieldPath::key("born")), "begins here"));
    }
    for (at, role) in profile.roles.iter().enumerate() {
        if let (Some(from), Some(to)) = (&role.from, &role.to)
            && ends_before(from, to)
        {
            let field = |key: &str| value(FieldPath::key("roles").then_index(at).then_key(key));
            faults.push(wrong_order("this role ends before it begins, and is shown nowhere").at(field("to")).and(field("from"), "begins here"));
        }
    }
    faults
}

/// Whether the last day an end can mean is before the first day a beginning can.
pub(super) fn ends_before(from: &When, to: &When) -> bool {
    from.date.bounds().earliest.zip(to.date.bounds().latest).is_some_and(|(from, to)| to < from)
}

/// The message that two dates stand in the wrong order.
pub(super) fn wrong_order(message: &str) -> Diagnostic {
    Diagnostic::new(Code::TimeOrder, message).help("one of the two dates is a slip; look both up")
}
