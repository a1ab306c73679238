//! The coach: a second look at a text while it is being written.
//!
//! Rules only, on the device, the same answer for the same text. It asks and never blocks, never
//! changes a text by itself and keeps nothing. Must not know of screens: a finding is a place in the
//! text, a sentence and sometimes a replacement that a person may take. Plain word lists rather than
//! patterns in a regular-expression language: they can be read and argued with by the people whose
//! work this is.

mod category;
mod duplicate;
mod exact_time;
mod initials;
mod names_the_source;
mod phrases;
mod repeats;
mod stops;
mod tasking;
mod tokens;
mod two_people;

use serde::{Deserialize, Serialize};

pub use duplicate::{Likeness, RecentNote, duplicate_message, likely_duplicates};
pub use repeats::{may_name_source, repeats_source};
pub use tasking::tasks_a_source;

use crate::wards::near;
use crate::words::Stop;
use tokens::Text;

/// Which rule found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    Initials,
    NamesTheSource,
    ExactTime,
    TwoPeople,
    Duplicate,
    Category,
    #[serde(rename = "stop-999")]
    Stop999,
    #[serde(rename = "stop-101")]
    Stop101,
    StopMash,
}

impl Rule {
    /// As it is serialised.
    pub fn id(self) -> &'static str {
        match self {
            Self::Initials => "initials",
            Self::NamesTheSource => "names-the-source",
            Self::ExactTime => "exact-time",
            Self::TwoPeople => "two-people",
            Self::Duplicate => "duplicate",
            Self::Category => "category",
            Self::Stop999 => "stop-999",
            Self::Stop101 => "stop-101",
            Self::StopMash => "stop-mash",
        }
    }

    /// Whom to call, for the rules that ask it.
    pub fn stop(self) -> Option<Stop> {
        match self {
            Self::Stop999 => Some(Stop::Emergency),
            Self::Stop101 => Some(Stop::Police),
            Self::StopMash => Some(Stop::Safeguarding),
            _ => None,
        }
    }
}

/// Words to put in place of those found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// On the button: "Use “I was told”".
    pub label: String,
    pub replacement: String,
}

/// Something to think about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The same for the same rule and words wherever they stand, so that one a person chose to keep
    /// stays quiet while they go on writing.
    pub key: String,
    pub rule: Rule,
    /// In UTF-16 units from the beginning of the text, as a text field counts; `end` is exclusive.
    pub start: u32,
    pub end: u32,
    pub message: String,
    pub suggestion: Option<Suggestion>,
}

/// What is known beside the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// Keys of findings the person chose to keep as they are.
    pub kept: &'a [String],
    /// How many people are described beside the text; none where that is not known.
    pub described: Option<usize>,
}

/// Everything the rules find in a text, in the order in which it stands there. Takes well under a
/// millisecond for 2,000 characters, so it can run at every pause in typing.
pub fn look(text: &str, context: &Context<'_>) -> Vec<Finding> {
    let text = Text::read(text);
    let mut findings = stops::look(&text);
    findings.extend(names_the_source::look(&text));
    findings.extend(initials::look(&text));
    findings.extend(exact_time::look(&text));
    findings.extend(two_people::look(&text));
    findings.extend(category::look(&text, context.described));
    findings.retain(|finding| !context.kept.contains(&finding.key));
    findings.sort_by_key(|finding| (finding.start, finding.rule, finding.end));
    findings
}

/// What a rule hands over: the tokens from `first` to `last`, both included.
struct Found<'m> {
    rule: Rule,
    first: usize,
    last: usize,
    message: &'m str,
    /// Label and replacement are made from these words.
    instead: Option<String>,
}

impl Found<'_> {
    fn finding(self, text: &Text<'_>) -> Finding {
        let words = text.words(self.first, self.last);
        let (start, end) = text.span(self.first, self.last);
        Finding {
            key: format!("{}:{}", self.rule.id(), near::fold(words)),
            rule: self.rule,
            start,
            end,
            message: self.message.replace("{}", &shortened(words)),
            suggestion: self
                .instead
                .map(|words| Suggestion { label: format!("Use “{words}”"), replacement: words }),
        }
    }
}

fn shortened(words: &str) -> String {
    const AT_MOST: usize = 60;
    let one_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= AT_MOST {
        return one_line;
    }
    one_line.chars().take(AT_MOST).collect::<String>() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(super) fn found(text: &str) -> Vec<(Rule, String)> {
        let units: Vec<u16> = text.encode_utf16().collect();
        look(text, &Context::default())
            .into_iter()
            .map(|f| {
                let words = &units[f.start as usize..f.end as usize];
                (f.rule, String::from_utf16(words).unwrap())
            })
            .collect()
    }

    pub(super) fn found_by(rule: Rule, text: &str) -> Vec<String> {
        found(text).into_iter().filter(|(by, _)| *by == rule).map(|(_, words)| words).collect()
    }

    #[test]
    fn a_whole_note_gets_the_two_findings_a_colleague_would_have() {
        let text = "About eight young people by the bin store behind Larkfield, from half past four until it got dark. \
            Two had a blade out and were passing it round. His sister told me it is about the lad from the other estate, \
            they call him J.R. They went off towards the station when the caretaker came out.";
        assert_eq!(
            found(text),
            [(Rule::NamesTheSource, "His sister told me".to_owned()), (Rule::Initials, "J.R.".to_owned()),]
        );
        let findings = look(text, &Context::default());
        assert_eq!(findings[0].message, "“His sister told me” may show who spoke.");
        assert_eq!(
            findings[0].suggestion,
            Some(Suggestion { label: "Use “I was told”".to_owned(), replacement: "I was told".to_owned() })
        );
        assert_eq!(findings[1].message, "Initials can mean two people. Do you know a full name?");
    }

    #[test]
    fn plain_facts_are_left_alone() {
        for text in [
            "",
            "Two mopeds by the launderette again, engines running, riders about eighteen to twenty.",
            "Same grey car outside the supermarket. I saw it at 16:30 and again about 17:15.",
            "Street lights out on the footpath between Block A and Block B since Tuesday.",
            "A group of six, one with a machete, came off the number 94 bus at the Green. A PC spoke to them.",
            "CCTV near the BP garage faces the wrong way. The TV shop asked the council to move it.",
            "Residents say the lift at Larkfield House has been broken for 3 weeks.",
            "Youth club on Merrow Street: 11 came, good session, football and first aid.",
            "Anti-social behaviour at the local supermarket: shouting, bottles thrown, staff worried.",
            "Youth venue: 14 young people, mostly 13 to 16. Two asked about boxing. Sam's group wants a later finish.",
            "Ward surgery, Sands End: 6 residents on lighting under the bridge. Officer Mark Reed attended. Cllr Jones took notes.",
            "Kids were running around there in the afternoon. The council cleaned it by 4pm.",
            "Moped with no plates, two riders, seen at 17:05 and 17:20 near Wormholt Park. They rode off towards the A40.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn places_are_counted_as_a_text_field_counts() {
        // An emoji is two units in a text field, one character here and four bytes on disk.
        let findings = look("\u{1f6b2}é His sister told me.", &Context::default());
        assert_eq!((findings[0].start, findings[0].end), (4, 22));
    }

    #[test]
    fn what_a_person_chose_to_keep_stays_quiet_wherever_it_moves() {
        let key = look("His sister told me.", &Context::default())[0].key.clone();
        let kept = [key];
        let context = Context { kept: &kept, ..Context::default() };
        assert_eq!(look("On Friday his  sister told me so.", &context), []);
        assert_eq!(look("On Friday his brother told me so.", &context).len(), 1);
    }

    #[test]
    fn rules_are_named_as_they_are_serialised() {
        for rule in [
            Rule::Initials,
            Rule::NamesTheSource,
            Rule::ExactTime,
            Rule::TwoPeople,
            Rule::Duplicate,
            Rule::Stop999,
            Rule::Stop101,
            Rule::StopMash,
        ] {
            assert_eq!(serde_json::to_string(&rule).unwrap(), format!("\"{}\"", rule.id()));
        }
    }

    proptest! {
        #[test]
        fn any_text_gets_findings_inside_it_and_the_same_ones_again(
            text in "([A-Za-z .,'’:0-9\u{1f600}é\n-]|his sister told me|J\\.R\\.|at 16:42|stabbed){0,60}"
        ) {
            let findings = look(&text, &Context::default());
            let length = text.encode_utf16().count() as u32;
            for finding in &findings {
                prop_assert!(finding.start < finding.end && finding.end <= length);
            }
            prop_assert_eq!(findings, look(&text, &Context::default()));
        }

        #[test]
        fn taking_a_suggestion_settles_its_finding(index in 0usize..6) {
            let text = [
                "His sister told me they will be back.",
                "According to his mum, they meet there.",
                "I heard from my neighbour that it is for sale.",
                "It was at 16:42 exactly.",
                "They met at 4.37 pm by the gate.",
                "The caretaker says that the gate is broken.",
            ][index];
            let finding = look(text, &Context::default()).remove(0);
            let units: Vec<u16> = text.encode_utf16().collect();
            let mut mended = String::from_utf16(&units[..finding.start as usize]).unwrap();
            mended += &finding.suggestion.unwrap().replacement;
            mended += &String::from_utf16(&units[finding.end as usize..]).unwrap();
            prop_assert_eq!(look(&mended, &Context::default()), [], "{}", mended);
        }
    }
}
