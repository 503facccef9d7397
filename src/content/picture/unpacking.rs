use flate2::{Decompress, FlushDecompress, Status};
use std::io::Read;

/// A zlib stream (RFC 1950) that comes in parts, unpacked to know where it ends; what it gives is not kept.
pub(super) struct Unpacking {
    stream: Decompress,
    /// How many bytes may come of it.
    most: u64,
    is_over: bool,
    scratch: Vec<u8>,
}

const SCRATCH: usize = 64 * 1024;
/// No byte of a stream gives more bytes than this (RFC 1951: 258 bytes take at least two bits).
const MOST_PER_BYTE: u64 = 1032;

impl Unpacking {
    /// A stream of which at most so many bytes may come.
    pub(super) fn new(most: u64) -> Unpacking {
        Unpacking { stream: Decompress::new(true), most, is_over: false, scratch: vec![0; SCRATCH] }
    }

    /// Whether nothing that follows belongs to the stream: it has ended, is broken, or gives more than it may.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Takes the next bytes; says how many of them belong to the stream.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        let start = self.stream.total_in();
        let taken = |stream: &Decompress| usize::try_from(stream.total_in() - start).unwrap_or(bytes.len());
        while !self.is_over {
            let (before_in, before_out) = (self.stream.total_in(), self.stream.total_out());
            // Never so many bytes that more than one of them could stand behind the last one that may come.
            let most = usize::try_from((self.most.saturating_sub(before_out) / MOST_PER_BYTE).max(1)).unwrap_or(usize::MAX);
            let rest = &bytes[taken(&self.stream)..];
            let rest = &rest[..rest.len().min(most)];
            let status = self.stream.decompress(rest, &mut self.scratch, FlushDecompress::None);
            self.is_over = !matches!(status, Ok(Status::Ok | Status::BufError)) || self.stream.total_out() > self.most;
            if (self.stream.total_in(), self.stream.total_out()) == (before_in, before_out) {
                break;
            }
        }
        taken(&self.stream)
    }
}

/// Unpacks a zlib stream of which at most `most` bytes come; nothing, if it is broken or longer.
pub(super) fn unpacked(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut out).ok()?;
    (out.len() <= most).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_stream_ends_where_it_ends() {
        let stream = packed(&[7; 300_000]);
        let long = [&stream[..], b"hide"].concat();
        let mut unpacking = Unpacking::new(300_000);
        let (first, rest) = long.split_at(10);
        assert_eq!((unpacking.take(first), unpacking.take(rest)), (10, stream.len() - 10));
        assert!(unpacking.is_over());
        assert_eq!(unpacking.take(b"more"), 0);
    }

    #[test]
    fn a_stream_that_gives_too_much_is_over() {
        let mut unpacking = Unpacking::new(1000);
        let stream = packed(&vec![0; 10_000_000]);
        assert!(unpacking.take(&stream) < stream.len() && unpacking.is_over());
        let stored = [&[0x78, 1, 1, 0xd0, 7, 0x2f, 0xf8][..], &[7; 1000], &[8; 1000]].concat();
        let mut unpacking = Unpacking::new(1000);
        assert!(unpacking.take(&stored) <= 7 + 1001 && unpacking.is_over());
        assert_eq!(unpacked(&stream, 1000), None);
        assert_eq!(unpacked(&packed(b"abc"), 3).as_deref(), Some(&b"abc"[..]));
    }
}
