use crate::content::orientation;
use std::io::{self, Read, Write};

/// Copies a picture without what cameras and editors write into it: EXIF with its place and serial numbers, XMP, IPTC,
/// comments. The picture itself is not decoded, and not held in memory; its form is told from its bytes, whatever it is
/// called, and a file of a form that is not known here is copied as it is.
///
/// A turned JPEG stays turned: the one EXIF value that says so is written back, alone.
///
/// # Errors
/// Those of reading and writing.
pub fn clean_picture(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    let mut head = [0; 12];
    let got = read_some(from, &mut head)?;
    let mut whole = (&head[..got]).chain(from);
    match &head {
        [0xff, 0xd8, ..] => jpeg(&mut whole, to),
        [0x89, b'P', b'N', b'G', ..] => png(&mut whole, to),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => webp(&mut whole, to),
        _ => io::copy(&mut whole, to).map(drop),
    }
}

/// Reads up to `buffer.len()` bytes; fewer only at the end.
fn read_some(from: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

fn skip(from: &mut dyn Read, count: u64) -> io::Result<()> {
    io::copy(&mut from.take(count), &mut io::sink()).map(drop)
}

/// JPEG (ITU-T T.81, annex B): segments until the scan. Left out are the application segments but 0 (JFIF), 2 (colour
/// profile) and 14 (Adobe's colour transform), and comments.
fn jpeg(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    let mut start = [0; 2];
    let got = read_some(from, &mut start)?;
    to.write_all(&start[..got])?;
    if start != [0xff, 0xd8] {
        return io::copy(from, to).map(drop);
    }
    loop {
        let mut head = [0; 4];
        let got = read_some(from, &mut head)?;
        if got < 4 || head[0] != 0xff {
            to.write_all(&head[..got])?;
            return io::copy(from, to).map(drop);
        }
        let length = u64::from(u16::from_be_bytes([head[2], head[3]])).saturating_sub(2);
        match head[1] {
            // The scan: from here on the rest is the picture.
            0xda => {
                to.write_all(&head)?;
                return io::copy(from, to).map(drop);
            }
            0xe1 => {
                let mut segment = vec![0; usize::try_from(length).unwrap_or(0)];
                let got = read_some(from, &mut segment)?;
                if let Some(turn) = orientation(&segment[..got]) {
                    to.write_all(&turned(turn))?;
                }
            }
            0xe3..=0xed | 0xef | 0xfe => skip(from, length)?,
            _ => {
                to.write_all(&head)?;
                io::copy(&mut from.take(length), to)?;
            }
        }
    }
}

/// An APP1 segment that says how the picture is turned and nothing else.
fn turned(turn: u16) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01");
    segment.extend(turn.to_be_bytes());
    segment.extend([0, 0, 0, 0, 0, 0]);
    segment
}

/// PNG (W3C): chunks. Left out are text, time and EXIF.
fn png(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    let mut signature = [0; 8];
    let got = read_some(from, &mut signature)?;
    to.write_all(&signature[..got])?;
    if &signature != b"\x89PNG\r\n\x1a\n" {
        return io::copy(from, to).map(drop);
    }
    loop {
        let mut head = [0; 8];
        let got = read_some(from, &mut head)?;
        if got < 8 {
            return to.write_all(&head[..got]);
        }
        // A chunk's data is followed by four bytes of checksum.
        let length = u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]])) + 4;
        if matches!(&head[4..], b"tEXt" | b"zTXt" | b"iTXt" | b"tIME" | b"eXIf") {
            skip(from, length)?;
        } else {
            to.write_all(&head)?;
            io::copy(&mut from.take(length), to)?;
        }
    }
}

/// WebP (RFC 9649): the names of the EXIF and XMP chunks are changed to one that readers pass over, and their bytes to
/// zeros, so that no length that was written before has to change.
fn webp(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    let mut head = [0; 12];
    let got = read_some(from, &mut head)?;
    to.write_all(&head[..got])?;
    if !(head.starts_with(b"RIFF") && head.ends_with(b"WEBP")) {
        return io::copy(from, to).map(drop);
    }
    loop {
        let mut head = [0; 8];
        let got = read_some(from, &mut head)?;
        if got < 8 {
            return to.write_all(&head[..got]);
        }
        let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let padded = length + length % 2;
        match &head[..4] {
            b"EXIF" | b"XMP " => {
                head[..4].copy_from_slice(b"JUNK");
                to.write_all(&head)?;
                skip(from, padded)?;
                io::copy(&mut io::repeat(0).take(padded), to)?;
            }
            b"VP8X" => {
                let mut flags = [0; 1];
                to.write_all(&head)?;
                read_some(from, &mut flags)?;
                // Bits 3 and 2 say that EXIF and XMP follow.
                to.write_all(&[flags[0] & !0b0000_1100])?;
                io::copy(&mut from.take(padded.saturating_sub(1)), to)?;
            }
            _ => {
                to.write_all(&head)?;
                io::copy(&mut from.take(padded), to)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        clean_picture(&mut &*bytes, &mut out).unwrap();
        out
    }

    #[test]
    fn a_jpeg_loses_its_place_and_stays_turned() {
        let mut exif = turned(6);
        exif.extend(b"");
        let mut picture = vec![0xff, 0xd8];
        let mut secret = exif.clone();
        let extra = b"GPS 37.95N 126.67E";
        secret[3] += u8::try_from(extra.len()).unwrap();
        secret.extend(extra);
        picture.extend(&secret);
        picture.extend([0xff, 0xfe, 0, 6, b'h', b'i', b'd', b'e', 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
        let out = clean(&picture);
        assert_eq!(out[..2], [0xff, 0xd8]);
        assert_eq!(out[2..2 + exif.len()], exif[..]);
        assert!(!out.windows(3).any(|bytes| bytes == b"GPS") && !out.windows(4).any(|bytes| bytes == b"hide"));
        assert!(out.ends_with(&[0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]));
        assert_eq!(orientation(&out[6..]), Some(6));
    }

    #[test]
    fn a_png_loses_its_text() {
        let chunk = |name: &[u8], data: &[u8]| [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], name, data, &[0; 4]].concat();
        let picture = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", b"123"), chunk(b"tEXt", b"secret"), chunk(b"IDAT", b"xyz"), chunk(b"IEND", b"")].concat();
        let wanted = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", b"123"), chunk(b"IDAT", b"xyz"), chunk(b"IEND", b"")].concat();
        assert_eq!(clean(&picture), wanted);
    }

    #[test]
    fn a_webp_keeps_its_length_and_loses_its_exif() {
        let chunk = |name: &[u8], data: &[u8]| [name, &u32::try_from(data.len()).unwrap().to_le_bytes()[..], data].concat();
        let picture = [b"RIFF\0\0\0\0WEBP".to_vec(), chunk(b"VP8X", &[0b0000_1100, 0, 0, 0]), chunk(b"EXIF", b"home"), chunk(b"VP8 ", b"xy")].concat();
        let out = clean(&picture);
        assert_eq!(out.len(), picture.len());
        assert!(!out.windows(4).any(|bytes| bytes == b"home" || bytes == b"EXIF"));
        assert_eq!(out[20], 0);
    }

    #[test]
    fn broken_pictures_are_copied() {
        for bytes in [&b""[..], b"\xff", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0", b"RIFF", b"\xff\xd8\xff\xe1\xff\xff123"] {
            clean(bytes);
        }
    }
}
