//! What a disk claims: files that say they are larger than any memory, texts that stand for more
//! than they hold, and a memory of the last build that somebody has changed.

use super::*;

/// How large the sparse files claim to be, in bytes: 4 GiB. They take no room on the disk.
const CLAIMED: u64 = 4 << 30;

/// How large a sparse file is of a sort that is also copied, in bytes: 32 MiB.
const COPIED: u64 = 32 << 20;

/// The address space that a build may use, in KiB: less than half of what a sparse file claims.
const MEMORY: u64 = 1_600_000;

impl Site {
    /// With a file that claims to be large and holds nothing but zeros.
    fn sparse(self, path: &str) -> Site {
        let site = self.with(path, "");
        let size = if path.starts_with("static/") { COPIED } else { CLAIMED };
        fs::File::options().write(true).open(site.root().join(path)).unwrap().set_len(size).unwrap();
        site
    }

    /// Runs a command that may use only so much memory, and gives its status and its messages.
    fn run_in_little_memory(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$@\""), "sh", env!("CARGO_BIN_EXE_dateline")]).args(arguments);
        let output = shell.arg("--root").arg(self.root()).env("RAYON_NUM_THREADS", "2").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked") && !said.contains("memory allocation"), "{said}");
        (output.status.code(), said)
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_claim_to_be_larger_than_memory_are_left_out_by_name_and_the_rest_is_built() {
    let documents = ["content/articles/large.md", "content/articles/large.json", "content/people/large.md", "content/pages/large.mdx"];
    let templates = ["templates/article.html", "templates/words/en.yaml"];
    let others = ["static/style.css", "dateline.seal"];
    for path in documents.iter().chain(&templates).chain(&others) {
        let site = Site::new().with("dateline.yaml", "title: A site\nseal: true\n").sparse(path);
        let (status, said) = site.run_in_little_memory(&["build"]);
        assert!(matches!(status, Some(0 | 1)), "{path}: {status:?} {said}");
        let (_, checked) = site.run_in_little_memory(&["check"]);
        let place = checked.lines().position(|line| line.contains(&format!("--> {path}"))).unwrap_or_else(|| panic!("{path} is not named: {checked}"));
        assert!(checked.lines().nth(place - 1).unwrap().contains("it is larger than"), "{path}: {checked}");
        let good = fs::read_to_string(site.root().join("public/articles/good/index.html")).unwrap();
        assert!(good.contains("The text of the good one."), "{path}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_configuration_that_claims_to_be_larger_than_memory_is_refused_by_name() {
    let site = Site::new().sparse("dateline.yaml");
    let (status, said) = site.run_in_little_memory(&["build"]);
    assert!(status == Some(1) && said.contains("dateline.yaml") && said.contains("it is larger than 16 MiB"), "{status:?} {said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_to_import_that_claims_to_be_larger_than_memory_is_refused_by_name() {
    let site = Site::new().sparse("wire.txt");
    let (status, said) = site.run_in_little_memory(&["import", "text", &site.root().join("wire.txt").to_string_lossy()]);
    assert!(status == Some(3) && said.contains("wire.txt: it is larger than 16 MiB"), "{status:?} {said}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_last_build_left_and_claims_to_be_larger_than_memory_counts_as_nothing() {
    let site = Site::new();
    assert_eq!(site.run_in_little_memory(&["build"]).0, Some(0));
    let own = site.root().join("public/.dateline");
    for entry in fs::read_dir(&own).unwrap().map(|entry| entry.unwrap()).filter(|entry| entry.file_name() != "manifest.json") {
        if entry.file_type().unwrap().is_file() {
            fs::File::options().write(true).open(entry.path()).unwrap().set_len(CLAIMED).unwrap();
        }
    }
    let (status, said) = site.run_in_little_memory(&["build"]);
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn a_long_text_below_the_limit_is_built_without_a_word() {
    let text = "A sentence of a very long report, which stands for itself. ".repeat(60_000);
    let built = Site::new().article("long", "title: Long\ndate: 2018-08-01", &text).build();
    assert_eq!((built.status, built.messages.contains("warning")), (0, false), "{}", built.messages);
    assert!(built.page("articles/long/index.html").len() > text.len());
}

#[test]
fn a_seal_that_cannot_be_read_is_not_replaced_by_a_new_one() {
    let site = Site::new().with("dateline.yaml", "title: A site\nseal: true\n").with("dateline.seal", b"\xff\xfe a seal");
    let output = Command::new(env!("CARGO_BIN_EXE_dateline")).args(["check", "--seal", "--root"]).arg(site.root()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.code() == Some(1) && said.contains("the seal cannot be read"), "{said}");
    assert_eq!(fs::read(site.root().join("dateline.seal")).unwrap(), b"\xff\xfe a seal");
}

#[cfg(target_os = "linux")]
#[test]
fn aliases_that_stand_for_more_than_memory_holds_are_refused_wherever_yaml_is_read() {
    let bomb = format!("a: &x [{}]\nextra: [{}]\n", "1,".repeat(20_000), "*x,".repeat(15_000));
    for path in ["content/articles/bomb.md", "content/people/bomb.md", "content/pages/bomb.md", "templates/words/en.yaml", "content/articles/bomb.yaml"] {
        let text = if path.ends_with(".md") { format!("---\ntitle: A\nname: A\ndate: 2018\n{bomb}---\nText.\n") } else { bomb.clone() };
        let site = Site::new().with(path, text);
        let (status, said) = site.run_in_little_memory(&["build"]);
        assert!(matches!(status, Some(0 | 1)), "{path}: {status:?} {said}");
        assert!(said.contains(path) || path.ends_with(".yaml"), "{path} is not named: {said}");
        assert!(site.root().join("public/articles/good/index.html").is_file(), "{path}");
    }
    let site = Site::new().with("dateline.yaml", format!("title: A site\n{bomb}"));
    let (status, said) = site.run_in_little_memory(&["build"]);
    assert!(status == Some(1) && said.contains("dateline.yaml"), "{status:?} {said}");
}

#[test]
fn aliases_that_people_write_are_read_without_a_word() {
    let fields = "title: Aliases & *more*\ndate: 2018-08-01\npeople: &who [Kim Do Gyun, Ahn Ik San]\nevents:\n  - { id: a, date: 2018-04-27, title: First, people: *who }\n  - { id: b, date: 2018-05-27, title: Second, people: *who }";
    let built = Site::new().article("aliases", fields, "Text.").build();
    assert_eq!((built.status, built.messages.contains("warning")), (0, false), "{}", built.messages);
    assert!(built.page("people/ahn-ik-san/index.html").contains("Second"));
}
