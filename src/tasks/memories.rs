use crate::base::Sources;
use crate::content::Memory;
use crate::model::NamingMemory;
use crate::system::{self, Cache, Folder, UserCache};
use std::path::Path;

/// What reading and relating a site leaves for the next time.
#[derive(Default)]
pub(super) struct Memories {
    pub(super) content: Memory,
    pub(super) namings: NamingMemory,
}

impl Memories {
    /// What the last build into a folder has left; nothing, where that cannot be read or may not be used.
    pub(super) fn read(out: &Path, cache: Cache, user_cache: Option<&UserCache>) -> Memories {
        let read = || {
            let bytes = system::read_memory(out, cache, user_cache)?;
            let (content, rest) = Memory::read(&bytes)?;
            Some(Memories { content, namings: NamingMemory::read(rest)? })
        };
        read().unwrap_or_default()
    }

    /// Keeps them for the next build into a folder, if they know enough that is new: of every file but those that could have
    /// changed since without showing it.
    pub(super) fn keep(mut self, out: &Path, user_cache: Option<&UserCache>, sources: &Folder) {
        sources.list().iter().filter(|listing| !sources.is_settled(listing)).for_each(|listing| self.forget(&listing.path));
        if self.content.is_worth_keeping() || self.namings.is_worth_keeping() {
            system::keep_memory(out, user_cache, |to| self.content.write(to).and_then(|()| self.namings.write(to)));
        }
    }

    /// Forgets a file that may be another although it looks the same.
    pub(super) fn forget(&mut self, path: &str) {
        self.content.forget(path);
        self.namings.forget(path);
    }
}
