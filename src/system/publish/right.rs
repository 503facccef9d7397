use super::carrier::Carrier;
use crate::system::Failure;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The right to write to a folder, which one publish has at a time, until this is dropped.
///
/// On this machine it is a lock of the kernel's. At a host, whoever publishes says so in a file every few seconds; whoever comes
/// meanwhile is told, and whoever finds that nobody says it any more goes on where the other died.
pub(super) enum Right {
    /// By a lock that the carrier holds.
    Locked,
    /// By saying so.
    Said(AtWork),
}

/// Says at the host that somebody is at work, until it is dropped.
pub(super) struct AtWork {
    is_lost: Arc<AtomicBool>,
    end: Option<Sender<()>>,
    voice: Option<JoinHandle<()>>,
}

const LEASE: &str = ".dateline/lease";
/// How often one says that one is still at work.
const BEAT: Duration = Duration::from_secs(3);
/// How long it takes until two who came at the same moment have both said so.
const MOMENT: Duration = Duration::from_secs(1);
/// After so many looks without a new word, whoever was at work is dead.
const LOOKS: usize = 12;

impl Right {
    /// Asks for it, and takes away what one that died has left. Where somebody else publishes there, or died doing so, `waiting` is
    /// called.
    ///
    /// # Errors
    /// When the host cannot be reached, and when somebody else is at work there.
    pub(super) fn ask(carrier: &Arc<dyn Carrier>, waiting: &dyn Fn()) -> Result<Right, Failure> {
        let right = if carrier.is_locked() { Right::Locked } else { Right::Said(AtWork::begin(carrier, waiting)?) };
        carrier.sweep()?;
        Ok(right)
    }

    /// Whether it is still ours.
    pub(super) fn holds(&self) -> bool {
        match self {
            Right::Locked => true,
            Right::Said(at_work) => !at_work.is_lost.load(Ordering::Relaxed),
        }
    }
}

impl AtWork {
    fn begin(carrier: &Arc<dyn Carrier>, waiting: &dyn Fn()) -> Result<AtWork, Failure> {
        let taken = || carrier.failure("another publish is going on there; nothing of this one was sent. Publish again when it has ended");
        let mut asked = Instant::now();
        if let Some(first) = carrier.read(LEASE)? {
            waiting();
            for _ in 0..LOOKS {
                thread::sleep(MOMENT);
                match carrier.read(LEASE)? {
                    Some(now) if now != first => return Err(taken()),
                    Some(_) => {}
                    None => break,
                }
            }
            asked = Instant::now();
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let token = format!("{}-{now}", std::process::id());
        carrier.write(LEASE, format!("{token} 0").as_bytes())?;
        // Whoever found nothing at the same time has said so by then, even where the way is long.
        thread::sleep(MOMENT.max(asked.elapsed() * 2));
        let is_ours = |said: Option<Vec<u8>>| said.is_some_and(|said| said.starts_with(token.as_bytes()));
        if !is_ours(carrier.read(LEASE)?) {
            return Err(taken());
        }
        let (end, ended) = channel::<()>();
        let (is_lost, carrier) = (Arc::new(AtomicBool::new(false)), carrier.clone());
        let lost = is_lost.clone();
        let voice = thread::spawn(move || {
            for beat in 1_u64.. {
                if !matches!(ended.recv_timeout(BEAT), Err(RecvTimeoutError::Timeout)) {
                    // Whoever finds it there waits a moment, and that is all.
                    drop(carrier.remove(&[LEASE]));
                    return;
                }
                let said = carrier.read(LEASE).and_then(|said| {
                    let is_ours = said.is_some_and(|said| said.starts_with(token.as_bytes()));
                    if is_ours { carrier.write(LEASE, format!("{token} {beat}").as_bytes()).map(|()| true) } else { Ok(false) }
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
