use super::{Ware, Wares, is_compressible};
use crate::base::Digest;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// A way to make text shorter for its way to the reader (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// RFC 1952, which everybody understands.
    Gzip,
    /// RFC 7932, which is a twelfth shorter still, and which browsers understand over HTTPS.
    Brotli,
}

/// A file smaller than this, in bytes, does not become smaller.
const SMALL: u64 = 512;

/// A file larger than this, in bytes, is not compressed: a compressor holds the whole file in memory.
const LARGE: u64 = 256 << 20;

/// How thoroughly brotli looks: a page takes three milliseconds so; it takes four times as long to be a two-hundredth shorter (9), and
/// sixteen times for an eighth (11).
const QUALITY: i32 = 6;

impl Coding {
    /// All, in their order.
    pub const ALL: [Coding; 2] = [Coding::Gzip, Coding::Brotli];

    /// What is set behind the name of a file, where its compressed form stands beside it.
    pub fn suffix(self) -> &'static str {
        match self {
            Coding::Gzip => ".gz",
            Coding::Brotli => ".br",
        }
    }

    /// The coding of a form that stands beside its file, by its name, and the name of the file.
    pub fn of(path: &str) -> Option<(&str, Coding)> {
        Coding::ALL.into_iter().find_map(|coding| Some((path.strip_suffix(coding.suffix())?, coding)))
    }

    /// Compresses text.
    ///
    /// # Errors
    /// None that a vector gives.
    pub fn compress(self, text: &[u8]) -> io::Result<Vec<u8>> {
        let shorter = Vec::with_capacity(text.len() / 3);
        match self {
            Coding::Gzip => {
                let mut encoder = GzEncoder::new(shorter, Compression::default());
                encoder.write_all(text)?;
                encoder.finish()
            }
            Coding::Brotli => {
                let mut shorter = shorter;
                let params = brotli::enc::BrotliEncoderParams { quality: QUALITY, size_hint: text.len(), ..Default::default() };
                brotli::BrotliCompress(&mut &*text, &mut shorter, &params)?;
                Ok(shorter)
            }
        }
    }

    /// Whether a file becomes smaller.
    pub fn helps(path: &str, size: u64) -> bool {
        size > SMALL && size <= LARGE && is_compressible(path)
    }

    /// The forms that are to stand beside the files of a site: the file of each, how it is compressed, and its name. Without
    /// compressing any: each is known by what it is made of, and how long it is, only when it is made.
    pub fn beside(wares: &Wares) -> Vec<(String, Coding, String, Ware)> {
        let helped = wares.iter().filter(|(path, ware)| Coding::helps(path, ware.size));
        let forms = helped.flat_map(|(path, ware)| Coding::ALL.map(|coding| (path, ware, coding, format!("{path}{}", coding.suffix()))));
        // What the site has itself under that name is what its people want there.
        let made = forms.filter(|(.., name)| !wares.contains_key(name));
        made.map(|(path, ware, coding, name)| (path.clone(), coding, name, Ware { digest: coding.digest(ware.digest), size: 0 })).collect()
    }

    /// Says what a compressed form is made of, and how.
    fn digest(self, of: Digest) -> Digest {
        Digest::of(format!("{of}{}{QUALITY}", self.suffix()).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_compressed_is_shorter_and_reads_back() {
        let text = "The first bus crossed the Ennet at noon. ".repeat(100).into_bytes();
        let (gzip, brotli) = (Coding::Gzip.compress(&text).unwrap(), Coding::Brotli.compress(&text).unwrap());
        assert!(brotli.len() < gzip.len() && gzip.len() * 10 < text.len());
        let (mut one, mut other) = (Vec::new(), Vec::new());
        flate2::read::GzDecoder::new(&*gzip).read_to_end(&mut one).unwrap();
        brotli::BrotliDecompress(&mut &*brotli, &mut other).unwrap();
        assert!(one == text && other == text);
    }

    #[test]
    fn text_that_is_worth_it_has_its_forms_beside_it() {
        let ware = |size| Ware { digest: Digest::of(&[1]), size };
        let files = [("index.html", 900), ("small.txt", 100), ("a.webp", 9000), ("own.css", 900), ("own.css.gz", 300)];
        let wares: Wares = files.iter().map(|(path, size)| ((*path).to_owned(), ware(*size))).collect();
        let beside = Coding::beside(&wares);
        let names: Vec<&str> = beside.iter().map(|(.., name, _)| &**name).collect();
        assert_eq!(names, ["index.html.gz", "index.html.br", "own.css.br"]);
        assert_ne!(beside[0].3.digest, beside[1].3.digest);
        assert_eq!(Coding::of("a/index.html.br"), Some(("a/index.html", Coding::Brotli)));
        assert_eq!(Coding::of("a/index.html"), None);
    }
}
