//! What the points met, counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use super::{Checked, Known, Met, Point};
use crate::faulty_disk::{Failure, Operation, Part};

#[derive(Default)]
pub struct Report {
    names: Vec<&'static str>,
    operations: Vec<u64>,
    /// Points that met their failure.
    met: BTreeSet<Point>,
    /// Points whose act was over before the failure could come.
    missed: Vec<Point>,
    kinds: BTreeMap<(Operation, Part, Failure), u64>,
    spent: BTreeMap<usize, Duration>,
    unnoticed: u64,
    stood_unsaid: u64,
    pub wrong: Vec<(Point, String)>,
}

impl Report {
    pub fn of(all: &[Known]) -> Self {
        Self {
            names: all.iter().map(|known| known.scenario.name).collect(),
            operations: all.iter().map(|known| known.operations).collect(),
            ..Self::default()
        }
    }

    pub fn add(&mut self, point: Point, met: Checked<Met>, spent: Duration) {
        *self.spent.entry(point.scenario).or_default() += spent;
        match met {
            Ok(met) => {
                let Some((operation, part)) = met.on else {
                    self.missed.push(point);
                    return;
                };
                *self.kinds.entry((operation, part, point.way)).or_default() += 1;
                self.met.insert(point);
                self.unnoticed += u64::from(met.unnoticed);
                self.stood_unsaid += u64::from(met.stood_unsaid);
            }
            Err(what) => self.wrong.push((point, what)),
        }
    }

    /// Distinct pairs of a scenario and an operation of it that failed.
    pub fn pairs(&self) -> usize {
        self.met.iter().map(|point| (point.scenario, point.operation)).collect::<BTreeSet<_>>().len()
    }

    pub fn points(&self) -> usize {
        self.met.len()
    }

    /// How often an operation of this kind failed in this way.
    pub fn count(&self, operation: Operation, way: Failure) -> u64 {
        self.kinds.iter().filter(|((of, _, by), _)| *of == operation && *by == way).map(|(_, count)| count).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<58} {:>10} {:>8} {:>8}", "scenario", "operations", "points", "seconds")?;
        for (number, name) in self.names.iter().enumerate() {
            let points = self.met.iter().filter(|point| point.scenario == number).count();
            let spent = self.spent.get(&number).copied().unwrap_or_default().as_secs_f64();
            writeln!(f, "{name:<58} {:>10} {points:>8} {spent:>8.1}", self.operations[number])?;
        }
        let kinds: BTreeSet<(Operation, Part)> =
            self.kinds.keys().map(|(operation, part, _)| (*operation, *part)).collect();
        for (operation, part) in kinds {
            let count = |way| self.kinds.get(&(operation, part, way)).copied().unwrap_or(0);
            let (torn, cut, refused) = (count(Failure::Torn), count(Failure::Cut), count(Failure::Refused));
            writeln!(f, "{operation:?} of {part:?}: torn {torn}, dropped {cut}, refused {refused}")?;
        }
        writeln!(
            f,
            "{} distinct pairs of a scenario and an operation, {} points; {} were not noticed and {} stood though nobody was told; {} missed, {} wrong",
            self.pairs(),
            self.points(),
            self.unnoticed,
            self.stood_unsaid,
            self.missed.len(),
            self.wrong.len()
        )
    }
}
