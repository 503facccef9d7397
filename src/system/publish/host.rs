use super::{Damage, Stock};
use crate::base::Diagnostic;
use crate::site::{Shipment, Ware, Wares};
use crate::system::{Failure, Progress};

/// A place that a site is published to.
pub trait Host {
    /// What stands there of the last publish, as far as it can be trusted.
    fn standing(&self) -> &Wares;

    /// What is wrong with the record of the last publish there, if anything is: then nothing is known
    /// to be Dateline's.
    fn damage(&self) -> Option<&Damage> {
        None
    }

    /// A record there that could not be read and that is made anew, without a word from the person.
    fn mended(&self) -> Option<&Damage> {
        None
    }

    /// Takes what stands in the place of a shipment's files for Dateline's own, because the person
    /// says so.
    fn take_over(&mut self, _: &Shipment) {}

    /// Looks whether what is said to stand there does, and trusts no more what does not; gives of how many files that is so.
    ///
    /// # Errors
    /// When the host cannot be asked.
    fn verify(&mut self) -> Result<usize, Failure>;

    /// The files that stand where new ones of a shipment are to be, and that no publish has put there: they would be lost.
    ///
    /// # Errors
    /// When the host cannot be asked.
    fn foreign(&mut self, shipment: &Shipment) -> Result<Vec<String>, Failure>;

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

/// Trusts no more what does not stand as it is said to, and gives of how many files that is so. They are still known to be ours.
pub(super) fn doubt(standing: &mut Wares, stands: impl Fn(&String, &Ware) -> bool) -> usize {
    let mut doubted = 0;
    for (path, ware) in standing.iter_mut().filter(|(_, ware)| **ware != Ware::UNKNOWN) {
        if !stands(path, ware) {
            *ware = Ware::UNKNOWN;
            doubted += 1;
        }
    }
    doubted
}

/// The new files of a shipment in whose place something stands.
pub(super) fn taken(shipment: &Shipment, stands: impl Fn(&String) -> bool) -> Vec<String> {
    shipment.create.iter().filter(|path| stands(path)).cloned().collect()
}
