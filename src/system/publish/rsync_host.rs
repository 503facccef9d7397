use super::host::{doubt, taken};
use super::rsync::Rsync;
use super::{Host, Shipped, Stock};
use crate::site::{Publication, Shipment, Wares};
use crate::system::{Failure, Progress};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A folder at a host that one comes to by SSH, or by a daemon of rsync's.
///
/// What was published is kept there as [`Publication::FILE`]. Who publishes says so in a file beside it every few seconds; whoever
/// comes meanwhile is told, and whoever finds that nobody says it any more goes on where the other died.
pub struct RsyncHost {
    rsync: Rsync,
    publication: Publication,
    /// Whether nothing was published there before.
    is_new: bool,
    standing: Wares,
    at_work: Option<AtWork>,
}

const LEASE: &str = ".dateline/lease";
/// How files are kept: as they are.
const FORM: &str = "";
/// How often one says that one is still at work.
const BEAT: Duration = Duration::from_secs(3);
/// How long it takes until two who came at the same moment have both said so.
const MOMENT: Duration = Duration::from_secs(1);
/// After so many looks without a new word, whoever was at work is dead.
const LOOKS: usize = 12;
/// So many files are sent at once; then one looks whether one may go on.
const LOAD: usize = 1000;

/// Says at the host that somebody is at work, until it is dropped.
struct AtWork {
    is_lost: Arc<AtomicBool>,
    end: Option<Sender<()>>,
    voice: Option<JoinHandle<()>>,
}

impl RsyncHost {
    /// Looks at a host.
    ///
    /// # Errors
    /// When there is no rsync, or the host cannot be reached.
    pub fn look(address: &str, work: std::path::PathBuf) -> Result<RsyncHost, Failure> {
        let rsync = Rsync::of(address, work)?;
        let found = rsync.read(Publication::FILE)?.and_then(|text| Publication::parse(&text));
        let (is_new, publication) = (found.is_none(), found.unwrap_or_default());
        Ok(RsyncHost { standing: publication.standing(FORM), rsync, publication, is_new, at_work: None })
    }

    /// Opens a host to publish there. Where somebody else does, or died doing so, `waiting` is called.
    ///
    /// # Errors
    /// As when looking; and when somebody else is at work there.
    pub fn open(address: &str, work: std::path::PathBuf, waiting: &dyn Fn()) -> Result<RsyncHost, Failure> {
        let rsync = Rsync::of(address, work.clone())?;
        let at_work = AtWork::begin(&rsync, waiting)?;
        Ok(RsyncHost { at_work: Some(at_work), ..RsyncHost::look(address, work)? })
    }

    /// The files that stand at the host, and how large they are.
    fn listed(&self) -> Result<HashMap<String, u64>, Failure> {
        let listed = self.rsync.list()?;
        // Rights, size, day, time, path.
        let file = |line: &str| {
            let mut rest = line.trim_end();
            let mut size = 0;
            for at in 0..4 {
                let (word, after) = rest.split_once(' ')?;
                if at == 1 {
                    size = word.replace([',', '.'], "").parse().ok()?;
                }
                rest = after.trim_start();
            }
            (!line.starts_with('d')).then(|| (rest.to_owned(), size))
        };
        Ok(listed.lines().filter_map(file).collect())
    }

    fn may_go_on(&self) -> Result<(), Failure> {
        match &self.at_work {
            Some(at_work) if !at_work.is_lost.load(Ordering::Relaxed) => Ok(()),
            Some(_) => Err(self.rsync.failure("another publish has taken over; this one has stopped. Publish again")),
            None => Err(self.rsync.failure("it was only looked at")),
        }
    }
}

impl AtWork {
    fn begin(rsync: &Rsync, waiting: &dyn Fn()) -> Result<AtWork, Failure> {
        let taken = || rsync.failure("another publish is going on there; nothing of this one was sent. Publish again when it has ended");
        if let Some(first) = rsync.read(LEASE)? {
            waiting();
            for _ in 0..LOOKS {
                thread::sleep(MOMENT);
                match rsync.read(LEASE)? {
                    Some(now) if now != first => return Err(taken()),
                    Some(_) => {}
                    None => break,
                }
            }
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let token = format!("{}-{now}", std::process::id());
        rsync.write(LEASE, format!("{token} 0").as_bytes())?;
        thread::sleep(MOMENT);
        let is_ours = |said: Option<Vec<u8>>| said.is_some_and(|said| said.starts_with(token.as_bytes()));
        if !is_ours(rsync.read(LEASE)?) {
            return Err(taken());
        }
        let (end, ended) = channel::<()>();
        let (is_lost, rsync) = (Arc::new(AtomicBool::new(false)), rsync.clone());
        let lost = is_lost.clone();
        let voice = thread::spawn(move || {
            for beat in 1_u64.. {
                if !matches!(ended.recv_timeout(BEAT), Err(RecvTimeoutError::Timeout)) {
                    // Whoever finds it there waits a moment, and that is all.
                    drop(rsync.remove(&[LEASE]));
                    return;
                }
                let said = rsync.read(LEASE).and_then(|said| {
                    let is_ours = said.is_some_and(|said| said.starts_with(token.as_bytes()));
                    if is_ours { rsync.write(LEASE, format!("{token} {beat}").as_bytes()).map(|()| true) } else { Ok(false) }
                });
                // A host that did not hear once may hear the next time.
                if matches!(said, Ok(false)) {
                    lost.store(true, Ordering::Relaxed);
                    return;
                }
            }
        });
        Ok(AtWork { is_lost, end: Some(end), voice: Some(voice) })
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(voice) = self.voice.take() {
            // It only says what there is to say.
            drop(voice.join());
        }
    }
}

impl Host for RsyncHost {
    fn standing(&self) -> &Wares {
        &self.standing
    }

    fn verify(&mut self) -> Result<usize, Failure> {
        let listed = self.listed()?;
        Ok(doubt(&mut self.standing, |path, ware| listed.get(path) == Some(&ware.size)))
    }

    fn foreign(&mut self, shipment: &Shipment) -> Result<Vec<String>, Failure> {
        let listed = if self.is_new { self.listed()? } else { HashMap::new() };
        Ok(taken(shipment, |path| listed.contains_key(path)))
    }

    fn carry_out(&mut self, stock: &Stock, shipment: &Shipment, progress: Option<&Progress>) -> Result<Shipped, Failure> {
        self.may_go_on()?;
        if shipment.is_nothing() && self.publication.pending.is_empty() {
            return Ok(Shipped::default());
        }
        self.rsync.write(Publication::FILE, self.publication.during(shipment).to_text().as_bytes())?;
        self.rsync.remove(&shipment.in_the_way())?;
        for wave in shipment.waves() {
            for load in wave.chunks(LOAD) {
                self.may_go_on()?;
                self.rsync.send(stock.root(), load)?;
                load.iter().filter_map(|_| progress).for_each(Progress::step);
            }
        }
        self.may_go_on()?;
        self.rsync.remove(&shipment.remove.iter().map(String::as_str).collect::<Vec<_>>())?;
        let ended = self.publication.after(shipment, &stock.wares, FORM);
        self.rsync.write(Publication::FILE, ended.to_text().as_bytes())?;
        Ok(Shipped { sent: shipment.sent(), removed: shipment.remove.len(), faults: Vec::new() })
    }
}
