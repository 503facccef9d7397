use super::{Make, Output};
use crate::base::{Diagnostic, Digest, Sources, Stamp};
use crate::content::{Content, Said};
use crate::model::Timeline;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// What a build was made of, what came of it and what it said: where nothing of this has changed, the next build has nothing to
/// do and says the same; where only the words of some texts have, only what shows these texts is made anew.
///
/// It is kept beside the manifest, as `.dateline/receipt.json` in the output folder. One that cannot be read counts as none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Of all that a build depends on, by the stamps of its files.
    pub key: Digest,
    /// Of all that but what stands in `texts`, by what the files say.
    pub rest: Digest,
    /// The documents, by path.
    pub texts: BTreeMap<String, Told>,
    /// The files that are published as they are, by path.
    pub copied: BTreeMap<String, Stamp>,
    /// Of the manifest that the build left.
    pub manifest: Digest,
    /// How many articles can be seen.
    pub articles: usize,
    /// Files of the site.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Everything it said.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a build knew of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What it said.
    pub said: Said,
    /// Of whom its text names.
    pub names: Digest,
}

impl Told {
    /// What a build knows of each document.
    pub fn all(timeline: &Timeline<'_>) -> BTreeMap<String, Told> {
        timeline.content.said.iter().map(|(file, said)| (file.to_string(), Told { said: *said, names: timeline.names_of(file) })).collect()
    }
}

/// A file larger than this is not read only to know whether it is another: its stamp must do.
const LARGE: u64 = 1_000_000;

impl Receipt {
    /// The digest of all that a build depends on: every file by its stamp, the program, and what was asked of it, the day
    /// among that.
    pub fn key(sources: &dyn Sources, program: &str, asked: &dyn Debug) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{program}\n{asked:?}\n").as_bytes());
        for listing in sources.list() {
            hasher.update(listing.path.as_bytes()).update(&[0]);
            note(&mut hasher, listing.stamp);
        }
        Digest::cut(&hasher.finalize())
    }

    /// The digest of all that a build depends on but what its documents say, and what of them only is to be copied: of a site that
    /// was fetched anew it is the same.
    pub fn rest(sources: &dyn Sources, content: &Content, program: &str, asked: &dyn Debug) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{program}\n{asked:?}\n").as_bytes());
        for listing in sources.list() {
            hasher.update(listing.path.as_bytes()).update(&[0]);
            if let Some(medium) = content.media.get(&listing.path) {
                hasher.update(medium.digest.to_string().as_bytes());
            } else if listing.path.starts_with("content/") {
                // Of what is neither a document nor published, only that it is there.
            } else if listing.stamp.size > LARGE {
                note(&mut hasher, listing.stamp);
            } else {
                let read = sources.stream(&listing.path, &mut |piece| {
                    hasher.update(piece);
                });
                hasher.update(&[u8::from(read.is_ok())]);
            }
        }
        Digest::cut(&hasher.finalize())
    }

    /// The files that are published as they are, as they are now.
    pub fn copied(sources: &dyn Sources) -> BTreeMap<String, Stamp> {
        let files = sources.list().iter().filter(|listing| listing.path.starts_with("static/"));
        files.map(|listing| (listing.path.to_string(), listing.stamp)).collect()
    }

    /// The texts that have changed since, where nothing but their words has: only pages that show them are others. `told` is
    /// what is known of all documents now.
    pub fn changed_words(&self, told: &BTreeMap<String, Told>) -> Option<BTreeSet<String>> {
        let mut changed = BTreeSet::new();
        if self.texts.len() != told.len() {
            return None;
        }
        for (file, now) in told {
            let before = self.texts.get(file).filter(|before| before.said.but_words == now.said.but_words && before.names == now.names)?;
            if before.said.text != now.said.text {
                changed.insert(file.clone());
            }
        }
        Some(changed)
    }

    /// Whether an output that shows none of the texts that have changed is what it was: one that is made, or that is copied of a
    /// file that stands as it stood.
    pub fn knows(&self, output: &Output, sources: &dyn Sources) -> bool {
        match &output.make {
            Make::Copy(file) => self.copied.get(&**file).is_some_and(|before| sources.find(file).is_some_and(|now| now.stamp == *before)),
            _ => true,
        }
    }

    /// Reads a receipt.
    pub fn parse(text: &str) -> Option<Receipt> {
        serde_json::from_str(text).ok()
    }

    /// The receipt as it is kept.
    pub fn to_text(&self) -> String {
        // Strings and numbers always serialise; what does not is read as none.
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn note(hasher: &mut blake3::Hasher, stamp: Stamp) {
    hasher.update(&stamp.size.to_le_bytes()).update(&stamp.modified.to_le_bytes()).update(&stamp.identity.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Code, FieldPath, Place, Span};

    #[test]
    fn a_receipt_reads_back_with_its_messages() {
        let file = "content/articles/a.md".into();
        let place = Place::of_part(&file, FieldPath::key("sources").then_index(2).then_key("url"), Span::new(1, 4));
        let said = Diagnostic::new(Code::UnknownField, "an article has no field").at(place).and(Place::file(&file), "here").label("l").help("h").grouped("g");
        let text = Told { said: Said { text: Digest::of(b"t"), but_words: Digest::of(b"s") }, names: Digest::of(b"n") };
        let copied = BTreeMap::from([("static/a.txt".to_owned(), Stamp { size: 1, modified: -2, identity: u64::MAX })]);
        let texts = BTreeMap::from([("content/articles/a.md".to_owned(), text)]);
        let receipt = Receipt {
            key: Digest::of(b"k"),
            rest: Digest::of(b"r"),
            texts,
            copied,
            manifest: Digest::of(b"m"),
            articles: 1,
            files: 2,
            bytes: 3,
            diagnostics: vec![said],
        };
        assert_eq!(Receipt::parse(&receipt.to_text()), Some(receipt));
        assert_eq!(Receipt::parse("{}"), None);
    }
}
