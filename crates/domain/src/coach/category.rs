//! Somebody is named, and nothing says who they are to what happened. A victim who is taken for a suspect is the fault
//! that lists of names are known for.

use super::tokens::Text;
use super::{Finding, Found, Rule, two_people};

const MESSAGE: &str = "“{}” is named here. Say under People who they are to this: victim, witness, suspect or another.";

pub(super) fn look(text: &Text<'_>, described: Option<usize>) -> Option<Finding> {
    if described != Some(0) {
        return None;
    }
    let (first, last) = two_people::first_named(text)?;
    Some(Found { rule: Rule::Category, first, last, message: MESSAGE, instead: None }.finding(text))
}

#[cfg(test)]
mod tests {
    use super::super::{Context, Rule, look};

    fn asked(text: &str, described: Option<usize>) -> bool {
        look(text, &Context { described, ..Context::default() }).iter().any(|finding| finding.rule == Rule::Category)
    }

    #[test]
    fn whoever_is_named_and_not_described_is_asked_about() {
        let text = "A lad called Tyrell ran off.";
        assert!(asked(text, Some(0)));
        assert!(!asked(text, Some(1)), "somebody is described");
        assert!(!asked(text, None), "it is not known whether anybody is");
        assert!(!asked("Two mopeds along Merrow Street.", Some(0)));
    }
}
