//! Does what a person asked: one file a command.
//!
//! *Takes* the command line ([`Cli`]). *Gives* an exit status: 0 fine, 1 the content has errors and everything else was still
//! done, 2 wrong usage, 3 the system failed. Every command is the program of the crate's first page, or a part of it.
//!
//! Start reading at [`run()`], then `build.rs`.

mod build;
mod check;
mod clean;
mod command;
mod explain;
#[cfg(feature = "serve")]
mod generation;
mod import;
mod init;
mod memories;
mod messages;
mod new;
mod outcome;
#[cfg(feature = "publish")]
mod publish;
#[cfg(feature = "publish")]
mod publish_place;
mod run;
#[cfg(feature = "serve")]
mod serve;
mod site_folder;
#[cfg(feature = "serve")]
mod stage;

#[cfg(feature = "publish")]
pub use command::PublishArgs;
#[cfg(feature = "serve")]
pub use command::ServeArgs;
pub use command::{BuildArgs, CheckArgs, Cli, Command, Common, Deny, Format, ImportArgs, ImportFormat, SiteArgs};
pub use outcome::{Ended, Refusal};
pub use run::run;
