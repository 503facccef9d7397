use super::store_host::bytes_within;
use object_store::path::Path;
use object_store::{Error, GetResult, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, Result, UpdateVersion};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The right to write to a store, which one publish has at a time: an object that its holder writes anew every few seconds.
///
/// Whoever finds one looks whether it is written anew. If it is, somebody is at work; if it is not, they have died, and the right
/// is free. So no two clocks need to agree.
pub(super) struct Lease {
    path: Path,
    /// Says whose it is.
    token: String,
    beat: u64,
    version: UpdateVersion,
}

/// What became of asking for the right.
pub(super) enum Asked {
    /// It is ours.
    Granted(Lease),
    /// Somebody else is at work.
    Taken,
}

/// How often its holder says that it is still at work.
pub(super) const BEAT: Duration = Duration::from_secs(3);
/// After so long without a word its holder is dead.
const SILENCE: Duration = Duration::from_secs(12);
/// The longest lease that is read, in bytes.
const LONGEST: u64 = 4096;
/// How often one looks meanwhile.
const LOOK: Duration = Duration::from_secs(1);

impl Lease {
    /// Asks for the right to write; `waiting` is called where somebody else has it, or had it when they died.
    pub(super) async fn ask(store: &dyn ObjectStore, path: Path, waiting: &dyn Fn()) -> Result<Asked> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let token = format!("{}-{now}", std::process::id());
        let mut lease = Lease { path, token, beat: 0, version: UpdateVersion { e_tag: None, version: None } };
        if lease.write(store, PutMode::Create, None).await? {
            return Ok(Asked::Granted(lease));
        }
        waiting();
        let Some((first, version)) = lease.read(store).await? else { return Lease::once_more(lease, store).await };
        let mut waited = Duration::ZERO;
        while waited < SILENCE {
            tokio::time::sleep(LOOK).await;
            waited += LOOK;
            match lease.read(store).await? {
                None => return Lease::once_more(lease, store).await,
                Some((now, _)) if now != first => return Ok(Asked::Taken),
                Some(_) => {}
            }
        }
        let is_ours = lease.write(store, PutMode::Update(version), Some(&first)).await?;
        Ok(if is_ours { Asked::Granted(lease) } else { Asked::Taken })
    }

    async fn once_more(mut lease: Lease, store: &dyn ObjectStore) -> Result<Asked> {
        Ok(if lease.write(store, PutMode::Create, None).await? { Asked::Granted(lease) } else { Asked::Taken })
    }

    /// Says that its holder is still at work; no more, if somebody else has taken the right.
    pub(super) async fn renew(&mut self, store: &dyn ObjectStore) -> Result<bool> {
        let version = self.version.clone();
        let said = format!("{} {}", self.token, self.beat);
        self.write(store, PutMode::Update(version), Some(&said)).await
    }

    /// Gives the right back.
    pub(super) async fn release(self, store: &dyn ObjectStore) {
        // Whoever finds it waits a moment, and that is all.
        if matches!(self.read(store).await, Ok(Some((text, _))) if text.starts_with(&self.token)) {
            drop(store.delete(&self.path).await);
        }
    }

    async fn read(&self, store: &dyn ObjectStore) -> Result<Option<(String, UpdateVersion)>> {
        match store.get(&self.path).await {
            Ok(got) => {
                let GetResult { meta, .. } = &got;
                let version = UpdateVersion { e_tag: meta.e_tag.clone(), version: meta.version.clone() };
                // What is longer is nobody's lease, and says nothing new however often it is read.
                let bytes = bytes_within(got, LONGEST).await?.unwrap_or_default();
                Ok(Some((String::from_utf8_lossy(&bytes).into_owned(), version)))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes it in the place of what it says `before`, and says whether that was allowed.
    async fn write(&mut self, store: &dyn ObjectStore, mode: PutMode, before: Option<&str>) -> Result<bool> {
        self.beat += 1;
        let text = format!("{} {}", self.token, self.beat);
        let options = PutOptions { mode, ..PutOptions::default() };
        match store.put_opts(&self.path, PutPayload::from(text.clone()), options).await {
            Ok(put) => {
                self.version = UpdateVersion { e_tag: put.e_tag, version: put.version };
                Ok(true)
            }
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. } | Error::NotModified { .. }) => Ok(false),
            // A server that knows no conditions: what it has is read before, and read again after.
            Err(Error::NotImplemented { .. }) => {
                let standing = self.read(store).await?.map(|(standing, _)| standing);
                if standing.as_deref() != before {
                    return Ok(false);
                }
                store.put(&self.path, PutPayload::from(text.clone())).await?;
                Ok(self.read(store).await?.is_some_and(|(standing, _)| standing == text))
            }
            Err(error) => Err(error),
        }
    }
}
