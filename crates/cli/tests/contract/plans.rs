//! Plans and actions where there is no server for them, and how their command lines are read.

use super::desk::Desk;

/// How a command that was not understood ends.
fn misuse(desk: &Desk, arguments: &[&str]) {
    let output = desk.command(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_notebook_on_this_computer_only_has_no_plans_and_says_why() {
    let (desk, _) = Desk::with_notebook();
    let add = ["plan", "add", "--title", "The walkway", "--ward", "Addison"];
    assert_eq!(desk.refused_code(&add), "no-server");
    assert_eq!(desk.json(&["plan", "list"]), serde_json::json!([]));
    assert_eq!(desk.json(&["action", "list", "--mine", "--overdue"]), serde_json::json!([]));
    assert_eq!(desk.text(&["plan", "list"]), "No plans.\n");
    for arguments in [["plan", "show", "x"], ["plan", "activate", "x"], ["action", "show", "x"]] {
        assert_eq!(desk.refused_code(&arguments), "not-found", "{arguments:?}");
    }
    assert_eq!(desk.refused_code(&["action", "progress", "x", "--text", "Done"]), "not-found");
    assert_eq!(desk.refused_code(&["plan", "list", "--ward", "Nowhere at all"]), "ward-unknown");
    assert_eq!(desk.refused_code(&["plan", "list", "--status", "asleep"]), "not-in-list");
}

#[test]
fn what_a_plan_or_an_action_cannot_do_without_is_asked_for_on_the_command_line() {
    let (desk, _) = Desk::with_notebook();
    misuse(&desk, &["plan", "add", "--title", "The walkway"]);
    misuse(&desk, &["plan", "invite", "x"]);
    misuse(&desk, &["plan", "invite", "x", "--person", "Sam", "--agency", "NHS"]);
    misuse(&desk, &["plan", "close", "x"]);
    misuse(&desk, &["plan", "close", "x", "--outcome", "Quiet", "--feedback", "no sign between"]);
    misuse(&desk, &["action", "add", "--plan", "x", "--title", "Sweep", "--agency", "NHS", "--owner", "Sam"]);
    misuse(&desk, &["conflict", "decide", "x", "--why", "a reason alone"]);
}
