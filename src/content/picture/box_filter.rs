use super::box_items::Items;
use super::boxes::{BoxHead, Patches};
use super::exif::look_into_xmp;
use super::{FileForm, Hidden, Scanner, Survey};
use std::collections::BTreeSet;
use std::io;

/// The most bytes of a box that are looked into.
const LOOKED_INTO: u64 = 1024 * 1024;

/// The boxes of each level that a player needs (ISO/IEC 14496-12; QuickTime File Format).
const FILM: [&[u8; 4]; 4] = [b"mvhd", b"trak", b"mvex", b"iods"];
const TRACK: [&[u8; 4]; 9] = [b"tkhd", b"edts", b"mdia", b"tref", b"tapt", b"clip", b"matt", b"load", b"trgr"];
const MEDIA: [&[u8; 4]; 4] = [b"mdhd", b"hdlr", b"minf", b"elng"];
const MEDIA_INFORMATION: [&[u8; 4]; 9] = [b"vmhd", b"smhd", b"hmhd", b"sthd", b"nmhd", b"gmhd", b"hdlr", b"dinf", b"stbl"];
const SAMPLES: [&[u8; 4]; 20] = [
    b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"stsh", b"stps", b"padb", b"stdp", b"sdtp", b"sbgp", b"sgpd",
    b"subs", b"saiz", b"saio",
];
/// What tracks are shown, heard or read: film, sound, words, and what belongs to these.
const HANDLERS: [&[u8; 4]; 11] = [b"vide", b"soun", b"pict", b"auxv", b"text", b"sbtl", b"subt", b"clcp", b"hint", b"tmcd", b"sdsm"];

/// Goes through a file of boxes (ISO/IEC 14496-12). Its parts point at each other by their places, so nothing is moved: boxes that
/// nobody needs to see it are made into `free` boxes of zeros, and items that are no pictures are overwritten. What follows
/// the last box that is needed is left out.
pub(super) fn survey(file: &mut Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    let form = FileForm::read(file.peek()?);
    let mut patches = Patches::default();
    let mut items = Items::default();
    let (mut media, mut end, mut has_film) = (Vec::new(), 0, false);
    let length = file.length();
    while let Some(found) = BoxHead::read(file, length)? {
        let is_kept = match &found.kind {
            b"ftyp" | b"styp" | b"moof" | b"sidx" | b"ssix" | b"mfra" | b"pdin" => true,
            b"mdat" => {
                media.push((found.body, found.end));
                true
            }
            b"moov" => {
                has_film = true;
                inside(file, &found, &FILM, survey, &mut patches)?;
                true
            }
            b"meta" if form == FileForm::BoxedPicture => {
                items.read(file, &found, &mut patches)?;
                true
            }
            _ => {
                free(file, &found, &mut survey.hidden, &mut patches)?;
                false
            }
        };
        if is_kept {
            end = found.end;
        }
        file.go_to(found.end)?;
    }
    if !items.is_empty() {
        let gaps = if has_film { &[][..] } else { &media[..] };
        items.blank(file, gaps, survey, &mut patches)?;
    }
    patches.write(end, &mut survey.pieces)
}

/// Makes a box mean nothing, and notes what it held.
fn free(file: &mut Scanner<'_>, found: &BoxHead, hidden: &mut BTreeSet<Hidden>, patches: &mut Patches) -> io::Result<()> {
    patches.free(found);
    file.go_to(found.body)?;
    let content = file.bytes((found.end - found.body).min(LOOKED_INTO))?;
    look_into_xmp(&content, hidden);
    let holds = |word: &[u8]| memchr::memmem::find(&content, word).is_some();
    // Where it was filmed: as QuickTime, 3GPP and Apple write it.
    if holds(b"\xa9xyz") || holds(b"loci") || holds(b"location.ISO6709") {
        hidden.insert(Hidden::Place);
    }
    // A film beside a picture, as some telephones write it.
    if &found.kind == b"mpvd" {
        hidden.insert(Hidden::SecondPicture);
    }
    Ok(())
}

/// Goes through the boxes within a box of a film: those that are not needed are made to mean nothing.
fn inside(file: &mut Scanner<'_>, outer: &BoxHead, needed: &[&[u8; 4]], survey: &mut Survey, patches: &mut Patches) -> io::Result<()> {
    file.go_to(outer.body)?;
    while let Some(found) = BoxHead::read(file, outer.end)? {
        match &found.kind {
            kind if !needed.contains(&kind) => free(file, &found, &mut survey.hidden, patches)?,
            b"trak" => inside(file, &found, &TRACK, survey, patches)?,
            b"mdia" => inside(file, &found, &MEDIA, survey, patches)?,
            b"minf" => inside(file, &found, &MEDIA_INFORMATION, survey, patches)?,
            b"stbl" => inside(file, &found, &SAMPLES, survey, patches)?,
            b"dinf" => inside(file, &found, &[b"dref"], survey, patches)?,
            b"edts" => inside(file, &found, &[b"elst"], survey, patches)?,
            // QuickTime names here how the samples are found.
            b"hdlr" if needed.contains(&b"stbl") => patches.blank(found.body + 24, found.end),
            b"hdlr" => handler(file, &found, survey, patches)?,
            _ => {}
        }
        file.go_to(found.end)?;
    }
    // What is no box is in nobody's way, and hides nothing if it is blank.
    patches.blank(file.at().max(outer.body), outer.end);
    Ok(())
}

/// What a track is for (ISO/IEC 14496-12, 8.4.3). Its name is blanked; a track that nobody sees or hears stays, and is told.
fn handler(file: &mut Scanner<'_>, found: &BoxHead, survey: &mut Survey, patches: &mut Patches) -> io::Result<()> {
    file.go_to(found.body)?;
    let [_, _, kind]: [[u8; 4]; 3] = [file.array()?, file.array()?, file.array()?];
    if !HANDLERS.contains(&&kind) {
        survey.hidden.insert(Hidden::Unknown);
        survey.left.insert(Hidden::Unknown);
    }
    patches.blank(found.body + 24, found.end);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Purpose, clean_picture};
    use super::*;
    use std::io::Cursor;

    fn clean(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        clean_picture(&mut Cursor::new(bytes), &mut out).unwrap();
        out
    }

    fn told(bytes: &[u8]) -> (BTreeSet<Hidden>, BTreeSet<Hidden>) {
        let survey = Survey::of(&mut Cursor::new(bytes), Purpose::Telling).unwrap().0;
        (survey.hidden, survey.left)
    }

    fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [&u32::try_from(content.len() + 8).unwrap().to_be_bytes()[..], kind, content].concat()
    }

    fn entry(number: u8, kind: &[u8; 4], name: &[u8]) -> Vec<u8> {
        boxed(b"infe", &[&[2, 0, 0, 0, 0, number, 0, 0][..], kind, name, b"\0"].concat())
    }

    /// A picture of two items, its pixels and EXIF, with bytes between them.
    fn picture(name: &[u8], exif: &[u8], gap: &[u8], after: &[u8]) -> Vec<u8> {
        let head = boxed(b"ftyp", b"avif\0\0\0\0avifmif1");
        let pixels = b"PIXELS";
        let meta = |start: u32| {
            let place = |number: u8, start: u32, length: usize| {
                [&[0, number, 0, 0, 0, 1][..], &start.to_be_bytes(), &u32::try_from(length).unwrap().to_be_bytes()].concat()
            };
            let second = start + u32::try_from(pixels.len() + gap.len()).unwrap();
            let places = [&[0, 0, 0, 0, 0x44, 0, 0, 2][..], &place(1, start, pixels.len()), &place(2, second, exif.len())].concat();
            let entries = [&[0, 0, 0, 0, 0, 2][..], &entry(1, b"av01", name), &entry(2, b"Exif", name)].concat();
            boxed(b"meta", &[&[0; 4][..], &boxed(b"iinf", &entries), &boxed(b"iloc", &places), &boxed(b"free", name)].concat())
        };
        let start = u32::try_from(head.len() + meta(0).len() + 8).unwrap();
        [head, meta(start), boxed(b"mdat", &[pixels, gap, exif].concat()), after.to_vec()].concat()
    }

    #[test]
    fn items_that_are_no_pictures_are_overwritten() {
        let gps = b"\0\0\0\0II\x2a\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0hide";
        let whole = picture(b"hide", gps, b"hide", &boxed(b"uuid", b"hide"));
        let cleaned = clean(&whole);
        assert!(memchr::memmem::find(&cleaned, b"hide").is_none() && memchr::memmem::find(&cleaned, b"PIXELS").is_some());
        assert_eq!(cleaned.len(), whole.len() - 12, "nothing was moved, and the last box is gone");
        assert!(told(&whole).0.contains(&Hidden::Place) && told(&whole).1.is_empty());
        assert!(told(&cleaned).0.is_empty());
        assert_eq!(clean(&cleaned), cleaned);
    }

    #[test]
    fn a_film_loses_its_place_and_keeps_its_tracks() {
        let handler = |kind: &[u8; 4], name: &[u8]| boxed(b"hdlr", &[&[0; 8][..], kind, &[0; 12], name].concat());
        let track = |kind: &[u8; 4], name: &[u8]| boxed(b"trak", &[boxed(b"tkhd", b"1"), boxed(b"mdia", &handler(kind, name)), boxed(b"udta", name)].concat());
        let film = |kind: &[u8; 4], name: &[u8], place: &[u8]| {
            let inner = [boxed(b"mvhd", b"2"), track(kind, name), boxed(b"udta", &boxed(b"\xa9xyz", place))].concat();
            [boxed(b"ftyp", b"isom\0\0\0\0"), boxed(b"moov", &inner), boxed(b"mdat", b"FILM")].concat()
        };
        let whole = film(b"vide", b"hide", b"+37.9560+126.6770/");
        let cleaned = clean(&whole);
        assert!(memchr::memmem::find(&cleaned, b"hide").is_none() && memchr::memmem::find(&cleaned, b"37.9").is_none());
        assert!(cleaned.len() == whole.len() && cleaned.ends_with(b"FILM"));
        assert_eq!((told(&whole).0.into_iter().collect::<Vec<_>>(), told(&whole).1.len()), (vec![Hidden::Place], 0));
        let measured = film(b"meta", b"", b"");
        assert!(told(&measured).1.contains(&Hidden::Unknown));
    }

    #[test]
    fn boxes_that_no_player_needs_are_blank_at_every_depth() {
        let film = |hidden: &[u8]| {
            let own = boxed(b"uuid", hidden);
            let samples = boxed(b"stbl", &[boxed(b"stsd", b"KEPT"), own.clone()].concat());
            let sources = boxed(b"dinf", &[boxed(b"dref", b"KEPT"), own.clone()].concat());
            let media = boxed(b"mdia", &[boxed(b"minf", &[samples, sources, own.clone()].concat()), own.clone()].concat());
            let edits = boxed(b"edts", &[boxed(b"elst", b"KEPT"), own].concat());
            [boxed(b"ftyp", b"isom\0\0\0\0"), boxed(b"moov", &boxed(b"trak", &[edits, media].concat())), boxed(b"mdat", b"FILM")].concat()
        };
        let cleaned = clean(&film(b"hide"));
        assert!(memchr::memmem::find(&cleaned, b"hide").is_none() && cleaned.len() == film(b"hide").len());
        assert_eq!(memchr::memmem::find_iter(&cleaned, b"KEPT").count(), 3);
    }

    #[test]
    fn sizes_that_make_no_sense_are_survived() {
        for size in [0u32, 1, 2, 7, 9, u32::MAX] {
            let mut bytes = picture(b"a", b"b", b"", b"");
            for at in [0, 24, 36] {
                bytes[at..at + 4].copy_from_slice(&size.to_be_bytes());
                assert!(clean(&bytes).len() <= bytes.len());
            }
        }
    }
}
