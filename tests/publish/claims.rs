//! What a target claims: a record that is spoilt, or says that it is larger than any memory, is told
//! apart from none, and the remedy that the message names works.

use crate::desk::{Desk, assert_same, tree};
use std::fs;
use std::path::Path;
use std::process::Command;

/// How large a sparse record claims to be, in bytes.
const CLAIMED: u64 = 4 << 30;

/// What becomes of a record.
const SPOILS: [fn(&Path); 4] = [
    |record| {
        let mut bytes = fs::read(record).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 0x80;
        fs::write(record, bytes).unwrap();
    },
    |record| {
        let text = fs::read_to_string(record).unwrap();
        fs::write(record, text.replace("\"version\":1", "\"version\":9")).unwrap();
    },
    |record| fs::write(record, "").unwrap(),
    |record| fs::File::options().write(true).open(record).unwrap().set_len(CLAIMED).unwrap(),
];

impl Desk {
    /// What a command says that may use only 1.6 GB of address space, and that must end so.
    fn said_in_little_memory(&self, arguments: &[&str], status: i32) -> String {
        let command = self.command(arguments);
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -v 1600000; exec \"$@\"", "sh"]).arg(command.get_program()).args(command.get_args());
        shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = shell.env("RAYON_NUM_THREADS", "2").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
        said
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_spoilt_record_of_a_folder_is_told_and_one_word_puts_the_site_in_its_place() {
    let desk = Desk::of(6);
    desk.said(&["publish"], 0);
    for (round, spoil) in SPOILS.into_iter().enumerate() {
        // Its copy is enough.
        spoil(&desk.at("www/.dateline/manifest.json"));
        desk.article(3, &format!("before round {round}"));
        desk.said_in_little_memory(&["publish"], 0);
        assert_same(&tree(&desk.at("www")), &tree(&desk.root().join("public")), "by the copy");
        spoil(&desk.at("www/.dateline/manifest.json"));
        spoil(&desk.at("www/.dateline/manifest.copy.json"));
        desk.article(3, &format!("round {round}"));
        let said = desk.said_in_little_memory(&["publish"], 2);
        assert!(said.contains("manifest.json") && said.contains("cannot be read") && said.contains("--yes"), "{round}: {said}");
        assert!(desk.said_in_little_memory(&["publish", "--dry-run"], 0).contains("cannot be read"));
        desk.said_in_little_memory(&["publish", "--yes"], 0);
        assert_same(&tree(&desk.at("www")), &tree(&desk.root().join("public")), "with a word");
        assert!(desk.said(&["publish"], 0).contains("as it is"));
    }
    fs::remove_file(desk.root().join("content/articles/a4.md")).unwrap();
    desk.said(&["publish"], 0);
    assert!(!desk.at("www/articles/a4").exists(), "what was put there with a word is Dateline's again");
}

#[cfg(target_os = "linux")]
#[test]
fn a_spoilt_record_of_a_branch_is_told_and_one_word_puts_the_site_in_its_place() {
    let desk = Desk::of(6);
    desk.said(&["publish", "pages"], 0);
    let other = desk.at("other");
    for (round, spoil) in SPOILS.into_iter().enumerate() {
        drop(fs::remove_dir_all(&other));
        desk.git(&desk.at(""), &["clone", "--quiet", "--branch", "gh-pages", "remote.git", "other"]);
        // Four gibibytes of zeros would be compressed for minutes; three hundred mebibytes are over the limit too.
        let record = other.join(".dateline/published.json");
        spoil(&record);
        if fs::metadata(&record).unwrap().len() == CLAIMED {
            fs::File::options().write(true).open(&record).unwrap().set_len(300 << 20).unwrap();
        }
        desk.git(&other, &["commit", "--quiet", "--all", "-m", "Spoilt"]);
        desk.git(&other, &["push", "--quiet", "origin", "HEAD:gh-pages"]);
        desk.article(3, &format!("round {round}"));
        let said = desk.said(&["publish", "pages"], 2);
        assert!(said.contains("published.json") && said.contains("cannot be read") && said.contains("--yes"), "{round}: {said}");
        desk.said(&["publish", "pages", "--yes"], 0);
        let mut branch = desk.branch();
        branch.remove(".nojekyll");
        assert_same(&branch, &tree(&desk.root().join("public")), "with a word");
        assert!(desk.said(&["publish", "pages"], 0).contains("as it is"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_spoilt_list_of_releases_is_made_anew_from_the_releases_that_stand_there() {
    for spoil in SPOILS {
        let desk = Desk::of(6);
        desk.write("dateline.yaml", "title: A site\nbase_url: https://site.example/\nlimit: 10\npublish:\n  web: { folder: ../www, releases: 2 }\n");
        let served = || tree(&fs::canonicalize(desk.at("www/current")).unwrap());
        desk.said(&["publish"], 0);
        let first = served();
        // Releases are named by the second.
        desk.article(3, "second");
        desk.said(&["publish"], 0);
        spoil(&desk.at("www/.dateline/releases.json"));
        assert!(desk.said_in_little_memory(&["publish", "--dry-run"], 0).contains("releases.json"));
        let said = desk.said_in_little_memory(&["publish", "--rollback"], 0);
        assert!(said.contains("releases.json") && said.contains("made anew"), "{said}");
        assert_same(&served(), &first, "gone back");
        desk.article(3, "third");
        assert!(!desk.said(&["publish"], 0).contains("releases.json"), "it is mended");
        assert_same(&served(), &tree(&desk.root().join("public")), "published again");
        assert_eq!(fs::read_dir(desk.at("www/releases")).unwrap().count(), 2);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_spoilt_list_of_files_of_the_release_that_is_served_is_told_and_the_site_is_sent_whole() {
    for spoil in SPOILS {
        let desk = Desk::of(6);
        desk.write("dateline.yaml", "title: A site\nbase_url: https://site.example/\nlimit: 10\npublish:\n  web: { folder: ../www, releases: 2 }\n");
        let served = || tree(&fs::canonicalize(desk.at("www/current")).unwrap());
        desk.said(&["publish"], 0);
        let link = fs::read_link(desk.at("www/current")).unwrap();
        spoil(&desk.at("www/.dateline").join(link).with_extension("json"));
        desk.article(3, "second");
        let said = desk.said_in_little_memory(&["publish"], 0);
        assert!(said.contains("could not be read"), "{said}");
        assert_same(&served(), &tree(&desk.root().join("public")), "sent whole");
        let said = desk.said_in_little_memory(&["publish", "--rollback"], 3);
        assert!(said.contains("is not known") && said.contains("publish instead"), "{said}");
        for word in ["third", "fourth"] {
            desk.article(3, word);
            desk.said(&["publish"], 0);
        }
        assert_same(&served(), &tree(&desk.root().join("public")), "and so on");
    }
}
