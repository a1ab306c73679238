//! What a disk holds for certain, what is only on its way there, and what a power cut makes of it.

use std::collections::BTreeSet;
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
    length_before: u64,
    act: Act,
}

enum Act {
    Write(Vec<u8>),
    Cut(u64),
}

pub struct Medium {
    pub folder: PathBuf,
    pub operations: u64,
    pub planned: Option<(u64, Failure)>,
    /// Failures that came, planned ones and for want of room.
    pub failed: u64,
    pub full: bool,
    pub off: bool,
    pending: Vec<Pending>,
}

impl Medium {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, operations: 0, planned: None, failed: 0, full: false, off: false, pending: Vec::new() }
    }

    /// Counts an operation and says what becomes of it. `grows` where it needs room.
    pub fn ask(&mut self, grows: bool) -> Verdict {
        if self.off {
            return Verdict::Refused;
        }
        let at = self.operations;
        self.operations += 1;
        if let Some((_, failure)) = self.planned.take_if(|(planned, _)| *planned <= at) {
            self.failed += 1;
            return match failure {
                Failure::Cut => {
                    self.off = true;
                    Verdict::Refused
                }
                Failure::Torn => {
                    self.off = true;
                    if grows { Verdict::Torn } else { Verdict::Refused }
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

    /// Keeps what a write is about to overwrite.
    pub fn writing(&mut self, file: &Path, offset: u64, bytes: &[u8]) {
        let (before, length_before) = read(file, offset, bytes.len());
        let file = file.to_owned();
        self.pending.push(Pending { file, offset, before, length_before, act: Act::Write(bytes.to_vec()) });
    }

    /// Keeps what a cut is about to take away.
    pub fn cutting(&mut self, file: &Path, length: u64) {
        let old = std::fs::metadata(file).map_or(0, |meta| meta.len());
        let (before, length_before) = read(file, length, usize::try_from(old.saturating_sub(length)).unwrap_or(0));
        let file = file.to_owned();
        self.pending.push(Pending { file, offset: length, before, length_before, act: Act::Cut(length) });
    }

    /// All that was done to this file is on the disk, or the file is gone.
    pub fn settled(&mut self, file: &Path) {
        self.pending.retain(|pending| pending.file != file);
    }

    pub fn replaced(&mut self) {
        self.pending.clear();
    }

    pub fn power_on(&mut self, dice: &dyn Entropy) {
        self.off = false;
        self.full = false;
        self.planned = None;
        let pending = std::mem::take(&mut self.pending);
        // Back to what was certain, the last first …
        for one in pending.iter().rev() {
            let Some(file) = open(&one.file) else { continue };
            file.write_all_at(&one.before, one.offset).expect("the folder can be written");
            file.set_len(one.length_before).expect("the folder can be written");
        }
        // … and on again with whatever had got there.
        for one in &pending {
            let Some(file) = open(&one.file) else { continue };
            let mut luck = [0_u8; 2];
            dice.fill(&mut luck);
            match &one.act {
                Act::Write(bytes) => {
                    let reached = match luck[0] % 8 {
                        0..4 => bytes.len(),
                        4..7 => 0,
                        _ => (bytes.len() * usize::from(luck[1]) / 256).next_multiple_of(SECTOR).min(bytes.len()),
                    };
                    file.write_all_at(&bytes[..reached], one.offset).expect("the folder can be written");
                }
                Act::Cut(length) if luck[0] % 2 == 0 => file.set_len(*length).expect("the folder can be written"),
                Act::Cut(_) => {}
            }
        }
        let touched: BTreeSet<&Path> = pending.iter().map(|one| one.file.as_path()).collect();
        debug_assert!(touched.iter().all(|file| file.starts_with(&self.folder)));
    }
}

fn open(file: &Path) -> Option<File> {
    OpenOptions::new().write(true).open(file).ok()
}

/// What stands there, as far as the file reaches, and how long it is.
fn read(file: &Path, offset: u64, length: usize) -> (Vec<u8>, u64) {
    let Ok(file) = File::open(file) else { return (Vec::new(), 0) };
    let long = file.metadata().map_or(0, |meta| meta.len());
    let there = usize::try_from(long.saturating_sub(offset)).unwrap_or(usize::MAX).min(length);
    let mut bytes = vec![0; there];
    file.read_exact_at(&mut bytes, offset).expect("the file reads");
    (bytes, long)
}
