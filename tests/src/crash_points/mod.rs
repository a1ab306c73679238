//! Crash points: one act, done once for each operation it does on a disk and each way that operation can
//! fail; and what stands afterwards, said of the raw tables.
//!
//! A scenario is a folder, prepared once, and an act of one or more steps, each of which answers. The act
//! is first done on a disk that does not fail: what stands after each step is written down, with how many
//! operations it took from the first step until the program has closed. Then, for each of these operations,
//! it is done again on a copy of the folder whose disk fails there.

mod checks;
mod exchange;
mod notebook;
mod place;
mod report;
mod server;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use domain::entropy::{Entropy, SeededEntropy};

use crate::faulty_disk::{Disk, Failure, Operation, Part};
pub use checks::{Checked, Stands};
pub use place::in_memory;
pub use report::Report;

/// A running program: does the step of this number and answers. Dropping it closes it.
pub type Program = Box<dyn FnMut(usize) -> Checked>;

/// An act, and how it is told what stands of it.
pub struct Scenario {
    pub name: &'static str,
    pub steps: usize,
    /// Whether a step that stands may be asked for once more, as by somebody who was not told that it does.
    pub repeats: bool,
    /// Whether a step may stand although it answered that it failed: it takes more than one transaction.
    pub unsaid: bool,
    /// Starts the program over the folder. Nothing fails yet.
    pub start: Box<dyn Fn(&Path) -> Checked<Program> + Send + Sync>,
    /// What stands, read with nothing of Wardbook's.
    pub stands: fn(&Path) -> Checked<Stands>,
    /// Wardbook's own check from the ground, and whatever else must hold. Told how many steps were confirmed.
    pub verify: Box<dyn Fn(&Path, usize) -> Checked + Send + Sync>,
}

/// Puts what a scenario begins with into an empty folder.
pub type Prepare = fn(&Path) -> Checked<Scenario>;

/// Every scenario there is.
pub const SCENARIOS: &[Prepare] = &[
    notebook::recording,
    exchange::importing,
    notebook::founding,
    notebook::migrating,
    notebook::folding_the_log,
    notebook::backing_up,
    notebook::restoring,
    exchange::taking_pages,
    exchange::taking_receipts,
    exchange::purging,
    exchange::parting_from_a_copy,
    server::taking_a_push,
    server::backing_up_while_written_to,
    server::restoring,
    notebook::keeping_a_photo,
    exchange::taking_parts_of_photos,
    server::taking_parts_of_a_photo,
];

/// A scenario with what it does where nothing fails.
pub struct Known {
    pub scenario: Scenario,
    image: PathBuf,
    /// What stands before the first step, and after each.
    states: Vec<Stands>,
    pub operations: u64,
}

/// The ways in which an operation is made to fail, in the order of their turn.
pub const WAYS: [Failure; 3] = [Failure::Torn, Failure::Cut, Failure::Refused];

/// One run of an act on a disk that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub scenario: usize,
    pub operation: u64,
    pub way: Failure,
}

/// What a point met.
pub struct Met {
    /// None where the act was over before.
    pub on: Option<(Operation, Part)>,
    /// The act answered that it was done although an operation failed.
    pub unnoticed: bool,
    /// The step that failed stands all the same.
    pub stood_unsaid: bool,
}

impl Known {
    /// Prepares a scenario below `root` and does it once where nothing fails.
    pub fn learn(prepare: Prepare, root: &Path) -> Checked<Self> {
        let image = root.join("image");
        std::fs::create_dir_all(&image).map_err(|error| error.to_string())?;
        let scenario = prepare(&image)?;
        let mut known = Self { scenario, image, states: Vec::new(), operations: 0 };
        known.states = known.states_where_nothing_fails(&root.join("first"))?;
        known.operations = known.count_operations(&root.join("second"))?;
        Ok(known)
    }

    fn states_where_nothing_fails(&self, place: &Path) -> Checked<Vec<Stands>> {
        let scenario = &self.scenario;
        self.lay_out(place)?;
        let mut program = (scenario.start)(place)?;
        let mut states = vec![(scenario.stands)(place)?];
        for step in 0..scenario.steps {
            program(step).map_err(|what| format!("step {step}: {what}"))?;
            states.push((scenario.stands)(place)?);
        }
        Ok(states)
    }

    fn count_operations(&self, place: &Path) -> Checked<u64> {
        let scenario = &self.scenario;
        self.lay_out(place)?;
        let disk = Disk::at(place);
        let mut program = (scenario.start)(place)?;
        let before = disk.operations();
        for step in 0..scenario.steps {
            program(step).map_err(|what| format!("step {step}: {what}"))?;
        }
        drop(program);
        let operations = disk.operations() - before;
        let stands = (scenario.stands)(place)?;
        stands.same(&self.states[scenario.steps]).map_err(|what| format!("it is not the same twice: {what}"))?;
        (scenario.verify)(place, scenario.steps)?;
        Ok(operations)
    }

    /// The prepared folder anew.
    fn lay_out(&self, place: &Path) -> Checked {
        let _ = std::fs::remove_dir_all(place);
        std::fs::create_dir_all(place).map_err(|error| error.to_string())?;
        place::copy_folder(&self.image, place);
        Ok(())
    }

    /// Does the act with this operation failing in this way, and looks at what is left.
    pub fn try_at(&self, operation: u64, way: Failure, place: &Path) -> Checked<Met> {
        let scenario = &self.scenario;
        self.lay_out(place)?;
        let disk = Disk::at(place);
        disk.unplugs();
        let dice = SeededEntropy::new(operation * 8 + way as u64);
        let mut program = (scenario.start)(place)?;
        // A refusal is now and then for want of room, which SQLite goes back from in a way of its own.
        let full = way == Failure::Refused && heads(&dice);
        disk.fail_after(operation, if full { Failure::Full } else { way });
        let mut done = 0;
        while done < scenario.steps && program(done).is_ok() {
            done += 1;
        }
        let met = disk.met();
        let failed = done < scenario.steps;
        if failed && met.is_none() {
            return Err(format!("step {done} failed and the disk did not"));
        }
        // Whoever is refused may stay and try again, or give up and start anew.
        if failed && !disk.is_off() && heads(&dice) {
            let stands = (scenario.stands)(place)?;
            let from = match stands.same(&self.states[done]) {
                Ok(()) => done,
                // A folder can hold its notebook already when opening that is refused. It is opened then.
                Err(_) if scenario.unsaid && stands.same(&self.states[done + 1]).is_ok() => {
                    if scenario.repeats {
                        done
                    } else {
                        done + 1
                    }
                }
                Err(what) => return Err(format!("step {done} was refused, and yet: {what}")),
            };
            for step in from..scenario.steps {
                program(step).map_err(|what| format!("step {step} does not go through once it may: {what}"))?;
            }
            done = scenario.steps;
        }
        drop(program);
        disk.call_off();
        let met = met.or(disk.met());
        disk.power_on(&dice);
        let again = operation % 5 == 0;
        self.look_and_go_on(place, done, again).map(|stood| Met {
            on: met,
            unnoticed: !failed,
            stood_unsaid: stood > done,
        })
    }

    /// What stands after `done` steps were confirmed and the next perhaps begun. Returns how many stand.
    /// `again` has it verified a second time, at the end.
    fn look_and_go_on(&self, place: &Path, done: usize, again: bool) -> Checked<usize> {
        let scenario = &self.scenario;
        let stands = (scenario.stands)(place)?;
        let confirmed = stands.same(&self.states[done]);
        let stood = match (&confirmed, self.states.get(done + 1)) {
            (Ok(()), _) => done,
            (Err(_), Some(next)) if stands.same(next).is_ok() => done + 1,
            (Err(what), next) => {
                let after = next.and_then(|next| stands.same(next).err()).unwrap_or_default();
                return Err(format!("{done} steps were confirmed, and yet: {what}; or, after one more: {after}"));
            }
        };
        (scenario.verify)(place, done)?;
        // Whoever was not told asks for it once more; whoever was goes on.
        let mut program = (scenario.start)(place)?;
        let from = if scenario.repeats { done } else { stood };
        for step in from..scenario.steps {
            program(step).map_err(|what| format!("after the restart step {step} does not go through: {what}"))?;
        }
        drop(program);
        let stands = (scenario.stands)(place)?;
        stands
            .same(&self.states[scenario.steps])
            .map_err(|what| format!("gone on with, not what it should be: {what}"))?;
        // Row by row it is what verified where nothing failed: the ground is looked at again now and then.
        if from < scenario.steps && again {
            (scenario.verify)(place, scenario.steps)?;
        }
        Ok(stood)
    }
}

fn heads(dice: &dyn Entropy) -> bool {
    let mut byte = [0];
    dice.fill(&mut byte);
    byte[0] % 2 == 0
}

/// Which points there are: every operation of every scenario, each in so many of the ways, in turn.
pub fn points(all: &[Known], ways: usize) -> Vec<Point> {
    let mut points = Vec::new();
    for (scenario, known) in all.iter().enumerate() {
        for operation in 0..known.operations {
            let first = usize::try_from(operation).unwrap_or(0);
            for turn in 0..ways.min(WAYS.len()) {
                points.push(Point { scenario, operation, way: WAYS[(first + turn) % WAYS.len()] });
            }
        }
    }
    points
}

/// Runs the points on as many threads as there are, each in a folder of its own below `root`.
pub fn run(all: &[Known], points: &[Point], root: &Path) -> Report {
    let next = AtomicUsize::new(0);
    let report = Mutex::new(Report::of(all));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (next, report) = (&next, &report);
            scope.spawn(move || {
                let place = root.join(format!("place-{thread}"));
                while let Some(point) = points.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let began = Instant::now();
                    let known = &all[point.scenario];
                    let tried = std::panic::AssertUnwindSafe(|| known.try_at(point.operation, point.way, &place));
                    let met = std::panic::catch_unwind(tried).unwrap_or_else(|panic| Err(place::said(&*panic)));
                    let mut report = report.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    report.add(*point, met, began.elapsed());
                }
            });
        }
    });
    report.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Prepares scenarios, as many at once as there are threads, each below a folder of its own.
pub fn learn(prepares: &[Prepare], root: &Path) -> Checked<Vec<Known>> {
    let next = AtomicUsize::new(0);
    let learned = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let Some(prepare) = prepares.get(number) else { return };
                    let below = root.join(format!("scenario-{number}"));
                    let tried = std::panic::AssertUnwindSafe(|| Known::learn(*prepare, &below));
                    let known = std::panic::catch_unwind(tried).unwrap_or_else(|panic| Err(place::said(&*panic)));
                    learned.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((number, known));
                }
            });
        }
    });
    let mut learned = learned.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    learned.sort_by_key(|(number, _)| *number);
    learned.into_iter().map(|(number, known)| known.map_err(|what| format!("scenario {number}: {what}"))).collect()
}

#[cfg(test)]
mod tests;
