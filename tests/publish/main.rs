//! What `publish` leaves where readers are, whatever happens to it on the way: in a folder, in releases, and on a branch of a real
//! repository.

#![cfg(feature = "publish")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(unix)]
mod checkout;
mod claims;
mod desk;
mod forms;
mod releases;

use desk::{CONFIG, Desk, assert_same, tree};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn only_what_has_changed_comes_to_a_folder() {
    let desk = Desk::of(12);
    let www = desk.at("www");
    assert!(desk.said(&["publish"], 0).contains(" 0 removed."));
    assert_same(&tree(&www), &tree(&desk.root().join("public")), "the first publish");
    let times = |path: &str| fs::metadata(www.join(path)).unwrap().modified().unwrap();
    let before = times("people/person-1/index.html");
    assert!(desk.said(&["publish"], 0).contains("web has the site as it is"));
    desk.article(3, "second");
    let said = desk.said(&["publish"], 0);
    assert!(said.contains("changed, 0 to remove") && !said.contains(" 0 changed"), "{said}");
    assert_same(&tree(&www), &tree(&desk.root().join("public")), "a changed text");
    assert_eq!(times("people/person-1/index.html"), before, "what is the same is not touched");
    fs::remove_file(desk.root().join("content/articles/a4.md")).unwrap();
    desk.said(&["publish"], 0);
    assert!(!www.join("articles/a4").exists(), "what was taken down goes, and its folder");
    assert_same(&tree(&www), &tree(&desk.root().join("public")), "a story taken down");
}

#[test]
fn a_plan_is_told_and_changes_nothing() {
    let desk = Desk::of(12);
    let said = desk.said(&["publish", "--dry-run"], 0);
    assert!(said.contains("new  index.html") || said.contains(" more"), "{said}");
    assert!(!desk.at("www").exists(), "nothing is made");
    desk.said(&["publish"], 0);
    desk.article(3, "second");
    fs::remove_file(desk.root().join("content/articles/a4.md")).unwrap();
    let before = tree(&desk.at("www"));
    let told = desk.said(&["publish", "--dry-run", "--format", "json"], 0);
    let steps: Vec<serde_json::Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is = |action: &str, path: &str| steps.iter().any(|step| step["action"] == action && step["path"] == path);
    assert!(is("update", "articles/a3/index.html") && is("remove", "articles/a4/index.html"), "{told}");
    assert_eq!(steps[0]["action"], "plan");
    assert_same(&tree(&desk.at("www")), &before, "a plan alone");
}

#[test]
fn nothing_that_is_not_ours_is_touched_in_a_folder() {
    let desk = Desk::of(12);
    fs::create_dir_all(desk.at("www/articles/a3")).unwrap();
    fs::write(desk.at("www/theirs.txt"), "theirs").unwrap();
    fs::write(desk.at("www/articles/a3/index.html"), "theirs too").unwrap();
    let said = desk.said(&["publish"], 1);
    assert!(said.contains("error[foreign-file]") && said.contains("articles/a3/index.html"), "{said}");
    let www = tree(&desk.at("www"));
    assert_eq!((&*www["theirs.txt"], &*www["articles/a3/index.html"]), (&b"theirs"[..], &b"theirs too"[..]));
    assert!(www.contains_key("articles/a4/index.html"), "all else is there");
    fs::remove_file(desk.at("www/articles/a3/index.html")).unwrap();
    desk.said(&["publish"], 0);
    fs::remove_file(desk.at("www/theirs.txt")).unwrap();
    assert_same(&tree(&desk.at("www")), &tree(&desk.root().join("public")), "when it has made room");
    let refused = |folder: &str| {
        desk.write("dateline.yaml", &CONFIG.replace("../www", folder));
        desk.said(&["publish"], 2)
    };
    assert!(refused("public").contains("a target is another"));
    assert!(refused("..").contains("it holds the site folder") && refused("content").contains("a folder that is read"));
}

#[test]
fn more_than_a_quarter_does_not_go_without_a_word() {
    let desk = Desk::of(24);
    desk.said(&["publish"], 0);
    let before = tree(&desk.at("www"));
    (4..24).for_each(|at| fs::remove_file(desk.root().join(format!("content/articles/a{at}.md"))).unwrap());
    let said = desk.said(&["publish"], 2);
    assert!(said.contains("--yes"), "{said}");
    assert_same(&tree(&desk.at("www")), &before, "without a word");
    desk.said(&["publish", "--yes"], 0);
    assert_same(&tree(&desk.at("www")), &tree(&desk.root().join("public")), "with it");
}

#[test]
fn a_slip_takes_no_story_off_the_site() {
    let desk = Desk::of(12);
    desk.said(&["publish"], 0);
    let before = tree(&desk.at("www"));
    desk.write("content/articles/a3.md", "---\ntitle: Story 3\ndate: [\n---\nText.\n");
    desk.article(5, "second");
    let said = desk.said(&["publish"], 1);
    assert!(said.contains("Nothing was published"), "{said}");
    assert_same(&tree(&desk.at("www")), &before, "with an error");
    desk.said(&["publish", "--despite-errors"], 1);
    let after = tree(&desk.at("www"));
    assert_eq!(after.get("articles/a3/index.html"), before.get("articles/a3/index.html"), "the story stays");
    assert_ne!(after["articles/a5/index.html"], before["articles/a5/index.html"], "and the others go on");
    desk.article(3, "mended");
    desk.said(&["publish"], 0);
    assert_same(&tree(&desk.at("www")), &tree(&desk.root().join("public")), "mended");
}

#[test]
fn what_is_doubted_and_taken_down_is_removed() {
    let desk = Desk::of(12);
    desk.said(&["publish"], 0);
    fs::write(desk.at("www/articles/a4/index.html"), "changed").unwrap();
    fs::remove_file(desk.root().join("content/articles/a4.md")).unwrap();
    desk.said(&["publish", "--verify"], 0);
    assert!(!desk.at("www/articles/a4").exists());
    assert_same(&tree(&desk.at("www")), &tree(&desk.root().join("public")), "taken down");
}

#[test]
fn a_folder_is_published_without_what_is_hidden_in_it() {
    let desk = Desk::of(3);
    desk.said(&["build"], 0);
    let folder = desk.at("other");
    for (path, text) in [("index.html", "<p>Hello"), (".git/config", "secret"), (".env", "secret"), (".well-known/security.txt", "Contact")] {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), text).unwrap();
    }
    desk.said(&["publish", "--from", &folder.to_string_lossy()], 0);
    assert_eq!(tree(&desk.at("www")).into_keys().collect::<Vec<_>>(), [".well-known/security.txt", "index.html"]);
}

#[test]
fn what_somebody_took_from_a_target_is_found_when_it_is_looked_for() {
    let desk = Desk::of(12);
    desk.said(&["publish"], 0);
    fs::remove_file(desk.at("www/articles/a3/index.html")).unwrap();
    fs::write(desk.at("www/articles/a4/index.html"), "changed").unwrap();
    assert!(desk.said(&["publish"], 0).contains("as it is"));
    let said = desk.said(&["publish", "--verify"], 0);
    assert!(said.contains("2 files that were published are there no more"), "{said}");
    assert_same(&tree(&desk.at("www")), &tree(&desk.root().join("public")), "looked for");
}

/// The style sheets, scripts and fonts that the pages of a folder name and that are not there.
fn missing(folder: &Path) -> Vec<String> {
    let files = tree(folder);
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let mut missing = Vec::new();
    for (path, page) in pages {
        let page = String::from_utf8_lossy(page);
        let named = page.split([' ', '>']).filter_map(|part| part.strip_prefix("href=\"/").or(part.strip_prefix("src=\"/"))?.strip_suffix('"'));
        let asset = named.filter(|path| [".css", ".js", ".svg", ".woff2"].iter().any(|end| path.ends_with(end)));
        missing.extend(asset.filter(|asset| !files.contains_key(*asset)).map(|asset| format!("{path} needs {asset}")));
    }
    missing
}

#[test]
fn a_publish_that_dies_leaves_a_site_that_works_and_the_next_completes_it() {
    let desk = Desk::of(40);
    // Two forms of the site, of which no page and no asset is the same.
    let form = |name: &str, accent: &str| {
        desk.write("static/style.css", &format!("/* {accent} */ body {{ color: {accent} }}"));
        (0..40).for_each(|at| desk.article(at, name));
        desk.said(&["build", "--out", &desk.at(name).to_string_lossy()], 0);
        desk.at(name)
    };
    let forms = [form("red", "#9b2c1f"), form("blue", "#1f5f8b")];
    let from = |at: usize| forms[at % 2].to_string_lossy().into_owned();
    let begun = Instant::now();
    desk.said(&["publish", "--from", &from(0)], 0);
    let whole = begun.elapsed();
    let mut died = 0;
    for at in 1..=40_u64 {
        let form = from(usize::try_from(at).unwrap());
        let mut child = desk.command(&["publish", "--from", &form]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64((at * 7919 % 101) as f64 / 101.0));
        child.kill().unwrap();
        died += usize::from(child.wait().unwrap().code().is_none());
        let missing = missing(&desk.at("www"));
        assert!(missing.is_empty(), "after {at}: {missing:?}");
    }
    assert!(died > 5, "{died} of 40 died on the way");
    for form in &forms {
        desk.said(&["publish", "--from", &form.to_string_lossy()], 0);
        assert_same(&tree(&desk.at("www")), &tree(form), "completed");
    }
}

#[cfg(unix)]
#[test]
fn a_system_that_says_no_leaves_a_site_that_works_and_the_next_completes_it() {
    let desk = Desk::of(12);
    desk.write("static/large.bin", &"large".repeat(100_000));
    desk.said(&["build"], 0);
    // No file may be larger than 200 kB, as on a disk that is nearly full.
    let mut shell = Command::new("bash");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_dateline"), "publish", "--from"]);
    let output = shell.arg(desk.root().join("public")).arg("--root").arg(desk.root()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("large.bin") && missing(&desk.at("www")).is_empty(), "{said}");
    desk.said(&["publish"], 0);
    assert_same(&tree(&desk.at("www")), &tree(&desk.root().join("public")), "with room again");
}

#[test]
fn a_publish_is_one_commit_on_the_branch_and_touches_no_working_tree() {
    let desk = Desk::of(12);
    desk.git(&desk.root(), &["add", "."]);
    desk.git(&desk.root(), &["commit", "--quiet", "-m", "The site"]);
    desk.write("notes.txt", "staged");
    desk.git(&desk.root(), &["add", "notes.txt"]);
    desk.write("notes.txt", "and changed");
    let state = || [&["status", "--porcelain"][..], &["rev-parse", "HEAD"], &["diff", "--cached"], &["branch", "-a"]].map(|ask| desk.git(&desk.root(), ask));
    let before = state();
    desk.said(&["publish", "pages"], 0);
    let published = |desk: &Desk| {
        let mut branch = desk.branch();
        assert!(branch.remove(".nojekyll").is_some(), "pages are not made again by the host");
        branch
    };
    assert_same(&published(&desk), &tree(&desk.root().join("public")), "the first publish");
    assert_eq!(desk.commits(), 1);
    assert!(desk.said(&["publish", "pages"], 0).contains("as it is"));
    assert_eq!(desk.commits(), 1, "nothing new is no commit");
    desk.article(3, "second");
    fs::remove_file(desk.root().join("content/articles/a4.md")).unwrap();
    desk.said(&["publish", "pages"], 0);
    assert_same(&published(&desk), &tree(&desk.root().join("public")), "a changed and a removed story");
    assert_eq!(desk.commits(), 2);
    let expected = [before[0].clone() + "\n D content/articles/a4.md\n M content/articles/a3.md", before[1].clone(), before[2].clone(), before[3].clone()];
    let lines = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(state().map(|text| lines(&text)), expected.map(|text| lines(&text)), "and of the work in hand nothing");
    // The same from another checkout, which knows nothing of the branch.
    fs::remove_dir_all(desk.cache()).unwrap();
    assert!(desk.said(&["publish", "pages"], 0).contains("as it is"));
    assert!(desk.said(&["publish", "pages", "--verify"], 0).contains("All that was published is there"));
}

#[test]
fn what_others_put_on_the_branch_stays_there() {
    let desk = Desk::of(12);
    desk.git(&desk.at(""), &["clone", "--quiet", "remote.git", "other"]);
    let other = desk.at("other");
    fs::write(other.join("CNAME"), "theirs.example\n").unwrap();
    fs::write(other.join("README.md"), "# Theirs\n").unwrap();
    let push = || {
        desk.git(&other, &["add", "."]);
        desk.git(&other, &["commit", "--quiet", "-m", "Theirs"]);
        desk.git(&other, &["push", "--quiet", "origin", "HEAD:gh-pages"]);
    };
    fs::write(other.join("index.html"), "theirs").unwrap();
    push();
    let said = desk.said(&["publish", "pages", "--dry-run"], 0);
    assert!(said.contains("index.html stands there, and Dateline did not publish it"), "{said}");
    let said = desk.said(&["publish", "pages"], 2);
    assert!(said.contains("stands index.html, which Dateline did not publish"), "{said}");
    assert_eq!(&*desk.branch()["index.html"], b"theirs");
    desk.said(&["publish", "pages", "--yes"], 0);
    let branch = desk.branch();
    assert_eq!((&*branch["CNAME"], &*branch["README.md"]), (&b"theirs.example\n"[..], &b"# Theirs\n"[..]));
    desk.write("dateline.yaml", &CONFIG.replace("git: origin", "git: ../remote.git, domain: site.example"));
    desk.said(&["publish", "pages"], 0);
    let branch = desk.branch();
    assert_eq!((&*branch["CNAME"], branch.contains_key("README.md")), (&b"site.example\n"[..], true));
    assert!(desk.said(&["publish", "pages"], 0).contains("as it is"), "once");
}

#[test]
fn a_branch_is_reached_as_the_repository_of_the_site_says() {
    let desk = Desk::of(3);
    // Only who reads this knows where that is, as with the token that a server gives to a checkout.
    desk.git(&desk.root(), &["config", &format!("url.{}.insteadOf", desk.at("remote.git").display()), "desk:pages"]);
    desk.write("dateline.yaml", &CONFIG.replace("git: origin", "git: 'desk:pages'"));
    desk.said(&["publish", "pages"], 0);
    assert!(desk.branch().contains_key("articles/a1/index.html"));
}

#[cfg(unix)]
#[test]
fn of_two_publishes_at_once_the_second_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::of(12);
    desk.said(&["publish", "pages"], 0);
    // Another commit comes just when ours is being taken in.
    let hook = desk.at("remote.git/hooks/pre-receive");
    let commit = "git -c user.name=o -c user.email=o@o.example commit-tree gh-pages^{tree} -p gh-pages -m other";
    fs::write(&hook, format!("#!/bin/sh\nrm \"$0\"\nunset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY\ngit update-ref refs/heads/gh-pages $({commit})\n"))
        .unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    desk.article(3, "second");
    let said = desk.said(&["publish", "pages"], 3);
    assert!(said.contains("another publish came first"), "{said}");
    assert_eq!(desk.commits(), 2, "the other's stands");
    desk.said(&["publish", "pages"], 0);
    let mut branch = desk.branch();
    branch.remove(".nojekyll");
    assert_same(&branch, &tree(&desk.root().join("public")), "the next");
}

#[test]
fn two_publishes_at_once_into_a_folder_wait_for_each_other() {
    let desk = Desk::of(24);
    desk.said(&["build"], 0);
    let from = desk.root().join("public").to_string_lossy().into_owned();
    let start = || desk.command(&["publish", "--from", &from]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let all: Vec<_> = (0..4).map(|_| start()).collect();
    all.into_iter().for_each(|mut child| assert!(child.wait().unwrap().success()));
    assert_same(&tree(&desk.at("www")), &tree(&desk.root().join("public")), "four at once");
}

#[test]
fn a_branch_is_whole_whenever_a_publish_dies() {
    let desk = Desk::of(24);
    let begun = Instant::now();
    desk.said(&["publish", "pages"], 0);
    let whole = begun.elapsed().max(Duration::from_millis(50));
    let mut standing = desk.branch();
    for at in 0..12_usize {
        (0..24).for_each(|article| desk.article(article, &format!("round {at}")));
        desk.said(&["build"], 0);
        let mut child = desk.command(&["publish", "pages"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64((at * 37 % 101) as f64 / 101.0));
        drop(child.kill());
        child.wait().unwrap();
        // What it began may still come to its end.
        std::thread::sleep(Duration::from_millis(400));
        let now = desk.branch();
        let mut built = tree(&desk.root().join("public"));
        built.insert(".nojekyll".to_owned(), Vec::new());
        assert!(now == standing || now == built, "round {at}: the branch has the one site or the other");
        standing = now;
    }
    desk.said(&["publish", "pages"], 0);
    let mut branch = desk.branch();
    branch.remove(".nojekyll");
    assert_same(&branch, &tree(&desk.root().join("public")), "completed");
}

#[test]
fn no_credential_is_printed_and_no_target_is_guessed() {
    let desk = Desk::of(3);
    desk.write("dateline.yaml", &CONFIG.replace("git: origin", "git: 'https://me:s3cret@127.0.0.1:9/site.git'"));
    for arguments in [&["publish", "pages"][..], &["publish", "pages", "--dry-run"], &["publish", "pages", "--format", "json"]] {
        let said = desk.said(arguments, 3);
        assert!(!said.contains("s3cret") && said.contains("127.0.0.1"), "{said}");
    }
    let said = desk.said(&["publish", "nowhere"], 2);
    assert!(said.contains("web, pages"), "{said}");
    desk.write("dateline.yaml", "title: A site\n");
    assert!(desk.said(&["publish"], 2).contains("explain publish"));
}
