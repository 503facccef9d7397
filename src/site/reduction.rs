use crate::base::Digest;
use crate::content::{Medium, Variant};
use std::sync::Arc;

/// How pictures are published: it grows when a change of this program, or of what it is built of, gives other bytes for the
/// same picture.
pub const PICTURES_VERSION: u32 = 3;

/// A smaller form of a picture, and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduction {
    /// The file of the picture.
    pub file: Arc<str>,
    /// Of its bytes.
    pub digest: Digest,
    /// Width and height in pixels, of the smaller form.
    pub size: (u32, u32),
    /// How many bytes of memory making it takes, at most.
    pub memory: u64,
}

impl Reduction {
    /// The reduction that gives a variant.
    pub fn of(medium: &Medium, variant: &Variant) -> Reduction {
        Reduction { file: medium.file.clone(), digest: medium.digest, size: variant.size, memory: medium.memory }
    }

    /// The name under which its bytes can be kept: nothing else has a say in them.
    pub fn key(&self) -> String {
        format!("{}.{}x{}.{PICTURES_VERSION}.webp", self.digest, self.size.0, self.size.1)
    }
}

/// Decodes a picture once, and gives it in each of the sizes, in their order, as WebP: upright, without anything a camera
/// wrote into it, with its colour profile where that is not the usual one.
///
/// # Errors
/// What is wrong with the picture, for a message.
#[cfg(feature = "images")]
pub fn reduce(picture: &[u8], sizes: &[(u32, u32)]) -> Result<Vec<Vec<u8>>, String> {
    use super::raster::Raster;
    // A decoder that gives up on a broken file in its own way must not take the build with it.
    let decoded = std::panic::catch_unwind(|| Raster::reduced(picture, sizes));
    decoded.unwrap_or_else(|_| Err("its bytes make no sense".to_owned()))
}

/// This program was built without the feature `images`, and plans no variants.
///
/// # Errors
/// Always.
#[cfg(not(feature = "images"))]
pub fn reduce(_picture: &[u8], _sizes: &[(u32, u32)]) -> Result<Vec<Vec<u8>>, String> {
    Err("this program was built without the feature `images`".to_owned())
}
