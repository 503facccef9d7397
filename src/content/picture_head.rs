use super::drawing::size_of_head;
use super::picture::{JpegHead, picture_turn, png_chunk};
use super::variant::WIDEST;
use imagesize::ImageType;

/// What the first bytes of a picture say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PictureHead {
    /// Width and height in pixels, as the picture stands when it is shown: an EXIF turn has been counted in.
    pub(super) size: (u32, u32),
    /// Whether it can be made smaller.
    pub(super) form: PictureForm,
    /// How many bytes of memory decoding takes, at most; measured for each form, and rounded up.
    pub(super) memory: u64,
}

/// The width and height of a picture in pixels, by its path and what it begins with.
pub fn picture_size(path: &str, head: &[u8]) -> Option<(u32, u32)> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    PictureHead::read(head, &extension).map(|head| head.size)
}

/// What can be done with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PictureForm {
    /// A still JPEG, PNG or WebP in shades or in red, green and blue.
    Still,
    /// A JPEG in the inks of a printer, whose colours only its profile knows.
    Inks,
    /// Moves, is drawn of lines, or is of a form that nothing here reads: shown as it is.
    Other,
}

impl PictureHead {
    /// Reads the head of a picture; an SVG by its name, all else by its bytes, whatever it is called.
    pub(super) fn read(head: &[u8], extension: &str) -> Option<PictureHead> {
        if extension == "svg" {
            return Some(PictureHead { size: size_of_head(head)?, form: PictureForm::Other, memory: 0 });
        }
        let size = imagesize::blob_size(head).ok()?;
        let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
        if width == 0 || height == 0 {
            return None;
        }
        let still = |moves: bool| if moves { PictureForm::Other } else { PictureForm::Still };
        let form = match imagesize::image_type(head).ok()? {
            ImageType::Jpeg if JpegHead::read(head).components == 4 => PictureForm::Inks,
            ImageType::Jpeg => PictureForm::Still,
            ImageType::Png => still(png_chunk(head, b"acTL").is_some()),
            // VP8X: bit 1 of its flags says that the picture moves.
            ImageType::Webp => still(head.get(12..16) == Some(b"VP8X") && head.get(20).is_some_and(|flags| flags & 2 != 0)),
            _ => PictureForm::Other,
        };
        let size = if picture_turn(head) >= 5 { (height, width) } else { (width, height) };
        Some(PictureHead { size, form, memory: decoding_memory(head, size) })
    }
}

/// The width from which a JPEG is decoded at half of its size or less: twice that of the widest form that is made of it.
const HALVED: u32 = 2 * WIDEST;

/// How many bytes of memory decoding a picture of this size takes, at most.
fn decoding_memory(head: &[u8], size: (u32, u32)) -> u64 {
    let pixels = u64::from(size.0) * u64::from(size.1);
    match imagesize::image_type(head) {
        // In the progressive form two bytes for each coefficient are held until the last scan.
        Ok(ImageType::Jpeg) if JpegHead::read(head).is_progressive => pixels.saturating_mul(9),
        Ok(ImageType::Jpeg) if size.0 >= HALVED => pixels.saturating_mul(2),
        Ok(ImageType::Jpeg) => pixels.saturating_mul(8),
        // The pixels as they are stored, without their filters, and as red, green and blue. The header: depth, and what
        // a pixel is made of.
        Ok(ImageType::Png) => {
            let samples = head.get(25).map_or(4, |kind| match kind {
                0 => 1,
                2 | 3 => 3,
                4 => 2,
                _ => 4,
            });
            let bytes = if head.get(24) == Some(&16) { 2 } else { 1 };
            pixels.saturating_mul(2 * samples * bytes + 4)
        }
        _ => pixels.saturating_mul(12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG up to its frame: 30 wide and 20 high as it is stored.
    fn jpeg(turn: u8, components: u8) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        bytes.extend([turn, 0, 0, 0, 0, 0, 0]);
        bytes.extend([0xff, 0xc0, 0, 8 + 3 * components, 8, 0, 20, 0, 30, components]);
        bytes.extend(std::iter::repeat_n(0x11, usize::from(components) * 3));
        bytes
    }

    #[test]
    fn a_turned_jpeg_is_measured_as_it_is_shown() {
        for (turn, size) in [(1, (30, 20)), (3, (30, 20)), (6, (20, 30)), (8, (20, 30))] {
            assert_eq!(PictureHead::read(&jpeg(turn, 3), "jpg").map(|head| (head.size, head.form)), Some((size, PictureForm::Still)), "{turn}");
        }
    }

    #[test]
    fn a_picture_in_inks_is_told_apart() {
        assert_eq!(PictureHead::read(&jpeg(1, 4), "jpg").map(|head| head.form), Some(PictureForm::Inks));
        assert_eq!(PictureHead::read(&jpeg(1, 1), "jpg").map(|head| head.form), Some(PictureForm::Still));
    }

    #[test]
    fn what_is_no_picture_has_no_head() {
        for bytes in [&b""[..], b"text", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xe1\xff\xff", b"\x89PNG\r\n\x1a\n"] {
            assert_eq!(PictureHead::read(bytes, "jpg"), None, "{bytes:?}");
        }
    }
}
