//! Several people on one computer: each opens their own notebook, and nothing of another's.

mod laptop;

use std::path::Path;

use app::App;
use laptop::*;
use serde_json::{Value, json};

const BENS: &str = "seven paper boats upriver";

fn session(app: &App) -> Value {
    app.query("session", Value::Null).unwrap()
}

fn act(app: &App, name: &str, args: Value) -> Value {
    app.mutate("", name, args).unwrap()
}

/// Ben makes his own where Amara has one.
fn ben(app: &App) {
    act(app, "notebook_begin", Value::Null);
    let create = json!({ "name": "Ben Ashdown", "passphrase": BENS, "passphrase_again": BENS, "boundaries": "2022" });
    act(app, "notebook_create", create);
}

/// The program, started again as one with a screen.
fn started(laptop: &Laptop, folder: &Path) -> App {
    let app = App::new(laptop.clone(), folder);
    app.tidy_up();
    app.ask_which();
    app
}

#[test]
fn each_person_on_a_shared_computer_chooses_their_notebook_and_opens_it_with_their_own_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    record(&app, "Two mopeds by the parade");
    ben(&app);
    record(&app, "A broken lamp in the underpass");
    assert_eq!(listed(&app, json!({})), ["A broken lamp in the underpass"]);
    drop(app);

    let app = started(&laptop, folder.path());
    let asked = session(&app);
    assert_eq!(asked["stage"], "choose");
    let labels = json!([{ "id": "1", "label": "Notebook 1" }, { "id": "2", "label": "Notebook 2" }]);
    assert_eq!(asked["notebooks"], labels, "what they are called, and nothing else");
    act(&app, "notebook_choose", json!({ "id": "2" }));
    assert_eq!(
        (session(&app)["stage"].as_str(), session(&app)["label"].as_str()),
        (Some("locked"), Some("Notebook 2"))
    );
    assert_eq!(code(app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE }))), "passphrase-wrong");
    act(&app, "unlock", json!({ "passphrase": BENS }));
    assert_eq!(listed(&app, json!({})), ["A broken lamp in the underpass"]);

    act(&app, "notebook_choose", json!({ "id": "1" }));
    act(&app, "unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(listed(&app, json!({})), ["Two mopeds by the parade"]);
}

#[test]
fn whoever_goes_to_another_notebook_leaves_their_own_locked_and_nothing_of_it_is_said_there() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    act(&app, "draft_save", json!({ "note": { "text": "unfinished" } }));
    app.mutate("the act", "label_set", json!({ "label": "The blue one" })).unwrap();
    act(&app, "notebook_leave", Value::Null);
    assert_eq!(session(&app)["stage"], "choose");
    assert_eq!(code(app.query("notes", json!({}))), "locked");
    act(&app, "notebook_begin", Value::Null);
    let new = session(&app);
    assert_eq!((new["stage"].as_str(), new["others"].as_bool()), (Some("first-run"), Some(true)));
    assert!(!folder.path().join("others").exists(), "nothing is made before somebody makes a notebook");
    drop(app);

    let app = started(&laptop, folder.path());
    assert_eq!(session(&app)["stage"], "locked", "with one notebook nobody is asked which");
    act(&app, "unlock", json!({ "passphrase": PASSPHRASE }));
    act(&app, "lock", Value::Null);
    assert_eq!(session(&app)["headline"], "Locked. Your draft is kept.");
    ben(&app);
    act(&app, "lock", Value::Null);
    assert_eq!(session(&app)["headline"], "Locked.");
    act(&app, "notebook_choose", json!({ "id": "1" }));
    assert_eq!(session(&app)["headline"], "Locked.", "whether Amara left a draft is not Ben’s to read");
}

#[test]
fn two_notebooks_on_one_computer_are_not_called_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    act(&app, "label_set", json!({ "label": "The blue one" }));
    ben(&app);
    let refused = app.mutate("", "label_set", json!({ "label": " The blue one " })).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.field_errors.len()), ("label", 1));
    act(&app, "label_set", json!({ "label": "Notebook 2" }));
    act(&app, "label_set", json!({ "label": "The green one" }));

    // A backup brings the label it had along.
    let keys = |at: &str| folder.path().join(at).join("keys");
    let text = std::fs::read_to_string(keys("others/2")).unwrap().replace("The green one", "The blue one");
    std::fs::write(keys("others/2"), text).unwrap();
    act(&app, "notebook_leave", Value::Null);
    let labels = json!([{ "id": "1", "label": "The blue one (1)" }, { "id": "2", "label": "The blue one (2)" }]);
    assert_eq!(session(&app)["notebooks"], labels);
}

#[test]
fn a_notebook_that_cannot_be_opened_leaves_the_others_within_reach_and_one_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    ben(&app);
    drop(app);
    std::fs::write(folder.path().join("keys"), "{").unwrap();
    let app = started(&laptop, folder.path());
    assert_eq!(session(&app)["notebooks"][0]["label"], "Notebook 1");
    act(&app, "notebook_choose", json!({ "id": "1" }));
    assert_eq!(session(&app)["stage"], "trouble");
    act(&app, "notebook_choose", json!({ "id": "2" }));
    act(&app, "unlock", json!({ "passphrase": BENS }));
    for id in ["3", "0", "", "../2", "1 "] {
        let refused = app.mutate("", "notebook_choose", json!({ "id": id })).unwrap_err();
        assert_eq!((refused.code.as_str(), session(&app)["stage"].as_str()), ("not-found", Some("open")), "{id}");
    }
}
