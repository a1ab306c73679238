//! What is said of sealed sources: why one was not sealed, or not opened.

use super::counted;
use super::refusal::Field;
use crate::contacts::Together;
use crate::roster::Stray;

/// A source that was not sealed or not opened, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceRefusal {
    /// Nobody could ever open it.
    NoLeads,
    NotALead,
    NotOpened,
    /// Nothing is typed that would be sealed.
    Blank,
    TooLong,
    /// The hub's reference of somebody under 18.
    ReferenceTooLong,
    /// There are leads, and they decide who else is one.
    RosterExists,
    /// Without it nobody opens anything.
    LastLead,
    /// Leads made lists without sight of each other, and which of their codes is to count is nobody's to choose.
    TwoCodes,
    /// No further key can be added for a new code.
    TooManyKeys,
    /// This device has not heard from its server for longer than sealed sources may be opened.
    LeaseOver,
    /// A source and itself are to be one person.
    Itself,
    /// That two are one person is said already.
    MergedAlready,
    /// A question to whoever spoke with a source under 18. `leads` are those who may ask it.
    Young {
        leads: Vec<String>,
    },
    /// Something else that is written of a note of a source under 18, and would send them out by these words.
    SentOut {
        words: String,
        leads: Vec<String>,
    },
    /// Something of a plan that would send a source under 18 out, by these words.
    Tasked {
        words: String,
    },
    /// The same of a plan whose notes are not held here.
    TaskedUnseen {
        words: String,
    },
    /// A note told by somebody under 18 is to be part of a plan that has this action.
    TaskedBefore {
        action: String,
    },
    /// A text for others that names a sealed source, by its reference.
    Named {
        reference: String,
    },
    /// A text for others that may repeat who told it.
    Repeated,
}

impl SourceRefusal {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::NoLeads => "no-leads",
            Self::NotALead => "not-a-lead",
            Self::NotOpened => "source-closed",
            Self::Blank => "source-blank",
            Self::TooLong => "source-too-long",
            Self::ReferenceTooLong => "reference-too-long",
            Self::RosterExists => "roster-exists",
            Self::LastLead => "last-lead",
            Self::TwoCodes => "two-codes",
            Self::TooManyKeys => "too-many-keys",
            Self::LeaseOver => "lease-over",
            Self::Itself => "same-source",
            Self::MergedAlready => "merged-already",
            Self::Young { .. } | Self::SentOut { .. } => "young-source",
            Self::Tasked { .. } | Self::TaskedUnseen { .. } | Self::TaskedBefore { .. } => "source-tasked",
            Self::Named { .. } => "source-named",
            Self::Repeated => "source-repeated",
        }
    }

    pub(super) const fn field(&self) -> Option<Field> {
        match self {
            Self::NoLeads | Self::Blank | Self::TooLong => Some(Field::Source),
            Self::ReferenceTooLong => Some(Field::Reference),
            Self::Tasked { .. } | Self::TaskedUnseen { .. } | Self::Named { .. } | Self::Repeated => Some(Field::Text),
            Self::NotALead
            | Self::NotOpened
            | Self::RosterExists
            | Self::LastLead
            | Self::TwoCodes
            | Self::TooManyKeys
            | Self::LeaseOver
            | Self::Itself
            | Self::MergedAlready
            | Self::TaskedBefore { .. }
            | Self::Young { .. }
            | Self::SentOut { .. } => None,
        }
    }

    pub(super) fn message(&self) -> String {
        match self {
            Self::NoLeads => "Nobody can be told who it was yet: your partnership has named no safeguarding lead, and a source is sealed to them alone. What you typed is still here and is kept nowhere. Record the note without it, keep the name to yourself, and ask your coordinator to name a lead.",
            Self::NotALead => "Only a safeguarding lead's own device opens a sealed source. Nothing was opened. If you are a lead, ask another lead to add this device.",
            Self::NotOpened => "This source does not open: it was sealed to a key that this device does not have, or was altered on its way. Nothing was changed. Ask another lead to open it; if none can, the leads' recovery code may.",
            Self::Blank => "Write who told you, or record the note without it. Nothing was recorded yet, and your text is kept.",
            Self::TooLong => "Who told you is at most 2,000 characters: a name, and how they are reached. Nothing was recorded yet, and your text is kept. What they said belongs in the note.",
            Self::ReferenceTooLong => "A reference of the safeguarding hub is at most 80 characters. Nothing was recorded yet, and your text is kept.",
            Self::RosterExists => "Safeguarding leads have been named already, so nothing was begun. One of them adds this device; if none of theirs is left, their printed code does.",
            Self::Itself => "These are one and the same source. Nothing was changed. Choose another one that the same person told.",
            Self::MergedAlready => "A lead has said already that these two are the same person. Nothing was changed.",
            Self::LeaseOver => "Sealed sources open for three days after this notebook last heard from its server, and that time is over. Nothing was opened, and nothing is lost. Connect to the network and send and fetch, and they open again.",
            Self::TwoCodes => "Two lists of leads were made without sight of each other, with different recovery codes, so this list was not changed. Make a new code first: it brings both together, and takes the place of both codes. Whoever stands in one of the lists alone is out until they are added again.",
            Self::TooManyKeys => "So many codes were made that no further one can be: the keys that are left are for taking leads out, and for the code that counts. Nothing was changed. Keep the sheet of that code where nobody else sees it.",
            Self::LastLead => "This is the only device that opens sealed sources, so it stays: without it nobody could open any. Add another lead's device first.",
            Self::Young { leads } => {
                let whom = a_lead(leads);
                return format!(
                    "Whoever told this is under 18, so nobody is asked to find out more: a child who is sent back with questions can come to harm, and can become a covert source in law. Nothing was sent. If something has to be known for their safety, speak to {whom}."
                );
            }
            Self::SentOut { words, leads } => {
                let whom = a_lead(leads);
                return format!(
                    "Whoever told this is under 18, and “{words}” could send them out to find more: a child who is sent back with questions can come to harm, and can become a covert source in law. Nothing was changed. Write what others are to do; if something has to be known for their safety, speak to {whom}."
                );
            }
            Self::Tasked { words } => {
                return format!(
                    "A note of this plan was told by somebody under 18, and “{words}” could send them out to find more. Nothing in a plan may do that. Nothing was changed. Write what others are to do; what has to be asked goes through a safeguarding lead."
                );
            }
            Self::TaskedUnseen { words } => {
                return format!(
                    "“{words}” could send whoever told something out to find more. Whether that is somebody under 18 cannot be told here: the notes of this plan are not all held on this laptop. Nothing was changed. Write what others are to do; what has to be asked goes through a coordinator."
                );
            }
            Self::TaskedBefore { action } => {
                return format!(
                    "This note was told by somebody under 18, and the plan has an action that could send them out to find more: “{action}”. Nothing was linked. Write that action otherwise first, or choose another plan."
                );
            }
            Self::Named { reference } => {
                return format!(
                    "{reference} is a sealed source, and more people read this than may know of it. Nothing was changed. Write it without the reference."
                );
            }
            Self::Repeated => "Its note says who told it, and this may repeat that: a name, a number or the very words. Nothing was shared, and your text is kept. Say what is known in other words, without names and numbers from the note.",
        }
        .to_owned()
    }
}

/// Whom to speak to, by name where they are known.
fn a_lead(leads: &[String]) -> String {
    match leads {
        [] => "a safeguarding lead".to_owned(),
        leads => format!("a safeguarding lead ({})", leads.join(", ")),
    }
}

/// Of a device among the leads' that is not to open what is sealed from now on.
pub const LEAD_DEVICE_OUT: &str = "This laptop was shut out.";
pub const LEAD_PERSON_OUT: &str = "May not open sealed sources any more.";

/// Said of a roster that came and is not gone by. `by` signed it.
pub fn stray_roster(by: &str, why: Stray) -> String {
    let what = match why {
        Stray::Unreadable => "cannot be read here",
        Stray::NoRight => "was made by somebody who does not open sealed sources",
        Stray::FollowsAnother => "does not follow the one that is in use",
        Stray::NotALead => "was signed by a device that is no lead's",
        Stray::LosesKeys => "would lose keys that sources are sealed to",
    };
    format!(
        "A list of leads signed in the name of {by} {what}. It is not used, and nothing is sealed to it. If you do not know of it, somebody may be trying to read sources: tell the other leads."
    )
}

/// Of a source under 18 that told something more than once, to whomever: for the safeguarding leads.
pub const MET_AGAIN: &str = "Met more than once: a child who tells something again and again can become a covert source in law, whoever they tell it to. Nobody may be asked to find out more from them. Speak to the safeguarding hub (MASH), and agree with the other leads who may still speak with them.";

/// How often one person told something in all. `by` is each recorder's name, and how often they were told something.
pub fn contacts_together(together: &Together, by: &[(String, u32)]) -> String {
    let total = counted(together.total().into(), "contact", "contacts");
    let mut parts: Vec<String> = match by {
        [(name, _)] if together.elsewhere == 0 => vec![format!("through {name}")],
        by => by.iter().map(|(name, count)| format!("{count} through {name}")).collect(),
    };
    match together.elsewhere {
        0 => {}
        1 => parts.push("1 by a source that was erased or is another ward's".to_owned()),
        more => parts.push(format!("{more} by sources that were erased or are another ward's")),
    }
    let least = if together.at_least { "At least " } else { "" };
    let mark = if parts.len() > 1 { ":" } else { "," };
    let mut text = format!("{least}{total} in all{mark} {}.", parts.join(", "));
    if together.unsaid > 0 && !together.young {
        let sealed = counted(together.unsaid.into(), "source", "sources");
        text.push_str(&format!(" Of {sealed} only opening tells whether they are under 18."));
    }
    text
}

/// A device's key as people read it to each other: twenty digits in groups of five.
pub fn fingerprint(key: &[u8]) -> String {
    let hash = blake3::derive_key("wardbook 2026-11 device fingerprint v1", key);
    let digits = hash[..16]
        .chunks_exact(4)
        .map(|four| format!("{:05}", u32::from_le_bytes([four[0], four[1], four[2], four[3]]) % 100_000));
    digits.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(super) fn everything() -> Vec<SourceRefusal> {
    vec![
        SourceRefusal::NoLeads,
        SourceRefusal::NotALead,
        SourceRefusal::NotOpened,
        SourceRefusal::Blank,
        SourceRefusal::TooLong,
        SourceRefusal::ReferenceTooLong,
        SourceRefusal::RosterExists,
        SourceRefusal::LastLead,
        SourceRefusal::TwoCodes,
        SourceRefusal::TooManyKeys,
        SourceRefusal::LeaseOver,
        SourceRefusal::Itself,
        SourceRefusal::MergedAlready,
        SourceRefusal::Young { leads: vec!["Nadia Rahman".to_owned()] },
        SourceRefusal::SentOut { words: "Ask him who".to_owned(), leads: vec!["Nadia Rahman".to_owned()] },
        SourceRefusal::Tasked { words: "Ask him who".to_owned() },
        SourceRefusal::TaskedUnseen { words: "Ask him who".to_owned() },
        SourceRefusal::TaskedBefore { action: "Ask him who keeps it".to_owned() },
        SourceRefusal::Named { reference: "S-7K2M4Q".to_owned() },
        SourceRefusal::Repeated,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_of_one_person_are_said_with_whom_they_were_and_what_cannot_be_counted() {
        let by = |by: &[(&str, u32)]| -> Vec<(String, u32)> {
            by.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
        };
        let of = |contacts: &[u32], more: Together| {
            let person = |at: usize| crate::ids::PersonId::from_bytes([at as u8; 16]);
            Together { by: contacts.iter().enumerate().map(|(at, count)| (person(at), *count)).collect(), ..more }
        };
        let two = by(&[("Amara Lewis", 3), ("Sam Whitfield", 1)]);
        let said = contacts_together(&of(&[3, 1], Together::default()), &two);
        assert_eq!(said, "4 contacts in all: 3 through Amara Lewis, 1 through Sam Whitfield.");
        let said = contacts_together(&of(&[3], Together::default()), &by(&[("Amara Lewis", 3)]));
        assert_eq!(said, "3 contacts in all, through Amara Lewis.");
        let more = Together { elsewhere: 1, unsaid: 1, at_least: true, ..Together::default() };
        assert_eq!(
            contacts_together(&of(&[2], more), &by(&[("Amara Lewis", 2)])),
            "At least 3 contacts in all: 2 through Amara Lewis, 1 by a source that was erased or is another ward's. \
             Of 1 source only opening tells whether they are under 18."
        );
        let young = Together { elsewhere: 2, unsaid: 1, at_least: true, young: true, ..Together::default() };
        assert_eq!(
            contacts_together(&of(&[2], young), &by(&[("Amara Lewis", 2)])),
            "At least 4 contacts in all: 2 through Amara Lewis, 2 by sources that were erased or are another ward's."
        );
    }
}
