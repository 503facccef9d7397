use super::hashing::Hashing;
use super::load::{Folder, stamp};
use super::output_folder::Settled;
use super::picture_cache::{Filled, Gate, examine};
use super::{Cache, Failure, OutputFolder, PictureCache, Progress, UserCache};
use crate::base::{Code, Diagnostic, Digest, Place, Report};
use crate::site::{MANIFEST_VERSION, Made, Make, Manifest, Output, PICTURES_VERSION, Record, Reduction, Site, clean_drawing, clean_picture};
use rayon::prelude::*;
use std::collections::HashSet;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

/// What a build did to the output folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Files of the site.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that were written anew.
    pub written: usize,
    /// Files that are no more.
    pub removed: usize,
    /// Files that could not be made or written; what stood there stays.
    pub failed: usize,
    /// Of the manifest that was written; none before.
    pub manifest: Option<Digest>,
    /// Smaller forms of pictures that had to be made, since no earlier build had.
    pub reduced: usize,
}

/// What is known of outputs that stand in a folder.
#[derive(Clone, Copy)]
pub struct Known<'k> {
    /// Of the manifest under which it is known; under another, nothing is: another build has written there meanwhile.
    pub manifest: Digest,
    /// Whether an output is what it was.
    pub is_known: &'k (dyn Fn(&Output) -> bool + Sync),
}

/// How a site is written.
#[derive(Clone, Copy)]
pub struct SaveOptions<'o> {
    /// Whether what stands in the output folder and in the cache may be taken as it is.
    pub cache: Cache,
    /// Where this person's Dateline keeps what it believes; without it nothing that stands in the output folder is believed.
    pub user_cache: Option<&'o UserCache>,
    /// Which outputs need not be made.
    pub known: Option<Known<'o>>,
    /// Where to say how far one is.
    pub progress: Option<&'o Progress>,
    /// What to do when another build writes there, before waiting for it.
    pub waiting: &'o dyn Fn(),
}

impl Default for SaveOptions<'_> {
    /// Everything is made, and nothing is said.
    fn default() -> Self {
        SaveOptions { cache: Cache::Used, user_cache: None, known: None, progress: None, waiting: &|| () }
    }
}

/// An output that is to stand in the folder.
struct Planned<'s> {
    output: &'s Output,
    path: String,
    /// What stands there already as it is to be, where that is known without making it.
    record: Option<Record>,
}

impl<'s> Planned<'s> {
    /// What must be made of a picture, or taken from the cache.
    fn reduction(&self) -> Option<&'s Reduction> {
        match &self.output.make {
            Make::Reduced(reduction) if self.record.is_none() => Some(reduction),
            _ => None,
        }
    }
}

/// What became of one output.
enum Outcome {
    Kept(Record),
    Written(Record),
    /// It could not be made; its last good file stays.
    Failed(Vec<Diagnostic>),
}

/// Writes a site into a folder: beside and renamed, file by file; only what changed; and removes what Dateline wrote there
/// before and the site has no more. Nothing else in the folder is touched.
///
/// Pictures are made smaller first, each decoded once; with [`Cache::Used`] what an earlier build made of the same bytes is
/// taken, from the output folder or from the user's cache.
///
/// A second build into the same folder waits until the first has ended.
///
/// # Errors
/// When the system says no. What was written until then stands, and the next build completes it.
pub fn save(site: &Site<'_>, folder: &Folder, out: &Path, options: &SaveOptions<'_>, report: &mut Report) -> Result<Saved, Failure> {
    let SaveOptions { cache, user_cache, known, progress, waiting } = *options;
    let target = OutputFolder::open(out, user_cache, waiting)?;
    let (old, digest) = target.manifest();
    let known = known.filter(|known| digest == known.manifest);
    let standing = Standing { old: &old, fresh: target.is_fresh(), cache, known };
    let planned: Vec<Planned<'_>> = site.outputs().par_iter().map(|output| standing.planned(output, &target)).collect();
    // What stands there and is not ours must not become ours by being named here.
    let is_ours = |path: &str| standing.fresh || old.owns(path) || fs::symlink_metadata(target.path(path)).is_err();
    let touched = planned.iter().filter(|planned| planned.record.is_none()).map(|planned| &*planned.path).filter(|path| is_ours(path));
    target.write_pending(&touched.chain(old.pending.iter().map(String::as_str)).collect())?;
    let wanted: Vec<&Reduction> = planned.iter().filter_map(Planned::reduction).collect();
    let kept = PictureCache::open(folder.root(), &target, cache, user_cache, &wanted)?;
    let filled = kept.fill(&wanted, folder)?;
    let place = Workplace { folder, target: &target, kept: &kept, filled: &filled };
    progress.inspect(|progress| progress.count("Writing", planned.len()));
    let outcomes: Vec<Outcome> = planned
        .par_iter()
        .map(|planned| {
            let outcome = save_one(site, planned, &place, &standing);
            progress.inspect(|progress| progress.step());
            outcome
        })
        .collect::<Result<_, Failure>>()?;
    let mut saved = Saved { reduced: filled.made, ..Saved::default() };
    let mut files = Vec::with_capacity(planned.len());
    for (planned, outcome) in planned.into_iter().zip(outcomes) {
        let record = match outcome {
            Outcome::Kept(record) => Some(record),
            Outcome::Written(record) => {
                saved.written += 1;
                Some(record)
            }
            Outcome::Failed(faults) => {
                saved.failed += 1;
                report.extend(faults);
                old.files.get(&planned.path).copied()
            }
        };
        if let Some(record) = record {
            saved.files += 1;
            saved.bytes += record.size;
        }
        files.push((planned.path, record));
    }
    let still: HashSet<&str> = files.iter().map(|(path, _)| &**path).collect();
    for path in old.files.keys().chain(old.pending.iter().filter(|path| !old.files.contains_key(*path))).filter(|path| !still.contains(&***path)) {
        saved.removed += usize::from(target.remove(path)?);
    }
    let files = files.into_iter().filter_map(|(path, record)| Some((path, record?))).collect();
    let manifest = Manifest { version: MANIFEST_VERSION, pictures: PICTURES_VERSION, files, ..Manifest::default() };
    saved.manifest = Some(target.write_manifest(&manifest)?);
    saved.failed += filled.faults.len();
    report.extend(filled.faults);
    // A draft's pictures are not published, and are kept for the next preview.
    let media = site.pages().context().timeline.content.media.iter();
    kept.close(&media.flat_map(|medium| medium.variants.iter().map(|variant| Reduction::of(medium, variant).key())).collect());
    target.close();
    Ok(saved)
}

/// Makes every output and writes nothing: finds all that a build would say.
pub fn rehearse(site: &Site<'_>, folder: &Folder, out: &Path, user_cache: Option<&UserCache>, report: &mut Report) {
    let (old, _) = OutputFolder::read_manifest(out, user_cache);
    let kept = PictureCache::look(folder.root(), user_cache);
    let mut pictures: Vec<&Reduction> = site.outputs().iter().filter_map(|output| unproved(output, &kept)).collect();
    pictures.dedup_by_key(|reduction| &reduction.file);
    let gate = Gate::new();
    let undecoded: Vec<Diagnostic> = pictures.par_iter().filter_map(|picture| examine(picture, folder, &gate)).collect();
    report.extend(undecoded);
    let faults: Vec<Diagnostic> = site
        .outputs()
        .par_iter()
        .flat_map_iter(|output| {
            let path = output.route.file();
            let foreign = fs::symlink_metadata(out.join(&path)).is_ok() && !old.owns(&path);
            let made = site.make(output, folder);
            let differs = foreign && made.as_ref().is_ok_and(|made| differs(made, folder, &kept, &out.join(&path)));
            made.err().flatten().map(|fault| *fault).into_iter().chain(differs.then(|| foreign_file(folder.root(), out, &path)))
        })
        .collect();
    report.extend(faults);
}

/// A smaller form of a picture that was never made, so that nobody knows whether it can be.
fn unproved<'o>(output: &'o Output, kept: &PictureCache) -> Option<&'o Reduction> {
    match &output.make {
        Make::Reduced(reduction) if !kept.has(reduction) => Some(reduction),
        _ => None,
    }
}

fn differs(made: &Made, folder: &Folder, kept: &PictureCache, path: &Path) -> bool {
    let Ok(standing) = fs::read(path) else { return true };
    match made {
        Made::Bytes(bytes) => *bytes != standing,
        Made::Static(bytes) => *bytes != standing,
        Made::Copy(file) | Made::Picture(file) | Made::Drawing(file) => {
            let mut bytes = Vec::new();
            let copied = folder.open(file).and_then(|mut from| copy(made, &mut from, &mut bytes));
            copied.is_err() || bytes != standing
        }
        // One that was never made cannot be compared.
        Made::Reduced(reduction) => {
            let mut bytes = Vec::new();
            let copied = kept.read(reduction).and_then(|mut from| from.read_to_end(&mut bytes));
            copied.is_err() || bytes != standing
        }
    }
}

/// Says of a file that it stands where one of ours is to be. Where it is in the site folder, its path begins there.
pub(super) fn foreign_file(root: &Path, out: &Path, path: &str) -> Diagnostic {
    let full = out.join(path);
    let shown: std::sync::Arc<str> = full.strip_prefix(root).unwrap_or(&full).to_string_lossy().into();
    Diagnostic::new(Code::ForeignFile, "this file was not written by Dateline, and is left as it is")
        .at(Place::file(&shown))
        .help("move it away, delete it, or build into another folder with --out")
}

fn copy(made: &Made, from: &mut fs::File, to: &mut dyn Write) -> io::Result<()> {
    match made {
        Made::Picture(_) => clean_picture(from, to),
        Made::Drawing(_) => clean_drawing(from, to),
        _ => io::copy(from, to).map(drop),
    }
}

/// What stands in the output folder before a build.
struct Standing<'m> {
    old: &'m Manifest,
    /// Nothing does.
    fresh: bool,
    /// Whether it may be taken as it is.
    cache: Cache,
    known: Option<Known<'m>>,
}

/// Where a build takes from, and where it puts.
struct Workplace<'w> {
    folder: &'w Folder,
    target: &'w OutputFolder,
    kept: &'w PictureCache,
    filled: &'w Filled,
}

impl Standing<'_> {
    /// What stands at a path.
    fn at(&self, full: &Path) -> Option<fs::Metadata> {
        if self.fresh { None } else { fs::symlink_metadata(full).ok() }
    }

    /// An output, and what of it stands as it was written: a picture, whose name says what it was made of, or what is known to be
    /// what it was.
    fn planned<'s>(&self, output: &'s Output, target: &OutputFolder) -> Planned<'s> {
        let path = output.route.file();
        let record = match &output.make {
            Make::Picture(_) | Make::Drawing(_) | Make::Reduced(_) => self.old.picture_record(&path).filter(|_| self.cache == Cache::Used),
            _ => self.old.record(&path).filter(|_| self.known.is_some_and(|known| (known.is_known)(output))),
        };
        let record = record.and_then(|record| self.untouched(record, &path, target));
        Planned { output, path, record }
    }

    fn untouched(&self, record: &Record, path: &str, target: &OutputFolder) -> Option<Record> {
        let stamp = stamp(&self.at(&target.path(path))?);
        (record.size == stamp.size && record.modified == stamp.modified).then_some(*record)
    }
}

fn save_one(site: &Site<'_>, planned: &Planned<'_>, place: &Workplace<'_>, old: &Standing<'_>) -> Result<Outcome, Failure> {
    let Workplace { folder, target, kept, filled } = *place;
    let Planned { output, path, record } = planned;
    if let Some(record) = record {
        return Ok(Outcome::Kept(*record));
    }
    let made = match site.make(output, folder) {
        Ok(made) => made,
        Err(fault) => return Ok(Outcome::Failed(fault.into_iter().map(|fault| *fault).collect())),
    };
    match &made {
        Made::Bytes(bytes) => save_bytes(bytes, path, folder, target, old),
        Made::Static(bytes) => save_bytes(bytes, path, folder, target, old),
        Made::Copy(file) | Made::Picture(file) | Made::Drawing(file) => save_file(&made, file, || folder.open(file), path, place, old),
        // A page names its smaller forms, whether they could be made or not: so the picture itself stands there, and no
        // reader sees a hole. Its record matches nothing that stands, so that the next build tries again, and says so again.
        Made::Reduced(reduction) if filled.failed.contains(&*reduction.file) => {
            let outcome = save_file(&Made::Picture(reduction.file.clone()), &reduction.file, || folder.open(&reduction.file), path, place, old)?;
            Ok(match outcome {
                Outcome::Kept(record) => Outcome::Kept(Record { modified: 0, ..record }),
                Outcome::Written(record) => Outcome::Written(Record { modified: 0, ..record }),
                failed => failed,
            })
        }
        // Another build of the site, which uses this picture no more, may have removed it
        // meanwhile.
        Made::Reduced(reduction) if !kept.has(reduction) => match kept.get(reduction, folder) {
            Ok(bytes) => save_bytes(&bytes, path, folder, target, old),
            Err(fault) => Ok(Outcome::Failed(vec![*fault])),
        },
        Made::Reduced(reduction) => save_file(&made, &reduction.file, || kept.read(reduction), path, place, old),
    }
}

fn save_bytes(bytes: &[u8], path: &str, folder: &Folder, target: &OutputFolder, before: &Standing<'_>) -> Result<Outcome, Failure> {
    let old = before.old;
    let digest = Digest::of(bytes);
    let full = target.path(path);
    let standing = before.at(&full);
    if let Some(data) = &standing {
        let stamp = stamp(data);
        if let Some(record) = old.record(path).filter(|record| record.digest == digest && record.size == stamp.size && record.modified == stamp.modified) {
            return Ok(Outcome::Kept(*record));
        }
        // Whoever wrote it: what says the same already stays, with its time.
        if data.is_file() && stamp.size == bytes.len() as u64 && fs::read(&full).is_ok_and(|standing| standing == bytes) {
            return Ok(Outcome::Kept(Record { digest, size: stamp.size, modified: stamp.modified }));
        }
        if !old.owns(path) {
            return Ok(Outcome::Failed(vec![foreign_file(folder.root(), target.root(), path)]));
        }
    }
    let beside = target.beside();
    let written = fs::File::create(&beside).and_then(|mut file| file.write_all(bytes).and_then(|()| file.metadata()));
    let data = written.map_err(Failure::of("write", &beside))?;
    let record = Record { digest, size: bytes.len() as u64, modified: stamp(&data).modified };
    put(folder, target, &beside, path, standing.as_ref(), old, record)
}

/// Copies a file of the site piece by piece.
fn save_file(
    made: &Made,
    file: &str,
    open: impl Fn() -> io::Result<fs::File>,
    path: &str,
    place: &Workplace<'_>,
    before: &Standing<'_>,
) -> Result<Outcome, Failure> {
    let (old, target, folder) = (before.old, place.target, place.folder);
    let beside = target.beside();
    let mut to = Hashing { file: fs::File::create(&beside).map_err(Failure::of("write", &beside))?, hasher: blake3::Hasher::new() };
    let copied = open().and_then(|mut from| copy(made, &mut from, &mut to));
    if let Err(error) = copied {
        drop(fs::remove_file(&beside));
        let file: std::sync::Arc<str> = file.into();
        return Ok(Outcome::Failed(vec![Diagnostic::new(Code::UnreadableFile, format!("this file cannot be copied: {error}")).at(Place::file(&file))]));
    }
    let digest = Digest::cut(&to.hasher.finalize());
    let written = to.file.metadata().map_err(Failure::of("write", &beside))?;
    drop(to);
    let stamp = stamp(&written);
    let record = Record { digest, size: stamp.size, modified: stamp.modified };
    Ok(match target.settle(&beside, record, path, before.at(&target.path(path)).as_ref(), old)? {
        Settled::Kept(record) => Outcome::Kept(record),
        Settled::Put(record) => Outcome::Written(record),
        Settled::Foreign => Outcome::Failed(vec![foreign_file(folder.root(), target.root(), path)]),
    })
}

fn put(
    folder: &Folder,
    target: &OutputFolder,
    beside: &Path,
    path: &str,
    standing: Option<&fs::Metadata>,
    old: &Manifest,
    record: Record,
) -> Result<Outcome, Failure> {
    Ok(match target.put(beside, path, standing, old)? {
        true => Outcome::Written(record),
        false => Outcome::Failed(vec![foreign_file(folder.root(), target.root(), path)]),
    })
}
