//! Touches the world and decides nothing: disk, watching, HTTP, clock, terminal.
//!
//! *Takes* paths and values of the core. *Gives* [`Folder`], which is [`Sources`](crate::base::Sources) on disk, and puts
//! outputs where they belong. *Must not* decide: what to write and what to say is settled before it comes here.
//!
//! Nothing in a site folder is Dateline's own because of its name or place. What is believed lies in the [`UserCache`], or carries a
//! code of the key that lies there (`own_folder.rs`); no folder is entered through a link (`real_folder.rs`); and [`Checkout`]
//! says where Dateline may write.
//!
//! Start reading at [`load()`] and [`save()`].

mod authentication_key;
mod bounded;
mod checkout;
mod clock;
mod create;
mod failure;
mod git;
mod hashing;
mod load;
mod memory;
mod output_folder;
mod own_folder;
mod picture_cache;
mod progress;
#[cfg(feature = "publish")]
pub mod publish;
mod real_folder;
mod receipt;
mod save;
#[cfg(feature = "serve")]
mod server;
mod terminal;
mod user_cache;
#[cfg(feature = "serve")]
mod watch;
#[cfg(feature = "serve")]
mod write_deadline;

pub use checkout::{Checkout, Unfit};
pub use clock::now;
pub use create::{create, read_named, replace};
pub use failure::Failure;
pub use git::tracked_own_files;
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
pub use user_cache::UserCache;
#[cfg(feature = "serve")]
pub use watch::Watch;
