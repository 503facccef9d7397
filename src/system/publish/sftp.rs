use super::Stock;
use super::carrier::{Carrier, NO_LINK, folders_of};
use super::program::{Ran, Workshop};
use super::ssh::Ssh;
use crate::base::LARGEST_RECORD;
use crate::system::Failure;
use crate::system::bounded::{read_file_within, too_large};
use crate::system::git::without_credentials;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

/// The `sftp` program, which speaks to hosts that let nothing else in (draft-ietf-secsh-filexfer). It finds the person's own keys,
/// as `ssh` does, and asks for no password.
pub(super) struct Sftp {
    /// `user@host` or `sftp://user@host:port`.
    host: String,
    /// The folder there, with a slash behind it; empty, the one that one comes to.
    base: String,
    work: Workshop,
    ssh: Ssh,
    /// Folders there that are known to be there.
    made: Mutex<HashSet<String>>,
    /// What the names begin with under which this publish writes beside; and how many there were.
    beside: String,
    count: AtomicUsize,
    /// Whether the server renames no file over another.
    is_plain: AtomicBool,
}

/// So many speak to the host at the same time: each waits for an answer before it asks again.
const SESSIONS: usize = 4;

/// What the names begin with under which files are written before they are renamed.
const BESIDE: &str = ".dateline/new-";

impl Sftp {
    /// At work with an address, and in a folder here.
    pub(super) fn of(address: &str, work: Workshop) -> Sftp {
        let (host, path) = parts(address);
        let base = if path.is_empty() || path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
        // What one that died had begun may go on for a moment, and must not be taken for this one's.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let beside = format!("{BESIDE}{}-{now}-", std::process::id());
        let (work, ssh, made, is_plain) = (work, Ssh::shared(), Mutex::default(), AtomicBool::new(false));
        Sftp { host: host.to_owned(), base, work, ssh, made, beside, count: AtomicUsize::new(0), is_plain }
    }

    /// A path there, as a command says it.
    fn there(&self, path: &str) -> Result<String, Failure> {
        self.quoted(&format!("{}{path}", self.base))
    }

    /// A path as a command says it: a line ends a command, and what is in the next would be another.
    fn quoted(&self, path: &str) -> Result<String, Failure> {
        if path.contains(|c: char| c.is_control()) {
            return Err(self.failure(&format!("{path:?} has a sign in its name that sftp cannot be told")));
        }
        Ok(format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"")))
    }

    /// Asks the server for one thing after another. It ends at the first that cannot be had, unless a dash stands before it.
    fn speak(&self, commands: &str) -> Result<Ran, Failure> {
        let batch = self.work.fresh("batch");
        fs::write(&batch, commands).map_err(Failure::of("write", &batch))?;
        let ran = self.work.run("sftp", |command| {
            // Its words are read here, and the names of files, which without an encoding it would not say as they are.
            command.env("LC_ALL", "C.UTF-8").arg("-q").arg("-b").arg(&batch);
            command.args(self.ssh.options().iter().flat_map(|option| ["-o", option]));
            command.arg("--").arg(&self.host);
        });
        drop(fs::remove_file(&batch));
        let ran = ran.map_err(|error| self.failure(&error.to_string()))?;
        // What ssh itself ends with when there is no connection.
        if ran.status == Some(255) { Err(self.failure(&ran.complaints)) } else { Ok(ran) }
    }

    fn done(&self, commands: &str) -> Result<(), Failure> {
        let ran = self.speak(commands)?;
        if is_done(&ran) { Ok(()) } else { Err(self.failure(&ran.complaints)) }
    }

    /// Does something to parts of a list at the same time.
    fn in_sessions<T: Sync, R: Send>(&self, all: &[T], work: impl Fn(&[T]) -> Result<R, Failure> + Sync) -> Result<Vec<R>, Failure> {
        // A connection costs more than a few files.
        let size = all.len().div_ceil(SESSIONS).max(16);
        thread::scope(|scope| {
            let works: Vec<_> = all.chunks(size).map(|part| scope.spawn(|| work(part))).collect();
            let stopped = |_| self.failure("a session stopped");
            works.into_iter().map(|work| work.join().map_err(stopped)?).collect()
        })
    }

    /// Makes the folders that files are to stand in, and the one they are written in before.
    fn make_folders(&self, files: impl Iterator<Item = String>) -> Result<(), Failure> {
        let mut folders = BTreeSet::new();
        // The folder itself, and those above it: one may be there, and not ours to look into.
        let whole = files.map(|file| format!("{}{file}", self.base)).chain([format!("{}{}", self.base, self.beside)]);
        whole.for_each(|file| folders.extend(file.match_indices('/').filter(|(at, _)| *at > 0).map(|(at, _)| file[..at].to_owned())));
        // A poisoned lock only means that another thread stopped; the set is still true.
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        folders.retain(|folder| !made.contains(folder));
        if folders.is_empty() {
            return Ok(());
        }
        let commands: String = folders.iter().map(|folder| Ok(format!("-mkdir {}\n", self.quoted(folder)?))).collect::<Result<_, Failure>>()?;
        // That one is there already says the server as it says that it cannot be made; what is put into it tells.
        self.speak(&commands)?;
        made.extend(folders);
        Ok(())
    }

    /// Puts files there, each beside and renamed.
    fn put(&self, files: &[(PathBuf, String)]) -> Result<(), Failure> {
        if files.is_empty() {
            return Ok(());
        }
        self.make_folders(files.iter().map(|(_, to)| to.clone()))?;
        let put = |part: &[(PathBuf, String)]| {
            let commands = |is_plain: bool| {
                let mut commands = String::new();
                for (from, to) in part {
                    let beside = self.there(&format!("{}{}", self.beside, self.count.fetch_add(1, Ordering::Relaxed)))?;
                    let (from, to) = (self.quoted(&from.to_string_lossy())?, self.there(to)?);
                    let first = if is_plain { format!("-rm {to}\n") } else { String::new() };
                    commands += &format!("put {from} {beside}\n{first}rename {beside} {to}\n");
                }
                Ok(commands)
            };
            let was_plain = self.is_plain.load(Ordering::Relaxed);
            let ran = self.speak(&commands(was_plain)?)?;
            match is_done(&ran) {
                true => Ok(()),
                // Not every server renames a file over another.
                false if !was_plain && ran.complaints.contains("rename") => {
                    self.is_plain.store(true, Ordering::Relaxed);
                    self.done(&commands(true)?)
                }
                false => Err(self.failure(&ran.complaints)),
            }
        };
        self.in_sessions(files, put).map(drop)
    }

    /// What is in folders: of each entry its folder, its name, and what the server says of it.
    fn look_into(&self, folders: &[String]) -> Result<Vec<Entry>, Failure> {
        let looked = self.in_sessions(folders, |part| {
            let mut asked: HashMap<String, &String> = HashMap::new();
            let mut commands = String::new();
            for folder in part {
                let whole = format!("{}{folder}", self.base);
                // Without a path, the folder that one comes to.
                let command = format!("-ls -lan {}", self.quoted(if whole.is_empty() { "." } else { &whole })?);
                commands += &format!("{command}\n");
                asked.insert(format!("sftp> {command}"), folder);
            }
            let spoken = self.speak(&commands)?;
            let mut within: Option<&String> = None;
            let mut entries = Vec::new();
            for line in spoken.answers.lines() {
                match asked.get(line) {
                    Some(folder) => within = Some(folder),
                    None => entries.extend(within.and_then(|folder| Entry::parse(folder, line))),
                }
            }
            Ok(entries)
        })?;
        Ok(looked.into_iter().flatten().collect())
    }
}

/// Something that stands in a folder there.
struct Entry {
    path: String,
    /// As `ls` says it: `d`, `l`, `-`.
    sort: char,
    size: u64,
}

impl Entry {
    /// Rights, names, owner, group, size, month, day, time or year, path.
    fn parse(folder: &str, line: &str) -> Option<Entry> {
        let mut rest = line;
        let mut size = 0;
        for at in 0..8 {
            let (word, after) = rest.split_once(' ')?;
            if at == 4 {
                size = word.parse().ok()?;
            }
            rest = after.trim_start();
        }
        let name = plain(rest.rsplit_once('/').map_or(rest, |(_, name)| name));
        // What sftp cannot be told is not looked at.
        let is_sayable = !matches!(&*name, "" | "." | "..") && !name.contains(|c: char| c.is_control() || c == '/');
        is_sayable.then(|| Entry { path: format!("{folder}{name}"), sort: line.chars().next().unwrap_or('-'), size })
    }
}

/// A name in which some letters are said by the numbers of their bytes, `\354`, where the machine does not know its encoding.
fn plain(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let number = after
            .get(..3)
            .filter(|_| *first == b'\\')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        bytes.push(number.unwrap_or(*first));
        rest = if number.is_some() { &after[3..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

/// The host and the path of an address.
fn parts(address: &str) -> (&str, &str) {
    if let Some(rest) = address.strip_prefix("sftp://") {
        let end = rest.find('/').map_or(address.len(), |at| address.len() - rest.len() + at);
        let path = &address[end..];
        // A tilde stands for the folder that one comes to.
        return (&address[..end], path.strip_prefix("/~/").unwrap_or(path));
    }
    // The address of a host may itself have colons, in brackets.
    let from = address.find(']').unwrap_or(0);
    let colon = address[from..].find(':').map_or(address.len(), |at| from + at);
    (&address[..colon], address.get(colon + 1..).unwrap_or(""))
}

/// Whether all was had that was asked for.
fn is_done(ran: &Ran) -> bool {
    ran.status == Some(0)
}

impl Carrier for Sftp {
    fn is_locked(&self) -> bool {
        false
    }

    fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure> {
        // A batch of sftp knows no conditions, so that the size is asked in a session of its own.
        let folder = file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        match self.look_into(&[folder])?.into_iter().find(|entry| entry.path == file) {
            None => return Ok(None),
            Some(entry) if entry.size > LARGEST_RECORD => return Err(Failure { error: too_large(LARGEST_RECORD), ..self.failure(file) }),
            Some(_) => {}
        }
        let here = self.work.fresh("read");
        let ran = self.speak(&format!("get {} {}\n", self.there(file)?, self.quoted(&here.to_string_lossy())?))?;
        let text = read_file_within(&here, LARGEST_RECORD);
        drop(fs::remove_file(&here));
        match is_done(&ran) {
            true => text.map(Some).map_err(Failure::of("read", &here)),
            false if is_missing(&ran.complaints) => Ok(None),
            false => Err(self.failure(&ran.complaints)),
        }
    }

    fn write(&self, file: &str, text: &[u8]) -> Result<(), Failure> {
        let here = self.work.fresh("write");
        fs::write(&here, text).map_err(Failure::of("write", &here))?;
        let put = self.put(&[(here.clone(), file.to_owned())]);
        drop(fs::remove_file(&here));
        put
    }

    fn send(&self, stock: &Stock, files: &[&str], into: &str) -> Result<(), Failure> {
        let laid = stock.lay_out(files, self.work.fresh("beside"))?;
        let whole = |file: &str| fs::canonicalize(laid.path(file)).unwrap_or_else(|_| laid.path(file));
        let files: Vec<(PathBuf, String)> = files.iter().map(|file| (whole(file), format!("{into}{file}"))).collect();
        self.put(&files)
    }

    fn remove(&self, files: &[&str]) -> Result<(), Failure> {
        let complaints = self.in_sessions(files, |part| {
            let removing = part.iter().map(|file| Ok(format!("-rm {}\n", self.there(file)?))).collect::<Result<String, Failure>>()?;
            Ok(self.speak(&removing)?.complaints.lines().find(|line| !is_missing(line)).map(str::to_owned))
        })?;
        // Where a folder is now, the file is gone.
        if let Some(complaint) = complaints.into_iter().flatten().next()
            && !self.standing(files)?.is_empty()
        {
            return Err(self.failure(&complaint));
        }
        // Of the folders they stood in, those go that are empty now: the deepest first.
        let leaving = folders_of(files).into_iter().rev().map(|folder| Ok(format!("-rmdir {}\n", self.there(folder)?))).collect::<Result<String, Failure>>()?;
        if !leaving.is_empty() {
            self.speak(&leaving)?;
            self.made.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        Ok(())
    }

    fn standing(&self, files: &[&str]) -> Result<Vec<String>, Failure> {
        let folders: BTreeSet<String> = files.iter().map(|file| file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"))).collect();
        let entries = self.look_into(&folders.into_iter().collect::<Vec<_>>())?;
        let there: HashSet<String> = entries.into_iter().filter(|entry| entry.sort != 'd').map(|entry| entry.path).collect();
        Ok(files.iter().filter(|file| there.contains(**file)).map(|file| (*file).to_owned()).collect())
    }

    fn sweep(&self) -> Result<(), Failure> {
        let entries = self.look_into(&[".dateline/".to_owned()])?;
        let is_left = |path: &&String| path.starts_with(BESIDE) && !path.starts_with(&self.beside);
        let left: Vec<String> = entries.into_iter().map(|entry| entry.path).filter(|path| is_left(&path)).collect();
        if left.is_empty() { Ok(()) } else { self.remove(&left.iter().map(String::as_str).collect::<Vec<_>>()) }
    }

    fn list(&self, folder: &str) -> Result<HashMap<String, u64>, Failure> {
        let (mut listed, mut folders) = (HashMap::new(), vec![folder.to_owned()]);
        while !folders.is_empty() {
            let entries = self.look_into(&folders)?;
            folders.clear();
            for entry in entries {
                match entry.sort {
                    'd' => folders.push(format!("{}/", entry.path)),
                    _ => drop(listed.insert(entry.path.strip_prefix(folder).unwrap_or(&entry.path).to_owned(), entry.size)),
                }
            }
        }
        Ok(listed)
    }

    fn link(&self, _: &Stock, files: &[(&str, u64)], from: &str, into: &str) -> Result<Vec<String>, Failure> {
        self.make_folders(files.iter().map(|(file, _)| format!("{into}{file}")))?;
        let linked = self.in_sessions(files, |part| {
            let link = |(file, _): &(&str, u64)| Ok(format!("ln {} {}\n", self.there(&format!("{from}{file}"))?, self.there(&format!("{into}{file}"))?));
            let ran = self.speak(&part.iter().map(link).collect::<Result<String, Failure>>()?)?;
            // Not every server can; then they are sent.
            Ok(if is_done(&ran) { Vec::new() } else { part.iter().map(|(file, _)| (*file).to_owned()).collect() })
        })?;
        Ok(linked.into_iter().flatten().collect())
    }

    fn read_link(&self, link: &str) -> Result<Option<String>, Failure> {
        match self.look_into(&[String::new()])?.iter().find(|entry| entry.path == link).map(|entry| entry.sort) {
            None => return Ok(None),
            Some('l') => {}
            Some(_) => return Err(self.failure(NO_LINK)),
        }
        // Where one is when one has followed it.
        let spoken = self.speak(&format!("-cd {}\npwd\n", self.there(link)?))?;
        let target = spoken.answers.lines().find_map(|line| line.strip_prefix("Remote working directory: ")).unwrap_or_default();
        Ok(Some(if spoken.complaints.is_empty() { target.to_owned() } else { "nowhere".to_owned() }))
    }

    fn switch(&self, link: &str, to: &str) -> Result<(), Failure> {
        let (beside, link) = (self.there(&format!("{}link", self.beside))?, self.there(link)?);
        self.make_folders(std::iter::empty())?;
        // From where it stands beside, the link would lead elsewhere; but it says only what it is to say.
        let begin = format!("-rm {beside}\nsymlink {} {beside}\n", self.quoted(to)?);
        let spoken = self.speak(&format!("{begin}rename {beside} {link}\n"))?;
        if is_done(&spoken) {
            return Ok(());
        }
        if !spoken.complaints.contains("rename") {
            return Err(self.failure(&spoken.complaints));
        }
        self.done(&format!("{begin}-rm {link}\nrename {beside} {link}\n"))
    }

    fn clear(&self, folder: &str, files: &[&str]) -> Result<bool, Failure> {
        let whole: Vec<String> = files.iter().map(|file| format!("{folder}{file}")).collect();
        self.remove(&whole.iter().map(String::as_str).collect::<Vec<_>>())?;
        let (above, name) = folder.trim_end_matches('/').rsplit_once('/').unwrap_or(("", folder));
        let above = format!("{above}/");
        Ok(!self.look_into(std::slice::from_ref(&above))?.iter().any(|entry| entry.path == format!("{above}{name}")))
    }

    fn failure(&self, why: &str) -> Failure {
        let between = if self.host.contains("://") { "" } else { ":" };
        // Masked as a whole: in `user:password@host:path` the first colon parts host and path for SSH, not for the person.
        let place = without_credentials(&format!("{}{between}{}", self.host, self.base.trim_end_matches('/')));
        Failure { doing: "publish to", path: PathBuf::from(place), error: io::Error::other(without_credentials(why)) }
    }
}

/// Whether a complaint is that something is not there.
fn is_missing(complaint: &str) -> bool {
    complaint.ends_with("not found.") || complaint.ends_with("not found") || complaint.contains("No such file or directory")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_folder_there() {
        assert_eq!(parts("desk@host:/srv/www"), ("desk@host", "/srv/www"));
        assert_eq!(parts("host:www"), ("host", "www"));
        assert_eq!(parts("desk@[::1]:/srv"), ("desk@[::1]", "/srv"));
        assert_eq!(parts("sftp://desk@host:2222/srv/www"), ("sftp://desk@host:2222", "/srv/www"));
        assert_eq!(parts("sftp://host/~/www"), ("sftp://host", "www"));
    }

    #[test]
    fn a_name_is_read_as_it_is_whatever_the_machine_makes_of_it() {
        assert_eq!((plain("\\354\\225\\210.html"), plain("안\\1.html"), plain("a\\")), ("안.html".into(), "안\\1.html".into(), "a\\".into()));
    }

    #[test]
    fn a_line_of_a_listing_is_an_entry() {
        let entry = Entry::parse("a b/", "-rw-r--r--    ? root     root            3 Nov 27 21:07 /srv/sf/a b/x[1]*\"q\".txt").unwrap();
        assert_eq!((&*entry.path, entry.sort, entry.size), ("a b/x[1]*\"q\".txt", '-', 3));
        assert!(Entry::parse("", "drwxr-xr-x    ? 0 0 4096 Nov 27  2025 /srv/sf/..").is_none());
    }
}
