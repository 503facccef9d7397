use crate::base::{Diagnostic, Digest, Sources, Stamp};
use crate::model::Timeline;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;

/// What a build was made of, what came of it and what it said: where nothing of this has changed, the next build has nothing to
/// do and says the same; where only the words of some texts have, only what shows these texts is made anew.
///
/// It is kept beside the manifest, as `.dateline/receipt.json` in the output folder. One that cannot be read counts as none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Of all that a build depends on.
    pub key: Digest,
    /// Of all that but what stands in `texts`.
    pub rest: Digest,
    /// The documents, by path.
    pub texts: BTreeMap<String, Told>,
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
    /// Its file, as it was.
    pub stamp: Stamp,
    /// See [`Content::said`](crate::content::Content::said).
    pub said: Digest,
    /// Of whom its text names.
    pub names: Digest,
}

impl Told {
    /// What a build knows of each document.
    pub fn all(timeline: &Timeline<'_>, sources: &dyn Sources) -> BTreeMap<String, Told> {
        let told = |(file, said): (&Arc<str>, &Digest)| {
            let told = Told { stamp: sources.find(file)?.stamp, said: *said, names: timeline.names_of(file) };
            Some((file.to_string(), told))
        };
        timeline.content.said.iter().filter_map(told).collect()
    }
}

impl Receipt {
    /// The digest of all that a build depends on: every file by its stamp, the program, and what was asked of it, the day
    /// among that. Of these `texts`, only that they are there.
    pub fn key(sources: &dyn Sources, program: &str, asked: &dyn Debug, texts: &BTreeMap<String, Told>) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{program}\n{asked:?}\n").as_bytes());
        for listing in sources.list() {
            let stamp = if texts.contains_key(&*listing.path) { Stamp::default() } else { listing.stamp };
            hasher.update(listing.path.as_bytes());
            hasher.update(&[0]);
            hasher.update(&stamp.size.to_le_bytes());
            hasher.update(&stamp.modified.to_le_bytes());
            hasher.update(&stamp.identity.to_le_bytes());
        }
        Digest::cut(&hasher.finalize())
    }

    /// The texts that have changed since, where nothing but their words has: only pages that show them are others. `told` is
    /// what is known of all documents now.
    pub fn changed_words(&self, told: &BTreeMap<String, Told>) -> Option<BTreeSet<String>> {
        let mut changed = BTreeSet::new();
        for (file, now) in told {
            let before = self.texts.get(file).filter(|before| before.said == now.said && before.names == now.names)?;
            if before.stamp != now.stamp {
                changed.insert(file.clone());
            }
        }
        Some(changed)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Code, FieldPath, Place, Span};

    #[test]
    fn a_receipt_reads_back_with_its_messages() {
        let file = "content/articles/a.md".into();
        let place = Place::of_part(&file, FieldPath::key("sources").then_index(2).then_key("url"), Span::new(1, 4));
        let said = Diagnostic::new(Code::UnknownField, "an article has no field").at(place).and(Place::file(&file), "here").label("l").help("h").grouped("g");
        let text = Told { stamp: Stamp { size: 1, modified: -2, identity: u64::MAX }, said: Digest::of(b"s"), names: Digest::of(b"n") };
        let texts = BTreeMap::from([("content/articles/a.md".to_owned(), text)]);
        let receipt = Receipt {
            key: Digest::of(b"k"),
            rest: Digest::of(b"r"),
            texts,
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
