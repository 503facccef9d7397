use std::fs;
use std::io::{self, Write};

/// A file that is digested while it is written.
pub(super) struct Hashing {
    pub(super) file: fs::File,
    pub(super) hasher: blake3::Hasher,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
