use super::{Pieces, Scanner};
use std::collections::BTreeMap;
use std::io;

/// A box (ISO/IEC 14496-12, 4.2): its kind, and where it stands in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoxHead {
    pub(super) kind: [u8; 4],
    pub(super) start: u64,
    /// Where its content begins.
    pub(super) body: u64,
    /// The place behind it.
    pub(super) end: u64,
}

impl BoxHead {
    /// Reads the head of a box that ends before `end`; nothing, if there is none. Media data may break off.
    pub(super) fn read(file: &mut Scanner<'_>, end: u64) -> io::Result<Option<BoxHead>> {
        let start = file.at();
        if end.saturating_sub(start) < 8 {
            return Ok(None);
        }
        let short = u64::from(u32::from_be_bytes(file.array()?));
        let kind = file.array()?;
        let size = match short {
            0 => end - start,
            1 => u64::from_be_bytes(file.array()?),
            size => size,
        };
        let body = file.at();
        let stop = start.saturating_add(size);
        let stop = if &kind == b"mdat" { stop.min(end) } else { stop };
        Ok((stop >= body && stop <= end).then_some(BoxHead { kind, start, body, end: stop }))
    }

    /// The bytes of its content, if they are not too many.
    pub(super) fn content(&self, file: &mut Scanner<'_>, most: u64) -> io::Result<Option<Vec<u8>>> {
        let length = self.end - self.body;
        if length > most {
            return Ok(None);
        }
        file.go_to(self.body)?;
        file.bytes(length).map(Some)
    }
}

/// What is overwritten in a file whose parts cannot be moved, since they point at each other.
#[derive(Debug, Default)]
pub(super) struct Patches(BTreeMap<u64, Patch>);

#[derive(Debug)]
enum Patch {
    Zeros(u64),
    Bytes(Vec<u8>),
}

/// More patches are needed for no file that anybody made.
const MOST: usize = 1 << 18;

impl Patches {
    /// Overwrites a range with zeros.
    pub(super) fn blank(&mut self, start: u64, end: u64) {
        if start < end && self.0.len() < MOST {
            self.0.entry(start).or_insert(Patch::Zeros(end - start));
        }
    }

    /// Overwrites what stands at a place with these bytes.
    pub(super) fn set(&mut self, start: u64, bytes: Vec<u8>) {
        if self.0.len() < MOST {
            self.0.insert(start, Patch::Bytes(bytes));
        }
    }

    /// Makes a box one that means nothing (ISO/IEC 14496-12, 8.1.2).
    pub(super) fn free(&mut self, found: &BoxHead) {
        self.set(found.start + 4, b"free".to_vec());
        self.blank(found.body, found.end);
    }

    /// The file up to a place, with what is overwritten.
    pub(super) fn write(self, end: u64, pieces: &mut Pieces) -> io::Result<()> {
        let mut at = 0;
        for (start, patch) in self.0 {
            let (start, stop) = match &patch {
                Patch::Zeros(length) => (start.max(at), (start + length).min(end)),
                Patch::Bytes(bytes) => (start, start + bytes.len() as u64),
            };
            // A patch within another one, or behind the end.
            if start < at || start >= stop || stop > end {
                continue;
            }
            pieces.copy(at, start - at)?;
            match patch {
                Patch::Zeros(_) => pieces.blank(stop - start)?,
                Patch::Bytes(bytes) => pieces.make(bytes)?,
            }
            at = stop;
        }
        pieces.copy(at, end - at)
    }
}
