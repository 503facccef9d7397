use super::Stock;
use crate::base::Diagnostic;
use crate::site::{Shipment, Wares};
use crate::system::{Failure, Progress};

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
