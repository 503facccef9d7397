//! What a checkout brings along runs nothing when it is published, and nothing of it is removed.

use super::desk::everything;
use super::*;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

/// A bare repository, as somebody may have committed one, every command of which leaves a trace.
fn plant_repository(desk: &Desk, at: &Path) {
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    desk.git(&desk.at(""), &["init", "--quiet", "--bare", at.to_str().unwrap()]);
    for hook in ["pre-push", "pre-receive", "update", "post-receive", "post-update", "reference-transaction", "post-checkout", "pre-auto-gc"] {
        let path = at.join("hooks").join(hook);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\ntouch {}\n", trace(desk).display())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let command = format!("touch {}", trace(desk).display());
    let settings = [
        ("core.sshCommand", &command),
        ("core.fsmonitor", &command),
        ("core.askPass", &command),
        ("core.editor", &command),
        ("uploadpack.packObjectsHook", &command),
    ];
    for (key, value) in settings {
        desk.git(at, &["config", key, value]);
    }
}

/// What a command leaves that nobody meant to run.
fn trace(desk: &Desk) -> PathBuf {
    desk.at("owned")
}

#[test]
fn a_repository_in_the_checkout_is_never_entered() {
    let own = ["pages.git", "pages-dateline.git", "pages.remote", "pages"];
    for (ssh, name) in [(false, own[0]), (true, own[0]), (false, own[1]), (false, own[3])] {
        let desk = Desk::of(3);
        if ssh {
            desk.write("dateline.yaml", &CONFIG.replace("git: origin", "git: 'ssh://desk@127.0.0.1:9/site.git'"));
        }
        plant_repository(&desk, &desk.root().join(".dateline/publish").join(name));
        let planted = everything(&desk.root().join(".dateline"));
        for arguments in [&["publish", "pages", "--dry-run"][..], &["publish", "pages"]] {
            assert_eq!(desk.run(arguments).status.code(), Some(if ssh { 3 } else { 0 }), "{arguments:?}");
            assert!(!trace(&desk).exists(), "{name}: {arguments:?} ran a command of the checkout");
        }
        assert!(everything(&desk.root().join(".dateline")) == planted);
    }
}

#[test]
fn a_target_within_the_checkout_is_no_repository() {
    for (folder, target) in [
        ("planted.git", "./planted.git"),
        ("planted.git", "planted.git"),
        ("deep/planted", "deep/planted"),
        ("planted", "planted"),
        ("planted", "../site/planted"),
        ("planted", "file://HERE/site/planted"),
        ("planted", "file://HERE/sit%65/planted"),
        ("planted", "file://localhost/HERE/site/planted"),
        ("planted", "HERE/site/planted"),
        ("planted", "HERE/way/planted"),
        ("planted", "."),
    ] {
        let desk = Desk::of(3);
        symlink(desk.root(), desk.at("way")).unwrap();
        let target = target.replace("HERE", &desk.at("").to_string_lossy()).replace("//site", "/site").replace("//way", "/way");
        desk.write("dateline.yaml", &CONFIG.replace("git: origin", &format!("git: '{target}'")));
        plant_repository(&desk, &desk.root().join(folder));
        for arguments in [&["publish", "pages", "--dry-run"][..], &["publish", "pages"]] {
            let said = desk.said(arguments, 3);
            assert!(said.contains("lies in the checkout"), "{target}: {said}");
            assert!(!trace(&desk).exists(), "{target}: {arguments:?} ran a command of the checkout");
        }
    }
    // A site that is itself in such a folder is not taken for a repository, and its neighbours are
    // free.
    let desk = Desk::of(3);
    fs::remove_dir_all(desk.root().join(".git")).unwrap();
    plant_repository(&desk, &desk.root());
    desk.write("dateline.yaml", &CONFIG.replace("git: origin", "git: ../remote.git"));
    desk.said(&["publish", "pages"], 0);
    desk.said(&["check"], 0);
    assert!(!trace(&desk).exists() && desk.branch().contains_key("index.html"));
}

#[test]
fn of_the_settings_of_a_checkout_only_those_that_reach_hosts_are_in_force() {
    let desk = Desk::of(3);
    let command = format!("touch {}; false", trace(&desk).display());
    for key in ["core.sshCommand", "core.fsmonitor", "core.askPass", "core.gitProxy", "core.hooksPath", "ssh.variant", "remote.origin.uploadpack"] {
        desk.git(&desk.root(), &["config", key, &command]);
    }
    for target in ["ssh://desk@127.0.0.1:9/site.git", "git://127.0.0.1:9/site.git", "desk@127.0.0.1:site.git", "ext::sh -c 'touch OWNED'"] {
        let target = target.replace("OWNED", &trace(&desk).to_string_lossy()).replace('\'', "''");
        desk.write("dateline.yaml", &CONFIG.replace("git: origin", &format!("git: '{target}'")));
        for arguments in [&["publish", "pages", "--dry-run"][..], &["publish", "pages"]] {
            assert_eq!(desk.run(arguments).status.code(), Some(3), "{target}");
            assert!(!trace(&desk).exists(), "{target}: {arguments:?} ran a command of the checkout");
        }
    }
    // The person's own stay, and so do those that the environment names.
    desk.write("dateline.yaml", &CONFIG.replace("git: origin", "git: 'desk:pages'"));
    let reach = |command: &mut std::process::Command| {
        command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", format!("url.{}.insteadOf", desk.at("remote.git").display()));
        command.env("GIT_CONFIG_VALUE_0", "desk:pages").output().unwrap()
    };
    desk.git(&desk.root(), &["config", "http.extraHeader", "X: y"]);
    assert_eq!(reach(&mut desk.command(&["publish", "pages"])).status.code(), Some(0));
    assert!(desk.branch().contains_key("index.html"));
}

#[test]
fn a_link_in_place_of_an_own_folder_leads_no_publish_out_of_the_site() {
    for link in [".dateline", ".dateline/publish", ".dateline/publish/pages.git", ".dateline/publish/pages.git/dateline", ".dateline/publish/web.remote"] {
        let desk = Desk::of(3);
        let outside = desk.at("outside");
        for name in ["work-answers-1-1", "beside-1-1", "answers-1-1", "notes.txt", "folder/work-batch-1-2"] {
            let path = outside.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let long_ago = std::time::SystemTime::now() - Duration::from_secs(5 * 24 * 3600);
            fs::File::create(path).unwrap().set_modified(long_ago).unwrap();
        }
        let link = desk.root().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(&outside, link).unwrap();
        let before = everything(&outside);
        for arguments in [&["publish", "pages", "--dry-run"][..], &["publish", "pages"], &["publish", "web"], &["clean"]] {
            desk.run(arguments);
            assert!(everything(&outside) == before, "{arguments:?}");
        }
    }
}

#[test]
fn a_dry_run_removes_nothing_and_touches_no_target() {
    let desk = Desk::of(6);
    desk.said(&["publish", "pages"], 0);
    desk.said(&["publish", "web"], 0);
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(5 * 24 * 3600);
    let kept = everything(&desk.cache()).into_keys().find(|path| path.ends_with("repository.git/HEAD")).unwrap();
    let left = kept.parent().unwrap().parent().unwrap().join("work-beside-1-1");
    fs::File::create(&left).unwrap().set_modified(long_ago).unwrap();
    desk.article(2, "second");
    fs::remove_file(desk.root().join("content/articles/a3.md")).unwrap();
    let (www, remote) = (everything(&desk.at("www")), everything(&desk.at("remote.git")));
    for target in ["pages", "web"] {
        assert!(desk.said(&["publish", target, "--dry-run"], 0).contains("Nothing was sent or removed"));
    }
    assert!(left.exists() && everything(&desk.at("www")) == www && everything(&desk.at("remote.git")) == remote);
    desk.said(&["publish", "pages"], 0);
    assert!(!left.exists(), "a publish takes away what another left");
}

#[test]
fn a_path_that_git_does_not_take_is_told_and_not_counted_as_sent() {
    let desk = Desk::of(3);
    let from = desk.at("built");
    fs::create_dir_all(from.join("a/.git")).unwrap();
    fs::write(from.join("index.html"), "<p>One.</p>").unwrap();
    fs::write(from.join("a/git~1"), "x").unwrap();
    fs::write(from.join("a/.git/config"), "x").unwrap();
    desk.write("dateline.yaml", &(CONFIG.to_owned() + "static_files: { include: ['**', '**/.*', '.git/**', 'a/.git/*'] }\n"));
    let said = desk.said(&["publish", "pages", "--from", from.to_str().unwrap()], 0);
    assert!(said.contains("a/git~1") && said.contains("1 file sent"), "{said}");
    let record =
        String::from_utf8(desk.branch()["index.html"].clone()).unwrap() + &desk.git(&desk.at("remote.git"), &["show", "gh-pages:.dateline/published.json"]);
    assert!(record.contains("One.") && record.contains("index.html") && !record.contains("git~1") && !record.contains("config"), "{record}");
}

/// A folder in the checkout to publish to, with releases, as somebody else's checkout brings it.
#[test]
fn planted_releases_are_looked_at_and_not_believed() {
    let config = "title: A site\nbase_url: https://site.example/\npublish:\n  web: { folder: dist, releases: 2 }\n";
    let desk = Desk::of(6);
    desk.write("dateline.yaml", config);
    desk.said(&["publish"], 0);
    let dist = desk.root().join("dist");
    let served = dist.join("current/articles/a1/index.html");
    let good = fs::read(&served).unwrap();
    // The same folder, from a person with another key: a page of it is another of the same size.
    fs::remove_dir_all(desk.cache()).unwrap();
    let evil: Vec<u8> = good.iter().map(|byte| if *byte == b'S' { b'Z' } else { *byte }).collect();
    fs::write(&served, &evil).unwrap();
    desk.article(3, "second");
    desk.said(&["publish"], 0);
    assert!(!String::from_utf8(fs::read(dist.join("current/articles/a1/index.html")).unwrap()).unwrap().contains("Ztory"), "the page was sent anew");
    assert_same(&tree(&dist.join("current")), &tree(&desk.root().join("public")), "the release");
}

#[test]
fn no_setting_of_a_checkout_puts_a_repository_within_it_in_the_place_of_an_address() {
    for (base, key) in
        [("HERE/site/", "insteadOf"), ("HERE/site/", "pushInsteadOf"), ("file://HERE/site/", "insteadOf"), ("/", "insteadOf"), ("./", "insteadOf")]
    {
        let desk = Desk::of(3);
        let here = desk.at("").to_string_lossy().trim_end_matches('/').to_owned();
        plant_repository(&desk, &desk.root().join("planted.git"));
        let path = if base == "/" { format!("{}/site/planted.git", here.trim_start_matches('/')) } else { "planted.git".to_owned() };
        desk.git(&desk.root(), &["config", &format!("url.{}.{key}", base.replace("HERE", &here)), "https://git.example/"]);
        desk.write("dateline.yaml", &CONFIG.replace("git: origin", &format!("git: 'https://git.example/{path}'")));
        let said = desk.said(&["publish", "pages"], 3);
        assert!(said.contains("lies in the checkout") && said.contains("insteadOf"), "{base} {key}: {said}");
        assert!(!trace(&desk).exists(), "{base} {key} ran a command of the checkout");
    }
}
