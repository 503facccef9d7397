use super::Purpose;
use crate::base::{Digest, Slug};
use crate::system::{Failure, UserCache};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// A folder here in which programs keep what they need while they run, and git what it need not
/// fetch again.
///
/// It lies in the user's cache, under the digests of the site folder and of the target, and never
/// in the checkout; where there is no such cache, it is a fresh folder that goes when this is
/// dropped.
pub struct Workshop {
    folder: PathBuf,
    /// The fresh folder, held so that it goes when this is dropped.
    _passing: Option<TempDir>,
}

/// What a run of a program came to.
pub(super) struct Ran {
    pub(super) status: Option<i32>,
    /// What it was to say.
    pub(super) answers: String,
    /// What it complains of.
    pub(super) complaints: String,
}

/// Runs a program, and ends it when nobody waits for it any more: a publish that was killed must
/// not go on.
#[cfg(unix)]
const BOUND: &str = "exec 3<&0 </dev/null; \"$@\" 3<&- & child=$!; (cat <&3; kill \"$child\") >/dev/null 2>&1 & \
                     watch=$!; wait \"$child\"; status=$?; kill \"$watch\" 2>/dev/null; exit \"$status\"";

/// What the shell ends with where there is no such program.
const NOT_FOUND: i32 = 127;

/// What was left longer ago than this is nobody's.
const OLD: Duration = Duration::from_secs(24 * 3600);

/// What the names begin with that [`Workshop::fresh`] gives.
const FRESH: &str = "work-";

/// Whether a name is one that [`Workshop::fresh`] gives: `work-WHAT-PROCESS-NUMBER`.
fn is_fresh(name: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = name.strip_prefix(FRESH).into_iter().flat_map(|rest| rest.rsplitn(3, '-'));
    let (number, process, what) = (parts.next(), parts.next(), parts.next());
    number.is_some_and(is_number) && process.is_some_and(is_number) && what.is_some_and(|what| !what.is_empty())
}

impl Workshop {
    /// The folder of a target by its name and its place, made if need be. To write, what a publish
    /// that died has left is removed from it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(root: &Path, user_cache: Option<&UserCache>, name: &str, place: &str, purpose: Purpose) -> Result<Workshop, Failure> {
        // Of the place only a digest: an address may hold a password.
        let name = format!("publish/{}-{}", Slug::of(name), Digest::of(place.as_bytes()).short());
        let kept = user_cache.and_then(|user_cache| user_cache.site_folder(root, &name).ok());
        let Some(folder) = kept else {
            let passing = tempfile::Builder::new().prefix("dateline-").tempdir();
            let passing = passing.map_err(Failure::of("make a folder in", &std::env::temp_dir()))?;
            return Ok(Workshop { folder: passing.path().to_owned(), _passing: Some(passing) });
        };
        // A path from elsewhere on, with a colon in it, would be that of a host.
        let folder = fs::canonicalize(&folder).map_err(Failure::of("use the folder", &folder))?;
        let workshop = Workshop { folder, _passing: None };
        if purpose == Purpose::Write {
            workshop.sweep();
        }
        Ok(workshop)
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes what was left longer ago than a day under names that [`Workshop::fresh`] gives.
    fn sweep(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let is_fresh = entry.file_name().to_str().is_some_and(is_fresh);
            let is_old = entry.metadata().and_then(|data| data.modified()).is_ok_and(|at| at.elapsed().is_ok_and(|age| age > OLD));
            if is_fresh && is_old {
                // What cannot be removed now is there tomorrow.
                drop(fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path())));
            }
        }
    }

    /// A path in it that is nobody else's.
    pub(super) fn fresh(&self, what: &str) -> PathBuf {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        self.folder.join(format!("{FRESH}{what}-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
    }

    /// Runs a program to its end.
    ///
    /// # Errors
    /// When there is no such program, or the system says no.
    pub(super) fn run(&self, program: &str, prepare: impl FnOnce(&mut Command)) -> io::Result<Ran> {
        #[cfg(unix)]
        let mut command = Command::new("sh");
        #[cfg(unix)]
        command.args(["-c", BOUND, "sh", program]);
        #[cfg(not(unix))]
        let mut command = Command::new(program);
        prepare(&mut command);
        // Into files: what a program leaves running has them open longer than it runs.
        let (answers, complaints) = (self.fresh("answers"), self.fresh("complaints"));
        let to = |path: &Path| fs::File::create(path).map(Stdio::from);
        let ran = to(&answers).and_then(|out| Ok((out, to(&complaints)?))).and_then(|(out, err)| {
            let mut child = command.stdin(Stdio::piped()).stdout(out).stderr(err).spawn()?;
            // Held until it has ended.
            let held = child.stdin.take();
            let status = child.wait()?;
            drop(held);
            let text = |path: &Path| fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            Ok(Ran { status: status.code(), answers: text(&answers)?, complaints: text(&complaints)?.trim().to_owned() })
        });
        drop((fs::remove_file(&answers), fs::remove_file(&complaints)));
        match ran {
            Ok(ran) if cfg!(unix) && ran.status == Some(NOT_FOUND) => Err(io::Error::other(format!("the program {program} is not installed"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(io::Error::other(format!("the program {program} is not installed"))),
            ran => ran,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_publish_left_is_swept_and_a_look_sweeps_nothing() {
        let place = tempfile::TempDir::new().unwrap();
        let cache = UserCache::at(place.path().join("cache"));
        let open = |purpose| Workshop::open(place.path(), Some(&cache), "web", "s3://x", purpose).unwrap();
        let folder = open(Purpose::Look).folder().to_owned();
        let long_ago = std::time::SystemTime::now() - 2 * OLD;
        let names = ["work-answers-12-3", "work-answers-12-3x", "work--1-2", "notes-1-2", "HEAD"];
        for name in names {
            fs::File::create(folder.join(name)).unwrap().set_modified(long_ago).unwrap();
        }
        fs::File::create(folder.join("work-batch-1-2")).unwrap();
        let left = || names.iter().filter(|name| folder.join(name).exists()).count();
        open(Purpose::Look);
        assert_eq!(left(), names.len());
        open(Purpose::Write);
        assert!(left() == names.len() - 1 && !folder.join(names[0]).exists() && folder.join("work-batch-1-2").exists());
    }

    #[test]
    fn without_a_cache_the_folder_is_a_fresh_one_that_goes() {
        let workshop = Workshop::open(Path::new("."), None, "web", "s3://x", Purpose::Write).unwrap();
        let folder = workshop.folder().to_owned();
        assert!(folder.is_dir());
        drop(workshop);
        assert!(!folder.exists());
    }
}
