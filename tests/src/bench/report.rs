//! Figures, as a table for people and as JSON for whoever compares.

use std::time::Duration;

use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: &'static str,
    /// The same work at the floor, in the same unit.
    pub floor: Option<f64>,
}

#[derive(Debug, Default)]
pub struct Report {
    pub figures: Vec<Figure>,
    pub left_out: Vec<(String, String)>,
}

impl Report {
    pub fn fact(&mut self, name: &str, value: f64, unit: &'static str) {
        self.figures.push(Figure { name: name.to_owned(), value, unit, floor: None });
    }

    pub fn against(&mut self, name: &str, value: f64, floor: f64, unit: &'static str) {
        self.figures.push(Figure { name: name.to_owned(), value, unit, floor: Some(floor) });
    }

    /// Median and 99th percentile of two series of the same work.
    pub fn series(&mut self, name: &str, times: &mut [Duration], floor: &mut [Duration]) {
        for (label, share) in [("p50", 0.5), ("p99", 0.99)] {
            self.against(&format!("{name}, {label}"), percentile(times, share), percentile(floor, share), "ms");
        }
    }

    pub fn left_out(&mut self, what: &str, why: &str) {
        self.left_out.push((what.to_owned(), why.to_owned()));
    }

    pub fn json(&self) -> Value {
        json!({
            "figures": self.figures.iter().map(|figure| json!({
                "name": figure.name,
                "value": figure.value,
                "unit": figure.unit,
                "floor": figure.floor,
                "ratio": figure.floor.map(|floor| figure.value / floor),
            })).collect::<Vec<_>>(),
            "left_out": self.left_out,
        })
    }

    pub fn table(&self) -> String {
        let mut table = format!("{:<44}{:>12}{:>12}{:>9}\n", "figure", "Wardbook", "floor", "ratio");
        for figure in &self.figures {
            let value = format!("{} {}", shown(figure.value), figure.unit);
            let (floor, ratio) = match figure.floor {
                Some(floor) => (format!("{} {}", shown(floor), figure.unit), format!("{:.2}", figure.value / floor)),
                None => (String::new(), String::new()),
            };
            table.push_str(&format!("{:<44}{:>12}{:>12}{:>9}\n", figure.name, value.trim_end(), floor, ratio));
        }
        for (what, why) in &self.left_out {
            table.push_str(&format!("left out: {what} ({why})\n"));
        }
        table
    }
}

fn shown(value: f64) -> String {
    if value >= 1_000.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.3}")
    }
}

/// In milliseconds.
pub fn percentile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let at = ((times.len() as f64 - 1.0) * share).round() as usize;
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
}
