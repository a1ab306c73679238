//! What a person is told whose server speaks only later or only earlier versions, and what happens meanwhile
//! to what they record.

use domain::words::Refusal;
use serde_json::json;
use wardbook_tests::partnership::{Laptop, Server};
use wardbook_tests::versions::overheard::Overheard;

struct Two {
    folder: tempfile::TempDir,
    line: Overheard,
    server: Server,
    amara: Laptop,
    helen: Laptop,
}

/// Amara's laptop meets a server that can be made to speak other versions; Helen's does too, in her time.
fn two() -> Two {
    let folder = tempfile::tempdir().unwrap();
    let line = Overheard::open();
    let (server, _) = Server::init_behind(&folder.path().join("server"), "Mina Farrow", &line.address());
    line.lead_to(server.address(), server.data());
    let amara = server.invite("Amara Lewis", "outreach", &["Addison"]);
    let amara = Laptop::joined(&folder.path().join("amara"), &amara);
    let helen = Laptop::joined(&folder.path().join("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    Two { folder, line, server, amara, helen }
}

/// The words of the one refusal there is for this.
fn told(server_is_newer: bool) -> (String, String) {
    let refusal = Refusal::OtherVersion { server_is_newer };
    ("version".to_owned(), refusal.to_string())
}

#[test]
fn a_server_too_new_to_be_read_from_still_takes_what_was_recorded_and_says_what_to_install() {
    let Two { folder, line, server, amara, helen } = two();
    line.says(Some((9, 8)));
    // A program asks what its server speaks when it opens a session: this one has just been started.
    let amara = amara.reopen();
    let note = amara.record("Addison", "Sent by an old program");
    let failure = amara.try_sync().unwrap_err();
    assert_eq!((failure.code, failure.message), told(true));
    // It was sent, and its author knows.
    assert_eq!(amara.note(&note)["state"]["id"], "received");
    line.says(None);
    helen.sync();
    assert_eq!(helen.texts(), ["Sent by an old program"]);

    // Nobody joins with a program that could only send; the invitation is good for the next one.
    let invitation = server.invite("Nia Okafor", "outreach", &["Addison"]);
    line.says(Some((9, 8)));
    let nia = Laptop::new(&folder.path().join("nia"));
    assert_eq!(nia.join(&invitation).unwrap_err().code, "version");
    line.says(None);
    nia.join(&invitation).unwrap();
    amara.sync();
    assert_eq!(amara.act("verify", json!({}))["fault"], json!(null));
}

#[test]
fn what_is_recorded_waits_for_a_server_that_is_too_old_and_goes_once_it_was_brought_up_to_date() {
    // The folder and the server are held on to until the end.
    let Two { folder: _folder, server: _server, line, amara, helen } = two();
    line.says(Some((0, 0)));
    let amara = amara.reopen();
    let note = amara.record("Addison", "Waits for the server");
    let failure = amara.try_sync().unwrap_err();
    assert_eq!((failure.code, failure.message), told(false));
    assert_eq!(amara.note(&note)["state"]["id"], "recorded");
    line.says(None);
    amara.sync();
    helen.sync();
    assert_eq!(amara.note(&note)["state"]["id"], "received");
    assert_eq!(helen.texts(), ["Waits for the server"]);
}
