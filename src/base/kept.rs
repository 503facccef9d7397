use serde::Serialize;
use std::io::{self, Write};

/// Writes values that are kept between two runs of the program, each as a run of bytes that says how long it is.
///
/// The form is [postcard](https://postcard.jamesmunns.com)'s. It has no version: what another program wrote is not read.
#[derive(Debug, Default)]
pub struct Kept {
    /// Used again for each value.
    run: Vec<u8>,
}

impl Kept {
    /// Writes one value; one that cannot be kept as an empty run.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, to: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
        self.run.clear();
        let run = postcard::to_extend(value, std::mem::take(&mut self.run)).unwrap_or_default();
        to.write_all(&(run.len() as u64).to_le_bytes())?;
        to.write_all(&run)?;
        self.run = run;
        Ok(())
    }

    /// The first run of bytes, and what follows it.
    pub fn read(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
        let (length, rest) = bytes.split_first_chunk()?;
        rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)
    }

    /// So many runs of bytes, and what follows them.
    pub fn runs(mut bytes: &[u8], count: usize) -> Option<(Vec<&[u8]>, &[u8])> {
        let mut runs = Vec::with_capacity(count.min(bytes.len()));
        for _ in 0..count {
            let (run, rest) = Kept::read(bytes)?;
            runs.push(run);
            bytes = rest;
        }
        Some((runs, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_run_by_run() {
        let (mut kept, mut bytes) = (Kept::default(), Vec::new());
        kept.write(&mut bytes, &("Seoul", 7_u8)).unwrap();
        kept.write(&mut bytes, &3_u8).unwrap();
        let (first, rest) = Kept::read(&bytes).unwrap();
        assert_eq!(postcard::from_bytes::<(String, u8)>(first), Ok(("Seoul".to_owned(), 7)));
        assert_eq!(Kept::read(rest), Some((&[3][..], &[][..])));
        assert_eq!(Kept::read(&bytes[..bytes.len() - 1]).and_then(|(_, rest)| Kept::read(rest)), None);
    }
}
