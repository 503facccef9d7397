use super::Stock;
use super::carrier::{Carrier, NO_LINK};
use super::disk::symlink;
use super::git::without_credentials;
use super::ssh::Ssh;
use crate::system::Failure;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The `rsync` program, at work between folders here and one at a host. It finds the person's own keys, as `ssh` does.
pub(super) struct Rsync {
    /// `user@host:/path/` or `rsync://host/module/`.
    address: String,
    /// A folder of Dateline's own here.
    work: PathBuf,
    /// What it reaches the host by, unless that has a daemon of rsync's.
    ssh: Ssh,
    /// Folders there that were made.
    made: Mutex<HashSet<String>>,
}

/// What rsync ends with when something it was to send or fetch is not there.
const PARTIAL: i32 = 23;

/// What it says of a file that is not there.
const MISSING: &str = "No such file or directory";

/// How files are sent: each beside and renamed, and folders stay as people made them.
const SENDING: [&str; 4] = ["--no-implied-dirs", "--omit-dir-times", "--files-from=-", "--from0"];

impl Rsync {
    /// At work with an address, and in a folder here, which is made if need be.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(super) fn of(address: &str, work: PathBuf) -> Result<Rsync, Failure> {
        fs::create_dir_all(&work).map_err(Failure::of("make the folder", &work))?;
        let end = if address.ends_with(['/', ':']) { "" } else { "/" };
        Ok(Rsync { address: format!("{address}{end}"), work, ssh: Ssh::shared(), made: Mutex::default() })
    }

    /// A path here that is nobody else's.
    fn own(&self, what: &str) -> PathBuf {
        self.work.join(format!("{what}-{}-{:?}", std::process::id(), thread::current().id()))
    }

    /// Makes the folders above one, which rsync does not.
    fn make_above(&self, folder: &str) -> Result<(), Failure> {
        let Some((above, _)) = folder.trim_end_matches('/').rsplit_once('/') else { return Ok(()) };
        // A poisoned lock only means that another thread stopped; the set is still true.
        if self.made.lock().unwrap_or_else(PoisonError::into_inner).contains(above) {
            return Ok(());
        }
        let here = self.own("folders");
        let made = fs::create_dir_all(here.join(above)).map_err(Failure::of("make the folder", &here));
        let made = made.and_then(|()| {
            let from = format!("{}/", here.to_string_lossy());
            self.done(&[&SENDING[..], &["--dirs", "--", &from, &self.address]].concat(), &[&format!("{above}/")])
        });
        drop(fs::remove_dir_all(&here));
        made?;
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(above.to_owned());
        Ok(())
    }

    /// Sends files of a folder here.
    fn send_from(&self, from: &Path, files: &[&str], into: &str, arguments: &[&str]) -> Result<(), Failure> {
        let (from, to) = (format!("{}/", from.to_string_lossy()), format!("{}{into}", self.address));
        self.done(&[&SENDING[..], arguments, &["--", &from, &to]].concat(), files)
    }

    fn done(&self, arguments: &[&str], files: &[&str]) -> Result<(), Failure> {
        if files.is_empty() {
            return Ok(());
        }
        let ran = self.run(&[&["--quiet"], arguments].concat(), files)?;
        if ran.status == Some(0) { Ok(()) } else { Err(self.failure(&ran.said)) }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("rsync");
        // Its words are read here, and a path at the host is no command for its shell.
        command.env("LC_ALL", "C").arg("--protect-args").args(arguments);
        self.ssh.lend(&mut command);
        command
    }

    fn run(&self, arguments: &[&str], files: &[&str]) -> Result<Ran, Failure> {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|error| self.no_rsync(error))?;
        // What begins like a remark is a path. Before others, `./` would say that the folder itself is to be sent.
        let begin = |file: &str| if file.starts_with(['#', ';']) { "./" } else { "" };
        let list: String = files.iter().flat_map(|file| [begin(file), file, "\0"]).collect();
        let stdin = child.stdin.take();
        let output = thread::scope(|scope| {
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(list.as_bytes())));
            child.wait_with_output()
        });
        let output = output.map_err(|error| self.no_rsync(error))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Ran { status: output.status.code(), listed: text(&output.stdout), said: text(&output.stderr).trim().to_owned() })
    }

    fn no_rsync(&self, error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::NotFound => self.failure("the program rsync is not installed"),
            _ => self.failure(&error.to_string()),
        }
    }
}

/// What a run of rsync came to.
struct Ran {
    status: Option<i32>,
    /// What it was to list.
    listed: String,
    /// What it complains of.
    said: String,
}

impl Carrier for Rsync {
    fn is_locked(&self) -> bool {
        false
    }

    fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure> {
        let here = self.own("read");
        let ran = self.run(&["--quiet", "--ignore-times", "--", &format!("{}{file}", self.address), &here.to_string_lossy()], &[])?;
        let text = fs::read(&here);
        drop(fs::remove_file(&here));
        match ran.status {
            Some(0) => text.map(Some).map_err(Failure::of("read", &here)),
            Some(PARTIAL) if ran.said.contains(MISSING) => Ok(None),
            _ => Err(self.failure(&ran.said)),
        }
    }

    fn write(&self, file: &str, text: &[u8]) -> Result<(), Failure> {
        let here = self.own("write");
        let full = here.join(file);
        let written = full.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&full, text)).map_err(Failure::of("write", &full));
        let sent = written.and_then(|()| self.send_from(&here, &[file], "", &["--ignore-times"]));
        drop(fs::remove_dir_all(&here));
        sent
    }

    fn send(&self, stock: &Stock, files: &[&str], into: &str) -> Result<(), Failure> {
        self.make_above(into)?;
        let laid = stock.lay_out(files, self.own("beside"))?;
        laid.folders(files).iter().try_for_each(|(from, files)| self.send_from(from, files, into, &["--ignore-times", "--times", "--keep-dirlinks"]))
    }

    fn remove(&self, files: &[&str]) -> Result<(), Failure> {
        // What is missing here is removed there; but the folders it stood in must be here, for rsync to look there.
        let nothing = self.own("nothing");
        let folders: BTreeSet<&str> = files.iter().map(|file| file.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        let made = folders.iter().try_for_each(|folder| fs::create_dir_all(nothing.join(folder))).map_err(Failure::of("make the folder", &nothing));
        let from = format!("{}/", nothing.to_string_lossy());
        let removed = made.and_then(|()| {
            self.done(&["--delete-missing-args", "--omit-dir-times", "--keep-dirlinks", "--files-from=-", "--from0", "--", &from, &self.address], files)
        });
        drop(fs::remove_dir_all(&nothing));
        removed
    }

    fn list(&self, folder: &str) -> Result<HashMap<String, u64>, Failure> {
        let whole = format!("{}{folder}", self.address);
        let ran = self.run(&["--recursive", "--list-only", "--no-human-readable", "--8-bit-output", "--", &whole], &[])?;
        match ran.status {
            Some(0) => {}
            Some(PARTIAL) if ran.said.contains(MISSING) => return Ok(HashMap::new()),
            _ => return Err(self.failure(&ran.said)),
        }
        // Rights, size, day, time, path.
        let file = |line: &str| {
            let mut rest = line.trim_end();
            let mut size = 0;
            for at in 0..4 {
                let (word, after) = rest.split_once(' ')?;
                if at == 1 {
                    size = word.replace([',', '.'], "").parse().ok()?;
                }
                rest = after.trim_start();
            }
            (!line.starts_with('d')).then(|| (rest.to_owned(), size))
        };
        Ok(ran.listed.lines().filter_map(file).collect())
    }

    fn link(&self, stock: &Stock, files: &[(&str, u64)], from: &str, into: &str) -> Result<Vec<String>, Failure> {
        self.make_above(into)?;
        // What is as long in the one folder as it is here has the same name in the other. Times say nothing: they are not kept.
        let beside = format!("--link-dest={}{from}", "../".repeat(into.matches('/').count()));
        let is_here = |file: &&(&str, u64)| stock.path(file.0).is_some();
        let there: Vec<&str> = files.iter().filter(is_here).map(|(file, _)| *file).collect();
        let others: Vec<_> = files.iter().filter(|file| !is_here(file)).collect();
        self.send_from(stock.root(), &there, into, &["--size-only", &beside])?;
        if others.is_empty() {
            return Ok(Vec::new());
        }
        // What is not here: something as long stands for it, and what is said to have been sent was not there, and is to be sent.
        let here = self.own("lengths");
        let stand_in = |(file, size): &&(&str, u64)| {
            let full = here.join(file);
            full.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::File::create(&full)).and_then(|file| file.set_len(*size))
        };
        let made = others.iter().try_for_each(stand_in).map_err(Failure::of("write", &here));
        let (names, from) = (others.iter().map(|(file, _)| *file).collect::<Vec<_>>(), format!("{}/", here.to_string_lossy()));
        let to = format!("{}{into}", self.address);
        let told = ["--size-only", "--8-bit-output", "--out-format=%i %n", &beside, "--", &from, &to];
        let ran = made.and_then(|()| self.run(&[&SENDING[..], &told].concat(), &names));
        drop(fs::remove_dir_all(&here));
        let ran = ran?;
        if ran.status != Some(0) {
            return Err(self.failure(&ran.said));
        }
        let sent = ran.listed.lines().filter(|line| line.starts_with("<f")).filter_map(|line| line.split_once(' ')).map(|(_, name)| name.to_owned());
        let sent: Vec<String> = sent.collect();
        let all_known = sent.iter().all(|name| names.contains(&&**name));
        Ok(if all_known { sent } else { names.into_iter().map(str::to_owned).collect() })
    }

    fn read_link(&self, link: &str) -> Result<Option<String>, Failure> {
        let here = self.own("link");
        let ran = self.run(&["--links", "--", &format!("{}{link}", self.address), &here.to_string_lossy()], &[])?;
        let (target, is_there) = (fs::read_link(&here), fs::symlink_metadata(&here).is_ok());
        drop(fs::remove_file(&here));
        match (ran.status, target) {
            (Some(0), Ok(target)) => Ok(Some(target.to_string_lossy().into_owned())),
            (Some(PARTIAL), _) if !is_there && ran.said.contains(MISSING) => Ok(None),
            (Some(0), Err(_)) => Err(self.failure(NO_LINK)),
            _ => Err(self.failure(&ran.said)),
        }
    }

    fn switch(&self, link: &str, to: &str) -> Result<(), Failure> {
        let here = self.own("links");
        let full = here.join(link);
        let made = fs::create_dir_all(&here).and_then(|()| symlink(to, &full)).map_err(Failure::of("write", &full));
        let sent = made.and_then(|()| self.send_from(&here, &[link], "", &["--links"]));
        drop(fs::remove_dir_all(&here));
        sent
    }

    fn clear(&self, folder: &str, files: &[&str]) -> Result<bool, Failure> {
        let listed = self.list(folder)?;
        let known: HashSet<&str> = files.iter().copied().collect();
        if !listed.keys().all(|file| known.contains(&**file) || is_begun(file)) {
            return Ok(false);
        }
        let (above, name) = folder.trim_end_matches('/').rsplit_once('/').unwrap_or(("", folder));
        let nothing = self.own("nothing");
        fs::create_dir_all(&nothing).map_err(Failure::of("make the folder", &nothing))?;
        let (from, to) = (format!("{}/", nothing.to_string_lossy()), format!("{}{above}/", self.address));
        let only = format!("--include=/{name}/***");
        let ran = self.run(&["--quiet", "--recursive", "--delete", "--omit-dir-times", &only, "--exclude=*", "--", &from, &to], &[]);
        drop(fs::remove_dir_all(&nothing));
        let ran = ran?;
        if ran.status == Some(0) { Ok(true) } else { Err(self.failure(&ran.said)) }
    }

    fn failure(&self, why: &str) -> Failure {
        Failure { doing: "publish to", path: PathBuf::from(without_credentials(&self.address)), error: io::Error::other(without_credentials(why)) }
    }
}

/// Whether a file is one that rsync had begun to write beside another, `.NAME.XXXXXX`, when it died.
fn is_begun(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.starts_with('.') && name.rsplit_once('.').is_some_and(|(before, end)| !before.is_empty() && end.len() == 6)
}
