use super::bounded::read_file_within;
use super::load::stamp;
use super::{Cache, OutputFolder};
use crate::base::{Digest, LARGEST_RECORD};
use crate::site::Receipt;
use rayon::prelude::*;
use std::fs;
use std::path::Path;

const FILE: &str = "receipt.json";

/// The receipt of the last build into a folder, if the folder has still the manifest that this build left.
pub fn read_receipt(out: &Path, cache: Cache) -> Option<Receipt> {
    if cache == Cache::Unused {
        return None;
    }
    let own = OutputFolder::own_of(out);
    let receipt = read_file_within(&own.join(FILE), LARGEST_RECORD).ok().and_then(|text| Receipt::parse(std::str::from_utf8(&text).ok()?))?;
    let manifest = read_file_within(&own.join("manifest.json"), LARGEST_RECORD).ok()?;
    (Digest::of(&manifest) == receipt.manifest).then_some(receipt)
}

/// Whether all that the last build into a folder wrote still stands there as it wrote it.
pub fn stands(out: &Path) -> bool {
    let (manifest, _) = OutputFolder::read_manifest(out);
    let files: Vec<_> = manifest.files.iter().collect();
    manifest.pending.is_empty()
        && files.par_iter().all(|(path, record)| {
            fs::symlink_metadata(out.join(path)).is_ok_and(|data| {
                let stamp = stamp(&data);
                data.is_file() && stamp.size == record.size && stamp.modified == record.modified
            })
        })
}

/// Keeps the receipt of a build. Without it the next build takes longer, and that is all.
pub fn keep_receipt(out: &Path, receipt: &Receipt) {
    let own = OutputFolder::own_of(out);
    let beside = own.join(format!("{FILE}.{}", std::process::id()));
    if fs::write(&beside, receipt.to_text()).and_then(|()| fs::rename(&beside, own.join(FILE))).is_err() {
        drop(fs::remove_file(beside));
    }
}

/// Forgets the last build into a folder.
pub fn drop_receipt(out: &Path) {
    // Where there is none, there is none to forget.
    drop(fs::remove_file(OutputFolder::own_of(out).join(FILE)));
}

/// Which program this is: its version, and its own file, so that one that was compiled anew is another.
pub fn program() -> String {
    let own = std::env::current_exe().ok().and_then(|path| fs::metadata(path).ok()).map(|data| stamp(&data));
    format!("{} {own:?}", env!("CARGO_PKG_VERSION"))
}
