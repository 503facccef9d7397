use super::bounded::read_file_within;
use super::hashing::Hashing;
use super::{Cache, OutputFolder, program};
use crate::base::Digest;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

const FILE: &str = "memory";

/// The largest memory that is read, in bytes: 1 GiB, some ten times that of a hundred thousand articles.
const LARGEST: u64 = 1 << 30;

/// Bytes of a digest, after what it is the digest of.
const TAIL: usize = 32;

/// What another program wrote, or a disk has spoilt, has another digest.
fn hasher() -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hasher.update(program().as_bytes()).update(&[0]);
    hasher
}

/// What this very program remembered of a site when it built it last into this folder.
pub fn read_memory(out: &Path, cache: Cache) -> Option<Vec<u8>> {
    if cache == Cache::Unused {
        return None;
    }
    let mut memory = read_file_within(&OutputFolder::own_of(out).join(FILE), LARGEST).ok()?;
    let tail = memory.split_off(memory.len().checked_sub(TAIL)?);
    let digest = Digest::cut(&hasher().update(&memory).finalize());
    (tail == digest.to_string().as_bytes()).then_some(memory)
}

/// Keeps what is remembered of a site beside its manifest, as it is written. Without it the next build takes longer, and that
/// is all.
pub fn keep_memory(out: &Path, memory: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let own = OutputFolder::own_of(out);
    let beside = own.join(format!("{FILE}.{}", std::process::id()));
    let write = |file: fs::File| {
        let mut sealed = BufWriter::with_capacity(1 << 16, Hashing { file, hasher: hasher() });
        memory(&mut sealed)?;
        let Hashing { mut file, hasher } = sealed.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.write_all(Digest::cut(&hasher.finalize()).to_string().as_bytes())
    };
    if fs::File::create(&beside).and_then(write).and_then(|()| fs::rename(&beside, own.join(FILE))).is_err() {
        drop(fs::remove_file(beside));
    }
}

/// Forgets a site.
pub fn drop_memory(out: &Path) {
    // Where there is none, there is none to forget.
    drop(fs::remove_file(OutputFolder::own_of(out).join(FILE)));
}
