use crate::base::Digest;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A file of a site, as it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ware {
    /// Of its bytes.
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
}

impl Ware {
    /// A file that may be anything: like nothing that is to be published.
    pub const UNKNOWN: Ware = Ware { digest: Digest::NONE, size: u64::MAX };
}

/// The files of a site by their paths, as they are to be published, or stand where they were.
pub type Wares = BTreeMap<String, Ware>;

/// A file as a store holds it: how much was sent to the store, and how the store answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Bytes that were sent: of the compressed form, where the file was compressed.
    pub size: u64,
    /// The entity tag that the store answered with (RFC 9110, section 8.8.3), without quotes and
    /// without the mark of a weak one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

impl Stored {
    /// The letters of an entity tag. Lists write the tag without the quotes that a header has, and
    /// servers call one tag weak at one time and strong at another.
    pub fn plain_tag(tag: &str) -> String {
        tag.trim().trim_start_matches("W/").trim_matches('"').to_owned()
    }

    /// Whether an object of this size and tag is the one that was sent. A tag that either side does
    /// not know decides nothing.
    pub fn is_same(&self, size: u64, tag: Option<&str>) -> bool {
        let is_same_tag = match (&self.tag, tag) {
            (Some(sent), Some(now)) => *sent == Stored::plain_tag(now),
            _ => true,
        };
        self.size == size && is_same_tag
    }
}

/// What a place that a site is published to keeps of it, so that the next publish sends only what has changed and removes only
/// what is its own: `.dateline/published.json` there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The form of this file.
    pub version: u32,
    /// What was published.
    pub files: Wares,
    /// How: what it says beside the files. Under another, every file is another.
    #[serde(default)]
    pub form: String,
    /// What a publish that has not ended may have touched.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub pending: BTreeSet<String>,
    /// The files as a store holds them. Older versions of Dateline did not keep this.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stored: BTreeMap<String, Stored>,
}

/// The form that this program writes.
const VERSION: u32 = 1;

impl Publication {
    /// Where it stands, from the root of what is published.
    pub const FILE: &'static str = ".dateline/published.json";

    /// Of these files.
    pub fn of(files: Wares) -> Publication {
        Publication { version: VERSION, files, ..Publication::default() }
    }

    /// What stands there, if it is to stand in this form. What may be anything is like nothing that is to stand there.
    pub fn standing(&self, form: &str) -> Wares {
        let known = |path: &String| self.form == form && !self.pending.contains(path);
        let files = self.files.iter().map(|(path, ware)| (path.clone(), if known(path) { *ware } else { Ware::UNKNOWN }));
        files.chain(self.pending.iter().map(|path| (path.clone(), Ware::UNKNOWN))).collect()
    }

    /// The publication while a shipment is on its way: what it may touch cannot be trusted until it has come.
    #[must_use]
    pub fn during(&self, shipment: &Shipment) -> Publication {
        let touched = shipment.create.iter().chain(&shipment.update).chain(&shipment.remove);
        let pending = self.pending.iter().chain(touched).cloned().collect();
        let stored = self.stored.clone();
        Publication { form: self.form.clone(), pending, stored, ..Publication::of(self.files.clone()) }
    }

    /// The publication when a shipment has come to a place, in this form. What nobody wants and nobody may remove now is removed by
    /// a later publish.
    #[must_use]
    pub fn after(&self, shipment: &Shipment, wanted: &Wares, form: &str) -> Publication {
        let is_removed = |path: &String| shipment.remove.binary_search(path).is_ok();
        let mut files = self.files.clone();
        files.retain(|path, _| !is_removed(path));
        files.extend(shipment.create.iter().chain(&shipment.update).filter_map(|path| Some((path.clone(), *wanted.get(path)?))));
        let pending = self.pending.iter().filter(|path| !wanted.contains_key(*path) && !is_removed(path)).cloned().collect();
        // Of a file that was sent, what was stored before says nothing any more.
        let is_sent = |path: &String| [&shipment.create, &shipment.update].iter().any(|sent| sent.binary_search(path).is_ok());
        let mut stored = self.stored.clone();
        stored.retain(|path, _| files.contains_key(path) && !is_sent(path));
        Publication { form: form.to_owned(), pending, stored, ..Publication::of(files) }
    }

    /// Reads one; what cannot be read, or is of another form, counts as none.
    pub fn parse(text: &[u8]) -> Option<Publication> {
        let mut read: Publication = serde_json::from_slice(text).ok().filter(|publication: &Publication| publication.version == VERSION)?;
        // What somebody else may have changed must not lead out of the place.
        read.files.retain(|path, _| is_within(path));
        read.pending.retain(|path| is_within(path));
        read.stored.retain(|path, _| read.files.contains_key(path));
        Some(read)
    }

    /// The publication as it is kept.
    pub fn to_text(&self) -> String {
        // Strings and numbers always serialise.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

/// What is to be done so that a place has a site as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shipment {
    /// What is not there yet.
    pub create: Vec<String>,
    /// What is there, and was another.
    pub update: Vec<String>,
    /// What was published, and is no more.
    pub remove: Vec<String>,
    /// How many files stay as they are.
    pub keep: usize,
    /// How many bytes are to be sent.
    pub bytes: u64,
}

/// When in a publish a file is sent: what others need, before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wave {
    /// Style, scripts, fonts, pictures, and pieces of data that have their digest in their names.
    Assets,
    /// Pages.
    Pages,
    /// What tells others of the pages: feeds, sitemaps, data.
    Indexes,
}

impl Wave {
    /// All, in their order.
    pub const ALL: [Wave; 3] = [Wave::Assets, Wave::Pages, Wave::Indexes];

    /// The wave of a file.
    pub fn of(path: &str) -> Wave {
        // The compressed form of a file comes with it.
        let path = [".gz", ".br"].iter().find_map(|suffix| path.strip_suffix(suffix)).unwrap_or(path);
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            _ if is_fingerprinted(path) => Wave::Assets,
            "html" => Wave::Pages,
            "xml" | "json" | "ics" | "csv" | "txt" | "htaccess" => Wave::Indexes,
            _ if matches!(path, "_headers" | "_redirects") => Wave::Indexes,
            _ => Wave::Assets,
        }
    }
}

/// Whether a path is one of a file of the site: within the root of it, not among what Dateline keeps for itself, and nothing that
/// ends a line.
pub fn is_within(path: &str) -> bool {
    let is_good = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(|c: char| c.is_control());
    path.split('/').all(is_good) && !path.starts_with(".dateline/") && !(cfg!(windows) && path.contains(['\\', ':']))
}

/// Whether the name of a file has a digest of what is in it, `NAME.DIGEST.ext`: then it is never another.
pub fn is_fingerprinted(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.split('.').skip(1).any(|part| {
        part.len() == 10 && part.contains(|c| matches!(c, 'a'..='f')) && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

/// How long a reader's browser, and what stands between, may keep a file without asking again (RFC 9111, RFC 8246): one whose
/// name says what is in it, for good; any other, a minute, so that a correction is seen.
pub fn cache_control(path: &str) -> &'static str {
    if is_fingerprinted(path) { "public, max-age=31536000, immutable" } else { "public, max-age=60" }
}

/// Whether a file is text that compresses well: what is compressed already does not.
pub fn is_compressible(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["html", "css", "js", "json", "xml", "svg", "txt", "csv", "ics", "geojson"].contains(&extension)
}

impl Shipment {
    /// What leads from what stands somewhere to what is to stand there.
    pub fn between(standing: &Wares, wanted: &Wares) -> Shipment {
        let mut shipment = Shipment::default();
        for (path, ware) in wanted {
            match standing.get(path) {
                // How long it is, is not known of everything, and says nothing that its digest does not.
                Some(before) if before.digest == ware.digest => {
                    shipment.keep += 1;
                    continue;
                }
                Some(_) => shipment.update.push(path.clone()),
                None => shipment.create.push(path.clone()),
            }
            shipment.bytes += ware.size;
        }
        shipment.remove = standing.keys().filter(|path| !wanted.contains_key(*path)).cloned().collect();
        shipment
    }

    /// The same, with nothing removed.
    #[must_use]
    pub fn without_removals(self) -> Shipment {
        Shipment { keep: self.keep + self.remove.len(), remove: Vec::new(), ..self }
    }

    /// Whether there is nothing to do.
    pub fn is_nothing(&self) -> bool {
        self.sent() + self.remove.len() == 0
    }

    /// How many files are to be sent.
    pub fn sent(&self) -> usize {
        self.create.len() + self.update.len()
    }

    /// Whether more than a quarter of what stands there would go: more than a newsroom takes down in a day.
    pub fn clears_out(&self) -> bool {
        let standing = self.keep + self.update.len() + self.remove.len();
        self.remove.len() * 4 > standing
    }

    /// What is to be removed before anything is sent: files where folders are to be, and files in folders where files are to be.
    pub fn in_the_way(&self) -> Vec<&str> {
        let sent: BTreeSet<&str> = self.create.iter().chain(&self.update).map(String::as_str).collect();
        let is_folder =
            |path: &str| sent.range(&*format!("{path}/")..).next().is_some_and(|next| next.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')));
        let stands_in_file = |path: &str| path.match_indices('/').any(|(at, _)| sent.contains(&path[..at]));
        self.remove.iter().map(String::as_str).filter(|path| is_folder(path) || stands_in_file(path)).collect()
    }

    /// What is to be sent, in waves: each is to be there before the next begins.
    pub fn waves(&self) -> [Vec<&str>; 3] {
        let of = |wave: Wave| self.create.iter().chain(&self.update).map(String::as_str).filter(|path| Wave::of(path) == wave).collect();
        Wave::ALL.map(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wares(files: &[(&str, &str)]) -> Wares {
        files.iter().map(|(path, text)| ((*path).to_owned(), Ware { digest: Digest::of(text.as_bytes()), size: text.len() as u64 })).collect()
    }

    #[test]
    fn only_what_has_changed_is_sent_and_only_what_was_published_removed() {
        let before = wares(&[("a.html", "a"), ("b.html", "b"), ("c.html", "c"), ("d.html", "d")]);
        let after = wares(&[("a.html", "a"), ("b.html", "other"), ("c.html", "c"), ("e.html", "new")]);
        let shipment = Shipment::between(&before, &after);
        assert_eq!(
            (&*shipment.create, &*shipment.update, &*shipment.remove),
            (&["e.html".to_owned()][..], &["b.html".to_owned()][..], &["d.html".to_owned()][..])
        );
        assert_eq!((shipment.keep, shipment.bytes, shipment.sent(), shipment.is_nothing()), (2, 8, 2, false));
        assert!(Shipment::between(&after, &after).is_nothing());
        let spared = shipment.without_removals();
        assert_eq!((spared.remove.len(), spared.keep), (0, 3));
    }

    #[test]
    fn what_stands_in_the_way_goes_first() {
        let before = wares(&[("docs/a.pdf", "a"), ("more", "m"), ("gone", "g"), ("docs-b", "b")]);
        let shipment = Shipment::between(&before, &wares(&[("docs", "d"), ("more/a.html", "m"), ("docs-b", "b")]));
        assert_eq!((shipment.in_the_way(), shipment.remove.len()), (vec!["docs/a.pdf", "more"], 3));
    }

    #[test]
    fn a_quarter_may_go_without_a_word_and_more_may_not() {
        let before = wares(&[("a", "a"), ("b", "b"), ("c", "c"), ("d", "d")]);
        assert!(!Shipment::between(&before, &wares(&[("a", "a"), ("b", "b"), ("c", "x")])).clears_out());
        assert!(Shipment::between(&before, &wares(&[("a", "a"), ("b", "b")])).clears_out());
        assert!(!Shipment::between(&Wares::new(), &before).clears_out());
    }

    #[test]
    fn what_pages_need_is_sent_before_them_and_what_tells_of_them_after() {
        let new = wares(&[
            ("atom.xml", ""),
            ("index.html", ""),
            ("style.57e27b2cc5.css", ""),
            ("data/filter/lines-0.c5d09dd46f.json", ""),
            ("data/filter/index.json", ""),
            ("media/a.0123456789.480.webp", ""),
            ("robots.txt", ""),
            ("fonts/OFL.969438b086.txt", ""),
            ("sitemap.xml", ""),
            ("favicon.ico", ""),
            ("about/index.html.br", ""),
            ("style.57e27b2cc5.css.gz", ""),
            ("_redirects", ""),
            ("a.1700000000.json", ""),
        ]);
        let shipment = Shipment::between(&Wares::new(), &new);
        let assets = [
            "data/filter/lines-0.c5d09dd46f.json",
            "favicon.ico",
            "fonts/OFL.969438b086.txt",
            "media/a.0123456789.480.webp",
            "style.57e27b2cc5.css",
            "style.57e27b2cc5.css.gz",
        ];
        assert_eq!(
            shipment.waves(),
            [
                assets.to_vec(),
                vec!["about/index.html.br", "index.html"],
                vec!["_redirects", "a.1700000000.json", "atom.xml", "data/filter/index.json", "robots.txt", "sitemap.xml"]
            ]
        );
    }

    #[test]
    fn an_object_is_the_one_that_was_sent_if_its_size_and_its_tag_are_the_same() {
        let sent = Stored { size: 3, tag: Some(Stored::plain_tag("\"abc\"")) };
        let cases = [(3, Some("abc")), (3, Some("\"abc\"")), (3, Some("W/\"abc\"")), (3, None), (2, Some("abc")), (3, Some("abd"))];
        assert_eq!(cases.map(|(size, tag)| sent.is_same(size, tag)), [true, true, true, true, false, false]);
        assert!(Stored { size: 3, tag: None }.is_same(3, Some("abc")));
    }

    #[test]
    fn what_a_store_holds_of_a_file_is_forgotten_when_the_file_is_sent_again_or_removed() {
        let files = wares(&[("a", "a"), ("b", "b"), ("c", "c")]);
        let stored = files.keys().map(|path| (path.clone(), Stored { size: 1, tag: None })).collect();
        let before = Publication { stored, ..Publication::of(files) };
        let wanted = wares(&[("a", "a"), ("b", "other")]);
        let shipment = Shipment::between(&before.standing(""), &wanted);
        assert_eq!(before.during(&shipment).stored.len(), 3);
        assert_eq!(before.after(&shipment, &wanted, "").stored.into_keys().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn what_may_be_anything_is_sent_again() {
        let files = wares(&[("a.html", "a"), ("b.html", "b")]);
        let pending = BTreeSet::from(["b.html".to_owned(), "c.html".to_owned()]);
        let died = Publication { form: "gzip".to_owned(), pending, ..Publication::of(files.clone()) };
        let next = Shipment { create: vec!["d.html".to_owned()], remove: vec!["a.html".to_owned()], ..Shipment::default() };
        assert_eq!(died.during(&next).pending.into_iter().collect::<String>(), "a.htmlb.htmlc.htmld.html");
        assert_eq!(Publication::parse(died.during(&next).to_text().as_bytes()), Some(died.during(&next)));
        let shipment = Shipment::between(&died.standing("gzip"), &files);
        assert_eq!((&*shipment.update, &*shipment.remove, shipment.keep), (&["b.html".to_owned()][..], &["c.html".to_owned()][..], 1));
        assert_eq!(Shipment::between(&died.standing("plain"), &files).update.len(), 2);
    }

    #[test]
    fn a_publication_reads_back_and_a_foreign_one_is_none() {
        let publication = Publication::of(wares(&[("a.html", "a")]));
        assert_eq!(Publication::parse(publication.to_text().as_bytes()), Some(publication));
        assert_eq!(Publication::parse(b"{\"version\":9,\"files\":{}}"), None);
        let old = Publication::parse(b"{\"version\":1,\"files\":{\"a\":{\"digest\":\"00000000000000000000000000000000\",\"size\":1}}}").unwrap();
        assert_eq!((old.files.len(), old.stored.len()), (1, 0), "one of an older version");
        let odd = ["../a", "/etc/passwd", "a/../../b", "", "a//b", "a\n!touch b", ".dateline/lease", "안/a b.html"];
        let files = odd.map(|path| (path, "a"));
        let left = Publication::parse(Publication::of(wares(&files)).to_text().as_bytes()).unwrap();
        assert_eq!(left.files.into_keys().collect::<Vec<_>>(), ["안/a b.html"], "what leads elsewhere is not read");
    }
}
