use super::PICTURES_VERSION;
use crate::base::Digest;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What Dateline wrote into an output folder: the only files it will ever change or remove there.
///
/// It is kept in the folder itself, as `.dateline/manifest.json`. While a build writes, `pending` names what it may have
/// touched, in a file of its own; a build that is killed leaves it so, and the next one then trusts no time or size of those
/// files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this file.
    pub version: u32,
    /// How pictures were published, as [`PICTURES_VERSION`](super::PICTURES_VERSION) counts it.
    #[serde(default)]
    pub pictures: u32,
    /// Path → what was written.
    pub files: BTreeMap<String, Record>,
    /// Paths that a build which has not ended may have written.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub pending: BTreeSet<String>,
}

/// One written file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Of its bytes.
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    /// Its time of change after it was written, nanoseconds since 1970.
    pub modified: i128,
}

/// The form that this program writes.
pub const MANIFEST_VERSION: u32 = 1;

impl Manifest {
    /// Reads a manifest; what cannot be read, or is of another form, counts as none.
    pub fn parse(text: &[u8]) -> Option<Manifest> {
        serde_json::from_slice(text).ok().filter(|manifest: &Manifest| manifest.version == MANIFEST_VERSION)
    }

    /// The manifest as it is kept.
    pub fn to_text(&self) -> String {
        // Strings and numbers always serialise.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// Whether Dateline wrote a file, or may have.
    pub fn owns(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.pending.contains(path)
    }

    /// The record of a picture, whose name says which bytes it was made of; none where another version made it.
    pub fn picture_record(&self, path: &str) -> Option<&Record> {
        self.record(path).filter(|_| self.pictures == PICTURES_VERSION)
    }

    /// The record of a file, if it can be trusted.
    pub fn record(&self, path: &str) -> Option<&Record> {
        self.files.get(path).filter(|_| !self.pending.contains(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_back_and_a_foreign_one_is_none() {
        let record = Record { digest: Digest::of(b"x"), size: 1, modified: 7 };
        let mut manifest = Manifest { version: MANIFEST_VERSION, files: BTreeMap::from([("a".to_owned(), record)]), ..Manifest::default() };
        assert_eq!(Manifest::parse(manifest.to_text().as_bytes()), Some(manifest.clone()));
        manifest.pending.insert("a".to_owned());
        assert!(manifest.owns("a") && manifest.record("a").is_none());
        assert_eq!(Manifest::parse(b"{\"version\":99,\"files\":{}}"), None);
        assert_eq!(Manifest::parse(b"no"), None);
    }
}
