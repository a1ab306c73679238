//! Why something is kept back from whoever asks what is held about them, as data: another country's law, or a later
//! one, is another list.

/// A reason in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// Stands in records. Never changes.
    pub id: &'static str,
    pub label: &'static str,
    pub law: &'static str,
    /// Whether the answer says that something was kept back for it. Where saying so would give away what is kept
    /// back, it does not.
    pub said: bool,
}

/// In the order in which they are offered.
pub const REASONS: [Reason; 8] = [
    Reason {
        id: "other-person",
        label: "It is about somebody else, and blacking out does not hide them",
        law: "Data Protection Act 2018, Schedule 2, paragraph 16",
        said: true,
    },
    Reason {
        id: "not-them",
        label: "It is not about them: another person of that name, or another word",
        law: "It is not their personal data (UK GDPR, Article 4(1))",
        said: false,
    },
    Reason {
        id: "crime",
        label: "It would make preventing or detecting crime, or catching offenders, harder",
        law: "Data Protection Act 2018, Schedule 2, paragraph 2",
        said: false,
    },
    Reason {
        id: "law-enforcement",
        label: "A police body or another competent authority holds it, and an inquiry or somebody's safety would suffer",
        law: "Data Protection Act 2018, section 45(4)",
        said: false,
    },
    Reason {
        id: "serious-harm",
        label: "It would probably do serious harm to somebody's health",
        law: "Data Protection Act 2018, Schedule 3",
        said: false,
    },
    Reason {
        id: "child-abuse",
        label: "It says whether a child is or may be abused, and giving it is not in the child's interests",
        law: "Data Protection Act 2018, Schedule 3, paragraph 21",
        said: false,
    },
    Reason {
        id: "legal-advice",
        label: "It is legal advice, or made for proceedings",
        law: "Data Protection Act 2018, Schedule 2, paragraph 19",
        said: true,
    },
    Reason {
        id: "other-controller",
        label: "Another organisation holds it, and answers for it itself",
        law: "UK GDPR, Articles 4(7) and 15: the controller answers",
        said: true,
    },
];

/// The reason of this id.
pub fn reason(id: &str) -> Option<&'static Reason> {
    REASONS.iter().find(|reason| reason.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_says_of_what_was_kept_back_gives_no_investigation_away() {
        let said: Vec<&str> = REASONS.iter().filter(|reason| reason.said).map(|reason| reason.id).collect();
        assert_eq!(said, ["other-person", "legal-advice", "other-controller"]);
    }
}
