//! Words that suggest a call: happening now or a life at risk (999), a crime to report (101), a
//! child at risk (the safeguarding hub).
//!
//! One finding of each sort is enough: it is a question, and a page full of the same question is not
//! read. A child's age alone is never a sign; it counts only beside harm.

use std::sync::LazyLock;

use super::phrases::Phrases;
use super::tokens::Text;
use super::{Finding, Found, Rule};

/// Now, or somebody's life, whatever else the text says.
static NOW: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "happening now",
        "happening right now",
        "going on right now",
        "right now",
        "as i write",
        "as we speak",
        "is/are being attacked/stabbed/beaten/robbed/chased/followed/held",
        "is/are attacking/stabbing/beating/fighting/shooting/chasing",
        "fighting now",
        "just been stabbed/shot/attacked/hit",
        "has/have been stabbed/shot",
        "not breathing",
        "isn't/isnt breathing",
        "can't/cant breathe",
        "in danger now",
        "immediate danger",
        "needs an ambulance",
        "call an ambulance",
        "about to be stabbed/shot/attacked/beaten",
        "about to stab/shoot/attack/fight/jump/kill",
        "going to stab/shoot/kill/jump",
        "gonna stab/shoot/kill/jump",
        "will kill/stab/shoot",
        "wants/want/plans/planning/plan to kill/stab/shoot",
        "threatened/threatening/threatens to kill/stab/shoot",
        "kill himself/herself/themselves/myself",
        "end his/her/their/my life",
        "wants/want to die",
        "suicidal",
        "overdose/overdosed/overdosing",
    ])
});

/// Signs of injury, which in a sentence about the past are a matter for 101 instead.
static HURT: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&["bleeding", "unconscious", "collapsed", "stabbed in", "on fire", "life at risk", "life in danger"])
});

static CRIME: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "was/were/been/got/is robbed/mugged/burgled/assaulted/attacked/beaten/stabbed/shot/raped/kidnapped",
        "robbed/mugged/burgled/assaulted/stabbed/raped me/him/her/them/us/someone/somebody/a/the/my/two",
        "was/were/been/got stolen",
        "stole my/his/her/their/a/the",
        "broke into",
        "broken into",
        "break in",
        "i/we want to report",
        "set fire to",
        "smashed the/my/a window/windows",
        "held at knifepoint/gunpoint",
        "at knifepoint/gunpoint",
    ])
});

static CHILD_AT_RISK: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "child/children at risk",
        "child abuse",
        "safeguarding concern/issue",
        "sexually exploited",
        "being groomed",
        "county lines",
        "child exploitation",
        "criminally exploited",
        "children/kids home alone",
    ])
});

#[rustfmt::skip]
const CHILDREN: [&str; 17] = [
    "child", "children", "kid", "kids", "toddler", "baby", "schoolchild", "schoolchildren",
    "schoolgirl", "schoolgirls", "schoolboy", "schoolboys", "minor", "minors", "underage", "pupil",
    "pupils",
];

#[rustfmt::skip]
const HARM: [&str; 39] = [
    "abuse", "abused", "abusing", "groomed", "grooming", "exploited", "exploitation", "neglected",
    "neglect", "beaten", "bruise", "bruises", "bruised", "hits", "forced", "forcing", "missing",
    "trafficked", "raped", "touched", "assaulted", "unsafe", "scared", "frightened", "starving",
    "selling", "dealing", "carrying", "knife", "knives", "blade", "machete", "weapon", "weapons",
    "drugs", "abducted", "threatened", "hurt", "hurting",
];

const NOT: [&str; 9] = ["not", "no", "nobody", "never", "isn't", "wasn't", "aren't", "weren't", "nothing"];

pub(super) fn look(text: &Text<'_>) -> Vec<Finding> {
    let emergency = NOW.all(text).into_iter().find(|&(first, _)| !denied(text, first)).or_else(|| {
        let hurt = HURT.all(text).into_iter();
        hurt.filter(|&(first, _)| !denied(text, first)).find(|&(first, _)| !in_the_past(text, first))
    });
    let crime = CRIME.all(text).into_iter().find(|&(first, _)| !denied(text, first));
    let child = CHILD_AT_RISK
        .all(text)
        .into_iter()
        .find(|&(first, _)| !denied(text, first))
        .or_else(|| child_beside_harm(text));
    [(Rule::Stop999, emergency), (Rule::Stop101, crime), (Rule::StopMash, child)]
        .into_iter()
        .filter_map(|(rule, place)| {
            let (first, last) = place?;
            let message = rule.stop()?.question();
            Some(Found { rule, first, last, message, instead: None }.finding(text))
        })
        .collect()
}

/// "Nobody was stabbed."
fn denied(text: &Text<'_>, first: usize) -> bool {
    (1..=2).filter_map(|back| text.near(first, first.checked_sub(back))).any(|token| token.is(&NOT))
}

fn in_the_past(text: &Text<'_>, at: usize) -> bool {
    const PAST: [&str; 4] = ["yesterday", "ago", "last", "previously"];
    let Some(sentence) = text.tokens.get(at).map(|token| token.sentence) else {
        return false;
    };
    text.tokens.iter().filter(|token| token.sentence == sentence).any(|token| token.is(&PAST))
}

/// A child and a harm in one sentence; the words for the child are what is marked.
fn child_beside_harm(text: &Text<'_>) -> Option<(usize, usize)> {
    (0..text.tokens.len()).find_map(|index| {
        let last = child_at(text, index)?;
        let beside = text.tokens.iter().enumerate().filter(|(at, _)| text.together(index, *at));
        let harmed = beside.filter(|(_, token)| token.is(&HARM)).any(|(at, _)| !denied(text, at));
        harmed.then_some((index, last))
    })
}

/// The last word of words for a child that begin at `index`: "child", "a 14 year old", "aged 12".
fn child_at(text: &Text<'_>, index: usize) -> Option<usize> {
    let token = text.tokens.get(index)?;
    if token.is(&CHILDREN) {
        return Some(index);
    }
    let is = |at: usize, words: &[&str]| text.near(index, Some(at)).is_some_and(|t| t.is(words));
    let under_18 =
        |at: usize| text.near(index, Some(at)).and_then(super::tokens::Token::number).is_some_and(|age| age < 18);
    if token.is(&["aged"]) && under_18(index + 1) {
        return Some(index + 1);
    }
    // "a boy of about 15"
    if token.is(&["boy", "girl"]) && is(index + 1, &["of", "about", "around"]) {
        return (index + 2..index + 4).find(|&at| under_18(at));
    }
    if under_18(index) && is(index + 1, &["year", "years", "yr"]) && is(index + 2, &["old", "olds"]) {
        return Some(index + 2);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{Rule, tests::found_by};

    #[test]
    fn now_or_a_life_at_risk_asks_for_999() {
        for (text, words) in [
            ("There is a fight happening right now by the station", "happening right now"),
            ("A lad has been stabbed outside the takeaway", "has been stabbed"),
            ("He said he is going to kill him", "going to kill"),
            ("she is on the floor bleeding", "bleeding"),
            ("I think he wants to die", "wants to die"),
            ("Two men are fighting outside", "are fighting"),
        ] {
            assert_eq!(found_by(Rule::Stop999, text), [words], "{text}");
        }
    }

    #[test]
    fn a_crime_asks_for_101() {
        for (text, words) in [
            ("My friend was robbed on Friday", "was robbed"),
            ("Someone broke into the youth club", "broke into"),
            ("They stole his bike at knifepoint", "stole his"),
        ] {
            assert_eq!(found_by(Rule::Stop101, text), [words], "{text}");
        }
    }

    #[test]
    fn a_child_at_risk_asks_for_the_hub_and_an_age_alone_does_not() {
        for (text, words) in [
            ("A 14-year-old is being made to hold a knife for them", "14-year-old"),
            ("The child had bruises on both arms", "child"),
            ("a girl aged 13 has gone missing again", "aged 13"),
            ("Sounds like county lines to me", "county lines"),
            ("A boy of about 15 showed me a kitchen knife", "boy of about 15"),
        ] {
            assert_eq!(found_by(Rule::StopMash, text), [words], "{text}");
        }
        for text in ["A 14 year old won the cup", "Children were playing in the park", "a man aged 42 was hurt"] {
            assert_eq!(found_by(Rule::StopMash, text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_is_denied_or_long_past_asks_nothing() {
        assert_eq!(found_by(Rule::Stop999, "It is not happening now"), Vec::<String>::new());
        assert_eq!(found_by(Rule::Stop999, "He was bleeding last week"), Vec::<String>::new());
        assert_eq!(found_by(Rule::Stop101, "Nobody was robbed"), Vec::<String>::new());
    }

    #[test]
    fn each_question_is_asked_once() {
        let text = "He has been stabbed. She has been stabbed. They are fighting now.";
        assert_eq!(found_by(Rule::Stop999, text).len(), 1);
    }
}
