use serde::{Deserialize, Serialize};

/// A smaller form of a picture, in WebP, for readers whose screens show no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// `NAME.DIGEST.WIDTH.webp`, in `/media/`.
    pub name: String,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

/// Whether this program can make pictures smaller.
pub(super) const REDUCES: bool = cfg!(feature = "images");

/// The widths at which a picture in a column of text is offered: a phone; a phone with fine pixels; a desk; a desk with fine
/// pixels.
const WIDTHS: [u32; 4] = [480, 800, 1200, 1600];
/// The widths at which somebody's portrait is offered as well: the round beside a name, and the head of their page.
const PORTRAIT_WIDTHS: [u32; 2] = [160, 320];
/// Below this width a picture is small already.
const SMALL: u32 = 700;
/// The widest picture that is shown as it was given; of a wider one, the largest variant is shown.
pub(super) const WIDEST: u32 = 1600;
/// The most pixels of a picture that is decoded: 100 million, as large cameras have. A file of a kilobyte can claim more.
pub(crate) const MOST_PIXELS: u64 = 100_000_000;

/// What a picture is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Use {
    /// Only a link leads to it.
    Linked,
    /// It is shown in a text.
    Shown,
    /// It is somebody's portrait, and perhaps shown in a text too.
    Portrait,
}

impl Variant {
    /// The variants of a picture of this name and size, from narrow to wide.
    pub(super) fn of(stem: &str, size: (u32, u32), wanted: Use) -> Vec<Variant> {
        let (width, height) = size;
        let in_text = WIDTHS.iter().filter(|_| wanted >= Use::Shown && width >= SMALL);
        let as_portrait = PORTRAIT_WIDTHS.iter().filter(|_| wanted == Use::Portrait);
        // One that is hardly narrower than the picture would be one more file for nothing.
        let narrower = |step: &u32| u64::from(*step) * 10 <= u64::from(width) * 9 || (*step == WIDEST && width > WIDEST);
        let variant = |step: &u32| {
            let high = (u64::from(height) * u64::from(*step) + u64::from(width) / 2) / u64::from(width);
            Variant { name: format!("{stem}.{step}.webp"), size: (*step, u32::try_from(high).unwrap_or(u32::MAX).max(1)) }
        };
        as_portrait.chain(in_text).filter(|step| narrower(step)).map(variant).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(width: u32, wanted: Use) -> Vec<u32> {
        Variant::of("a.1", (width, 1000), wanted).iter().map(|variant| variant.size.0).collect()
    }

    #[test]
    fn a_wide_picture_is_offered_in_steps_and_a_small_one_as_it_is() {
        assert_eq!(widths(4000, Use::Shown), [480, 800, 1200, 1600]);
        assert_eq!(widths(1601, Use::Shown), [480, 800, 1200, 1600]);
        assert_eq!(widths(1600, Use::Shown), [480, 800, 1200]);
        assert_eq!(widths(1210, Use::Shown), [480, 800]);
        assert_eq!((widths(699, Use::Shown), widths(4000, Use::Linked)), (vec![], vec![]));
        assert_eq!((widths(600, Use::Portrait), widths(170, Use::Portrait)), (vec![160, 320], vec![]));
    }

    #[test]
    fn a_variant_keeps_the_shape_of_its_picture() {
        let variants = Variant::of("a.1", (4000, 3000), Use::Shown);
        assert_eq!((variants[0].name.as_str(), variants[0].size), ("a.1.480.webp", (480, 360)));
        assert_eq!(Variant::of("a.1", (4000, 1), Use::Shown)[0].size, (480, 1));
    }
}
