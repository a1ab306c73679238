//! The program as others script it: each command, its words, its codes and its files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod common;

use common::{Place, done, program, refused, start, start_with, stop};

#[test]
fn a_new_server_gives_its_administrator_an_invitation_and_keeps_its_folder_to_itself() {
    let place = Place::new();
    let made = place.init(&[]);
    let invitation: protocol::Invitation = made["invitation"].as_str().unwrap().parse().unwrap();
    assert_eq!(invitation.addresses, ["127.0.0.1:1"]);
    assert_eq!(made.as_object().unwrap().len(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| std::fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("server"), 0o700);
        for file in ["server/identity", "server/key", "server/server.db", "server/config.json"] {
            assert_eq!(mode(file), 0o600, "{file}");
        }
    }
    let again = place.run(&["init", "--partnership", "Borough", "--admin", "Ada"]);
    assert_eq!(refused(&again), (1, "exists".to_owned()));
    assert_eq!(done(&place.run(&["verify"]))["streams"], 2);
}

#[test]
fn the_end_of_the_trail_is_told_before_anything_is_erased() {
    let place = Place::new();
    place.init(&[]);
    for arguments in [&["past-time"][..], &["past-time", "--erase"]] {
        let told = done(&place.run(arguments));
        assert_eq!((&told["trail"], &told["copies"], &told["erased"]), (&0.into(), &0.into(), &false.into()));
        assert_eq!(told["until"].as_str().unwrap().len(), "2020-11-30".len());
    }
    assert_eq!(refused(&Place::new().run(&["past-time"])), (1, "no-server".to_owned()));
}

#[test]
fn misuse_is_told_apart_from_failure() {
    let place = Place::new();
    assert_eq!(refused(&place.run(&["verify"])), (1, "no-server".to_owned()));
    assert_eq!(refused(&place.run(&["init", "--partnership", "Borough"])), (2, "misuse".to_owned()));
    for (wrong, code) in [("http://plain.example", "bad-address"), ("", "bad-address")] {
        let output = place.run(&["init", "--partnership", "B", "--admin", "A", "--address", wrong]);
        assert_eq!(refused(&output), (2, code.to_owned()));
    }
    for (database, expected) in [
        ("mysql://x/y", (2, "bad-database-url")),
        ("postgres://w@x/y?sslmode=prefer", (2, "bad-database-url")),
        ("postgres://w:hunter2@localhost:1/w", (1, "unreachable")),
    ] {
        let output = place.run(&["init", "--partnership", "B", "--admin", "A", "--database-url", database]);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"));
        assert_eq!(refused(&output), (expected.0, expected.1.to_owned()));
    }
    assert_eq!(refused(&place.run(&["restore"])), (2, "misuse".to_owned()));
    assert_eq!(refused(&place.run(&["restore", "file", "--in-place"])), (2, "misuse".to_owned()));
    assert!(!place.path("server").exists());
    place.init(&[]);
    assert_eq!(refused(&place.run(&["restore", "--in-place"])), (1, "embedded".to_owned()));
    for (arguments, expected) in [
        (vec!["invite", "--name", "Olu", "--role", "mayor"], (2, "misuse")),
        (vec!["invite", "--name", " ", "--role", "clerk"], (2, "name-missing")),
        (vec!["invite", "--name", "Olu", "--role", "outreach"], (2, "ward-missing")),
        (vec!["invite", "--name", "Olu", "--role", "outreach", "--ward", "Adisson"], (1, "ward-unknown")),
        (vec!["invite", "--name", "Olu", "--role", "outreach", "--ward", "E05000250"], (1, "ward-other-set")),
        (vec!["invite", "--name", "Olu"], (2, "misuse")),
        (vec!["invite", "--name", "Olu", "--again"], (1, "not-found")),
        (vec!["invite", "--name", "Olu", "--role", "outreach", "--again"], (1, "not-found")),
        (vec!["revoke", "--name", "Olu"], (1, "not-found")),
        (vec!["revoke", "--name", "Ada", "--device", "x", "--ward", "all"], (2, "misuse")),
        (vec!["revoke", "--name", "Ada", "--device", "x"], (1, "not-found")),
    ] {
        assert_eq!(refused(&place.run(&arguments)), (expected.0, expected.1.to_owned()), "{arguments:?}");
    }
}

#[test]
fn people_are_taken_in_and_shut_out_while_the_server_runs() {
    let place = Place::new();
    place.init(&[]);
    let (serving, address) = start(&place.path("server"));
    assert!(address.starts_with("https://127.0.0.1:") && !address.ends_with(":0"), "{address}");
    let invite = ["invite", "--name", "Olu", "--role", "outreach", "--ward", "Sands End", "--ward", "e05013743"];
    let first = done(&place.run(&invite));
    assert!(first["invitation"].as_str().unwrap().parse::<protocol::Invitation>().is_ok());
    assert_eq!(refused(&place.run(&invite)), (1, "exists".to_owned()));
    let again = done(&place.run(&["invite", "--name", "olu", "--again"]));
    assert_ne!(again["invitation"], first["invitation"]);
    done(&place.run(&["invite", "--name", "Olu", "--role", "school", "--ward", "all"]));
    done(&place.run(&["invite", "--name", "Cora", "--role", "coordinator", "--ward", "all"]));
    let revoked = done(&place.run(&["revoke", "--name", "Olu", "--ward", "Munster"]));
    assert_eq!(revoked["wards"], serde_json::json!(["E05013743"]));
    assert_eq!(done(&place.run(&["revoke", "--name", "OLU"]))["membership"], true);
    assert_eq!(refused(&place.run(&["revoke", "--name", "Olu"])), (1, "not-found".to_owned()));
    // Somebody of the same name later is somebody else.
    done(&place.run(&invite));
    let verified = done(&place.run(&["verify"]));
    stop(serving);
    assert_eq!(done(&place.run(&["verify"])), verified);
}

#[test]
fn a_backup_made_while_it_runs_restores_into_another_folder_with_every_ending() {
    let place = Place::new();
    place.init(&[]);
    done(&place.run(&["invite", "--name", "Olu", "--role", "clerk"]));
    let (serving, _) = start(&place.path("server"));
    let backup = place.path("backup");
    let file = backup.to_str().unwrap();
    let made = done(&place.run(&["backup", file]));
    assert_eq!(made["bytes"].as_u64().unwrap(), std::fs::metadata(&backup).unwrap().len());
    assert_eq!(refused(&place.run(&["backup", file])), (1, "file-exists".to_owned()));
    stop(serving);
    assert_eq!(done(&place.run(&["revoke", "--name", "Olu"]))["membership"], true);
    let log = place.path("server/revocations");
    let restore = ["restore", file, "--revocations", log.to_str().unwrap()];
    assert_eq!(refused(&place.run(&restore)), (1, "exists".to_owned()));
    let restored = done(&place.run_on("other", &restore));
    assert_eq!(restored["endings_applied"], 1);
    assert_eq!(
        std::fs::read(place.path("other/identity")).unwrap(),
        std::fs::read(place.path("server/identity")).unwrap()
    );
    assert_eq!(refused(&place.run_on("other", &["revoke", "--name", "Olu"])), (1, "not-found".to_owned()));
    done(&place.run_on("other", &["verify"]));
    let (serving, _) = start(&place.path("other"));
    stop(serving);

    // The folder's own log, with everything else gone, is found by itself.
    std::fs::create_dir(place.path("third")).unwrap();
    std::fs::copy(&log, place.path("third/revocations")).unwrap();
    assert_eq!(done(&place.run_on("third", &["restore", file]))["endings_applied"], 1);

    std::fs::write(place.path("no-backup"), b"something else").unwrap();
    let wrong = place.run_on("fourth", &["restore", place.path("no-backup").to_str().unwrap()]);
    assert_eq!(refused(&wrong), (1, "not-a-backup".to_owned()));
    std::fs::rename(place.path("backup.key"), place.path("kept-apart")).unwrap();
    assert_eq!(refused(&place.run_on("fifth", &["restore", file])), (1, "key-missing".to_owned()));
    let apart = place.path("kept-apart");
    done(&place.run_on("fifth", &["restore", file, "--key-file", apart.to_str().unwrap()]));
    assert!(!place.path("fifth/key").exists());
}

#[test]
fn the_key_may_lie_elsewhere() {
    let place = Place::new();
    let key = place.path("key");
    std::fs::write(&key, "07".repeat(32)).unwrap();
    let key = key.to_str().unwrap();
    done(&place.run(&["init", "--partnership", "B", "--admin", "Ada", "--key-file", key]));
    assert!(!place.path("server/key").exists());
    assert_eq!(refused(&place.run(&["verify"])), (1, "key-missing".to_owned()));
    done(&place.run(&["verify", "--key-file", key]));
    let credentials = place.path("credentials");
    std::fs::create_dir(&credentials).unwrap();
    std::fs::copy(key, credentials.join("wardbook-key")).unwrap();
    let handed_over = program()
        .env("CREDENTIALS_DIRECTORY", &credentials)
        .args(["verify", "--json", "--data"])
        .arg(place.path("server"))
        .output()
        .unwrap();
    done(&handed_over);
    std::fs::write(place.path("other"), "08".repeat(32)).unwrap();
    let other = place.run(&["verify", "--key-file", place.path("other").to_str().unwrap()]);
    assert_eq!(refused(&other), (1, "damaged".to_owned()));
}

#[test]
fn whoever_makes_a_server_without_a_key_is_told_that_it_lies_beside_the_database() {
    let place = Place::new();
    let init = |folder: &str, more: &[&str]| {
        let usual = ["init", "--partnership", "B", "--admin", "Ada"];
        let made = place.run_on(folder, &[&usual, more].concat());
        // One JSON value stays one, whatever is said beside it.
        assert!(done(&made)["invitation"].is_string());
        String::from_utf8(made.stderr).unwrap()
    };
    let said = init("beside", &[]);
    assert!(said.contains("Warning: ") && said.contains(place.path("beside/key").to_str().unwrap()), "{said}");
    let key = place.path("key");
    std::fs::write(&key, "07".repeat(32)).unwrap();
    assert_eq!(init("elsewhere", &["--key-file", key.to_str().unwrap()]), "");
}

#[test]
fn with_its_key_elsewhere_a_copied_folder_holds_no_identity_that_opens() {
    let place = Place::new();
    let key = place.path("key");
    std::fs::write(&key, "07".repeat(32)).unwrap();
    let key = key.to_str().unwrap();
    place.init(&["--key-file", key]);
    let identity = place.path("server/identity");
    let sealed = std::fs::read_to_string(&identity).unwrap();
    assert!(sealed.starts_with("wardbook-identity-sealed-1 "), "{sealed}");
    done(&place.run(&["invite", "--name", "Olu", "--role", "clerk", "--key-file", key]));
    // A backup brings it along, and it is sealed anew where it is restored.
    let backup = place.path("backup");
    let backup = backup.to_str().unwrap();
    done(&place.run(&["backup", backup, "--key-file", key]));
    done(&place.run_on("other", &["restore", backup, "--key-file", key]));
    let restored = std::fs::read_to_string(place.path("other/identity")).unwrap();
    assert!(restored.starts_with("wardbook-identity-sealed-1 ") && restored != sealed);
    done(&place.run_on("other", &["invite", "--name", "Amara", "--role", "clerk", "--key-file", key]));
}

#[test]
fn an_identity_that_lay_open_is_sealed_at_the_next_start_with_a_key_elsewhere_and_devices_know_it_still() {
    let place = Place::new();
    let made = place.init(&[]);
    let invitation: protocol::Invitation = made["invitation"].as_str().unwrap().parse().unwrap();
    let identity = place.path("server/identity");
    let open = std::fs::read_to_string(&identity).unwrap();
    let key = place.path("key");
    std::fs::rename(place.path("server/key"), &key).unwrap();
    let key = key.to_str().unwrap();
    let (serving, _) = start_with(&place.path("server"), &["--key-file", key]);
    stop(serving);
    let sealed = std::fs::read_to_string(&identity).unwrap();
    assert!(sealed.starts_with("wardbook-identity-sealed-1 ") && !sealed.contains(open.trim()));
    let again = done(&place.run(&["invite", "--name", "Olu", "--role", "clerk", "--key-file", key]));
    let again: protocol::Invitation = again["invitation"].as_str().unwrap().parse().unwrap();
    assert_eq!(again.fingerprint, invitation.fingerprint);
    assert_eq!(refused(&place.run(&["verify"])), (1, "key-missing".to_owned()));
}

#[test]
fn a_server_whose_key_was_lost_gets_another_and_says_what_people_are_given() {
    let place = Place::new();
    assert_eq!(refused(&place.run(&["new-identity"])), (1, "no-server".to_owned()));
    let key = place.path("key");
    std::fs::write(&key, "07".repeat(32)).unwrap();
    let key = key.to_str().unwrap();
    let made = place.init(&["--key-file", key]);
    let before: protocol::Invitation = made["invitation"].as_str().unwrap().parse().unwrap();
    let identity = place.path("server/identity");
    let sealed = std::fs::read_to_string(&identity).unwrap();
    // A key that does not open the database writes nothing.
    std::fs::write(place.path("other"), "08".repeat(32)).unwrap();
    let other = place.run(&["new-identity", "--key-file", place.path("other").to_str().unwrap()]);
    assert_eq!(refused(&other), (1, "damaged".to_owned()));
    assert_eq!(std::fs::read_to_string(&identity).unwrap(), sealed);

    std::fs::remove_file(&identity).unwrap();
    let given = done(&place.run(&["new-identity", "--key-file", key]));
    let introduction: protocol::Invitation = given["introduction"].as_str().unwrap().parse().unwrap();
    assert_eq!((introduction.addresses, introduction.secret), (before.addresses, [0; 16]));
    assert_eq!(introduction.fingerprint.to_string(), given["fingerprint"].as_str().unwrap());
    assert_ne!(introduction.fingerprint, before.fingerprint);
    assert_eq!(given.as_object().unwrap().len(), 2);
    assert!(std::fs::read_to_string(&identity).unwrap().starts_with("wardbook-identity-sealed-1 "));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&identity).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let (serving, _) = start_with(&place.path("server"), &["--key-file", key]);
    let sealed = std::fs::read(&identity).unwrap();
    assert_eq!(refused(&place.run(&["new-identity", "--key-file", key])), (1, "running".to_owned()));
    assert_eq!(std::fs::read(&identity).unwrap(), sealed);
    stop(serving);
    let invited = done(&place.run(&["invite", "--name", "Olu", "--role", "clerk", "--key-file", key]));
    let invited: protocol::Invitation = invited["invitation"].as_str().unwrap().parse().unwrap();
    assert_eq!(invited.fingerprint, introduction.fingerprint);
    done(&place.run(&["verify", "--key-file", key]));
}

#[test]
fn an_identity_that_was_lost_beside_a_database_that_was_kept_comes_back_from_any_backup() {
    let place = Place::new();
    let made = place.init(&[]);
    let backup = place.path("backup");
    let file = backup.to_str().unwrap();
    done(&place.run(&["backup", file]));
    done(&place.run(&["invite", "--name", "Olu", "--role", "clerk"]));
    let kept = done(&place.run(&["verify"]));
    let identity = place.path("server/identity");
    std::fs::remove_file(&identity).unwrap();
    assert_eq!(refused(&place.run(&["invite", "--name", "Olu", "--again"])), (1, "io".to_owned()));
    done(&place.run_on("trial", &["restore", file]));
    std::fs::copy(place.path("trial/identity"), &identity).unwrap();
    let invited = done(&place.run(&["invite", "--name", "Olu", "--again"]));
    let fingerprint = |said: &serde_json::Value| {
        said["invitation"].as_str().unwrap().parse::<protocol::Invitation>().unwrap().fingerprint
    };
    assert_eq!(fingerprint(&invited), fingerprint(&made), "devices know it by the same key");
    let (serving, _) = start(&place.path("server"));
    stop(serving);
    assert_eq!(done(&place.run(&["verify"])), kept, "what came after the backup is there");
}

#[test]
fn a_server_tells_one_line_with_its_address_and_counts_where_it_was_asked_to() {
    let place = Place::new();
    place.init(&[]);
    let limits = ["--metrics-listen", "127.0.0.1:0", "--address-limit", "10", "--device-limit", "0"];
    let (serving, address) = start_with(&place.path("server"), &limits);
    assert!(address.starts_with("https://127.0.0.1:"), "{address}");
    #[cfg(target_os = "linux")]
    {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", serving.id())).unwrap();
        let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(cores.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"], "{cores}");
    }
    stop(serving);
}

#[test]
fn a_damaged_page_is_found() {
    let place = Place::new();
    place.init(&[]);
    let database = place.path("server/server.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&database, bytes).unwrap();
    let (exit, code) = refused(&place.run(&["verify"]));
    assert_eq!(exit, 1);
    assert!(["verify-failed", "damaged"].contains(&code.as_str()), "{code}");
}

#[test]
fn a_server_that_is_killed_has_everything_it_confirmed() {
    let place = Place::new();
    place.init(&[]);
    for round in 0..5 {
        let (mut serving, _) = start(&place.path("server"));
        done(&place.run(&["invite", "--name", &format!("Olu {round}"), "--role", "clerk"]));
        serving.kill().unwrap();
        serving.wait().unwrap();
        let changes = done(&place.run(&["verify"]))["changes"].as_u64().unwrap();
        assert_eq!(changes, 110 + 2 * (round + 1));
    }
}
