use super::damage::published;
use super::host::{doubt, taken};
use super::lease::{Asked, BEAT, Lease};
use super::store_address::StoreAddress;
use super::upload::{Answer, Compression, Upload, is_md5, md5};
use super::{Damage, Host, Purpose, Shipped, Stock};
use crate::base::LARGEST_RECORD;
use crate::site::{Coding, Publication, Shipment, Stored, Wares};
use crate::system::bounded::too_large;
use crate::system::git::without_credentials;
use crate::system::{Failure, Progress};
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{Attribute, Attributes, Error, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt, PutOptions, PutPayload};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// A store of objects that serves them to readers, or a WebDAV folder.
///
/// What was published is kept there as [`Publication::FILE`], and while a publish goes on it says also what that may touch. One
/// publish at a time has the right to write, as long as it says every few seconds that it is at work.
pub struct StoreHost {
    runtime: Runtime,
    store: Arc<dyn ObjectStore>,
    /// Where in the store the site begins.
    root: Path,
    url: String,
    /// How files are kept.
    form: &'static str,
    uploads: usize,
    publication: Publication,
    /// Whether nothing was published there before.
    is_new: bool,
    damage: Option<Damage>,
    standing: Wares,
    lease: Option<Lease>,
    tags: Tags,
}

/// What the tags of a store are made of, as far as this publish has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tags {
    Unknown,
    /// The tag of an object that was sent in one request is the MD5 of its bytes.
    Md5,
    /// A tag only tells that an object is the one it was before.
    Opaque,
}

/// So many files are asked for one by one.
const ASKED: usize = 100;

/// What is said where another publish has begun meanwhile.
const OVERTAKEN: &str = "another publish has taken over; this one has stopped. Publish again";

/// The forms in which files are kept, as a [`Publication`] names them.
const FORMS: [&str; 2] = ["plain 1", "gzip 1"];

impl StoreHost {
    /// Opens a store, and reads what was published there. To write, it waits until nobody else does.
    ///
    /// # Errors
    /// When it cannot be reached, or says no, or somebody else is publishing there.
    pub fn open(address: StoreAddress<'_>, precompress: bool, uploads: usize, purpose: Purpose, waiting: &dyn Fn()) -> Result<StoreHost, Failure> {
        let url = without_credentials(address.url);
        let failed = |error: Error| failure(&url, &error);
        let (store, root) = address.open().map_err(failed)?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| Failure { doing: "publish to", path: PathBuf::from(&url), error })?;
        // A WebDAV server keeps what it is given, and does not tell readers that it is compressed.
        let precompress = precompress && !address.url.starts_with("http");
        let lease = match purpose {
            Purpose::Look => None,
            Purpose::Write => {
                let path = path(&root, ".dateline/lease").map_err(failed)?;
                match runtime.block_on(Lease::ask(&*store, path, waiting)).map_err(failed)? {
                    Asked::Granted(lease) => Some(lease),
                    Asked::Taken => return Err(told(&url, "another publish is going on there; nothing of this one was sent. Publish again when it has ended")),
                }
            }
        };
        let form = FORMS[usize::from(precompress)];
        let uploads = uploads.max(1);
        // From here on the right to write is given back, whatever comes.
        let mut host = StoreHost {
            standing: Wares::new(),
            runtime,
            store,
            root,
            url,
            form,
            uploads,
            publication: Publication::default(),
            is_new: true,
            damage: None,
            lease,
            tags: Tags::Unknown,
        };
        let (found, damage) = published(Publication::FILE, host.read())?;
        host.damage = damage;
        host.is_new = found.is_none();
        host.publication = found.unwrap_or_default();
        host.standing = host.publication.standing(form);
        Ok(host)
    }

    /// What is kept there of the last publish.
    fn read(&self) -> Result<Option<Vec<u8>>, Failure> {
        let file = path(&self.root, Publication::FILE).map_err(|error| failure(&self.url, &error))?;
        let read = async {
            match self.store.get(&file).await {
                Ok(got) => bytes_within(got, LARGEST_RECORD).await.map(Some),
                Err(Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        };
        let read = self.runtime.block_on(read).map_err(|error| failure(&self.url, &error))?;
        // Nothing is there, or more than is read.
        read.map(|bytes| bytes.ok_or_else(|| Failure { doing: "read", path: PathBuf::from(&self.url), error: too_large(LARGEST_RECORD) })).transpose()
    }

    /// The objects that stand there, by their paths within the site.
    fn listed(&mut self) -> Result<HashMap<String, ObjectMeta>, Failure> {
        // A WebDAV server gives paths from its host on.
        let base = self.url.strip_prefix("http").and_then(|rest| rest.split_once("://")).and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
        let base = format!("{}/", base.map_or_else(|| self.root.to_string(), str::to_owned).trim_matches('/'));
        let (store, root, url) = (self.store.clone(), self.root.clone(), self.url.clone());
        let list = async move {
            let listed = store.list(Some(&root)).try_collect::<Vec<ObjectMeta>>();
            listed.await.map_err(|error| failure(&url, &error))
        };
        let listed = if self.lease.is_some() { self.at_work(list)? } else { self.runtime.block_on(list)? };
        let named = |object: ObjectMeta| {
            let path = object.location.to_string();
            (path.strip_prefix(&base).map(str::to_owned).unwrap_or(path), object)
        };
        Ok(listed.into_iter().map(named).collect())
    }

    /// Does something, and says meanwhile that it is still at work.
    fn at_work<T>(&mut self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let (store, url) = (self.store.clone(), self.url.clone());
        let Some(lease) = &mut self.lease else { return Err(told(&url, "it was only looked at")) };
        self.runtime.block_on(async {
            // Between two works time may have passed in which nobody said anything.
            if !lease.renew(&*store).await.map_err(|error| failure(&url, &error))? {
                return Err(told(&url, OVERTAKEN));
            }
            tokio::pin!(work);
            loop {
                match tokio::time::timeout(BEAT, &mut work).await {
                    Ok(done) => return done,
                    Err(_) => match lease.renew(&*store).await {
                        Ok(true) => {}
                        Ok(false) => return Err(told(&url, OVERTAKEN)),
                        Err(error) => return Err(failure(&url, &error)),
                    },
                }
            }
        })
    }

    /// A wave in steps, and how many files of each are sent at the same time. A WebDAV server is asked for a folder when the first
    /// file comes that stands in it, and would say of the second's that it is there.
    fn steps<'w>(&self, wave: Vec<&'w str>) -> Vec<(Vec<&'w str>, usize)> {
        if !self.url.starts_with("http") {
            return vec![(wave, self.uploads)];
        }
        let mut folders = HashSet::new();
        let (first, others) = wave.into_iter().partition(|file| folders.insert(file.rsplit_once('/').map_or("", |(folder, _)| folder)));
        vec![(first, 1), (others, self.uploads)]
    }

    /// Sends files, so many at the same time, and gives what the store answered.
    fn send(&mut self, stock: &Stock, wave: Vec<&str>, uploads: usize, progress: Option<&Progress>) -> Result<Vec<(String, Answer)>, Failure> {
        let (store, root, url) = (self.store.clone(), self.root.clone(), self.url.clone());
        let compression = self.compression();
        let send = |file: &str| {
            // A store compresses and tells by itself: nothing of its stock is made.
            let (store, from, file) = (store.clone(), stock.path(file).unwrap_or_default(), file.to_owned());
            let to = path(&root, &file);
            async move {
                let answer = Upload { to: to?, file: &file, from: &from, compression }.send(&*store).await?;
                progress.inspect(|progress| progress.step());
                Ok((file, answer))
            }
        };
        let sends = stream::iter(wave.into_iter().map(send)).buffer_unordered(uploads).try_collect::<Vec<_>>();
        self.at_work(async { sends.await.map_err(|error| failure(&url, &error)) })
    }

    fn compression(&self) -> Compression {
        if self.form == FORMS[1] { Compression::Gzip } else { Compression::None }
    }

    /// What the store holds of the files that were sent. A tag that is the MD5 of what was sent
    /// proves the file; of every other file the store is asked for the size.
    ///
    /// # Errors
    /// When the store holds something else than it was sent.
    fn confirmed(&mut self, stock: &Stock, answers: Vec<(String, Answer)>) -> Result<BTreeMap<String, Stored>, Failure> {
        let (proven, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(_, answer)| answer.is_proven);
        if !proven.is_empty() {
            self.tags = Tags::Md5;
        }
        let mut stored: BTreeMap<String, Stored> = others.into_iter().map(|(file, answer)| (file, answer.stored)).collect();
        if let Some((file, _)) = stored.iter().find(|(_, stored)| stored.tag.as_deref().is_some_and(is_md5)) {
            self.explain_tag(stock, file)?;
        }
        let found = self.found(&stored.keys().cloned().collect::<Vec<_>>())?;
        for (file, stored) in &mut stored {
            match found.get(file) {
                Some(Some(object)) if object.size == stored.size => stored.tag = object.e_tag.as_deref().map(Stored::plain_tag),
                Some(object) => {
                    let held = object.as_ref().map_or(0, |object| object.size);
                    let why = format!("{file} was sent with {} bytes, and the store holds {held} bytes of it; publish again", stored.size);
                    return Err(told(&self.url, &why));
                }
                // The server does not say.
                None => {}
            }
        }
        stored.extend(proven.into_iter().map(|(file, answer)| (file, answer.stored)));
        Ok(stored)
    }

    /// Finds out why the tag of a file has the form of an MD5 and is not the MD5 of what was sent.
    /// The tags of encrypted objects are such (Amazon S3 with SSE-KMS), and those of some WebDAV
    /// servers; a store gives them for all objects or for none.
    ///
    /// # Errors
    /// When the store holds other bytes than it was sent.
    fn explain_tag(&mut self, stock: &Stock, file: &str) -> Result<(), Failure> {
        if self.tags == Tags::Unknown && self.holds(stock, file)? {
            self.tags = Tags::Opaque;
        }
        match self.tags {
            Tags::Opaque => Ok(()),
            Tags::Unknown | Tags::Md5 => Err(told(&self.url, &format!("the store holds other bytes of {file} than were sent; publish again"))),
        }
    }

    /// Whether the store holds the bytes of a file as they were sent.
    fn holds(&mut self, stock: &Stock, file: &str) -> Result<bool, Failure> {
        let (store, url, compression) = (self.store.clone(), self.url.clone(), self.compression());
        let (to, from) = (path(&self.root, file), stock.path(file).unwrap_or_default());
        self.at_work(async {
            let upload = to.map(|to| Upload { to, file, from: &from, compression });
            let holds = async { upload?.is_held(&*store).await };
            holds.await.map_err(|error| failure(&url, &error))
        })
    }

    /// What the store says of objects: of each its size, or that it is not there. Objects of which
    /// the server says nothing are left out.
    fn found(&mut self, files: &[String]) -> Result<HashMap<String, Option<ObjectMeta>>, Failure> {
        // Google's store may answer with the size of the uncompressed form; its list does not.
        if files.len() > ASKED || (!files.is_empty() && self.url.starts_with("gs://")) {
            let mut listed = self.listed()?;
            return Ok(files.iter().map(|file| (file.clone(), listed.remove(file))).collect());
        }
        let (store, root) = (self.store.clone(), self.root.clone());
        let ask = |file: String| {
            let (store, at) = (store.clone(), path(&root, &file));
            async move {
                match store.head(&at.ok()?).await {
                    Ok(object) => Some((file, Some(object))),
                    Err(Error::NotFound { .. }) => Some((file, None)),
                    // A server may let nobody look, or not say how long a file is.
                    Err(_) => None,
                }
            }
        };
        let asked = stream::iter(files.iter().cloned().map(ask)).buffered(self.uploads).collect::<Vec<_>>();
        Ok(self.at_work(async { Ok(asked.await) })?.into_iter().flatten().collect())
    }

    /// Removes files; those that are gone already count as removed.
    fn delete(&mut self, files: &[String]) -> Result<(), Failure> {
        let (store, url, root) = (self.store.clone(), self.url.clone(), self.root.clone());
        let failed = |error: Error| failure(&url, &error);
        let gone = files.iter().map(|file| path(&root, file)).collect::<object_store::Result<Vec<Path>>>().map_err(failed)?;
        self.at_work(async {
            let deleted = store.delete_stream(stream::iter(gone.into_iter().map(Ok)).boxed());
            let deleted = deleted.filter_map(|deleted| async { deleted.err().filter(|error| !matches!(error, Error::NotFound { .. })) });
            deleted.boxed_local().next().await.map_or(Ok(()), |error| Err(failed(error)))
        })
    }

    /// Writes what was published, and sees to it that it has come.
    fn keep(&mut self, publication: &Publication) -> Result<(), Failure> {
        let (store, url) = (self.store.clone(), self.url.clone());
        let file = path(&self.root, Publication::FILE).map_err(|error| failure(&url, &error))?;
        let text = publication.to_text();
        let put = async {
            let attributes = Attributes::from_iter([(Attribute::ContentType, "application/json"), (Attribute::CacheControl, "no-store")]);
            let options = PutOptions { attributes, ..PutOptions::default() };
            store.put_opts(&file, PutPayload::from(text.clone()), options).await.map_err(|error| failure(&url, &error))
        };
        let answer = Answer::new(text.len() as u64, self.at_work(put)?, Some(&md5(text.as_bytes())));
        if !answer.is_proven && self.read()?.as_deref() != Some(text.as_bytes()) {
            return Err(told(&self.url, &format!("the store holds other bytes of {} than were sent; publish again with --yes", Publication::FILE)));
        }
        Ok(())
    }
}

impl Drop for StoreHost {
    fn drop(&mut self) {
        if let Some(lease) = self.lease.take() {
            self.runtime.block_on(lease.release(&*self.store));
        }
    }
}

impl Host for StoreHost {
    fn standing(&self) -> &Wares {
        &self.standing
    }

    fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    fn verify(&mut self) -> Result<usize, Failure> {
        let listed = self.listed()?;
        let (stored, is_plain) = (&self.publication.stored, self.form == FORMS[0]);
        Ok(doubt(&mut self.standing, |path, ware| {
            let Some(object) = listed.get(path) else { return false };
            match stored.get(path) {
                Some(stored) => stored.is_same(object.size, object.e_tag.as_deref()),
                // An older version of Dateline did not keep how long the compressed form is.
                None => (is_plain || !Coding::helps(path, ware.size)) && object.size == ware.size,
            }
        }))
    }

    fn foreign(&mut self, shipment: &Shipment) -> Result<Vec<String>, Failure> {
        // Where nothing was published, everything may be somebody's; else a few files are asked for faster than all.
        if self.is_new || shipment.create.len() > ASKED {
            let listed = self.listed()?;
            return Ok(taken(shipment, |path| listed.contains_key(path)));
        }
        let (store, root, url) = (self.store.clone(), self.root.clone(), self.url.clone());
        let ask = |file: String| {
            let (store, at) = (store.clone(), path(&root, &file));
            async move {
                match store.head(&at?).await {
                    Ok(_) => Ok(Some(file)),
                    Err(Error::NotFound { .. }) => Ok(None),
                    Err(error) => Err(error),
                }
            }
        };
        let asked = stream::iter(shipment.create.clone().into_iter().map(ask)).buffered(self.uploads).try_collect::<Vec<_>>();
        let asked = async { asked.await.map_err(|error| failure(&url, &error)) };
        let found = if self.lease.is_some() { self.at_work(asked)? } else { self.runtime.block_on(asked)? };
        Ok(found.into_iter().flatten().collect())
    }

    fn carry_out(&mut self, stock: &Stock, shipment: &Shipment, progress: Option<&Progress>) -> Result<Shipped, Failure> {
        if shipment.is_nothing() && self.publication.pending.is_empty() && self.publication.form == self.form {
            return Ok(Shipped::default());
        }
        self.keep(&self.publication.during(shipment))?;
        let mut stored = BTreeMap::new();
        let steps: Vec<(Vec<&str>, usize)> = shipment.waves().into_iter().flat_map(|wave| self.steps(wave)).collect();
        for (wave, uploads) in steps {
            // Before pages are sent, what they need has certainly come.
            let answers = self.send(stock, wave, uploads, progress)?;
            stored.extend(self.confirmed(stock, answers)?);
        }
        self.delete(&shipment.remove)?;
        let mut ended = self.publication.after(shipment, &stock.wares, self.form);
        ended.stored.extend(stored);
        self.keep(&ended)?;
        Ok(Shipped { sent: shipment.sent(), removed: shipment.remove.len(), faults: Vec::new() })
    }
}

/// What a store gives of an object, if it is at most so many bytes. What the store says of the size
/// is asked first; no more is read, since a server may say one thing and send another.
pub(super) async fn bytes_within(got: GetResult, limit: u64) -> object_store::Result<Option<Vec<u8>>> {
    if got.meta.size > limit {
        return Ok(None);
    }
    let (mut bytes, mut pieces) = (Vec::new(), got.into_stream());
    while let Some(piece) = pieces.try_next().await? {
        if (bytes.len() + piece.len()) as u64 > limit {
            return Ok(None);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Some(bytes))
}

/// The path of a file in a store. Its letters stay as they are.
fn path(root: &Path, file: &str) -> object_store::Result<Path> {
    let whole = if root.as_ref().is_empty() { file.to_owned() } else { format!("{root}/{file}") };
    Ok(Path::parse(whole)?)
}

fn told(url: &str, why: &str) -> Failure {
    Failure { doing: "publish to", path: PathBuf::from(url), error: io::Error::other(why.to_owned()) }
}

fn failure(url: &str, error: &Error) -> Failure {
    told(url, &without_credentials(&error.to_string()))
}
