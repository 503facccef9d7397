use super::git::without_credentials;
use crate::system::Failure;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// The `rsync` program, at work between folders here and one at a host. It finds the person's own keys, as `ssh` does.
#[derive(Clone)]
pub(super) struct Rsync {
    /// `user@host:/path/` or `rsync://host/module/`.
    address: String,
    /// A folder of Dateline's own here.
    work: PathBuf,
}

/// What rsync ends with when something it was to send or fetch is not there.
const PARTIAL: i32 = 23;

impl Rsync {
    /// At work with an address, and in a folder here, which is made if need be.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(super) fn of(address: &str, work: PathBuf) -> Result<Rsync, Failure> {
        fs::create_dir_all(&work).map_err(Failure::of("make the folder", &work))?;
        let end = if address.ends_with(['/', ':']) { "" } else { "/" };
        Ok(Rsync { address: format!("{address}{end}"), work })
    }

    /// What a small file at the host says; nothing, if it is not there.
    ///
    /// # Errors
    /// When there is no rsync, or the host cannot be reached.
    pub(super) fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure> {
        let here = self.work.join(format!("read-{}-{:?}", std::process::id(), thread::current().id()));
        let (status, said) = self.run(&["--ignore-times", "--", &format!("{}{file}", self.address), &here.to_string_lossy()], &[])?;
        let text = fs::read(&here);
        drop(fs::remove_file(&here));
        match status {
            Some(0) => text.map(Some).map_err(Failure::of("read", &here)),
            Some(PARTIAL) if said.contains("No such file or directory") => Ok(None),
            _ => Err(self.failure(&said)),
        }
    }

    /// Writes a small file at the host: beside and renamed, as rsync does.
    ///
    /// # Errors
    /// When the host says no.
    pub(super) fn write(&self, file: &str, text: &[u8]) -> Result<(), Failure> {
        let here = self.work.join(format!("write-{}-{:?}", std::process::id(), thread::current().id()));
        let full = here.join(file);
        full.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&full, text)).map_err(Failure::of("write", &full))?;
        let sent = self.send(&here, &[file]);
        drop(fs::remove_dir_all(&here));
        sent
    }

    /// Sends files of a folder.
    ///
    /// # Errors
    /// When the host says no. Each file is there as it was, or as it is to be.
    pub(super) fn send(&self, from: &Path, files: &[&str]) -> Result<(), Failure> {
        let from = format!("{}/", from.to_string_lossy());
        self.done(
            &["--ignore-times", "--times", "--no-implied-dirs", "--omit-dir-times", "--keep-dirlinks", "--files-from=-", "--from0", "--", &from, &self.address],
            files,
        )
    }

    /// Removes files at the host; those that are not there are not.
    ///
    /// # Errors
    /// When the host says no.
    pub(super) fn remove(&self, files: &[&str]) -> Result<(), Failure> {
        // What is missing here is removed there; but the folders it stood in must be here, for rsync to look there.
        let nothing = self.work.join(format!("nothing-{}-{:?}", std::process::id(), thread::current().id()));
        let folders: BTreeSet<&str> = files.iter().map(|file| file.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        let made = folders.iter().try_for_each(|folder| fs::create_dir_all(nothing.join(folder))).map_err(Failure::of("make the folder", &nothing));
        let from = format!("{}/", nothing.to_string_lossy());
        let removed = made.and_then(|()| {
            self.done(&["--delete-missing-args", "--omit-dir-times", "--keep-dirlinks", "--files-from=-", "--from0", "--", &from, &self.address], files)
        });
        drop(fs::remove_dir_all(&nothing));
        removed
    }

    /// The files at the host, with their sizes.
    ///
    /// # Errors
    /// When the host says no.
    pub(super) fn list(&self) -> Result<String, Failure> {
        let mut command = self.command(&["--recursive", "--list-only", "--no-human-readable", "--8-bit-output", "--", &self.address]);
        let output = command.stdin(Stdio::null()).output().map_err(|error| self.no_rsync(error))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(self.failure(&String::from_utf8_lossy(&output.stderr)))
        }
    }

    fn done(&self, arguments: &[&str], files: &[&str]) -> Result<(), Failure> {
        if files.is_empty() {
            return Ok(());
        }
        let (status, said) = self.run(arguments, files)?;
        if status == Some(0) { Ok(()) } else { Err(self.failure(&said)) }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("rsync");
        // Its words are read here, and a path at the host is no command for its shell.
        command.env("LC_ALL", "C").arg("--protect-args").args(arguments);
        command
    }

    fn run(&self, arguments: &[&str], files: &[&str]) -> Result<(Option<i32>, String), Failure> {
        let mut command = self.command(&["--quiet"]);
        let mut child =
            command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(|error| self.no_rsync(error))?;
        // What begins like a remark is a path. Before others, `./` would say that the folder itself is to be sent.
        let begin = |file: &str| if file.starts_with(['#', ';']) { "./" } else { "" };
        let list: String = files.iter().flat_map(|file| [begin(file), file, "\0"]).collect();
        let stdin = child.stdin.take();
        let output = thread::scope(|scope| {
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(list.as_bytes())));
            child.wait_with_output()
        });
        let output = output.map_err(|error| self.no_rsync(error))?;
        Ok((output.status.code(), String::from_utf8_lossy(&output.stderr).trim().to_owned()))
    }

    fn no_rsync(&self, error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::NotFound => self.failure("the program rsync is not installed"),
            _ => self.failure(&error.to_string()),
        }
    }

    pub(super) fn failure(&self, why: &str) -> Failure {
        Failure { doing: "publish to", path: PathBuf::from(without_credentials(&self.address)), error: io::Error::other(without_credentials(why)) }
    }
}
