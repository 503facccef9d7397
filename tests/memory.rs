//! What a build remembers (`content::Memory`, `model::NamingMemory`), when somebody has changed it: no byte of it stops a build, and
//! what it says of texts that are not there counts as nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use dateline::base::{Message, Report, Style};
use dateline::calendar::Day;
use dateline::content::{self, Memory};
use dateline::model::{self, NamingMemory, Scope};
use dateline::system::{self, Folder};
use dateline::{pages, site};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tempfile::TempDir;

/// A site in which everything stands that is remembered: dates, names, quotations, sources, links, pictures, own keys, faults.
fn folder() -> (TempDir, Folder) {
    let folder = TempDir::new().unwrap();
    let article = "---\ntitle: The generals meet\ndate: 2018-07-31\npublished: 2018-08-01T10:00:00+09:00\npeople: [Kim Do Gyun]\ntilte: x\nbyline: [Staff]\n\
        sources:\n  - { id: s, title: A declaration, publisher: Blue House, date: 2018-04-27 }\nevents:\n  - { id: e, date: 2018-04-27, title: A summit, people: [Kim Do Gyun] }\n\
        corrections:\n  - { date: 2018-08-03, note: A wrong rank. }\nredirect_from: [/old/]\nextra: { k: [1, two] }\nimage: { src: a.png, alt: A picture }\n---\n\
        # The head\n\nKim Do Gyun met [[Ahn Ik San]] [the day before](date:2018-07-30) in Seoul [@s, p. 2], and [[nobody]].\n\n\
        > There will be no more war.\n> — Kim Do Gyun, to reporters, 2018-07-31\n\n[A link](b.md), [none](no.pdf), ![](a.png)\n";
    let files = [
        ("dateline.yaml", "title: A site\n"),
        ("content/articles/a.md", article),
        ("content/articles/b.md", "---\ntitle: The second\ndate: 2018-08\npeople: [Ahn Ik San]\n---\nKim Do Gyun was in Seoul again.\n"),
        ("content/people/kim.md", "---\nname: Kim Do Gyun\naliases: [General Kim]\nroles: [{ title: General, from: 2017 }]\nborn: 1960~\n---\nOf Seoul.\n"),
        ("content/places/seoul.md", "---\nname: Seoul\nlatitude: 37.5\nlongitude: 127\n---\nA city.\n"),
        ("content/pages/about.md", "---\ntitle: About\n---\nBy Kim Do Gyun.\n"),
    ];
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::write(folder.path().join("content/articles/a.png"), png()).unwrap();
    let loaded = system::load(folder.path(), &mut Report::default()).unwrap();
    (folder, loaded)
}

/// A picture of one point.
fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0".to_vec();
    bytes.extend([0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10]);
    bytes.extend(b"IDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82");
    bytes
}

/// Builds the site with what is remembered, and gives every page and message, and what is remembered now.
fn build(folder: &Folder, kept: Option<(Memory, NamingMemory)>) -> (BTreeMap<String, Vec<u8>>, String, Vec<u8>) {
    let mut report = Report::default();
    let (mut memory, mut namings) = kept.unwrap_or_default();
    let config = content::configure(folder, &mut report);
    let content = content::reread(folder, config, &mut memory, &mut report);
    let scope = Scope { today: Day::new(2020, 6, 30).unwrap(), drafts: model::Drafts::Hidden };
    let timeline = model::relate_again(&content, folder, scope, &mut namings, &mut report);
    let words = pages::Words::load("en", folder, &mut report).unwrap();
    let plan = pages::compose(&timeline, &words, folder, &mut report);
    let site = site::assemble(plan, folder, &mut report);
    let made = site.outputs().iter().filter_map(|output| match site.make(output, folder) {
        Ok(site::Made::Bytes(bytes)) => Some((output.route.as_str().to_owned(), bytes)),
        _ => None,
    });
    let made = made.collect();
    report.sort();
    let messages = Message::text(report.diagnostics(), folder, Style::Plain) + &Message::json(report.diagnostics(), folder);
    let mut bytes = Vec::new();
    memory.write(&mut bytes).and_then(|()| namings.write(&mut bytes)).unwrap();
    (made, messages, bytes)
}

/// What is read of a memory; nothing, where it cannot be read.
fn read(bytes: &[u8]) -> Option<(Memory, NamingMemory)> {
    let (memory, rest) = Memory::read(bytes)?;
    Some((memory, NamingMemory::read(rest)?))
}

/// Changes of one byte: other ids, other lengths, other signs.
const CHANGES: [fn(u8) -> u8; 5] = [|byte| byte ^ 1, |byte| byte.wrapping_add(1), |_| 0, |_| 0x7f, |_| 0xff];

#[test]
fn a_memory_that_somebody_changed_stops_no_build() {
    let (_folder, sources) = folder();
    let (clean, messages, bytes) = build(&sources, None);
    assert!(clean.len() > 10 && messages.contains("tilte") && bytes.len() > 2_000);
    let again = build(&sources, read(&bytes));
    assert_eq!((&again.0, &again.1), (&clean, &messages), "a memory that is whole changes nothing");
    // Every byte takes minutes; these are some of all, and every small number among the names, which may be an id.
    let step: usize = std::env::var("DATELINE_EVERY_BYTE_OF").map_or(61, |step| step.parse().unwrap());
    let some = (0..bytes.len()).step_by(step).flat_map(|at| CHANGES.map(|change| (at, change)));
    let names = Memory::read(&bytes).unwrap().1.len();
    let ids = (bytes.len() - names..bytes.len()).filter(|at| bytes[*at] < 8).map(|at| (at, CHANGES[3]));
    let (mut tried, mut stopped) = (0, Vec::new());
    std::panic::set_hook(Box::new(|_| ()));
    for (at, change) in some.chain(ids) {
        let mut changed = bytes.clone();
        changed[at] = change(changed[at]);
        let Some(kept) = read(&changed).filter(|_| changed != bytes) else { continue };
        tried += 1;
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| build(&sources, Some(kept)))) {
            stopped.push((at, panic.downcast_ref::<String>().cloned()));
        }
    }
    drop(std::panic::take_hook());
    assert!(tried > 100, "{tried} changed memories were read");
    assert!(stopped.is_empty(), "of {tried}: {} stopped, such as {:?}", stopped.len(), &stopped[..stopped.len().min(8)]);
}

#[test]
fn a_memory_that_says_it_is_longer_than_it_is_counts_as_nothing() {
    let (_folder, sources) = folder();
    let (.., bytes) = build(&sources, None);
    for at in 0..8 {
        let mut changed = bytes.clone();
        changed[at] = 0xff;
        assert!(read(&changed).is_none(), "byte {at} of the first length");
    }
    for end in (0..bytes.len()).step_by(97) {
        assert!(read(&bytes[..end]).is_none(), "the first {end} bytes");
    }
}
