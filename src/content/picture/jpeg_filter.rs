use super::colour_profile::{LARGEST_PROFILE, clean_profile};
use super::exif::{look_into_exif, look_into_xmp, orientation, turned};
use super::jpeg_frame::{DAC, DHT, DQT, Frame, Tables};
use super::survey::look_after_end;
use super::{Hidden, Scanner, Survey};
use std::collections::BTreeSet;
use std::io::{self, Cursor, ErrorKind};

// Markers of JPEG (ITU-T T.81, table B.1).
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const DNL: u8 = 0xdc;
const DRI: u8 = 0xdd;
const JPG: u8 = 0xc8;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP13: u8 = 0xed;
const APP14: u8 = 0xee;
const TEM: u8 = 0x01;

const PROFILE: &[u8] = b"ICC_PROFILE\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const XMP_EXTENSION: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
/// The most bytes of a profile in one segment (ICC.1:2022, annex B.4): 65,535 less length, name and two numbers.
const PROFILE_PART: usize = 65_519;

/// What is kept of the application segments, and is written before all others.
#[derive(Default)]
struct Application {
    /// JFIF (T.871) up to its thumbnail.
    jfif: Option<[u8; 12]>,
    /// EXIF orientation, 2 to 8.
    turn: Option<u16>,
    /// The parts of a colour profile: number, of how many, bytes.
    profile: Vec<(u8, u8, Vec<u8>)>,
    /// Which transform the colours went through (T.872, 6.5.3).
    adobe: Option<[u8; 12]>,
}

/// Goes through a JPEG (T.81, annex B) up to its first EOI. Kept are the frame, the scans with the tables that they
/// use, each cut to the length that its own numbers give it; entropy-coded data up to a marker; JFIF, a colour profile, Adobe's transform, and
/// a turn. Bytes between segments are passed over, as decoders do.
pub(super) fn survey(file: &mut Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    file.skip(2)?;
    survey.pieces.make([0xff, SOI])?;
    let start = survey.pieces.seam();
    let mut application = Application::default();
    let ended = segments(file, survey, &mut application);
    survey.pieces.put(start, application.to_bytes());
    ended
}

fn segments(file: &mut Scanner<'_>, survey: &mut Survey, application: &mut Application) -> io::Result<()> {
    let mut coding = Coding::default();
    loop {
        let marker = next_marker(file)?;
        match marker {
            EOI => {
                // Without a scan there is nothing to see, and still a size.
                if let Some(frame) = coding.frame.filter(Frame::is_bare) {
                    survey.pieces.make(segment(frame.marker, &frame.body))?;
                }
                survey.pieces.make([0xff, EOI])?;
                return look_after_end(file, survey);
            }
            // No picture begins within another.
            SOI => return Ok(()),
            TEM | 0xd0..=0xd7 => continue,
            _ => {}
        }
        let body = body(file)?;
        match marker {
            0xe0..=0xef => application.take(marker, &body, &mut survey.hidden),
            DQT | DHT | DAC => coding.tables.define(marker, &body),
            DRI => coding.interval = body.first_chunk().copied(),
            DNL => {
                if let Some(lines) = body.first_chunk::<2>().filter(|_| coding.frame.as_ref().is_some_and(Frame::has_no_height)) {
                    survey.pieces.make(segment(DNL, lines))?;
                }
            }
            SOS => {
                // A scan of nothing, or of what was scanned before, is another picture.
                let Some(before) = coding.before_scan(&body) else { return Ok(()) };
                survey.pieces.make(before)?;
                scan(file, survey)?;
            }
            // A frame's marker: C0 to CF but for three.
            0xc0..=0xcf if marker != JPG => {
                // A second frame is another picture.
                let Some(frame) = Frame::read(marker, &body).filter(|_| coding.frame.is_none()) else { return Ok(()) };
                coding.frame = Some(frame);
            }
            _ => {}
        }
    }
}

/// What decoders need to know before the next scan.
#[derive(Default)]
struct Coding {
    tables: Tables,
    /// How many units stand between two restart markers (T.81, B.2.4.4).
    interval: Option<[u8; 2]>,
    frame: Option<Frame>,
}

impl Coding {
    /// The segments that a scan needs, with its own header at the end; nothing, if the scan shows nothing.
    fn before_scan(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        let frame = self.frame.as_mut()?;
        let is_first = frame.is_bare();
        let (length, used) = frame.scan(body)?;
        let mut segments = Vec::new();
        let mut add = |marker: u8, body: &[u8]| segments.extend(if body.is_empty() { Vec::new() } else { segment(marker, body) });
        add(DQT, &self.tables.take(DQT, used.quantisation));
        if is_first {
            add(frame.marker, &frame.body);
        }
        add(DRI, self.interval.take().as_ref().map_or(&[], |interval| interval));
        add(DHT, &self.tables.take(DHT, used.huffman));
        add(DAC, &self.tables.take(DAC, used.arithmetic));
        add(SOS, &body[..length]);
        Some(segments)
    }
}

/// The next marker: what stands before its `FF`, and further `FF`s before its number, are passed over (T.81, B.1.1.2).
fn next_marker(file: &mut Scanner<'_>) -> io::Result<u8> {
    loop {
        let bytes = file.peek()?;
        if bytes.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let Some(before) = memchr::memchr(0xff, bytes) else {
            let length = bytes.len();
            file.consume(length);
            continue;
        };
        file.consume(before + 1);
        let mut number = 0xff;
        while number == 0xff {
            number = file.byte()?;
        }
        if number != 0 {
            return Ok(number);
        }
    }
}

/// The bytes of a segment after its length.
fn body(file: &mut Scanner<'_>) -> io::Result<Vec<u8>> {
    let length = u64::from(u16::from_be_bytes(file.array()?));
    match length.checked_sub(2) {
        Some(length) => file.bytes(length),
        None => Err(ErrorKind::UnexpectedEof.into()),
    }
}

/// A segment with its marker and length.
fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    // A body was read from a segment, or is shorter than one.
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    [&[0xff, marker][..], &length.to_be_bytes(), body].concat()
}

/// Keeps entropy-coded data up to the first marker that does not belong to it (T.81, B.1.1.5): `FF 00` is a byte of the
/// data, and `FF D0` to `FF D7` let a decoder begin again.
fn scan(file: &mut Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    let start = file.at();
    let end = scan_end(file);
    // Where the file breaks off, what is there of the scan is shown.
    let stop = *end.as_ref().unwrap_or(&file.length());
    survey.pieces.copy(start, stop - start)?;
    file.go_to(end?)
}

fn scan_end(file: &mut Scanner<'_>) -> io::Result<u64> {
    loop {
        let bytes = file.peek()?;
        if bytes.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let Some(before) = memchr::memchr(0xff, bytes) else {
            let length = bytes.len();
            file.consume(length);
            continue;
        };
        file.consume(before);
        let marker = file.at();
        let mut number = 0xff;
        while number == 0xff {
            number = file.byte()?;
        }
        if !matches!(number, 0 | 0xd0..=0xd7) {
            return Ok(marker);
        }
    }
}

impl Application {
    /// Takes what is kept of an application segment, and notes what is not.
    fn take(&mut self, marker: u8, body: &[u8], hidden: &mut BTreeSet<Hidden>) {
        match marker {
            APP0 if body.starts_with(b"JFIF\0") => {
                self.jfif = self.jfif.or_else(|| body.get(..12)?.try_into().ok());
                // The size of a thumbnail.
                if body.get(12..14).is_some_and(|size| size[0] > 0 && size[1] > 0) {
                    hidden.insert(Hidden::SecondPicture);
                }
            }
            APP0 if body.starts_with(b"JFXX\0") => drop(hidden.insert(Hidden::SecondPicture)),
            APP1 if body.starts_with(b"Exif\0") => {
                self.turn = self.turn.or_else(|| orientation(body));
                look_into_exif(body, hidden);
            }
            APP1 if body.starts_with(XMP) || body.starts_with(XMP_EXTENSION) => look_into_xmp(body, hidden),
            APP2 if body.starts_with(PROFILE) => {
                let size: usize = self.profile.iter().map(|(_, _, part)| part.len()).sum();
                if let [number, count, part @ ..] = &body[PROFILE.len()..]
                    && size < LARGEST_PROFILE
                {
                    self.profile.push((*number, *count, part.to_vec()));
                }
            }
            // Several pictures in one file (CIPA DC-007).
            APP2 if body.starts_with(b"MPF\0") => drop(hidden.insert(Hidden::SecondPicture)),
            // Photoshop's thumbnails.
            APP13 if memchr::memmem::find(body, b"8BIM\x04\x0c").is_some() || memchr::memmem::find(body, b"8BIM\x04\x09").is_some() => {
                hidden.insert(Hidden::SecondPicture);
            }
            APP14 if body.starts_with(b"Adobe") => self.adobe = self.adobe.or_else(|| body.get(..12)?.try_into().ok()),
            _ => {}
        }
    }

    /// The colour profile, if all its parts are there.
    fn whole_profile(&self) -> Option<Vec<u8>> {
        let mut parts: Vec<&(u8, u8, Vec<u8>)> = self.profile.iter().collect();
        parts.sort_by_key(|(number, _, _)| *number);
        let is_whole = parts.iter().zip(1..).all(|((number, count, _), place)| usize::from(*number) == place && usize::from(*count) == parts.len());
        let bytes: Vec<u8> = parts.iter().flat_map(|(_, _, part)| part).copied().collect();
        if is_whole { clean_profile(&bytes) } else { None }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(jfif) = self.jfif {
            // A thumbnail of no width and no height.
            bytes.extend(segment(APP0, &[&jfif[..], &[0, 0]].concat()));
        }
        if let Some(turn) = self.turn {
            bytes.extend(segment(APP1, &[b"Exif\0\0", &turned(turn)[..]].concat()));
        }
        let profile = self.whole_profile().unwrap_or_default();
        let parts = profile.chunks(PROFILE_PART);
        let count = u8::try_from(parts.len()).unwrap_or(u8::MAX);
        for (part, number) in parts.zip(1..=u8::MAX) {
            bytes.extend(segment(APP2, &[PROFILE, &[number, count], part].concat()));
        }
        if let Some(adobe) = self.adobe {
            bytes.extend(segment(APP14, &adobe));
        }
        bytes
    }
}

/// What the segments of a JPEG before its picture say.
pub(in crate::content) struct JpegHead {
    /// 1 to 8, as EXIF has it.
    pub(in crate::content) turn: u16,
    /// How many colours a point has.
    pub(in crate::content) components: u8,
    /// How many bytes decoding takes for each point: in the progressive form all coefficients are held at once.
    pub(in crate::content) is_progressive: bool,
}

impl JpegHead {
    /// Reads the beginning of a JPEG.
    pub(in crate::content) fn read(head: &[u8]) -> JpegHead {
        let mut found = JpegHead { turn: 1, components: 3, is_progressive: false };
        let mut head = Cursor::new(head);
        // What breaks off says no more.
        if let Ok(mut file) = Scanner::new(&mut head) {
            drop(file.skip(2).and_then(|()| found.fill(&mut file)));
        }
        found
    }

    fn fill(&mut self, file: &mut Scanner<'_>) -> io::Result<()> {
        let mut application = Application::default();
        loop {
            let marker = next_marker(file)?;
            if matches!(marker, TEM | 0xd0..=0xd7) {
                continue;
            }
            if matches!(marker, SOI | EOI | SOS) {
                return Ok(());
            }
            let body = body(file)?;
            match marker {
                APP1 => application.take(marker, &body, &mut BTreeSet::new()),
                DHT | DAC | JPG => {}
                // Start of frame: precision, height, width, and how many components follow.
                0xc0..=0xcf => {
                    self.components = body.get(5).copied().unwrap_or(self.components);
                    self.is_progressive = matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
                }
                _ => {}
            }
            self.turn = application.turn.unwrap_or(self.turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::clean_picture;
    use super::*;

    fn clean(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        clean_picture(&mut Cursor::new(bytes), &mut out).unwrap();
        out
    }

    fn exif(number: u16) -> Vec<u8> {
        [b"Exif\0\0", &turned(number)[..]].concat()
    }

    /// One grey frame of two by three points, with a quantisation table.
    fn frame() -> Vec<u8> {
        [segment(DQT, &[0; 65]), segment(0xc0, &[8, 0, 2, 0, 3, 1, 1, 0x11, 0])].concat()
    }

    fn scan_of(data: &[u8]) -> Vec<u8> {
        [&segment(SOS, &[1, 1, 0, 0, 63, 0])[..], data].concat()
    }

    #[test]
    fn only_a_turn_is_left_of_what_a_camera_writes() {
        let wanted = [b"\xff\xd8".to_vec(), segment(APP1, &exif(6)), frame(), scan_of(b"1\xff\x002\xff\xd03"), vec![0xff, EOI]].concat();
        let picture = [
            b"\xff\xd8".to_vec(),
            segment(APP1, b"http://ns.adobe.com/xap/1.0/\0hide"),
            b"\xff\xff\xff".to_vec(),
            segment(APP1, &[&exif(6)[..], b"hide"].concat()),
            segment(APP2, b"MPF\0hide"),
            segment(APP2, b"ICC_PROFILE\0\x01\x01hide"),
            segment(APP0, b"JFXX\0\x10hide"),
            segment(0xfe, b"hide"),
            frame(),
            scan_of(b"1\xff\x002\xff\xd03"),
            segment(0xfe, b"hide"),
            b"hide\xff".to_vec(),
            vec![0xff, EOI],
            b"hide".to_vec(),
        ]
        .concat();
        assert_eq!(clean(&picture), wanted);
        assert_eq!(clean(&wanted), wanted);
    }

    #[test]
    fn segments_between_scans_are_kept_if_they_are_needed() {
        let start = [b"\xff\xd8".to_vec(), segment(DQT, &[0; 65]), segment(0xc2, &[8, 0, 2, 0, 3, 1, 1, 0x11, 0])].concat();
        let table = |number: u8| segment(DHT, &[&[number], &[0; 16][..]].concat());
        let scan = |first: u8, bits: u8| segment(SOS, &[1, 1, 0, first, first, bits]);
        let (first, second) = ([table(0), scan(0, 1), b"1".to_vec()].concat(), [table(0x10), scan(1, 0), b"2".to_vec()].concat());
        let repeated = [scan(1, 0), b"hide".to_vec()].concat();
        let picture = [&start[..], &table(0x11), &first, &segment(0xe5, b"hide"), &second, &repeated, &[0xff, EOI]].concat();
        let wanted = [start, first, second].concat();
        assert_eq!(clean(&picture), wanted);
    }

    #[test]
    fn tables_and_scans_that_show_nothing_are_left_out() {
        let wanted = [b"\xff\xd8".to_vec(), frame(), scan_of(b"1"), vec![0xff, EOI]].concat();
        let hidden = [segment(DQT, &[&[0][..], &[b'h'; 64]].concat()), segment(DQT, &[&[2][..], &[b'h'; 64]].concat())].concat();
        let late = [segment(DQT, &[&[0][..], &[b'h'; 64]].concat()), vec![0xff, EOI]].concat();
        assert_eq!(clean(&[&b"\xff\xd8"[..], &hidden, &frame(), &scan_of(b"1"), &late].concat()), wanted);
        let again = [&b"\xff\xd8"[..], &frame(), &scan_of(b"1"), &scan_of(b"hide"), &[0xff, EOI]].concat();
        assert_eq!(clean(&again), wanted[..wanted.len() - 2]);
    }

    #[test]
    fn a_segment_is_cut_to_what_its_numbers_ask_for() {
        let long = segment(DQT, &[&[0; 65][..], &[0x77], b"hide"].concat());
        let before = [b"\xff\xd8".to_vec(), long, segment(DRI, b"\0\x01hide")].concat();
        let picture = [before, frame()[69..].to_vec(), scan_of(b"1"), segment(DNL, b"hide"), vec![0xff, EOI]].concat();
        let wanted = [b"\xff\xd8".to_vec(), frame(), segment(DRI, b"\0\x01"), scan_of(b"1"), vec![0xff, EOI]].concat();
        assert_eq!(clean(&picture), wanted);
    }

    #[test]
    fn a_jpeg_that_breaks_off_is_shown_as_far_as_it_goes() {
        let whole = [b"\xff\xd8".to_vec(), frame(), scan_of(b"1234")].concat();
        assert_eq!(clean(&whole), whole);
        assert_eq!(clean(&[&whole[..], b"\xff"].concat()), [&whole[..], b"\xff"].concat());
        assert_eq!(clean(b"\xff\xd8\xff\xe1\xff\xffhide"), b"\xff\xd8");
        assert_eq!(clean(b"\xff\xd8\xff\xe1\0\x01hide"), b"\xff\xd8");
    }

    #[test]
    fn a_thumbnail_is_cut_off_from_jfif() {
        let picture = [b"\xff\xd8".to_vec(), segment(APP0, b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01RGB"), vec![0xff, EOI]].concat();
        assert_eq!(clean(&picture), [b"\xff\xd8".to_vec(), segment(APP0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"), vec![0xff, EOI]].concat());
    }
}
