//! Writes a newsroom as a Dateline site folder: the same files, byte for byte, for the same seed and size on every machine.
//!
//! There are 500 people, 60 organisations, 80 places and 100 topics, each with a file, whatever the number of articles.
//! Articles are spread evenly over the thirty years from 1995 to 2024 and name their cast by Zipf's law, so that the first
//! person's page is as long as a real archive's. Nothing in the site is meant to be wrong:
//! an error that a build of it reports is a fault here or in Dateline.
//!
//! [`crate::world`] is what is written about, [`crate::article`] one article, [`crate::random`] the dice.

use crate::article::Article;
use crate::world::{Kind, World};
use std::path::Path;
use std::{fs, io, thread};

/// Another seed is another newsroom.
const SEED: u64 = 0x5EED_DA7E_11AE_2024;

/// The name of the file that says the folder is complete.
const STAMP: &str = ".newsroom";

/// What a newsroom is made by. A folder whose stamp was left by other code is made anew.
const MADE_BY: &[&str] = &[include_str!("generator.rs"), include_str!("world.rs"), include_str!("article.rs"), include_str!("random.rs")];

const CONFIG: &str = "\
title: The Newsroom
description: An invented newsroom, to measure by.
base_url: https://newsroom.example/
language: en
publisher: { name: The Newsroom }
";

/// What [`generate`] did.
#[derive(PartialEq, Eq)]
pub(crate) enum Generated {
    /// The folder was there already.
    Before,
    /// The folder has been written.
    Now,
}

/// Makes `root` the site folder of a newsroom of `articles` articles, unless it is one already. What else is in `root` is removed.
pub(crate) fn generate(root: &Path, articles: usize) -> io::Result<Generated> {
    let stamp = format!("{articles} articles, seed {SEED:x}, made by {:016x}\n", fingerprint());
    if fs::read_to_string(root.join(STAMP)).is_ok_and(|found| found == stamp) {
        return Ok(Generated::Before);
    }
    if root.exists() {
        fs::remove_dir_all(root)?;
    }
    let content = root.join("content");
    let world = World::invent(SEED);
    write_profiles(&content, &world)?;
    write_articles(&content.join("articles"), &world, articles)?;
    fs::write(root.join("dateline.yaml"), CONFIG)?;
    fs::write(root.join(STAMP), stamp)?;
    Ok(Generated::Now)
}

fn write_profiles(content: &Path, world: &World) -> io::Result<()> {
    for kind in Kind::ALL {
        let folder = content.join(kind.key());
        fs::create_dir_all(&folder)?;
        for (index, entity) in world.entities(kind).iter().enumerate() {
            fs::write(folder.join(format!("{}.md", entity.slug())), world.profile(kind, index, SEED))?;
        }
    }
    Ok(())
}

/// Writes the articles, a share on every processor.
fn write_articles(folder: &Path, world: &World, count: usize) -> io::Result<()> {
    let writers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let shares: Vec<_> = (0..writers)
            .map(|writer| {
                scope.spawn(move || {
                    (count * writer / writers..count * (writer + 1) / writers).try_for_each(|index| {
                        let article = Article::write(world, SEED, index, count);
                        let path = folder.join(article.path);
                        path.parent().map_or(Ok(()), fs::create_dir_all)?;
                        fs::write(path, article.text)
                    })
                })
            })
            .collect();
        shares.into_iter().try_for_each(|share| share.join().unwrap_or_else(|_| Err(io::Error::other("writing articles panicked"))))
    })
}

/// FNV-1a over the generator's own code.
fn fingerprint() -> u64 {
    MADE_BY.iter().flat_map(|file| file.bytes()).fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
