use crate::base::Slug;
use serde::{Deserialize, Serialize};

/// What an article's lists can name: people, organisations, places, topics, and whatever a site declares.
///
/// Nothing else in the program tells kinds apart by name: adding one is data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The key in front matter and the folder under `content/`: `people`.
    pub key: Box<str>,
    /// The first part of its addresses.
    pub slug: Slug,
    /// What its entries are in the world.
    pub nature: Nature,
    /// The site's own words for it, singular and plural; the built-in kinds have theirs in the interface language.
    pub words: Option<(Box<str>, Box<str>)>,
}

/// What the entries of a kind are, as far as pages and schema.org care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// schema.org `Person`.
    Person,
    /// schema.org `Organization`.
    Organization,
    /// schema.org `Place`.
    Place,
    /// schema.org `DefinedTerm`; topics and kinds of the site's own.
    Topic,
}

/// The place of a kind among the site's kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KindId(pub u8);

/// All kinds of a site: the four built in, then its own in the order of `dateline.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinds(Vec<Kind>);

impl Kinds {
    /// The most kinds a site can have.
    pub const MOST: usize = 64;

    /// The built-in kinds and those a site adds; one that is built in already keeps its place and takes the new words.
    pub fn with(own: impl IntoIterator<Item = (String, Option<(String, String)>)>) -> Kinds {
        let mut kinds = Kinds::default();
        for (key, words) in own {
            let words = words.map(|(singular, plural)| (singular.into(), plural.into()));
            match kinds.find(&key) {
                Some(id) => kinds.0[usize::from(id.0)].words = words,
                None if kinds.0.len() < Kinds::MOST => {
                    let words = words.or_else(|| Some((key.as_str().into(), key.as_str().into())));
                    kinds.0.push(Kind { slug: Slug::of(&key), key: key.into(), nature: Nature::Topic, words });
                }
                None => {}
            }
        }
        kinds
    }

    /// Whether there is a kind of this id.
    pub fn has(&self, id: KindId) -> bool {
        usize::from(id.0) < self.0.len()
    }

    /// The kind of this key or folder.
    pub fn find(&self, key: &str) -> Option<KindId> {
        self.iter().find(|(_, kind)| &*kind.key == key).map(|(id, _)| id)
    }

    /// All kinds with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        // There are at most `MOST` kinds, so the count fits.
        self.0.iter().enumerate().map(|(at, kind)| (KindId(at as u8), kind))
    }

    /// One kind.
    pub fn get(&self, id: KindId) -> &Kind {
        &self.0[usize::from(id.0)]
    }

    /// How many kinds there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Never: four are built in.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Default for Kinds {
    fn default() -> Kinds {
        let kind = |key: &str, nature| Kind { key: key.into(), slug: Slug::of(key), nature, words: None };
        Kinds(vec![kind("people", Nature::Person), kind("organizations", Nature::Organization), kind("places", Nature::Place), kind("topics", Nature::Topic)])
    }
}
