use serde::{Deserialize, Serialize};

/// The releases of a site that stand beside each other at a place, of which a link leads to one: `.dateline/releases.json` there.
///
/// A release is made beside the others while readers are on the one before; then the link is changed, in one step. So a reader
/// has one whole site or another, never a part of each, and one goes back by changing the link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releases {
    /// The form of this file.
    version: u32,
    /// Those that are whole, in their order.
    made: Vec<String>,
    /// Those that one has gone back from: nobody goes back to them, and they are the first to go.
    aside: Vec<String>,
    /// One that a publish has begun, and not ended yet.
    begun: Option<String>,
}

/// The form that this program writes.
const VERSION: u32 = 1;

/// The folder they stand in.
const FOLDER: &str = "releases/";

impl Releases {
    /// Where they are kept, from the root of the place.
    pub const FILE: &'static str = ".dateline/releases.json";
    /// The link that leads to the one that is served.
    pub const LINK: &'static str = "current";

    /// The folder of a release, with a slash behind it.
    pub fn folder(id: &str) -> String {
        format!("{FOLDER}{id}/")
    }

    /// Where the publication of a release is kept.
    pub fn publication(id: &str) -> String {
        format!(".dateline/releases/{id}.json")
    }

    /// The release of ours that a link leads to, relative or not.
    pub fn served(&self, target: &str) -> Option<&str> {
        let (_, id) = target.trim_end_matches('/').rsplit_once(FOLDER.trim_end_matches('/'))?;
        let id = id.strip_prefix('/')?;
        self.made.iter().chain(&self.aside).chain(&self.begun).map(String::as_str).find(|made| *made == id)
    }

    /// As they are, when one knows which is served: one that was begun and is served is whole, for the link is changed last. One
    /// that is not is of no use to anybody, and is given back.
    #[must_use]
    pub fn settled(mut self, served: Option<&str>) -> (Releases, Option<String>) {
        match self.begun.take() {
            Some(begun) if Some(&*begun) == served => {
                self.made.push(begun);
                (self, None)
            }
            abandoned => (self, abandoned),
        }
    }

    /// A name for one more, by the moment: one that none has.
    pub fn named(&self, moment: &str) -> String {
        // One that was taken away may have left a folder, so the number goes on after the last of the moment.
        let number = |id: &String| match id.strip_prefix(moment)? {
            "" => Some(1),
            rest => rest.strip_prefix('-')?.parse::<u32>().ok(),
        };
        match self.made.iter().chain(&self.aside).chain(&self.begun).filter_map(number).max() {
            Some(last) => format!("{moment}-{}", last.saturating_add(1)),
            None => moment.to_owned(),
        }
    }

    /// With one begun.
    #[must_use]
    pub fn begin(&self, id: &str) -> Releases {
        Releases { version: VERSION, begun: Some(id.to_owned()), ..self.clone() }
    }

    /// The one before the one that is served.
    pub fn before(&self, served: &str) -> Option<&str> {
        let at = self.made.iter().position(|id| id == served)?;
        self.made[..at].last().map(String::as_str)
    }

    /// When one has gone back from one.
    #[must_use]
    pub fn set_aside(&self, id: &str) -> Releases {
        let mut releases = self.without(id);
        releases.aside.push(id.to_owned());
        releases
    }

    /// Those that go where so many are kept; never the one that is served.
    pub fn spare(&self, keep: usize, served: &str) -> Vec<String> {
        let count = (self.aside.len() + self.made.len()).saturating_sub(keep.max(1));
        self.aside.iter().chain(&self.made).filter(|id| *id != served).take(count).cloned().collect()
    }

    /// Without one that is there no more.
    #[must_use]
    pub fn without(&self, id: &str) -> Releases {
        let others = |ids: &[String]| ids.iter().filter(|other| *other != id).cloned().collect();
        Releases { version: VERSION, made: others(&self.made), aside: others(&self.aside), begun: self.begun.clone() }
    }

    /// The folder in which the publications of releases are kept.
    pub const PUBLICATIONS: &'static str = ".dateline/releases/";

    /// The releases as the files in [`Releases::PUBLICATIONS`] tell them, where [`Releases::FILE`]
    /// cannot be read: those up to the one that is served are whole. A later one was set aside or
    /// never ended, so nobody goes back to it.
    pub fn rebuilt<'f>(files: impl Iterator<Item = &'f str>, link: Option<&str>) -> Releases {
        let mut made: Vec<String> = files.filter_map(|file| file.strip_suffix(".json")).filter(|id| is_name(id)).map(str::to_owned).collect();
        made.sort();
        let all = Releases { version: VERSION, made, ..Releases::default() };
        let whole = link.and_then(|link| all.served(link)).map_or(0, |served| all.made.partition_point(|id| **id <= *served));
        let mut made = all.made;
        let aside = made.split_off(whole);
        Releases { version: VERSION, made, aside, begun: None }
    }

    /// Reads them; what cannot be read, or is of another form, counts as none.
    pub fn parse(text: &[u8]) -> Option<Releases> {
        let read: Releases = serde_json::from_slice(text).ok()?;
        // A name that somebody changed by hand must not lead out of the folder.
        (read.version == VERSION && read.made.iter().chain(&read.aside).chain(&read.begun).all(|id| is_name(id))).then_some(read)
    }

    /// The releases as they are kept.
    pub fn to_text(&self) -> String {
        // Strings and numbers always serialise.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

/// Whether this may be the name of a release.
fn is_name(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn releases(made: &[&str], begun: Option<&str>) -> Releases {
        Releases { version: VERSION, made: made.iter().map(|id| (*id).to_owned()).collect(), aside: Vec::new(), begun: begun.map(str::to_owned) }
    }

    #[test]
    fn one_that_was_begun_is_whole_when_it_is_served_and_of_no_use_when_it_is_not() {
        let died = releases(&["a", "b"], Some("c"));
        assert_eq!(died.clone().settled(Some("b")), (releases(&["a", "b"], None), Some("c".to_owned())));
        assert_eq!(died.clone().settled(Some("c")), (releases(&["a", "b", "c"], None), None));
        assert_eq!((died.served("releases/c"), died.served("/srv/www/releases/b/"), died.served("releases/x")), (Some("c"), Some("b"), None));
        assert_eq!((died.named("d"), died.named("c"), releases(&["c", "c-2"], None).named("c")), ("d".into(), "c-2".into(), "c-3".into()));
    }

    #[test]
    fn going_back_goes_further_back_each_time_and_what_one_went_back_from_goes_first() {
        let all = releases(&["a", "b", "c"], None);
        assert_eq!((all.before("c"), all.before("a"), all.before("x")), (Some("b"), None, None));
        let back = all.set_aside("c");
        assert_eq!((back.before("b"), back.spare(2, "b"), back.served("releases/c")), (Some("a"), vec!["c".to_owned()], Some("c")));
        assert_eq!(back.set_aside("b").before("a"), None, "nobody comes back to what they went back from");
        let (next, _) = back.begin("d").settled(Some("d"));
        assert_eq!((next.before("d"), next.spare(3, "d")), (Some("b"), vec!["c".to_owned()]));
        assert_eq!(all.spare(1, "a"), ["b", "c"], "the one that is served stays");
        assert_eq!(all.without("b"), releases(&["a", "c"], None));
    }

    #[test]
    fn where_their_list_is_spoilt_the_files_of_the_releases_tell_it() {
        let files = ["c.json", "a.json", "b.json", "x.txt", "..json", ".json"];
        let rebuilt = Releases::rebuilt(files.into_iter(), Some("releases/b"));
        assert_eq!((rebuilt.before("b"), rebuilt.served("releases/b"), rebuilt.served("releases/c")), (Some("a"), Some("b"), Some("c")));
        assert_eq!(rebuilt.spare(2, "b"), ["c"], "what came after the one that is served goes first");
        assert_eq!(Releases::rebuilt(files.into_iter(), None).made, Vec::<String>::new());
    }

    #[test]
    fn they_read_back_and_a_name_that_leads_elsewhere_is_not_read() {
        let all = releases(&["20261127T205319Z", "20261127T205319Z-2"], Some("x"));
        assert_eq!(Releases::parse(all.to_text().as_bytes()), Some(all));
        assert_eq!(Releases::parse(releases(&["../.."], None).to_text().as_bytes()), None);
        assert_eq!(Releases::parse(b"{\"version\":9,\"made\":[],\"aside\":[],\"begun\":null}"), None);
    }
}
