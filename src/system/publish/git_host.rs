use super::damage::published;
use super::git::{Git, without_credentials};
use super::host::{doubt, taken};
use super::own_folder;
use super::program::Workshop;
use super::{Damage, Host, Shipped, Stock};
use crate::base::LARGEST_RECORD;
use crate::site::{Publication, Shipment, Wares};
use crate::system::bounded::too_large;
use crate::system::{Failure, Progress};
use rayon::prelude::*;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A branch of a git repository, which its host serves: GitHub Pages, GitLab, Codeberg, or any other.
///
/// A publish is one commit on top of what the branch has. It is made in a bare repository of Dateline's own, `.dateline/publish/`
/// in the site folder, so that no working tree and no index of anybody's is touched; the next publish finds there what it need
/// not fetch again. What Dateline did not put on the branch stays on it. Two publishes at once cannot both be the next commit,
/// so the second is told.
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

/// Tells a host that makes sites of Markdown that this one is made already.
const NO_JEKYLL: &str = ".nojekyll";
/// Names the domain that a host is to answer for.
const DOMAIN: &str = "CNAME";

/// What git calls an empty index entry: one to be removed.
const NOTHING: &str = "0000000000000000000000000000000000000000";

impl GitHost {
    /// Opens a branch of a repository: of the remote of that name in the site folder's own repository, else of that address or
    /// path. Fetches it, if it is another than last time.
    ///
    /// # Errors
    /// When there is no git, or it cannot reach the repository.
    pub fn open(root: &Path, name: &str, repository: &str, branch: &str, domain: Option<&str>) -> Result<GitHost, Failure> {
        let url = address(root, repository);
        let folder = own_folder(root, name, "git")?;
        let git = Git::of(folder.clone()).with_settings_of(root);
        if !folder.join("HEAD").is_file() {
            fs::create_dir_all(&folder).map_err(Failure::of("make the folder", &folder))?;
            git.run(&["init", "--quiet", "--bare"])?;
        }
        let work = Workshop::at(&folder.join("dateline"))?;
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
        let author = author(root);
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
        let index = self.repository.join(format!("index.{}", std::process::id()));
        let indexed = self.git.clone().with("GIT_INDEX_FILE", index.to_string_lossy());
        let committed = self.commit(&indexed, stock, shipment, progress);
        // The index has been used up; where there is none, none was made.
        drop(fs::remove_file(&index));
        if let Some(commit) = committed? {
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

/// The address of a repository: that of a remote, if it is the name of one.
fn address(root: &Path, repository: &str) -> String {
    if repository.contains([':', '/', '\\']) {
        // A path begins at the site folder.
        let is_path = !repository.contains(':') && (repository.starts_with('.') || root.join(repository).is_dir());
        return if is_path { root.join(repository).to_string_lossy().into_owned() } else { repository.to_owned() };
    }
    let remote = Git::ask_in(root, &["remote", "get-url", "--push", "--", repository]).filter(|url| !url.is_empty());
    match remote {
        Some(url) if url.contains(':') || Path::new(&url).is_absolute() => url,
        // The path of a remote begins at the top of its repository.
        Some(path) => {
            let top = Git::ask_in(root, &["rev-parse", "--show-toplevel"]).map_or_else(|| root.to_owned(), PathBuf::from);
            top.join(path).to_string_lossy().into_owned()
        }
        None => root.join(repository).to_string_lossy().into_owned(),
    }
}

/// Who publishes, as the site folder's repository or the person's own settings say; else Dateline itself.
fn author(root: &Path) -> (String, String) {
    let said = Git::ask_in(root, &["var", "GIT_COMMITTER_IDENT"]);
    let named = said.as_deref().and_then(|said| said.split_once(" <")).and_then(|(name, rest)| Some((name, rest.split_once('>')?.0)));
    named.map_or_else(|| ("Dateline".to_owned(), "dateline@localhost".to_owned()), |(name, email)| (name.to_owned(), email.to_owned()))
}
