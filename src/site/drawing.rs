use super::clean_picture;
use crate::content::{Drawing, LARGEST_DRAWING};
use std::io::{self, Read, Write};

/// Writes a drawing as it is published: parsed again at this moment, and written anew. The bytes of
/// the file itself are never published.
///
/// The pictures that the drawing carries lose what cameras write into them.
///
/// # Errors
/// Those of reading and writing. [`InvalidData`](io::ErrorKind::InvalidData) where the file is no
/// drawing that can be published: it has changed since it was listed.
pub fn clean_drawing(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    // One byte more than is allowed shows that the file is too large.
    from.take(LARGEST_DRAWING as u64 + 1).read_to_end(&mut bytes)?;
    let drawing = Drawing::parse(&bytes, &clean).map_err(|refusal| {
        let why = format!("this drawing {}: {}", refusal.what, refusal.remedy.says());
        io::Error::new(io::ErrorKind::InvalidData, why)
    })?;
    to.write_all(drawing.text.as_bytes())
}

fn clean(picture: Vec<u8>) -> Option<Vec<u8>> {
    let mut cleaned = Vec::with_capacity(picture.len());
    clean_picture(&mut std::io::Cursor::new(picture), &mut cleaned).ok()?;
    Some(cleaned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_drawing_writes_nothing() {
        for bytes in [&b""[..], b"<html/>", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg' onload='a'/>"] {
            let mut out = Vec::new();
            assert!(clean_drawing(&mut &*bytes, &mut out).is_err());
            assert_eq!(out, b"");
        }
    }

    #[test]
    fn a_picture_in_a_drawing_loses_its_text() {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let chunk = |name: &[u8], data: &[u8]| {
            let mut sum = flate2::Crc::new();
            [name, data].iter().for_each(|part| sum.update(part));
            [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], name, data, &sum.sum().to_be_bytes()].concat()
        };
        let begun = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])].concat();
        // One grey pixel: the stream of zlib that holds its row.
        let rest = [chunk(b"IDAT", &[0x78, 0x01, 0x01, 2, 0, 0xfd, 0xff, 0, 0x80, 0, 0x82, 0, 0x81]), chunk(b"IEND", b"")].concat();
        let picture = [begun.clone(), chunk(b"tEXt", b"secret"), rest.clone()].concat();
        let clean = [begun, rest].concat();
        let svg = |picture: &[u8]| {
            let picture = STANDARD.encode(picture);
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"data:image/png;base64,{picture}\"/></svg>\n")
        };
        let mut out = Vec::new();
        clean_drawing(&mut svg(&picture).as_bytes(), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), svg(&clean));
    }
}
