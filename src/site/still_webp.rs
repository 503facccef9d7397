use crate::content::webp_chunk;
use image_webp::WebPDecoder;
use std::borrow::Cow;
use std::io::Cursor;

/// A WebP that does not move (RFC 9649), before its pixels are decoded.
pub(super) struct StillWebp<'p> {
    /// The file. Its extended header, if there is one, tells of alpha what the pixels tell.
    file: Cow<'p, [u8]>,
    frame: Frame,
}

/// What the chunk that holds the pixels says of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    /// Width and height in pixels.
    size: (u32, u32),
    has_alpha: bool,
}

/// Where the flags of the extended header stand in a file: behind the heads of the file and of this chunk.
const FLAGS: usize = 20;
// Flags of the extended header (RFC 9649, 2.7).
const HAS_ALPHA: u8 = 0b0001_0000;
const MOVES: u8 = 0b0000_0010;

impl<'p> StillWebp<'p> {
    /// Reads the headers of a WebP. No memory is taken for pixels.
    ///
    /// # Errors
    /// When the file is no WebP, moves, or its headers contradict each other.
    pub(super) fn new(file: &'p [u8]) -> Result<StillWebp<'p>, String> {
        let is_webp = file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP");
        let frame = if is_webp { Frame::read(file) } else { None }.ok_or("it is no WebP that can be read")?;
        let mut file = Cow::Borrowed(file);
        if let Some(extended) = webp_chunk(&file, b"VP8X") {
            if file.get(12..16) != Some(b"VP8X") || extended.len() < 10 {
                return Err("its extended header stands in the wrong place".to_owned());
            }
            if extended[0] & MOVES != 0 {
                return Err("it moves".to_owned());
            }
            // The decoder takes memory for the size in the chunk, before it looks at the extended header again.
            if (canvas_side(&extended[4..7]), canvas_side(&extended[7..10])) != frame.size {
                return Err("its headers tell different sizes".to_owned());
            }
            // Some programs forget the flag, or set it always. Browsers go by the pixels.
            if (extended[0] & HAS_ALPHA != 0) != frame.has_alpha {
                file.to_mut()[FLAGS] ^= HAS_ALPHA;
            }
        }
        Ok(StillWebp { file, frame })
    }

    /// Width and height in pixels.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.frame.size.0 as usize, self.frame.size.1 as usize)
    }

    /// Whether a pixel has four bytes, with alpha, or three.
    pub(super) fn has_alpha(&self) -> bool {
        self.frame.has_alpha
    }

    /// The pixels, in rows from above: red, green, blue, and alpha if there is any.
    ///
    /// # Errors
    /// What the decoder says.
    pub(super) fn decode(&self) -> Result<Vec<u8>, String> {
        let mut decoder = WebPDecoder::new(Cursor::new(&*self.file)).map_err(|error| error.to_string())?;
        let (width, height) = self.size();
        let mut pixels = vec![0; width * height * if self.has_alpha() { 4 } else { 3 }];
        decoder.read_image(&mut pixels).map_err(|error| error.to_string())?;
        Ok(pixels)
    }
}

impl Frame {
    /// Reads the head of the pixels: of a lossy picture (RFC 6386, 9.1), or of a lossless one (RFC 9649, 3.4).
    fn read(file: &[u8]) -> Option<Frame> {
        // Alpha beside lossy pixels needs the extended header.
        let has_alpha_chunk = file.get(12..16) == Some(b"VP8X") && webp_chunk(file, b"ALPH").is_some();
        let frame = match (webp_chunk(file, b"VP8 "), webp_chunk(file, b"VP8L")) {
            (Some([_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..]), None) => {
                let side = |bytes: [u8; 2]| u32::from(u16::from_le_bytes(bytes) & 0x3fff);
                Frame { size: (side([*w0, *w1]), side([*h0, *h1])), has_alpha: has_alpha_chunk }
            }
            (None, Some([0x2f, a, b, c, d, ..])) => {
                let bits = u32::from_le_bytes([*a, *b, *c, *d]);
                Frame { size: ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1), has_alpha: (bits >> 28) & 1 == 1 }
            }
            _ => return None,
        };
        (frame.size.0 > 0 && frame.size.1 > 0).then_some(frame)
    }
}

/// A side of the canvas in pixels: three bytes, less one.
fn canvas_side(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |side, byte| (side << 8) | u32::from(*byte)) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use webpx::{Encoder, Unstoppable};

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        [&name[..], &(data.len() as u32).to_le_bytes(), data, &vec![0; data.len() % 2]].concat()
    }

    fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
        chunk(b"RIFF", &[b"WEBP".to_vec(), chunks.concat()].concat())
    }

    /// The extended header of a picture of 20 by 10 pixels.
    fn extended(flags: u8) -> Vec<u8> {
        chunk(b"VP8X", &[flags, 0, 0, 0, 19, 0, 0, 9, 0, 0])
    }

    /// A picture of 20 by 10 pixels in one colour.
    fn encoded(colour: [u8; 4], lossless: bool) -> Vec<u8> {
        Encoder::new_rgba(&colour.repeat(200), 20, 10).lossless(lossless).encode(Unstoppable).unwrap()
    }

    /// A chunk of a picture, with its head.
    fn taken(picture: &[u8], name: &[u8; 4]) -> Vec<u8> {
        chunk(name, webp_chunk(picture, name).unwrap())
    }

    fn decoded(file: &[u8]) -> Result<(usize, Vec<u8>), String> {
        let still = StillWebp::new(file)?;
        let pixels = still.decode()?;
        Ok((pixels.len() / 200, pixels[..pixels.len() / 200].to_vec()))
    }

    #[test]
    fn lossy_and_lossless_pixels_are_decoded_with_their_alpha() {
        assert_eq!(decoded(&encoded([9, 80, 200, 255], true)), Ok((3, vec![9, 80, 200])));
        assert_eq!(decoded(&encoded([9, 80, 200, 100], true)), Ok((4, vec![9, 80, 200, 100])));
        let (bytes, pixel) = decoded(&encoded([90, 90, 90, 255], false)).unwrap();
        assert!(bytes == 3 && pixel.iter().all(|shade| shade.abs_diff(90) < 6), "{pixel:?}");
        let (bytes, pixel) = decoded(&encoded([90, 90, 90, 100], false)).unwrap();
        assert!(bytes == 4 && pixel[3] == 100 && pixel[..3].iter().all(|shade| shade.abs_diff(90) < 6), "{pixel:?}");
    }

    #[test]
    fn a_flag_for_alpha_that_is_wrong_changes_nothing() {
        let (opaque, clear) = (encoded([90, 90, 90, 255], false), encoded([90, 90, 90, 100], false));
        let lossless = [encoded([9, 80, 200, 255], true), encoded([9, 80, 200, 100], true)];
        for flags in [0, HAS_ALPHA] {
            assert_eq!(decoded(&riff(&[extended(flags), taken(&opaque, b"VP8 ")])), decoded(&opaque));
            assert_eq!(decoded(&riff(&[extended(flags), taken(&clear, b"ALPH"), taken(&clear, b"VP8 ")])), decoded(&clear));
            for picture in &lossless {
                assert_eq!(decoded(&riff(&[extended(flags), taken(picture, b"VP8L")])), decoded(picture));
            }
        }
    }

    #[test]
    fn headers_that_contradict_each_other_are_refused_before_memory_is_taken() {
        let said = |file: &[u8]| StillWebp::new(file).err().unwrap();
        let mut large = encoded([90, 90, 90, 255], false);
        large[26..30].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
        assert_eq!(StillWebp::new(&large).unwrap().size(), (16383, 16383));
        assert_eq!(said(&riff(&[extended(0), taken(&large, b"VP8 ")])), "its headers tell different sizes");
        assert_eq!(said(&riff(&[taken(&large, b"VP8 "), extended(0)])), "its extended header stands in the wrong place");
        assert_eq!(said(&riff(&[extended(MOVES), taken(&large, b"VP8 ")])), "it moves");
        large[26..30].fill(0);
        for file in [&b"RIFF\x04\0\0\0WEBP"[..], b"RIFF", b"", &large, &riff(&[extended(0)]), &riff(&[chunk(b"VP8 ", b"abc")])] {
            assert_eq!(said(file), "it is no WebP that can be read");
        }
        let both = riff(&[extended(0), taken(&encoded([0; 4], false), b"VP8 "), taken(&encoded([0; 4], true), b"VP8L")]);
        assert_eq!(said(&both), "it is no WebP that can be read");
    }
}
