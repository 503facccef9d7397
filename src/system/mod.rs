//! Touches the world and decides nothing: disk, watching, HTTP, clock, terminal.
//!
//! *Takes* paths and values of the core. *Gives* [`Folder`], which is [`Sources`](crate::base::Sources) on disk, and puts
//! outputs where they belong. *Must not* decide: what to write and what to say is settled before it comes here.
//!
//! Start reading at [`load()`] and [`save()`].

mod clock;
mod create;
mod failure;
mod hashing;
mod load;
mod memory;
mod output_folder;
mod picture_cache;
mod progress;
#[cfg(feature = "publish")]
pub mod publish;
mod receipt;
mod save;
#[cfg(feature = "serve")]
mod server;
mod terminal;
#[cfg(feature = "serve")]
mod watch;

pub use clock::now;
pub use create::{create, read_named, replace};
pub use failure::Failure;
pub use load::{Folder, load};
pub use memory::{drop_memory, keep_memory, read_memory};
pub use output_folder::OutputFolder;
pub use picture_cache::{Cache, PictureCache};
pub use progress::Progress;
pub use receipt::{drop_receipt, keep_receipt, program, read_receipt, stands};
pub use save::{Known, SaveOptions, Saved, rehearse, save};
#[cfg(feature = "serve")]
pub use server::{Answer, Bytes, Listener, Stage, listen, serve};
#[cfg(feature = "publish")]
pub use terminal::ask;
pub use terminal::{Stream, say, say_styled, style};
#[cfg(feature = "serve")]
pub use watch::Watch;
