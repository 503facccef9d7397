/// The form of a file, told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::content) enum FileForm {
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// PNG (W3C, third edition), moving ones among them.
    Png,
    /// WebP (RFC 9649).
    Webp,
    /// GIF87a and GIF89a.
    Gif,
    /// Boxes with pictures among them (ISO/IEC 14496-12, 23008-12): AVIF, HEIC.
    BoxedPicture,
    /// Boxes with film and sound (ISO/IEC 14496-12): MP4, M4A, QuickTime.
    BoxedFilm,
    /// TIFF 6.0, with it most cameras' raw files.
    Tiff,
    /// PDF (ISO 32000).
    Pdf,
    /// A ZIP archive: office documents of today are such.
    Zip,
    /// Sound in RIFF: WAV.
    Wave,
    /// Any other.
    Other,
}

/// The brands of pictures in boxes; any other brand is one of film or sound.
const PICTURE_BRANDS: [&[u8; 4]; 12] = [b"avif", b"avis", b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"mif2", b"msf1", b"miaf"];

impl FileForm {
    /// The form of a file that begins with these bytes; twelve are enough.
    pub(in crate::content) fn read(head: &[u8]) -> FileForm {
        match head {
            [0xff, 0xd8, ..] => FileForm::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => FileForm::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => FileForm::Webp,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => FileForm::Wave,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => FileForm::Gif,
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if PICTURE_BRANDS.iter().any(|known| brand.starts_with(*known)) => FileForm::BoxedPicture,
            // QuickTime's older files have no brand.
            [_, _, _, _, b'f', b't', b'y', b'p', ..] | [_, _, _, _, b'm', b'o', b'o', b'v', ..] | [_, _, _, _, b'w', b'i', b'd', b'e', ..] => {
                FileForm::BoxedFilm
            }
            [b'I', b'I', 0x2a, 0, ..] | [b'M', b'M', 0, 0x2a, ..] | [b'I', b'I', 0x2b, 0, ..] | [b'M', b'M', 0, 0x2b, ..] => FileForm::Tiff,
            [b'%', b'P', b'D', b'F', b'-', ..] => FileForm::Pdf,
            [b'P', b'K', 3, 4, ..] => FileForm::Zip,
            _ => FileForm::Other,
        }
    }

    /// Whether a picture of this form is published without what it does not show.
    pub(in crate::content) fn is_cleaned(self) -> bool {
        matches!(self, FileForm::Jpeg | FileForm::Png | FileForm::Webp | FileForm::Gif | FileForm::BoxedPicture | FileForm::BoxedFilm)
    }
}
