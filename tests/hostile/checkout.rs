//! What a checkout brings along: links, planted folders and planted knowledge are never believed.

use super::*;
use std::process::Output;

/// The files and links below a folder, and what is in them.
fn everything(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    visit(folder, &mut |path| {
        let bytes = fs::read_link(path).map(|link| link.into_os_string().into_encoded_bytes()).or_else(|_| fs::read(path));
        files.insert(path.to_owned(), bytes.unwrap_or_default());
    });
    files
}

impl Site {
    /// A command for this site, of a person with this cache folder.
    fn command(&self, arguments: &[&str], cache: Option<&Path>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(arguments).arg("--root").arg(self.root()).current_dir(self.folder.path()).env("SOURCE_DATE_EPOCH", "1780000000");
        command.env_remove("HOME").env_remove("XDG_CACHE_HOME").stdin(Stdio::null());
        cache.map(|cache| command.env("XDG_CACHE_HOME", cache));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments, Some(self.cache.path())).output().unwrap()
    }

    fn page(&self, path: &str) -> String {
        fs::read_to_string(self.root().join("public").join(path)).unwrap_or_default()
    }

    /// Makes a link of the site folder to somewhere.
    #[cfg(unix)]
    fn link(self, path: &str, to: impl AsRef<Path>) -> Site {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, path).unwrap();
        self
    }

    /// Runs every command that writes; nothing beside the site folder may change, and the person's
    /// cache is left out of it.
    fn touches_nothing_outside(&self) -> Vec<String> {
        let beside = || {
            let mut files = everything(self.folder.path());
            files.retain(|path, _| !path.starts_with(self.root()));
            files
        };
        let before = beside();
        let commands = [
            &["build"][..],
            &["build", "--no-cache"],
            &["publish", "--dry-run"],
            &["publish", "--yes"],
            &["check", "--seal"],
            &["new", "article", "A new one", "--date", "2018-08-02"],
            &["clean"],
        ];
        let mut all = Vec::new();
        for (at, arguments) in commands.into_iter().enumerate() {
            // Whoever has no cache folder writes elsewhere.
            for cache in [Some(self.cache.path()), None].into_iter().take(2 - at % 3 % 2) {
                let output = self.command(arguments, cache).output().unwrap();
                let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
                assert!(matches!(output.status.code(), Some(0..=3)) && !said.contains("panicked"), "{arguments:?}: {said}");
                assert_eq!(beside(), before, "{arguments:?} changed what lies outside: {said}");
                all.push(said);
            }
        }
        all
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[cfg(unix)]
#[test]
fn no_link_at_any_depth_leads_anything_out_of_the_site() {
    let places = [
        "public",
        "public/.dateline",
        "public/.dateline/new",
        "public/.dateline/lock",
        "public/.dateline/new/0",
        "public/.dateline/manifest.json",
        "public/.dateline/pending.json",
        "public/.dateline/memory",
        "public/.dateline/receipt.json",
        "public/articles",
        "public/index.html",
        "public/media",
        ".dateline",
        ".dateline/publish",
        ".dateline/pictures",
        "dist",
        "dist/.dateline",
        "dist/articles",
        "dateline.seal",
        "dateline.new",
        "dateline.seal.new",
        "content/people",
        "static/out",
    ];
    let targets = ["elsewhere", "elsewhere/file.txt", "elsewhere/nothing-there"];
    for (at, place) in places.into_iter().enumerate() {
        // A folder for all, and for each a file or nothing.
        for target in [targets[0], targets[1 + at % 2]] {
            let site = Site::new().with("dateline.yaml", "title: x\nbase_url: https://x.example/\nseal: true\npublish: { web: { folder: dist } }\n");
            let elsewhere = site.folder.path().join("elsewhere");
            fs::create_dir_all(elsewhere.join("articles/good")).unwrap();
            fs::write(elsewhere.join("articles/good/index.html"), "mine").unwrap();
            fs::write(elsewhere.join("0"), "mine").unwrap();
            fs::write(elsewhere.join("file.txt"), "mine").unwrap();
            let target = site.folder.path().join(target);
            site.link(place, target).touches_nothing_outside();
        }
    }
}

#[cfg(unix)]
#[test]
fn an_output_behind_a_link_is_refused_and_the_real_path_works() {
    let config = |output: &str| format!("title: x\noutput: {output}\n");
    // Into the site: the remedy is the real path in `output`.
    let site = Site::new().with("dateline.yaml", config("p2/x")).with("build/keep.txt", "").link("p2", "build");
    let refused = site.run(&["build"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("p2 is a link") && said(&refused).contains("`output: build/x`"), "{}", said(&refused));
    let site = site.with("dateline.yaml", config("build/x"));
    assert_eq!(site.run(&["build"]).status.code(), Some(0));
    // Out of it: the remedy is `--out`.
    let site = Site::new();
    let other = fs::canonicalize(site.folder.path()).unwrap().join("other");
    fs::create_dir(&other).unwrap();
    let site = site.link("public", "../other");
    for arguments in [&["build"][..], &["check"], &["clean"], &["build", "--out", "site/public"], &["build", "--out", "site/public/deeper"]] {
        let refused = site.run(arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        let real = if arguments.contains(&"site/public/deeper") { other.join("deeper") } else { other.clone() };
        assert!(said(&refused).contains(&format!("--out {}", real.display())), "{arguments:?}: {}", said(&refused));
    }
    assert_eq!(fs::read_dir(&other).unwrap().count(), 0);
    assert_eq!(site.run(&["build", "--out", other.to_str().unwrap()]).status.code(), Some(0));
    // A link outside the checkout is the person's own.
    std::os::unix::fs::symlink(&other, site.folder.path().join("way")).unwrap();
    assert_eq!(site.run(&["build", "--out", "way/www"]).status.code(), Some(0));
    assert!(other.join("www/index.html").is_file());
}

#[test]
fn nothing_is_written_into_a_repository_or_a_hidden_folder() {
    for output in [".git", ".git/x", ".GIT", "public/.git", ".github", "a/.b/c", ".dateline", ".well-known", "GIT~1"] {
        let site = Site::new()
            .with("dateline.yaml", format!("title: x\noutput: {output}\npublish: {{ web: {{ folder: {output} }} }}\n"))
            .with("static/commondir", "g\n")
            .with("static/g/config", "[core]\n\tfsmonitor = touch ../owned\n");
        let git = Command::new("git").arg("-C").arg(site.root()).args(["init", "--quiet"]).status().unwrap();
        assert!(git.success());
        let before = everything(&site.root());
        let public = site.folder.path().join("public").to_string_lossy().into_owned();
        for arguments in [&["build"][..], &["check"], &["clean"], &["build", "--out", &format!("site/{output}")]] {
            let refused = site.run(arguments);
            assert_eq!(refused.status.code(), Some(2), "{output} {arguments:?}: {}", said(&refused));
        }
        let site = site.with("dateline.yaml", format!("title: x\npublish: {{ web: {{ folder: {output} }} }}\n"));
        assert_eq!(site.run(&["build", "--out", &public]).status.code(), Some(0));
        assert_eq!(site.run(&["publish", "--yes", "--from", &public]).status.code(), Some(2), "{output}");
        let config = &before[&site.root().join("dateline.yaml")];
        let site = site.with("dateline.yaml", config);
        assert!(everything(&site.root()) == before, "{output}");
    }
    // A site below a hidden folder, and steps that only look like one, are nobody's harm.
    let site = Site::new();
    for out in ["site/./public", "site/../site/public", "site/a.git", "site/public/v1.0", "./www", ".www"] {
        let built = site.run(&["build", "--out", out]);
        assert_eq!(built.status.code(), Some(0), "{out}: {}", said(&built));
    }
}

#[cfg(unix)]
#[test]
fn the_folders_of_a_site_are_not_read_through_links() {
    let site = Site::new();
    site.write_beside("secret.txt", "The secret.");
    fs::create_dir(site.folder.path().join("keys")).unwrap();
    fs::write(site.folder.path().join("keys/id.txt"), "The secret.").unwrap();
    let keys = site.folder.path().join("keys");
    let site = site.link("static", &keys).link("templates", &keys).with(".env", "The secret.").with("notes.txt", "The secret.");
    let built = site.build();
    assert!(built.status == 1 && built.messages.contains("static") && built.messages.contains("it is a link"), "{}", built.messages);
    assert!(!built.has("id.txt"));
    // A hidden file of the site folder may be a secret, too.
    let site = Site::new().with(".git/config", "The secret.").with("LICENSE", "free").with("static/real.txt", "real");
    let site = site.link("static/a.txt", "../.git/config").link("static/b.txt", "../LICENSE").link("static/c.txt", "real.txt");
    let built = site.build();
    assert!(!built.has("a.txt"));
    assert_eq!((built.page("b.txt"), built.page("c.txt")), ("free".to_owned(), "real".to_owned()), "other files of the site folder are followed");
    // What a message shows of the configuration is read where it lies.
    let site = Site::new();
    site.write_beside("token.yaml", "token: s3cret\n");
    fs::remove_file(site.root().join("dateline.yaml")).unwrap();
    let site = site.link("dateline.yaml", "../token.yaml");
    let checked = site.run(&["check"]);
    assert!(!said(&checked).contains("s3cret") && said(&checked).contains("dateline.yaml"), "{}", said(&checked));
}

/// A site that was built, with its whole output as somebody else's checkout brings it.
fn forged(tamper: impl Fn(&Path)) -> Site {
    let site = Site::new().with("content/articles/good.jpg", wide_picture());
    let site = site.article("good", "title: The good one\ndate: 2018-07-31\nimage: { src: good.jpg, alt: Fields }", "The text of the good one.");
    let theirs = TempDir::new().unwrap();
    assert_eq!(site.command(&["build"], Some(theirs.path())).output().unwrap().status.code(), Some(0));
    tamper(&site.root().join("public"));
    site
}

/// A picture that is wide enough to have smaller forms.
fn wide_picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
    encoder.encode(&vec![120; 900 * 600 * 3], 900, 600, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

/// Gives a file other bytes, and its manifest entry their digest, size and time, as a forger would.
fn forge(out: &Path, path: &str, bytes: &[u8]) {
    let full = out.join(path);
    fs::write(&full, bytes).unwrap();
    let manifest = out.join(".dateline/manifest.json");
    let mut told: serde_json::Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    let modified = fs::metadata(&full).unwrap().modified().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
    told["files"][path]["digest"] = blake3::hash(bytes).to_hex()[..32].into();
    told["files"][path]["size"] = bytes.len().into();
    told["files"][path]["modified"] = serde_json::Number::from_i128(modified.as_nanos() as i128).unwrap().into();
    let text = serde_json::to_vec(&told).unwrap();
    fs::write(&manifest, &text).unwrap();
    fs::write(out.join(".dateline/manifest.copy.json"), &text).unwrap();
    // The receipt names the manifest it belongs to.
    let receipt = out.join(".dateline/receipt.json");
    if let Ok(old) = fs::read(&receipt) {
        let mut told: serde_json::Value = serde_json::from_slice(&old).unwrap();
        told["manifest"] = blake3::hash(&text).to_hex()[..32].into();
        fs::write(&receipt, serde_json::to_vec(&told).unwrap()).unwrap();
    }
}

#[test]
fn an_output_that_came_with_the_checkout_is_made_anew() {
    let smaller = |out: &Path| {
        let media = fs::read_dir(out.join("media")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        media.filter(|name| name.ends_with(".webp")).map(|name| format!("media/{name}")).next().unwrap()
    };
    let clean = forged(|_| {});
    let out = clean.root().join("public");
    let picture = smaller(&out);
    let evil_page = b"<script>alert(1)</script>".as_slice();
    for (path, evil) in [("articles/good/index.html", evil_page), (&*picture, b"an evil picture")] {
        let site = forged(|out| forge(out, path, evil));
        for arguments in [&["build"][..], &["check"], &["build"]] {
            site.run(arguments);
        }
        let now = fs::read(site.root().join("public").join(path)).unwrap();
        assert!(now == fs::read(out.join(path)).unwrap(), "{path} is what the content says");
    }
}

#[test]
fn a_target_that_came_with_the_checkout_is_not_taken_for_published() {
    let site = Site::new().with("dateline.yaml", "title: A site\nbase_url: https://site.example/\npublish: { web: { folder: dist } }\n");
    let (theirs, page) = (TempDir::new().unwrap(), site.root().join("dist/articles/good/index.html"));
    assert_eq!(site.command(&["publish"], Some(theirs.path())).output().unwrap().status.code(), Some(0));
    let good = fs::read(&page).unwrap();
    // A page of another text, of which the manifest says what is true of the right one.
    let digest = || blake3::hash(&good).to_hex()[..32].to_owned();
    forge(&site.root().join("dist"), "articles/good/index.html", b"evil");
    let manifest = site.root().join("dist/.dateline/manifest.json");
    let lie = fs::read_to_string(&manifest).unwrap().replace(&blake3::hash(b"evil").to_hex()[..32], &digest());
    fs::write(&manifest, &lie).unwrap();
    fs::write(site.root().join("dist/.dateline/manifest.copy.json"), &lie).unwrap();
    let published = site.run(&["publish"]);
    assert_eq!(published.status.code(), Some(1), "{}", said(&published));
    assert!(said(&published).contains("articles/good/index.html"), "the page that cannot be taken over is named: {}", said(&published));
}

#[test]
fn a_planted_manifest_takes_no_file_of_the_persons() {
    let site = Site::new();
    let out = site.root().join("public");
    let claims = |paths: &[&str]| {
        let record = serde_json::json!({ "digest": "0".repeat(32), "size": 4, "modified": 1 });
        let files: serde_json::Map<String, serde_json::Value> = paths.iter().map(|path| ((*path).to_owned(), record.clone())).collect();
        serde_json::json!({ "version": 1, "files": files, "pending": paths }).to_string()
    };
    let paths = ["mine.txt", "about/mine.html", "articles/good/index.html", "../dateline.yaml"];
    for path in &paths[..3] {
        fs::create_dir_all(out.join(path).parent().unwrap()).unwrap();
        fs::write(out.join(path), "mine").unwrap();
    }
    fs::create_dir_all(out.join(".dateline")).unwrap();
    for name in ["manifest.json", "manifest.copy.json"] {
        fs::write(out.join(".dateline").join(name), claims(&paths)).unwrap();
    }
    fs::write(out.join(".dateline/pending.json"), serde_json::json!({ "pending": paths }).to_string()).unwrap();
    for arguments in [&["build"][..], &["clean"], &["build", "--no-cache"], &["clean"]] {
        site.run(arguments);
        paths[..3].iter().for_each(|path| assert_eq!(fs::read_to_string(out.join(path)).unwrap(), "mine", "{path} after {arguments:?}"));
    }
    assert!(site.root().join("dateline.yaml").is_file());
}

#[test]
fn without_a_cache_folder_everything_still_works() {
    let site = Site::new().with("content/articles/good.jpg", wide_picture());
    let site = site.article("good", "title: The good one\ndate: 2018-07-31\nimage: { src: good.jpg, alt: Fields }", "The text of the good one.");
    let build = |site: &Site| site.command(&["build"], None).output().unwrap();
    assert_eq!(build(&site).status.code(), Some(0));
    let site = site.article("good", "title: The good one\ndate: 2018-07-31\nimage: { src: good.jpg, alt: Fields }", "Another text.").article(
        "second",
        "title: The second\ndate: 2018-08-01",
        "Of the second.",
    );
    let again = build(&site);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(site.page("articles/good/index.html").contains("Another text."));
    fs::remove_file(site.root().join("content/articles/second.md")).unwrap();
    assert_eq!(build(&site).status.code(), Some(0));
    assert!(site.page("articles/second/index.html").is_empty(), "what is withdrawn does not stay online");
    let unchanged = build(&site);
    assert!(said(&unchanged).contains(": 0 written, 0 removed"), "{}", said(&unchanged));
    let left: Vec<String> =
        fs::read_dir(site.root().join("public/.dateline")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.starts_with("passing") || name == "memory" || name == "receipt.json"), "{left:?}");
    assert_eq!(site.command(&["clean"], None).output().unwrap().status.code(), Some(0));
    assert!(!site.root().join("public/index.html").exists());
}

#[test]
fn a_cache_folder_within_the_checkout_is_not_believed() {
    let site = Site::new();
    let key = "00".repeat(32);
    let site = site.with(".cache/dateline/key", &key);
    for cache in [site.root().join(".cache"), PathBuf::from("site/.cache"), PathBuf::from(".cache")] {
        let before = everything(&site.root().join(".cache"));
        assert_eq!(site.command(&["build"], Some(&cache)).current_dir(site.folder.path()).output().unwrap().status.code(), Some(0));
        assert!(everything(&site.root().join(".cache")) == before && !site.root().join("public/.dateline/receipt.json").exists());
    }
}

#[test]
fn a_spoilt_manifest_is_made_good_by_its_copy() {
    let site = Site::new();
    assert_eq!(site.run(&["build"]).status.code(), Some(0));
    let file = site.root().join("public/.dateline/manifest.json");
    let good = fs::read(&file).unwrap();
    let flipped = |at: usize| good.iter().enumerate().map(|(here, byte)| if here == at { byte ^ 1 } else { *byte }).collect::<Vec<u8>>();
    for (round, spoilt) in [flipped(3), flipped(12), flipped(good.len() / 2), good[..9].to_vec(), Vec::new()].into_iter().enumerate() {
        fs::write(&file, spoilt).unwrap();
        fs::write(site.root().join("content/articles/good.md"), format!("---\ntitle: The good one\ndate: 2018-07-31\n---\nText {round}.\n")).unwrap();
        let built = site.run(&["build"]);
        assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_published_through_links_in_a_folder() {
    let site = Site::new().with("dateline.yaml", "title: x\nbase_url: https://x.example/\npublish: { web: { folder: ../www } }\n");
    site.write_beside("secret.txt", "The secret.");
    assert_eq!(site.run(&["build", "--out", "built"]).status.code(), Some(0));
    let built = site.folder.path().join("built");
    fs::remove_file(built.join("index.html")).unwrap();
    std::os::unix::fs::symlink("../secret.txt", built.join("index.html")).unwrap();
    let refused = site.run(&["publish", "--from", "built"]);
    assert!(refused.status.code() == Some(3) && said(&refused).contains("it is a link"), "{}", said(&refused));
    assert!(!site.folder.path().join("www/index.html").exists());
}

#[test]
fn of_planted_files_that_look_half_written_only_those_of_a_build_are_swept() {
    let site = Site::new();
    assert_eq!(site.run(&["build"]).status.code(), Some(0));
    let new = site.root().join("public/.dateline/new");
    // The largest number there is, as a folder that is not empty.
    fs::create_dir_all(new.join(usize::MAX.to_string())).unwrap();
    for name in [&format!("{}/x", usize::MAX), "+5", "007", "5 ", "3", "17"] {
        fs::write(new.join(name), "mine").unwrap();
    }
    let site = site.article("second", "title: The second\ndate: 2018-08-01", "Of the second.");
    let built = site.run(&["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    let left: Vec<bool> = ["+5", "007", "5 ", "3", "17"].iter().map(|name| new.join(name).exists()).collect();
    assert_eq!(left, [true, true, true, false, false]);
}

#[cfg(unix)]
#[test]
fn whatever_is_tracked_in_the_place_of_an_own_folder_is_told() {
    let git = |site: &Site, arguments: &[&str]| assert!(Command::new("git").arg("-C").arg(site.root()).args(arguments).status().unwrap().success());
    let link = |path: &str| Site::new().link(path, "nowhere");
    let plain = |path: &str| Site::new().with(path, "x");
    for (site, path, is_told) in [
        (link(".dateline"), ".dateline", true),
        (plain(".dateline"), ".dateline", true),
        (link("public/.dateline"), "public/.dateline", true),
        (plain("public/.DATELINE/lock"), "public/.DATELINE", true),
        (plain("docs/a.dateline/x"), "docs", false),
        (plain("docs/.dateline.md"), "docs", false),
    ] {
        git(&site, &["init", "--quiet"]);
        git(&site, &["add", "--force", "--", path]);
        let checked = said(&site.run(&["check"]));
        assert_eq!(checked.contains("tracked-folder"), is_told, "{path}: {checked}");
        if is_told {
            git(&site, &["rm", "-r", "--quiet", "--cached", path]);
            assert!(checked.contains(&format!("git rm -r --cached {path}`")) && !said(&site.run(&["check"])).contains("tracked-folder"), "{path}");
        }
    }
}
