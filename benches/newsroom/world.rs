//! The invented world that a newsroom writes about: its people, organisations, places and topics, and the words it has.

use crate::random::{Random, Zipf};
use std::collections::HashSet;
use std::fmt::Write as _;

/// How many words the language of the articles has beside [`LITTLE_WORDS`].
const WORDS: usize = 12_000;

const ONSETS: &[&str] =
    &["b", "br", "d", "dr", "f", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "pr", "r", "s", "sk", "st", "t", "tr", "v", "vl", "z", "sh", "th"];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ea", "ou"];
const ENDINGS: &[&str] = &["", "", "n", "r", "l", "s", "m", "k", "nd", "rt", "sh", "th", "v", "x"];

/// The words between the invented ones; they make the text break, shorten and search as English does.
const LITTLE_WORDS: &[&str] = &[
    "the", "of", "and", "to", "in", "the", "a", "that", "for", "was", "on", "with", "as", "by", "at", "from", "it", "had", "after", "an", "were", "which",
    "who", "the", "of", "before", "not", "but", "their", "over", "has", "under", "more", "the",
];

const RANKS: &[&str] = &["Minister", "Governor", "Judge", "General", "Senator", "Professor", "Inspector", "Ambassador", "Mayor", "Director"];
const INSTITUTIONS: &[&str] = &["Council", "Agency", "Institute", "Assembly", "Commission", "Union", "Bank", "Foundation", "Court", "Service"];
const AFFAIRS: &[&str] = &["talks", "inquiry", "reform", "trial", "drought", "election", "treaty", "strike", "pipeline", "settlement"];

/// What can have a page: the four kinds that every site has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Persons.
    People,
    /// Ministries, unions, courts …
    Organizations,
    /// Countries and towns.
    Places,
    /// What the stories are about.
    Topics,
}

impl Kind {
    /// Every kind, in the order of the front matter.
    pub(crate) const ALL: [Kind; 4] = [Kind::People, Kind::Organizations, Kind::Places, Kind::Topics];

    /// The key of the front matter, and the folder.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Kind::People => "people",
            Kind::Organizations => "organizations",
            Kind::Places => "places",
            Kind::Topics => "topics",
        }
    }

    fn count(self) -> usize {
        match self {
            Kind::People => 500,
            Kind::Organizations => 60,
            Kind::Places => 80,
            Kind::Topics => 100,
        }
    }
}

/// One person, organisation, place or topic. No two share a name or an alias, whatever their kind.
pub(crate) struct Entity {
    /// The registered name.
    pub(crate) name: String,
    /// Other names for the same; at least one, but for topics and most places.
    pub(crate) aliases: Vec<String>,
}

impl Entity {
    /// The name as a file name has it.
    pub(crate) fn slug(&self) -> String {
        slug(&self.name)
    }
}

/// All that articles draw upon. The same for every size of newsroom.
pub(crate) struct World {
    entities: [Vec<Entity>; 4],
    popularity: [Zipf; 4],
    words: Vec<String>,
    frequency: Zipf,
}

impl World {
    /// Invents the world that belongs to a seed.
    pub(crate) fn invent(seed: u64) -> World {
        let mut random = Random::stream(seed, u64::MAX);
        let mut taken = HashSet::new();
        let words = (0..WORDS)
            .map(|rank| {
                let syllables = if rank < 400 { 2 } else { random.between(2, 3) };
                new_word(&mut random, &mut taken, syllables)
            })
            .collect();
        let entities = Kind::ALL.map(|kind| (0..kind.count()).map(|_| invent_entity(kind, &mut random, &mut taken)).collect());
        World { entities, popularity: Kind::ALL.map(|kind| Zipf::over(kind.count(), 1)), words, frequency: Zipf::over(WORDS, LITTLE_WORDS.len() as u64) }
    }

    /// The entities of a kind, the most often mentioned first.
    pub(crate) fn entities(&self, kind: Kind) -> &[Entity] {
        &self.entities[kind as usize]
    }

    /// How often the entities of a kind are mentioned.
    pub(crate) fn popularity(&self, kind: Kind) -> &Zipf {
        &self.popularity[kind as usize]
    }

    /// A word of the language, common ones most often.
    pub(crate) fn word(&self, random: &mut Random) -> &str {
        &self.words[self.frequency.draw(random)]
    }

    /// A word of the language, each as likely as the others: what makes headlines differ.
    pub(crate) fn rare_word(&self, random: &mut Random) -> &str {
        &self.words[random.below(WORDS)]
    }

    /// The file of an entity: front matter and two paragraphs.
    pub(crate) fn profile(&self, kind: Kind, index: usize, seed: u64) -> String {
        let mut random = Random::stream(seed, u64::MAX - 1 - (kind as usize * 10_000 + index) as u64);
        let entity = &self.entities(kind)[index];
        let mut text = format!("---\nname: {}\n", entity.name);
        if !entity.aliases.is_empty() {
            push(&mut text, format_args!("aliases: [{}]\n", entity.aliases.join(", ")));
        }
        match kind {
            Kind::People => self.push_career(&mut text, &mut random),
            Kind::Organizations => push(&mut text, format_args!("born: {}\n", random.between(1850, 1990))),
            Kind::Places => {
                let (north, east) = (random.below(12_000), random.below(30_000));
                push(&mut text, format_args!("latitude: {:.2}\nlongitude: {:.2}\n", north as f64 / 100.0 - 60.0, east as f64 / 100.0 - 150.0));
            }
            Kind::Topics => {}
        }
        if matches!(kind, Kind::Places | Kind::Topics) && index >= 10 && random.chance(60) {
            push(&mut text, format_args!("parent: {}\n", self.entities(kind)[random.below(10)].name));
        }
        push(&mut text, format_args!("summary: {}.\n---\n\n", capitalized(&self.phrase(&mut random, 12))));
        for _ in 0..2 {
            let length = random.between(25, 40);
            push(&mut text, format_args!("{} {}.\n\n", entity.name, self.phrase(&mut random, length)));
        }
        text
    }

    fn push_career(&self, text: &mut String, random: &mut Random) {
        let mut year = random.between(1988, 2005);
        text.push_str("roles:\n");
        let offices = random.between(1, 3);
        for office in 1..=offices {
            let until = year + random.between(2, 8);
            let organization = &self.entities(Kind::Organizations)[self.popularity(Kind::Organizations).draw(random)].name;
            let title = random.pick(RANKS);
            push(text, format_args!("  - {{ title: {title}, organization: {organization}, from: {year}-{:02}", random.between(1, 12)));
            if office < offices || random.chance(40) {
                push(text, format_args!(", to: {until}-{:02}", random.between(1, 12)));
            }
            text.push_str(" }\n");
            year = until + 1;
        }
        push(text, format_args!("born: {}\n", random.between(1930, 1968)));
        if random.chance(20) {
            push(text, format_args!("native_name: {}\n", hangul(random)));
        }
    }

    /// Words of the language with little words between them; no capital, no full stop.
    pub(crate) fn phrase(&self, random: &mut Random, length: usize) -> String {
        let mut phrase = String::new();
        let mut little = 0;
        for at in 0..length {
            let last = at + 1 == length;
            let word = if little < 2 && !last && random.chance(45) {
                little += 1;
                random.pick(LITTLE_WORDS)
            } else {
                little = 0;
                self.word(random)
            };
            if at > 0 {
                phrase.push(' ');
            }
            phrase.push_str(word);
        }
        phrase
    }
}

fn invent_entity(kind: Kind, random: &mut Random, taken: &mut HashSet<String>) -> Entity {
    let syllables = random.between(2, 3);
    let word = capitalized(&new_word(random, taken, syllables));
    match kind {
        Kind::People => {
            let first = capitalized(&new_word(random, taken, 2));
            let mut aliases = vec![format!("{} {word}", random.pick(RANKS))];
            if random.chance(30) {
                aliases.push(word.clone());
            }
            Entity { name: format!("{first} {word}"), aliases }
        }
        Kind::Organizations => {
            let name = if random.chance(30) { format!("Ministry of {word}") } else { format!("{word} {}", random.pick(INSTITUTIONS)) };
            Entity { name, aliases: vec![new_abbreviation(random, taken)] }
        }
        Kind::Places => Entity { aliases: if random.chance(20) { vec![format!("Port {word}")] } else { Vec::new() }, name: word },
        Kind::Topics => Entity { name: format!("{word} {}", random.pick(AFFAIRS)), aliases: Vec::new() },
    }
}

fn new_word(random: &mut Random, taken: &mut HashSet<String>, syllables: usize) -> String {
    loop {
        let mut word = String::new();
        for _ in 0..syllables {
            word.push_str(random.pick(ONSETS));
            word.push_str(random.pick(VOWELS));
        }
        word.push_str(random.pick(ENDINGS));
        if taken.insert(word.clone()) {
            return word;
        }
    }
}

fn new_abbreviation(random: &mut Random, taken: &mut HashSet<String>) -> String {
    loop {
        let letters: String = (0..4).map(|_| random.pick(&["B", "D", "F", "G", "K", "L", "M", "P", "R", "S", "T", "V"])).collect();
        if taken.insert(letters.to_lowercase()) {
            return letters;
        }
    }
}

fn hangul(random: &mut Random) -> String {
    (0..3).filter_map(|_| char::from_u32(0xAC00 + random.below(11_172) as u32)).collect()
}

/// The text with a capital first letter.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text in lower case, with hyphens for all that is neither letter nor digit. Headlines and names here are ASCII.
pub(crate) fn slug(text: &str) -> String {
    let parts: Vec<String> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).map(str::to_ascii_lowercase).collect();
    parts.join("-")
}

/// Appends formatted text; writing to a `String` cannot fail.
pub(crate) fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(what);
}
