use super::damage::record;
use super::host::doubt;
use super::{Damage, Host, Shipped, Stock};
use crate::base::{Diagnostic, Digest, LARGEST_RECORD};
use crate::site::{MANIFEST_VERSION, Manifest, Record, Shipment, Ware, Wares};
use crate::system::bounded::read_file_within;
use crate::system::hashing::Hashing;
use crate::system::load::stamp;
use crate::system::output_folder::{Settled, find_manifest};
use crate::system::own_folder::OwnFolder;
use crate::system::save::foreign_file;
use crate::system::{Failure, OutputFolder, Progress, UserCache};
use rayon::prelude::*;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A folder that a server on this machine serves, or that is mounted here.
///
/// It is an output folder like the one that is built into, with a manifest and a lock of its own: files are copied beside and
/// renamed, and nothing that Dateline did not put there is touched.
pub struct FolderHost {
    root: PathBuf,
    /// Held while something is to be written.
    locked: Option<OutputFolder>,
    old: Manifest,
    damage: Option<Damage>,
    standing: Wares,
}

/// The record of what was published into a folder.
const RECORD: &str = ".dateline/manifest.json";

impl FolderHost {
    /// The folder, to look at it.
    pub fn look(root: &Path, user_cache: Option<&UserCache>) -> FolderHost {
        let (old, _) = OutputFolder::read_manifest(root, user_cache);
        let damage = FolderHost::damage_in(root, &OwnFolder::look(root, user_cache));
        FolderHost::of(root, None, old, damage)
    }

    /// The folder, to publish there. Where another publish writes there, `waiting` is called and it waits.
    ///
    /// # Errors
    /// When the system says no.
    pub fn open(root: &Path, user_cache: Option<&UserCache>, waiting: &dyn Fn()) -> Result<FolderHost, Failure> {
        let locked = OutputFolder::open(root, user_cache, waiting)?;
        let (old, _) = locked.manifest();
        let damage = FolderHost::damage_in(root, locked.own());
        Ok(FolderHost::of(root, Some(locked), old, damage))
    }

    fn of(root: &Path, locked: Option<OutputFolder>, old: Manifest, damage: Option<Damage>) -> FolderHost {
        let trusted = old.files.keys().filter_map(|path| old.record(path).map(|record| (path, record)));
        let trusted = trusted.map(|(path, record)| (path.clone(), Ware { digest: record.digest, size: record.size }));
        // What a publish that died may have touched is like nothing that is to stand there.
        let touched = old.pending.iter().filter(|path| fs::symlink_metadata(root.join(path)).is_ok());
        let standing = trusted.chain(touched.map(|path| (path.clone(), Ware::UNKNOWN))).collect();
        FolderHost { root: root.to_owned(), locked, old, damage, standing }
    }

    /// What is wrong with the record of the last publish, where its copy cannot be read either.
    fn damage_in(root: &Path, own: &OwnFolder) -> Option<Damage> {
        if find_manifest(own).is_some() {
            return None;
        }
        let read = match read_file_within(&root.join(RECORD), LARGEST_RECORD) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(Some).map_err(Failure::of("read", &root.join(RECORD))),
        };
        // What cannot be read for another reason is told when it is to be written.
        record(RECORD, read, Manifest::parse).map_or(None, |(_, damage)| damage)
    }

    fn send(&self, target: &OutputFolder, stock: &Stock, path: &str) -> Result<Settled, Failure> {
        let (from, beside) = (stock.path(path), target.beside());
        let said = || stock.wares.get(path).map_or(Digest::NONE, |ware| ware.digest);
        let mut to = Hashing { file: fs::File::create(&beside).map_err(Failure::of("write", &beside))?, hasher: blake3::Hasher::new() };
        let copied = match &from {
            Some(from) => fs::File::open(from).and_then(|mut from| io::copy(&mut from, &mut to)).map(drop),
            None => stock.made(path).and_then(|made| to.write_all(&made.unwrap_or_default())),
        };
        let copied = copied.and_then(|()| to.file.metadata());
        let data = match copied {
            Ok(data) => data,
            Err(error) => {
                // Where a disk is full, what was begun must not fill it.
                drop(fs::remove_file(&beside));
                return Err(Failure { doing: "publish", path: self.root.join(path), error });
            }
        };
        let stamp = stamp(&data);
        // What was made is known by what it is made of.
        let digest = if from.is_some() { Digest::cut(&to.hasher.finalize()) } else { said() };
        let written = Record { digest, size: stamp.size, modified: stamp.modified };
        let standing = fs::symlink_metadata(target.path(path)).ok();
        target.settle(&beside, written, path, standing.as_ref(), &self.old)
    }
}

impl Host for FolderHost {
    fn standing(&self) -> &Wares {
        &self.standing
    }

    fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    fn take_over(&mut self, shipment: &Shipment) {
        self.old.pending.extend(shipment.create.iter().chain(&shipment.update).cloned());
    }

    fn verify(&mut self) -> Result<usize, Failure> {
        let stands = |path: &String, record: &Record| {
            fs::symlink_metadata(self.root.join(path)).is_ok_and(|data| {
                let stamp = stamp(&data);
                data.is_file() && stamp.size == record.size && stamp.modified == record.modified
            })
        };
        let old = &self.old;
        Ok(doubt(&mut self.standing, |path, _| old.record(path).is_some_and(|record| stands(path, record))))
    }

    fn foreign(&mut self, _: &Shipment) -> Result<Vec<String>, Failure> {
        // Each is seen when its turn comes, and stays.
        Ok(Vec::new())
    }

    fn carry_out(&mut self, stock: &Stock, shipment: &Shipment, progress: Option<&Progress>) -> Result<Shipped, Failure> {
        let not_open = || Failure { doing: "publish to", path: self.root.clone(), error: io::Error::other("it was only looked at") };
        let target = self.locked.as_ref().ok_or_else(not_open)?;
        if shipment.is_nothing() && self.old.pending.is_empty() {
            return Ok(Shipped::default());
        }
        // What stands there and is not ours must not become ours by being named here.
        let is_ours = |path: &&str| self.old.owns(path) || fs::symlink_metadata(target.path(path)).is_err();
        let touched = shipment.waves().into_iter().flatten().filter(is_ours).chain(shipment.remove.iter().chain(&self.old.pending).map(String::as_str));
        target.write_pending(&touched.collect())?;
        let (mut files, mut shipped) = (self.old.files.clone(), Shipped::default());
        for wave in shipment.waves() {
            let sent: Vec<(&str, Settled)> = wave
                .into_par_iter()
                .map(|path| {
                    let settled = self.send(target, stock, path)?;
                    progress.inspect(|progress| progress.step());
                    Ok((path, settled))
                })
                .collect::<Result<_, Failure>>()?;
            for (path, settled) in sent {
                match settled {
                    Settled::Kept(record) | Settled::Put(record) => {
                        shipped.sent += 1;
                        files.insert(path.to_owned(), record);
                    }
                    Settled::Foreign => shipped.faults.push(foreign(&self.root, path)),
                }
            }
        }
        for path in &shipment.remove {
            shipped.removed += usize::from(target.remove(path)?);
            files.remove(path);
        }
        // What nobody wants and nobody may remove now is removed by a later publish.
        let is_left = |path: &&String| !stock.wares.contains_key(*path) && fs::symlink_metadata(target.path(path)).is_ok();
        let pending = self.old.pending.iter().filter(is_left).cloned().collect();
        target.write_manifest(&Manifest { version: MANIFEST_VERSION, files, pending, ..Manifest::default() })?;
        Ok(shipped)
    }
}

fn foreign(root: &Path, path: &str) -> Diagnostic {
    foreign_file(root, root, path).help("move it away, or publish to another folder")
}
