//! Which stage the program is in.

use domain::permissions::Right;
use domain::records::AudienceRef;
use domain::roles::Role;
use domain::wards::BoundarySet;
use domain::words::{self, Refusal};
use store::StoreError;
use store::keyfile::KeyFile;

use super::{histories, recovery_code_kept, roster_begin, settings, today};
use crate::api::session::{
    BadgeView, BoundaryChoice, LockedView, NotebookRow, NoticeView, OpenView, PersonView, SessionView, SyncView, TroubleView,
};
use crate::api::{Failure, Nothing};
use crate::app::{App, LockReason, usual_label};
use crate::failure::refusal_of;
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(app: &App, _: Nothing) -> Result<SessionView, Failure> {
    if app.book().is_some() {
        let view = app.look(open)?;
        return Ok(SessionView::Open(Box::new(OpenView { new_note: app.new_note_asked(), ..view })));
    }
    let labelled = labelled(app);
    if app.asks_which() && !labelled.is_empty() {
        return Ok(SessionView::Choose { notebooks: labelled });
    }
    if !app.profile().exists() {
        return Ok(first_run(!labelled.is_empty()));
    }
    match KeyFile::read_at(&app.profile().keys(), app.host().clock().now()) {
        Ok(keys) => Ok(SessionView::Locked(locked(app, &keys))),
        Err(error) => trouble(app, error),
    }
}

/// The notebooks on this computer by what they are called. Where two are called the same, or one does not say, they are
/// told apart by their number.
pub(super) fn labelled(app: &App) -> Vec<NotebookRow> {
    let notebooks = app.shelf().notebooks();
    let labels: Vec<String> = notebooks
        .iter()
        .map(|(number, profile)| KeyFile::read(&profile.keys()).map_or_else(|_| usual_label(*number), |keys| keys.label))
        .collect();
    let twice = |label: &String| labels.iter().filter(|other| *other == label).count() > 1;
    let rows = notebooks.iter().zip(&labels).map(|((number, _), label)| NotebookRow {
        id: number.to_string(),
        label: if twice(label) { format!("{label} ({number})") } else { label.clone() },
    });
    rows.collect()
}

fn first_run(others: bool) -> SessionView {
    let mut boundaries: Vec<BoundaryChoice> = BoundarySet::ALL
        .iter()
        .map(|set| BoundaryChoice { id: set.to_string(), label: format!("Wards {}", set.words()) })
        .collect();
    boundaries.reverse();
    SessionView::FirstRun { default_boundaries: BoundarySet::default().to_string(), boundaries, others }
}

fn locked(app: &App, keys: &KeyFile) -> LockedView {
    let clock = |at: domain::clock::Timestamp| domain::dates::clock_time(at.utc());
    let (reason, draft_kept) = app.lock_reason();
    LockedView {
        label: keys.label.clone(),
        headline: words::locked(draft_kept).to_owned(),
        detail: match reason {
            LockReason::Started => String::new(),
            LockReason::Asked { at } => format!("Locked at {}.", clock(at)),
            LockReason::Idle { at, minutes } => {
                format!(
                    "Locked at {}, after {} without use.",
                    clock(at),
                    words::counted(minutes.into(), "minute", "minutes")
                )
            }
            LockReason::Slept { at } => format!("Locked at {}, when this computer woke up.", clock(at)),
        },
        wait_seconds: keys.wait_seconds(app.host().clock().now()),
        sync: SyncView {
            icon: "this-computer".to_owned(),
            headline: "Kept on this computer".to_owned(),
            detail: String::new(),
            count: 0,
        },
        unsent: app.profile().holds_unsent(),
    }
}

fn trouble(app: &App, error: StoreError) -> Result<SessionView, Failure> {
    let failure: Failure = refusal_of(error, app.profile().folder()).map_or_else(|failure| failure, Into::into);
    let mut sentences = failure.message.split_inclusive(". ").map(|sentence| sentence.trim().to_owned());
    Ok(SessionView::Trouble(TroubleView {
        code: failure.code,
        headline: sentences.next().unwrap_or_default(),
        paragraphs: sentences.collect(),
        retryable: failure.retryable,
    }))
}

fn open(look: &Look<'_>) -> Result<OpenView, Failure> {
    let me = look.me()?;
    let joined = look.reader.server()?.is_some();
    // Between joining and the first exchange the notebook knows neither its owner's name nor its wards.
    let person = look.reader.person(me)?;
    if person.is_none() && !joined {
        return Err(Refusal::NotFound { what: "person", id: me.to_string() }.into());
    }
    let (partnership, set) = match look.reader.partnership() {
        Ok(known) => known,
        Err(_) if joined => (String::new(), BoundarySet::default()),
        Err(error) => return Err(error.into()),
    };
    let settings = settings::read(look)?;
    let rights = look.reader.rights_everywhere(me, look.today()?)?;
    let manages = joined && (rights.contains(&Right::Administer) || rights.contains(&Right::Invite));
    let mut places = vec!["today", "notes"];
    if look.reader.linked()? {
        places.extend(work_places(look, me)?);
    }
    places.push("wards");
    if manages {
        places.push("people");
    }
    places.push("settings");
    Ok(OpenView {
        person: PersonView {
            id: me.to_string(),
            name: person.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
            role: person.map(|person| person.role).unwrap_or_default(),
        },
        partnership,
        boundaries: set.to_string(),
        sample: look.book.sample,
        places: places.into_iter().map(str::to_owned).collect(),
        badges: badges(look)?,
        sync: views::sync_view(look)?,
        notices: look.reader.notices()?.into_iter().filter_map(|(id, _)| notice(look, id)).collect(),
        theme: settings.theme,
        letter_keys: settings.letter_keys,
        safeguarding_first: of_school(look, me)?,
        lease_over: look.lease_over()?,
        begun: look.reader.begun_key()?.is_some(),
        new_note: false,
    })
}

/// Whether this person was let in as a school's or college's.
fn of_school(look: &Look<'_>, me: domain::ids::PersonId) -> Result<bool, Failure> {
    let today = look.today()?;
    let school = |grant: &domain::access::Grant| grant.holds_on(today) && grant.role == Role::School.id();
    Ok(look.reader.grants_of(me)?.iter().any(school))
}

/// What of the work that follows from notes this person has a part in.
fn work_places(look: &Look<'_>, me: domain::ids::PersonId) -> Result<Vec<&'static str>, Failure> {
    let today = look.today()?;
    let grants = look.reader.grants_of(me)?;
    let has = |right: Right| grants.iter().any(|grant| grant.holds_on(today) && grant.rights.contains(&right));
    let invited = grants.iter().any(|grant| grant.holds_on(today) && matches!(grant.audience, AudienceRef::Stream(_)));
    let mut places = Vec::new();
    if has(Right::Triage) {
        places.push("triage");
    }
    if has(Right::Plan) || has(Right::ReadRestricted) || invited {
        places.push("plans");
    }
    let reads = |grant: &domain::access::Grant| {
        grant.rights.contains(&Right::Read) && !matches!(grant.audience, AudienceRef::Stream(_))
    };
    if grants.iter().any(|grant| grant.holds_on(today) && reads(grant)) {
        places.push("briefings");
    }
    if has(Right::ReadSealed) {
        places.push("sources");
    }
    Ok(places)
}

/// What waits for this person: notes that nobody has read or whose authors have said more since, and actions of their own that are late.
fn badges(look: &Look<'_>) -> Result<Vec<BadgeView>, Failure> {
    let mut badges = Vec::new();
    if !look.reader.linked()? || look.lease_over()? {
        return Ok(badges);
    }
    let today::ToRead { unread, late, more_said } = today::to_read(look)?;
    if unread + more_said > 0 {
        let words = words::to_read(unread, late, more_said);
        badges.push(BadgeView { place: "triage".to_owned(), count: unread + more_said, words });
    }
    let late = today::actions_late(look)?;
    if late > 0 {
        let words = words::counted(late.into(), "of your actions is late", "of your actions are late");
        badges.push(BadgeView { place: "plans".to_owned(), count: late, words });
    }
    Ok(badges)
}

/// That this computer's clock is wrong, by as much as it was at the last exchange.
fn clock_notice(look: &Look<'_>, id: String) -> Option<NoticeView> {
    let words = words::clock_off(look.reader.server().ok()??.clock_off(look.now())?);
    let (headline, detail) = words.split_once(". ")?;
    said("amber", (format!("{headline}."), detail.to_owned()), id)
}

fn said(tone: &str, (headline, detail): (String, String), id: String) -> Option<NoticeView> {
    Some(NoticeView { id, tone: tone.to_owned(), headline, detail })
}

fn notice(look: &Look<'_>, id: String) -> Option<NoticeView> {
    let (tone, headline, detail) = match id.as_str() {
        "clock" => return clock_notice(look, id),
        "two-histories" => return said("red", histories::found(look.reader).ok()?.two?, id),
        "history-changed" => return said("red", histories::found(look.reader).ok()?.changed?, id),
        "kept-back" => return said("red", histories::found(look.reader).ok()?.kept_back?, id),
        recovery_code_kept::NOTICE => (
            "amber",
            "The recovery code was shown and not confirmed.",
            "It opens this notebook if the passphrase is forgotten. If you have it on paper, all is well. If not, make a new one in Settings and print it.",
        ),
        roster_begin::NOTICE => (
            "amber",
            "The leads' recovery code is not confirmed yet.",
            "If you have it on paper, all is well: its mark stands under Sealed sources. If not, make a new one there and print it. Where every lead's device is gone, nothing else opens what was sealed.",
        ),
        "moved" => (
            "blue",
            "This notebook was opened somewhere else before.",
            "Everything is here. So that two copies can never be mistaken for one, this one now goes on as a new device. If you use the other copy too, they are two notebooks from here on.",
        ),
        "restored" => (
            "blue",
            "This notebook was restored from a backup.",
            "Everything up to the backup is here. It goes on as a new device, so that it can never be mistaken for the notebook the backup was made of.",
        ),
        "copied" => (
            "blue",
            "A copy of this notebook was used as well.",
            "Nothing is lost. This one now goes on as a new device, and what it had not sent goes out under it. Use one copy from here on.",
        ),
        _ => return None,
    };
    said(tone, (headline.to_owned(), detail.to_owned()), id)
}
