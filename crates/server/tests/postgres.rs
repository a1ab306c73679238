//! The program with its data in PostgreSQL, as others script it.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod common;
#[path = "../src/storage/postgres/throwaway.rs"]
#[expect(dead_code, clippy::expect_used, reason = "shared with the tests of the storage, which use all of it")]
mod throwaway;

use common::{Place, done, program, refused, start, stop};
use serde_json::Value;

/// Another instance: a copy of the folder, as on another machine.
fn copied(place: &Place, to: &str) {
    std::fs::create_dir(place.path(to)).unwrap();
    for file in ["config.json", "identity"] {
        std::fs::copy(place.path("server").join(file), place.path(to).join(file)).unwrap();
    }
}

#[test]
fn two_instances_serve_one_partnership_and_lose_nothing_when_killed() {
    let Some(postgres) = throwaway::shared() else { return };
    let place = Place::new();
    let url = postgres.url(&postgres.database(), "");
    let made = place.init(&["--database-url", &url]);
    assert!(made["invitation"].as_str().unwrap().parse::<protocol::Invitation>().is_ok());
    assert!(!place.path("server/server.db").exists());
    let again = place.run(&["init", "--partnership", "B", "--admin", "A", "--database-url", &url]);
    assert_eq!(refused(&again), (1, "exists".to_owned()));
    let other = place.run_on("other", &["init", "--partnership", "B", "--admin", "A", "--database-url", &url]);
    assert_eq!(refused(&other), (1, "exists".to_owned()));
    assert!(!place.path("other").exists());

    copied(&place, "second");
    let (mut first, address) = start(&place.path("server"));
    assert!(address.starts_with("https://127.0.0.1:"), "{address}");
    let (second, _) = start(&place.path("second"));
    done(&place.run(&["invite", "--name", "Olu", "--role", "outreach", "--ward", "Sands End"]));
    done(&place.run_on("second", &["invite", "--name", "Cora", "--role", "coordinator", "--ward", "all"]));
    let invite = ["invite", "--name", "Olu", "--role", "outreach", "--ward", "Sands End"];
    assert_eq!(refused(&place.run_on("second", &invite)), (1, "exists".to_owned()));
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(done(&place.run_on("second", &["revoke", "--name", "Olu"]))["membership"], true);
    let verified = done(&place.run(&["verify"]));
    assert_eq!((&verified["streams"], verified["changes"].as_u64().unwrap() > 110), (&Value::from(2), true));
    stop(second);
    assert_eq!(done(&place.run_on("second", &["verify"])), verified);
}

#[test]
fn a_backup_moves_a_server_from_postgresql_into_a_folder_and_back() {
    let Some(postgres) = throwaway::shared() else { return };
    let place = Place::new();
    place.init(&["--database-url", &postgres.url(&postgres.database(), "")]);
    let (serving, _) = start(&place.path("server"));
    done(&place.run(&["invite", "--name", "Olu", "--role", "clerk"]));
    let file = place.path("backup");
    let file = file.to_str().unwrap();
    let made = done(&place.run(&["backup", file]));
    assert_eq!(made["key_beside"], true);
    stop(serving);
    done(&place.run_on("embedded", &["restore", file]));
    assert!(place.path("embedded/server.db").exists());
    done(&place.run_on("embedded", &["verify"]));
    done(&place.run_on("embedded", &["invite", "--name", "Sam", "--role", "clerk"]));

    let url = postgres.url(&postgres.database(), "");
    let back = place.path("back");
    done(&place.run_on("embedded", &["backup", back.to_str().unwrap()]));
    done(&place.run_on("remote", &["restore", back.to_str().unwrap(), "--database-url", &url]));
    assert!(!place.path("remote/server.db").exists() && !place.path("remote/unfinished.db").exists());
    let (serving, _) = start(&place.path("remote"));
    let invite = ["invite", "--name", "Sam", "--role", "clerk"];
    assert_eq!(refused(&place.run_on("remote", &invite)), (1, "exists".to_owned()));
    stop(serving);
    assert_eq!(done(&place.run_on("remote", &["restore", "--in-place"]))["endings_applied"], 0);
    done(&place.run_on("remote", &["verify"]));
}

#[test]
fn the_password_may_stay_out_of_the_folder() {
    let Some(postgres) = throwaway::shared() else { return };
    let place = Place::new();
    let url = postgres.url(&postgres.database(), "");
    let made = program()
        .args(["init", "--json", "--partnership", "B", "--admin", "Ada", "--database-url", &url, "--data"])
        .arg(place.path("server"))
        .env("PGPASSWORD", "hunter2")
        .output()
        .unwrap();
    done(&made);
    let kept = std::fs::read_to_string(place.path("server/config.json")).unwrap();
    assert!(kept.contains("postgres:") && !kept.contains("hunter2"));
}
