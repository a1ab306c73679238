//! What a disk holds for certain, what is only on its way there, and what a power cut makes of it.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use domain::entropy::Entropy;

/// The unit that a disk writes whole.
const SECTOR: usize = 512;

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// The power goes before it.
    Cut,
    /// The power goes in the middle of a write.
    Torn,
    /// It is refused, and the next one is not.
    Refused,
    /// It is refused because there is no room, and the next one is not.
    Full,
}

impl Failure {
    pub const ALL: [Self; 4] = [Self::Cut, Self::Torn, Self::Refused, Self::Full];
}

/// What is done to a file that can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    Write,
    Shorten,
    Sync,
    Delete,
}

/// Which of the files that SQLite keeps for a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Database,
    /// The write-ahead log.
    Log,
    /// The rollback journal of a file that is copied or given its name.
    Journal,
}

impl Part {
    fn of(file: &Path) -> Self {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        match name.rsplit('-').next() {
            Some("wal") => Self::Log,
            Some("journal") => Self::Journal,
            _ => Self::Database,
        }
    }
}

/// What an operation is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Go,
    /// Only so many bytes reach the disk, and the power is gone.
    Torn,
    Refused,
    Full,
}

/// Something done to a file since its last sync.
struct Pending {
    file: PathBuf,
    offset: u64,
    /// What stood there, as far as the file reached.
    before: Vec<u8>,
    /// How long the file was, where what is done to it can change that.
    length_before: Option<u64>,
    act: Act,
}

enum Act {
    /// `torn` where the power went in the middle of it.
    Write {
        bytes: Vec<u8>,
        torn: bool,
    },
    Cut(u64),
}

pub struct Medium {
    pub folder: PathBuf,
    pub operations: u64,
    pub planned: Option<(u64, Failure)>,
    /// Failures that came, planned ones and for want of room.
    pub failed: u64,
    /// What the planned failure fell on.
    pub met: Option<(Operation, Part)>,
    pub full: bool,
    pub off: bool,
    /// Whether the folder cannot be reached either once the power is gone.
    pub unplugs: bool,
    /// Where the folder is meanwhile.
    away: Option<PathBuf>,
    pending: Vec<Pending>,
}

impl Medium {
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            operations: 0,
            planned: None,
            met: None,
            failed: 0,
            full: false,
            off: false,
            unplugs: false,
            away: None,
            pending: Vec::new(),
        }
    }

    /// Counts an operation and says what becomes of it.
    pub fn ask(&mut self, operation: Operation, file: &Path) -> Verdict {
        let grows = operation == Operation::Write;
        if self.off {
            return Verdict::Refused;
        }
        let at = self.operations;
        self.operations += 1;
        if let Some((_, failure)) = self.planned.take_if(|(planned, _)| *planned <= at) {
            self.failed += 1;
            self.met = Some((operation, Part::of(file)));
            return match failure {
                Failure::Torn if grows => {
                    self.off = true;
                    Verdict::Torn
                }
                Failure::Cut | Failure::Torn => {
                    self.off = true;
                    self.unplug();
                    Verdict::Refused
                }
                Failure::Refused => Verdict::Refused,
                Failure::Full => {
                    if grows {
                        Verdict::Full
                    } else {
                        Verdict::Refused
                    }
                }
            };
        }
        let full = self.full && grows;
        self.failed += u64::from(full);
        if full { Verdict::Full } else { Verdict::Go }
    }

    /// Keeps what a write is about to overwrite, as `seen` shows it.
    pub fn writing(&mut self, file: &Path, seen: &File, offset: u64, bytes: &[u8], torn: bool) {
        let (before, length_before) = read(seen, offset, bytes.len());
        let file = file.to_owned();
        let act = Act::Write { bytes: bytes.to_vec(), torn };
        self.pending.push(Pending { file, offset, before, length_before, act });
    }

    /// Keeps what a cut is about to take away.
    pub fn cutting(&mut self, file: &Path, seen: &File, length: u64) {
        let old = seen.metadata().map_or(0, |meta| meta.len());
        let (before, _) = read(seen, length, usize::try_from(old.saturating_sub(length)).unwrap_or(0));
        let file = file.to_owned();
        self.pending.push(Pending { file, offset: length, before, length_before: Some(old), act: Act::Cut(length) });
    }

    /// All that was done to this file is on the disk, or the file is gone.
    pub fn settled(&mut self, file: &Path) {
        self.pending.retain(|pending| pending.file != file);
    }

    pub fn replaced(&mut self) {
        self.pending.clear();
    }

    /// A program whose power is gone does nothing more to any file, those included that are not SQLite's.
    pub fn unplug(&mut self) {
        if self.off && self.unplugs && self.away.is_none() {
            let mut away = self.folder.clone().into_os_string();
            away.push(".unplugged");
            std::fs::rename(&self.folder, &away).expect("the folder can be moved");
            self.away = Some(away.into());
        }
    }

    fn plug_in(&mut self) {
        if let Some(away) = self.away.take() {
            // What was still tried meanwhile never happened.
            let _ = std::fs::remove_dir_all(&self.folder);
            std::fs::rename(&away, &self.folder).expect("the folder can be moved");
        }
    }

    pub fn power_on(&mut self, dice: &dyn Entropy) {
        self.plug_in();
        self.off = false;
        self.full = false;
        self.planned = None;
        let pending = std::mem::take(&mut self.pending);
        let mut files: BTreeMap<&Path, Option<File>> = BTreeMap::new();
        for one in &pending {
            debug_assert!(one.file.starts_with(&self.folder));
            files.entry(&one.file).or_insert_with(|| open(&one.file));
        }
        // Back to what was certain, the last first …
        for one in pending.iter().rev() {
            let Some(Some(file)) = files.get(one.file.as_path()) else { continue };
            file.write_all_at(&one.before, one.offset).expect("the folder can be written");
            if let Some(length) = one.length_before {
                file.set_len(length).expect("the folder can be written");
            }
        }
        // … and on again with whatever had got there.
        for one in &pending {
            let Some(Some(file)) = files.get(one.file.as_path()) else { continue };
            let mut luck = [0_u8; 2];
            dice.fill(&mut luck);
            match &one.act {
                Act::Write { bytes, torn } => {
                    let reached = match luck[0] % 8 {
                        _ if *torn && parts(one.offset, bytes.len()) > 1 => torn_at(one.offset, bytes.len(), luck[1]),
                        0..4 => bytes.len(),
                        4..7 => 0,
                        _ => torn_at(one.offset, bytes.len(), luck[1]),
                    };
                    file.write_all_at(&bytes[..reached], one.offset).expect("the folder can be written");
                }
                Act::Cut(length) if luck[0] % 2 == 0 => file.set_len(*length).expect("the folder can be written"),
                Act::Cut(_) => {}
            }
        }
    }
}

/// How many sectors a write touches: what lies within one is written whole or not at all.
fn parts(offset: u64, length: usize) -> usize {
    (into_sector(offset) + length).div_ceil(SECTOR)
}

/// How much of a write got there: it ends where a sector does, before the last one.
fn torn_at(offset: u64, length: usize, luck: u8) -> usize {
    let ends = parts(offset, length).saturating_sub(1);
    if ends == 0 {
        return if luck % 2 == 0 { length } else { 0 };
    }
    SECTOR - into_sector(offset) + (usize::from(luck) % ends) * SECTOR
}

fn into_sector(offset: u64) -> usize {
    usize::try_from(offset % SECTOR as u64).unwrap_or(0)
}

fn open(file: &Path) -> Option<File> {
    OpenOptions::new().write(true).open(file).ok()
}

/// What stands there, as far as the file reaches, and how long the file is where it ends before that; where it goes
/// on, its length is of no matter.
fn read(file: &File, offset: u64, length: usize) -> (Vec<u8>, Option<u64>) {
    let mut bytes = vec![0; length];
    let mut there = 0;
    while there < length {
        match file.read_at(&mut bytes[there..], offset + there as u64).expect("the file reads") {
            0 => break,
            more => there += more,
        }
    }
    bytes.truncate(there);
    let ends = (there < length).then(|| file.metadata().map_or(0, |meta| meta.len()));
    (bytes, ends)
}
