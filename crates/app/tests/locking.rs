//! When the notebook locks, that nothing keeps it from locking, and that the lock answers nothing and loses nothing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod laptop;

use std::sync::mpsc::channel;
use std::time::Duration;

use app::commands::{self, Sort};
use app::{App, Failure};
use laptop::*;
use serde_json::{Value, json};

/// Runs `work` to where it looks at the clock, holds it there, and says whether `meanwhile` came to its
/// end all the same. The work is let go afterwards, and its answer returned.
fn while_held<T: Send>(laptop: &Laptop, work: impl FnOnce() -> T + Send, meanwhile: impl FnOnce() + Send) -> (T, bool) {
    let held = laptop.hold_the_next_look_at_the_clock();
    std::thread::scope(|scope| {
        let work = scope.spawn(work);
        held.reached();
        let (tell, ended) = channel();
        scope.spawn(move || {
            meanwhile();
            let _ = tell.send(());
        });
        let ended = ended.recv_timeout(Duration::from_secs(10)).is_ok();
        held.release();
        (work.join().unwrap(), ended)
    })
}

fn unlock(app: &App) {
    app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
}

#[test]
fn locking_waits_for_no_query_no_check_and_no_export_and_lets_them_finish() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(&folder.path().join("profile"));
    record(&app, "Two mopeds");
    app.mutate("", "draft_save", json!({ "note": { "text": "unfinished" } })).unwrap();
    let target = folder.path().join("export");
    let query = || app.query("today", Value::Null);
    let check = || app.mutate("", "doctor", Value::Null);
    let export =
        || app.mutate("", "export", json!({ "folder": target, "recipient": "Helen Prior", "purpose": "handover" }));
    type Work<'a> = &'a (dyn Fn() -> Result<Value, Failure> + Sync);
    let works: [(&str, Work<'_>); 3] = [("query", &query), ("check", &check), ("export", &export)];
    for (name, work) in works {
        let (answer, locked) = while_held(&laptop, work, || {
            app.mutate("", "touch", Value::Null).unwrap();
            app.mutate("", "lock", Value::Null).unwrap();
            assert_eq!(stage(&app), "locked");
        });
        assert!(locked, "the lock waited for the {name}");
        assert!(answer.is_ok(), "{name}: {answer:?}");
        assert_eq!(app.query("session", Value::Null).unwrap()["headline"], "Locked. Your draft is kept.", "{name}");
        unlock(&app);
    }
    assert!(target.join("index.html").exists());
}

#[test]
fn a_notebook_left_alone_locks_also_while_something_is_being_read() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    for name in ["today", "doctor"] {
        app.tick();
        let work = || if name == "today" { app.query(name, Value::Null) } else { app.mutate("", name, Value::Null) };
        let (answer, ticked) = while_held(&laptop, work, || {
            for _ in 0..40 {
                laptop.wait(15);
                app.tick();
            }
            assert_eq!(stage(&app), "locked");
        });
        assert!(ticked, "the tick waited for {name}");
        answer.unwrap();
        unlock(&app);
    }
}

#[test]
fn it_locks_by_itself_when_nobody_uses_it_for_as_long_as_its_owner_said() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    let awake = |seconds: i64| {
        for _ in 0..seconds {
            laptop.wait(1);
            app.tick();
        }
    };
    app.mutate("", "settings_set", json!({ "idle_minutes": 5 })).unwrap();
    app.tick();
    awake(290);
    assert_eq!(stage(&app), "open");
    app.mutate("", "touch", Value::Null).unwrap();
    awake(290);
    assert_eq!(stage(&app), "open", "a touch starts the clock again");
    awake(10);
    assert_eq!(stage(&app), "locked");
    let session = app.query("session", Value::Null).unwrap();
    assert!(session["detail"].as_str().unwrap().contains("after 5 minutes without use"));
}

#[test]
fn another_program_may_say_how_soon_it_locks_and_leave_a_draft() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    let terminal = App::new(laptop.clone(), folder.path());
    unlock(&terminal);
    terminal.mutate("", "settings_set", json!({ "idle_minutes": 1 })).unwrap();
    terminal.mutate("", "draft_save", json!({ "note": { "text": "unfinished" } })).unwrap();
    for _ in 0..62 {
        laptop.wait(1);
        app.tick();
    }
    let session = app.query("session", Value::Null).unwrap();
    assert_eq!((&session["stage"], &session["headline"]), (&json!("locked"), &json!("Locked. Your draft is kept.")));
}

#[test]
fn it_locks_when_the_laptop_slept_whether_or_not_its_awake_clock_stood_still() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    app.mutate("", "settings_set", json!({ "idle_minutes": 60 })).unwrap();
    // Where the system's steady clock counts sleep, both clocks have moved on after it.
    let sleeps: [fn(&Laptop); 2] = [|laptop| laptop.sleep(1_200), |laptop| laptop.wait(1_200)];
    for sleep in sleeps {
        app.tick();
        sleep(&laptop);
        app.tick();
        assert_eq!(stage(&app), "locked");
        let session = app.query("session", Value::Null).unwrap();
        assert!(session["detail"].as_str().unwrap().contains("woke up"), "{session}");
        unlock(&app);
    }
}

#[test]
fn nothing_is_answered_while_locked_and_the_lock_keeps_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    record(&app, "Two mopeds");
    app.mutate("", "draft_save", json!({ "note": { "text": "unfinished" } })).unwrap();
    app.mutate("", "lock", Value::Null).unwrap();
    for command in commands::ALL.iter().filter(|command| command.needs_open) {
        // Whatever is asked: the notebook is closed before the request is looked at.
        let args = json!({ "id": "x", "pinned": true, "reason": "x", "text": "x", "code": "x" });
        let answer = match command.sort {
            Sort::Query => app.query(command.name, args),
            Sort::Mutate => app.mutate("", command.name, args),
        };
        assert!(["locked", "misuse"].contains(&code(answer).as_str()), "{}", command.name);
    }
    let session = app.query("session", Value::Null).unwrap();
    assert_eq!(session["stage"], "locked");
    assert_eq!(session["headline"], "Locked. Your draft is kept.");
    assert!(!session.to_string().contains("Amara"), "no name while locked");
    app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
    assert_eq!(listed(&app, json!({})), ["Two mopeds"]);
    assert_eq!(app.query("drafts", Value::Null).unwrap()["rows"][0]["excerpt"], "unfinished");
}

#[test]
fn what_is_typed_into_a_draft_after_it_was_locked_and_unlocked_is_kept_as_what_was_typed_before() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    let note = |text: &str| json!({ "text": text, "ward": "Addison" });
    let draft = app.mutate("", "draft_save", json!({ "note": note("Two mopeds") })).unwrap()["id"].clone();
    for typed in ["Two mopeds by the launderette", "Two mopeds by the launderette, engines running"] {
        app.mutate("", "lock", Value::Null).unwrap();
        app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
        // The page that stood there goes on with the draft it had.
        let saved = app.mutate("", "draft_save", json!({ "id": draft, "note": note(typed) })).unwrap();
        assert_eq!(saved["id"], draft);
        let drafts = app.query("drafts", Value::Null).unwrap();
        assert_eq!(drafts["rows"].as_array().unwrap().len(), 1, "{typed}");
        assert_eq!(drafts["rows"][0]["excerpt"], typed);
    }
}
