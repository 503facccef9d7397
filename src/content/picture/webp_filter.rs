use super::colour_profile::{LARGEST_PROFILE, clean_profile};
use super::exif::{look_into_exif, look_into_xmp, turn, turned};
use super::survey::look_after_end;
use super::{Hidden, Pieces, Scanner, Survey};
use std::io;

// Flags of the extended header (RFC 9649, 2.7).
const HAS_PROFILE: u8 = 0b0010_0000;
const HAS_ALPHA: u8 = 0b0001_0000;
const HAS_EXIF: u8 = 0b0000_1000;
const MOVES: u8 = 0b0000_0010;

/// The most bytes of EXIF or XMP that are looked into.
const METADATA: u64 = 1024 * 1024;

/// The parts of a WebP that are kept.
#[derive(Default)]
struct Parts {
    /// The extended header, with the flags as they were.
    extended: Option<[u8; 10]>,
    profile: Option<Vec<u8>>,
    animation: Option<[u8; 6]>,
    /// Alpha, and the picture or the frames.
    shown: Pieces,
    alpha: Option<Chunk>,
    has_picture: bool,
    turn: Option<u16>,
}

/// A chunk's head (RFC 9649, 2.3), and where its bytes stand.
#[derive(Clone, Copy)]
struct Chunk {
    name: [u8; 4],
    start: u64,
    length: u64,
}

impl Chunk {
    /// Reads the head of a chunk that ends before `end`; nothing, if there is none.
    fn read(file: &mut Scanner<'_>, end: u64) -> io::Result<Option<Chunk>> {
        if end.saturating_sub(file.at()) < 8 {
            return Ok(None);
        }
        let name = file.array()?;
        let length = u64::from(u32::from_le_bytes(file.array()?));
        let start = file.at();
        Ok((length <= end - start).then_some(Chunk { name, start, length }))
    }

    /// The place behind the chunk: a chunk of uneven length is followed by a byte that means nothing.
    fn next(&self, end: u64) -> u64 {
        (self.start + self.length.next_multiple_of(2)).min(end)
    }

    /// Keeps the chunk.
    fn keep(&self, pieces: &mut Pieces) -> io::Result<()> {
        // The length was read from 32 bits.
        pieces.make(head(&self.name, self.length as u32))?;
        pieces.copy(self.start, self.length)?;
        if self.length % 2 == 1 { pieces.make([0]) } else { Ok(()) }
    }
}

/// Goes through a WebP (RFC 9649) up to the end that its first chunk tells. Kept are the picture with its alpha, or the frames
/// of a moving one, the colour profile, and of EXIF the turn; the extended header tells of these and no others.
pub(super) fn survey(file: &mut Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    file.skip(4)?;
    let length = u64::from(u32::from_le_bytes(file.array()?));
    let end = (8 + length).min(file.length());
    file.skip(4)?;
    let mut parts = Parts::default();
    let ended = parts.fill(file, end, survey);
    parts.write(&mut survey.pieces)?;
    ended?;
    if file.at() < end {
        file.go_to(end)?;
    }
    look_after_end(file, survey)
}

impl Parts {
    fn fill(&mut self, file: &mut Scanner<'_>, end: u64, survey: &mut Survey) -> io::Result<()> {
        while let Some(chunk) = Chunk::read(file, end)? {
            match &chunk.name {
                b"VP8X" if self.extended.is_none() && chunk.length >= 10 => self.extended = Some(file.array()?),
                b"ICCP" if self.profile.is_none() && chunk.length <= LARGEST_PROFILE as u64 => self.profile = clean_profile(&file.bytes(chunk.length)?),
                b"ANIM" if self.moves() && chunk.length >= 6 => self.animation = Some(file.array()?),
                b"ANMF" if self.animation.is_some() => self.frame(file, &chunk)?,
                // Without the extended header there is no alpha beside the picture.
                b"ALPH" if self.extended.is_none() => {}
                b"ALPH" | b"VP8 " | b"VP8L" if self.animation.is_none() => {
                    keep_image(&chunk, &mut self.shown, &mut self.alpha, &mut self.has_picture)?;
                }
                b"EXIF" => {
                    let exif = file.bytes(chunk.length.min(METADATA))?;
                    self.turn = self.turn.or_else(|| turn(&exif));
                    look_into_exif(&exif, &mut survey.hidden);
                }
                b"XMP " => look_into_xmp(&file.bytes(chunk.length.min(METADATA))?, &mut survey.hidden),
                b"ANMF" | b"ALPH" | b"VP8 " | b"VP8L" => drop(survey.hidden.insert(Hidden::SecondPicture)),
                _ => {}
            }
            file.go_to(chunk.next(end))?;
        }
        Ok(())
    }

    /// Whether frames may follow: the header says so, and neither frames nor a picture have been there.
    fn moves(&self) -> bool {
        self.animation.is_none() && !self.has_picture && self.extended.is_some_and(|extended| extended[0] & MOVES != 0)
    }

    /// A frame (RFC 9649, 2.7.1.2): its place and time, then a picture.
    fn frame(&mut self, file: &mut Scanner<'_>, chunk: &Chunk) -> io::Result<()> {
        let end = chunk.start + chunk.length;
        let Some(place) = (chunk.length >= 16).then(|| file.array::<16>()).transpose()? else { return Ok(()) };
        let (mut inner, mut alpha, mut has_picture) = (Pieces::default(), None, false);
        while let Some(part) = Chunk::read(file, end)? {
            if matches!(&part.name, b"ALPH" | b"VP8 " | b"VP8L") {
                keep_image(&part, &mut inner, &mut alpha, &mut has_picture)?;
            }
            file.go_to(part.next(end))?;
        }
        if has_picture {
            // The pieces are of one chunk, whose length has 32 bits.
            self.shown.make(head(b"ANMF", 16 + inner.length() as u32))?;
            self.shown.make(place)?;
            self.shown.append(inner)?;
            self.has_picture = true;
        }
        Ok(())
    }

    fn write(self, pieces: &mut Pieces) -> io::Result<()> {
        let mut first = Vec::new();
        // Without the extended header there is nothing but the picture.
        if let Some(mut extended) = self.extended {
            let kept = extended[0] & (HAS_ALPHA | if self.animation.is_some() { MOVES } else { 0 });
            let profile = if self.profile.is_some() { HAS_PROFILE } else { 0 };
            let exif = if self.turn.is_some() { HAS_EXIF } else { 0 };
            extended[0] = kept | profile | exif;
            extended[1..4].fill(0);
            push(&mut first, b"VP8X", &extended);
            if let Some(profile) = &self.profile {
                push(&mut first, b"ICCP", profile);
            }
            if let Some(animation) = &self.animation {
                push(&mut first, b"ANIM", animation);
            }
            // Metadata may stand anywhere (RFC 9649, 2.7); before the pixels it is found in the head.
            if let Some(turn) = self.turn {
                push(&mut first, b"EXIF", &turned(turn));
            }
        }
        let length = 4 + first.len() as u64 + self.shown.length();
        let length = u32::try_from(length).map_err(io::Error::other)?;
        pieces.make(head(b"RIFF", length))?;
        pieces.make(b"WEBP")?;
        pieces.make(first)?;
        pieces.append(self.shown)
    }
}

/// Keeps the first picture, and the alpha before it, which `VP8L` has within itself; nothing behind it.
fn keep_image(chunk: &Chunk, pieces: &mut Pieces, alpha: &mut Option<Chunk>, has_picture: &mut bool) -> io::Result<()> {
    if *has_picture {
        return Ok(());
    }
    if &chunk.name == b"ALPH" {
        alpha.get_or_insert(*chunk);
        return Ok(());
    }
    *has_picture = true;
    if let Some(alpha) = alpha.take().filter(|_| &chunk.name == b"VP8 ") {
        alpha.keep(pieces)?;
    }
    chunk.keep(pieces)
}

fn head(name: &[u8; 4], length: u32) -> Vec<u8> {
    [&name[..], &length.to_le_bytes()].concat()
}

fn push(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    // What is pushed here is shorter than the largest profile.
    out.extend(head(name, data.len() as u32));
    out.extend(data);
    out.extend(std::iter::repeat_n(0, data.len() % 2));
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

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        push(&mut out, name, data);
        out
    }

    fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
        let inner = [b"WEBP".to_vec(), chunks.concat()].concat();
        [head(b"RIFF", u32::try_from(inner.len()).unwrap()), inner].concat()
    }

    fn extended(flags: u8) -> Vec<u8> {
        chunk(b"VP8X", &[flags, 0, 0, 0, 1, 0, 0, 1, 0, 0])
    }

    #[test]
    fn only_the_picture_and_its_colours_are_left() {
        let colours = chunk(b"ICCP", &profile("Display P3", b"bkpt", b"XYZ \0\0\0\0"));
        let shown = [colours, chunk(b"ALPH", b"abc"), chunk(b"VP8 ", b"pixel")];
        let hidden = [chunk(b"EXIF", b"hide"), chunk(b"XMP ", b"hide"), chunk(b"hide", b"hide"), chunk(b"VP8L", b"hide"), chunk(b"ALPH", b"hide")];
        let picture = riff(&[extended(0xff), chunk(b"JUNK", b"hide"), shown.concat(), hidden.concat()]);
        let wanted = riff(&[extended(HAS_PROFILE | HAS_ALPHA), shown.concat()]);
        assert_eq!(clean(&[&picture[..], b"hide"].concat()), wanted);
        assert_eq!(clean(&wanted), wanted);
    }

    #[test]
    fn frames_keep_nothing_but_pictures() {
        let frame = |more: &[u8]| chunk(b"ANMF", &[&[7; 16][..], &chunk(b"ALPH", b"ab"), &chunk(b"VP8 ", b"cd"), more].concat());
        let moving = |more: &[u8]| riff(&[extended(MOVES), chunk(b"ANIM", b"123456"), frame(more), frame(b"")]);
        assert_eq!(clean(&moving(&chunk(b"hide", b"hide"))), moving(b""));
    }

    #[test]
    fn frames_and_alpha_that_nothing_shows_are_left_out() {
        let still = chunk(b"VP8 ", b"ab");
        let frames = [chunk(b"ANIM", b"123456"), chunk(b"ANMF", &[&[7; 16][..], &chunk(b"VP8 ", b"hide")].concat())].concat();
        for flags in [0, MOVES] {
            assert!(memchr::memmem::find(&clean(&riff(&[extended(flags), still.clone(), frames.clone()])), b"hide").is_none());
        }
        assert_eq!(clean(&riff(&[chunk(b"ALPH", b"hide"), still.clone()])), riff(&[still]));
        let lossless = chunk(b"VP8L", b"ab");
        assert_eq!(clean(&riff(&[extended(0), chunk(b"ALPH", b"hide"), lossless.clone()])), riff(&[extended(0), lossless]));
    }

    #[test]
    fn a_turn_is_written_before_the_pixels() {
        let picture = riff(&[extended(HAS_EXIF), chunk(b"VP8 ", b"pi"), chunk(b"EXIF", &[&turned(6)[..], b"hide"].concat())]);
        assert_eq!(clean(&picture), riff(&[extended(HAS_EXIF), chunk(b"EXIF", &turned(6)), chunk(b"VP8 ", b"pi")]));
    }

    #[test]
    fn a_chunk_that_claims_more_than_is_there_is_left_out() {
        let claim = [b"RIFF\xf0\xff\xff\xffWEBP".to_vec(), extended(0), b"EXIF\0\0\0\x80".to_vec(), b"x".to_vec()].concat();
        assert_eq!(claim.len(), 39);
        assert_eq!(clean(&claim), riff(&[extended(0)]));
        for length in 12..claim.len() {
            assert!(clean(&claim[..length]).len() <= length);
        }
    }

    #[test]
    fn a_simple_picture_stays_as_it_is() {
        let picture = riff(&[chunk(b"VP8L", b"\x2fpixels")]);
        assert_eq!(clean(&picture), picture);
    }
}
