use super::carrier::{Carrier, carrier};
use super::damage::{published, record};
use super::disk::Disk;
use super::host::doubt;
use super::remote_host::{LOAD, may_go_on};
use super::right::Right;
use super::{Damage, Host, Purpose, Shipped, Stock, Workshop};
use crate::content::Program;
use crate::site::{Publication, Releases, Shipment, Ware, Wares};
use crate::system::{Failure, Progress, UserCache};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// A folder in which releases of a site stand beside each other: `releases/ID/`, and a link `current` that leads to the one that is
/// served.
///
/// 1. What is begun is written down.
/// 2. The new release is made beside the others: what is as it was gets a second name in it, the rest is sent.
/// 3. The link is changed, in one step.
/// 4. The releases that are too many go.
///
/// Whatever dies on the way, readers are on the one or on the other; the next publish takes away what was begun.
pub struct ReleaseHost {
    carrier: Arc<dyn Carrier>,
    keep: usize,
    releases: Releases,
    /// The release that is served.
    served: Option<String>,
    /// One that a publish began which then died.
    abandoned: Option<String>,
    publication: Publication,
    standing: Wares,
    /// A record that could not be read.
    mended: Option<Damage>,
    right: Option<Right>,
}

/// What going back has done, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// The release that was served.
    pub from: String,
    /// The one that is served now.
    pub to: String,
    /// How many files it has.
    pub files: usize,
}

impl ReleaseHost {
    /// Opens a folder on this machine of which so many releases are kept. Where another publish writes there, `waiting` is called and it
    /// waits.
    ///
    /// # Errors
    /// When the system says no, or the link is not Dateline's.
    pub fn in_folder(root: &Path, user_cache: Option<&UserCache>, keep: usize, purpose: Purpose, waiting: &dyn Fn()) -> Result<ReleaseHost, Failure> {
        let disk = if purpose == Purpose::Write { Disk::open(root, user_cache, waiting)? } else { Disk::look(root, user_cache) };
        ReleaseHost::open(Arc::new(disk), keep, purpose, waiting)
    }

    /// Opens a folder at a host of which so many releases are kept, by a program that keeps what it needs in a folder here. Where
    /// somebody else publishes there, or died doing so, `waiting` is called.
    ///
    /// # Errors
    /// When the program is not there, the host cannot be reached, somebody else is at work there, or the link is not Dateline's.
    pub fn at(program: Program, address: &str, work: Workshop, keep: usize, purpose: Purpose, waiting: &dyn Fn()) -> Result<ReleaseHost, Failure> {
        ReleaseHost::open(carrier(program, address, work), keep, purpose, waiting)
    }

    fn open(carrier: Arc<dyn Carrier>, keep: usize, purpose: Purpose, waiting: &dyn Fn()) -> Result<ReleaseHost, Failure> {
        let right = if purpose == Purpose::Write { Some(Right::ask(&carrier, waiting)?) } else { None };
        let (releases, mut mended) = record(Releases::FILE, carrier.read(Releases::FILE), Releases::parse)?;
        let link = carrier.read_link(Releases::LINK)?;
        let releases = match releases {
            Some(releases) => releases,
            None if mended.is_some() => {
                let listed = carrier.list(Releases::PUBLICATIONS)?;
                Releases::rebuilt(listed.keys().map(String::as_str), link.as_deref())
            }
            None => Releases::default(),
        };
        let served = link.as_deref().and_then(|link| releases.served(link)).map(str::to_owned);
        if let (Some(link), None) = (link, &served) {
            return Err(carrier.failure(&format!("the link `current` leads to {link}, which Dateline did not make; move it away")));
        }
        let (releases, abandoned) = releases.settled(served.as_deref());
        let (publication, damage) = match &served {
            Some(served) => published_in(&*carrier, served)?,
            None => (None, None),
        };
        mended = mended.or(damage);
        let publication = publication.unwrap_or_default();
        let host = ReleaseHost { carrier, keep, releases, served, abandoned, standing: publication.standing(""), publication, mended, right };
        Ok(host)
    }

    /// Goes back to the release before the one that is served; none, if there is none. Without the right to write it only looks.
    ///
    /// # Errors
    /// When the host says no.
    pub fn roll_back(&mut self) -> Result<Option<WayBack>, Failure> {
        let Some(from) = self.served.clone() else { return Ok(None) };
        let Some(to) = self.releases.before(&from).map(str::to_owned) else { return Ok(None) };
        let (publication, damage) = published_in(&*self.carrier, &to)?;
        if let Some(damage) = damage {
            let why = format!("which files the release {to} has is not known, for {} cannot be read: {damage}; publish instead", damage.file);
            return Err(self.carrier.failure(&why));
        }
        let published = publication.unwrap_or_default().files;
        let listed = self.carrier.list(&Releases::folder(&to))?;
        let left = published.iter().filter(|(path, ware)| listed.get(*path) == Some(&ware.size)).count();
        if published.is_empty() || left < published.len() {
            return Err(self.carrier.failure(&format!("of the release {to} only {left} of {} files are as they were", published.len())));
        }
        let way = WayBack { files: published.len(), from, to };
        if self.right.is_some() {
            may_go_on(&*self.carrier, self.right.as_ref())?;
            self.carrier.switch(Releases::LINK, Releases::folder(&way.to).trim_end_matches('/'))?;
            self.keep_releases(self.releases.set_aside(&way.from))?;
        }
        Ok(Some(way))
    }

    fn keep_releases(&mut self, releases: Releases) -> Result<(), Failure> {
        self.carrier.write(Releases::FILE, releases.to_text().as_bytes())?;
        self.releases = releases;
        Ok(())
    }

    /// Takes a release away; says whether it could, or what others put into it stays.
    fn take_away(&self, id: &str) -> Result<bool, Failure> {
        // What is not known to be Dateline's stays.
        let publication = published_in(&*self.carrier, id)?.0.unwrap_or_default();
        let known = publication.files.iter().filter(|(_, ware)| **ware != Ware::UNKNOWN).map(|(path, _)| path);
        let files: Vec<&str> = known.chain(&publication.pending).map(String::as_str).collect();
        let is_clear = self.carrier.clear(&Releases::folder(id), &files)?;
        if is_clear {
            self.carrier.remove(&[&Releases::publication(id)])?;
        }
        Ok(is_clear)
    }

    /// Makes a release: what is as it was gets a second name, the rest is sent.
    fn make(&self, id: &str, stock: &Stock, shipment: &Shipment, progress: Option<&Progress>) -> Result<(), Failure> {
        let into = Releases::folder(id);
        let is_other = |path: &String| [&shipment.update, &shipment.remove].iter().any(|paths| paths.binary_search(path).is_ok());
        let mut kept: Vec<(&str, u64)> = self.standing.iter().filter(|(path, _)| !is_other(path)).map(|(path, ware)| (&**path, ware.size)).collect();
        // What is not as it was, and is to stay all the same, stays as it is.
        if let Some(served) = self.served.as_ref().filter(|_| kept.iter().any(|(_, size)| *size == Ware::UNKNOWN.size)) {
            let listed = self.carrier.list(&Releases::folder(served))?;
            kept.retain_mut(|(path, size)| match listed.get(*path) {
                _ if *size != Ware::UNKNOWN.size => true,
                Some(now) => {
                    *size = *now;
                    true
                }
                None => false,
            });
        }
        let unlinked = match &self.served {
            Some(served) if !kept.is_empty() => self.carrier.link(stock, &kept, &Releases::folder(served), &into)?,
            _ => Vec::new(),
        };
        if let Some(lost) = unlinked.iter().find(|path| !stock.wares.contains_key(*path)) {
            return Err(self.carrier.failure(&format!("{lost} is to stay, and could not be taken over from the release before")));
        }
        let unlinked = unlinked.iter().map(String::as_str).collect();
        for wave in std::iter::once(unlinked).chain(shipment.waves()) {
            for load in wave.chunks(LOAD) {
                may_go_on(&*self.carrier, self.right.as_ref())?;
                self.carrier.send(stock, load, &into)?;
                load.iter().filter_map(|_| progress).for_each(Progress::step);
            }
        }
        Ok(())
    }
}

/// The publication of a release; or what is wrong with it.
fn published_in(carrier: &dyn Carrier, id: &str) -> Result<(Option<Publication>, Option<Damage>), Failure> {
    let file = Releases::publication(id);
    let (record, damage) = published(&file, carrier.read(&file))?;
    Ok((record.map(|record| carrier.confirmed(record, &file, &Releases::folder(id))), damage))
}

impl Host for ReleaseHost {
    fn standing(&self) -> &Wares {
        &self.standing
    }

    fn mended(&self) -> Option<&Damage> {
        self.mended.as_ref()
    }

    fn verify(&mut self) -> Result<usize, Failure> {
        let listed = self.served.as_ref().map_or_else(|| Ok(HashMap::new()), |served| self.carrier.list(&Releases::folder(served)))?;
        Ok(doubt(&mut self.standing, |path, ware| listed.get(path) == Some(&ware.size)))
    }

    fn foreign(&mut self, _: &Shipment) -> Result<Vec<String>, Failure> {
        // A release begins empty.
        Ok(Vec::new())
    }

    fn carry_out(&mut self, stock: &Stock, shipment: &Shipment, progress: Option<&Progress>) -> Result<Shipped, Failure> {
        may_go_on(&*self.carrier, self.right.as_ref())?;
        if let Some(abandoned) = self.abandoned.take() {
            self.take_away(&abandoned)?;
            self.keep_releases(self.releases.clone())?;
        }
        if shipment.is_nothing() {
            return Ok(Shipped::default());
        }
        let moment = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
        let id = self.releases.named(&moment);
        self.keep_releases(self.releases.begin(&id))?;
        // It says what is going to stand in the release, so that whoever finds it half made can take it away.
        let planned = self.publication.after(shipment, &stock.wares, "");
        self.carrier.write(&Releases::publication(&id), planned.to_text().as_bytes())?;
        self.make(&id, stock, shipment, progress)?;
        let ended = self.publication.after(shipment, &stock.weighed(), "");
        self.carrier.write(&Releases::publication(&id), ended.to_text().as_bytes())?;
        may_go_on(&*self.carrier, self.right.as_ref())?;
        self.carrier.switch(Releases::LINK, Releases::folder(&id).trim_end_matches('/'))?;
        let (mut releases, _) = self.releases.clone().settled(Some(&id));
        self.keep_releases(releases.clone())?;
        for spare in releases.spare(self.keep, &id) {
            // Nobody goes back to what is being taken away, and whoever finds it half gone goes on. What others put into it stays, and
            // Dateline has no more to do with it.
            releases = releases.without(&spare);
            self.keep_releases(releases.begin(&spare))?;
            self.take_away(&spare)?;
            self.keep_releases(releases.clone())?;
        }
        Ok(Shipped { sent: shipment.sent(), removed: shipment.remove.len(), faults: Vec::new() })
    }
}
