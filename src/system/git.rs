use super::Failure;
use crate::base::{Secrets, masked};
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

/// The `git` program, at work in one repository. It finds the person's own credentials; nobody's
/// are printed.
///
/// The person's own settings and those of the system are in force. A checkout may be hostile: of
/// its own settings git is told only those in [`REACHING`], and [`SAFE`] is always in force.
#[derive(Clone)]
pub(super) struct Git {
    repository: PathBuf,
    /// What it is told beside: an index of its own, whose name a commit has.
    environment: Vec<(String, String)>,
}

/// What must not lead git to another repository than ours.
const MISLEADING: [&str; 9] = [
    "GIT_DIR",
    "GIT_COMMON_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_NAMESPACE",
];

/// The settings of a checkout by which git reaches other hosts, as a regular expression for `git
/// config`.
const REACHING: &str = r"^(http|url|credential)\.";

/// The settings that put one address in the place of another, as a regular expression for git.
const REWRITING: &str = r"^url\..*\.(push)?insteadof$";

/// What git is told before anything else, whatever a repository or a person has set: no hook and no
/// file system monitor runs, no folder is taken for a repository because it looks like one
/// (`safe.bareRepository`, git 2.38), and no address is a command (git-remote-ext, git-remote-fd).
const SAFE: [&str; 5] =
    ["core.hooksPath=/dev/null", "core.fsmonitor=false", "safe.bareRepository=explicit", "protocol.ext.allow=never", "protocol.fd.allow=never"];

/// In which environment variable git finds how many settings others name.
const SETTING_COUNT: &str = "GIT_CONFIG_COUNT";

impl Git {
    /// Git in a repository, given its own folder (`.git`, or a bare one).
    pub(super) fn of(repository: PathBuf) -> Git {
        Git { repository, environment: Vec::new() }
    }

    /// The same, with something in its environment.
    #[must_use]
    pub(super) fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Git {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// The same, with what the repository around a folder says of reaching others and of
    /// credentials there, as servers that build write it down for a checkout. The settings that the
    /// environment names stay.
    #[must_use]
    pub(super) fn with_settings_of(self, folder: &Path) -> Git {
        let said = Git::ask_in(folder, &["config", "--local", "--includes", "-z", "--get-regexp", REACHING]).unwrap_or_default();
        let settings: Vec<(&str, &str)> = said.split('\0').filter_map(|setting| setting.split_once('\n')).collect();
        let first = std::env::var(SETTING_COUNT).ok().and_then(|count| count.parse::<usize>().ok()).unwrap_or(0);
        let counted = self.with(SETTING_COUNT, (first + settings.len()).to_string());
        (first..)
            .zip(settings)
            .fold(counted, |git, (at, (key, value))| git.with(format!("GIT_CONFIG_KEY_{at}"), key).with(format!("GIT_CONFIG_VALUE_{at}"), value))
    }

    /// Every address that a setting of the repository around a folder may put in the place of this
    /// one (`url.BASE.insteadOf` and `url.BASE.pushInsteadOf`).
    pub(super) fn rewritten_in(folder: &Path, address: &str) -> Vec<String> {
        let said = Git::ask_in(folder, &["config", "--local", "--includes", "-z", "--get-regexp", REWRITING]).unwrap_or_default();
        let rewritten = |setting: &str| {
            let (key, prefix) = setting.split_once('\n')?;
            let base = key.strip_prefix("url.")?.rsplit_once('.')?.0;
            Some(format!("{base}{}", address.strip_prefix(prefix)?))
        };
        said.split('\0').filter_map(rewritten).collect()
    }

    /// Whatever git says in the repository around a folder, if there is one and it says yes.
    pub(super) fn ask_in(folder: &Path, arguments: &[&str]) -> Option<String> {
        if !has_honest_repository(folder) {
            return None;
        }
        let mut command = safe_git();
        let output = command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// What git gives.
    ///
    /// # Errors
    /// When there is no git, or it says no: then in its words.
    pub(super) fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Result<String, Failure> {
        self.feed(arguments, b"").map(|output| String::from_utf8_lossy(&output).trim().to_owned())
    }

    /// What git gives, if it says yes.
    pub(super) fn ask<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Result<Option<Vec<u8>>, Failure> {
        let output = self.output(arguments, b"")?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// What git gives for what it is given.
    ///
    /// # Errors
    /// When there is no git, or it says no: then in its words.
    pub(super) fn feed<A: AsRef<OsStr>>(&self, arguments: &[A], input: &[u8]) -> Result<Vec<u8>, Failure> {
        let output = self.output(arguments, input)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().strip_prefix("fatal: ").unwrap_or(said.trim());
        let said = if said.is_empty() { format!("git ended with {}", output.status) } else { without_credentials(said) };
        Err(self.failure(io::Error::other(said)))
    }

    fn output<A: AsRef<OsStr>>(&self, arguments: &[A], input: &[u8]) -> Result<Output, Failure> {
        let mut command = safe_git();
        command.arg("--git-dir").arg(&self.repository).args(arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        // Its words are read here, so they must be those that are known here.
        command.env("LC_ALL", "C").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let no_git = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => self.failure(io::Error::other("the program git is not installed")),
            _ => self.failure(error),
        };
        let mut child = command.spawn().map_err(no_git)?;
        let stdin = child.stdin.take();
        thread::scope(|scope| {
            // Git may speak before it has heard all, so both go on at the same time.
            scope.spawn(move || {
                // Who hears no more says why when it ends.
                stdin.map(|mut stdin| stdin.write_all(input))
            });
            child.wait_with_output()
        })
        .map_err(|error| self.failure(error))
    }

    fn failure(&self, error: io::Error) -> Failure {
        Failure { doing: "publish through", path: self.repository.clone(), error }
    }
}

/// The `git` program with [`SAFE`] in force, and in no repository yet.
fn safe_git() -> Command {
    let mut command = Command::new("git");
    for name in MISLEADING {
        command.env_remove(name);
    }
    command.args(SAFE.iter().flat_map(|setting| ["-c", setting]));
    command
}

/// Whether the repository that git finds around a folder is one that stands in a folder `.git`,
/// which no commit can bring along. Before version 2.38 git takes every folder for one that has the
/// files of a repository in it, whoever put them there.
fn has_honest_repository(folder: &Path) -> bool {
    for above in folder.ancestors() {
        if above.join(".git").exists() {
            return true;
        }
        if ["HEAD", "objects", "refs"].iter().all(|name| above.join(name).exists()) {
            return false;
        }
    }
    false
}

/// The files of Dateline's own that the repository around a site folder tracks, relative to the
/// folder: they travel with every checkout, and none of them belongs there.
pub fn tracked_own_files(root: &Path) -> Vec<String> {
    // The folder itself is listed where a link, a file or another repository is tracked in its
    // place.
    let listed = Git::ask_in(root, &["ls-files", "-z", "--", ":(icase,glob)**/.dateline/**", ":(icase,glob)**/.dateline"]).unwrap_or_default();
    listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
}

/// A text without the passwords and tokens of its addresses ([`masked`]).
pub fn without_credentials(text: &str) -> String {
    masked(text, Secrets::Settings).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_printed() {
        let said = "unable to access 'https://me:s'cret@git.example/site.git/': 403; see https://git.example/help@home, ssh://git@host/x";
        let shown = "unable to access 'https://***@git.example/site.git/': 403; see https://git.example/help@home, ssh://git@host/x";
        assert_eq!(without_credentials(said), shown);
    }
}
