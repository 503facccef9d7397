use super::data::is_told;
use crate::base::Digest;
use crate::calendar::{Blanks, Day};
use crate::content::{KindId, Status, When};
use crate::model::{Entry, Slot, Subject};
use crate::pages::{Context, Moment, Pages, Route, StatusView};
use serde::Serialize;
use serde_yaml::Value;

/// So many entries stand in one piece of lines. Matches are strewn over the whole span, so a piece must be small.
const LINES: usize = 64;
/// The days a script can count (ECMA-262, §21.4.1.1): what lies beyond is as far as that.
const FARTHEST: i64 = 99_999_000;

/// What the reader's script filters the timeline by: an index of all entries in columns, for each kind the names and where
/// they stand, and the entries as lines, some dozens a piece. A script reads the index when a reader first reaches for the
/// filter, the names with it, and only those lines that are to be shown.
///
/// The index keeps its address and is asked for anew each time; it names the other pieces, whose addresses have the digest of
/// what they say. So pieces of one build are never read with those of another, and no page changes with them.
pub(super) struct Facets {
    /// The pieces, each at its address.
    pub(super) pieces: Vec<(Route, Vec<u8>)>,
}

/// An entry that was corrected.
const CORRECTED: u8 = 1;
/// An entry that surely lasts from one day to another.
const LASTING: u8 = 2;

/// The folder of all pieces. `filter.html` names the index.
const FOLDER: &str = "data/filter/";

/// All entries, by columns, from the earliest. A day is a number, counted from 1 January 1970; so that the numbers are small,
/// each is told as what it is more than the one before.
#[derive(Default, Serialize)]
struct Index<'t> {
    /// The first day each can mean; a start that is open is its end. What has no date has the day of the entry before.
    first: Vec<i64>,
    /// How many days after the first the last one is; −1: it goes on.
    length: Vec<i64>,
    /// How many days after the first day it was reported.
    reported: Vec<i64>,
    /// `d`, `m`, `y`, `u`: it stands under a day, a month, a year, or has no date.
    grain: String,
    /// `a` is an article, `e` an event.
    kind: String,
    /// The place among the statuses, `-` for none.
    status: String,
    /// 1 to 5.
    importance: String,
    /// The word of each status and what readers call it.
    statuses: Vec<(&'static str, String)>,
    /// How many entries a piece of lines has.
    size: usize,
    /// The pieces of lines.
    lines: Vec<String>,
    /// The kinds.
    names: Vec<Names<'t>>,
    words: Words<'t>,
}

/// A kind, and the piece with its names.
#[derive(Serialize)]
struct Names<'t> {
    key: &'t str,
    singular: &'t str,
    file: String,
}

/// Words for what the script says.
#[derive(Default, Serialize)]
struct Words<'t> {
    filter: Option<&'t Value>,
    entries: Option<&'t Value>,
    names: Option<&'t Value>,
    undated: &'t str,
    corrected: &'t str,
    dates: Option<Blanks>,
}

/// A name: its slug, how it is said, what else it is called, and the entries it stands in, each told as what its number is
/// more than the one before.
#[derive(Serialize)]
struct Name<'t>(&'t str, &'t str, Vec<&'t str>, Vec<usize>);

/// An entry: its address under `articles/`, its title; where its date is no plain day, month or year, the words for it; and
/// what else is so of it: [`CORRECTED`], [`LASTING`].
#[derive(Serialize)]
struct Line<'t>(String, &'t str, Option<String>, u8);

impl Facets {
    /// The pieces of a site; none where nothing stands on its timeline.
    pub(super) fn of(pages: &Pages<'_>) -> Facets {
        let context = pages.context();
        let told: Vec<(usize, &Entry)> = context.timeline.entries.iter().enumerate().filter(|(_, entry)| is_told(entry, &context)).collect();
        let mut facets = Facets { pieces: Vec::new() };
        if told.is_empty() {
            return facets;
        }
        let mut index = Index::of(&told, &context);
        for lines in told.chunks(LINES) {
            let lines: Vec<Line<'_>> = lines.iter().map(|(_, entry)| Line::of(entry, &context)).collect();
            let file = facets.add(&format!("lines-{}", index.lines.len()), &lines);
            index.lines.push(file);
        }
        let mut numbers = vec![None; context.timeline.entries.len()];
        told.iter().enumerate().for_each(|(number, (at, _))| numbers[*at] = Some(number));
        for (id, kind) in context.config().kinds.iter() {
            let names = names(id, &numbers, &context);
            if !names.is_empty() {
                let file = facets.add(kind.slug.as_str(), &names);
                index.names.push(Names { key: &kind.key, singular: context.words.kind(kind).0, file });
            }
        }
        facets.pieces.push((Route::asset(&format!("{FOLDER}index.json")), json(&index)));
        facets
    }

    /// Adds a piece, and says what its file is called.
    fn add(&mut self, name: &str, piece: &impl Serialize) -> String {
        let bytes = json(piece);
        let file = format!("{name}.{}.json", Digest::of(&bytes).short());
        self.pieces.push((Route::asset(&format!("{FOLDER}{file}")), bytes));
        file
    }
}

fn json(piece: &impl Serialize) -> Vec<u8> {
    // Strings and numbers always serialise.
    serde_json::to_vec(piece).unwrap_or_default()
}

impl<'t> Index<'t> {
    fn of(told: &[(usize, &Entry)], context: &Context<'t>) -> Index<'t> {
        let said = |status: Status| {
            let StatusView { key, label, .. } = StatusView::of(status, context);
            (key, label)
        };
        let mut index = Index { size: LINES, statuses: Status::ALL.map(said).into(), words: Words::of(context), ..Index::default() };
        let mut before = 0;
        for (_, entry) in told {
            let (first, last, published) = days(entry, context);
            let first = first.map_or(before, number);
            index.first.push(first - before);
            index.length.push(last.map_or(-1, |last| number(last) - first));
            index.reported.push(published.map_or(0, |day| number(day) - first));
            before = first;
            index.grain.push(match entry.slot {
                Slot::Day(_) => 'd',
                Slot::Month(_) => 'm',
                Slot::Year(_) => 'y',
                Slot::Undated => 'u',
            });
            index.kind.push(match entry.subject {
                Subject::Article(_) => 'a',
                Subject::Event(_) => 'e',
            });
            let (status, importance) = match entry.subject {
                Subject::Article(id) => (context.timeline.article(id).document.status, context.timeline.article(id).importance()),
                Subject::Event(id) => (context.timeline.event(id).document.status, context.timeline.event(id).importance()),
            };
            let status = status.and_then(|status| Status::ALL.iter().position(|known| *known == status));
            index.status.push(status.and_then(|at| char::from_digit(u32::try_from(at).ok()?, 10)).unwrap_or('-'));
            index.importance.push(char::from(b'0' + importance.min(9)));
        }
        index
    }
}

impl<'t> Words<'t> {
    fn of(context: &Context<'t>) -> Words<'t> {
        let words = context.words;
        Words {
            filter: words.table().get("filter"),
            entries: words.table().get("entries_count"),
            names: words.table().get("names_count"),
            undated: words.get("undated"),
            corrected: words.get("corrected"),
            dates: Some(words.dates.blanks()),
        }
    }
}

/// The date of an entry.
fn when<'t>(entry: &Entry, context: &Context<'t>) -> &'t When {
    match entry.subject {
        Subject::Article(id) => &context.timeline.article(id).document.date,
        Subject::Event(id) => &context.timeline.event(id).document.date,
    }
}

/// The first and the last day an entry can mean, and the day it was reported.
fn days(entry: &Entry, context: &Context<'_>) -> (Option<Day>, Option<Day>, Option<Day>) {
    let reporter = match entry.subject {
        Subject::Article(id) => Some(id),
        Subject::Event(id) => context.timeline.event(id).home(),
    };
    let when = when(entry, context);
    (when.first(), when.date.bounds().latest, reporter.map(|id| context.timeline.article(id).published))
}

/// A day as a number.
fn number(day: Day) -> i64 {
    Day::new(1970, 1, 1).map_or(0, |epoch| epoch.days_until(day)).clamp(-FARTHEST, FARTHEST)
}

impl<'t> Line<'t> {
    fn of(entry: &Entry, context: &Context<'t>) -> Line<'t> {
        let timeline: &'t crate::model::Timeline<'t> = context.timeline;
        let (address, title, is_corrected) = match entry.subject {
            Subject::Article(id) => {
                let article = timeline.article(id);
                (article.slug.to_string(), &*article.document.title, !article.document.corrections.is_empty())
            }
            Subject::Event(id) => {
                let event = timeline.event(id);
                let home = event.home().map_or("", |home| timeline.article(home).slug.as_str());
                (format!("{home}#{}", event.anchor), &*event.document.title, false)
            }
        };
        let date = &when(entry, context).date;
        let is_soft = Moment::is_soft(date);
        let is_plain = !is_soft && !date.is_interval() && entry.slot != Slot::Undated;
        let flags = [(is_corrected, CORRECTED), (date.is_interval() && !is_soft, LASTING)];
        let flags = flags.iter().filter(|(holds, _)| *holds).map(|(_, flag)| flag).sum();
        Line(address, title, (!is_plain).then(|| context.words.dates.say(date)), flags)
    }
}

/// The names of a kind that may be listed and stand in an entry that is told.
fn names<'t>(kind: KindId, numbers: &[Option<usize>], context: &Context<'t>) -> Vec<Name<'t>> {
    let timeline: &'t crate::model::Timeline<'t> = context.timeline;
    let listed = timeline.entities.iter().filter(|entity| entity.kind == kind && entity.is_listed());
    let named = listed.map(|entity| {
        let mut before = 0;
        let told = entity.entries.iter().filter_map(|id| numbers[id.index()]);
        let steps = told.map(|number| number - std::mem::replace(&mut before, number)).collect();
        let native = entity.profile.and_then(|profile| profile.native_name.as_deref());
        let aliases = entity.profile.into_iter().flat_map(|profile| &profile.aliases.names).map(|(_, alias)| &**alias);
        Name(entity.slug.as_str(), &entity.name, native.into_iter().chain(aliases).collect(), steps)
    });
    named.filter(|name| !name.3.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Listing, Report, Sources, Stamp, Unreadable};
    use crate::model::{Drafts, Scope, relate};
    use crate::pages::{Words as Interface, compose};
    use crate::{content, pages::Pages};

    /// A site folder in memory.
    struct Folder(Vec<(&'static str, String)>, Vec<Listing>);

    impl Folder {
        fn new(files: &[(&'static str, &str)]) -> Folder {
            let listing = |(path, text): &(&str, &str)| Listing { path: (*path).into(), stamp: Stamp { size: text.len() as u64, modified: 0, identity: 0 } };
            let file = |(path, text): &(&'static str, &str)| (*path, format!("---\n{}\n---\nText.\n", text.replace("; ", "\n")));
            Folder(files.iter().map(file).collect(), files.iter().map(listing).collect())
        }

        /// What the pieces of the site say, by the first part of their names.
        fn facets<T>(&self, look: impl FnOnce(&[(Route, Vec<u8>)]) -> T) -> T {
            let mut report = Report::default();
            let config = content::configure(self, &mut report);
            let content = content::read(self, config, &mut report);
            let scope = Scope { today: Day::new(2020, 6, 30).unwrap(), drafts: Drafts::Hidden };
            let timeline = relate(&content, self, scope, &mut report);
            let words = Interface::load("en", self, &mut report).unwrap();
            let pages: Pages<'_> = compose(&timeline, &words, self, &mut report);
            look(&Facets::of(&pages).pieces)
        }
    }

    impl Sources for Folder {
        fn list(&self) -> &[Listing] {
            &self.1
        }

        fn bytes(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
            let found = self.0.iter().find(|(known, _)| *known == path);
            found.map(|(_, text)| text.clone().into_bytes()).ok_or_else(|| Unreadable::System("no such file".to_owned()))
        }
    }

    fn piece(pieces: &[(Route, Vec<u8>)], name: &str) -> serde_json::Value {
        let of = |route: &Route| route.as_str().strip_prefix(FOLDER).is_some_and(|file| file.starts_with(name));
        pieces.iter().find(|(route, _)| of(route)).map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).unwrap_or_default()
    }

    #[test]
    fn entries_stand_in_columns_and_names_say_which_they_are_in() {
        let folder = Folder::new(&[
            ("content/articles/summit.md", "title: Summit; date: 2018-04-27; published: 2018-04-28; status: confirmed; importance: 5; people: [Kim, Moon]"),
            ("content/articles/talks.md", "title: Talks; date: 2018-04-27/2018-05-02; people: [Moon]; corrections: [{ note: Rank }]"),
            ("content/articles/year.md", "title: A year; date: 2017; people: [Kim]"),
            ("content/articles/since.md", "title: Since; date: 2019-01/..; status: claimed; events: [{ id: start, date: 2018-12-31, title: Start }]"),
            ("content/people/kim.md", "name: Kim; native_name: 김"),
        ]);
        folder.facets(|pieces| {
            let index = piece(pieces, "index");
            // 2017-01-01 is 17,167 days after 1970-01-01; the 27th of April 2018 is 481 days later.
            assert_eq!(index["first"], serde_json::json!([17167, 481, 0, 248, 1]));
            assert_eq!(index["length"], serde_json::json!([364, 0, 5, 0, -1]));
            assert_eq!(index["reported"][1], 1);
            assert_eq!([&index["grain"], &index["kind"], &index["status"], &index["importance"]], ["ydddm", "aaaea", "-0--2", "35323"]);
            assert_eq!(piece(pieces, "people"), serde_json::json!([["kim", "Kim", ["김"], [0, 1]], ["moon", "Moon", [], [1, 1]]]));
            let lines = piece(pieces, "lines-0");
            assert_eq!(lines[1], serde_json::json!(["summit", "Summit", null, 0]));
            assert_eq!(lines[2], serde_json::json!(["talks", "Talks", "27 April – 2 May 2018", 3]));
            assert_eq!(lines[3][0], "since#event-start");
            let file = index["names"][0]["file"].as_str().unwrap();
            assert!(pieces.iter().any(|(route, _)| route.as_str() == format!("{FOLDER}{file}")), "the index names its pieces");
        });
    }

    #[test]
    fn nothing_is_in_them_that_asks_not_to_be_found() {
        let folder = Folder::new(&[
            ("content/articles/open.md", "title: Open; date: 2018-04-27; people: [Kim, Quiet, Gone]"),
            (
                "content/articles/secret.md",
                "title: Secret; date: 2018-05-01; noindex: true; people: [Hidden]; events: [{ date: 2018-05-02, title: Secret too }]",
            ),
            ("content/articles/back.md", "title: Secret; date: 2018-05-03; status: withdrawn; people: [Hidden]"),
            ("content/articles/draft.md", "title: Secret; date: 2018-05-04; draft: true; people: [Hidden]"),
            ("content/people/quiet.md", "name: Quiet; noindex: true"),
            ("content/people/gone.md", "name: Gone; remove: true"),
        ]);
        folder.facets(|pieces| {
            assert_eq!(piece(pieces, "people"), serde_json::json!([["kim", "Kim", [], [0]]]));
            let all = pieces.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect::<String>().to_lowercase();
            assert!(all.contains("open") && !["secret", "hidden", "quiet", "gone"].iter().any(|word| all.contains(word)));
        });
    }

    #[test]
    fn a_site_without_entries_has_no_pieces() {
        let folder = Folder::new(&[("content/people/kim.md", "name: Kim")]);
        assert_eq!(folder.facets(<[_]>::len), 0);
    }
}
