use super::{Context, Route};
use crate::content::{Focus, Medium, PictureRef};
use serde::Serialize;

/// A published picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// The address of what is shown where one file must do: the picture, or of one wider than 1600 pixels a smaller form.
    pub url: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// Pixels, of what is at `url`.
    pub width: Option<u32>,
    /// Pixels, of what is at `url`.
    pub height: Option<u32>,
    /// All its forms with their widths, as HTML's `srcset` has them; none where there is only one.
    pub srcset: Option<String>,
    /// What stays where it is cropped, as CSS `object-position` has it.
    pub focus: Option<String>,
    /// What is said under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// The address of the file as it was given, less what cameras write into it.
    #[serde(skip)]
    pub original: String,
    /// The address of a form that other sites and programs for messages show beside a link.
    #[serde(skip)]
    pub preview: String,
}

/// Somebody's face beside their name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Portrait {
    /// Its address.
    pub url: String,
    /// What stays where it is cropped, as CSS `object-position` has it.
    pub focus: Option<String>,
}

/// The least width of a portrait that is shown in a round: fine pixels have three or four for one.
const ROUND: u32 = 160;
/// The least width of a preview.
const PREVIEW: u32 = 1200;

impl Picture {
    /// A file of `media/` as front matter shows it.
    pub(super) fn of(medium: &Medium, picture: &PictureRef, context: &Context<'_>) -> Picture {
        let (name, size) = medium.shown();
        let preview = if name == medium.name { name } else { at_least(medium, PREVIEW) };
        let url = |name: &str| context.url(&Route::medium(name));
        Picture { srcset: srcset(medium, context), original: url(&medium.name), preview: url(preview), ..Picture::plain(url(name), size, picture) }
    }

    /// A file of which there is one form only.
    pub(super) fn plain(url: String, size: Option<(u32, u32)>, picture: &PictureRef) -> Picture {
        Picture {
            original: url.clone(),
            preview: url.clone(),
            url,
            alt: picture.alt.clone(),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            srcset: None,
            focus: picture.focus.map(Focus::to_css),
            caption: picture.caption.clone(),
            credit: picture.credit.clone(),
        }
    }
}

impl Portrait {
    /// The form of a file that is shown in a round.
    pub(super) fn of(medium: &Medium, picture: &PictureRef, context: &Context<'_>) -> Portrait {
        Portrait { url: context.url(&Route::medium(at_least(medium, ROUND))), focus: picture.focus.map(Focus::to_css) }
    }
}

/// The name of the narrowest form that is so wide; of what has none, the file itself.
fn at_least(medium: &Medium, width: u32) -> &str {
    medium.variants.iter().find(|variant| variant.size.0 >= width).map_or(&medium.name, |variant| &variant.name)
}

/// The forms of a picture with their widths: its variants, and itself unless it is too wide for any screen.
pub(super) fn srcset(medium: &Medium, context: &Context<'_>) -> Option<String> {
    let (shown, size) = medium.shown();
    let itself = size.filter(|_| shown == medium.name).map(|(width, _)| (shown, width));
    let variants = medium.variants.iter().map(|variant| (&*variant.name, variant.size.0));
    let forms: Vec<String> = variants.chain(itself).map(|(name, width)| format!("{} {width}w", context.url(&Route::medium(name)))).collect();
    (!medium.variants.is_empty()).then(|| forms.join(", "))
}
