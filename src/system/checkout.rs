use super::real_folder::read_plain_file;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// What came from elsewhere together with a site: the site folder, and the git repository around
/// it.
///
/// Nothing in it is Dateline's own because of its name or place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    root: PathBuf,
    top: PathBuf,
}

/// Why a folder cannot be written into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A part of its path below the checkout is a link.
    Link {
        /// The link.
        link: PathBuf,
        /// The folder without links, as far as it can be told.
        real: PathBuf,
    },
    /// A part of its path within the checkout begins with a dot.
    Hidden(String),
    /// It is a git repository's own folder, or lies in one.
    Git,
}

impl Checkout {
    /// The checkout around a site folder: the nearest folder upwards with a `.git` in it, else the
    /// site folder itself. Of a submodule, the repository that it came with.
    pub fn around(root: &Path) -> Checkout {
        let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let mut repositories = root.ancestors().filter(|folder| fs::symlink_metadata(folder.join(".git")).is_ok()).peekable();
        let mut top = repositories.next().unwrap_or(&root);
        while let Some(outer) = repositories.next_if(|_| is_submodule(top)) {
            top = outer;
        }
        Checkout { top: top.to_owned(), root }
    }

    /// The site folder, without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The outermost folder of the checkout, without links.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Whether something lies in the checkout, or is it. It need not be there yet.
    pub fn holds(&self, path: &Path) -> bool {
        let real = path.ancestors().find_map(|above| Some(fs::canonicalize(above).ok()?.join(path.strip_prefix(above).ok()?)));
        real.is_some_and(|real| real.starts_with(&self.top))
    }

    /// The path of a folder without links, if Dateline may write there. It need not be there yet.
    /// Links outside of the checkout are the person's own and are followed; a link within it is
    /// not.
    ///
    /// # Errors
    /// When a part of it is a link within the checkout, begins with a dot within the checkout, or
    /// is called `.git` anywhere.
    pub fn writable(&self, folder: &Path) -> Result<PathBuf, Unfit> {
        let real = self.without_links(folder)?;
        let names = |path: &Path| path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<String>>();
        if names(&real).iter().any(|name| is_git(name)) {
            return Err(Unfit::Git);
        }
        let within = real.strip_prefix(&self.root).or_else(|_| real.strip_prefix(&self.top)).unwrap_or(Path::new(""));
        match names(within).into_iter().find(|name| name.starts_with('.')) {
            Some(hidden) => Err(Unfit::Hidden(hidden)),
            None => Ok(real),
        }
    }

    fn without_links(&self, folder: &Path) -> Result<PathBuf, Unfit> {
        let mut real = PathBuf::new();
        let mut parts = folder.components();
        while let Some(part) = parts.next() {
            match part {
                Component::CurDir => continue,
                Component::ParentDir => {
                    real.pop();
                    continue;
                }
                part => real.push(part),
            }
            let Ok(said) = fs::read_link(&real) else { continue };
            let parent = real.parent().unwrap_or(&real);
            // What a link leads to need not be there; then it is told as the link has it.
            let target = fs::canonicalize(&real).unwrap_or_else(|_| parent.join(said));
            if parent.starts_with(&self.top) {
                return Err(Unfit::Link { real: target.join(parts.as_path()), link: real });
            }
            real = target;
        }
        Ok(real)
    }
}

/// Whether a folder is a submodule: then its `.git` is a file that names a folder in `modules/` of
/// the outer repository (gitsubmodules(7)). That of a worktree, which may lie beside anything,
/// names one in `worktrees/`.
fn is_submodule(folder: &Path) -> bool {
    let text = read_plain_file(&folder.join(".git"), LONGEST_POINTER).unwrap_or_default();
    String::from_utf8_lossy(&text).replace('\\', "/").contains("/modules/")
}

/// The longest `.git` file that is read, in bytes.
const LONGEST_POINTER: u64 = 64 * 1024;

/// Whether a name is that of a git repository's own folder: in any case, and in the short form that
/// Windows gives it.
fn is_git(name: &str) -> bool {
    let name = name.trim_end_matches([' ', '.']);
    name.eq_ignore_ascii_case(".git") || (name.len() == 5 && name[..4].eq_ignore_ascii_case("git~") && name.ends_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository with a site in a folder of it.
    fn repository() -> (tempfile::TempDir, Checkout) {
        let place = tempfile::TempDir::new().unwrap();
        fs::create_dir_all(place.path().join("work/repo/site/build")).unwrap();
        fs::create_dir_all(place.path().join("work/repo/.git")).unwrap();
        let checkout = Checkout::around(&place.path().join("work/repo/site"));
        (place, checkout)
    }

    #[test]
    fn the_checkout_of_a_site_is_the_repository_around_it() {
        let (_place, checkout) = repository();
        assert_eq!((checkout.root().file_name().unwrap(), checkout.top().file_name().unwrap()), ("site".as_ref(), "repo".as_ref()));
        assert!(
            checkout.holds(&checkout.top().join("docs"))
                && !checkout.holds(&checkout.top().join("../other"))
                && !checkout.holds(&checkout.top().with_file_name("x"))
        );
    }

    #[test]
    fn the_checkout_of_a_submodule_is_what_it_came_with_and_that_of_a_worktree_is_its_own() {
        let (_place, outer) = repository();
        let top = |pointer: &str| {
            fs::write(outer.root().join(".git"), pointer).unwrap();
            Checkout::around(&outer.root().join("build")).top().to_owned()
        };
        assert_eq!(top("gitdir: ../.git/modules/site\n"), outer.top());
        assert_eq!(top("gitdir: /srv/repo/.git/worktrees/site\n"), outer.root());
    }

    #[test]
    fn no_hidden_folder_of_a_checkout_and_no_repository_is_written_into() {
        let (_place, checkout) = repository();
        let fit = |path: &str| checkout.writable(&checkout.root().join(path));
        for good in ["public", "build/out", "./public", "build/../public", "../docs", "../../www", "../../.www", "git", "dot.", "a.git"] {
            assert!(fit(good).is_ok(), "{good}: {:?}", fit(good));
        }
        for hidden in [".public", "..public", "public/.x", "./.x", "build/.y/z", "../.github", "../docs/.x"] {
            assert!(matches!(fit(hidden), Err(Unfit::Hidden(_))), "{hidden}: {:?}", fit(hidden));
        }
        for git in [".git", ".GIT/x", "../.git", "../.git/hooks", "../../other/.git", "GIT~1"] {
            assert_eq!(fit(git), Err(Unfit::Git), "{git}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_within_the_checkout_is_refused_and_one_outside_is_followed() {
        use std::os::unix::fs::symlink;
        let (place, checkout) = repository();
        let outside = fs::canonicalize(place.path()).unwrap();
        fs::create_dir_all(outside.join("srv/www")).unwrap();
        symlink(outside.join("srv"), checkout.root().join("public")).unwrap();
        symlink(outside.join("srv"), checkout.top().join("docs")).unwrap();
        symlink("nowhere", checkout.root().join("dangling")).unwrap();
        symlink(checkout.top(), outside.join("way")).unwrap();
        symlink(outside.join("srv"), outside.join("mount")).unwrap();
        let real = |path: PathBuf| match checkout.writable(&path) {
            Err(Unfit::Link { real, .. }) => real,
            other => panic!("{}: {other:?}", path.display()),
        };
        assert_eq!(real(checkout.root().join("public/x")), outside.join("srv/x"));
        assert_eq!(real(checkout.root().join("../docs")), outside.join("srv"));
        assert_eq!(real(outside.join("way/site/public")), outside.join("srv"), "whatever way one comes by");
        assert_eq!(real(checkout.root().join("dangling")), checkout.root().join("nowhere"));
        assert_eq!(checkout.writable(&outside.join("mount/www/new")), Ok(outside.join("srv/www/new")));
        assert_eq!(checkout.writable(&outside.join("way/site/build")), Ok(checkout.root().join("build")));
    }
}
