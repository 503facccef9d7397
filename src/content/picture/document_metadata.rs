use super::exif::look_into_xmp;
use super::{Hidden, Scanner};
use std::collections::BTreeSet;
use std::io::{self, Read};

/// Bytes of a document that are searched at a time, and how many of them are searched again with the next.
const WINDOW: u64 = 256 * 1024;
const OVERLAP: usize = 1024;
/// The most packed parts of a document that are looked into, and the most bytes of each.
const MOST_PARTS: usize = 1000;
const PART: u64 = 1024 * 1024;

/// Looks for authors in a PDF (ISO 32000-1, 14.3): in its information dictionary, also where that is packed, and in XMP.
pub(super) fn look_into_pdf(file: &mut Scanner<'_>, hidden: &mut BTreeSet<Hidden>) -> io::Result<()> {
    let mut packed = Vec::new();
    let mut window = Vec::new();
    while file.left() > 0 {
        let keep = window.len().saturating_sub(OVERLAP);
        window.drain(..keep);
        let start = file.at() - window.len() as u64;
        window.extend(file.up_to(WINDOW)?);
        look_for_authors(&window, hidden);
        look_into_xmp(&window, hidden);
        let parts = memchr::memmem::find_iter(&window, b"/ObjStm").map(|at| start + at as u64);
        packed.extend(parts.take(MOST_PARTS.saturating_sub(packed.len())));
    }
    packed.dedup();
    for at in packed {
        file.go_to(at)?;
        let part = file.up_to(PART)?;
        let Some(begin) = memchr::memmem::find(&part[..part.len().min(OVERLAP)], b"stream") else { continue };
        let data = part[begin + 6..].trim_ascii_start();
        look_for_authors(&inflated(flate2::read::ZlibDecoder::new(data)), hidden);
    }
    Ok(())
}

/// What is unpacked of a stream, as far as it goes.
fn inflated(stream: impl Read) -> Vec<u8> {
    let mut out = Vec::new();
    // A stream that breaks off has given what it has.
    drop(stream.take(PART).read_to_end(&mut out));
    out
}

fn look_for_authors(bytes: &[u8], hidden: &mut BTreeSet<Hidden>) {
    let is_author = |at: usize| {
        let value = bytes[at + 7..].trim_ascii_start();
        match value {
            [b'(', rest @ ..] => !matches!(rest.trim_ascii_start().first(), None | Some(b')')),
            // Hexadecimal: a byte order mark alone is no name.
            [b'<', rest @ ..] => !rest.starts_with(b"<") && rest.iter().take_while(|byte| **byte != b'>').filter(|byte| byte.is_ascii_hexdigit()).count() > 4,
            // A reference to an object.
            [digit, ..] => digit.is_ascii_digit(),
            [] => false,
        }
    };
    if memchr::memmem::find_iter(bytes, b"/Author").any(is_author) || holds_text(bytes, b"dc:creator") {
        hidden.insert(Hidden::Names);
    }
}

/// Whether an XML element of this name has a text in it.
fn holds_text(xml: &[u8], name: &[u8]) -> bool {
    memchr::memmem::find_iter(xml, name).any(|at| {
        let is_start = at > 0 && xml[at - 1] == b'<' && xml.get(at + name.len()).is_some_and(|byte| matches!(byte, b'>' | b' '));
        let rest = &xml[at..];
        let end = memchr::memmem::find(rest, &[b"</", name].concat()).unwrap_or(0);
        let mut is_inside_tag = true;
        let mut has_text = false;
        for byte in &rest[..end] {
            match byte {
                b'<' => is_inside_tag = true,
                b'>' => is_inside_tag = false,
                _ => has_text |= !is_inside_tag && !byte.is_ascii_whitespace(),
            }
        }
        is_start && has_text
    })
}

/// The parts of office documents that name people, with the elements that do.
const NAMING: [(&[u8], &[&[u8]]); 3] = [
    (b"docProps/core.xml", &[b"dc:creator", b"cp:lastModifiedBy"]),
    (b"docProps/app.xml", &[b"Manager", b"Company"]),
    (b"meta.xml", &[b"dc:creator", b"meta:initial-creator", b"meta:printed-by"]),
];

/// Looks for authors in an office document: Office Open XML (ECMA-376) and OpenDocument are ZIP archives.
pub(super) fn look_into_zip(file: &mut Scanner<'_>, hidden: &mut BTreeSet<Hidden>) -> io::Result<()> {
    // The end of the directory, with a comment of at most 65,535 bytes (APPNOTE, 4.3.16).
    file.go_to(file.length().saturating_sub(65_557))?;
    let tail = file.up_to(65_557)?;
    let short = |bytes: &[u8], at: usize| bytes.get(at..at + 2).map_or(0, |two| u64::from(u16::from_le_bytes([two[0], two[1]])));
    let long = |bytes: &[u8], at: usize| short(bytes, at) | short(bytes, at + 2) << 16;
    let Some(end) = memchr::memmem::rfind(&tail, b"PK\x05\x06").map(|at| &tail[at..]) else { return Ok(()) };
    let (entries, start) = (short(end, 10), long(end, 16));
    file.go_to(start)?;
    for _ in 0..entries {
        let head: [u8; 46] = file.array()?;
        if !head.starts_with(b"PK\x01\x02") {
            return Ok(());
        }
        let name = file.bytes(short(&head, 28))?;
        file.skip(short(&head, 30) + short(&head, 32))?;
        let Some((_, elements)) = NAMING.iter().find(|(known, _)| *known == name) else { continue };
        let next = file.at();
        file.go_to(long(&head, 42))?;
        let local: [u8; 30] = file.array()?;
        file.skip(short(&local, 26) + short(&local, 28))?;
        let data = file.up_to(long(&head, 20).min(PART))?;
        let xml = if short(&head, 10) == 8 { inflated(flate2::read::DeflateDecoder::new(&data[..])) } else { data };
        if elements.iter().any(|element| holds_text(&xml, element)) {
            hidden.insert(Hidden::Names);
        }
        file.go_to(next)?;
    }
    Ok(())
}

/// Looks into the chunks of a WAV for the words of a recorder (EBU Tech 3285): who made it, and by which device.
pub(super) fn look_into_wave(file: &mut Scanner<'_>, hidden: &mut BTreeSet<Hidden>) -> io::Result<()> {
    file.go_to(12)?;
    loop {
        let name: [u8; 4] = file.array()?;
        let length = u64::from(u32::from_le_bytes(file.array()?));
        let next = file.at() + length.next_multiple_of(2);
        match &name {
            b"bext" => {
                let words = file.up_to(length.min(320))?;
                if words.get(256..).is_some_and(|maker| maker.iter().any(|byte| !matches!(byte, 0 | b' '))) {
                    hidden.insert(Hidden::SerialNumber);
                }
            }
            b"_PMX" => look_into_xmp(&file.up_to(length.min(PART))?, hidden),
            _ => {}
        }
        file.go_to(next)?;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FileForm, Purpose, Survey};
    use super::*;
    use std::io::{Cursor, Write};

    fn told(bytes: &[u8]) -> (FileForm, Vec<Hidden>) {
        let (survey, form) = Survey::of(&mut Cursor::new(bytes), Purpose::Telling).unwrap();
        (form, survey.left.into_iter().collect())
    }

    #[test]
    fn an_author_of_a_pdf_is_found_and_a_program_is_not() {
        for named in [&b"/Author (Ada)"[..], b"/Author<FEFF0041>", b"/Author 12 0 R", b"<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator>"] {
            assert_eq!(told(&[b"%PDF-1.7\n", named].concat()), (FileForm::Pdf, vec![Hidden::Names]), "{}", String::from_utf8_lossy(named));
        }
        for silent in [&b"/Producer (A program) /Author ()"[..], b"/Author<FEFF>", b"/Author <>", b"<dc:creator><rdf:Seq/></dc:creator>", b"/Author"] {
            assert_eq!(told(&[b"%PDF-1.7\n", silent].concat()).1, [], "{}", String::from_utf8_lossy(silent));
        }
    }

    #[test]
    fn an_author_is_found_in_a_packed_part_of_a_pdf() {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(b"1 0 << /Author (Ada) >>").unwrap();
        let pdf = [b"%PDF-1.7\n", &[b' '; 300_000][..], b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n", &encoder.finish().unwrap()].concat();
        assert_eq!(told(&pdf).1, [Hidden::Names]);
    }

    #[test]
    fn a_recorder_is_found_in_a_wav() {
        let wave = |maker: &[u8]| [b"RIFF\0\0\0\0WAVEbext", &320u32.to_le_bytes()[..], &[0; 256], maker, &[0; 60]].concat();
        assert_eq!((told(&wave(b"H4n ")).1, told(&wave(b"\0\0\0\0")).1), (vec![Hidden::SerialNumber], vec![]));
    }

    #[test]
    fn archives_of_all_kinds_are_survived() {
        for bytes in [&b"PK\x03\x04"[..], b"PK\x03\x04PK\x05\x06", b"PK\x03\x04PK\x05\x06\0\0\0\0\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff\0\0"] {
            assert_eq!(told(bytes), (FileForm::Zip, vec![]));
        }
    }
}
