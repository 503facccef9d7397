use super::exif::look_into_exif;
use super::{Hidden, Scanner};
use std::collections::BTreeSet;
use std::io;

/// The most bytes of a TIFF that are looked into: directories further on are not found.
const LOOKED_INTO: u64 = 32 * 1024 * 1024;

/// Looks for a place, a serial number and names in a TIFF (TIFF 6.0), which is built as EXIF is.
pub(super) fn look(file: &mut Scanner<'_>, hidden: &mut BTreeSet<Hidden>) -> io::Result<()> {
    let bytes = file.up_to(LOOKED_INTO)?;
    look_into_exif(&bytes, hidden);
    Ok(())
}
