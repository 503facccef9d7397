use super::host::{doubt, taken};
use super::lease::{Asked, BEAT, Lease};
use super::store_address::StoreAddress;
use super::{Host, Purpose, Shipped, Stock};
use crate::site::{Coding, Publication, Shipment, Wares, cache_control, content_type};
use crate::system::git::without_credentials;
use crate::system::{Failure, Progress};
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{Attribute, Attributes, Error, ObjectStore, ObjectStoreExt, PutMultipartOptions, PutOptions, PutPayload, WriteMultipart};
use std::collections::HashSet;
use std::future::Future;
use std::io::{self, Read};
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
    standing: Wares,
    lease: Option<Lease>,
}

/// A file larger than this is sent in pieces, so that it need not be held.
const LARGE: u64 = 16 * 1024 * 1024;
/// The size of a piece.
const PIECE: usize = 8 * 1024 * 1024;
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
        let mut host = StoreHost { standing: Wares::new(), runtime, store, root, url, form, uploads, publication: Publication::default(), is_new: true, lease };
        let found = host.read()?.and_then(|text| Publication::parse(&text));
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
                Ok(got) => got.bytes().await.map(|bytes| Some(bytes.to_vec())),
                Err(Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        };
        self.runtime.block_on(read).map_err(|error| failure(&self.url, &error))
    }

    /// The files that stand there, by their paths within the site.
    fn listed(&mut self) -> Result<HashSet<String>, Failure> {
        // A WebDAV server gives paths from its host on.
        let base = self.url.strip_prefix("http").and_then(|rest| rest.split_once("://")).and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
        let base = format!("{}/", base.map_or_else(|| self.root.to_string(), str::to_owned).trim_matches('/'));
        let (store, root, url) = (self.store.clone(), self.root.clone(), self.url.clone());
        let list = async move {
            let listed = store.list(Some(&root)).map_ok(|object| object.location.to_string()).try_collect::<Vec<String>>();
            listed.await.map_err(|error| failure(&url, &error))
        };
        let listed = if self.lease.is_some() { self.at_work(list)? } else { self.runtime.block_on(list)? };
        Ok(listed.into_iter().map(|path| path.strip_prefix(&base).map(str::to_owned).unwrap_or(path)).collect())
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

    fn keep(&mut self, publication: &Publication) -> Result<(), Failure> {
        let (store, url) = (self.store.clone(), self.url.clone());
        let file = path(&self.root, Publication::FILE).map_err(|error| failure(&url, &error))?;
        let text = publication.to_text();
        self.at_work(async move {
            let attributes = Attributes::from_iter([(Attribute::ContentType, "application/json"), (Attribute::CacheControl, "no-store")]);
            let options = PutOptions { attributes, ..PutOptions::default() };
            store.put_opts(&file, PutPayload::from(text), options).await.map(drop).map_err(|error| failure(&url, &error))
        })
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

    fn verify(&mut self) -> Result<usize, Failure> {
        let listed = self.listed()?;
        Ok(doubt(&mut self.standing, |path, _| listed.contains(path)))
    }

    fn foreign(&mut self, shipment: &Shipment) -> Result<Vec<String>, Failure> {
        // Where nothing was published, everything may be somebody's; else a few files are asked for faster than all.
        if self.is_new || shipment.create.len() > ASKED {
            let listed = self.listed()?;
            return Ok(taken(shipment, |path| listed.contains(path)));
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
        let (store, root, url, form) = (self.store.clone(), self.root.clone(), self.url.clone(), self.form);
        let failed = |error: Error| failure(&url, &error);
        let steps: Vec<(Vec<&str>, usize)> = shipment.waves().into_iter().flat_map(|wave| self.steps(wave)).collect();
        for (wave, uploads) in steps {
            let send = |file: &str| {
                // A store compresses and tells by itself: nothing of its stock is made.
                let (store, from, file) = (store.clone(), stock.path(file).unwrap_or_default(), file.to_owned());
                let to = path(&root, &file);
                async move {
                    send(&*store, to?, &file, &from, form).await?;
                    progress.inspect(|progress| progress.step());
                    Ok(())
                }
            };
            let sends = stream::iter(wave.into_iter().map(send)).buffer_unordered(uploads).try_collect::<Vec<()>>();
            self.at_work(async { sends.await.map(drop).map_err(failed) })?;
        }
        let gone = shipment.remove.iter().map(|file| path(&root, file)).collect::<object_store::Result<Vec<Path>>>().map_err(failed)?;
        let deleting = store.clone();
        self.at_work(async {
            let deleted = deleting.delete_stream(stream::iter(gone.into_iter().map(Ok)).boxed());
            // What is gone already is gone.
            let deleted = deleted.filter_map(|deleted| async { deleted.err().filter(|error| !matches!(error, Error::NotFound { .. })) });
            deleted.boxed_local().next().await.map_or(Ok(()), |error| Err(failed(error)))
        })?;
        let ended = self.publication.after(shipment, &stock.wares, form);
        self.keep(&ended)?;
        Ok(Shipped { sent: shipment.sent(), removed: shipment.remove.len(), faults: Vec::new() })
    }
}

/// Sends one file, with what its readers are to be told of it.
async fn send(store: &dyn ObjectStore, to: Path, file: &str, from: &std::path::Path, form: &str) -> object_store::Result<()> {
    let unreadable = |error: io::Error| Error::Generic { store: "file", source: format!("{}: {error}", from.display()).into() };
    let mut attributes = Attributes::from_iter([(Attribute::ContentType, content_type(file)), (Attribute::CacheControl, cache_control(file).to_owned())]);
    let is_large = std::fs::metadata(from).map_err(unreadable)?.len() > LARGE;
    let begun = if is_large {
        let options = PutMultipartOptions { attributes: attributes.clone(), ..PutMultipartOptions::default() };
        match store.put_multipart_opts(&to, options).await {
            Ok(upload) => Some(upload),
            // A WebDAV server takes no pieces.
            Err(Error::NotImplemented { .. }) => None,
            Err(error) => return Err(error),
        }
    } else {
        None
    };
    if let Some(upload) = begun {
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PIECE);
        let mut read = std::fs::File::open(from).map_err(unreadable)?;
        let mut piece = vec![0; PIECE];
        loop {
            let count = read.read(&mut piece).map_err(unreadable)?;
            if count == 0 {
                return upload.finish().await.map(drop);
            }
            upload.wait_for_capacity(4).await?;
            upload.write(&piece[..count]);
        }
    }
    let mut bytes = std::fs::read(from).map_err(unreadable)?;
    if form == FORMS[1] && Coding::helps(file, bytes.len() as u64) {
        bytes = Coding::Gzip.compress(&bytes).map_err(unreadable)?;
        attributes.insert(Attribute::ContentEncoding, "gzip".into());
    }
    let options = PutOptions { attributes, ..PutOptions::default() };
    store.put_opts(&to, PutPayload::from(bytes), options).await.map(drop)
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
