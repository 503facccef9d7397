use super::exif::look_into_xmp;
use super::survey::look_after_end;
use super::{Scanner, Survey};
use std::io::{self, ErrorKind};

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;
const GRAPHIC_CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;
/// The most bytes of an extension that are looked into.
const EXTENSION_BYTES: usize = 64 * 1024;

/// Goes through a GIF (GIF89a specification) up to its trailer. Kept are the screen, the colour tables, the images with how long
/// they are shown, and how often a moving one is repeated.
pub(super) fn survey(file: &mut Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    let head: [u8; 13] = file.array()?;
    survey.pieces.copy(0, 13)?;
    table(file, survey, head[10])?;
    let mut repeats = false;
    loop {
        match file.byte()? {
            TRAILER => {
                survey.pieces.make([TRAILER])?;
                return look_after_end(file, survey);
            }
            EXTENSION => extension(file, survey, &mut repeats)?,
            IMAGE => image(file, survey)?,
            // Some programs end a list of blocks twice.
            0 => {}
            _ => return Ok(()),
        }
    }
}

/// A colour table, if the flags before it say that there is one (18 and 20).
fn table(file: &mut Scanner<'_>, survey: &mut Survey, flags: u8) -> io::Result<()> {
    if flags & 0x80 == 0 {
        return Ok(());
    }
    let (start, length) = (file.at(), 3 << ((flags & 7) + 1));
    file.skip(length)?;
    survey.pieces.copy(start, length)
}

/// An image (20): its place and flags, its colours, and its packed pixels in blocks.
fn image(file: &mut Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    let start = file.at() - 1;
    let descriptor: [u8; 9] = file.array()?;
    survey.pieces.copy(start, 10)?;
    table(file, survey, descriptor[8])?;
    let start = file.at();
    let mut codes = Codes::new(file.byte()?);
    let (mut end, mut last) = (file.at(), Vec::new());
    // Where the file breaks off, the blocks that are whole are shown.
    let ended = blocks(file, |at, block| {
        if codes.is_over {
            return;
        }
        match codes.take(block) {
            taken if taken == block.len() => end = at,
            taken => last = [&[u8::try_from(taken).unwrap_or(u8::MAX)][..], &block[..taken]].concat(),
        }
    });
    survey.pieces.copy(start, end - start)?;
    if codes.is_over && (ended.is_ok() || !last.is_empty()) {
        survey.pieces.make([&last[..], &[0]].concat())?;
    }
    ended
}

/// Reads the codes of packed pixels (LZW, appendix F) to know where they end; the pixels are not unpacked.
struct Codes {
    /// The code that empties the table; the next one ends the pixels.
    clear: u32,
    /// Bits of one code.
    width: u32,
    /// How many codes mean something.
    known: u32,
    is_first: bool,
    bits: u32,
    count: u32,
    is_over: bool,
}

/// Bits of the longest code.
const WIDEST: u32 = 12;

impl Codes {
    /// Codes of pixels that have so many bits.
    fn new(bits: u8) -> Codes {
        // More bits has no pixel: the codes are then read as something, and nothing shows them.
        let bits = u32::from(bits).clamp(1, WIDEST - 1);
        let clear = 1 << bits;
        Codes { clear, width: bits + 1, known: clear + 2, is_first: true, bits: 0, count: 0, is_over: false }
    }

    /// Takes the next bytes; says how many of them belong to the codes.
    fn take(&mut self, bytes: &[u8]) -> usize {
        for (at, byte) in bytes.iter().enumerate() {
            self.bits |= u32::from(*byte) << self.count;
            self.count += 8;
            while self.count >= self.width && !self.is_over {
                let code = self.bits & ((1 << self.width) - 1);
                self.bits >>= self.width;
                self.count -= self.width;
                self.code(code);
            }
            if self.is_over {
                return at + 1;
            }
        }
        bytes.len()
    }

    fn code(&mut self, code: u32) {
        if code == self.clear {
            *self = Codes { bits: self.bits, count: self.count, ..Codes::new(u8::try_from(self.clear.ilog2()).unwrap_or(u8::MAX)) };
            return;
        }
        self.is_over = code == self.clear + 1;
        // Each code but the first makes one more known, as long as there is room.
        if !std::mem::take(&mut self.is_first) && self.known < 1 << WIDEST {
            self.known += 1;
        }
        if self.known == 1 << self.width && self.width < WIDEST {
            self.width += 1;
        }
    }
}

/// Passes over blocks up to the empty one; tells of each the place behind it, and its bytes.
fn blocks(file: &mut Scanner<'_>, mut each: impl FnMut(u64, &[u8])) -> io::Result<()> {
    loop {
        let length = file.byte()?;
        let block = file.bytes(u64::from(length))?;
        each(file.at(), &block);
        if length == 0 {
            return Ok(());
        }
    }
}

fn extension(file: &mut Scanner<'_>, survey: &mut Survey, repeats: &mut bool) -> io::Result<()> {
    let label = file.byte()?;
    let mut whole: Vec<u8> = Vec::new();
    let mut lengths = Vec::new();
    blocks(file, |_, block| {
        if whole.len() < EXTENSION_BYTES {
            whole.extend(block);
            lengths.push(block.len());
        }
    })?;
    match (label, &lengths[..]) {
        (GRAPHIC_CONTROL, [4, ..]) => survey.pieces.make([&[EXTENSION, label, 4][..], &whole[..4], &[0]].concat()),
        // How often a moving GIF is repeated: of two programs, whose words all browsers know.
        (APPLICATION, [11, 3, ..]) if !*repeats && (whole.starts_with(b"NETSCAPE2.0\x01") || whole.starts_with(b"ANIMEXTS1.0\x01")) => {
            *repeats = true;
            survey.pieces.make([&[EXTENSION, label, 11][..], &whole[..11], &[3], &whole[11..14], &[0]].concat())
        }
        (APPLICATION, _) => {
            look_into_xmp(&whole, &mut survey.hidden);
            Ok(())
        }
        (_, []) => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::clean_picture;
    use std::io::Cursor;

    fn clean(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        clean_picture(&mut Cursor::new(bytes), &mut out).unwrap();
        out
    }

    const HEAD: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    const LOOP: &[u8] = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    const CONTROL: &[u8] = b"\x21\xf9\x04\0\x0a\0\0\0";
    const PIXELS: &[u8] = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";

    #[test]
    fn comments_texts_and_other_programs_words_are_left_out() {
        let hidden = [
            &b"\x21\xfe\x04hide\0"[..],
            b"\x21\x01\x04hide\x04hide\0",
            b"\x21\xff\x0bXMP DataXMP\x04hide\0",
            b"\x21\xff\x0bICCRGBG1012\x04hide\0",
            b"\x21\xff\x0bNETSCAPE2.0\x05\x02hide\0",
            b"\x21\x77\x04hide\0",
        ]
        .concat();
        let picture = [HEAD, &hidden, LOOP, LOOP, CONTROL, &hidden, PIXELS, &hidden, b";hide"].concat();
        let wanted = [HEAD, LOOP, CONTROL, PIXELS, b";"].concat();
        assert_eq!(clean(&picture), wanted);
        assert_eq!(clean(&wanted), wanted);
    }

    #[test]
    fn blocks_are_cut_to_what_is_meant() {
        let picture = [HEAD, b"\x21\xf9\x04\0\x0a\0\0\x04hide\0", b"\x21\xff\x0bANIMEXTS1.0\x03\x01\0\0\x04hide\0", PIXELS, b";"].concat();
        assert_eq!(clean(&picture), [HEAD, CONTROL, b"\x21\xff\x0bANIMEXTS1.0\x03\x01\0\0\0", PIXELS, b";"].concat());
    }

    #[test]
    fn a_gif_that_breaks_off_is_shown_as_far_as_it_goes() {
        let whole = [HEAD, PIXELS].concat();
        assert_eq!(clean(&whole), whole);
        assert_eq!(clean(&[&whole[..whole.len() - 1], b"\x20hide"].concat()), whole[..whole.len() - 1]);
        assert_eq!(clean(&[HEAD, b"hide"].concat()), HEAD);
    }

    #[test]
    fn packed_pixels_end_at_their_code() {
        // Of pixels of two bits: clear, 0, the end, each of three bits.
        let image = |blocks: &[u8]| [HEAD, b"\x2c\0\0\0\0\x01\0\x01\0\0\x02", blocks, b"\x3b"].concat();
        assert_eq!(clean(&image(b"\x02\x44\x01\0")), image(b"\x02\x44\x01\0"));
        assert_eq!(clean(&image(b"\x06\x44\x01hide\x04hide\0")), image(b"\x02\x44\x01\0"));
        assert_eq!(clean(&image(b"\x02\x44\x01\x04hide\0")), image(b"\x02\x44\x01\0"));
    }
}
