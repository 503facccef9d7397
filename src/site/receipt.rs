use crate::base::{Diagnostic, Digest, Sources};
use serde::{Deserialize, Serialize};
use std::fmt::Debug;

/// What a build was made of, what came of it and what it said: where nothing of this has changed, the next build has nothing to
/// do and says the same.
///
/// It is kept beside the manifest, as `.dateline/receipt.json` in the output folder. One that cannot be read counts as none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Of all that a build depends on: see [`Receipt::key`].
    pub key: Digest,
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

impl Receipt {
    /// The digest of all that a build depends on: every file by its stamp, the program, and what was asked of it, the day
    /// among that.
    pub fn key(sources: &dyn Sources, program: &str, asked: &dyn Debug) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{program}\n{asked:?}\n").as_bytes());
        for listing in sources.list() {
            let stamp = &listing.stamp;
            hasher.update(listing.path.as_bytes());
            hasher.update(&[0]);
            hasher.update(&stamp.size.to_le_bytes());
            hasher.update(&stamp.modified.to_le_bytes());
            hasher.update(&stamp.identity.to_le_bytes());
        }
        Digest::cut(&hasher.finalize())
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
        let receipt = Receipt { key: Digest::of(b"k"), manifest: Digest::of(b"m"), articles: 1, files: 2, bytes: 3, diagnostics: vec![said] };
        assert_eq!(Receipt::parse(&receipt.to_text()), Some(receipt));
        assert_eq!(Receipt::parse("{}"), None);
    }
}
