//! What is done with the programs of a version to make its fixture: a week of three invented people, as far
//! as that version knew how to. See `tests/fixtures/versions/README.md`.

use std::path::Path;

use serde_json::json;

use super::conversation;
use super::fixture::{CONVERSATION, NOTEBOOK, SAM, SERVER, SHOWN, copy};
use super::overheard::Overheard;
use super::programs::{Desk, Programs};
use super::screen::Screen;
use super::shown::shown;
use crate::partnership::Server;

/// Everybody and everything, in a folder that nobody needs afterwards.
struct Week<'a> {
    programs: &'a Programs,
    folder: &'a Path,
    line: Overheard,
    server: Server,
    sam: Desk,
    /// Sam's second laptop.
    other: Desk,
    amara: Desk,
    helen: Desk,
    /// Plans and actions are known.
    work: bool,
}

/// Makes a fixture in `out`, which must not exist.
pub fn make(programs: &Programs, out: &Path) {
    std::fs::create_dir(out).expect("a new folder for the fixture");
    let folder = tempfile::tempdir().expect("a folder");
    let mut week = Week::begin(programs, folder.path());
    let note = week.notes();
    if week.work {
        week.plan(&note);
    }
    week.two_themes();
    let (theirs, invitation) = week.nothing_is_sent();
    week.server.stop();
    copy(&week.at(SERVER), &out.join(SERVER));
    copy(week.sam.profile(), &out.join(NOTEBOOK));
    let screen = Screen::open(&programs.path("wardbook-testhost"), week.sam.profile());
    let told = shown(&|name, args| screen.query(name, args), week.work);
    drop(screen);
    let told = serde_json::to_string_pretty(&told).expect("it is written down") + "\n";
    std::fs::write(out.join(SHOWN), told).expect("a file is written");
    week.server.start();
    week.talk(&theirs, &invitation);
    conversation::write(&out.join(CONVERSATION), &week.line.heard());
    assert!(week.server.verify().status.success(), "the server found a fault in what it wrote");
    week.sam.json(&["verify"]);
}

impl<'a> Week<'a> {
    fn begin(programs: &'a Programs, folder: &'a Path) -> Self {
        let line = Overheard::open();
        let data = folder.join(SERVER);
        let (server, _) = Server::init_by(&programs.server(), &data, "Mina Farrow", Some(&line.address()));
        line.lead_to(server.address(), &data);
        let at = |name: &str| folder.join(name);
        let sam = server.invite("Sam Whitfield", "community-safety", &["Addison", "Avonmore"]);
        let sam = programs.joined(&at("sam"), &sam);
        let other = programs.joined(&at("other"), &server.invite_again("Sam Whitfield"));
        let amara = programs.joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
        let helen = programs.joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
        let work = sam.run(&["plan", "list"]).status.success();
        Self { programs, folder, line, server, sam, other, amara, helen, work }
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.folder.join(name)
    }

    fn sync(&self, desks: &[&Desk]) {
        for desk in desks {
            desk.json(&["sync"]);
        }
    }

    fn screen(&self, desk: &Desk) -> Screen {
        Screen::open(&self.programs.path("wardbook-testhost"), desk.profile())
    }

    /// Notes of both, received, added to, withdrawn and read. The one of Amara's that is gone on with.
    fn notes(&self) -> String {
        let note = |desk: &Desk, ward: &str, text: &str| desk.id(&["note", "add", "--ward", ward, "--text", text]);
        let mopeds = self.sam.id(&[
            "note",
            "add",
            "--ward",
            "Addison",
            "--text",
            "Two mopeds by the launderette – “again”,\nengines running.",
            "--topic",
            "community concern",
            "--how-known",
            "saw it",
            "--when",
            "2026-11-20T16:30",
            "--place",
            "Fennel Court",
        ]);
        self.sam.json(&["note", "amend", &mopeds, "--text", "One had no plate."]);
        let wrong = note(&self.sam, "Addison", "Somebody shouted");
        self.sam.json(&["note", "withdraw", &wrong, "--reason", "It was a film crew"]);
        let blade = note(&self.amara, "Addison", "A blade in the planters behind Fennel Court");
        note(&self.amara, "Avonmore", "The lights on the footpath are out");
        self.sync(&[&self.sam, &self.amara, &self.sam]);
        self.sam.json(&["triage", "read", &blade]);
        self.sync(&[&self.sam, &self.amara, &self.other, &self.helen]);
        blade
    }

    /// What became of a note, and one due date that two laptops move without sight of each other.
    fn plan(&mut self, note: &str) {
        self.sam.json(&["triage", "brief", note, "--text", "Blades have been hidden in planters."]);
        self.sam.json(&["triage", "assign", note, "--to", "Sam Whitfield"]);
        let plan = self.sam.id(&[
            "plan",
            "add",
            "--title",
            "The planters of Fennel Court",
            "--ward",
            "Addison",
            "--objective",
            "Nobody hides anything there",
            "--success-test",
            "Three sweeps in a row find nothing",
            "--from-note",
            note,
        ]);
        let action = self.sam.id(&[
            "action",
            "add",
            "--plan",
            &plan,
            "--title",
            "Sweep the planters",
            "--agency",
            "Community Safety",
            "--owner",
            "Sam Whitfield",
            "--due",
            "2026-12-01",
        ]);
        self.sam.json(&["action", "progress", &action, "--text", "The first sweep found nothing."]);
        self.sam.json(&["plan", "activate", &plan]);
        self.sync(&[&self.sam, &self.other]);
        self.server.stop();
        let moved = |desk: &Desk, due: &str, why: &str| {
            desk.json(&["action", "update", &action, "--due", due, "--why", why]);
        };
        moved(&self.sam, "2026-12-08", "The team is away");
        moved(&self.other, "2026-12-15", "The gate is mended first");
        self.server.start();
        self.sync(&[&self.other, &self.sam, &self.other]);
    }

    /// One person's two laptops, set otherwise without sight of each other.
    fn two_themes(&mut self) {
        self.server.stop();
        for (desk, theme) in [(&self.sam, "light"), (&self.other, "dark")] {
            let screen = self.screen(desk);
            screen.act("settings_set", json!({ "theme": theme }));
            screen.close();
        }
        self.server.start();
        self.sync(&[&self.other, &self.sam]);
    }

    /// What Sam's notebook holds and has not sent, and what waits for it. What Amara wrote when she had left,
    /// and an invitation that nobody has taken up.
    fn nothing_is_sent(&mut self) -> (String, String) {
        self.sam.json(&["note", "add", "--ward", "Addison", "--text", "Not sent yet"]);
        let own = self.sam.id(&["note", "add", "--ward", "Grove", "--text", "Not sent yet, of a ward not granted"]);
        self.sam.json(&["note", "amend", &own, "--text", "Nor this"]);
        let late = self.amara.id(&["note", "add", "--ward", "Addison", "--text", "Fetched by nobody yet"]);
        self.amara.json(&["note", "add", "--ward", "Avonmore", "--text", "Of a ward that is taken away"]);
        self.sync(&[&self.amara]);
        self.helen.json(&["sync"]);
        self.helen.json(&["triage", "read", &late]);
        self.helen.json(&["sync"]);
        self.server.revoke("Sam Whitfield", &["--ward", "Avonmore"]);
        let theirs = self.amara.id(&["note", "add", "--ward", "Addison", "--text", "Written when she had left"]);
        self.server.revoke("Amara Lewis", &[]);
        let invitation = self.server.invite("Nia Okafor", "outreach", &["Addison"]);
        self.server.stop();
        let screen = self.screen(&self.sam);
        screen.act("draft_save", json!({ "note": { "text": "Begun, and not recorded", "ward": "Addison" } }));
        screen.act("addition_save", json!({ "note": own, "kind": "amendment", "text": "Half a thought" }));
        screen.close();
        self.server.start();
        (theirs, invitation)
    }

    /// From here on every message is kept.
    fn talk(&self, theirs: &str, invitation: &str) {
        let heard = |who: &str, desk: &Desk| {
            self.line.listen_to(who);
            desk.json(&["sync"]);
        };
        heard(SAM, &self.sam);
        // That what was taken away has gone is told in the next exchange.
        heard(SAM, &self.sam);
        self.line.listen_to("nia");
        self.programs.joined(&self.at("nia"), invitation);
        heard("amara", &self.amara);
        heard("helen", &self.helen);
        let screen = self.screen(&self.helen);
        let held = screen.query("held", json!({}));
        let held = held["held"].as_array().expect("a list");
        assert_eq!(held.len(), 1, "what came too late waits for a supervisor, and nothing else: {theirs}");
        screen.act("held_decide", json!({ "id": held[0]["id"], "release": true, "reason": "" }));
        screen.query("devices_seen", json!({}));
        let invitations = screen.query("invitations", json!({}));
        let mut open = invitations["invitations"].as_array().into_iter().flatten();
        let open = open.find(|invitation| invitation["state"] == "open").expect("the administrator's own");
        screen.act("invitation_withdraw", json!({ "id": open["id"] }));
        let invited = json!({ "name": "Ruth Ansell", "role": "outreach", "wards": ["E05013733"] });
        screen.act("person_invite", invited);
        screen.close();
        heard(SAM, &self.sam);
        self.line.listen_to("");
        assert!(self.sam.texts().iter().any(|text| text == "Written when she had left"));
    }
}
