use super::drawing::size_of_head;
use imagesize::ImageType;

/// What the first bytes of a picture say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PictureHead {
    /// Width and height in pixels, as the picture stands when it is shown: an EXIF turn has been counted in.
    pub(super) size: (u32, u32),
    /// Whether it can be made smaller.
    pub(super) form: PictureForm,
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
            return Some(PictureHead { size: size_of_head(head)?, form: PictureForm::Other });
        }
        let size = imagesize::blob_size(head).ok()?;
        let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
        if width == 0 || height == 0 {
            return None;
        }
        let still = |moves: bool| if moves { PictureForm::Other } else { PictureForm::Still };
        let (turn, form) = match imagesize::image_type(head).ok()? {
            ImageType::Jpeg => {
                let jpeg = JpegHead::read(head);
                (jpeg.turn, if jpeg.components == 4 { PictureForm::Inks } else { PictureForm::Still })
            }
            ImageType::Png => (1, still(head.windows(4).take(4096).any(|name| name == b"acTL"))),
            // VP8X: bit 1 of its flags says that the picture moves.
            ImageType::Webp => (1, still(head.get(12..16) == Some(b"VP8X") && head.get(20).is_some_and(|flags| flags & 2 != 0))),
            _ => (1, PictureForm::Other),
        };
        Some(PictureHead { size: if turn >= 5 { (height, width) } else { (width, height) }, form })
    }
}

/// What the segments of a JPEG before its picture say.
struct JpegHead {
    /// 1 to 8, as EXIF has it.
    turn: u16,
    /// How many colours a point has.
    components: u8,
}

impl JpegHead {
    fn read(head: &[u8]) -> JpegHead {
        let mut found = JpegHead { turn: 1, components: 3 };
        let mut at = 2;
        while let Some(&[0xff, marker, high, low]) = head.get(at..at + 4) {
            let segment = head.get(at + 4..).unwrap_or_default();
            match marker {
                0xe1 => found.turn = orientation(segment).unwrap_or(found.turn),
                // Start of frame: precision, height, width, and how many components follow.
                0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                    found.components = segment.get(5).copied().unwrap_or(found.components);
                    break;
                }
                0xda => break,
                _ => {}
            }
            at += 2 + usize::from(u16::from_be_bytes([high, low]));
        }
        found
    }
}

/// The EXIF orientation (tag 0x0112) of a JPEG's APP1 segment, if it turns the picture: 2 to 8.
pub(crate) fn orientation(segment: &[u8]) -> Option<u16> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let bytes = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at + 4)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    let entry = (0..entries).map(|number| directory + 2 + number * 12).find(|at| short(*at) == Some(0x0112))?;
    short(entry + 8).filter(|turn| (2..=8).contains(turn))
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
            assert_eq!(PictureHead::read(&jpeg(turn, 3), "jpg"), Some(PictureHead { size, form: PictureForm::Still }), "{turn}");
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
