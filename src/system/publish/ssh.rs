use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A connection to a host that all programs share which one publish runs: to greet a host takes longer than most of what is said.
pub(super) struct Ssh {
    /// Where they find it: a folder that is nobody else's; none, where that cannot be.
    folder: Option<PathBuf>,
}

/// How long it stays when nobody speaks.
const PERSIST: &str = "ControlPersist=10";

impl Ssh {
    /// One that is made when the first program speaks.
    pub(super) fn shared() -> Ssh {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let folder = env::temp_dir().join(format!("dateline-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        // A path with spaces would be two words, and one that is too long no place for a socket.
        let is_usable = cfg!(unix) && folder.to_str().is_some_and(|path| path.len() < 70 && !path.contains(|c: char| c.is_whitespace() || c == '%'));
        Ssh { folder: (is_usable && make(&folder).is_ok()).then_some(folder) }
    }

    /// What `ssh` is to be told, each after `-o`.
    pub(super) fn options(&self) -> Vec<String> {
        let path = |folder: &PathBuf| format!("ControlPath={}/s", folder.to_string_lossy());
        self.folder.iter().flat_map(|folder| ["ControlMaster=auto".to_owned(), path(folder), PERSIST.to_owned()]).collect()
    }

    /// Has rsync use it, where rsync uses `ssh`.
    pub(super) fn lend(&self, rsync: &mut Command) {
        let usual = env::var("RSYNC_RSH").unwrap_or_else(|_| "ssh".to_owned());
        let program = usual.split_whitespace().next().unwrap_or_default();
        if program == "ssh" || program.ends_with("/ssh") {
            let options: String = self.options().iter().map(|option| format!(" -o {option}")).collect();
            rsync.env("RSYNC_RSH", usual + &options);
        }
    }
}

impl Drop for Ssh {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // The connection ends by itself when nobody finds it any more.
            drop(fs::remove_dir_all(folder));
        }
    }
}

/// Makes a folder that only this person can look into, and that was not there.
fn make(folder: &PathBuf) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
