use crate::base::{Code, Diagnostic, FastMap, FieldPath, Place, Slug};
use std::sync::Arc;

/// First parts of addresses that pages of the site have; no plain page and no own kind can have them.
pub const FIXED: &[&str] =
    &["articles", "calendar", "changes", "corrections", "data", "embed", "media", "pairs", "quotes", "reported", "search", "sources", "timeline", "undated"];

/// The addresses of one folder of the site, and who has them: the first to claim one keeps it.
#[derive(Default)]
pub(super) struct Claims {
    taken: FastMap<Slug, Option<Arc<str>>>,
    /// The next number to try for an address that many want.
    next: FastMap<Slug, u32>,
}

impl Claims {
    /// Claims where some addresses are the site's own.
    pub(super) fn reserving<'a>(fixed: impl IntoIterator<Item = &'a str>) -> Claims {
        Claims { taken: fixed.into_iter().map(|word| (Slug::of(word), None)).collect(), next: FastMap::default() }
    }

    /// Gives an address to whoever wants `slug`; if it is taken, one with the suffixes tried in order, then with a number.
    ///
    /// Numbers are for years and months, so nobody gets one.
    pub(super) fn claim(&mut self, slug: Slug, file: Option<&Arc<str>>, suffixes: impl Fn() -> Vec<String>, faults: &mut Vec<Diagnostic>) -> Slug {
        let holder = self.taken.get(&slug);
        if holder.is_none() && !slug.is_number() {
            self.taken.insert(slug.clone(), file.cloned());
            return slug;
        }
        let numbers = self.next.get(&slug).copied().unwrap_or(2)..;
        let tried = suffixes().into_iter().map(|suffix| slug.with(suffix)).chain(numbers.map(|number| slug.with(number)));
        let Some(given) = tried.into_iter().find(|slug| !self.taken.contains_key(slug) && !slug.is_number()) else { return slug };
        if let Some(file) = file {
            let message = match holder {
                Some(Some(other)) => format!("the address \"{slug}\" belongs to {other} already; this one gets \"{given}\""),
                _ => format!("the address \"{slug}\" is the site's own; this one gets \"{given}\""),
            };
            let diagnostic = Diagnostic::new(Code::AddressTaken, message)
                .grouped("several files claim one address; the first by path keeps it")
                .at(Place::of_value(file, FieldPath::key("slug")))
                .help("give it a `slug` of its own, so that its address stays when files come and go");
            faults.push(diagnostic);
        }
        if let Some(number) = given.as_str().strip_prefix(&format!("{slug}-")).and_then(|number| number.parse::<u32>().ok()) {
            self.next.insert(slug, number.saturating_add(1));
        }
        self.taken.insert(given.clone(), file.cloned());
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_keeps_an_address_and_the_others_get_their_day_then_a_number() {
        let (mut claims, mut faults) = (Claims::reserving(["data"]), Vec::new());
        let mut claim = |name: &str| claims.claim(Slug::of(name), Some(&"a.md".into()), || vec!["2018-07-31".to_owned()], &mut faults).to_string();
        assert_eq!(claim("Talks"), "talks");
        assert_eq!(claim("talks"), "talks-2018-07-31");
        assert_eq!(claim("TALKS"), "talks-2");
        assert_eq!(claim("data"), "data-2018-07-31");
        assert_eq!(claim("2018"), "2018-2018-07-31");
        assert_eq!(faults.len(), 4);
    }
}
