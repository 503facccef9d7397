use super::{FileForm, Hidden, JpegHead};
use std::collections::BTreeSet;

/// Reads the numbers of a TIFF structure (TIFF 6.0, section 2), which EXIF is too.
#[derive(Clone, Copy)]
struct Tiff<'b> {
    bytes: &'b [u8],
    is_little: bool,
}

/// One entry of a directory: 12 bytes.
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    /// Where its value stands, or where the offset of its value stands.
    at: usize,
}

/// More directories are of no camera: each may name others.
const MOST_DIRECTORIES: usize = 32;
/// More entries are of no camera.
const MOST_ENTRIES: usize = 1000;

const SUB_IFDS: u16 = 0x014a;
const EXIF_IFD: u16 = 0x8769;
const GPS_IFD: u16 = 0x8825;
const ORIENTATION: u16 = 0x0112;

impl<'b> Tiff<'b> {
    fn new(bytes: &'b [u8]) -> Option<Tiff<'b>> {
        match bytes {
            [b'I', b'I', ..] => Some(Tiff { bytes, is_little: true }),
            [b'M', b'M', ..] => Some(Tiff { bytes, is_little: false }),
            _ => None,
        }
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let bytes: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn first_directory(&self) -> Option<usize> {
        usize::try_from(self.long(4)?).ok()
    }

    /// The entries of a directory, and where the next directory stands.
    fn directory(&self, at: usize) -> Option<(Vec<Entry>, Option<usize>)> {
        let count = usize::from(self.short(at)?).min(MOST_ENTRIES);
        let entry = |number: usize| {
            let at = at.checked_add(2 + number * 12)?;
            Some(Entry { tag: self.short(at)?, kind: self.short(at + 2)?, count: self.long(at + 4)?, at: at + 8 })
        };
        let entries = (0..count).map_while(entry).collect();
        let next = self.long(at + 2 + count * 12).filter(|next| *next != 0);
        Some((entries, next.and_then(|next| usize::try_from(next).ok())))
    }

    /// The bytes of a value, as far as they are there.
    fn value(&self, entry: &Entry) -> &'b [u8] {
        let size = match entry.kind {
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => 1,
        };
        let length = usize::try_from(u64::from(entry.count) * size).unwrap_or(usize::MAX);
        let start = if length <= 4 { Some(entry.at) } else { self.long(entry.at).and_then(|at| usize::try_from(at).ok()) };
        let rest = start.and_then(|start| self.bytes.get(start..)).unwrap_or_default();
        &rest[..length.min(rest.len())]
    }
}

/// The EXIF orientation (EXIF 2.3, tag 0x0112) of a JPEG's APP1 segment, if it turns the picture: 2 to 8.
pub(crate) fn orientation(segment: &[u8]) -> Option<u16> {
    turn(segment.strip_prefix(b"Exif\0\0")?)
}

/// The orientation of an EXIF block as PNG and WebP hold it, with the six bytes of JPEG before it or without.
pub(super) fn turn(exif: &[u8]) -> Option<u16> {
    let tiff = Tiff::new(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif))?;
    let (entries, _) = tiff.directory(tiff.first_directory()?)?;
    let entry = entries.iter().find(|entry| entry.tag == ORIENTATION)?;
    tiff.short(entry.at).filter(|turn| (2..=8).contains(turn))
}

/// How a JPEG, PNG or WebP is turned, as EXIF has it: 1 to 8. The picture is clean, and perhaps only its beginning is there.
pub(crate) fn picture_turn(picture: &[u8]) -> u16 {
    let found = match FileForm::read(picture) {
        FileForm::Jpeg => Some(JpegHead::read(picture).turn),
        FileForm::Png => png_chunk(picture, b"eXIf").and_then(turn),
        FileForm::Webp => webp_chunk(picture, b"EXIF").and_then(turn),
        _ => None,
    };
    found.unwrap_or(1)
}

/// A chunk of a PNG (W3C, 5.3) before its pixels.
pub(in crate::content) fn png_chunk<'p>(picture: &'p [u8], name: &[u8; 4]) -> Option<&'p [u8]> {
    let mut rest = picture.get(8..)?;
    loop {
        let (head, after) = rest.split_at_checked(8)?;
        let length = u32::from_be_bytes(head[..4].try_into().ok()?) as usize;
        if &head[4..] == name {
            return after.get(..length);
        }
        if &head[4..] == b"IDAT" {
            return None;
        }
        rest = after.get(length.checked_add(4)?..)?;
    }
}

/// A chunk of a WebP (RFC 9649, 2.3).
pub(crate) fn webp_chunk<'p>(picture: &'p [u8], name: &[u8; 4]) -> Option<&'p [u8]> {
    let mut rest = picture.get(12..)?;
    loop {
        let (head, after) = rest.split_at_checked(8)?;
        let length = u32::from_le_bytes(head[4..].try_into().ok()?) as usize;
        if head.starts_with(name) {
            return after.get(..length);
        }
        rest = after.get(length.checked_add(length % 2)?..)?;
    }
}

/// An EXIF block (TIFF 6.0) that says how the picture is turned and nothing else.
pub(super) fn turned(turn: u16) -> Vec<u8> {
    let mut block = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    block.extend(turn.to_be_bytes());
    block.extend([0; 6]);
    block
}

/// The tags of a TIFF that say what its pixels are, and by which program, machine and day it was made (TIFF 6.0; Adobe's
/// technical notes). In order.
const OF_PIXELS: [std::ops::RangeInclusive<u16>; 14] = [
    0x00fe..=0x010a,
    0x010f..=0x0119,
    0x011a..=0x011d,
    0x0120..=0x0132,
    0x013d..=0x0145,
    0x0147..=0x0148,
    0x014a..=0x014e,
    0x0150..=0x0159,
    0x015b..=0x015b,
    0x0200..=0x0209,
    0x0211..=0x0214,
    // How bright the pixels may be, colours of the screen, and a colour profile.
    0x80e3..=0x80e6,
    0x828d..=0x828e,
    0x8773..=0x8773,
];

/// Whether a TIFF file holds more than pixels: a description, an artist, a path, an editor's history.
pub(super) fn has_words(file: &[u8]) -> bool {
    let Some(tiff) = Tiff::new(file) else { return false };
    let mut next = tiff.first_directory();
    for _ in 0..MOST_DIRECTORIES {
        let Some((entries, following)) = next.and_then(|at| tiff.directory(at)) else { return false };
        // EXIF and a place are looked into on their own.
        let is_known = |tag: u16| matches!(tag, EXIF_IFD | GPS_IFD) || OF_PIXELS.iter().any(|tags| tags.contains(&tag));
        let is_blank = |value: &[u8]| value.iter().all(|byte| matches!(byte, 0 | b' '));
        if entries.iter().any(|entry| !is_known(entry.tag) && !is_blank(tiff.value(entry))) {
            return true;
        }
        next = following;
    }
    true
}

/// Looks for a place, a serial number, names and a second picture in an EXIF block, or in a TIFF file.
pub(super) fn look_into_exif(exif: &[u8], hidden: &mut BTreeSet<Hidden>) {
    let Some(tiff) = Tiff::new(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)) else { return };
    let mut waiting: Vec<usize> = tiff.first_directory().into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(at) = waiting.pop() {
        if !seen.insert(at) || seen.len() > MOST_DIRECTORIES {
            continue;
        }
        let Some((entries, next)) = tiff.directory(at) else { continue };
        waiting.extend(next);
        for entry in &entries {
            look_into_entry(tiff, entry, &mut waiting, hidden);
        }
    }
}

fn look_into_entry(tiff: Tiff<'_>, entry: &Entry, waiting: &mut Vec<usize>, hidden: &mut BTreeSet<Hidden>) {
    let is_filled = |value: &[u8]| value.iter().any(|byte| !matches!(byte, 0 | b' ' | b'-' | b'0'));
    match entry.tag {
        EXIF_IFD | SUB_IFDS => {
            let value = if entry.count == 1 { None } else { Some(tiff.value(entry)) };
            match value {
                None => waiting.extend(tiff.long(entry.at).and_then(|at| usize::try_from(at).ok())),
                Some(value) => waiting.extend((0..value.len() / 4).take(MOST_DIRECTORIES).filter_map(|number| {
                    let bytes: [u8; 4] = value[number * 4..number * 4 + 4].try_into().ok()?;
                    usize::try_from(if tiff.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }).ok()
                })),
            }
        }
        GPS_IFD => {
            let directory = tiff.long(entry.at).and_then(|at| usize::try_from(at).ok()).and_then(|at| tiff.directory(at));
            // 1 to 4: latitude and longitude; 19 to 22: those of the destination; 27 and 28: the place in words. A
            // directory that cannot be read may stand in another way: EXIF that names one is believed.
            let is_place = |entry: &Entry| matches!(entry.tag, 1..=4 | 19..=22 | 27 | 28);
            if directory.is_none_or(|(entries, _)| entries.iter().any(is_place)) {
                hidden.insert(Hidden::Place);
            }
        }
        // Serial numbers of the body, the lens and the camera (DNG); the maker's own notes.
        0xa431 | 0xa435 | 0xc62f if is_filled(tiff.value(entry)) => drop(hidden.insert(Hidden::SerialNumber)),
        0x927c | 0xc634 if entry.count > 4 => drop(hidden.insert(Hidden::SerialNumber)),
        // The owner of the camera; authors as Windows writes them.
        0xa430 if is_filled(tiff.value(entry)) => drop(hidden.insert(Hidden::Names)),
        // A thumbnail in JPEG.
        0x0201 if entry.count == 1 => drop(hidden.insert(Hidden::SecondPicture)),
        // XMP in a TIFF.
        0x02bc => look_into_xmp(tiff.value(entry), hidden),
        _ => {}
    }
}

/// Looks for a place, a serial number and a second picture in XMP (ISO 16684), or in a piece of it.
pub(super) fn look_into_xmp(xmp: &[u8], hidden: &mut BTreeSet<Hidden>) {
    // XMP may be written in UTF-16: without its zeros it is read all the same.
    let text: Vec<u8> = xmp.iter().copied().filter(|byte| *byte != 0).collect();
    let holds = |word: &[u8]| memchr::memmem::find(&text, word).is_some();
    if [&b"GPSLatitude"[..], b"GPSLongitude", b"GPSDest", b"GPSCoordinates", b"geo:lat"].iter().any(|word| holds(word)) {
        hidden.insert(Hidden::Place);
    }
    if [&b"SerialNumber"[..], b"BodySerial", b"LensSerial"].iter().any(|word| holds(word)) {
        hidden.insert(Hidden::SerialNumber);
    }
    if [&b"CameraOwnerName"[..], b"OwnerName"].iter().any(|word| holds(word)) {
        hidden.insert(Hidden::Names);
    }
    if [&b"xmpGImg:image"[..], b"xapGImg:image", b"GImage:Data", b"GDepth:Data", b"MotionPhoto", b"MicroVideo"].iter().any(|word| holds(word)) {
        hidden.insert(Hidden::SecondPicture);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_read_back() {
        for number in 2..=8 {
            assert_eq!(turn(&turned(number)), Some(number));
            assert_eq!(orientation(&[b"Exif\0\0", &turned(number)[..]].concat()), Some(number));
        }
        assert_eq!((turn(&turned(1)), turn(&turned(9)), turn(b"MM"), turn(b"")), (None, None, None, None));
    }

    #[test]
    fn a_description_is_told_of_a_tiff_and_a_program_is_not() {
        let tagged = |tag: u16| [b"MM\0\x2a\0\0\0\x08\0\x01", &tag.to_be_bytes()[..], b"\0\x02\0\0\0\x04Ada\0\0\0\0\0"].concat();
        for (tag, is_told) in [(0x010d, true), (0x010e, true), (0x013b, true), (0x8298, true), (0xfde8, true), (0x0131, false), (0x0100, false)] {
            assert_eq!(has_words(&tagged(tag)), is_told, "{tag:x}");
        }
        assert!(!has_words(&turned(6)) && !has_words(b""));
    }

    #[test]
    fn a_directory_that_names_itself_is_read_once() {
        let mut block = turned(6);
        block[22..26].copy_from_slice(&8u32.to_be_bytes());
        let mut hidden = BTreeSet::new();
        look_into_exif(&block, &mut hidden);
        assert!(hidden.is_empty());
    }

    #[test]
    fn a_place_is_found_and_a_turn_alone_is_not() {
        let mut hidden = BTreeSet::new();
        look_into_exif(&turned(6), &mut hidden);
        assert!(hidden.is_empty());
        let gps = b"II\x2a\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0";
        look_into_exif(gps, &mut hidden);
        assert!(hidden.contains(&Hidden::Place));
    }
}
