use super::hashing::Hashing;
use super::own_folder::OwnFolder;
use super::{Cache, UserCache, program};
use crate::base::Digest;
use std::io::{self, BufWriter, Write};
use std::path::Path;

const FILE: &str = "memory";

/// The largest memory that is read, in bytes: 1 GiB, some ten times that of a hundred thousand
/// articles.
const LARGEST: u64 = 1 << 30;

/// Bytes of the code at the end of the file, after the bytes it was made of.
const TAIL: usize = 32;

/// A hasher for what this very program writes into this folder. What another program wrote, a disk
/// has spoilt or somebody has forged, has another code. None where nothing can be proved.
fn hasher(own: &OwnFolder) -> Option<blake3::Hasher> {
    let mut hasher = own.hasher(FILE)?;
    hasher.update(program().as_bytes()).update(&[0]);
    Some(hasher)
}

/// What this very program remembered of a site when it built it last into this folder.
pub fn read_memory(out: &Path, cache: Cache, user_cache: Option<&UserCache>) -> Option<Vec<u8>> {
    if cache == Cache::Unused {
        return None;
    }
    let own = OwnFolder::look(out, user_cache);
    let mut memory = own.bytes_within(FILE, LARGEST)?;
    let tail = memory.split_off(memory.len().checked_sub(TAIL)?);
    let code = Digest::cut(&hasher(&own)?.update(&memory).finalize());
    (tail == code.to_string().as_bytes()).then_some(memory)
}

/// Keeps what is remembered of a site beside its manifest, as it is written. Without it the next
/// build takes longer, and that is all.
pub fn keep_memory(out: &Path, user_cache: Option<&UserCache>, memory: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let Ok(own) = OwnFolder::open(out, user_cache) else { return };
    let Some(hasher) = hasher(&own) else { return };
    // A memory that could not be written is one the next build does without.
    drop(own.write_with(FILE, |file| {
        let mut signed = BufWriter::with_capacity(1 << 16, Hashing { file: file.try_clone()?, hasher });
        memory(&mut signed)?;
        let Hashing { mut file, hasher } = signed.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.write_all(Digest::cut(&hasher.finalize()).to_string().as_bytes())
    }));
}

/// Forgets a site.
pub fn drop_memory(out: &Path) {
    // Where there is none, there is none to forget.
    drop(OwnFolder::look(out, None).remove(FILE));
}
