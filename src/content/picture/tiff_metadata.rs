use super::exif::{has_words, look_into_exif};
use super::{Hidden, Scanner, Survey};
use std::io;

/// The most bytes of a TIFF that are looked into: directories further on are not found.
const LOOKED_INTO: u64 = 32 * 1024 * 1024;

/// Looks for a place, a serial number, names and words in a TIFF (TIFF 6.0), which is built as EXIF is.
pub(super) fn look(file: &mut Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    let bytes = file.up_to(LOOKED_INTO)?;
    look_into_exif(&bytes, &mut survey.hidden);
    // Told only of files that are referred to: they are published, and nothing takes the words out.
    if has_words(&bytes) {
        survey.left.insert(Hidden::Words);
    }
    Ok(())
}
