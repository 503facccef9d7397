use super::read::{Reading, Shelf, read_one};
use super::variant::Use;
use super::{Config, Medium};
use crate::base::{Code, Diagnostic, Listing, Sources, Stamp};
use std::collections::HashMap;
use std::sync::Arc;

/// What a site folder said when it was read last, file by file, so that only what has changed is read again.
///
/// A file counts as unchanged while its stamp is the same. Whoever knows better tells with [`Memory::forget`].
#[derive(Debug, Default)]
pub struct Memory {
    /// A document means what it means under one configuration.
    config: Option<Config>,
    documents: HashMap<Arc<str>, (Stamp, Shelf, Reading)>,
    media: HashMap<Arc<str>, (Stamp, Use, Examined)>,
}

/// A medium, and what is to be said of it.
pub(super) type Examined = (Medium, Option<Diagnostic>);

impl Memory {
    /// Forgets one file, which may have changed without a change of size or time.
    pub fn forget(&mut self, path: &str) {
        self.documents.remove(path);
        self.media.remove(path);
    }

    /// Reads one file again, and tells whether it now says the same but for the words of its text ([`Content::said`]): whether a
    /// timeline that was made of it would be made again just so. If so, it is remembered as it is now.
    ///
    /// [`Content::said`]: super::Content::said
    pub fn says_the_same(&mut self, listing: &Listing, sources: &dyn Sources) -> bool {
        let Some(config) = &self.config else { return false };
        let Some((stamp, shelf, before)) = self.documents.get_mut(&listing.path) else { return false };
        let after = read_one(sources, listing, *shelf, config);
        let is_same = after.said == before.said;
        if is_same {
            *stamp = listing.stamp;
            *before = after;
        }
        is_same
    }

    /// Forgets all, unless it was read under this configuration.
    pub(super) fn is_of(&mut self, config: &Config) {
        if self.config.as_ref() != Some(config) {
            *self = Memory { config: Some(config.clone()), ..Memory::default() };
        }
    }

    /// What a file gave, if it is the same file.
    pub(super) fn document(&self, listing: &Listing, shelf: Shelf) -> Option<Reading> {
        let (_, _, reading) = self.documents.get(&listing.path).filter(|(stamp, on, _)| *stamp == listing.stamp && *on == shelf)?;
        Some(reading.clone())
    }

    /// Keeps what was read, and nothing else. What could not be read may be readable next time.
    pub(super) fn keep_documents<'r>(&mut self, read: impl Iterator<Item = ((&'r Listing, Shelf), &'r Reading)>) {
        let is_lasting = |reading: &Reading| reading.faults.iter().all(|fault| fault.code != Code::UnreadableFile);
        self.documents = read
            .filter(|(_, reading)| is_lasting(reading))
            .map(|((listing, shelf), reading)| (listing.path.clone(), (listing.stamp, shelf, reading.clone())))
            .collect();
    }

    /// What a file was as a medium, if it is the same file for the same use.
    pub(super) fn medium(&self, listing: &Listing, wanted: Use) -> Option<Examined> {
        let (_, _, examined) = self.media.get(&listing.path).filter(|(stamp, used, _)| *stamp == listing.stamp && *used == wanted)?;
        Some(examined.clone())
    }

    /// Keeps what was examined, and nothing else.
    pub(super) fn keep_media<'r>(&mut self, examined: impl Iterator<Item = (&'r Listing, Use, &'r Examined)>) {
        self.media = examined.map(|(listing, wanted, examined)| (listing.path.clone(), (listing.stamp, wanted, examined.clone()))).collect();
    }
}
