use std::collections::{BTreeMap, BTreeSet};

/// How a corpus that already exists names its fields: `fields`, `values`, `importance_scale` and `ignore_fields` of
/// `dateline.yaml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldMap {
    /// Scope (`""` for the top, `sources` for items of that list) → our name → where theirs is.
    scopes: BTreeMap<Box<str>, BTreeMap<Box<str>, FieldSource>>,
    /// Their top keys that some field of ours is read from, by scope.
    claimed: BTreeSet<(Box<str>, Box<str>)>,
    values: BTreeMap<Box<str>, BTreeMap<Box<str>, Box<str>>>,
    ignored: BTreeSet<Box<str>>,
}

/// Where a field is read from in a corpus that names it otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSource {
    /// Their key, and further keys into maps and lists.
    pub from: Vec<Box<str>>,
    /// What one string is to be cut at, when it holds a list.
    pub split: Option<Box<str>>,
}

impl FieldMap {
    /// Maps a field of ours (`people`, `sources.publisher`) to theirs (`actors`, `outlet`, `meta.actors`).
    pub fn map(&mut self, ours: &str, theirs: &str, split: Option<&str>) {
        let (scope, name) = ours.rsplit_once('.').unwrap_or(("", ours));
        let mut theirs = theirs.strip_prefix(scope).and_then(|rest| rest.strip_prefix('.')).filter(|_| !scope.is_empty()).unwrap_or(theirs);
        if theirs.is_empty() {
            theirs = name;
        }
        let from: Vec<Box<str>> = theirs.split('.').map(Into::into).collect();
        if let Some(first) = from.first() {
            self.claimed.insert((scope.into(), first.clone()));
        }
        let source = FieldSource { from, split: split.filter(|split| !split.is_empty()).map(Into::into) };
        self.scopes.entry(scope.into()).or_default().insert(name.into(), source);
    }

    /// Maps a word of theirs, in whatever case, to one of ours, for one field (`status`, `sources.kind`).
    pub fn map_value(&mut self, field: &str, theirs: &str, ours: &str) {
        self.values.entry(field.into()).or_default().insert(theirs.to_lowercase().into(), ours.into());
    }

    /// Says that a key is known and means nothing to us.
    pub fn ignore(&mut self, key: &str) {
        self.ignored.insert(key.into());
    }

    /// Where a field is read from, if not from its own name.
    pub fn source(&self, scope: &str, name: &str) -> Option<&FieldSource> {
        self.scopes.get(scope)?.get(name)
    }

    /// Whether some field of ours is read from this key of theirs.
    pub fn claims(&self, scope: &str, key: &str) -> bool {
        !self.claimed.is_empty() && self.claimed.contains(&(scope.into(), key.into()))
    }

    /// The word of ours for a word of theirs; most words are their own.
    pub fn value<'a>(&'a self, scope: &str, name: &str, word: &'a str) -> &'a str {
        if self.values.is_empty() {
            return word;
        }
        let words = if scope.is_empty() { self.values.get(name) } else { self.values.get(&*format!("{scope}.{name}")) };
        words.and_then(|words| words.get(&*word.to_lowercase())).map_or(word, |ours| ours)
    }

    /// Whether an unknown key is to be passed over in silence.
    pub fn ignores(&self, scope: &str, key: &str) -> bool {
        !self.ignored.is_empty() && (self.ignored.contains(key) || (!scope.is_empty() && self.ignored.contains(&*format!("{scope}.{key}"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_reaches_into_lists() {
        let mut map = FieldMap::default();
        map.map("sources.publisher", "outlet", None);
        map.map("people", "meta.actors", Some(","));
        assert_eq!(map.source("sources", "publisher").unwrap().from, ["outlet".into()]);
        assert_eq!(map.source("", "people").unwrap().from, ["meta".into(), "actors".into()]);
        assert!(map.claims("", "meta") && map.claims("sources", "outlet") && !map.claims("", "outlet"));
    }

    #[test]
    fn their_side_may_repeat_the_list() {
        let mut map = FieldMap::default();
        map.map("sources.publisher", "sources.outlet", None);
        assert_eq!(map.source("sources", "publisher").unwrap().from, ["outlet".into()]);
    }
}
