use super::read::{Reading, Shelf, read_one};
use super::variant::Use;
use super::{Config, Kinds, Medium};
use crate::base::{Code, Diagnostic, Digest, FastMap, Kept, Listing, Sources, Stamp};
use rayon::prelude::*;
use std::io::{self, Write};
use std::sync::Arc;

/// What a site folder said when it was read last, file by file, so that only what has changed is read again.
///
/// A file counts as unchanged while its stamp is the same, or else its text. Whoever knows that a stamp cannot be trusted tells
/// with [`Memory::forget`].
#[derive(Debug, Default)]
pub struct Memory {
    /// Of the configuration: a document means what it means under one.
    config: Option<Digest>,
    documents: FastMap<Arc<str>, (Stamp, Shelf, Reading)>,
    media: FastMap<Arc<str>, (Stamp, Use, Examined)>,
    /// What is to be said of the pictures under `static/`.
    static_pictures: FastMap<Arc<str>, (Stamp, Option<Diagnostic>)>,
    /// How many documents it knows otherwise than when it was made; a medium, which may be large, counts as many.
    learnt: usize,
}

/// One in so many documents may be forgotten.
const FEW: usize = 64;

/// A medium, and what is to be said of it; no medium where the file is not published.
pub(super) type Examined = (Option<Medium>, Vec<Diagnostic>);

impl Memory {
    /// Writes the memory as it is kept between two runs of the program: each document a run of bytes of its own, so that they can
    /// be read at the same time. What cannot be kept is left out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let mut kept = Kept::default();
        kept.write(to, &(self.config, self.documents.len(), self.media.len(), self.static_pictures.len()))?;
        self.documents.iter().try_for_each(|known| kept.write(to, &known))?;
        self.media.iter().try_for_each(|known| kept.write(to, &known))?;
        self.static_pictures.iter().try_for_each(|known| kept.write(to, &known))
    }

    /// Reads a memory that was kept, and says what follows it; nothing, if it is none.
    pub fn read(bytes: &[u8]) -> Option<(Memory, &[u8])> {
        let (head, rest) = Kept::read(bytes)?;
        let (config, documents, media, static_pictures): (_, usize, usize, usize) = postcard::from_bytes(head).ok()?;
        let (documents, rest) = Kept::runs(rest, documents)?;
        let (media, rest) = Kept::runs(rest, media)?;
        let (static_pictures, rest) = Kept::runs(rest, static_pictures)?;
        let documents = documents.into_par_iter().filter(|run| !run.is_empty()).map(|run| postcard::from_bytes(run).ok());
        let documents = documents.collect::<Option<_>>()?;
        let media = media.into_iter().map(|run| postcard::from_bytes(run).ok()).collect::<Option<_>>()?;
        let static_pictures = static_pictures.into_iter().map(|run| postcard::from_bytes(run).ok()).collect::<Option<_>>()?;
        Some((Memory { config, documents, media, static_pictures, learnt: 0 }, rest))
    }

    /// Whether it knows so much more than when it was made that it is worth keeping. To read a few files again takes less than to
    /// write down what is known of all.
    pub fn is_worth_keeping(&self) -> bool {
        self.learnt * FEW > self.documents.len()
    }

    /// Forgets one file, which may have changed without a change of size or time.
    pub fn forget(&mut self, path: &str) {
        let is_medium = self.media.remove(path).is_some() | self.static_pictures.remove(path).is_some();
        self.learnt += usize::from(self.documents.remove(path).is_some()) + usize::from(is_medium) * FEW;
    }

    /// Reads one file again, and tells whether it now says the same but for the words of its text ([`Said::but_words`]): whether a
    /// timeline that was made of it would be made again just so. If so, it is remembered as it is now.
    ///
    /// [`Said::but_words`]: super::Said::but_words
    pub fn says_the_same(&mut self, listing: &Listing, sources: &dyn Sources, config: &Config) -> bool {
        let Some((stamp, shelf, before)) = self.documents.get_mut(&listing.path).filter(|_| self.config == Some(Memory::key(config))) else { return false };
        let after = read_one(sources, listing, *shelf, config, None);
        let is_same = after.said.but_words == before.said.but_words;
        if is_same {
            *stamp = listing.stamp;
            *before = after;
        }
        is_same
    }

    /// Forgets all, unless it was read under this configuration.
    pub(super) fn is_of(&mut self, config: &Config) {
        let key = Memory::key(config);
        if self.config != Some(key) {
            *self = Memory { config: Some(key), learnt: 1, ..Memory::default() };
        }
    }

    fn key(config: &Config) -> Digest {
        Digest::of(format!("{config:?}").as_bytes())
    }

    /// What a file gave: certainly, if it is the same file, else if it has the same text.
    pub(super) fn document(&self, listing: &Listing, shelf: Shelf, kinds: &Kinds) -> Option<(&Reading, Sameness)> {
        let (stamp, _, reading) = self.documents.get(&listing.path).filter(|(_, on, _)| *on == shelf)?;
        // What was kept between two runs may have been changed by anybody.
        if !reading.is_of(listing, shelf, kinds) {
            return None;
        }
        Some((reading, if *stamp == listing.stamp { Sameness::Certain } else { Sameness::ByText }))
    }

    /// Keeps what was read, and nothing else. What could not be read may be readable next time.
    pub(super) fn keep_documents<'r>(&mut self, read: impl Iterator<Item = ((&'r Listing, Shelf), &'r Reading)>) {
        let is_lasting = |reading: &Reading| reading.faults.iter().all(|fault| fault.code != Code::UnreadableFile);
        let before = std::mem::take(&mut self.documents);
        let is_before = |path: &str, stamp, shelf| before.get(path).is_some_and(|known| (known.0, known.1) == (stamp, shelf));
        self.documents = read
            .filter(|(_, reading)| is_lasting(reading))
            .inspect(|((listing, shelf), _)| self.learnt += usize::from(!is_before(&listing.path, listing.stamp, *shelf)))
            .map(|((listing, shelf), reading)| (listing.path.clone(), (listing.stamp, shelf, reading.clone())))
            .collect();
        self.learnt += before.len().saturating_sub(self.documents.len());
    }

    /// What a file was as a medium, if it is the same file for the same use.
    pub(super) fn medium(&self, listing: &Listing, wanted: Use) -> Option<Examined> {
        let (_, _, examined) = self.media.get(&listing.path).filter(|(stamp, used, _)| *stamp == listing.stamp && *used == wanted)?;
        // What was kept between two runs may have been changed by anybody.
        let (medium, fault) = examined;
        let is_possible = medium.as_ref().is_none_or(|medium| medium.is_of(&listing.path, wanted)) && fault.iter().all(|fault| fault.is_about(&listing.path));
        is_possible.then(|| examined.clone())
    }

    /// Keeps what was examined, and nothing else.
    pub(super) fn keep_media<'r>(&mut self, examined: impl Iterator<Item = (&'r Listing, Use, &'r Examined)>) {
        let before = std::mem::take(&mut self.media);
        let is_before = |path: &str, stamp, wanted| before.get(path).is_some_and(|known| (known.0, known.1) == (stamp, wanted));
        self.media = examined
            .inspect(|(listing, wanted, _)| self.learnt += usize::from(!is_before(&listing.path, listing.stamp, *wanted)) * FEW)
            .map(|(listing, wanted, examined)| (listing.path.clone(), (listing.stamp, wanted, examined.clone())))
            .collect();
        self.learnt += before.len().saturating_sub(self.media.len());
    }

    /// What was to be said of a picture under `static/`, if it is the same file.
    pub(super) fn static_picture(&self, listing: &Listing) -> Option<Option<Diagnostic>> {
        self.static_pictures.get(&listing.path).filter(|(stamp, _)| *stamp == listing.stamp).map(|(_, fault)| fault.clone())
    }

    /// Keeps what is to be said of the pictures under `static/`, and nothing else.
    pub(super) fn keep_static_pictures<'r>(&mut self, told: impl Iterator<Item = (&'r Listing, &'r Option<Diagnostic>)>) {
        let before = std::mem::take(&mut self.static_pictures);
        let is_before = |listing: &Listing| before.get(&listing.path).is_some_and(|(stamp, _)| *stamp == listing.stamp);
        self.static_pictures = told
            .inspect(|(listing, _)| self.learnt += usize::from(!is_before(listing)) * FEW)
            .map(|(listing, fault)| (listing.path.clone(), (listing.stamp, fault.clone())))
            .collect();
        self.learnt += before.len().saturating_sub(self.static_pictures.len());
    }
}

/// How sure it is that a file is what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sameness {
    /// Its stamp is the same.
    Certain,
    /// It is the same if its text is.
    ByText,
}
