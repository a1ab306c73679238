//! Who takes part, and on what.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Server};

pub struct Borough {
    pub folder: tempfile::TempDir,
    pub server: Server,
    /// The outreach worker of St Giles Trust, on her first device.
    pub amara: Laptop,
    /// Her second device.
    pub second: Laptop,
    /// The councillor for Grove.
    pub ruth: Laptop,
    /// The school lead, whose pupils live in Addison and White City.
    pub joan: Laptop,
    /// The Community Safety officer for Addison and Grove.
    pub sam: Laptop,
    pub helen: Laptop,
    /// The police officer for White City.
    pub leah: Laptop,
    pub mina: Laptop,
}

impl Borough {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (server, administrator) = Server::init(&folder.path().join("server"), "Mina Farrow");
        let at = |name: &str| folder.path().join(name);
        let joined =
            |name: &str, role: &str, wards: &[&str]| Laptop::joined(&at(name), &server.invite(name, role, wards));
        let mina = Laptop::joined(&at("Mina Farrow"), &administrator);
        let amara = joined("Amara Lewis", "outreach", &["Addison"]);
        let second = Laptop::joined(&at("second"), &server.invite_again("Amara Lewis"));
        let ruth = joined("Cllr Ruth Ansell", "councillor", &["Grove"]);
        let joan = joined("Joan Idris", "school", &["Addison", "White City"]);
        let sam = joined("Sam Whitfield", "community-safety", &["Addison", "Grove"]);
        let helen = joined("Helen Prior", "coordinator", &[]);
        let leah = joined("PC Leah Boateng", "police", &["White City"]);
        let borough = Self { folder, server, amara, second, ruth, joan, sam, helen, leah, mina };
        borough.everybody_syncs();
        let people = borough.mina.query("people", json!({}));
        let amara = people["people"].as_array().unwrap().iter().find(|row| row["name"] == "Amara Lewis").unwrap();
        borough.mina.act("person_set", json!({ "id": amara["id"], "agency": "St Giles Trust" }));
        borough.everybody_syncs();
        borough
    }

    pub fn devices(&self) -> [(&'static str, &Laptop); 8] {
        [
            ("amara", &self.amara),
            ("second", &self.second),
            ("ruth", &self.ruth),
            ("joan", &self.joan),
            ("sam", &self.sam),
            ("helen", &self.helen),
            ("leah", &self.leah),
            ("mina", &self.mina),
        ]
    }

    /// Twice, so that what the last one sent reaches the first.
    pub fn everybody_syncs(&self) {
        for (_, laptop) in self.devices().iter().chain(&self.devices()) {
            laptop.sync();
        }
    }

    pub fn days_pass(&self, days: i64) {
        for (_, laptop) in self.devices() {
            laptop.days_pass(days);
        }
    }

    pub fn verified(&self) {
        for (name, laptop) in self.devices() {
            let verified = laptop.act("verify", json!({}));
            assert_eq!(verified["fault"], Value::Null, "{name}: {}", verified["words"]);
            let sync = laptop.query("sync", json!({}));
            assert_eq!((&sync["attention"], &sync["held"]), (&json!([]), &json!([])), "{name}");
        }
        let verified = self.server.verify();
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    }
}

pub fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

pub fn state(laptop: &Laptop, note: &str) -> String {
    laptop.note(note)["state"]["id"].as_str().unwrap().to_owned()
}

/// Whether this device has the note at all.
pub fn holds(laptop: &Laptop, note: &str) -> bool {
    match laptop.app.query("note", json!({ "id": note })) {
        Ok(_) => true,
        Err(failure) => {
            assert_eq!(failure.code, "not-found");
            false
        }
    }
}

/// What *Today* says of a note to whoever recorded it.
pub fn heard(laptop: &Laptop, note: &str) -> Value {
    let today = laptop.query("today", json!({}));
    let sent = today["sent"].as_array().unwrap().iter().find(|row| row["note"]["id"] == note);
    sent.map_or(Value::Null, |row| row["feedback"].clone())
}

/// The ids of a list's rows, sorted.
pub fn ids(page: &Value) -> Vec<String> {
    let mut ids: Vec<String> = page["rows"].as_array().unwrap().iter().map(id).collect();
    ids.sort();
    ids
}
