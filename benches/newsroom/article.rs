//! One article: front matter and four hundred words.

use crate::random::Random;
use crate::world::{Entity, Kind, World, capitalized, push, slug};
use std::fmt;

/// How many words a body has; the last sentence may run over by a few.
const WORDS: usize = 400;
/// 1 January 1995, in days since 1970.
const FIRST_DAY: usize = 9_131;
/// The days to 31 December 2024: thirty years.
const DAYS: usize = 10_958;

const OUTLETS: &[&str] =
    &["Vesper Wire", "The Harbour Post", "Northern Dispatch", "Daily Meridian", "Kestrel News Agency", "Radio Lumen", "The Ledger", "Civic Record"];
const SOURCE_KINDS: &[&str] = &["agency", "report", "interview", "declaration", "document"];
const DESK: &[&str] = &["Staff", "City desk", "Foreign desk", "Courts desk"];
const AUDIENCES: &[&str] = &["to reporters", "to parliament", "to the court", "in a statement"];
const BOXES: &[&str] = &["CONTEXT", "UPDATE", "DISPUTED"];

/// An article as a file.
pub(crate) struct Article {
    /// Where it stands, under `content/articles/`: `2018/07/2018-07-31-generals-meet.md`.
    pub(crate) path: String,
    /// The file.
    pub(crate) text: String,
}

impl Article {
    /// Writes article `index` of `count`. It depends on nothing else, so articles can be written in any order, or at once.
    pub(crate) fn write(world: &World, seed: u64, index: usize, count: usize) -> Article {
        Writer::new(world, Random::stream(seed ^ count as u64, index as u64), index, count).write()
    }
}

/// A day of the Gregorian calendar, counted from 1 January 1970.
#[derive(Clone, Copy)]
struct Day(usize);

impl Day {
    fn civil(self) -> (usize, usize, usize) {
        let mut left = self.0;
        let mut year = 1970;
        while left >= days_in_year(year) {
            left -= days_in_year(year);
            year += 1;
        }
        let mut month = 1;
        while left >= days_in_month(year, month) {
            left -= days_in_month(year, month);
            month += 1;
        }
        (year, month, left + 1)
    }

    fn after(self, days: usize) -> Day {
        Day(self.0 + days)
    }

    fn before(self, days: usize) -> Day {
        Day(self.0 - days)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(out, "{year}-{month:02}-{day:02}")
    }
}

fn days_in_year(year: usize) -> usize {
    365 + usize::from(days_in_month(year, 2) == 29)
}

fn days_in_month(year: usize, month: usize) -> usize {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Writer<'a> {
    world: &'a World,
    random: Random,
    index: usize,
    day: Day,
    /// The entities its lists name, by kind.
    cast: [Vec<&'a Entity>; 4],
    sources: usize,
    withdrawn: bool,
}

impl<'a> Writer<'a> {
    fn new(world: &'a World, mut random: Random, index: usize, count: usize) -> Writer<'a> {
        let day = Day(FIRST_DAY + (index * DAYS / count + random.below(5)).min(DAYS - 1));
        let cast = Kind::ALL.map(|kind| {
            let most = match kind {
                Kind::People => random.between(1, 5),
                Kind::Organizations | Kind::Topics => random.between(1, 3),
                Kind::Places => random.between(1, 2),
            };
            world.popularity(kind).draw_different(&mut random, most).into_iter().map(|entry| &world.entities(kind)[entry]).collect()
        });
        let sources = random.between(1, 4);
        let withdrawn = random.below(200) == 0;
        Writer { world, random, index, day, cast, sources, withdrawn }
    }

    fn write(mut self) -> Article {
        let title = self.headline();
        let (year, month, _) = self.day.civil();
        let path = format!("{year}/{month:02}/{}-{}.md", self.day, slug(&title));
        let mut text = self.front_matter(&title);
        self.push_body(&mut text);
        Article { path, text }
    }

    fn headline(&mut self) -> String {
        let mut words = vec![self.cast[Kind::People as usize][0].name.clone()];
        for at in 0..4 {
            if at == 2 {
                words.push(self.random.pick(&["in", "over", "after", "with"]).to_owned());
            }
            words.push(self.world.rare_word(&mut self.random).to_owned());
        }
        words.join(" ")
    }

    fn front_matter(&mut self, title: &str) -> String {
        let mut text = format!("---\ntitle: {title}\n");
        self.push_dates(&mut text);
        push(&mut text, format_args!("dateline: {}\n", self.cast[Kind::Places as usize][0].name));
        push(&mut text, format_args!("byline: [{}]\n", self.random.pick(DESK)));
        if self.random.chance(70) {
            let length = self.random.between(14, 28);
            push(&mut text, format_args!("summary: {}.\n", capitalized(&self.world.phrase(&mut self.random, length))));
        }
        if self.withdrawn {
            push(&mut text, format_args!("status: withdrawn\ncorrections:\n  - {{ date: {}, note: The account could not be upheld. }}\n", self.day.after(20)));
        } else {
            match self.random.below(100) {
                0..50 => text.push_str("status: confirmed\n"),
                50..75 => text.push_str("status: reported\n"),
                75..85 => text.push_str("status: claimed\n"),
                85..90 => text.push_str("status: disputed\n"),
                _ => {}
            }
            if self.random.chance(3) {
                push(&mut text, format_args!("corrections:\n  - {{ date: {}, note: An earlier version gave the wrong day. }}\n", self.day.after(3)));
            }
        }
        if self.random.chance(70) {
            push(&mut text, format_args!("importance: {}\n", [1, 2, 2, 3, 3, 3, 3, 4, 4, 5][self.random.below(10)]));
        }
        for kind in Kind::ALL {
            push(&mut text, format_args!("{}: [{}]\n", kind.key(), self.names(kind)));
        }
        self.push_sources(&mut text);
        if self.index.is_multiple_of(4) {
            self.push_events(&mut text);
        }
        text.push_str("---\n\n");
        text
    }

    /// Most articles know the day; a few only the month, or more than one day.
    fn push_dates(&mut self, text: &mut String) {
        let (day, (year, month, _)) = (self.day, self.day.civil());
        match self.random.below(100) {
            0..4 => push(text, format_args!("date: {year}-{month:02}\n")),
            4..6 => push(text, format_args!("date: {year}-{month:02}~\n")),
            6..9 => push(text, format_args!("date: {day}/{0}\npublished: {0}\n", day.after(3))),
            9..70 => push(text, format_args!("date: {day}\n")),
            _ => push(text, format_args!("date: {day}\npublished: {}\n", day.after(1))),
        }
    }

    /// The names an article lists, as a person writes them: mostly in full, sometimes by an alias.
    fn names(&mut self, kind: Kind) -> String {
        let names: Vec<&str> =
            self.cast[kind as usize].iter().map(|entity| entity.aliases.first().filter(|_| self.random.chance(10)).unwrap_or(&entity.name).as_str()).collect();
        names.join(", ")
    }

    fn push_sources(&mut self, text: &mut String) {
        text.push_str("sources:\n");
        for number in 1..=self.sources {
            let outlet = self.random.pick(OUTLETS);
            let kind = self.random.pick(SOURCE_KINDS);
            let title = capitalized(&self.world.phrase(&mut self.random, 6));
            let day = self.day.before(self.random.below(3));
            let (host, page) = (slug(outlet), self.random.below(1_000_000));
            push(
                text,
                format_args!(
                    "  - {{ id: s{number}, title: {title}, publisher: {outlet}, url: \"https://{host}.example/{page}\", date: {day}, kind: {kind} }}\n"
                ),
            );
        }
    }

    fn push_events(&mut self, text: &mut String) {
        text.push_str("events:\n");
        for number in 1..=self.random.between(1, 3) {
            let day = self.day.before(self.random.between(1, 400));
            let title = capitalized(&self.world.phrase(&mut self.random, 6));
            let person = &self.drawn(Kind::People).name;
            let place = &self.drawn(Kind::Places).name;
            push(text, format_args!("  - {{ id: e{}-{number}, date: {day}, title: {title}, people: [{person}], places: [{place}] }}\n", self.index));
        }
    }

    /// Any entity of a kind, by how often it is in the news.
    fn drawn(&mut self, kind: Kind) -> &'a Entity {
        let at = self.world.popularity(kind).draw(&mut self.random);
        &self.world.entities(kind)[at]
    }

    /// Six to nine paragraphs with what stands between them, [`WORDS`] words in all.
    fn push_body(&mut self, text: &mut String) {
        let paragraphs = self.random.between(6, 9);
        let between = self.between_paragraphs(paragraphs);
        let mut left = WORDS.saturating_sub(between.iter().map(|(_, block)| words(block)).sum());
        for at in 0..paragraphs {
            for (_, block) in between.iter().filter(|(before, _)| *before == at) {
                push(text, format_args!("{block}\n\n"));
            }
            let share = left / (paragraphs - at);
            let length = if at + 1 == paragraphs { left } else { self.random.between(share * 3 / 4, share * 5 / 4) };
            let paragraph = self.paragraph(length, at == 0);
            left = left.saturating_sub(words(&paragraph));
            push(text, format_args!("{paragraph}\n\n"));
        }
        if text.contains("[^1]") {
            push(text, format_args!("[^1]: {}.\n\n", capitalized(&self.world.phrase(&mut self.random, 12))));
        }
    }

    /// Headings, lists, tables, quotations and boxes, each with the paragraph it stands before; none opens or ends a body.
    fn between_paragraphs(&mut self, paragraphs: usize) -> Vec<(usize, String)> {
        let mut blocks = Vec::new();
        if self.index.is_multiple_of(5) {
            blocks.push((2, self.quotation()));
        }
        if self.random.chance(25) {
            let items = self.random.between(3, 5);
            let list: Vec<String> = (0..items).map(|_| format!("- {}", self.sentence(8))).collect();
            blocks.push((3, list.join("\n")));
        }
        if self.random.chance(12) {
            blocks.push((4, self.table()));
        }
        if self.random.chance(5) {
            let kind = self.random.pick(BOXES);
            blocks.push((5, format!("> [!{kind}]\n> {}", self.sentence(16))));
        }
        let first = self.random.between(2, 3);
        blocks.insert(0, (first, format!("## {}", capitalized(&self.world.phrase(&mut self.random, 4)))));
        if self.random.chance(50) {
            blocks.insert(1, (paragraphs - 2, format!("## {}", capitalized(&self.world.phrase(&mut self.random, 3)))));
        }
        blocks
    }

    fn quotation(&mut self) -> String {
        let length = self.random.between(14, 26);
        let words = capitalized(&self.world.phrase(&mut self.random, length));
        let speaker = &self.cast[Kind::People as usize][0].name;
        let (audience, day) = (self.random.pick(AUDIENCES), self.day);
        format!("> {words}.\n>\n> — [[{speaker}]], {audience}, {day}")
    }

    fn table(&mut self) -> String {
        let mut table = "| Place | Before | After |\n|---|---|---|".to_owned();
        for _ in 0..self.random.between(3, 5) {
            let place = &self.drawn(Kind::Places).name;
            push(&mut table, format_args!("\n| {place} | {} | {} |", self.random.below(1_000), self.random.below(1_000)));
        }
        table
    }

    fn paragraph(&mut self, length: usize, first: bool) -> String {
        let mut paragraph = String::new();
        let mut left = length;
        if first && self.random.chance(30) {
            paragraph = format!("It was [yesterday](date:{}) that {}.", self.day.before(1), self.world.phrase(&mut self.random, 8));
            left = left.saturating_sub(words(&paragraph));
        }
        while left > 0 {
            let planned = self.random.between(8, 20).min(left);
            let sentence = self.sentence(if left - planned < 6 { left } else { planned });
            left = left.saturating_sub(words(&sentence));
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(&sentence);
        }
        if self.random.chance(30) {
            push(&mut paragraph, format_args!(" [@s{}]", self.random.between(1, self.sources)));
        }
        if first && self.random.chance(10) {
            paragraph.push_str("[^1]");
        }
        paragraph
    }

    /// A sentence; one in three names somebody or something.
    fn sentence(&mut self, length: usize) -> String {
        if length < 6 || !self.random.chance(35) {
            return self.plain_sentence(length);
        }
        let mention = self.mention();
        let around = length.saturating_sub(words(&mention)).max(2);
        let before = self.random.below(around - 1);
        let opening = if before == 0 { String::new() } else { format!("{} ", capitalized(&self.world.phrase(&mut self.random, before))) };
        format!("{opening}{mention} {}.", self.world.phrase(&mut self.random, around - before))
    }

    fn plain_sentence(&mut self, length: usize) -> String {
        let phrase = capitalized(&self.world.phrase(&mut self.random, length));
        match self.random.below(40) {
            0 => format!("**{}** {phrase}.", capitalized(self.world.word(&mut self.random))),
            1 => format!("{phrase}, *{}*.", self.world.word(&mut self.random)),
            2 => format!("{phrase} [{}](https://{}.example/).", self.world.word(&mut self.random), slug(self.random.pick(OUTLETS))),
            _ => format!("{phrase}."),
        }
    }

    /// A name in the prose: mostly of the article's own cast, half of them in brackets.
    fn mention(&mut self) -> String {
        let kind = [Kind::People, Kind::People, Kind::People, Kind::Organizations, Kind::Places, Kind::Topics][self.random.below(6)];
        let entity = if self.random.chance(70) {
            let cast = &self.cast[kind as usize];
            cast[self.random.below(cast.len())]
        } else {
            self.drawn(kind)
        };
        let alias = entity.aliases.last();
        match self.random.below(8) {
            0..3 => format!("[[{}]]", entity.name),
            3 => format!("[[{}|the {}]]", entity.slug(), self.world.word(&mut self.random)),
            4 => alias.map_or_else(|| format!("[[{}]]", entity.name), |alias| format!("[[{alias}]]")),
            5 => alias.unwrap_or(&entity.name).clone(),
            _ => entity.name.clone(),
        }
    }
}

/// How many words a piece of Markdown has; marks that stand alone are none.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}
