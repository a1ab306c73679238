//! The names in a plan and its actions: who leads it, who owns what. They go before the plan does, with every version
//! that had them; what was done, when, and what came of it stays.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::fold::Fold;
use crate::ids::ChangeId;
use crate::records::Kind;
use crate::records::plan::{CO_OWNERS, Owner};

/// Whether a field of a plan or an action says who somebody is. A co-owner's is named after the person, too.
fn is_of_person(kind: Kind, field: &str) -> bool {
    match kind {
        Kind::Plan => field == "lead",
        Kind::Action => {
            field == "owner" || field.strip_prefix(CO_OWNERS).is_some_and(|element| element.starts_with('.'))
        }
        _ => false,
    }
}

/// Whoever is or was named in a record, each once: also in versions that others took the place of.
pub fn named_in(fold: &Fold) -> BTreeSet<String> {
    let fields = fold.fields().into_iter().filter(|field| is_of_person(fold.kind(), field));
    let values = fields.flat_map(|field| fold.ever(field).cloned().collect::<Vec<_>>());
    values.filter_map(|value| serde_json::from_value::<Owner>(value).ok()).map(|owner| owner.name).collect()
}

/// How the names go from one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Parting {
    /// The changes whose words go: all that ever named somebody.
    pub named: BTreeSet<ChangeId>,
    /// What else these said and still stands, to be set anew beside it.
    pub anew: Map<String, Value>,
    /// What that supersedes: every change that set one of those fields. Were one left out, an old value that a change
    /// without words no longer supersedes would stand beside the new one.
    pub over: BTreeSet<ChangeId>,
}

/// Fields without which a record is none. They are set anew also where another change says them now: if that one is
/// taken back later, what it stood over is gone.
const NEEDED: [&str; 2] = ["title", "plan"];

/// None where the record names nobody and never did. `all` is the record as the server has it, with what this device has
/// still to send; `placed` as the server has it alone. What waits may be declined, and what was declined or only brought
/// by a file is nobody else's: neither is relied on for what is to stand.
pub fn parting(all: &Fold, placed: Option<&Fold>) -> Option<Parting> {
    let of_person = |field: &String| is_of_person(all.kind(), field);
    let writes = || all.writes().iter();
    let named: BTreeSet<ChangeId> =
        writes().filter(|(_, write)| write.fields.keys().any(of_person)).map(|(id, _)| *id).collect();
    if named.is_empty() {
        return None;
    }
    let after = placed.map(|placed| placed.without(&named));
    let said_by_named =
        |field: &str| writes().any(|(id, write)| named.contains(id) && write.fields.contains_key(field));
    let (mut anew, mut over) = (Map::new(), BTreeSet::new());
    for field in all.fields().into_iter().filter(|field| !is_of_person(all.kind(), field)) {
        let stands = after.as_ref().is_some_and(|after| all.heads_of([field]) == after.heads_of([field]));
        if stands && !(NEEDED.contains(&field) && said_by_named(field)) {
            continue;
        }
        anew.insert(field.to_owned(), all.value(field).unwrap_or(Value::Null));
        over.extend(writes().filter(|(_, write)| write.fields.contains_key(field)).map(|(id, _)| *id));
    }
    Some(Parting { named, anew, over })
}

/// Whether several versions stand beside each other of something that is to stay: one of them would be lost.
pub fn is_undecided(fold: &Fold) -> bool {
    fold.conflicts().iter().any(|conflict| !is_of_person(fold.kind(), &conflict.field))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::change::{Act, Author, Change, Draft};
    use crate::clock::Timestamp;
    use crate::entropy::SeededEntropy;
    use crate::ids::{DeviceId, PersonId, RecordId, StreamId};
    use crate::signing::SigningKey;

    struct Desk {
        author: Author,
        entropy: SeededEntropy,
        key: SigningKey,
        at: i64,
    }

    impl Desk {
        fn new() -> Self {
            let entropy = SeededEntropy::new(5);
            let author = Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
            Self { author, key: SigningKey::generate(&entropy), entropy, at: 0 }
        }

        fn write(&mut self, act: Act, content: Value, over: Vec<ChangeId>) -> Change {
            self.at += 1_000;
            let record = RecordId::from_bytes([6; 16]);
            let draft = Draft::create(StreamId::from_bytes([5; 16]), record, "action", &content);
            let draft = draft.act(act).superseding(over);
            let now = Timestamp::from_millis(self.at);
            self.author.write(vec![draft], &self.key, now, &self.entropy).unwrap().remove(0)
        }

        /// What the act writes: what is to stand, and that the rest is forgotten.
        fn part(&mut self, fold: &mut Fold) {
            let parting = parting(fold, Some(fold)).unwrap();
            if !parting.anew.is_empty() {
                let over = parting.over.into_iter().collect();
                let anew = self.write(Act::Set, Value::Object(parting.anew), over);
                fold.apply(&anew, None).unwrap();
            }
            let forget = self.write(Act::Forget, json!({}), parting.named.into_iter().collect());
            fold.apply(&forget, None).unwrap();
        }
    }

    #[test]
    fn the_names_go_with_every_version_that_had_them_and_all_else_reads_as_before() {
        let mut desk = Desk::new();
        let begun = json!({ "title": "Walk", "owner": { "name": "Ann" }, "status": { "is": "not-started" } });
        let first = desk.write(Act::Create, begun, vec![]);
        let id = first.header().id;
        let both = json!({ "title": "Walk the route", "owner": { "name": "Bea" }, "co-owner.1": { "name": "Cy" } });
        let second = desk.write(Act::Set, both, vec![id]);
        let titled = desk.write(Act::Set, json!({ "title": "Walk the route home" }), vec![second.header().id]);
        let done = desk.write(Act::Set, json!({ "status": { "is": "done" } }), vec![id]);
        let nobody = desk.write(Act::Set, json!({ "owner": null }), vec![second.header().id]);
        let mut fold = Fold::of(&first, None).unwrap();
        for change in [&second, &titled, &done, &nobody] {
            fold.apply(change, None).unwrap();
        }
        let before: Vec<_> = ["title", "status"].map(|field| fold.value(field)).to_vec();
        let finished = fold.heads_of(["status"]);
        assert_eq!(named_in(&fold), ["Ann", "Bea", "Cy"].map(str::to_owned).into());

        desk.part(&mut fold);
        assert_eq!(["title", "status"].map(|field| fold.value(field)).to_vec(), before);
        assert!(fold.conflicts().is_empty(), "no old value comes up again");
        assert_eq!(fold.heads_of(["status"]), finished, "when it was done is as it was");
        assert!(named_in(&fold).is_empty());
        let all = format!("{fold:?}");
        for name in ["Ann", "Bea", "Cy", "co-owner"] {
            assert!(!all.contains(name), "{name}");
        }
        assert_eq!(parting(&fold, Some(&fold)), None, "once is enough");
        // Somebody who had not met the server names one again: it comes up again, and goes again.
        let late = desk.write(Act::Set, json!({ "owner": { "name": "Dee" } }), vec![second.header().id]);
        fold.apply(&late, None).unwrap();
        assert_eq!(named_in(&fold), ["Dee".to_owned()].into());
        desk.part(&mut fold);
        assert!(!format!("{fold:?}").contains("Dee"));
    }

    #[test]
    fn a_plan_of_which_only_the_lead_was_said_apart_is_set_anew_in_nothing() {
        let mut desk = Desk::new();
        let first = desk.write(Act::Create, json!({ "title": "Walk" }), vec![]);
        let owned = desk.write(Act::Set, json!({ "owner": { "name": "Ann" } }), vec![first.header().id]);
        let mut fold = Fold::of(&first, None).unwrap();
        assert_eq!(parting(&fold, Some(&fold)), None);
        fold.apply(&owned, None).unwrap();
        let parting = parting(&fold, Some(&fold)).unwrap();
        assert!(parting.anew.is_empty() && parting.over.is_empty());
        assert_eq!(parting.named, [owned.header().id].into());
    }

    /// A title by the first change, which names somebody, and another's over it.
    fn retitled(desk: &mut Desk) -> (Fold, Fold, ChangeId) {
        let first = desk.write(Act::Create, json!({ "title": "Walk", "owner": { "name": "Ann" } }), vec![]);
        let second = desk.write(Act::Set, json!({ "title": "Walk home" }), vec![first.header().id]);
        let placed = Fold::of(&first, None).unwrap();
        let mut all = placed.clone();
        all.apply(&second, None).unwrap();
        (all, placed, second.header().id)
    }

    #[test]
    fn what_the_server_does_not_have_yet_is_not_relied_on() {
        let (all, placed, _) = retitled(&mut Desk::new());
        let parting = parting(&all, Some(&placed)).unwrap();
        assert_eq!(parting.anew.get("title"), Some(&json!("Walk home")));
        assert_eq!(parting.over.len(), 2);
    }

    #[test]
    fn a_title_stands_whatever_is_taken_back_afterwards() {
        let mut desk = Desk::new();
        let (mut fold, _, second) = retitled(&mut desk);
        desk.part(&mut fold);
        let undo = desk.write(Act::Undo, json!({}), vec![second]);
        fold.apply(&undo, None).unwrap();
        assert_eq!(fold.value("title"), Some(json!("Walk home")));
        assert!(!format!("{fold:?}").contains("Ann"));
    }

    #[test]
    fn two_who_own_it_are_nothing_to_decide_and_two_titles_are() {
        let mut desk = Desk::new();
        let first = desk.write(Act::Create, json!({ "title": "Walk" }), vec![]);
        let mut fold = Fold::of(&first, None).unwrap();
        for name in ["Ann", "Bea"] {
            let owned = desk.write(Act::Set, json!({ "owner": { "name": name } }), vec![first.header().id]);
            fold.apply(&owned, None).unwrap();
        }
        assert!(!fold.conflicts().is_empty() && !is_undecided(&fold));
        for title in ["Walk home", "Walk out"] {
            let titled = desk.write(Act::Set, json!({ "title": title }), vec![first.header().id]);
            fold.apply(&titled, None).unwrap();
        }
        assert!(is_undecided(&fold));
    }
}
