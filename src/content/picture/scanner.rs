use crate::base::ReadSeek;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, SeekFrom};

/// A file that is read from front to back, with its position and its length.
///
/// Reading beyond the end is an error of the kind `UnexpectedEof`.
pub(super) struct Scanner<'f> {
    file: BufReader<&'f mut dyn ReadSeek>,
    at: u64,
    length: u64,
}

const BUFFER: usize = 64 * 1024;

impl<'f> Scanner<'f> {
    /// Begins at the first byte of the file.
    pub(super) fn new(file: &'f mut dyn ReadSeek) -> io::Result<Scanner<'f>> {
        let length = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Scanner { file: BufReader::with_capacity(BUFFER, file), at: 0, length })
    }

    /// How many bytes stand before the next one.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The length of the file in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// How many bytes follow.
    pub(super) fn left(&self) -> u64 {
        self.length.saturating_sub(self.at)
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> io::Result<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }

    /// The next `count` bytes. The count is compared with the length of the file before memory is taken for it.
    pub(super) fn bytes(&mut self, count: u64) -> io::Result<Vec<u8>> {
        let room = if count > self.left() { Err(ErrorKind::UnexpectedEof.into()) } else { usize::try_from(count).map_err(io::Error::other) };
        let mut bytes = vec![0; room?];
        self.file.read_exact(&mut bytes)?;
        self.at += count;
        Ok(bytes)
    }

    /// The next `count` bytes, or fewer where the file ends.
    pub(super) fn up_to(&mut self, count: u64) -> io::Result<Vec<u8>> {
        self.bytes(count.min(self.left()))
    }

    /// Passes over `count` bytes.
    pub(super) fn skip(&mut self, count: u64) -> io::Result<()> {
        self.go_to(self.at.saturating_add(count))
    }

    /// Goes to a position within the file.
    pub(super) fn go_to(&mut self, at: u64) -> io::Result<()> {
        if at > self.length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let step = i64::try_from(i128::from(at) - i128::from(self.at)).map_err(io::Error::other)?;
        self.file.seek_relative(step)?;
        self.at = at;
        Ok(())
    }

    /// Some of the next bytes; none at the end of the file. They stay unread until [`Scanner::consume`].
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        self.file.fill_buf()
    }

    /// Passes over bytes that were peeked at.
    pub(super) fn consume(&mut self, count: usize) {
        self.file.consume(count);
        self.at += count as u64;
    }
}
