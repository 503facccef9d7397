use crate::site::{Coding, Stored, cache_control, content_type};
use md5::{Digest, Md5};
use object_store::path::Path;
use object_store::{Attribute, Attributes, Error, ObjectStore, ObjectStoreExt, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, WriteMultipart};
use std::fs;
use std::io::{self, Read};

/// A file of the site on its way to a store.
pub(super) struct Upload<'u> {
    /// Where in the store it is put.
    pub(super) to: Path,
    /// Its path within the site, by which readers are told what it is.
    pub(super) file: &'u str,
    /// Where it is on this machine.
    pub(super) from: &'u std::path::Path,
    pub(super) compression: Compression,
}

/// Whether text is compressed on its way to a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
}

/// What a store answered when a file was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) stored: Stored,
    /// Whether the tag is the MD5 of the bytes that were sent, so that they have certainly arrived.
    pub(super) is_proven: bool,
}

/// A file larger than this, in bytes, is sent in pieces, so that it need not be held in memory.
const LARGE: u64 = 16 * 1024 * 1024;
/// The size of a piece, in bytes.
const PIECE: usize = 8 * 1024 * 1024;

impl Upload<'_> {
    /// Sends the file, with what its readers are to be told of it.
    pub(super) async fn send(&self, store: &dyn ObjectStore) -> Result<Answer> {
        let mut attributes =
            Attributes::from_iter([(Attribute::ContentType, content_type(self.file)), (Attribute::CacheControl, cache_control(self.file).to_owned())]);
        if fs::metadata(self.from).map_err(|error| self.unreadable(&error))?.len() > LARGE {
            let options = PutMultipartOptions { attributes: attributes.clone(), ..PutMultipartOptions::default() };
            match store.put_multipart_opts(&self.to, options).await {
                Ok(upload) => return self.send_in_pieces(WriteMultipart::new_with_chunk_size(upload, PIECE)).await,
                // A WebDAV server takes no pieces.
                Err(Error::NotImplemented { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let (bytes, is_compressed) = self.bytes()?;
        if is_compressed {
            attributes.insert(Attribute::ContentEncoding, "gzip".into());
        }
        let options = PutOptions { attributes, ..PutOptions::default() };
        let (size, digest) = (bytes.len() as u64, md5(&bytes));
        let put = store.put_opts(&self.to, PutPayload::from(bytes), options).await?;
        Ok(Answer::new(size, put, Some(&digest)))
    }

    async fn send_in_pieces(&self, mut upload: WriteMultipart) -> Result<Answer> {
        let mut read = fs::File::open(self.from).map_err(|error| self.unreadable(&error))?;
        let (mut piece, mut size) = (vec![0; PIECE], 0);
        loop {
            let count = read.read(&mut piece).map_err(|error| self.unreadable(&error))?;
            if count == 0 {
                return Ok(Answer::new(size, upload.finish().await?, None));
            }
            size += count as u64;
            upload.wait_for_capacity(4).await?;
            upload.write(&piece[..count]);
        }
    }

    /// Whether the store holds the bytes as they were sent.
    pub(super) async fn is_held(&self, store: &dyn ObjectStore) -> Result<bool> {
        let (bytes, _) = self.bytes()?;
        let got = store.get(&self.to).await?;
        Ok(got.meta.size == bytes.len() as u64 && got.bytes().await? == bytes)
    }

    /// The bytes as they are sent, and whether they are compressed.
    fn bytes(&self) -> Result<(Vec<u8>, bool)> {
        let bytes = fs::read(self.from).map_err(|error| self.unreadable(&error))?;
        if self.compression == Compression::None || !Coding::helps(self.file, bytes.len() as u64) {
            return Ok((bytes, false));
        }
        Ok((Coding::Gzip.compress(&bytes).map_err(|error| self.unreadable(&error))?, true))
    }

    fn unreadable(&self, error: &io::Error) -> Error {
        Error::Generic { store: "file", source: format!("{}: {error}", self.from.display()).into() }
    }
}

impl Answer {
    /// The answer to a request that sent so many bytes, of this MD5 where it is known.
    pub(super) fn new(size: u64, put: PutResult, md5: Option<&str>) -> Answer {
        let tag = put.e_tag.as_deref().map(Stored::plain_tag);
        let is_proven = md5.is_some_and(|md5| tag.as_deref().is_some_and(|tag| tag.eq_ignore_ascii_case(md5)));
        Answer { stored: Stored { size, tag }, is_proven }
    }
}

/// The MD5 of bytes, as stores write it (RFC 1321). It tells a spoilt transfer, and no forgery.
pub(super) fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a tag has the form of an MD5.
pub(super) fn is_md5(tag: &str) -> bool {
    tag.len() == 32 && tag.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_proves_a_file_only_if_it_is_the_md5_of_what_was_sent() {
        let digest = md5(b"abc");
        assert_eq!(digest, "900150983cd24fb0d6963f7d28e17f72", "the test suite of RFC 1321");
        let proven = |tag: Option<&str>| {
            let put = PutResult { e_tag: tag.map(str::to_owned), version: None, extensions: Default::default() };
            Answer::new(3, put, Some(&digest)).is_proven
        };
        assert!(proven(Some("\"900150983cd24fb0d6963f7d28e17f72\"")) && proven(Some("900150983CD24FB0D6963F7D28E17F72")));
        assert!(!proven(Some("\"900150983cd24fb0d6963f7d28e17f73\"")) && !proven(Some("\"0x8D4BCC2E4835CD0\"")) && !proven(None));
        assert!(is_md5(&digest) && !is_md5("900150983cd24fb0d6963f7d28e17f72-2") && !is_md5("0x8D4BCC2E4835CD0"));
    }
}
