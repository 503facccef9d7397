use crate::base::Slug;
use crate::calendar::{Day, Month};
use crate::content::Withheld;
use crate::model::Slot;
use std::fmt::Write;

/// An address of the site, from its home on: `people/kim-jong-un/`, `atom.xml`; the home itself is empty.
///
/// All shapes of addresses are made in this file. Parts come from [`Slug`]s, from numbers and from words written here, so
/// no address can leave the output folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Route(String);

impl Route {
    /// The front page.
    pub fn home() -> Route {
        Route::default()
    }

    /// One of the site's own words as a folder: `reported/`, `articles/`.
    pub fn word(word: &'static str) -> Route {
        Route(format!("{word}/"))
    }

    /// A folder under this one.
    #[must_use]
    pub fn slug(&self, slug: &Slug) -> Route {
        Route(format!("{}{slug}/", self.0))
    }

    /// A file under this folder, one of the site's own: `atom.xml`.
    #[must_use]
    pub fn leaf(&self, name: &'static str) -> Route {
        Route(format!("{}{name}", self.0))
    }

    /// The page of a pair.
    pub fn pair(first: &Slug, second: &Slug) -> Route {
        Route(format!("pairs/{first}--{second}/"))
    }

    /// A published picture or paper.
    pub fn medium(name: &str) -> Route {
        Route(format!("media/{name}"))
    }

    /// A file from `static/`, under the path it has there.
    pub fn asset(path: &str) -> Route {
        Route(path.to_owned())
    }

    /// An address that a document says it once had, if it can be one: no part that leaves the
    /// folder, none too long for a file's name, and none that stays behind as a file of the site
    /// would, such as `.git` or `.htaccess`.
    pub fn old(path: &str) -> Option<Route> {
        let path = crate::content::percent_decoded(path.split(['?', '#']).next().unwrap_or_default());
        let trimmed = path.trim_start_matches('/');
        // A folder's own file is the folder.
        let trimmed = trimmed.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(trimmed);
        let good = |part: &str| {
            !part.is_empty() && part != "." && part != ".." && part.len() <= 200 && !part.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c))
        };
        let parts: Vec<&str> = trimmed.trim_end_matches('/').split('/').collect();
        if trimmed.is_empty() || trimmed.len() > 1000 || !parts.iter().all(|part| good(part)) || is_hidden(&parts) {
            return None;
        }
        let is_file = !trimmed.ends_with('/') && parts.last().is_some_and(|last| last.contains('.'));
        Some(Route(if is_file { parts.join("/") } else { format!("{}/", parts.join("/")) }))
    }

    /// A year of a list: `2018/`.
    #[must_use]
    pub fn year(&self, year: i64) -> Route {
        Route(format!("{}{}/", self.0, year_word(year)))
    }

    /// A month of a list: `2018/07/`.
    #[must_use]
    pub fn month(&self, month: Month) -> Route {
        Route(format!("{}{}/{:02}/", self.0, year_word(month.year()), month.month()))
    }

    /// Where on the timeline of the whole site a place in time is, with the fragment of a day.
    pub fn slot(slot: Slot) -> Option<(Route, Option<String>)> {
        Some(match slot {
            Slot::Year(year) => (Route::home().year(year), None),
            Slot::Month(month) => (Route::home().month(month), None),
            Slot::Day(day) => (Route::home().month(Month::of(day)), Some(Route::day_anchor(day))),
            Slot::Undated => return None,
        })
    }

    /// The fragment of a day on the page of its month.
    pub fn day_anchor(day: Day) -> String {
        format!("d{}", day.day())
    }

    /// What is added to the address of a timeline to narrow it to a name, where the reader's script runs.
    pub fn narrowing(kind: &str, slug: &Slug) -> String {
        format!("?{}={}", Route(kind.to_owned()).url("").replace('+', "%2B"), Route(slug.to_string()).url(""))
    }

    /// The file in the output folder: a folder's `index.html`, or the file itself.
    pub fn file(&self) -> String {
        if self.0.is_empty() || self.0.ends_with('/') { format!("{}index.html", self.0) } else { self.0.clone() }
    }

    /// The address within its host, for links: percent-encoded, below `base`, which begins and ends with `/`.
    pub fn url(&self, base: &str) -> String {
        let mut url = String::with_capacity(base.len() + self.0.len());
        url.push_str(base);
        for byte in self.0.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' | b'@' | b'+' | b',' => url.push(char::from(byte)),
                // Writing to a string cannot fail.
                byte => drop(write!(url, "%{byte:02X}")),
            }
        }
        url
    }

    /// The address as it stands here, not encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A year as it stands in an address: four digits at least, the sign before them.
fn year_word(year: i64) -> String {
    if (0..=9999).contains(&year) {
        format!("{year:04}")
    } else if (-9999..0).contains(&year) {
        format!("-{:04}", year.unsigned_abs())
    } else {
        format!("Y{year}")
    }
}

/// Whether the parts of an old address name what belongs to git, to Dateline or to a server:
/// `.htaccess` tells a server what to do, and a page in its place may stop the whole site. Of
/// hidden folders only `.well-known` is one of addresses (RFC 8615).
fn is_hidden(parts: &[&str]) -> bool {
    let is_internal = |part: &str| Withheld::of_name(part, false) == Some(Withheld::Internal);
    parts.iter().any(|part| is_internal(part) || (part.starts_with('.') && !part.eq_ignore_ascii_case(".well-known")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_script_are_encoded_in_links_and_kept_in_files() {
        let route = Route::word("people").slug(&Slug::of("김정은"));
        assert_eq!(route.url("/korea/"), "/korea/people/%EA%B9%80%EC%A0%95%EC%9D%80/");
        assert_eq!(route.file(), "people/김정은/index.html");
    }

    #[test]
    fn an_old_address_cannot_leave_the_folder() {
        assert_eq!(Route::old("/old/address/").unwrap().file(), "old/address/index.html");
        assert_eq!(Route::old("/2018/talks.html").unwrap().file(), "2018/talks.html");
        for bad in ["/", "", "/index.html", "../x", "/a/../../x", "/%2e%2e/x", "/.dateline/manifest", "/a//b", "/a\\b", "/a\0b"] {
            assert_eq!(Route::old(bad), None, "{bad}");
        }
    }

    #[test]
    fn years_before_the_first_have_addresses_too() {
        assert_eq!(Route::home().year(44).as_str(), "0044/");
        assert_eq!(Route::home().year(-43).as_str(), "-0043/");
        assert_eq!(Route::home().year(170_000).as_str(), "Y170000/");
    }
}
