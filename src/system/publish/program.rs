use crate::system::Failure;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A folder here in which programs keep what they need while they run.
pub(super) struct Workshop(PathBuf);

/// What a run of a program came to.
pub(super) struct Ran {
    pub(super) status: Option<i32>,
    /// What it was to say.
    pub(super) answers: String,
    /// What it complains of.
    pub(super) complaints: String,
}

/// Runs a program, and ends it when nobody waits for it any more: a publish that was killed must not go on.
#[cfg(unix)]
const BOUND: &str = "exec 3<&0 </dev/null; \"$@\" 3<&- & child=$!; (cat <&3; kill \"$child\") >/dev/null 2>&1 & \
                     watch=$!; wait \"$child\"; status=$?; kill \"$watch\" 2>/dev/null; exit \"$status\"";

/// What the shell ends with where there is no such program.
const NOT_FOUND: i32 = 127;

/// What was left longer ago than this is nobody's.
const OLD: Duration = Duration::from_secs(24 * 3600);

impl Workshop {
    /// A folder, which is made if need be.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn at(folder: &Path) -> Result<Workshop, Failure> {
        fs::create_dir_all(folder).map_err(Failure::of("make the folder", folder))?;
        // A path from elsewhere on, with a colon in it, would be that of a host.
        let folder = fs::canonicalize(folder).map_err(Failure::of("use the folder", folder))?;
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let is_old = entry.metadata().and_then(|data| data.modified()).is_ok_and(|at| at.elapsed().is_ok_and(|age| age > OLD));
            if is_old {
                // What cannot be removed now is there tomorrow.
                drop(fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path())));
            }
        }
        Ok(Workshop(folder))
    }

    /// A path in it that is nobody else's.
    pub(super) fn fresh(&self, what: &str) -> PathBuf {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        self.0.join(format!("{what}-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
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
