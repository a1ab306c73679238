//! From rows of the store to what a list or a page shows.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};
use domain::clock::Timestamp;
use domain::dates::{self, NoteWhen};
use domain::ids::PersonId;
use domain::lists::List;
use domain::wards::WardCode;
use domain::words::{self, NoteState};
use store::read::{NoteRow as StoredRow, PersonRow, Words};
use sync::{Phase, Trouble};

use crate::api::Failure;
use crate::api::lists::{Choice, WardRef};
use crate::api::notes::{AuthorView, NoteRow, StateView, TextPiece};
use crate::api::session::SyncView;
use crate::notebook::Look;

/// What all rows of one page share.
pub(crate) struct Rows<'a> {
    look: &'a Look<'a>,
    people: BTreeMap<PersonId, PersonRow>,
    me: PersonId,
    kept: String,
    /// The notebook belongs to a partnership with a server.
    linked: bool,
}

impl<'a> Rows<'a> {
    pub fn of(look: &'a Look<'a>) -> Result<Self, Failure> {
        Ok(Self {
            look,
            people: look.people()?,
            me: look.me()?,
            kept: kept_words(look)?,
            linked: look.reader.linked()?,
        })
    }

    pub fn row(&self, row: &StoredRow, excerpt: Vec<TextPiece>) -> NoteRow {
        let when = when_of(row.happened);
        let topics: Vec<String> = serde_json::from_str(&row.topics).unwrap_or_default();
        NoteRow {
            id: row.id.to_string(),
            excerpt,
            ward: ward_ref(&row.ward),
            when: when.words(self.look.now().utc()),
            when_iso: when.to_string(),
            recorded_at: row.recorded_at.rfc3339(),
            topics: topics.iter().map(|topic| self.look.book.lists.topic.label(topic).to_owned()).collect(),
            author: self.author(row.author),
            state: self.state(row),
            amended: row.amended,
            pinned: row.pinned,
            files: self.look.reader.attachments_on(row.id).unwrap_or_default(),
        }
    }

    /// Whether the notebook belongs to a partnership with a server.
    pub fn linked(&self) -> bool {
        self.linked
    }

    pub fn me(&self) -> PersonId {
        self.me
    }

    pub fn plain_row(&self, row: &StoredRow) -> NoteRow {
        self.row(row, plain(&row.excerpt))
    }

    pub fn author(&self, id: PersonId) -> AuthorView {
        AuthorView {
            id: id.to_string(),
            name: self
                .people
                .get(&id)
                .map_or_else(|| "Somebody not known here".to_owned(), |person| person.name.clone()),
            me: id == self.me,
        }
    }

    /// The strongest state, and the sentence for it: only as strong as what is known.
    pub fn state(&self, row: &StoredRow) -> StateView {
        let told = NoteState::of_strength(row.step).filter(|state| *state > NoteState::Received);
        let received = row.received_at.filter(|_| self.linked);
        let state = NoteState::strongest(
            [row.withdrawn.then_some(NoteState::Withdrawn), told, received.map(|_| NoteState::Received)]
                .into_iter()
                .flatten(),
        );
        let words = match (state, received) {
            (NoteState::Withdrawn, _) => "Withdrawn. The text and its history can still be read.".to_owned(),
            (NoteState::Received, Some(at)) => words::accepted(at.utc()),
            (NoteState::Recorded, _) if self.linked && row.author != self.me => words::CAME_IN_A_FILE.to_owned(),
            (NoteState::Recorded, _) if self.linked => words::recorded_not_sent().to_owned(),
            (NoteState::Recorded, _) => self.kept.clone(),
            _ => self.told(row, state),
        };
        StateView { id: state.id().to_owned(), label: state.label().to_owned(), words }
    }

    /// What its author was told last of the strongest step.
    fn told(&self, row: &StoredRow, state: NoteState) -> String {
        let replies = self.look.reader.replies(row.id).unwrap_or_default();
        let of_step = |reply: &&store::read::ReplyRow| i64::from(reply.step) == state.strength();
        match replies.iter().rev().find(of_step) {
            Some(reply) if state == NoteState::Read => words::read(&reply.team, reply.at.utc()),
            Some(reply) => reply.sentence.clone().unwrap_or_else(|| state.label().to_owned()),
            None => state.label().to_owned(),
        }
    }
}

/// For whom and for what something is held, as far as it was written down.
pub(crate) fn held_for(look: &Look<'_>, controller: Option<&str>, purpose: Option<&str>) -> Option<String> {
    domain::held_for::words(controller.map(|agency| look.book.work.agency.label(agency)), purpose)
}

/// The sentence of a notebook without a server.
pub(crate) fn kept_words(look: &Look<'_>) -> Result<String, Failure> {
    let last = look.reader.last_backup()?.map(Timestamp::utc);
    Ok(words::kept_here_only(last, look.now().utc()))
}

/// The sync corner: what is where, in words.
pub(crate) fn sync_view(look: &Look<'_>) -> Result<SyncView, Failure> {
    if look.book.sample {
        return Ok(SyncView {
            icon: "sample".to_owned(),
            headline: "Sample data".to_owned(),
            detail: "Nothing here is real".to_owned(),
            count: 0,
        });
    }
    let Some(link) = look.reader.server()? else {
        return Ok(corner("this-computer", &kept_words(look)?, 0));
    };
    let (waiting, held, attention) = look.reader.outbox_counts()?;
    let conflicts = crate::cases::conflicts::to_decide(look)?;
    let status = look.book.sync_status();
    let now = look.now();
    let last = status.last_sync.or(link.synced_at);
    let days_ago = last.map_or(0, |at| now.seconds_since(at) / 86_400);
    // A try that has reached nobody yet changes nothing of what is known.
    let offline = status.offline_since.filter(|_| days_ago < STALE_DAYS).map(|since| words::offline(since.utc()));
    let count = waiting + attention + u32::try_from(conflicts.len()).unwrap_or(u32::MAX);
    // What a person must do comes first, then what is happening, then what is in the way, then that all is well.
    Ok(match &status.phase {
        _ if attention > 0 => corner("attention", &words::needs_you(attention.into()), count),
        _ if !conflicts.is_empty() => corner("conflict", &words::conflict(kind_words(&conflicts[0].kind)), count),
        Phase::Sending { item, of } => corner("sending", &words::sending(*item, *of), count),
        Phase::Connecting if waiting > 0 && status.offline_since.is_none() => {
            corner("sending", &words::sending(1, waiting.into()), count)
        }
        Phase::Receiving { behind } if *behind > 0 || last.is_none() => {
            corner("receiving", &words::receiving(*behind), count)
        }
        Phase::Files { left } => corner("sending", &words::files_left(*left), count),
        Phase::Waiting { trouble: Trouble::Unreachable, seconds, .. } => match &offline {
            Some(words) => corner("offline", words, count),
            None if days_ago >= STALE_DAYS => corner("stale", &words::stale(days_ago.unsigned_abs()), count),
            None => corner("offline", &words::failed_will_retry(*seconds), count),
        },
        Phase::Connecting if offline.is_some() => corner("offline", &offline.unwrap_or_default(), count),
        Phase::Waiting { trouble, .. } => {
            // What happened and what is safe; what to do about it stands on the page behind the corner.
            let words = crate::cases::trouble_words(trouble.clone());
            let said: String = words.split_inclusive(". ").take(2).collect();
            corner("attention", said.trim_end(), count)
        }
        _ if days_ago >= STALE_DAYS => corner("stale", &words::stale(days_ago.unsigned_abs()), count),
        _ if held > 0 && waiting == 0 => corner("held", words::held_without_day(), held),
        _ if waiting > 0 => corner("waiting", look.book.not_received_words(), count),
        _ => match last {
            Some(at) => corner("up-to-date", &words::up_to_date(at.utc(), now.utc()), 0),
            None => corner("waiting", words::not_synced_yet(), 0),
        },
    })
}

/// Days without an exchange after which it is said aloud.
const STALE_DAYS: i64 = 3;

/// The first sentence is the headline, the rest the detail.
fn corner(icon: &str, words: &str, count: u32) -> SyncView {
    let (headline, detail) = words.split_once(". ").unwrap_or((words, ""));
    SyncView {
        icon: icon.to_owned(),
        headline: headline.trim_end_matches('.').to_owned(),
        detail: detail.trim_end_matches('.').to_owned(),
        count,
    }
}

fn kind_words(kind: &str) -> &str {
    match kind {
        "person" => "member",
        "settings" => "setting",
        "analysis" => "plan",
        other => other,
    }
}

/// A stored `YYYYMMDDhhmm` as a day and a time that may be missing.
pub(crate) fn when_of(happened: i64) -> NoteWhen {
    let (day, time) = (happened / 10_000, happened % 10_000);
    let part = |number: i64| u32::try_from(number).unwrap_or(0);
    let date =
        NaiveDate::from_ymd_opt(i32::try_from(day / 10_000).unwrap_or(0), part(day / 100 % 100), part(day % 100));
    NoteWhen { date: date.unwrap_or_default(), time: NaiveTime::from_hms_opt(part(time / 100), part(time % 100), 0) }
}

pub(crate) fn ward_ref(code: &str) -> WardRef {
    match code.parse::<WardCode>().ok().and_then(WardCode::ward) {
        Some(ward) => WardRef { code: code.to_owned(), name: ward.name.to_owned(), boundaries: ward.set.to_string() },
        // A code of a set this version does not carry is shown as it is.
        None => WardRef { code: code.to_owned(), name: code.to_owned(), boundaries: String::new() },
    }
}

pub(crate) fn choices(list: &List) -> Vec<Choice> {
    list.entries
        .iter()
        .map(|entry| Choice { id: entry.id.clone(), label: entry.label.clone(), hint: entry.hint.clone() })
        .collect()
}

/// What a step that its author was told is called. A sentence that went with no other step carries the
/// weakest, under a word of its own.
pub(crate) fn told_label(step: NoteState, sentence: Option<&str>) -> &'static str {
    if step == NoteState::Read && sentence.is_some() { "Told" } else { step.label() }
}

pub(crate) fn at_words(at: Timestamp, now: Timestamp) -> String {
    dates::relative(at.utc(), now.utc())
}

pub(crate) fn plain(text: &str) -> Vec<TextPiece> {
    vec![TextPiece { text: text.to_owned(), hit: false }]
}

/// The whole text in pieces, the search's words marked.
pub(crate) fn marked(text: &str, words: Option<&Words>) -> Vec<TextPiece> {
    match words {
        None => plain(text),
        Some(words) => pieces(text, &words.hits(text)),
    }
}

/// Characters of text before the first hit in an excerpt, and in all.
const BEFORE: usize = 60;
const AROUND: usize = 200;

/// The passage around the first hit, on one line. Where no word is in the text (it stands in the place,
/// or in an amendment), the beginning.
pub(crate) fn passage(text: &str, words: &Words) -> Vec<TextPiece> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = words.hits(&line).first().map_or(0, |hit| hit.start);
    let before: Vec<(usize, char)> = line[..first].char_indices().rev().take(BEFORE).collect();
    let mut start = before.last().map_or(first, |(at, _)| *at);
    if before.len() < BEFORE {
        start = 0;
    } else if let Some(space) = line[start..first].find(' ') {
        start += space + 1;
    }
    let mut end = line[start..].char_indices().nth(AROUND).map_or(line.len(), |(at, _)| start + at);
    if end < line.len()
        && let Some(space) = line[start..end].rfind(' ')
    {
        end = start + space;
    }
    let mut shown = String::new();
    if start > 0 {
        shown.push('…');
    }
    shown.push_str(&line[start..end]);
    if end < line.len() {
        shown.push('…');
    }
    let hits = words.hits(&shown);
    pieces(&shown, &hits)
}

fn pieces(text: &str, hits: &[Range<usize>]) -> Vec<TextPiece> {
    let mut pieces = Vec::with_capacity(hits.len() * 2 + 1);
    let mut at = 0;
    for hit in hits {
        if hit.start > at {
            pieces.push(TextPiece { text: text[at..hit.start].to_owned(), hit: false });
        }
        pieces.push(TextPiece { text: text[hit.clone()].to_owned(), hit: true });
        at = hit.end;
    }
    if at < text.len() || pieces.is_empty() {
        pieces.push(TextPiece { text: text[at..].to_owned(), hit: false });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[TextPiece]) -> String {
        pieces.iter().map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn a_passage_starts_shortly_before_the_first_hit_and_marks_every_one() {
        let text =
            format!("{} two mopeds\nby the launderette, mopeds again. {}", "word ".repeat(60), "more ".repeat(60));
        let found = shown(&passage(&text, &Words::parse("moped").unwrap()));
        assert!(found.starts_with('…') && found.ends_with('…'), "{found}");
        assert!(found.contains("two [mopeds] by the launderette, [mopeds] again."), "{found}");
    }

    #[test]
    fn pieces_put_together_are_the_text_to_the_letter() {
        let text = "Café, café — CAFÉ\n\nby the 2nd café.";
        let pieces = marked(text, Words::parse("cafe").as_ref());
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        assert_eq!(pieces.iter().filter(|piece| piece.hit).count(), 4);
    }

    #[test]
    fn a_day_without_a_time_comes_back_without_one() {
        assert_eq!(when_of(2026_11_22_9999).to_string(), "2026-11-22");
        assert_eq!(when_of(2026_11_22_0905).to_string(), "2026-11-22T09:05");
    }
}

/// A refusal said before anything was tried: without the sentences that say that nothing was done.
pub(crate) fn in_advance(refusal: &domain::words::Refusal) -> String {
    let message = refusal.to_string();
    let said = message.split_inclusive(". ").filter(|sentence| !sentence.starts_with("Nothing was"));
    said.collect::<String>().trim().to_owned()
}
