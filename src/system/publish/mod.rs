//! Puts a site where readers are.
//!
//! *Takes* a [`Stock`] of files, and a [`Shipment`](crate::site::Shipment) that says which of them are to be sent and what is to be removed.
//! *Gives* a [`Host`] that has the site as it is now. *Must not* decide what is sent, or in which order.
//!
//! A host is a place of one sort: [`FolderHost`], [`GitHost`], [`RemoteHost`], [`StoreHost`], and [`ReleaseHost`], where releases stand beside each
//! other. Each keeps what was published beside the site, sends in the waves of the shipment, removes last, and says only at the end
//! that it is done: so whoever publishes after one that died goes on where that stopped. What brings files to a folder, here or
//! elsewhere, is a carrier: a disk, the program `rsync`, or `sftp`; a new one is a file.

mod carrier;
mod damage;
mod disk;
mod folder_host;
mod git_host;
mod host;
mod lease;
mod profile;
mod program;
mod purpose;
mod release_host;
mod remote_host;
mod right;
mod rsync;
mod sftp;
mod ssh;
mod stock;
mod store_address;
mod store_host;
mod upload;

pub use super::git::without_credentials;
pub use damage::{Damage, Flaw};
pub use folder_host::FolderHost;
pub use git_host::{GitHost, GitTarget};
pub use host::{Host, Shipped};
pub use program::Workshop;
pub use purpose::Purpose;
pub use release_host::{ReleaseHost, WayBack};
pub use remote_host::RemoteHost;
pub use stock::Stock;
pub use store_address::StoreAddress;
pub use store_host::StoreHost;
