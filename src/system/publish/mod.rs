//! Puts a site where readers are.
//!
//! *Takes* a [`Stock`] of files, and a [`Shipment`] that says which of them are to be sent and what is to be removed.
//! *Gives* a [`Host`] that has the site as it is now. *Must not* decide what is sent, or in which order.
//!
//! A host is a place of one sort: [`FolderHost`], [`GitHost`]. Each keeps what was published beside the site, sends in the waves
//! of the shipment, removes last, and says only at the end that it is done: so whoever publishes after one that died goes on
//! where that stopped.

mod folder_host;
mod git;
mod git_host;
mod stock;

pub use folder_host::FolderHost;
pub use git::without_credentials;
pub use git_host::GitHost;
pub use stock::Stock;

use super::{Failure, Progress};
use crate::base::Diagnostic;
use crate::site::{Shipment, Wares};

/// A place that a site is published to.
pub trait Host {
    /// What stands there of the last publish, as far as it can be trusted.
    fn standing(&self) -> &Wares;

    /// Looks whether what is said to stand there does, and trusts no more what does not; gives of how many files that is so.
    ///
    /// # Errors
    /// When the host cannot be asked.
    fn verify(&mut self) -> Result<usize, Failure>;

    /// Sends and removes what a shipment says.
    ///
    /// # Errors
    /// When the host says no. What was sent until then stands, and the next publish completes it.
    fn carry_out(&mut self, stock: &Stock, shipment: &Shipment, progress: Option<&Progress>) -> Result<Shipped, Failure>;
}

/// What a publish has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shipped {
    /// Files that were sent.
    pub sent: usize,
    /// Files that were removed.
    pub removed: usize,
    /// What could not be sent, and why.
    pub faults: Vec<Diagnostic>,
}
