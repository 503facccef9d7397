//! Files and words that are not meant for readers: what stays out of a site, and what no output prints.

use super::*;
use std::process::Output;

/// A command in a site folder.
fn run(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dateline")).args(arguments).arg("--root").arg(root).output().unwrap()
}

/// Everything that a command printed.
fn printed(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

/// The paths of all files under a folder, but for Dateline's own.
fn published(folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    visit(folder, &mut |path| paths.push(path.strip_prefix(folder).unwrap().to_string_lossy().into_owned()));
    paths.retain(|path| !path.starts_with(".dateline/"));
    paths.sort();
    paths
}

/// A private key as `openssl genpkey` writes one, cut short.
fn key() -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}-----END PRIVATE KEY-----\n", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n".repeat(4))
}

const SECRET: [&str; 20] = [
    ".env",
    ".env.production",
    ".git/config",
    ".git/hooks/pre-push",
    "sub/.git",
    ".DS_Store",
    "sub/.ds_store",
    ".well-known/.git/config",
    ".well-known/.env",
    ".htpasswd",
    ".ssh/id_ed25519",
    "Thumbs.db",
    "sub/DESKTOP.INI",
    "page.html~",
    ".page.html.swp",
    "#page.html#",
    "id_rsa",
    "ID_RSA.old",
    "store.p12",
    "server.key",
];

const INNOCENT: [&str; 14] = [
    ".well-known/security.txt",
    ".well-known/acme-challenge/abc",
    ".htaccess",
    ".nojekyll",
    "sub/.htaccess",
    "_headers",
    "_redirects",
    "CNAME",
    "keys/monkey.txt",
    "identity.html",
    "thumbs.db.html",
    "tilde~name.txt",
    "cert.pem",
    "안녕.txt",
];

fn with_files(site: Site) -> Site {
    let site = SECRET.iter().fold(site, |site, path| site.with(&format!("static/{path}"), "hush"));
    let site = INNOCENT.iter().fold(site, |site, path| site.with(&format!("static/{path}"), "hello"));
    let site = site.with("static/harmless.txt", key()).with("static/sub/account.json", format!("{{\"private_key\": {:?}}}", key()));
    site.with("static/how.html", format!("<pre>\n{}</pre>", key())).with("static/talk.key", "PK\x03\x04slides")
}

#[test]
fn secrets_under_static_stay_out_of_the_site_and_are_named() {
    let built = with_files(Site::new()).build();
    for path in SECRET.iter().chain(&["harmless.txt", "sub/account.json"]) {
        assert!(!built.has(path), "{path} is in the site");
    }
    for path in INNOCENT.iter().chain(&["how.html", "talk.key"]) {
        assert!(built.has(path), "{path} is not in the site: {}", built.messages);
    }
    assert_eq!(built.status, 0, "{}", built.messages);
    assert_eq!(built.messages.matches("warning[withheld-file]").count(), 1, "{}", built.messages);
    let json = String::from_utf8(run(&built.site.root(), &["check", "--format", "json", "--only", "withheld-file"]).stdout).unwrap();
    for file in ["static/.git", "static/.env", "static/id_rsa", "static/harmless.txt", "static/sub/account.json", "static/.well-known/.git"] {
        assert!(json.contains(&format!("\"file\":\"{file}\"")), "{file}: {json}");
    }
    // A folder is named once.
    assert_eq!(json.matches("\"static/.git\"").count(), 1, "{json}");
}

#[test]
fn the_remedy_of_a_message_publishes_that_file_and_no_other() {
    for path in [".env.example", "keys/release.p12", "id_rsa.pub", "a[1]~", "sub/.config"] {
        let site = Site::new().with(&format!("static/{path}"), "hello").with("static/.env", "hush");
        let json = run(&site.root(), &["check", "--format", "json", "--only", "withheld-file"]).stdout;
        let messages: Vec<serde_json::Value> = json.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
        let message = messages.iter().find(|message| message["file"] == format!("static/{path}")).unwrap();
        let remedy = message["help"].as_str().unwrap().split_once("dateline.yaml: ").unwrap().1.to_owned();
        let built = site.with("dateline.yaml", format!("title: A site\nbase_url: https://site.example/sub/\n{remedy}\n")).build();
        assert!(built.has(path) && !built.has(".env"), "{path}: {remedy}: {}", built.messages);
    }
}

#[test]
fn a_pattern_may_begin_with_static_and_end_with_a_slash() {
    for pattern in ["static/.vscode", ".vscode/", "./.vscode/", ".vscode/*"] {
        let config = format!("title: A site\nbase_url: https://site.example/sub/\nstatic_files: {{ include: [\"{pattern}\"] }}\n");
        let built = Site::new().with("dateline.yaml", config).with("static/.vscode/a.json", "hello").with("static/.env", "hush").build();
        assert!(built.has(".vscode/a.json") && !built.has(".env"), "{pattern}: {}", built.messages);
    }
}

#[test]
fn no_pattern_lets_git_or_dateline_through() {
    let config = "title: A site\nbase_url: https://site.example/sub/\nstatic_files: { include: [\"**\", \"*\", \".*\", \".*/**\", \"**/.*\", .git, .git/config, .dateline/x] }\n";
    let site =
        Site::new().with("dateline.yaml", config).with("static/.git/config", "hush").with("static/sub/.GIT/config", "hush").with("static/.dateline/x", "hush");
    let built = site.with("static/.vscode/a.json", "hello").build();
    assert!(!built.has(".git/config") && !built.has("sub/.GIT/config") && !built.has(".dateline/x"), "{}", built.messages);
    assert!(built.has(".vscode/a.json"), "{}", built.messages);
}

#[test]
fn a_pattern_that_cannot_be_read_is_named_at_its_place() {
    for pattern in ["keys/[a.asc", "***", "a**b"] {
        let site = Site::new()
            .with("dateline.yaml", format!("title: A site\nbase_url: https://site.example/sub/\nstatic_files: {{ include: [ok, \"{pattern}\"] }}\n"));
        let built = site.build();
        assert_eq!(built.status, 1, "{pattern}: {}", built.messages);
        built.says("invalid-setting", "dateline.yaml:3");
    }
}

#[cfg(unix)]
#[test]
fn a_link_with_a_harmless_name_publishes_no_secret() {
    let site = Site::new().with(".git/config", "hush").with(".env", "hush").with("README.md", "hello");
    fs::create_dir_all(site.root().join("static")).unwrap();
    for (target, name) in [("../.git/config", "a.txt"), ("../.env", "b.txt"), ("../README.md", "c.txt")] {
        std::os::unix::fs::symlink(target, site.root().join("static").join(name)).unwrap();
    }
    std::os::unix::fs::symlink("../../.env", site.root().join("content/articles/env.md")).unwrap();
    let built = site.build();
    assert!(!built.has("a.txt") && !built.has("b.txt") && built.has("c.txt"), "{}", built.messages);
    assert!(built.pages().iter().all(|(_, html)| !html.contains("hush")));
}

#[test]
fn a_hidden_file_beside_an_article_is_not_published() {
    let site =
        Site::new().with("content/articles/.notes.txt", "hush").with("content/articles/.private/a.pdf", "hush").with("content/articles/open.txt", "hello");
    let built = site.article("links", "title: Links\ndate: 2018-07-31", "[a](.notes.txt) [b](.private/a.pdf) [c](open.txt)").build();
    built.says("withheld-file", "content/articles/.notes.txt").says("withheld-file", "content/articles/.private/a.pdf");
    let media = published(&built.site.root().join("public/media"));
    assert!(matches!(&media[..], [one] if one.starts_with("open.")), "{media:?}");
}

#[cfg(feature = "publish")]
#[test]
fn a_folder_is_published_without_its_secrets_and_they_are_named() {
    let site = with_files(Site::new()).with("dateline.yaml", "title: A site\npublish: { web: ../www }\n");
    let (www, from) = (site.folder.path().join("www"), site.root().join("static"));
    let from = from.to_string_lossy();
    let out = run(&site.root(), &["publish", "--from", &from]);
    assert_eq!(out.status.code(), Some(0), "{}", printed(&out));
    let mut expected: Vec<String> = INNOCENT.iter().chain(&["how.html", "talk.key"]).map(|path| (*path).to_owned()).collect();
    expected.sort();
    assert_eq!(published(&www), expected);
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(said.matches("warning[withheld-file]").count(), 1, "{said}");
    let json = run(&site.root(), &["publish", "--dry-run", "--format", "json", "--from", &from]);
    let said = String::from_utf8_lossy(&json.stderr);
    for name in [".git", ".env", "id_rsa", "harmless.txt"] {
        assert!(said.lines().any(|line| line.contains("\"withheld-file\"") && line.contains(&format!("/{name}\","))), "{name}: {said}");
    }
    let site = site.with("dateline.yaml", "title: A site\npublish: { web: ../www }\nstatic_files: { include: [.env, .ssh/id_ed25519, .git/config] }\n");
    assert_eq!(run(&site.root(), &["publish", "--from", &from]).status.code(), Some(0));
    let now = published(&www);
    assert!(now.contains(&".env".to_owned()) && now.contains(&".ssh/id_ed25519".to_owned()) && !now.iter().any(|path| path.contains(".git")), "{now:?}");
}

#[cfg(feature = "publish")]
#[test]
fn no_message_prints_what_stands_in_the_address_of_a_target() {
    let targets = [
        "{ store: \"ftp://desk:hush@host.example/x?token=hush\" }",
        "{ store: \"host.example/x?sig=hush&se=hush\" }",
        "{ rsync: \"-desk:hush@host.example:/srv\" }",
        "{ sftp: \"desk:hush@host.example::x\" }",
        "{ sftp: \"127.0.0.1:hush@host.example:x\" }",
        "{ git: \"https://127.0.0.1:9/x.git;token=hush/y\" }",
        "{ folder: \"https://desk:hush@host.example/x\", git: \"https://hush@host.example/x\" }",
        "{ git: \"https://hush@127.0.0.1:9/x.git?private_token=hush\" }",
        "{ git: \"https://desk:hush@127.0.0.1:9/x.git\", branch: \"a b\" }",
        "{ store: \"http://127.0.0.1:9/site?sv=1&sig=hush\" }",
        "{ store: \"http://desk:hush@127.0.0.1:9/site\" }",
        "{ store: \"s3://hush:hush@bucket/x\", endpoint: \"http://desk:hush@127.0.0.1:9/?sig=hush\" }",
        "\"https://desk:hush@host.example/?token=hush\"",
        "{ store: s3://bucket, tilte: \"https://desk:hush@host.example/?token=hush#hush\" }",
    ];
    for target in targets {
        let site = Site::new().with("dateline.yaml", format!("title: A site\npublish:\n  web: {target}\n"));
        for command in [&["check"][..], &["check", "--format", "json"], &["build"]] {
            let said = printed(&run(&site.root(), command));
            assert!(!said.contains("hush"), "{target}: {command:?}: {said}");
        }
        // Stores try again for minutes; what is told of them is tested where failures are made.
        if !target.contains("store: \"http") && !target.contains("endpoint") && !target.contains("s3://bucket,") {
            for format in ["text", "json"] {
                let said = printed(&run(&site.root(), &["publish", "--dry-run", "--format", format]));
                assert!(!said.contains("hush"), "{target}: publish {format}: {said}");
            }
        }
        for path in published(&site.root().join("public")) {
            assert!(!fs::read(site.root().join("public").join(&path)).unwrap().windows(4).any(|bytes| bytes == b"hush"), "{path}");
        }
        assert!(!fs::read_to_string(site.root().join("public/.dateline/receipt.json")).unwrap_or_default().contains("hush"), "{target}: the receipt");
    }
}

#[test]
fn no_fault_of_a_command_line_prints_an_address_with_its_secrets() {
    let site = Site::new();
    let address = "https://desk:hush@host.example/x?token=hush";
    for arguments in [
        &["publish", "web", address][..],
        &["publish", address],
        &["publish", "--from", address],
        &["import", "text", address],
        &["build", "--format", address],
        &["build", "--base-url", "ftp://desk:hush@host.example/?token=hush"],
        &[address],
    ] {
        let said = printed(&run(&site.root(), arguments));
        assert!(!said.is_empty() && !said.contains("hush"), "{arguments:?}: {said}");
    }
}

#[test]
fn no_page_tells_the_password_in_the_address_of_the_site() {
    let config = "title: A site\nbase_url: \"https://desk:hush@site.example/sub/?token=hush\"\n";
    let built = Site::new().with("dateline.yaml", config).build();
    built.says("invalid-url", "dateline.yaml:2");
    for arguments in [&["build"][..], &["build", "--base-url", "https://hush@site.example/sub"]] {
        assert_eq!(run(&built.site.root(), arguments).status.code(), Some(0));
        let public = built.site.root().join("public");
        assert!(fs::read_to_string(public.join("sitemap.xml")).unwrap().contains("https://site.example/sub/"));
        for path in published(&public) {
            assert!(!fs::read(public.join(&path)).unwrap().windows(4).any(|bytes| bytes == b"hush"), "{path}");
        }
    }
}

#[test]
fn an_address_in_an_article_stays_readable_in_its_message() {
    let site = Site::new().article("a", "title: A\ndate: 2018-07-31\ntilte: See https://x.example/?q=1#part at 12:30, or mail desk@x.example", "Text.");
    assert!(printed(&run(&site.root(), &["check"])).contains("See https://x.example/?q=1#part at 12:30, or mail desk@x.example"));
}

#[cfg(feature = "publish")]
#[test]
fn a_domain_is_the_name_of_a_host_and_nothing_else() {
    for bad in [
        "https://record.example",
        "record.example/x",
        "record.example:80",
        "a_b.example",
        "a b.example",
        "record.example\\nevil.example",
        "192.0.2.1",
        "*.example",
    ] {
        let site = Site::new()
            .with("dateline.yaml", format!("title: A site\nbase_url: https://site.example/sub/\npublish:\n  pages: {{ git: ., domain: \"{bad}\" }}\n"));
        let built = site.build();
        assert_eq!(built.status, 1, "{bad}: {}", built.messages);
        built.says("invalid-setting", "dateline.yaml:4");
    }
    for good in ["record.example", "www.Record-1.example", "xn--bcher-kva.example", "bücher.example"] {
        let site = Site::new()
            .with("dateline.yaml", format!("title: A site\nbase_url: https://site.example/sub/\npublish:\n  pages: {{ git: ., domain: \"{good}\" }}\n"));
        assert_eq!(site.build().status, 0, "{good}");
    }
}

/// Names that are made of pieces at which the rules of git-check-ref-format(1) look.
fn names() -> impl Iterator<Item = String> {
    let pieces = ["a", ".", "/", "@", "{", "-", ".lock", "HEAD", "~", "é", "\\"];
    (1..=3u32).flat_map(move |length| {
        (0..pieces.len().pow(length)).map(move |at| (0..length).map(|place| pieces[at / pieces.len().pow(place) % pieces.len()]).collect::<String>())
    })
}

#[cfg(feature = "publish")]
#[test]
fn branch_names_are_those_that_git_takes() {
    // Many names in one run; not more than may stand open as brackets.
    let names: Vec<String> = names().step_by(3).collect();
    for names in names.chunks(60) {
        let targets: String = names.iter().enumerate().map(|(at, name)| format!("  t{at}: {{ git: origin, branch: '{name}' }}\n")).collect();
        let site = Site::new().with("dateline.yaml", format!("title: A site\npublish:\n{targets}"));
        let said = String::from_utf8(run(&site.root(), &["check", "--format", "json"]).stdout).unwrap();
        let messages = said.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["message"].as_str().unwrap().to_owned());
        let refused: std::collections::BTreeSet<String> = messages.collect();
        assert!(refused.iter().any(|message| message.contains("`branch`")), "{said}");
        for name in names {
            let git = Command::new("git").args(["check-ref-format", "--branch", name]).current_dir(site.folder.path()).stderr(Stdio::null()).output().unwrap();
            // Of `@{-1}` and its kin git prints another branch.
            let takes = git.status.success() && String::from_utf8_lossy(&git.stdout).trim_end() == *name;
            let is_refused = refused.contains(&format!("`branch` cannot be the name of one: \"{name}\""));
            assert_eq!(!is_refused, takes, "{name:?}");
        }
    }
}
