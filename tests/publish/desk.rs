//! A desk that publishes: a site folder, and the places beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A site folder, and beside it the places it is published to.
pub(crate) struct Desk(TempDir);

/// Files by their paths.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

pub(crate) const CONFIG: &str = "title: A site\nbase_url: https://site.example/\nlimit: 10\npublish:\n  web: { folder: ../www }\n  pages: { git: origin }\n";

impl Desk {
    /// A site of so many articles, in a repository with a remote.
    pub(crate) fn of(articles: usize) -> Desk {
        let desk = Desk(TempDir::new().unwrap());
        desk.write("dateline.yaml", CONFIG);
        desk.write(".gitignore", "public\n.dateline\n");
        (0..articles).for_each(|at| desk.article(at, "first"));
        desk.git(&desk.at(""), &["init", "--quiet", "--bare", "remote.git"]);
        desk.git(&desk.root(), &["init", "--quiet", "."]);
        desk.git(&desk.root(), &["remote", "add", "origin", &desk.at("remote.git").to_string_lossy()]);
        desk
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.at("site")
    }

    /// The cache folder of whoever publishes.
    pub(crate) fn cache(&self) -> PathBuf {
        self.at("cache")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn article(&self, at: usize, word: &str) {
        let fields = format!("title: Story {at}\ndate: 2018-{:02}-{:02}\npeople: [Person {}]", 1 + at % 12, 1 + at % 28, at % 5);
        self.write(&format!("content/articles/a{at}.md"), &format!("---\n{fields}\n---\nText {at}, {word}.\n"));
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(arguments).arg("--root").arg(self.root()).env("SOURCE_DATE_EPOCH", "1780000000");
        // Nobody's own settings.
        command
            .env("HOME", self.0.path())
            .env("XDG_CACHE_HOME", self.cache())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command says, which must end so.
    pub(crate) fn said(&self, arguments: &[&str], status: i32) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
        said
    }

    pub(crate) fn git(&self, folder: &Path, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        let settings = ["-c", "user.name=Desk", "-c", "user.email=desk@site.example", "-c", "protocol.file.allow=always"];
        let output = git.args(settings).arg("-C").arg(folder).args(arguments).env("HOME", self.0.path()).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The files of the branch, as whoever serves it has them.
    pub(crate) fn branch(&self) -> Tree {
        let folder = self.at("checked-out");
        drop(fs::remove_dir_all(&folder));
        self.git(&self.at(""), &["clone", "--quiet", "--branch", "gh-pages", "remote.git", "checked-out"]);
        fs::remove_dir_all(folder.join(".git")).unwrap();
        tree(&folder)
    }

    pub(crate) fn commits(&self) -> usize {
        self.git(&self.at("remote.git"), &["rev-list", "--count", "gh-pages"]).parse().unwrap()
    }
}

/// The files under a folder but Dateline's own, and what is in them.
pub(crate) fn tree(folder: &Path) -> Tree {
    pub(crate) fn visit(root: &Path, folder: &Path, tree: &mut Tree) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_name() == ".dateline" {
            } else if path.is_dir() {
                visit(root, &path, tree);
            } else {
                tree.insert(path.strip_prefix(root).unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap());
            }
        }
    }
    let mut found = Tree::new();
    visit(folder, folder, &mut found);
    found
}

/// Every file and link under a folder by its path, and what is in it.
#[cfg(unix)]
pub(crate) fn everything(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| !entry.file_type().is_dir()) {
        let link = fs::read_link(entry.path()).map(|link| link.into_os_string().into_encoded_bytes());
        files.insert(entry.path().to_owned(), link.or_else(|_| fs::read(entry.path())).unwrap_or_default());
    }
    files
}

/// Only the names that differ: two trees are long.
pub(crate) fn assert_same(left: &Tree, right: &Tree, when: &str) {
    let differ: Vec<&String> = left.keys().chain(right.keys()).filter(|name| left.get(*name) != right.get(*name)).collect();
    assert!(differ.is_empty() && left.len() > 20, "{when}: of {} files, others are {differ:?}", left.len());
}
