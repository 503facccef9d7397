//! Turns pages into outputs: through templates, as feeds, data, sitemaps, copies.
//!
//! *Takes* [`Pages`](crate::pages::Pages) and [`Sources`](crate::base::Sources). *Gives* [`Site`]: a table of [`Output`]s
//! and, when one is asked for, its bytes. *Must not know* whether it is written, served or published.
//!
//! Start reading at [`assemble()`], then [`Site::make`].

mod assemble;
#[cfg(feature = "publish")]
mod coding;
#[cfg(any(feature = "publish", feature = "serve"))]
mod content_type;
mod data;
mod drawing;
mod facets;
mod feed;
mod fragment;
mod manifest;
mod output;
#[cfg(feature = "serve")]
mod preview;
#[cfg(feature = "serve")]
mod preview_policy;
#[cfg(feature = "images")]
mod raster;
mod receipt;
mod reduction;
mod register_data;
mod releases;
mod script;
#[cfg(feature = "publish")]
mod server_files;
mod shipment;
mod sitemap;
#[cfg(feature = "images")]
mod still_webp;
mod style_sheet;
mod templates;
mod timestamp;

pub use crate::content::clean_picture;
pub use assemble::{Site, assemble};
#[cfg(feature = "publish")]
pub use coding::Coding;
#[cfg(any(feature = "publish", feature = "serve"))]
pub use content_type::{DRAWING_POLICY, content_type};
pub use data::DataPart;
pub use drawing::clean_drawing;
pub use feed::{FeedForm, FeedOf};
pub use manifest::{MANIFEST_VERSION, Manifest, Record};
pub use output::{Made, Make, Output, SitemapPart};
#[cfg(feature = "serve")]
pub use preview::{Address, EVENTS, Preview, SCRIPT, Shown, is_own_host, shown};
#[cfg(feature = "serve")]
pub use preview_policy::{FetchMetadata, FramePolicy, LONGEST_ADDRESS, LONGEST_SHAPE};
pub use receipt::{Receipt, Told};
pub use reduction::{PICTURES_VERSION, Reduction, reduce};
pub use releases::Releases;
#[cfg(feature = "publish")]
pub use server_files::{LONGEST_REDIRECTION, Redirection, ServerFiles, Telling};
pub use shipment::{Publication, Shipment, Stored, Ware, Wares, Wave, cache_control, is_compressible, is_fingerprinted, is_within};
pub use templates::Templates;
