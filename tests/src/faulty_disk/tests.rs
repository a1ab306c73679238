use domain::entropy::SeededEntropy;
use rusqlite::Connection;

use super::{Disk, Failure};

fn database(folder: &std::path::Path) -> Connection {
    let connection = Connection::open(folder.join("one.db")).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS one (no INTEGER);",
        )
        .unwrap();
    connection
}

fn numbers(connection: &Connection) -> i64 {
    connection.query_row("SELECT count(*) FROM one", [], |row| row.get(0)).unwrap()
}

#[test]
fn what_was_committed_survives_a_cut_at_every_operation_and_what_was_not_is_whole_or_gone() {
    let (mut cuts, mut lost) = (0, 0);
    for seed in 0..200 {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::at(folder.path());
        let connection = database(folder.path());
        disk.fail_after(seed % 40, if seed % 2 == 0 { Failure::Cut } else { Failure::Torn });
        let mut committed = 0;
        for no in 0..30 {
            match connection.execute("INSERT INTO one VALUES (?1)", [no]) {
                Ok(_) => committed += 1,
                Err(_) => break,
            }
            if no % 7 == 6 {
                let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            }
        }
        cuts += u64::from(disk.is_off());
        drop(connection);
        disk.power_on(&SeededEntropy::new(seed));
        let found = numbers(&database(folder.path()));
        assert!(found == committed || found == committed + 1, "{found} of {committed} (seed {seed})");
        lost += u64::from(found == committed);
    }
    assert!(cuts > 150 && lost > 20, "{cuts} cuts, {lost} of which took the last write");
}

#[test]
fn a_write_that_was_never_synced_can_be_gone_after_a_cut() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::at(folder.path());
    let connection = database(folder.path());
    connection.execute_batch("PRAGMA synchronous = OFF;").unwrap();
    for no in 0..50 {
        connection.execute("INSERT INTO one VALUES (?1)", [no]).unwrap();
    }
    disk.cut_power();
    drop(connection);
    disk.power_on(&SeededEntropy::new(1));
    assert!(numbers(&database(folder.path())) < 50, "a disk that keeps everything tests nothing");
}

#[test]
fn a_full_disk_refuses_and_goes_on_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::at(folder.path());
    let connection = database(folder.path());
    disk.fill(true);
    let error = connection.execute("INSERT INTO one VALUES (1)", []).unwrap_err();
    assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DiskFull));
    disk.fill(false);
    connection.execute("INSERT INTO one VALUES (1)", []).unwrap();
    assert_eq!(numbers(&connection), 1);
}

#[test]
fn a_file_outside_every_such_folder_is_left_alone() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let disk = Disk::at(folder.path());
    disk.cut_power();
    let connection = database(other.path());
    connection.execute("INSERT INTO one VALUES (1)", []).unwrap();
    assert_eq!(numbers(&connection), 1);
    assert_eq!(disk.operations(), 0);
}
