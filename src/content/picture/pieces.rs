use crate::base::ReadSeek;
use std::io::{self, ErrorKind, Read, SeekFrom, Write};

/// The bytes of a picture as it is to be written: ranges of its file, and bytes made here.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    list: Vec<Piece>,
    /// The last piece is not to be lengthened, since something may be put behind it.
    is_closed: bool,
}

#[derive(Debug)]
enum Piece {
    Made(Vec<u8>),
    Copied {
        start: u64,
        length: u64,
    },
    /// Zeros in the place of as many bytes of the file.
    Blank {
        length: u64,
    },
}

impl Piece {
    fn length(&self) -> u64 {
        match self {
            Piece::Made(bytes) => bytes.len() as u64,
            Piece::Copied { length, .. } | Piece::Blank { length } => *length,
        }
    }
}

/// A place between two pieces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seam(usize);

/// More pieces are of no picture that anybody took: neighbouring ranges are one piece.
const MOST: usize = 1 << 20;

impl Pieces {
    /// Adds bytes that are made here.
    pub(super) fn make(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let bytes = bytes.as_ref();
        match self.list.last_mut().filter(|_| !self.is_closed) {
            Some(Piece::Made(last)) => last.extend(bytes),
            _ => self.push(Piece::Made(bytes.to_vec()))?,
        }
        Ok(())
    }

    /// Adds a range of the file.
    pub(super) fn copy(&mut self, start: u64, length: u64) -> io::Result<()> {
        match self.list.last_mut().filter(|_| !self.is_closed) {
            _ if length == 0 => {}
            Some(Piece::Copied { start: before, length: long }) if *before + *long == start => *long += length,
            _ => self.push(Piece::Copied { start, length })?,
        }
        Ok(())
    }

    /// Adds zeros in the place of a range of the file of this length.
    pub(super) fn blank(&mut self, length: u64) -> io::Result<()> {
        if length == 0 { Ok(()) } else { self.push(Piece::Blank { length }) }
    }

    fn push(&mut self, piece: Piece) -> io::Result<()> {
        if self.list.len() >= MOST {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.is_closed = false;
        self.list.push(piece);
        Ok(())
    }

    /// The place behind the last piece, where something can be put later.
    pub(super) fn seam(&mut self) -> Seam {
        self.is_closed = true;
        Seam(self.list.len())
    }

    /// Puts bytes at a place that was marked before. Places behind it are not to be used after that.
    pub(super) fn put(&mut self, seam: Seam, bytes: Vec<u8>) {
        self.list.insert(seam.0.min(self.list.len()), Piece::Made(bytes));
    }

    /// Adds the pieces of another list.
    pub(super) fn append(&mut self, other: Pieces) -> io::Result<()> {
        other.list.into_iter().try_for_each(|piece| self.push(piece))
    }

    /// The sum of the lengths in bytes.
    pub(super) fn length(&self) -> u64 {
        self.list.iter().map(Piece::length).sum()
    }

    /// Writes the pieces.
    pub(super) fn write(&self, from: &mut dyn ReadSeek, to: &mut dyn Write) -> io::Result<()> {
        for piece in &self.list {
            match piece {
                Piece::Made(bytes) => to.write_all(bytes)?,
                Piece::Blank { length } => drop(io::copy(&mut io::repeat(0).take(*length), to)?),
                Piece::Copied { start, length } => {
                    from.seek(SeekFrom::Start(*start))?;
                    io::copy(&mut Read::take(&mut *from, *length), to)?;
                }
            }
        }
        Ok(())
    }
}
