use super::boxes::{BoxHead, Patches};
use super::exif::{look_into_exif, look_into_xmp};
use super::{Hidden, Scanner, Survey};
use std::collections::BTreeMap;
use std::io;

/// The most bytes of a list of items, and of an item that is looked into.
const LOOKED_INTO: u64 = 4 * 1024 * 1024;

/// The kinds of items that are pictures, or are made of pictures (ISO/IEC 23008-12, AV1 Image File Format).
const PICTURES: [&[u8; 4]; 17] =
    [b"av01", b"hvc1", b"hev1", b"lhv1", b"hvt1", b"avc1", b"vvc1", b"vvi1", b"evc1", b"jpeg", b"j2k1", b"unci", b"mski", b"grid", b"iovl", b"iden", b"tmap"];

/// EXIF that says nothing: the place of its head, the head, and a directory of no entries.
const EMPTY_EXIF: &[u8] = b"\0\0\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0";

/// The items of a picture in boxes (ISO/IEC 14496-12, 8.11).
#[derive(Default)]
pub(super) struct Items {
    kinds: BTreeMap<u32, [u8; 4]>,
    places: Vec<Place>,
    /// Where the items that stand in the `meta` box itself begin and end.
    inner: Option<(u64, u64)>,
}

/// A part of an item (ISO/IEC 14496-12, 8.11.3).
#[derive(Clone, Copy)]
struct Place {
    item: u32,
    /// 0: counted from the beginning of the file; 1: within the `meta` box; others are not known here.
    method: u16,
    start: u64,
    length: u64,
}

/// Numbers that are read one after another.
struct Numbers<'b>(&'b [u8]);

impl Numbers<'_> {
    /// The next number, of so many bytes.
    fn next(&mut self, size: usize) -> Option<u64> {
        let (bytes, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn short(&mut self) -> Option<u16> {
        self.next(2).and_then(|number| u16::try_from(number).ok())
    }

    fn long(&mut self) -> Option<u32> {
        self.next(4).and_then(|number| u32::try_from(number).ok())
    }
}

impl Items {
    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.places.is_empty()
    }

    /// Reads a `meta` box (8.11.1). Names are blanked, and boxes that are not known.
    pub(super) fn read(&mut self, file: &mut Scanner<'_>, meta: &BoxHead, patches: &mut Patches) -> io::Result<()> {
        file.go_to((meta.body + 4).min(meta.end))?;
        while let Some(found) = BoxHead::read(file, meta.end)? {
            match &found.kind {
                b"iinf" => self.kinds(&found, &found.content(file, LOOKED_INTO)?.unwrap_or_default(), patches),
                b"iloc" => drop(self.places(&found.content(file, LOOKED_INTO)?.unwrap_or_default())),
                b"idat" => self.inner = Some((found.body, found.end)),
                b"hdlr" => patches.blank(found.body + 24, found.end),
                b"pitm" | b"iref" | b"iprp" | b"grpl" | b"dinf" | b"ipro" => {}
                _ => patches.free(&found),
            }
            file.go_to(found.end)?;
        }
        patches.blank(file.at(), meta.end);
        Ok(())
    }

    /// The kinds of the items (8.11.6).
    fn kinds(&mut self, list: &BoxHead, content: &[u8], patches: &mut Patches) {
        let mut at = if content.first() == Some(&0) { 6 } else { 8 };
        while let Some(size) = content.get(at..).and_then(|rest| Numbers(rest).long()).and_then(|size| usize::try_from(size).ok()) {
            let Some(entry) = at.checked_add(size).and_then(|end| content.get(at..end)).filter(|entry| entry.len() >= 12) else { return };
            // Of versions before the second nobody makes pictures.
            let width = if entry[8] == 2 { 2 } else { 4 };
            let mut numbers = Numbers(&entry[12..]);
            let number = numbers.next(width).and_then(|number| u32::try_from(number).ok());
            let name = 12 + width + 6;
            if let Some((number, kind)) = number.zip(entry.get(name - 4..name).and_then(|kind| <[u8; 4]>::try_from(kind).ok())) {
                self.kinds.insert(number, kind);
                let length = entry[name..].iter().take_while(|byte| **byte != 0).count();
                patches.set(list.body + (at + name) as u64, vec![b' '; length]);
            }
            at += size;
        }
    }

    /// Where the items stand (8.11.3).
    fn places(&mut self, content: &[u8]) -> Option<()> {
        let mut numbers = Numbers(content);
        let version = numbers.next(1)?;
        numbers.next(3)?;
        let sizes = numbers.short()?;
        let size = |shift: u16| usize::from(sizes >> shift & 0xf).min(8);
        let wide = if version < 2 { 2 } else { 4 };
        let count = numbers.next(wide)?;
        for _ in 0..count {
            let item = numbers.next(wide).and_then(|number| u32::try_from(number).ok())?;
            let method = if version == 0 { 0 } else { numbers.short()? & 0xf };
            // Another file, which is not there.
            let elsewhere = numbers.short()? != 0;
            let base = numbers.next(size(4))?;
            for _ in 0..numbers.short()? {
                if version > 0 {
                    numbers.next(size(0))?;
                }
                let start = base.saturating_add(numbers.next(size(12))?);
                let length = numbers.next(size(8))?;
                self.places.push(Place { item, method: if elsewhere { u16::MAX } else { method }, start, length });
            }
        }
        Some(())
    }

    /// Where a part of an item stands in the file, if that is known.
    fn range(&self, place: &Place, length: u64) -> Option<(u64, u64)> {
        let (first, end) = match place.method {
            0 => (0, length),
            1 => self.inner?,
            _ => return None,
        };
        let start = first.checked_add(place.start)?;
        let stop = start.checked_add(place.length)?;
        (place.length > 0 && stop <= end).then_some((start, stop))
    }

    /// Overwrites the items that are no pictures, and in media data, where its ranges are given, what belongs to no item.
    pub(super) fn blank(&self, file: &mut Scanner<'_>, media: &[(u64, u64)], survey: &mut Survey, patches: &mut Patches) -> io::Result<()> {
        let mut named = Vec::new();
        for place in &self.places {
            let kind = self.kinds.get(&place.item);
            let is_picture = kind.is_some_and(|kind| PICTURES.contains(&kind));
            match self.range(place, file.length()) {
                Some(range) if is_picture => named.push(range),
                Some((start, end)) => {
                    named.push((start, end));
                    file.go_to(start)?;
                    let content = file.bytes((end - start).min(LOOKED_INTO))?;
                    let mut from = start;
                    if kind == Some(b"Exif") {
                        let head = Numbers(&content).long().and_then(|head| usize::try_from(head).ok()).unwrap_or_default();
                        look_into_exif(content.get(head.saturating_add(4)..).unwrap_or_default(), &mut survey.hidden);
                        if content.len() >= EMPTY_EXIF.len() {
                            patches.set(start, EMPTY_EXIF.to_vec());
                            from += EMPTY_EXIF.len() as u64;
                        }
                    }
                    look_into_xmp(&content, &mut survey.hidden);
                    patches.blank(from, end);
                }
                // A part that breaks off, or stands in a way that is not known.
                None if is_picture => named.push((0, file.length())),
                None => {
                    survey.hidden.insert(Hidden::Unknown);
                    survey.left.insert(Hidden::Unknown);
                }
            }
        }
        named.sort_unstable();
        for (start, end) in media.iter().copied().chain(self.inner) {
            blank_gaps(start, end, &named, patches);
        }
        Ok(())
    }
}

/// Blanks what of a range is in none of these ranges, which are sorted.
fn blank_gaps(start: u64, end: u64, named: &[(u64, u64)], patches: &mut Patches) {
    let mut at = start;
    for (from, to) in named.iter().filter(|(from, to)| *to > start && *from < end) {
        patches.blank(at, *from);
        at = at.max(*to);
    }
    patches.blank(at, end);
}
