use super::load::stamp;
use super::output_folder::{find_manifest, proven_digest};
use super::own_folder::{OwnFolder, Proof};
use super::{Cache, UserCache};
use crate::site::Receipt;
use rayon::prelude::*;
use std::fs;
use std::path::Path;

const FILE: &str = "receipt.json";

/// The receipt of the last build into a folder, if this person's Dateline wrote it, and the folder
/// has still the manifest that this build left.
pub fn read_receipt(out: &Path, cache: Cache, user_cache: Option<&UserCache>) -> Option<Receipt> {
    if cache == Cache::Unused {
        return None;
    }
    let own = OwnFolder::look(out, user_cache);
    let file = own.read(FILE).filter(|file| file.proof == Proof::Proven)?;
    let receipt = Receipt::parse(std::str::from_utf8(&file.bytes).ok()?)?;
    (proven_digest(&own)? == receipt.manifest).then_some(receipt)
}

/// Whether all that the last build into a folder wrote still stands there as it wrote it.
pub fn stands(out: &Path, user_cache: Option<&UserCache>) -> bool {
    let own = OwnFolder::look(out, user_cache);
    let Some(found) = find_manifest(&own).filter(|found| found.proof == Proof::Proven) else { return false };
    let manifest = found.manifest;
    let files: Vec<_> = manifest.files.iter().collect();
    manifest.pending.is_empty()
        && own.bytes(super::output_folder::PENDING).is_none()
        && files.par_iter().all(|(path, record)| {
            fs::symlink_metadata(out.join(path)).is_ok_and(|data| {
                let stamp = stamp(&data);
                data.is_file() && stamp.size == record.size && stamp.modified == record.modified
            })
        })
}

/// Keeps the receipt of a build, where it can be proved later. Without it the next build takes
/// longer, and that is all.
pub fn keep_receipt(out: &Path, user_cache: Option<&UserCache>, receipt: &Receipt) {
    let Ok(own) = OwnFolder::open(out, user_cache) else { return };
    if own.has_key() {
        // One that could not be written is one the next build does without.
        drop(own.write(FILE, &own.signed(FILE, &receipt.to_text())));
    }
}

/// Forgets the last build into a folder.
pub fn drop_receipt(out: &Path) {
    // Where there is none, there is none to forget.
    drop(OwnFolder::look(out, None).remove(FILE));
}

/// Which program this is: its version, and its own file, so that one that was compiled anew is
/// another.
pub fn program() -> String {
    let own = std::env::current_exe().ok().and_then(|path| fs::metadata(path).ok()).map(|data| stamp(&data));
    format!("{} {own:?}", env!("CARGO_PKG_VERSION"))
}
