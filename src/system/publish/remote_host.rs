use super::carrier::{Carrier, carrier};
use super::damage::published;
use super::host::{doubt, taken};
use super::right::Right;
use super::{Damage, Host, Purpose, Shipped, Stock, Workshop};
use crate::content::Program;
use crate::site::{Publication, Shipment, Wares};
use crate::system::{Failure, Progress};
use std::collections::HashSet;
use std::sync::Arc;

/// A folder at a host that one comes to by SSH, or by a daemon of rsync's.
///
/// What was published is kept there as [`Publication::FILE`], and while a publish goes on it says also what that may touch.
pub struct RemoteHost {
    carrier: Arc<dyn Carrier>,
    publication: Publication,
    damage: Option<Damage>,
    standing: Wares,
    right: Option<Right>,
}

/// How files are kept: as they are.
const FORM: &str = "";
/// So many files are sent at once; then one looks whether one may go on.
pub(super) const LOAD: usize = 1000;

impl RemoteHost {
    /// Opens a host, by a program that keeps what it needs in a folder here. Where somebody else publishes there, or died doing so,
    /// `waiting` is called.
    ///
    /// # Errors
    /// When the program is not there, the host cannot be reached, or somebody else is at work there.
    pub fn open(program: Program, address: &str, work: Workshop, purpose: Purpose, waiting: &dyn Fn()) -> Result<RemoteHost, Failure> {
        let carrier = carrier(program, address, work);
        let right = if purpose == Purpose::Write { Some(Right::ask(&carrier, waiting)?) } else { None };
        let (publication, damage) = published(Publication::FILE, carrier.read(Publication::FILE))?;
        let publication = publication.unwrap_or_default();
        Ok(RemoteHost { standing: publication.standing(FORM), carrier, publication, damage, right })
    }

    fn may_go_on(&self) -> Result<(), Failure> {
        may_go_on(&*self.carrier, self.right.as_ref())
    }
}

/// Whether one may still write.
pub(super) fn may_go_on(carrier: &dyn Carrier, right: Option<&Right>) -> Result<(), Failure> {
    match right {
        Some(right) if right.holds() => Ok(()),
        Some(_) => Err(carrier.failure("another publish has taken over; this one has stopped. Publish again")),
        None => Err(carrier.failure("it was only looked at")),
    }
}

impl Host for RemoteHost {
    fn standing(&self) -> &Wares {
        &self.standing
    }

    fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    fn verify(&mut self) -> Result<usize, Failure> {
        let listed = self.carrier.list("")?;
        Ok(doubt(&mut self.standing, |path, ware| listed.get(path) == Some(&ware.size)))
    }

    fn foreign(&mut self, shipment: &Shipment) -> Result<Vec<String>, Failure> {
        // Where nothing was published, everything may be somebody's; else a few files are asked for faster than all.
        if shipment.create.len() > LOAD {
            let listed = self.carrier.list("")?;
            return Ok(taken(shipment, |path| listed.contains_key(path)));
        }
        if shipment.create.is_empty() {
            return Ok(Vec::new());
        }
        let standing: HashSet<String> = self.carrier.standing(&shipment.create.iter().map(String::as_str).collect::<Vec<_>>())?.into_iter().collect();
        Ok(taken(shipment, |path| standing.contains(path)))
    }

    fn carry_out(&mut self, stock: &Stock, shipment: &Shipment, progress: Option<&Progress>) -> Result<Shipped, Failure> {
        self.may_go_on()?;
        if shipment.is_nothing() && self.publication.pending.is_empty() {
            return Ok(Shipped::default());
        }
        self.carrier.write(Publication::FILE, self.publication.during(shipment).to_text().as_bytes())?;
        let in_the_way = shipment.in_the_way();
        self.carrier.remove(&in_the_way)?;
        for wave in shipment.waves() {
            for load in wave.chunks(LOAD) {
                self.may_go_on()?;
                self.carrier.send(stock, load, "")?;
                load.iter().filter_map(|_| progress).for_each(Progress::step);
            }
        }
        self.may_go_on()?;
        // In place of what stood in the way something else stands now.
        let first: HashSet<&str> = in_the_way.into_iter().collect();
        self.carrier.remove(&shipment.remove.iter().map(String::as_str).filter(|path| !first.contains(path)).collect::<Vec<_>>())?;
        let ended = self.publication.after(shipment, &stock.weighed(), FORM);
        self.carrier.write(Publication::FILE, ended.to_text().as_bytes())?;
        Ok(Shipped { sent: shipment.sent(), removed: shipment.remove.len(), faults: Vec::new() })
    }
}
