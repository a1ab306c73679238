//! Rights in plain words, for the people who give them and the people who have them.

use super::joined;
use crate::permissions::Right;

/// "Record notes; read shared briefings and restricted notes".
pub fn rights(rights: &[Right]) -> String {
    let has = |right: Right| rights.contains(&right);
    let mut parts: Vec<String> = Vec::new();
    let mut reads: Vec<&str> = Vec::new();
    if has(Right::Read) {
        reads.push("shared briefings");
    }
    if has(Right::ReadPartners) {
        reads.push("what professionals share");
    }
    if has(Right::ReadRestricted) {
        reads.push("restricted notes");
    }
    if has(Right::ReadSealed) {
        reads.push("sealed sources");
    }
    if has(Right::Record) {
        parts.push("record notes".to_owned());
    }
    if !reads.is_empty() {
        parts.push(format!("read {}", joined(&reads, "and")));
    }
    for (right, words) in [
        (Right::Write, "work on actions"),
        (Right::Deposit, "deposit sealed sources"),
        (Right::Grade, "grade"),
        (Right::Triage, "triage"),
        (Right::Plan, "put plans together"),
        (Right::Invite, "take people in"),
        (Right::Administer, "administer people and devices"),
    ] {
        if has(right) {
            parts.push(words.to_owned());
        }
    }
    let text = parts.join("; ");
    let mut letters = text.chars();
    letters.next().map_or_else(|| "No rights".to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::Role;

    #[test]
    fn what_a_role_may_do_reads_as_people_say_it() {
        assert_eq!(rights(Role::Outreach.in_wards()), "Read shared briefings");
        assert_eq!(
            rights(Role::CommunitySafety.in_wards()),
            "Read shared briefings, what professionals share and restricted notes; work on actions; triage; put plans together"
        );
        assert_eq!(rights(&[]), "No rights");
    }
}
