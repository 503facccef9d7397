//! What `build` does to the folder it writes into, whatever happens to it on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A site folder with an output folder in it, and room beside it.
struct Site(TempDir);

/// The files under a folder, and what is in them; Dateline's own are left out.
type Tree = BTreeMap<String, Vec<u8>>;

impl Site {
    /// A site of so many articles.
    fn of(articles: usize) -> Site {
        let site = Site(TempDir::new().unwrap());
        site.write("dateline.yaml", "title: A site\nbase_url: https://site.example/\nlimit: 10\n");
        site.write("static/kept.txt", "static");
        for at in 0..articles {
            let (year, month, day) = (2015 + at % 4, 1 + at % 12, 1 + at % 28);
            let fields =
                format!("title: Story {at}\ndate: {year}-{month:02}-{day:02}\npeople: [Person {}, Person {}]\ntopics: [Topic {}]", at % 7, at % 5, at % 3);
            site.write(&format!("content/articles/a{at}.md"), &format!("---\n{fields}\n---\n## Head\n\nText {at} of [[Person {}]].\n", at % 7));
        }
        site
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.root().join("public")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.arg(name).arg("--root").arg(self.root()).env("SOURCE_DATE_EPOCH", "1780000000").env("XDG_CACHE_HOME", self.0.path().join("cache"));
        command
    }

    fn build(&self) -> Output {
        self.command("build").output().unwrap()
    }

    fn start(&self) -> Child {
        self.command("build").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// What a build into a fresh folder writes.
    fn clean_build(&self) -> Tree {
        let out = self.0.path().join("clean");
        drop(fs::remove_dir_all(&out));
        let ended = self.command("build").arg("--out").arg(&out).output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        tree(&out)
    }
}

fn tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    visit(folder, &mut |path| {
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        if !name.starts_with(".dateline/") {
            tree.insert(name, fs::read(path).unwrap());
        }
    });
    tree
}

fn visit(folder: &Path, see: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() { visit(&entry.path(), see) } else { see(&entry.path()) }
    }
}

/// Only the names that differ: two trees are long.
fn assert_same(left: &Tree, right: &Tree, when: &str) {
    let differ: Vec<&String> = left.keys().chain(right.keys()).filter(|name| left.get(*name) != right.get(*name)).collect();
    assert!(differ.is_empty(), "{when}: {differ:?}");
    assert!(left.len() > 20, "{when}: {} files", left.len());
}

/// Moments to kill at, spread over the time a build takes.
fn moments(count: u64, whole: Duration) -> impl Iterator<Item = Duration> {
    (1..=count).map(move |at| whole.mul_f64((at * 7919 % 101) as f64 / 101.0))
}

/// A site, what its clean build is, and how long that takes.
fn measured(articles: usize) -> (Site, Tree, Duration) {
    let site = Site::of(articles);
    let begun = std::time::Instant::now();
    let clean = site.clean_build();
    (site, clean, begun.elapsed())
}

#[test]
fn a_killed_build_is_completed_by_the_next_to_the_byte() {
    let (site, clean, whole) = measured(16);
    for (round, moment) in moments(6, whole).enumerate() {
        if round % 4 == 0 {
            drop(fs::remove_dir_all(site.out()));
        }
        if round % 2 == 0 {
            site.write("content/articles/passing.md", &format!("---\ntitle: Passing {round}\ndate: 2016-02-0{}\n---\nPassing.\n", 1 + round % 9));
        }
        let mut child = site.start();
        std::thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        if round % 2 == 0 {
            site.remove("content/articles/passing.md");
        }
        let ended = site.build();
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        assert_same(&tree(&site.out()), &clean, &format!("round {round}, killed after {moment:?}"));
        assert_eq!(fs::read_dir(site.out().join(".dateline/new")).unwrap().count(), 0, "what a killed build left beside is gone");
    }
}

#[test]
fn a_foreign_file_outlives_a_killed_first_build() {
    let (site, _, whole) = measured(10);
    for moment in moments(4, whole) {
        drop(fs::remove_dir_all(site.out()));
        site.write("public/index.html", "mine");
        site.write("public/articles/a1/notes.txt", "mine");
        let mut child = site.start();
        std::thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(site.build().status.code(), Some(1), "the foreign file is named");
        site.command("clean").output().unwrap();
        let left = tree(&site.out());
        assert_eq!(left.get("index.html").map(Vec::as_slice), Some(b"mine".as_slice()), "killed after {moment:?}");
        assert_eq!(left.len(), 2, "{:?}", left.keys());
    }
}

#[test]
fn a_foreign_file_is_kept_and_named_and_the_rest_is_built() {
    let site = Site::of(5);
    site.write("public/people/index.html", "mine");
    site.write("public/other/deep/mine.txt", "mine");
    site.write("public/people/person-1/mine.txt", "mine");
    let ended = site.build();
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(said.contains("foreign-file") && said.contains("public/people/index.html"), "{said}");
    let built = tree(&site.out());
    assert_eq!(built["people/index.html"], b"mine");
    assert!(built.contains_key("articles/a4/index.html") && built.contains_key("people/person-1/index.html"));
    site.remove("content/articles/a1.md");
    site.build();
    assert_eq!(site.command("clean").output().unwrap().status.code(), Some(0));
    let left: Vec<String> = tree(&site.out()).into_keys().collect();
    assert_eq!(left, ["other/deep/mine.txt", "people/index.html", "people/person-1/mine.txt"]);
}

#[test]
fn a_foreign_file_where_a_folder_is_wanted_does_not_stop_the_build() {
    let site = Site::of(5);
    site.write("public/people", "mine");
    let ended = site.build();
    assert_eq!(ended.status.code(), Some(1), "{}", String::from_utf8_lossy(&ended.stderr));
    let built = tree(&site.out());
    assert_eq!(built["people"], b"mine");
    assert!(built.contains_key("articles/a4/index.html") && built.contains_key("topics/topic-1/index.html"));
}

#[test]
fn what_an_article_no_more_calls_for_is_removed_with_its_folders() {
    let site = Site::of(8);
    site.write("content/articles/gone.md", "---\ntitle: Gone\ndate: 1999-05-05\npeople: [Nobody Else]\n---\nGone.\n");
    site.build();
    assert!(site.out().join("articles/gone/index.html").exists() && site.out().join("people/nobody-else/index.html").exists());
    site.remove("content/articles/gone.md");
    assert_eq!(site.build().status.code(), Some(0));
    for folder in ["articles/gone", "people/nobody-else", "1999"] {
        assert!(!site.out().join(folder).exists(), "{folder}");
    }
    assert_same(&tree(&site.out()), &site.clean_build(), "after a removal");
}

#[test]
fn a_moved_article_and_a_new_base_url_leave_nothing_behind() {
    let site = Site::of(8);
    site.build();
    fs::rename(site.root().join("content/articles/a1.md"), site.root().join("content/articles/moved.md")).unwrap();
    site.write("dateline.yaml", "title: A site\nbase_url: https://other.example/sub/\nkinds: { lanes: { singular: Lane, plural: Lanes } }\n");
    site.build();
    assert_same(&tree(&site.out()), &site.clean_build(), "after changes");
}

#[test]
fn builds_at_once_into_one_folder_wait_for_each_other() {
    let (site, clean, _) = measured(16);
    let mut children = [site.start(), site.start(), site.start()];
    for child in &mut children {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    assert_same(&tree(&site.out()), &clean, "three at once");
}

#[test]
fn the_same_bytes_come_from_one_thread_and_from_many() {
    let site = Site::of(20);
    let trees: Vec<Tree> = ["1", "8"]
        .into_iter()
        .map(|threads| {
            let out = site.0.path().join(format!("threads-{threads}"));
            let ended = site.command("build").arg("--out").arg(&out).env("RAYON_NUM_THREADS", threads).output().unwrap();
            assert_eq!(ended.status.code(), Some(0));
            tree(&out)
        })
        .collect();
    assert_same(&trees[0], &trees[1], "one thread and eight");
}

#[test]
fn a_build_of_nothing_new_writes_nothing() {
    let site = Site::of(10);
    site.build();
    let times = || -> BTreeMap<PathBuf, SystemTime> {
        let mut times = BTreeMap::new();
        visit(&site.out(), &mut |path| {
            if !path.starts_with(site.out().join(".dateline")) {
                times.insert(path.to_owned(), fs::metadata(path).unwrap().modified().unwrap());
            }
        });
        times
    };
    let before = times();
    std::thread::sleep(Duration::from_millis(20));
    let ended = site.build();
    assert!(String::from_utf8_lossy(&ended.stdout).contains(" 0 written, 0 removed"), "{}", String::from_utf8_lossy(&ended.stdout));
    assert!(before == times() && before.len() > 20);
}

#[test]
fn a_file_somebody_changed_in_the_output_is_made_again() {
    let site = Site::of(5);
    site.build();
    site.write("public/index.html", "changed by hand");
    fs::remove_file(site.out().join("articles/a1/index.html")).unwrap();
    assert_eq!(site.build().status.code(), Some(0));
    assert_same(&tree(&site.out()), &site.clean_build(), "after a change by hand");
}

/// Puts something in the output's way, builds twice and cleans; nothing beside the site may change.
#[cfg(unix)]
fn nothing_outside_changes(plant: impl Fn(&Site, &Path)) {
    let site = Site::of(5);
    let outside = site.0.path().join("outside");
    for (name, text) in [("precious.txt", "precious"), ("index.html", "mine"), ("0", "mine"), ("manifest.json", "mine"), ("person-1/index.html", "mine")] {
        fs::create_dir_all(outside.join(name).parent().unwrap()).unwrap();
        fs::write(outside.join(name), text).unwrap();
    }
    fs::create_dir_all(site.out()).unwrap();
    plant(&site, &outside);
    let before = tree(&outside);
    for name in ["build", "build", "clean"] {
        let ended = site.command(name).output().unwrap();
        assert!(!String::from_utf8_lossy(&ended.stderr).contains("panicked"));
        assert!(tree(&outside) == before, "{name} changed what is outside: {:?}", tree(&outside).keys());
    }
}

#[test]
#[cfg(unix)]
fn no_link_in_the_output_leads_a_build_out_of_it() {
    use std::os::unix::fs::symlink;
    nothing_outside_changes(|site, outside| symlink(outside, site.out().join("people")).unwrap());
    nothing_outside_changes(|site, outside| symlink(outside.join("precious.txt"), site.out().join("index.html")).unwrap());
    nothing_outside_changes(|site, outside| symlink(outside, site.out().join(".dateline")).unwrap());
    for (target, name) in [("", "new"), ("precious.txt", "lock"), ("manifest.json", "manifest.json")] {
        nothing_outside_changes(|site, outside| {
            fs::create_dir(site.out().join(".dateline")).unwrap();
            symlink(outside.join(target), site.out().join(".dateline").join(name)).unwrap();
        });
    }
}

#[test]
#[cfg(unix)]
fn a_manifest_changed_by_hand_leads_nowhere() {
    for manifest in [
        r#"{"version":1,"files":{"../../outside/precious.txt":{"digest":"0581867423f5f51408bec7dbbb082f33","size":8,"modified":1}},"pending":["../../outside/0","people/../../../outside/index.html"]}"#.to_owned(),
        "not a manifest \u{0}".to_owned(),
        "{\"version\":1,\"files\":".to_owned() + &"[".repeat(10_000),
    ] {
        nothing_outside_changes(|site, outside| {
            let absolute = manifest.replace("people/../../../outside", outside.to_str().unwrap());
            for text in [&manifest, &absolute] {
                site.write("public/.dateline/manifest.json", text);
            }
        });
    }
}

/// Waits until a change of a file cannot leave the time of the last one.
fn settle() {
    std::thread::sleep(Duration::from_millis(120));
}

fn stamps(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut stamps = BTreeMap::new();
    visit(folder, &mut |path| {
        stamps.insert(path.to_owned(), fs::metadata(path).unwrap().modified().unwrap());
    });
    stamps
}

#[test]
fn a_build_of_nothing_new_reads_nothing_and_says_the_same() {
    let site = Site::of(8);
    site.write("content/articles/odd.md", "---\ntilte: Odd\ntitle: Odd\ndate: 2016-05-05\npeople: [Person 1, Persn 1]\n---\nOdd, of [[Nobody at all]].\n");
    settle();
    let first = site.build();
    let shown = |output: &Output| (String::from_utf8_lossy(&output.stderr).into_owned(), output.status.code());
    assert!(shown(&first).0.contains("tilte") && shown(&first).0.contains("Nobody at all"), "{}", shown(&first).0);
    let kept = stamps(&site.out());
    let timed = site.command("build").arg("--timings").output().unwrap();
    assert!(shown(&timed).0.contains("nothing has changed"), "{}", shown(&timed).0);
    let again = site.build();
    assert_eq!(shown(&again), shown(&first));
    assert_eq!(stamps(&site.out()), kept, "nothing was touched");
    let json = |site: &Site| site.command("build").args(["--format", "json", "-v", "--deny", "warnings"]).output().unwrap();
    let known = json(&site);
    fs::remove_file(site.out().join(".dateline/receipt.json")).unwrap();
    assert_eq!(shown(&json(&site)), shown(&known), "in every form");
    for bad in ["", "{}", "\0", "{\"key\":\"00000000000000000000000000000000\"}"] {
        site.write("public/.dateline/receipt.json", bad);
        assert_eq!(shown(&site.build()), shown(&first), "{bad}");
    }
}

#[test]
fn a_memory_that_was_spoilt_or_is_anothers_does_no_harm() {
    let site = Site::of(8);
    settle();
    site.build();
    let file = site.out().join(".dateline/memory");
    let good = fs::read(&file).unwrap();
    let spoilt = |at: usize| good.iter().enumerate().map(|(here, byte)| if here == at { byte ^ 1 } else { *byte }).collect::<Vec<u8>>();
    let bad = [Vec::new(), b"{}".to_vec(), good[..good.len() / 2].to_vec(), spoilt(40), spoilt(good.len() / 2), spoilt(good.len() - 1)];
    for (at, bytes) in bad.into_iter().enumerate() {
        fs::write(&file, bytes).unwrap();
        site.write("content/articles/a3.md", &format!("---\ntitle: Story of {at}\ndate: 2016-05-05\n---\nText.\n"));
        settle();
        let built = site.build();
        assert!(built.status.success() && built.stderr.is_empty(), "{}", String::from_utf8_lossy(&built.stderr));
        assert_same(&tree(&site.out()), &site.clean_build(), "with a bad memory");
    }
    site.command("clean").output().unwrap();
    assert!(!file.exists(), "clean forgets");
}

#[test]
fn whatever_has_changed_is_seen_though_much_looks_the_same() {
    let site = Site::of(8);
    let path = "content/articles/a3.md";
    let full = site.root().join(path);
    settle();
    site.build();
    // Another text of the same size, with the same time.
    let (text, before) = (fs::read_to_string(&full).unwrap(), fs::metadata(&full).unwrap().modified().unwrap());
    fs::write(&full, text.replace("Text 3", "Tent 3")).unwrap();
    fs::File::options().write(true).open(&full).unwrap().set_modified(before).unwrap();
    site.build();
    assert_same(&tree(&site.out()), &site.clean_build(), "a text of the same size and time");
    settle();
    site.build();
    fs::rename(&full, site.root().join("content/articles/a3-renamed.md")).unwrap();
    site.build();
    assert_same(&tree(&site.out()), &site.clean_build(), "a file of another name");
    settle();
    site.build();
    fs::remove_file(site.out().join("index.html")).unwrap();
    site.build();
    assert_same(&tree(&site.out()), &site.clean_build(), "an output that somebody removed");
    settle();
    site.build();
    let other = site.command("build").args(["--base-url", "https://other.example/sub/"]).output().unwrap();
    assert!(!String::from_utf8_lossy(&other.stdout).contains(" 0 written"), "another address is another site");
    let earlier = site.command("build").env("SOURCE_DATE_EPOCH", "1430000000").output().unwrap();
    assert!(!String::from_utf8_lossy(&earlier.stdout).contains(" 0 written"), "on another day other stories are published");
    site.build();
    assert_same(&tree(&site.out()), &site.clean_build(), "and back");
}

#[test]
fn a_site_that_was_fetched_anew_is_known_by_what_it_says() {
    let site = Site::of(12);
    site.write("templates/words/en.yaml", "timeline: The line\n");
    site.write("static/large.bin", &"large".repeat(300_000));
    let said = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let fetch = || {
        let mut files: Vec<PathBuf> = vec![site.root().join("dateline.yaml")];
        ["content", "static", "templates"].iter().for_each(|folder| visit(&site.root().join(folder), &mut |path| files.push(path.to_owned())));
        // A large file is known by its stamp alone, so it stays.
        for path in files.into_iter().filter(|path| !path.ends_with("large.bin")) {
            let bytes = fs::read(&path).unwrap();
            fs::remove_file(&path).unwrap();
            fs::write(&path, bytes).unwrap();
        }
    };
    let timed = || said(&site.command("build").arg("--timings").output().unwrap());
    settle();
    site.build();
    fetch();
    settle();
    let all = timed();
    assert!(all.contains("render some") && all.contains(": 0 written, 0 removed"), "{all}");
    for (what, path, text) in [
        ("a file that is copied", "static/kept.txt", "statiC"),
        ("a word of the interface", "templates/words/en.yaml", "timeline: The LINE\n"),
        ("a large file", "static/large.bin", &*"LARGE".repeat(300_000)),
        ("the configuration", "dateline.yaml", "title: A SITE\nbase_url: https://site.example/\nlimit: 10\n"),
    ] {
        settle();
        site.build();
        fetch();
        site.write(path, text);
        settle();
        let all = timed();
        assert!(!all.contains(": 0 written"), "{what}: {all}");
        assert_same(&tree(&site.out()), &site.clean_build(), what);
    }
}

#[test]
fn where_only_words_have_changed_only_what_shows_them_is_made() {
    let site = Site::of(12);
    for at in 0..7 {
        site.write(&format!("content/people/person-{at}.md"), &format!("---\nname: Person {at}\n---\nWho.\n\nMore of them.\n"));
    }
    site.write("content/pages/about.md", "---\ntitle: About\n---\nWhat this is.\n\nAnd more.\n");
    let written = |output: &Output| {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.split(": ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|count| count.parse::<usize>().ok()).unwrap_or_else(|| panic!("{said}"))
    };
    let text = |path: &str| fs::read_to_string(site.root().join(path)).unwrap();
    settle();
    site.build();
    // What is done to which file, whether the build may pass over all that does not show it, and how many pages are others.
    let article = "content/articles/a3.md";
    let changes: [(&str, &str, String, bool, usize); 9] = [
        ("more words", article, text(article) + "\nAnd more.\n", true, 1),
        ("words before what is named", article, text(article).replace("## Head\n", "## Head\n\nFirst.\n\nSecond. "), false, 9),
        ("words of a person", "content/people/person-2.md", text("content/people/person-2.md") + "\nMuch more.\n", true, 1),
        ("words of a page", "content/pages/about.md", text("content/pages/about.md") + "\nMuch more.\n", true, 1),
        ("a name that was not there", article, text(article) + "\nAnd more of Person 6.\n", false, 9),
        ("and is gone again", article, text(article) + "\nAnd more.\n", false, 9),
        ("a mention", article, text(article) + "\nAnd [[Person 6]].\n", false, 9),
        ("a title", article, text(article).replace("Story 3", "Story three"), false, 9),
        ("a note", article, text(article) + "\nAnd[^1].\n\n[^1]: A note.\n", false, 9),
    ];
    for (what, path, now, passes_over, most) in changes {
        site.write(path, &now);
        settle();
        let built = site.command("build").arg("--timings").output().unwrap();
        let timed = String::from_utf8_lossy(&built.stderr).into_owned();
        assert_eq!(timed.contains("render some"), passes_over, "{what}: {timed}");
        assert!(written(&built) > 0 && (most == 9 || written(&built) == most), "{what}: {} written", written(&built));
        assert_same(&tree(&site.out()), &site.clean_build(), what);
    }
    // Feeds that hold whole texts are made anew with each.
    site.write("dateline.yaml", "title: A site\nbase_url: https://site.example/\nlimit: 10\nfeeds: { content: full }\n");
    settle();
    site.build();
    site.write("content/articles/a11.md", &(text("content/articles/a11.md") + "\nAnd more, for whoever reads feeds.\n"));
    settle();
    let built = site.command("build").arg("--timings").output().unwrap();
    assert!(String::from_utf8_lossy(&built.stderr).contains("render some") && written(&built) > 2, "{}", written(&built));
    assert_same(&tree(&site.out()), &site.clean_build(), "feeds of whole texts");
}
