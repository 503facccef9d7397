use super::load::stamp;
use super::{Cache, OutputFolder};
use crate::base::Digest;
use crate::site::{Manifest, Receipt};
use rayon::prelude::*;
use std::fs;
use std::path::Path;

const FILE: &str = "receipt.json";

/// The receipt of the last build into a folder, if all that the build wrote still stands there as it wrote it, and it was made
/// of just this.
pub fn read_receipt(out: &Path, key: Digest, cache: Cache) -> Option<Receipt> {
    if cache == Cache::Unused {
        return None;
    }
    let own = OutputFolder::own_of(out);
    let receipt = fs::read_to_string(own.join(FILE)).ok().and_then(|text| Receipt::parse(&text)).filter(|receipt| receipt.key == key)?;
    let text = fs::read_to_string(own.join("manifest.json")).ok().filter(|text| Digest::of(text.as_bytes()) == receipt.manifest)?;
    let manifest = Manifest::parse(&text).filter(|manifest| manifest.pending.is_empty())?;
    let files: Vec<_> = manifest.files.iter().collect();
    let stands = files.par_iter().all(|(path, record)| {
        fs::symlink_metadata(out.join(path)).is_ok_and(|data| {
            let stamp = stamp(&data);
            data.is_file() && stamp.size == record.size && stamp.modified == record.modified
        })
    });
    stands.then_some(receipt)
}

/// Keeps the receipt of a build. Without it the next build takes longer, and that is all.
pub fn keep_receipt(out: &Path, receipt: &Receipt) {
    let own = OutputFolder::own_of(out);
    let beside = own.join(format!("{FILE}.{}", std::process::id()));
    if fs::write(&beside, receipt.to_text()).and_then(|()| fs::rename(&beside, own.join(FILE))).is_err() {
        drop(fs::remove_file(beside));
    }
}

/// Which program this is: its version, and its own file, so that one that was compiled anew is another.
pub fn program() -> String {
    let own = std::env::current_exe().ok().and_then(|path| fs::metadata(path).ok()).map(|data| stamp(&data));
    format!("{} {own:?}", env!("CARGO_PKG_VERSION"))
}
