use super::Stock;
use super::carrier::{Carrier, NO_LINK, folders_of};
use super::disk::symlink;
use super::program::{Ran, Workshop};
use super::ssh::Ssh;
use crate::base::LARGEST_RECORD;
use crate::system::Failure;
use crate::system::bounded::{read_file_within, too_large};
use crate::system::git::without_credentials;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The `rsync` program, at work between folders here and one at a host. It finds the person's own keys, as `ssh` does.
pub(super) struct Rsync {
    /// `user@host:/path/` or `rsync://host/module/`.
    address: String,
    work: Workshop,
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
const SENDING: [&str; 2] = ["--no-implied-dirs", "--omit-dir-times"];

impl Rsync {
    /// At work with an address, and in a folder here.
    pub(super) fn of(address: &str, work: Workshop) -> Rsync {
        let end = if address.ends_with(['/', ':']) { "" } else { "/" };
        Rsync { address: format!("{address}{end}"), work, ssh: Ssh::shared(), made: Mutex::default() }
    }

    /// Makes the folders above one, which rsync does not.
    fn make_above(&self, folder: &str) -> Result<(), Failure> {
        let Some((above, _)) = folder.trim_end_matches('/').rsplit_once('/') else { return Ok(()) };
        // A poisoned lock only means that another thread stopped; the set is still true.
        if self.made.lock().unwrap_or_else(PoisonError::into_inner).contains(above) {
            return Ok(());
        }
        let here = self.work.fresh("folders");
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
        let from = fs::canonicalize(from).unwrap_or_else(|_| from.to_owned());
        let (from, to) = (format!("{}/", from.to_string_lossy()), format!("{}{into}", self.address));
        self.done(&[&SENDING[..], arguments, &["--", &from, &to]].concat(), files)
    }

    fn done(&self, arguments: &[&str], files: &[&str]) -> Result<(), Failure> {
        if files.is_empty() {
            return Ok(());
        }
        self.had(self.run(&[&["--quiet"], arguments].concat(), files)?).map(drop)
    }

    /// What a run came to that was to come to its end.
    fn had(&self, ran: Ran) -> Result<Ran, Failure> {
        if ran.status == Some(0) { Ok(ran) } else { Err(self.failure(&ran.complaints)) }
    }

    /// Runs it with arguments, and with a list of files, if there are any.
    fn run(&self, arguments: &[&str], files: &[&str]) -> Result<Ran, Failure> {
        let list = self.work.fresh("list");
        // What begins like a remark is a path. Before others, `./` would say that the folder itself is to be sent.
        let begin = |file: &str| if file.starts_with(['#', ';']) { "./" } else { "" };
        let text: String = files.iter().flat_map(|file| [begin(file), file, "\0"]).collect();
        fs::write(&list, text).map_err(Failure::of("write", &list))?;
        let ran = self.work.run("rsync", |command| {
            // Its words are read here, and a path at the host is no command for its shell.
            command.env("LC_ALL", "C").arg("--protect-args");
            if !files.is_empty() {
                command.arg("--from0").arg(format!("--files-from={}", list.to_string_lossy()));
            }
            command.args(arguments);
            self.ssh.lend(command);
        });
        drop(fs::remove_file(&list));
        ran.map_err(|error| self.failure(&error.to_string()))
    }

    /// Removes files and, of folders, those that are empty. What is missing here is removed there, of the paths that a list of rules
    /// names; no other path is touched. The folders of the paths must be here, for rsync to look into them there.
    ///
    /// `--delete-missing-args` would be shorter, but rsync 3.2.7 with Debian's security fixes refuses its own messages about it.
    fn remove_missing(&self, paths: &[&str]) -> Result<(), Failure> {
        paths.chunks(REMOVED_AT_ONCE).try_for_each(|paths| {
            let (nothing, rules) = (self.work.fresh("nothing"), self.work.fresh("rules"));
            let folders: BTreeSet<&str> = paths.iter().map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
            let made = folders.iter().try_for_each(|folder| fs::create_dir_all(nothing.join(folder)));
            let made = made.and_then(|()| fs::write(&rules, removal_rules(paths)));
            let removed = made.map_err(Failure::of("write", &nothing)).and_then(|()| {
                let (from, rules) = (format!("{}/", nothing.to_string_lossy()), format!("--include-from={}", rules.to_string_lossy()));
                let arguments = ["--quiet", "--recursive", "--existing", "--delete", "--keep-dirlinks", "--omit-dir-times", "--from0", &rules, "--exclude=*"];
                self.had(self.run(&[&arguments[..], &["--", &from, &self.address]].concat(), &[])?).map(drop)
            });
            drop((fs::remove_dir_all(&nothing), fs::remove_file(&rules)));
            removed
        })
    }
}

/// So many paths are removed in one run: rsync compares every name in their folders with every rule.
const REMOVED_AT_ONCE: usize = 1000;

/// The rules under which rsync looks at some paths and the folders above them, and at nothing else (rsync(1), "FILTER RULES"): each
/// ends with a zero byte.
fn removal_rules(paths: &[&str]) -> Vec<u8> {
    let mut named: BTreeSet<&str> = paths.iter().copied().collect();
    named.extend(paths.iter().flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at])));
    named.into_iter().flat_map(|path| format!("/{}\0", as_pattern(path)).into_bytes()).collect()
}

/// A path as a pattern that fits it alone. A backslash is one itself, unless the pattern has a wildcard.
fn as_pattern(path: &str) -> String {
    if !path.contains(['*', '?', '[']) {
        return path.to_owned();
    }
    path.chars().flat_map(|c| matches!(c, '*' | '?' | '[' | '\\').then_some('\\').into_iter().chain([c])).collect()
}

impl Carrier for Rsync {
    fn is_locked(&self) -> bool {
        false
    }

    fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure> {
        let here = self.work.fresh("read");
        let most = format!("--max-size={LARGEST_RECORD}");
        let ran = self.run(&["--quiet", "--ignore-times", &most, "--", &format!("{}{file}", self.address), &here.to_string_lossy()], &[])?;
        let text = read_file_within(&here, LARGEST_RECORD);
        drop(fs::remove_file(&here));
        match ran.status {
            // What is larger is passed over without a word.
            Some(0) if text.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) => {
                Err(Failure { error: too_large(LARGEST_RECORD), ..self.failure(file) })
            }
            Some(0) => text.map(Some).map_err(Failure::of("read", &here)),
            Some(PARTIAL) if ran.complaints.contains(MISSING) => Ok(None),
            _ => Err(self.failure(&ran.complaints)),
        }
    }

    fn write(&self, file: &str, text: &[u8]) -> Result<(), Failure> {
        let here = self.work.fresh("write");
        let full = here.join(file);
        let written = full.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&full, text)).map_err(Failure::of("write", &full));
        let sent = written.and_then(|()| self.send_from(&here, &[file], "", &["--ignore-times"]));
        drop(fs::remove_dir_all(&here));
        sent
    }

    fn send(&self, stock: &Stock, files: &[&str], into: &str) -> Result<(), Failure> {
        self.make_above(into)?;
        let laid = stock.lay_out(files, self.work.fresh("beside"))?;
        laid.folders(files).iter().try_for_each(|(from, files)| self.send_from(from, files, into, &["--ignore-times", "--times", "--keep-dirlinks"]))
    }

    fn remove(&self, files: &[&str]) -> Result<(), Failure> {
        self.remove_missing(files)?;
        // Of the folders they stood in, those go that are empty now: the deepest first.
        let mut levels: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for folder in folders_of(files) {
            levels.entry(folder.matches('/').count()).or_default().push(folder);
        }
        levels.into_values().rev().try_for_each(|level| self.remove_missing(&level))
    }

    fn list(&self, folder: &str) -> Result<HashMap<String, u64>, Failure> {
        let whole = format!("{}{folder}", self.address);
        let ran = self.run(&["--recursive", "--list-only", "--no-human-readable", "--8-bit-output", "--", &whole], &[])?;
        match ran.status {
            Some(0) => {}
            Some(PARTIAL) if ran.complaints.contains(MISSING) => return Ok(HashMap::new()),
            _ => return Err(self.failure(&ran.complaints)),
        }
        Ok(ran.answers.lines().filter_map(listed).collect())
    }

    fn standing(&self, files: &[&str]) -> Result<Vec<String>, Failure> {
        let here = self.work.fresh("nothing");
        let arguments = ["--list-only", "--no-human-readable", "--8-bit-output", "--ignore-missing-args", "--", &self.address, &here.to_string_lossy()];
        let ran = self.run(&arguments, files)?;
        // Where its folder is not there, or is a file, a file is not.
        let is_absent = |line: &str| line.contains(MISSING) || line.contains("Not a directory") || line.starts_with("rsync error:");
        let ran = if ran.status == Some(PARTIAL) && ran.complaints.lines().all(is_absent) { ran } else { self.had(ran)? };
        Ok(ran.answers.lines().filter_map(listed).map(|(path, _)| path).collect())
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
        let here = self.work.fresh("lengths");
        let stand_in = |(file, size): &&(&str, u64)| {
            let full = here.join(file);
            full.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::File::create(&full)).and_then(|file| file.set_len(*size))
        };
        let made = others.iter().try_for_each(stand_in).map_err(Failure::of("write", &here));
        let (names, from) = (others.iter().map(|(file, _)| *file).collect::<Vec<_>>(), format!("{}/", here.to_string_lossy()));
        let to = format!("{}{into}", self.address);
        let told = ["--size-only", "--8-bit-output", "--out-format=%i %n", &*beside, "--", &from, &to];
        let ran = made.and_then(|()| self.run(&[&SENDING[..], &told].concat(), &names));
        drop(fs::remove_dir_all(&here));
        let ran = self.had(ran?)?;
        let sent = ran.answers.lines().filter(|line| line.starts_with("<f")).filter_map(|line| line.split_once(' ')).map(|(_, name)| plain(name));
        let sent: Vec<String> = sent.collect();
        let known: HashSet<&str> = names.iter().copied().collect();
        let all_known = sent.iter().all(|name| known.contains(&**name));
        Ok(if all_known { sent } else { names.into_iter().map(str::to_owned).collect() })
    }

    fn read_link(&self, link: &str) -> Result<Option<String>, Failure> {
        let here = self.work.fresh("link");
        let ran = self.run(&["--links", "--", &format!("{}{link}", self.address), &here.to_string_lossy()], &[])?;
        let (target, is_there) = (fs::read_link(&here), fs::symlink_metadata(&here).is_ok());
        drop(fs::remove_file(&here));
        match (ran.status, target) {
            (Some(0), Ok(target)) => Ok(Some(target.to_string_lossy().into_owned())),
            (Some(PARTIAL), _) if !is_there && ran.complaints.contains(MISSING) => Ok(None),
            (Some(0), Err(_)) => Err(self.failure(NO_LINK)),
            _ => Err(self.failure(&ran.complaints)),
        }
    }

    fn switch(&self, link: &str, to: &str) -> Result<(), Failure> {
        let here = self.work.fresh("links");
        let full = here.join(link);
        let made = fs::create_dir_all(&here).and_then(|()| symlink(to, &full)).map_err(Failure::of("write", &full));
        let sent = made.and_then(|()| self.send_from(&here, &[link], "", &["--links"]));
        drop(fs::remove_dir_all(&here));
        sent
    }

    fn clear(&self, folder: &str, files: &[&str]) -> Result<bool, Failure> {
        let listed = self.list(folder)?;
        let known: HashSet<&str> = files.iter().copied().collect();
        // One that rsync had begun to write beside another, `.NAME.XXXXXX`, when it died, is ours too.
        let is_begun = |path: &str| begun(path).is_some_and(|of| known.contains(&*of));
        if !listed.keys().all(|file| known.contains(&**file) || is_begun(file)) {
            return Ok(false);
        }
        let (above, name) = folder.trim_end_matches('/').rsplit_once('/').unwrap_or(("", folder));
        let nothing = self.work.fresh("nothing");
        fs::create_dir_all(&nothing).map_err(Failure::of("make the folder", &nothing))?;
        let (from, to) = (format!("{}/", nothing.to_string_lossy()), format!("{}{above}/", self.address));
        let only = format!("--include=/{name}/***");
        let ran = self.run(&["--quiet", "--recursive", "--delete", "--omit-dir-times", &only, "--exclude=*", "--", &from, &to], &[]);
        drop(fs::remove_dir_all(&nothing));
        self.had(ran?).map(|_| true)
    }

    fn failure(&self, why: &str) -> Failure {
        Failure { doing: "publish to", path: PathBuf::from(without_credentials(&self.address)), error: io::Error::other(without_credentials(why)) }
    }
}

/// The file beside which one stands that is called as rsync calls those it has begun to write.
fn begun(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let (of, end) = name.strip_prefix('.')?.rsplit_once('.')?;
    let is_random = end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_random.then(|| if folder.is_empty() { of.to_owned() } else { format!("{folder}/{of}") })
}

/// A line of a listing, of a file: rights, size, day, time, and the path as it is.
fn listed(line: &str) -> Option<(String, u64)> {
    let (rights, rest) = line.split_once(' ')?;
    let (size, rest) = rest.trim_start().split_once(' ')?;
    let (_, rest) = rest.split_once(' ')?;
    let (_, path) = rest.split_once(' ')?;
    let size = size.replace([',', '.'], "").parse().ok()?;
    (!rights.starts_with('d')).then(|| (plain(path), size))
}

/// A path in which signs that a line cannot have are said by their numbers, `\#012`.
fn plain(path: &str) -> String {
    let mut parts = path.split("\\#");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(number) => {
                plain.push(char::from(number));
                plain.push_str(&part[3..]);
            }
            None => {
                plain.push_str("\\#");
                plain.push_str(part);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_name_what_is_removed_and_the_folders_above_and_nothing_else() {
        let rules = removal_rules(&["a/b/c.html", "a/[x] *.html", "plain\\.html"]);
        assert_eq!(String::from_utf8(rules).unwrap(), "/a\0/a/\\[x] \\*.html\0/a/b\0/a/b/c.html\0/plain\\.html\0");
        assert_eq!(as_pattern("a\\?"), "a\\\\\\?", "where a wildcard is escaped, a backslash is too");
    }

    #[test]
    fn a_line_of_a_listing_says_a_path_as_it_is() {
        let line = "-rw-r--r--          1,234 2026/11/27 21:00:04  lead \\#012and #1 안.txt ";
        assert_eq!(listed(line), Some((" lead \nand #1 안.txt ".to_owned(), 1234)));
        assert_eq!((listed("drwxr-xr-x          4,096 2026/11/27 21:00:04 a"), plain("a\\#b")), (None, "a\\#b".to_owned()));
    }

    #[test]
    fn what_rsync_began_is_known_by_what_it_stands_beside() {
        assert_eq!((begun("a/.index.html.Ab12xY"), begun(".x.000000")), (Some("a/index.html".to_owned()), Some("x".to_owned())));
        assert_eq!((begun(".htaccess.backup"), begun(".htaccess.old"), begun("a.Ab12xY")), (Some("htaccess".to_owned()), None, None));
    }
}
