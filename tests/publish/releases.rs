use crate::desk::{Desk, Tree, assert_same, tree};
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const CONFIG: &str = "title: A site\nbase_url: https://site.example/\nlimit: 10\npublish:\n  web: { folder: ../www, releases: 2 }\n";

impl Desk {
    fn with_releases(articles: usize) -> Desk {
        let desk = Desk::of(articles);
        desk.write("dateline.yaml", CONFIG);
        desk
    }

    /// What readers get.
    fn served(&self) -> Tree {
        tree(&fs::canonicalize(self.at("www/current")).unwrap())
    }

    fn built(&self) -> Tree {
        tree(&self.root().join("public"))
    }

    /// The folders of releases, the oldest first.
    fn releases(&self) -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = fs::read_dir(self.at("www/releases")).unwrap().map(|entry| entry.unwrap().path()).collect();
        all.sort();
        all
    }
}

#[test]
fn releases_stand_beside_each_other_and_one_goes_back() {
    let desk = Desk::with_releases(12);
    desk.said(&["publish"], 0);
    let ended = AtomicBool::new(false);
    let mut sites = vec![desk.built()];
    std::thread::scope(|scope| {
        // A reader, who never meets a site that is not there.
        let reader = scope.spawn(|| {
            let mut read = 0;
            while !ended.load(Ordering::Relaxed) {
                let page = fs::read_to_string(desk.at("www/current/index.html")).unwrap();
                read += usize::from(page.contains("A site"));
            }
            read
        });
        for word in ["second", "third"] {
            desk.article(3, word);
            desk.said(&["publish"], 0);
            sites.push(desk.built());
        }
        ended.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 10);
    });
    assert_same(&desk.served(), &sites[2], "the third publish");
    let [second, third] = &desk.releases()[..] else { panic!("{:?}", desk.releases()) };
    assert_same(&tree(second), &sites[1], "the release before");
    assert_same(&tree(third), &sites[2], "the release");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let node = |release: &PathBuf, path: &str| fs::metadata(release.join(path)).unwrap().ino();
        assert_eq!(node(second, "people/person-1/index.html"), node(third, "people/person-1/index.html"), "what is the same is there once");
        assert_ne!(node(second, "articles/a3/index.html"), node(third, "articles/a3/index.html"));
    }
    assert!(desk.said(&["publish"], 0).contains("web has the site as it is"));
    assert_eq!(desk.releases().len(), 2, "where nothing has changed, nothing is released");
    assert!(desk.said(&["publish", "--rollback", "--dry-run"], 0).contains("would go back"));
    assert_same(&desk.served(), &sites[2], "a plan");
    assert!(desk.said(&["publish", "--rollback"], 0).contains("web is back at the release"));
    assert_same(&desk.served(), &sites[1], "gone back");
    assert!(desk.said(&["publish", "--rollback"], 2).contains("no release to go back to"));
    assert_same(&desk.served(), &sites[1], "no further");
    let set_aside = third.clone();
    desk.article(3, "fourth");
    desk.said(&["publish"], 0);
    assert_same(&desk.served(), &desk.built(), "after a way back");
    assert!(!set_aside.exists() && desk.releases().len() == 2, "what one went back from is the first to go");
    desk.said(&["publish", "--rollback"], 0);
    assert_same(&desk.served(), &sites[1], "back where one was, not where one went back from");
}

#[test]
fn a_release_that_was_begun_is_taken_away_and_readers_never_see_it() {
    let desk = Desk::with_releases(12);
    desk.said(&["publish"], 0);
    let mut standing = desk.served();
    desk.article(1, "at first");
    desk.said(&["build"], 0);
    let begun = Instant::now();
    desk.said(&["publish", "--from", &desk.root().join("public").to_string_lossy()], 0);
    let whole = begun.elapsed();
    let mut died = 0;
    for at in 0..30_u32 {
        desk.article(1, &format!("at {at}"));
        desk.write("static/style.css", &format!("body {{ color: #{at:03} }}"));
        desk.said(&["build"], 0);
        let from = desk.root().join("public").to_string_lossy().into_owned();
        let mut child = desk.command(&["publish", "--from", &from]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(f64::from(at * 37 % 101) / 90.0));
        drop(child.kill());
        died += usize::from(child.wait().unwrap().code().is_none());
        let now = desk.served();
        assert!(now == standing || now == desk.built() || at == 0, "round {at}: readers have the one site or the other");
        standing = now;
    }
    assert!(died > 5, "{died} of 30 died on the way");
    desk.said(&["publish"], 0);
    assert_same(&desk.served(), &desk.built(), "completed");
    desk.article(1, "at last");
    desk.said(&["publish"], 0);
    assert_eq!(desk.releases().len(), 2, "nothing is left of what died");
    assert_eq!(fs::read_dir(desk.at("www/.dateline/releases")).unwrap().count(), 2);
}

#[test]
fn what_others_keep_beside_releases_stays() {
    let desk = Desk::with_releases(12);
    fs::create_dir_all(desk.at("www/current")).unwrap();
    fs::write(desk.at("www/current/index.html"), "theirs").unwrap();
    assert!(desk.said(&["publish"], 3).contains("is no link; move it away"));
    assert_eq!(fs::read(desk.at("www/current/index.html")).unwrap(), b"theirs");
    fs::rename(desk.at("www/current"), desk.at("www/theirs")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("theirs", desk.at("www/current")).unwrap();
        assert!(desk.said(&["publish"], 3).contains("leads to theirs, which Dateline did not make"));
        assert_eq!(fs::read(desk.at("www/current/index.html")).unwrap(), b"theirs");
        fs::remove_file(desk.at("www/current")).unwrap();
    }
    desk.said(&["publish"], 0);
    let first = desk.releases().remove(0);
    fs::write(first.join("articles/theirs.txt"), "theirs").unwrap();
    for word in ["second", "third", "fourth"] {
        desk.article(3, word);
        desk.said(&["publish"], 0);
    }
    assert_eq!(tree(&first).into_keys().collect::<Vec<_>>(), ["articles/theirs.txt"], "what is ours has gone, and what is theirs has not");
    assert_eq!((desk.releases().len(), &fs::read(desk.at("www/theirs/index.html")).unwrap()[..]), (3, &b"theirs"[..]));
}

#[test]
fn what_is_to_stay_despite_errors_stays_in_the_next_release() {
    let desk = Desk::with_releases(12);
    desk.said(&["publish"], 0);
    desk.write("content/articles/a5.md", "---\ntitle: [\n---\nBroken.\n");
    desk.article(3, "second");
    desk.said(&["publish"], 1);
    assert_eq!(desk.releases().len(), 1);
    desk.said(&["publish", "--despite-errors"], 1);
    let served = desk.served();
    assert!(served.contains_key("articles/a5/index.html") && !desk.built().contains_key("articles/a5/index.html"));
    assert_eq!(served["articles/a3/index.html"], desk.built()["articles/a3/index.html"]);
    desk.article(5, "mended");
    desk.said(&["publish", "--verify"], 0);
    assert_same(&desk.served(), &desk.built(), "mended");
    fs::remove_file(desk.at("www/current/articles/a6/index.html")).unwrap();
    assert!(desk.said(&["publish"], 0).contains("as it is"));
    assert!(desk.said(&["publish", "--verify"], 0).contains("1 file that was published"));
    assert_same(&desk.served(), &desk.built(), "looked for");
    assert!(desk.said(&["publish", "pages", "--rollback"], 2).contains("no target \"pages\""));
}
