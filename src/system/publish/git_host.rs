use super::damage::published;
use super::host::{doubt, taken};
use super::{Damage, Host, Purpose, Shipped, Stock, Workshop};
use crate::base::LARGEST_RECORD;
use crate::content::percent_decoded;
use crate::site::{Publication, Shipment, Wares};
use crate::system::bounded::too_large;
use crate::system::git::{Git, without_credentials};
use crate::system::real_folder::{Readers, open_folder, write_whole};
use crate::system::{Checkout, Failure, Progress, UserCache};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A branch of a git repository, which its host serves: GitHub Pages, GitLab, Codeberg, or any
/// other.
///
/// A publish is one commit on top of what the branch has. It is made in a bare repository of
/// Dateline's own in the user's cache, so that no working tree and no index of anybody's is
/// touched, and nothing that came with the checkout runs; the next publish finds there what it need
/// not fetch again. What Dateline did not put on the branch stays on it. Two publishes at once
/// cannot both be the next commit, so the second is told.
pub struct GitHost {
    git: Git,
    repository: PathBuf,
    url: String,
    branch: String,
    domain: Option<String>,
    /// The commit that the branch is at, if there is one.
    tip: Option<String>,
    damage: Option<Damage>,
    standing: Wares,
    /// Where files are made that are not there.
    work: Workshop,
    /// Who makes the commit.
    author: (String, String),
}

/// The name that the branch has in the repository of Dateline's own.
const TIP: &str = "refs/dateline/tip";

/// The settings of a repository of Dateline's own. They are written anew each time, so that nothing
/// else is ever in force there.
const SETTINGS: &str = "[core]\n\trepositoryformatversion = 0\n\tfilemode = false\n\tbare = true\n";

/// A branch to publish to, as `dateline.yaml` names it.
#[derive(Clone, Copy, Debug)]
pub struct GitTarget<'t> {
    /// The name of the target.
    pub name: &'t str,
    /// The name of a remote, or the address or path of a repository.
    pub repository: &'t str,
    /// The branch.
    pub branch: &'t str,
    /// The domain that the host is to answer for.
    pub domain: Option<&'t str>,
}

/// Tells a host that makes sites of Markdown that this one is made already.
const NO_JEKYLL: &str = ".nojekyll";
/// Names the domain that a host is to answer for.
const DOMAIN: &str = "CNAME";

/// What git calls an empty index entry: one to be removed.
const NOTHING: &str = "0000000000000000000000000000000000000000";

impl GitHost {
    /// Opens a branch of a repository: of the remote of that name in the site folder's own
    /// repository, else of that address or path. Fetches it, if it is another than last time.
    ///
    /// # Errors
    /// When there is no git, it cannot reach the repository, or the repository lies in the
    /// checkout.
    pub fn open(root: &Path, user_cache: Option<&UserCache>, target: &GitTarget<'_>, purpose: Purpose) -> Result<GitHost, Failure> {
        let GitTarget { name, repository, branch, domain } = *target;
        let url = address(root, repository)?;
        let work = Workshop::open(root, user_cache, name, &format!("{branch} {url}"), purpose)?;
        refuse_rewritten(root, &url)?;
        let folder = own_repository(&work)?;
        let git = Git::of(folder.clone()).with_settings_of(root);
        let reference = format!("refs/heads/{branch}");
        let listed = git.run(&["ls-remote", "--", &url, &reference])?;
        let tip = listed.lines().find_map(|line| line.split_once('\t').filter(|(_, name)| *name == reference)).map(|(commit, _)| commit.to_owned());
        if let Some(tip) = &tip {
            let known = git.ask(&["rev-parse", "--quiet", "--verify", TIP])?;
            if known.is_none_or(|known| String::from_utf8_lossy(&known).trim() != tip) {
                git.run(&["fetch", "--quiet", "--no-tags", "--depth=1", "--", &url, &format!("+{reference}:{TIP}")])?;
            }
        }
        let read = tip.as_ref().map_or(Ok(None), |tip| blob(&git, &format!("{tip}:{}", Publication::FILE)));
        let (publication, damage) = published(Publication::FILE, read)?;
        let standing = publication.unwrap_or_default().files;
        let author = author(root, &git);
        Ok(GitHost { git, repository: folder, work, url, branch: branch.to_owned(), domain: domain.map(str::to_owned), tip, damage, standing, author })
    }

    /// The files that stand on the branch, and how large they are.
    fn listed(&self) -> Result<HashMap<String, u64>, Failure> {
        let Some(tip) = &self.tip else { return Ok(HashMap::new()) };
        let listed = self.git.feed(&["ls-tree", "-r", "-l", "-z", tip], b"")?;
        let file = |line: &[u8]| {
            let line = String::from_utf8_lossy(line);
            let (head, path) = line.split_once('\t')?;
            Some((path.to_owned(), head.rsplit(' ').next()?.parse().ok()?))
        };
        Ok(listed.split(|byte| *byte == 0).filter_map(file).collect())
    }

    /// Puts files among the objects, and gives their names there.
    fn hash(&self, stock: &Stock, paths: &[&str], progress: Option<&Progress>) -> Result<Vec<String>, Failure> {
        // A line ends a path here, and a quotation mark begins another way to write one.
        let is_plain = |path: &Path| path.to_str().is_some_and(|path| !path.contains('\n') && !path.starts_with('"'));
        let laid = stock.lay_out(paths, self.work.fresh("beside"))?;
        let full: Vec<PathBuf> = paths.iter().map(|path| laid.path(path)).collect();
        let hashed = if full.iter().all(|path| is_plain(path)) {
            let lines: String = full.iter().filter_map(|path| path.to_str()).flat_map(|path| [path, "\n"]).collect();
            String::from_utf8_lossy(&self.git.feed(&["hash-object", "-w", "--no-filters", "--stdin-paths"], lines.as_bytes())?).into_owned()
        } else {
            let one = |path: &PathBuf| self.git.run(&[Path::new("hash-object"), Path::new("-w"), Path::new("--no-filters"), Path::new("--"), path.as_path()]);
            full.iter().map(one).collect::<Result<Vec<String>, Failure>>()?.join("\n")
        };
        let names: Vec<String> = hashed.lines().map(str::to_owned).collect();
        if names.len() != paths.len() {
            return Err(self.failure("git gave other objects than it was asked for"));
        }
        paths.iter().filter_map(|_| progress).for_each(Progress::step);
        Ok(names)
    }

    fn hash_text(&self, text: &str) -> Result<String, Failure> {
        let name = self.git.feed(&["hash-object", "-w", "--no-filters", "--stdin"], text.as_bytes())?;
        Ok(String::from_utf8_lossy(&name).trim().to_owned())
    }

    fn failure(&self, why: &str) -> Failure {
        Failure {
            doing: "publish to",
            path: PathBuf::from(format!("{} of {}", self.branch, without_credentials(&self.url))),
            error: io::Error::other(why.to_owned()),
        }
    }

    /// Makes the branch the commit, unless it is another than it was.
    fn push(&self, commit: &str) -> Result<(), Failure> {
        let to = format!("{commit}:refs/heads/{}", self.branch);
        let Err(failure) = self.git.run(&["push", "--quiet", "--", &self.url, &to]) else { return Ok(()) };
        let listed = self.git.run(&["ls-remote", "--", &self.url, &format!("refs/heads/{}", self.branch)])?;
        let now = listed.split_once('\t').map(|(commit, _)| commit.to_owned());
        if now == self.tip {
            return Err(failure);
        }
        Err(self.failure("another publish came first; nothing of this one was sent. Publish again"))
    }
}

impl Host for GitHost {
    fn standing(&self) -> &Wares {
        &self.standing
    }

    fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    fn verify(&mut self) -> Result<usize, Failure> {
        let listed = self.listed()?;
        Ok(doubt(&mut self.standing, |path, ware| listed.get(path) == Some(&ware.size)))
    }

    fn foreign(&mut self, shipment: &Shipment) -> Result<Vec<String>, Failure> {
        let listed = self.listed()?;
        Ok(taken(shipment, |path| listed.contains_key(path)))
    }

    fn carry_out(&mut self, stock: &Stock, shipment: &Shipment, progress: Option<&Progress>) -> Result<Shipped, Failure> {
        // A folder of a random name: programs in two containers may have the same number.
        let beside = tempfile::Builder::new().prefix("index.").tempdir_in(&self.repository).map_err(Failure::of("make a folder in", &self.repository))?;
        let indexed = self.git.clone().with("GIT_INDEX_FILE", beside.path().join("index").to_string_lossy());
        if let Some(commit) = self.commit(&indexed, stock, shipment, progress)? {
            self.push(&commit)?;
            // If this fails, the next publish fetches what it might have known.
            drop(self.git.run(&["update-ref", TIP, &commit]));
        }
        Ok(Shipped { sent: shipment.sent(), removed: shipment.remove.len(), faults: Vec::new() })
    }
}

impl GitHost {
    /// Makes the commit; none, if the branch has all already.
    fn commit(&self, indexed: &Git, stock: &Stock, shipment: &Shipment, progress: Option<&Progress>) -> Result<Option<String>, Failure> {
        match &self.tip {
            Some(tip) => indexed.run(&["read-tree", tip])?,
            None => indexed.run(&["read-tree", "--empty"])?,
        };
        // Whatever order the host takes them in, the branch moves when all are there.
        let paths: Vec<&str> = shipment.waves().into_iter().flatten().collect();
        let names: Vec<Vec<String>> = paths.par_chunks(512).map(|paths| self.hash(stock, paths, progress)).collect::<Result<_, Failure>>()?;
        let mut entries = Vec::new();
        let mut enter = |name: &str, path: &str| {
            let mode = if name == NOTHING { "0" } else { "100644" };
            entries.extend_from_slice(format!("{mode} {name}\t{path}\0").as_bytes());
        };
        shipment.remove.iter().for_each(|path| enter(NOTHING, path));
        names.iter().flatten().zip(&paths).for_each(|(name, path)| enter(name, path));
        enter(&self.hash_text("")?, NO_JEKYLL);
        if let Some(domain) = &self.domain {
            enter(&self.hash_text(&format!("{domain}\n"))?, DOMAIN);
        }
        let ended = Publication::of(self.standing.clone()).after(shipment, &stock.weighed(), "");
        enter(&self.hash_text(&ended.to_text())?, Publication::FILE);
        indexed.feed(&["update-index", "--replace", "-z", "--index-info"], &entries)?;
        let tree = indexed.run(&["write-tree"])?;
        self.has_all(&tree, &paths)?;
        if let Some(tip) = &self.tip
            && self.git.run(&["rev-parse", &format!("{tip}^{{tree}}")])? == tree
        {
            return Ok(None);
        }
        let (name, email) = &self.author;
        let git =
            self.git.clone().with("GIT_AUTHOR_NAME", name).with("GIT_AUTHOR_EMAIL", email).with("GIT_COMMITTER_NAME", name).with("GIT_COMMITTER_EMAIL", email);
        let said = format!("Publish: {} new, {} changed, {} removed", shipment.create.len(), shipment.update.len(), shipment.remove.len());
        let mut arguments = vec!["commit-tree", &tree, "-m", &said];
        arguments.extend(self.tip.iter().flat_map(|tip| ["-p", tip]));
        git.run(&arguments).map(Some)
    }

    /// Sees to it that a tree has all files that were put into it: git passes over paths that it
    /// does not take, such as `.git/x`.
    fn has_all(&self, tree: &str, paths: &[&str]) -> Result<(), Failure> {
        let listed = self.git.feed(&["ls-tree", "-r", "--name-only", "-z", tree], b"")?;
        let listed: HashSet<&[u8]> = listed.split(|byte| *byte == 0).collect();
        match paths.iter().find(|path| !listed.contains(path.as_bytes())) {
            Some(path) => Err(self.failure(&format!("git takes no file of the name {path}; rename it, or leave it out. Nothing was sent"))),
            None => Ok(()),
        }
    }
}

/// The bytes of a file in a commit, if there is one. Git says how large it is before it is read.
fn blob(git: &Git, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    let Some(size) = git.ask(&["cat-file", "-s", name])? else { return Ok(None) };
    let size: u64 = String::from_utf8_lossy(&size).trim().parse().unwrap_or(u64::MAX);
    if size > LARGEST_RECORD {
        return Err(Failure { doing: "read", path: PathBuf::from(name), error: too_large(LARGEST_RECORD) });
    }
    git.ask(&["cat-file", "blob", name])
}

/// The repository of Dateline's own in a folder, made if need be.
fn own_repository(work: &Workshop) -> Result<PathBuf, Failure> {
    let folder = open_folder(work.folder(), "repository.git", Readers::Owner)?;
    // Two publishes may begin at the same time: git must find neither half a repository nor half a
    // file of settings.
    let lock = work.folder().join("repository.lock");
    let locked = fs::File::create(&lock).and_then(|file| file.lock().map(|()| file)).map_err(Failure::of("lock", &lock))?;
    if !folder.join("HEAD").is_file() {
        // Without a template, which could bring hooks along.
        Git::of(folder.clone()).run(&["init", "--quiet", "--bare", "--template=", "--object-format=sha1"])?;
    }
    write_whole(&folder, "config", |file| file.write_all(SETTINGS.as_bytes())).map_err(Failure::of("write", &folder.join("config")))?;
    drop(locked);
    Ok(folder)
}

/// The address of a repository: that of a remote, if it is the name of one. A path begins at the
/// site folder.
///
/// # Errors
/// When it is a path within the checkout: a repository there may have hooks of its own, which would
/// run.
fn address(root: &Path, repository: &str) -> Result<String, Failure> {
    let is_name = !repository.contains([':', '/', '\\']);
    let ask = || Git::ask_in(root, &["remote", "get-url", "--push", "--", repository]);
    let remote = if is_name { ask().filter(|url| !url.is_empty()) } else { None };
    let (place, base) = match remote {
        // The path of a remote begins at the top of its repository.
        Some(url) => (url, Git::ask_in(root, &["rev-parse", "--show-toplevel"]).map_or_else(|| root.to_owned(), PathBuf::from)),
        None => (repository.to_owned(), root.to_owned()),
    };
    let Some(path) = local_path(&place) else { return Ok(place) };
    let path = base.join(path);
    if Checkout::around(root).holds(&path) {
        let unknown = if is_name { "git knows no remote of this name here, and as a path " } else { "" };
        let remedy = "write the name of a remote, the address of a repository, or a path outside";
        return Err(in_checkout(path, &format!("{unknown}{IN_CHECKOUT}; {remedy}")));
    }
    Ok(if place.starts_with(LOCAL) { place } else { path.to_string_lossy().into_owned() })
}

/// Why no repository of the checkout is published to: its hooks would run.
const IN_CHECKOUT: &str = "it lies in the checkout, and what is there may bring commands of its own";

fn in_checkout(path: PathBuf, why: &str) -> Failure {
    Failure { doing: "publish to the repository", path, error: io::Error::other(why.to_owned()) }
}

/// Sees to it that no setting of the checkout puts a path within it in the place of an address
/// (`url.PATH.insteadOf`).
///
/// # Errors
/// When one does.
fn refuse_rewritten(root: &Path, url: &str) -> Result<(), Failure> {
    let checkout = Checkout::around(root);
    let paths = Git::rewritten_in(root, url).into_iter().filter_map(|place| Some(root.join(local_path(&place)?)));
    match paths.into_iter().find(|path| checkout.holds(path)) {
        Some(path) => Err(in_checkout(path, &format!("{IN_CHECKOUT}; remove the setting `insteadOf` of .git/config that leads there"))),
        None => Ok(()),
    }
}

/// What the address of a repository on this machine may begin with.
const LOCAL: &str = "file://";

/// The path of a repository on this machine; none, if it is another's address.
fn local_path(place: &str) -> Option<PathBuf> {
    if let Some(path) = place.strip_prefix(LOCAL) {
        return Some(PathBuf::from(percent_decoded(path.strip_prefix("localhost").unwrap_or(path))));
    }
    // As git does: a colon before the first slash ends the name of a host.
    let is_remote = place.split('/').next().is_some_and(|first| first.contains(':'));
    (!is_remote || Path::new(place).is_absolute()).then(|| PathBuf::from(place))
}

/// Who publishes, as the site folder's repository or the person's own settings say; else Dateline
/// itself.
fn author(root: &Path, own: &Git) -> (String, String) {
    let ask = ["var", "GIT_COMMITTER_IDENT"];
    let said = Git::ask_in(root, &ask).or_else(|| own.run(&ask).ok());
    let named = said.as_deref().and_then(|said| said.split_once(" <")).and_then(|(name, rest)| Some((name, rest.split_once('>')?.0)));
    named.map_or_else(|| ("Dateline".to_owned(), "dateline@localhost".to_owned()), |(name, email)| (name.to_owned(), email.to_owned()))
}
