use super::colour_profile::{LARGEST_PROFILE, clean_profile};
use super::exif::{look_into_exif, look_into_xmp, turn, turned};
use super::pieces::Seam;
use super::survey::look_after_end;
use super::unpacking::{Unpacking, unpacked};
use super::{Hidden, Purpose, Scanner, Survey};
use flate2::Crc;
use flate2::write::ZlibEncoder;
use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Write};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The most bytes of a text that is looked into.
const TEXT: u64 = 1024 * 1024;
/// The most bytes of a chunk (PNG, 5.3).
const LONGEST: u32 = i32::MAX as u32;

/// The chunks that are kept, with the lengths that they may have (PNG, 11.2 and 11.3). All stand once but `fcTL`.
const SMALL: [(&[u8; 4], std::ops::RangeInclusive<u32>); 14] = [
    (b"PLTE", 3..=768),
    (b"tRNS", 1..=256),
    (b"gAMA", 4..=4),
    (b"cHRM", 32..=32),
    (b"sRGB", 1..=1),
    (b"sBIT", 1..=4),
    (b"bKGD", 1..=6),
    (b"pHYs", 9..=9),
    (b"cICP", 4..=4),
    // Two spellings: the second is that of programs that were earlier than the standard.
    (b"mDCV", 24..=24),
    (b"mDCv", 24..=24),
    (b"cLLI", 8..=8),
    (b"cLLi", 8..=8),
    (b"acTL", 8..=8),
];

/// How the pixels of a PNG are stored (PNG, 11.2.1).
#[derive(Clone, Copy)]
struct Header {
    width: u32,
    height: u32,
    /// Greys 0, colours 2, a palette 3, greys with alpha 4, colours with alpha 6.
    colour_type: u8,
    /// Bits of one sample.
    depth: u8,
    /// Bits of one pixel.
    bits: u64,
    is_interlaced: bool,
}

impl Header {
    fn read(data: &[u8; 13]) -> Option<Header> {
        let number = |at: usize| Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?));
        let samples = match data[9] {
            0 | 3 => 1,
            2 => 3,
            4 => 2,
            6 => 4,
            _ => return None,
        };
        let is_known = matches!(data[8], 1 | 2 | 4 | 8 | 16) && data[10] == 0 && data[11] == 0 && data[12] <= 1;
        let (depth, colour_type) = (data[8], data[9]);
        let header = Header { width: number(0)?, height: number(4)?, colour_type, depth, bits: u64::from(depth) * samples, is_interlaced: data[12] == 1 };
        (is_known && header.width > 0 && header.height > 0).then_some(header)
    }

    /// Whether a chunk of this length says something of pixels that are stored so (PNG, 11.2.2 and 11.3).
    fn asks_for(&self, name: &[u8; 4], length: u32) -> bool {
        match (name, self.colour_type) {
            // Of other pictures it names colours for screens that show few: nothing shows them.
            (b"PLTE", 3) => length.is_multiple_of(3) && length <= 3 << self.depth.min(8),
            (b"PLTE", _) => false,
            (b"tRNS", 0) => length == 2,
            (b"tRNS", 2) => length == 6,
            (b"tRNS", 3) => length <= 1 << self.depth.min(8),
            (b"tRNS", _) => false,
            _ => true,
        }
    }

    /// How many bytes the pixels of a picture or a frame have when they are unpacked, at most.
    fn unpacked(&self, width: u32, height: u32) -> u64 {
        let rows = |width: u32, height: u32| match width {
            0 => 0,
            _ => u64::from(height).saturating_mul(1 + (u64::from(width) * self.bits).div_ceil(8)),
        };
        if !self.is_interlaced {
            return rows(width, height);
        }
        // Adam7 (PNG, 8.1): for each pass, where it begins and its steps, across and down.
        let passes = [(0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)];
        let steps = |length: u32, start: u32, step: u32| length.saturating_sub(start).div_ceil(step);
        passes.iter().map(|(x, across, y, down)| rows(steps(width, *x, *across), steps(height, *y, *down))).sum()
    }
}

/// A number from which on four bytes can be letters. No size, colour or light has one.
const LETTERS: u32 = 0x2000_0000;

/// Whether the numbers of a chunk are such as the chunk can have, and not words in their place.
fn is_plausible(name: &[u8; 4], data: &[u8]) -> bool {
    let numbers = match name {
        b"cHRM" | b"gAMA" | b"cLLI" | b"cLLi" | b"acTL" => data,
        b"pHYs" => &data[..8],
        // Eight places of colours in two bytes each stand before the two of light.
        b"mDCV" | b"mDCv" => &data[16..],
        _ => return true,
    };
    numbers.chunks_exact(4).all(|number| number.try_into().is_ok_and(|number| u32::from_be_bytes(number) < LETTERS))
}

struct Filter<'s> {
    survey: &'s mut Survey,
    header: Header,
    seen: BTreeSet<[u8; 4]>,
    /// The pixels of the picture, and of the frame that is read now.
    pixels: Unpacking,
    frame: Unpacking,
    /// How many frames are still to come: the rest are shown by nothing.
    frames: u32,
    shows_frame: bool,
    /// The place before the first pixels, and the turn that is to stand there.
    before_pixels: Option<Seam>,
    turn: Option<u16>,
}

/// Goes through a PNG (W3C, third edition) up to `IEND`. Kept are the chunks that say what the pixels and their colours are,
/// with the frames of a moving one, and of EXIF the turn. Pixel data is cut where its zlib stream ends.
pub(super) fn survey(file: &mut Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    file.skip(SIGNATURE.len() as u64)?;
    survey.pieces.make(SIGNATURE)?;
    // The first chunk is the header (PNG, 5.6).
    let start = file.at();
    let head: [u8; 8] = file.array()?;
    let data: [u8; 13] = file.array()?;
    let Some(header) = Header::read(&data).filter(|_| &head == b"\0\0\0\x0dIHDR") else { return Ok(()) };
    file.skip(4)?;
    survey.pieces.copy(start, 25)?;
    let pixels = Unpacking::new(header.unpacked(header.width, header.height));
    let mut filter =
        Filter { survey, header, seen: BTreeSet::new(), pixels, frame: Unpacking::new(0), frames: 0, shows_frame: false, before_pixels: None, turn: None };
    let ended = filter.chunks(file);
    let Filter { survey, before_pixels, turn, .. } = filter;
    if let Some((turn, seam)) = turn.zip(before_pixels) {
        survey.pieces.put(seam, chunk(b"eXIf", &turned(turn)));
    }
    ended
}

impl Filter<'_> {
    fn chunks(&mut self, file: &mut Scanner<'_>) -> io::Result<()> {
        loop {
            let start = file.at();
            let length = u32::from_be_bytes(file.array()?);
            let name: [u8; 4] = file.array()?;
            if length > LONGEST || !name.iter().all(u8::is_ascii_alphabetic) {
                return Ok(());
            }
            let next = file.at() + u64::from(length) + 4;
            match &name {
                b"IEND" => {
                    self.survey.pieces.make(chunk(b"IEND", b""))?;
                    file.go_to(next)?;
                    return look_after_end(file, self.survey);
                }
                b"fdAT" if !self.shows_frame => drop(self.survey.hidden.insert(Hidden::SecondPicture)),
                b"IDAT" | b"fdAT" => self.data(file, &name, length)?,
                b"fcTL" if length == 26 => self.frame_control(file, start)?,
                b"iCCP" => self.profile(file, length)?,
                b"eXIf" => {
                    let exif = file.up_to(u64::from(length))?;
                    self.turn = self.turn.or_else(|| turn(&exif));
                    look_into_exif(&exif, &mut self.survey.hidden);
                }
                b"tEXt" | b"zTXt" | b"iTXt" => self.text(file, &name, length)?,
                _ if SMALL.iter().any(|(known, lengths)| **known == name && lengths.contains(&length)) && file.length() >= next => {
                    self.small(file, &name, start, length)?;
                }
                _ => {}
            }
            file.go_to(next)?;
        }
    }

    /// A chunk that is kept whole, if it says something of this picture.
    fn small(&mut self, file: &mut Scanner<'_>, name: &[u8; 4], start: u64, length: u32) -> io::Result<()> {
        let data = file.bytes(u64::from(length))?;
        // A picture moves only if that is said before its pixels (PNG, 11.3.6.1).
        let is_late = name == b"acTL" && self.before_pixels.is_some();
        if is_late || !self.header.asks_for(name, length) || !is_plausible(name, &data) || !self.is_first(name) {
            return Ok(());
        }
        if name == b"acTL" {
            self.frames = data.first_chunk().map_or(0, |count| u32::from_be_bytes(*count));
        }
        self.survey.pieces.copy(start, u64::from(length) + 12)
    }

    fn is_first(&mut self, name: &[u8; 4]) -> bool {
        self.seen.insert(*name)
    }

    /// A part of the pixels, up to the end of their stream. Of `fdAT` the first four bytes are a number (PNG, 11.3.6.3).
    fn data(&mut self, file: &mut Scanner<'_>, name: &[u8; 4], length: u32) -> io::Result<()> {
        if self.before_pixels.is_none() {
            self.before_pixels = Some(self.survey.pieces.seam());
        }
        let is_frame = name == b"fdAT";
        let stream = if is_frame { &mut self.frame } else { &mut self.pixels };
        if self.survey.purpose == Purpose::Telling || stream.is_over() || length == 0 {
            return Ok(());
        }
        let start = file.at();
        let mut crc = Crc::new();
        crc.update(name);
        let mut kept = 0;
        if is_frame {
            crc.update(&file.array::<4>()?);
            kept = 4;
        }
        while kept < u64::from(length) && !stream.is_over() {
            let bytes = file.peek()?;
            let room = usize::try_from(u64::from(length) - kept).unwrap_or(usize::MAX).min(bytes.len());
            let taken = stream.take(&bytes[..room]);
            crc.update(&bytes[..taken]);
            file.consume(taken);
            kept += taken as u64;
            if taken == 0 {
                break;
            }
        }
        // At most the length of the chunk, which has 32 bits.
        let size = u32::try_from(kept).unwrap_or(length);
        if kept == u64::from(length) && file.left() >= 4 {
            return self.survey.pieces.copy(start - 8, kept + 12);
        }
        self.survey.pieces.make(size.to_be_bytes())?;
        self.survey.pieces.make(name)?;
        self.survey.pieces.copy(start, kept)?;
        self.survey.pieces.make(crc.sum().to_be_bytes())
    }

    /// The size and place of a frame (PNG, 11.3.6.2); its pixels follow.
    fn frame_control(&mut self, file: &mut Scanner<'_>, start: u64) -> io::Result<()> {
        if file.left() < 30 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.shows_frame = self.frames > 0;
        if !self.shows_frame {
            return Ok(());
        }
        self.frames -= 1;
        let _number: [u8; 4] = file.array()?;
        let (width, height) = (u32::from_be_bytes(file.array()?), u32::from_be_bytes(file.array()?));
        let (width, height) = (width.min(self.header.width), height.min(self.header.height));
        self.frame = Unpacking::new(self.header.unpacked(width, height));
        self.survey.pieces.copy(start, 38)
    }

    /// A colour profile (PNG, 11.3.2.3): packed anew under a name that says nothing.
    fn profile(&mut self, file: &mut Scanner<'_>, length: u32) -> io::Result<()> {
        if self.survey.purpose == Purpose::Telling || !self.is_first(b"iCCP") || u64::from(length) > LARGEST_PROFILE as u64 {
            return Ok(());
        }
        let data = file.bytes(u64::from(length))?;
        let packed = data.iter().take(80).position(|byte| *byte == 0).and_then(|end| data.get(end + 2..)).unwrap_or_default();
        let Some(profile) = unpacked(packed, LARGEST_PROFILE).and_then(|profile| clean_profile(&profile)) else { return Ok(()) };
        let mut encoder = ZlibEncoder::new(b"ICC profile\0\0".to_vec(), flate2::Compression::default());
        encoder.write_all(&profile)?;
        self.survey.pieces.make(chunk(b"iCCP", &encoder.finish()?))
    }

    /// Texts are left out. In one of them programs keep EXIF and XMP.
    fn text(&mut self, file: &mut Scanner<'_>, name: &[u8; 4], length: u32) -> io::Result<()> {
        let data = file.up_to(u64::from(length).min(TEXT))?;
        let text = match data.iter().position(|byte| *byte == 0).filter(|_| name == b"zTXt").and_then(|end| data.get(end + 2..)) {
            Some(packed) => unpacked(packed, TEXT as usize).unwrap_or_default(),
            None => data.clone(),
        };
        look_into_xmp(&text, &mut self.survey.hidden);
        if data.starts_with(b"Raw profile type exif") || data.starts_with(b"Raw profile type APP1") {
            look_into_exif(&hexadecimal(&text), &mut self.survey.hidden);
        }
        Ok(())
    }
}

/// The bytes of a text of hexadecimal digits, from the first one that begins as EXIF does.
fn hexadecimal(text: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = text.iter().filter_map(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8).collect();
    // "Exif", in digits: what stands before is a name and a length.
    let start = digits.windows(8).position(|eight| eight == [4, 5, 7, 8, 6, 9, 6, 6]).unwrap_or(digits.len());
    digits[start..].chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// A chunk with its length and its checksum.
fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(data);
    // What is made here is shorter than a profile.
    let length = data.len() as u32;
    [&length.to_be_bytes()[..], name, data, &crc.sum().to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::super::clean_picture;
    use super::super::colour_profile::tests::profile;
    use super::*;
    use std::io::Cursor;

    fn clean(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        clean_picture(&mut Cursor::new(bytes), &mut out).unwrap();
        out
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// The header of a grey picture of two by three pixels, and what it holds.
    fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
        [SIGNATURE, &chunk(b"IHDR", b"\0\0\0\x02\0\0\0\x03\x08\0\0\0\0"), &chunks.concat(), &chunk(b"IEND", b"")].concat()
    }

    fn pixels() -> Vec<u8> {
        packed(b"\0ab\0cd\0ef")
    }

    #[test]
    fn only_what_pixels_and_colours_need_is_left() {
        let hidden: Vec<Vec<u8>> =
            [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf", b"sPLT", b"hIST", b"prVt", b"caBX", b"vpAg", b"HIDE"].map(|name| chunk(name, b"hide\0hide")).into();
        let shown = [chunk(b"gAMA", b"\0\0\xb1\x8f"), chunk(b"pHYs", b"\0\0\x0b\x13\0\0\x0b\x13\x01"), chunk(b"IDAT", &pixels())];
        let picture =
            [&png(&[hidden.concat(), shown[0].clone(), chunk(b"gAMA", b"hide"), chunk(b"cHRM", b"hide"), shown[1..].concat(), hidden.concat()])[..], b"hide"]
                .concat();
        assert_eq!(clean(&picture), png(&shown));
        assert_eq!(clean(&png(&shown)), png(&shown));
    }

    #[test]
    fn pixel_data_ends_where_its_stream_ends() {
        let stream = pixels();
        let (first, rest) = stream.split_at(5);
        let picture = png(&[chunk(b"IDAT", first), chunk(b"IDAT", &[rest, b"hide"].concat()), chunk(b"IDAT", b"hide")]);
        assert_eq!(clean(&picture), png(&[chunk(b"IDAT", first), chunk(b"IDAT", rest)]));
        // More than the pixels that the header tells of.
        let bomb = png(&[chunk(b"IDAT", &packed(&vec![0; 10_000_000]))]);
        assert!(clean(&bomb).len() < bomb.len() && !clean(&bomb).is_empty());
    }

    #[test]
    fn a_png_that_breaks_off_is_shown_as_far_as_it_goes() {
        let whole = png(&[chunk(b"IDAT", &pixels())]);
        for length in 0..whole.len() {
            let cleaned = clean(&whole[..length]);
            assert!(cleaned.len() <= length + 12, "{length}");
        }
        let cut = [SIGNATURE, &chunk(b"IHDR", b"\0\0\0\x02\0\0\0\x03\x08\0\0\0\0"), b"\x7f\xff\xff\xffIDAT", &pixels(), b"hide"].concat();
        assert_eq!(clean(&cut), [SIGNATURE, &chunk(b"IHDR", b"\0\0\0\x02\0\0\0\x03\x08\0\0\0\0"), &chunk(b"IDAT", &pixels())].concat());
    }

    #[test]
    fn frames_of_a_moving_picture_are_kept() {
        let control = |number: u8| chunk(b"fcTL", &[&[0, 0, 0, number][..], b"\0\0\0\x02\0\0\0\x03", &[0; 14]].concat());
        let frame = |number: u8, more: &[u8]| chunk(b"fdAT", &[&[0, 0, 0, number][..], &pixels(), more].concat());
        let moving = |more: &[u8]| png(&[chunk(b"acTL", b"\0\0\0\x02\0\0\0\0"), control(0), chunk(b"IDAT", &pixels()), control(1), frame(2, more)]);
        assert_eq!(clean(&moving(b"")), moving(b""));
        assert_eq!(clean(&moving(b"hide")), moving(b""));
    }

    #[test]
    fn frames_that_nothing_shows_are_left_out() {
        let control = chunk(b"fcTL", &[&b"\0\0\0\0\0\0\0\x02\0\0\0\x03"[..], &[0; 14]].concat());
        let frame = [control.clone(), chunk(b"fdAT", &[&[0; 4][..], &packed(b"\0hi\0de\0!!")].concat())].concat();
        let still = chunk(b"IDAT", &pixels());
        assert_eq!(clean(&png(&[still.clone(), frame.clone()])), png(std::slice::from_ref(&still)));
        let one = [chunk(b"acTL", b"\0\0\0\x01\0\0\0\0"), control, still.clone()].concat();
        assert_eq!(clean(&png(&[one.clone(), frame.clone()])), png(&[one]));
        let late = [still.clone(), chunk(b"acTL", b"\0\0\0\x01\0\0\0\0"), frame].concat();
        assert_eq!(clean(&png(&[late])), png(&[still]));
    }

    #[test]
    fn colours_that_no_pixel_can_have_and_words_for_numbers_are_left_out() {
        let still = chunk(b"IDAT", &pixels());
        for (name, data) in [(b"PLTE", &b"hidden"[..]), (b"tRNS", b"hide"), (b"cHRM", &[b'h'; 32]), (b"mDCV", &[b'h'; 24]), (b"pHYs", b"hidehide\x01")] {
            assert_eq!(clean(&png(&[chunk(name, data), still.clone()])), png(std::slice::from_ref(&still)));
        }
        let palette = |more: &[u8]| {
            let header = chunk(b"IHDR", b"\0\0\0\x02\0\0\0\x03\x01\x03\0\0\0");
            [SIGNATURE, &header, &chunk(b"PLTE", &[b"123456", more].concat()), &chunk(b"tRNS", b"ab"), &chunk(b"IEND", b"")].concat()
        };
        assert_eq!(clean(&palette(b"")), palette(b""));
        assert!(memchr::memmem::find(&clean(&palette(b"hidden")), b"hidden").is_none());
    }

    #[test]
    fn a_turn_is_written_before_the_pixels() {
        let picture = png(&[chunk(b"IDAT", &pixels()), chunk(b"eXIf", &[&turned(6)[..], b"hide"].concat())]);
        assert_eq!(clean(&picture), png(&[chunk(b"eXIf", &turned(6)), chunk(b"IDAT", &pixels())]));
    }

    #[test]
    fn a_profile_is_kept_under_another_name_and_a_bomb_is_not() {
        let colours = profile("Display P3", b"bkpt", b"XYZ \0\0\0\0");
        let named = |name: &[u8], bytes: &[u8]| png(&[chunk(b"iCCP", &[name, b"\0\0", &packed(bytes)].concat()), chunk(b"IDAT", &pixels())]);
        assert_eq!(clean(&named(b"hide", &colours)), named(b"ICC profile", &colours));
        for bytes in [vec![0; 50_000_000], b"hide".to_vec()] {
            assert_eq!(clean(&named(b"x", &bytes)), png(&[chunk(b"IDAT", &pixels())]));
        }
    }

    #[test]
    fn interlaced_pixels_are_counted_pass_by_pass() {
        let header = Header { width: 5, height: 5, colour_type: 0, depth: 8, bits: 8, is_interlaced: true };
        // 25 pixels, and a byte for each row of the seven passes.
        assert_eq!(header.unpacked(5, 5), 25 + 1 + 1 + 1 + 2 + 1 + 3 + 2);
    }
}
