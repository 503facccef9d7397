//! What `serve` shows, after whatever was done to the site, is what `build --drafts` writes.

#![cfg(feature = "serve")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A site folder that is served.
struct Served {
    folder: TempDir,
    server: Child,
    address: String,
    /// Every path that was ever built.
    paths: BTreeSet<String>,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

const CONFIG: &str = "title: A site\nbase_url: https://site.example/sub/\nlimit: 5\n";

fn article(at: usize, day: usize, word: &str) -> String {
    format!(
        "---\ntitle: Story {at} {word}\ndate: 2018-0{}-{:02}\npeople: [Person {}, Person {}]\ntopics: [Topic {}]\n---\nText {word} of Person {}. Spoken of: [[Person {}]].\n",
        1 + at % 9,
        1 + day % 28,
        at % 7,
        day % 5,
        at % 3,
        (at + day) % 7,
        at % 4,
    )
}

/// How long anything may take, on a slow machine too.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the other side ends a connection, within our patience.
fn ends(stream: &mut TcpStream) -> bool {
    let (mut piece, begun) = ([0; 1024], Instant::now());
    // A listener that is alive is told so every few seconds, and would be read for ever.
    while begun.elapsed() < PATIENCE {
        match stream.read(&mut piece) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }
    false
}

impl Served {
    fn start() -> Served {
        Served::start_with(&[])
    }

    fn start_with(arguments: &[&str]) -> Served {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("site");
        fs::create_dir_all(root.join("content/articles")).unwrap();
        fs::write(root.join("dateline.yaml"), CONFIG).unwrap();
        for at in 0..12 {
            fs::write(root.join(format!("content/articles/a{at}.md")), article(at, at, "first")).unwrap();
        }
        // Who has a file is looked for in every text.
        fs::create_dir_all(root.join("content/people")).unwrap();
        for at in 0..7 {
            fs::write(root.join(format!("content/people/person-{at}.md")), format!("---\nname: Person {at}\n---\nWho.\n")).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(["serve", "--port", "0", "--root"]).arg(&root).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(server.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).expect(&line).split('/').next().unwrap().to_owned();
        // Whoever is not heard must not wait to be.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Served { folder, server, address, paths: BTreeSet::new() }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Status and body of an address.
    fn get(&self, path: &str, headers: &str) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head, answer[end + 4..].to_vec())
    }

    /// A connection on which something was sent, of which the answer is not read yet.
    fn begin(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream
    }

    /// A page that listens to changes, after the first event has come.
    fn listen(&self, page: &str) -> TcpStream {
        let mut stream = self.begin(&format!("GET /.dateline/events?page={page}&shape=x HTTP/1.1\r\nHost: {}\r\n\r\n", self.address));
        let mut read = Vec::new();
        while !read.windows(6).any(|part| part == b"event:") {
            let mut piece = [0; 1024];
            let count = stream.read(&mut piece).unwrap();
            assert!(count > 0, "{}", String::from_utf8_lossy(&read));
            read.extend_from_slice(&piece[..count]);
        }
        stream
    }

    fn page(&self, path: &str) -> (u16, Vec<u8>) {
        let (status, _, body) = self.get(path, &format!("Host: {}\r\n", self.address));
        (status, body)
    }

    /// What `build --drafts` writes now.
    fn built(&self) -> BTreeMap<String, Vec<u8>> {
        let out = self.folder.path().join("out");
        drop(fs::remove_dir_all(&out));
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(["build", "--drafts", "--quiet", "--root"]).arg(self.root()).arg("--out").arg(&out).stderr(Stdio::null());
        command.status().unwrap();
        let mut files = BTreeMap::new();
        collect(&out, &out, &mut files);
        files
    }

    /// Waits until what is served is what is built, and says where it is not.
    fn settles(&mut self, after: &str) {
        let built = self.built();
        self.paths.extend(built.keys().cloned());
        let begun = Instant::now();
        loop {
            let is_other = |path: &&String| {
                let address = format!("/sub/{}", path.strip_suffix("index.html").unwrap_or(path));
                match (self.page(&address), built.get(*path)) {
                    ((200, served), Some(bytes)) => without_script(&served) != *bytes,
                    ((status, _), built) => status != 404 || built.is_some(),
                }
            };
            let differs: Vec<&String> = self.paths.iter().filter(is_other).collect();
            if differs.is_empty() {
                return;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "{after}: {} other than built, among them {:?}",
                differs.len(),
                &differs[..differs.len().min(8)]
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if entry.file_name() == ".dateline" {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.insert(path.strip_prefix(root).unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap());
        }
    }
}

/// A page as it is published: the preview's script has no part in it.
fn without_script(page: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    match text.split_once("<script src=\"/.dateline/preview.js\"") {
        Some((before, after)) => [before, after.split_once("</script>").unwrap().1].concat().into_bytes(),
        None => page.to_vec(),
    }
}

/// A series of numbers that is the same every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

#[test]
fn whatever_is_done_to_a_site_what_is_served_is_what_is_built() {
    let mut served = Served::start();
    served.settles("at the beginning");
    let mut dice = Dice(2018);
    for round in 0..40 {
        let mut done = String::new();
        for _ in 0..=dice.throw(6).saturating_sub(3) {
            let (at, day) = (dice.throw(16), dice.throw(28));
            let path = format!("content/articles/a{at}.md");
            let full = served.root().join(&path);
            match dice.throw(14) {
                // Only the words of a text, in front of what it named: with the same names, or others.
                10.. => {
                    if let Ok(text) = fs::read_to_string(&full) {
                        let (opening, rest) = text.split_once("\nText").unwrap();
                        let rest = rest.split_once("\n\n").map_or(rest, |(first, _)| first).trim_end();
                        let named = if day % 3 > 0 { format!("Person {}", 5 + day % 2) } else { "Nobody".to_owned() };
                        fs::write(&full, format!("{opening}\nText{rest}\n\n{named} came {day} times. Person {} too.\n", at % 7)).unwrap();
                    }
                }
                0..4 => served.write(&path, &article(at, day, "again")),
                4 => drop(fs::remove_file(full)),
                5 => {
                    // As editors save: beside, and renamed.
                    served.write("content/articles/.a.swp", &article(at, day, "renamed"));
                    fs::rename(served.root().join("content/articles/.a.swp"), full).unwrap();
                }
                6 => served.write(
                    &format!("content/people/person-{}.md", at % 7),
                    &format!("---\nname: Person {}\naliases: [Text {}]\n---\nWho.\n", at % 7, if day % 2 == 0 { "again" } else { "first" }),
                ),
                7 => served.write("dateline.yaml", &format!("{CONFIG}description: Day {day}\n")),
                8 => {
                    let (from, to) = (served.root().join("content/articles/deep"), served.root().join("content/articles/deeper"));
                    if from.is_dir() && !to.is_dir() {
                        fs::rename(from, to).unwrap();
                    } else {
                        drop(fs::remove_dir_all(&to));
                        served.write(&format!("content/articles/deep/down/b{at}.md"), &article(at, day, "below"));
                    }
                }
                _ => served.write(&format!("static/file-{}.txt", at % 3), &format!("{day}")),
            }
            done.push_str(&path);
        }
        served.settles(&format!("round {round}: {done}"));
    }
}

#[test]
fn many_files_at_once_and_a_folder_that_goes_and_comes_are_followed() {
    let mut served = Served::start();
    for at in 0..300 {
        served.write(&format!("content/articles/checkout/{}/c{at}.md", at % 9), &article(at, at, "checked out"));
    }
    served.settles("a checkout");
    fs::rename(served.root().join("content"), served.folder.path().join("away")).unwrap();
    served.settles("the content is away");
    fs::rename(served.folder.path().join("away"), served.root().join("content")).unwrap();
    served.settles("the content is back");
    served.write("content/articles/last.md", &article(3, 3, "after all that"));
    served.settles("and is still looked at");
}

#[cfg(unix)]
#[test]
fn a_change_of_which_the_system_says_nothing_is_seen_after_the_next_one() {
    let mut site = Served::start();
    let outside = site.folder.path().join("outside.md");
    let inside = site.root().join("content/articles/a3.md");
    // What is written by another name of the same file is not told of this one.
    fs::rename(&inside, &outside).unwrap();
    fs::hard_link(&outside, &inside).unwrap();
    site.settles("a file of two names");
    fs::write(&outside, article(3, 3, "unheard")).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    site.write("content/articles/a4.md", &article(4, 4, "heard"));
    site.settles("an edit that is told, after one that is not");
}

#[test]
fn it_answers_only_to_its_own_name_and_never_leaves_the_site() {
    let served = Served::start();
    let own = format!("Host: {}\r\n", served.address);
    assert_eq!(served.get("/sub/", "Host: evil.example\r\n").0, 421);
    assert_eq!(served.get("/sub/", "").0, 421);
    let (status, head, _) = served.get("/", &own);
    assert!(status == 301 && head.to_lowercase().contains("\r\nlocation: /sub/"), "{head}");
    for away in ["/dateline.yaml", "/sub/../dateline.yaml", "/sub/..%2fdateline.yaml", "/sub/%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "/sub//etc/passwd"] {
        assert_eq!(served.get(away, &own).0, 404, "{away}");
    }
    let (status, head, body) = served.get("/sub/robots.txt", &format!("{own}Range: bytes=0-3\r\n"));
    assert!(status == 206 && head.to_lowercase().contains("content-range: bytes 0-3/"), "{head}");
    assert_eq!(body.len(), 4);
}

#[test]
fn a_page_of_another_site_can_load_nothing_but_lead_here() {
    let served = Served::start();
    let own = format!("Host: {}\r\n", served.address);
    let said = |site: &str, mode: &str, dest: &str| format!("{own}Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: {mode}\r\nSec-Fetch-Dest: {dest}\r\n");
    let embed = served.built().into_keys().find(|path| path.ends_with("/embed.html")).unwrap();
    for path in ["/sub/", "/sub/timeline.json", "/.dateline/preview.js", "/.dateline/events?page=/&shape=", "/sub/robots.txt"] {
        for (mode, dest) in [("no-cors", "image"), ("no-cors", "script"), ("cors", "empty"), ("navigate", "iframe"), ("navigate", "object")] {
            assert_eq!(served.get(path, &said("cross-site", mode, dest)).0, 403, "{path} {mode} {dest}");
        }
    }
    assert_eq!(served.get("/.dateline/events?page=/&shape=", &said("cross-site", "navigate", "document")).0, 403);
    assert_eq!(served.get("/sub/", &said("cross-site", "navigate", "document")).0, 200);
    assert_eq!(served.get(&format!("/sub/{embed}"), &said("cross-site", "navigate", "iframe")).0, 200);
    for own_site in ["same-origin", "none"] {
        assert_eq!(served.get("/sub/robots.txt", &said(own_site, "no-cors", "script")).0, 200, "{own_site}");
    }
    assert_eq!(served.get("/sub/robots.txt", &own).0, 200, "a program that is no browser");
}

#[test]
fn every_answer_tells_browsers_to_keep_other_sites_out() {
    let mut served = Served::start();
    served.write("static/drawing.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>");
    served.settles("a drawing");
    let own = format!("Host: {}\r\n", served.address);
    let embed = served.built().into_keys().find(|path| path.ends_with("/embed.html")).unwrap();
    let head = |path: &str, headers: &str| served.get(path, headers).1.to_lowercase();
    let events = "/.dateline/events?page=/&shape=";
    let pages = ["/sub/", "/sub/none", "/", "/.dateline/preview.js", "/sub/robots.txt", "/sub/drawing.svg"];
    for path in pages {
        let head = head(path, &own);
        for line in [
            "x-content-type-options: nosniff",
            "cross-origin-resource-policy: same-origin",
            "content-security-policy: frame-ancestors 'self'\r",
            "cache-control: no-store",
        ] {
            assert!(format!("{head}\r").contains(&format!("\r\n{line}")), "{path}: {line}: {head}");
        }
    }
    assert!(head("/sub/", "Host: evil.example\r\n").contains("nosniff"), "a refusal too");
    assert!(head("/sub/drawing.svg", &own).contains("sandbox"));
    let embedded = head(&format!("/sub/{embed}"), &own);
    assert!(embedded.contains("nosniff") && !embedded.contains("frame-ancestors"), "{embedded}");
    let missing = head("/sub/none/embed.html", &own);
    assert!(missing.contains("404") && missing.contains("frame-ancestors 'self'"), "{missing}");
    let mut stream = served.begin(&format!("GET {events} HTTP/1.1\r\n{own}\r\n"));
    let mut piece = [0; 2048];
    let count = stream.read(&mut piece).unwrap();
    assert!(String::from_utf8_lossy(&piece[..count]).to_lowercase().contains("nosniff"));
    let told = Served::start_with(&["--base-url", "https://record.example/sub/"]);
    let head = told.get("/sub/", &format!("Host: {}\r\n", told.address)).1.to_lowercase();
    assert!(head.contains("frame-ancestors 'self' https://record.example"), "{head}");
}

#[test]
fn a_request_that_is_never_finished_is_ended_and_others_are_answered() {
    let served = Served::start();
    let half: Vec<TcpStream> = (0..300).map(|_| served.begin("GET /sub/ HTTP/1.1\r\nHost: x")).collect();
    assert_eq!(served.page("/sub/").0, 200, "while they wait");
    let mut silent = served.begin("");
    let mut idle = served.begin(&format!("HEAD /sub/ HTTP/1.1\r\nHost: {}\r\n\r\n", served.address));
    for mut stream in half {
        assert!(ends(&mut stream), "a half-sent request is held");
    }
    assert!(ends(&mut silent), "a connection on which nothing is said is held");
    assert!(ends(&mut idle), "a connection on which nothing more is said is held");
    assert_eq!(served.page("/sub/").0, 200, "after them");
}

#[test]
fn listeners_are_bounded_in_number_and_in_length() {
    let served = Served::start();
    let own = format!("Host: {}\r\n", served.address);
    let mut first = served.listen("/sub/");
    let others: Vec<TcpStream> = (0..256).map(|_| served.listen("/sub/")).collect();
    assert!(ends(&mut first), "the oldest is dropped");
    drop(others);
    let mut again = served.listen("/sub/");
    again.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    for _ in 0..8 {
        drop(served.listen("/sub/"));
    }
    assert!(!ends(&mut again), "one of a few is kept");
    let long = "a".repeat(5000);
    for address in [format!("/.dateline/events?page=/{long}&shape="), format!("/.dateline/events?page=/&shape={long}"), format!("/sub/{long}")] {
        assert_eq!(served.get(&address, &own).0, 414);
    }
    // The server may have said no, or have closed the connection, before all is written.
    let mut endless = TcpStream::connect(&served.address).unwrap();
    endless.set_read_timeout(Some(PATIENCE)).unwrap();
    drop(endless.write_all(format!("GET /sub/?{} HTTP/1.1\r\nConnection: close\r\n{own}\r\n", "a".repeat(200_000)).as_bytes()));
    let mut answer = Vec::new();
    drop(endless.read_to_end(&mut answer));
    let said = String::from_utf8_lossy(&answer);
    assert!(said.is_empty() || ["400", "414", "431"].iter().any(|status| said.starts_with(&format!("HTTP/1.1 {status}"))), "{said}");
    assert_eq!(served.get("/sub/", &own).0, 200, "and others are answered");
}
