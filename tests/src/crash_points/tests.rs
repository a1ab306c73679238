//! The checks can fail: acts that are broken on purpose are found.

use std::path::Path;

use super::notebook::{open, record, stands, verify, words};
use super::place::StepEntropy;
use super::*;

/// Does every point of one scenario and returns what was found wrong.
fn wrong(prepare: Prepare) -> Vec<String> {
    let root = in_memory();
    let all = learn(&[prepare], root.path()).unwrap();
    let report = run(&all, &points(&all, WAYS.len()), root.path());
    assert!(report.pairs() > 20, "{report}");
    report.wrong.into_iter().map(|(_, what)| what).collect()
}

fn broken(place: &Path, step: fn(&store::Store, &StepEntropy, usize) -> Checked) -> Checked<Scenario> {
    drop(super::notebook::recording(place)?);
    let start = move |place: &Path| -> Checked<Program> {
        let (store, entropy) = (open(place)?, StepEntropy::new());
        Ok(Box::new(move |number| step(&store, &entropy, number)))
    };
    Ok(Scenario {
        name: "broken on purpose",
        steps: 2,
        repeats: true,
        unsaid: false,
        start: Box::new(start),
        stands,
        verify: Box::new(verify),
    })
}

#[test]
fn an_act_in_one_transaction_passes() {
    let found = wrong(|place| {
        broken(place, |store, entropy, step| record(store, entropy, step as u64, "Addison", 300).map(|_| ()))
    });
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn an_act_that_is_two_transactions_is_found() {
    let found = wrong(|place| {
        broken(place, |store, entropy, step| {
            record(store, entropy, step as u64, "Addison", 300)?;
            record(store, entropy, 100 + step as u64, "Addison", 300).map(|_| ())
        })
    });
    assert!(found.iter().any(|what| what.contains("0 steps were confirmed, and yet: change has")), "{found:?}");
}

#[test]
fn an_act_that_is_confirmed_before_it_is_on_the_disk_is_found() {
    let found = wrong(|place| {
        broken(place, |store, entropy, step| {
            let _ = record(store, entropy, step as u64, "Addison", 300);
            Ok(())
        })
    });
    assert!(found.iter().any(|what| what.contains("2 steps were confirmed, and yet: change has")), "{found:?}");
}

#[test]
fn an_act_that_is_done_twice_when_it_is_asked_for_once_more_is_found() {
    let found = wrong(|place| {
        broken(place, |store, _, step| {
            let again = store.read(|reader| reader.answered(&format!("recorded-{step}"))).map_err(words)?.is_some();
            let number = if again { 50 + step as u64 } else { step as u64 };
            record(store, &StepEntropy::new(), number, "Addison", 300)?;
            // It stands by now, and whoever asked is told that it failed where this does.
            store.check_pages().map_err(words)
        })
    });
    assert!(found.iter().any(|what| what.starts_with("gone on with, not what it should be")), "{found:?}");
}

#[test]
fn a_server_that_is_restored_on_a_disk_that_refuses_any_one_operation_keeps_what_its_log_held() {
    let root = in_memory();
    let all = learn(&[super::server::restoring], root.path()).unwrap();
    let refused: Vec<Point> =
        points(&all, WAYS.len()).into_iter().filter(|point| point.way == Failure::Refused).collect();
    let report = run(&all, &refused, root.path());
    assert!(report.pairs() > 50 && report.wrong.is_empty(), "{report}{:?}", report.wrong);
}
