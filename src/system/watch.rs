use super::Failure;
use super::load::READ;
use crate::content::CONFIG_FILE;
use crate::model::SEAL_FILE;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long nothing must happen before a change counts as done: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(15);

/// How long at most one waits for that: a checkout of many files may take longer, and is then seen in parts.
const LONGEST: Duration = Duration::from_millis(250);

/// Looks out for changes of the files of a site.
///
/// What the system says of a change cannot be trusted: of a new folder it names only the top, and what is saved by renaming
/// comes as something new. So a change means that the folder is to be looked through again, and a path only that this file
/// may be another although it looks the same.
pub struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<notify::Event>>,
    watched: BTreeSet<&'static str>,
}

impl Watch {
    /// Begins to look out.
    ///
    /// # Errors
    /// When the system cannot watch so many folders, or the site folder is gone.
    pub fn begin(root: &Path) -> Result<Watch, Failure> {
        let (tell, events) = channel();
        let watcher = notify::recommended_watcher(move |event| {
            // Nobody listens any more when the program ends.
            drop(tell.send(event));
        });
        let mut watch = Watch { root: root.to_owned(), watcher: watcher.map_err(|error| failure(root, error))?, events, watched: BTreeSet::new() };
        watch.watcher.watch(root, RecursiveMode::NonRecursive).map_err(|error| failure(root, error))?;
        watch.follow()?;
        Ok(watch)
    }

    /// Watches the folders that are read, as far as they are there now.
    fn follow(&mut self) -> Result<(), Failure> {
        for folder in READ {
            let path = self.root.join(folder);
            if !path.is_dir() {
                self.watched.remove(folder);
            } else if self.watched.insert(folder) {
                self.watcher.watch(&path, RecursiveMode::Recursive).map_err(|error| failure(&path, error))?;
            }
        }
        Ok(())
    }

    /// Waits until something has changed and is at rest again, and gives the paths that were named; none, if nothing happened
    /// for so long.
    ///
    /// # Errors
    /// When the system cannot watch a new folder.
    pub fn next(&mut self, patience: Duration) -> Result<Option<BTreeSet<String>>, Failure> {
        let mut changed = BTreeSet::new();
        let mut until = Instant::now() + patience;
        let mut begun: Option<Instant> = None;
        loop {
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(event) => {
                    if self.note(event, &mut changed) {
                        let begun = *begun.get_or_insert_with(Instant::now);
                        until = (Instant::now() + QUIET).min(begun + LONGEST);
                    }
                }
                Err(RecvTimeoutError::Timeout) if begun.is_none() => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {
                    self.follow()?;
                    return Ok(Some(changed));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure { doing: "watch", path: self.root.clone(), error: io::Error::other("the system watches no more") });
                }
            }
        }
    }

    /// Notes what an event says; says whether it is about a file of the site.
    fn note(&mut self, event: notify::Result<notify::Event>, changed: &mut BTreeSet<String>) -> bool {
        let Ok(event) = event else { return true };
        // Reading is no change, and is what happens after each.
        if matches!(event.kind, EventKind::Access(_)) {
            return false;
        }
        let mut is_ours = event.need_rescan();
        for path in &event.paths {
            let Ok(relative) = path.strip_prefix(&self.root) else { continue };
            let relative = relative.to_string_lossy().replace('\\', "/");
            let top = relative.split('/').next().unwrap_or_default();
            let folder = READ.iter().find(|folder| **folder == top);
            if folder.is_none() && ![CONFIG_FILE, SEAL_FILE].contains(&top) {
                continue;
            }
            if let Some(folder) = folder.filter(|folder| **folder == relative) {
                // It is another folder now, or none, and what was watched may be gone.
                self.watched.remove(folder);
                drop(self.watcher.unwatch(path));
            }
            changed.insert(relative);
            is_ours = true;
        }
        is_ours
    }
}

fn failure(path: &Path, error: notify::Error) -> Failure {
    let error = match error.kind {
        notify::ErrorKind::Io(error) => error,
        notify::ErrorKind::MaxFilesWatch => {
            io::Error::other("the system's limit of watched folders is reached; on Linux, raise it: sysctl fs.inotify.max_user_watches=524288")
        }
        _ => io::Error::other(error.to_string()),
    };
    Failure { doing: "watch", path: path.to_owned(), error }
}
