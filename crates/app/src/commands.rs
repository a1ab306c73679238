//! The one list of commands. Window, test host and terminal speak to the same list; a command without
//! a use case, or a use case of another shape, does not compile.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::actions::*;
use crate::api::attachments::*;
use crate::api::briefings::*;
use crate::api::drafts::*;
use crate::api::join::*;
use crate::api::keep::*;
use crate::api::keeping::*;
use crate::api::lists::*;
use crate::api::notes::*;
use crate::api::people::*;
use crate::api::plans::*;
use crate::api::sealed::*;
use crate::api::session::*;
use crate::api::settings::*;
use crate::api::sharing::*;
use crate::api::sources::*;
use crate::api::subject::*;
use crate::api::sync::*;
use crate::api::trail::*;
use crate::api::triage::*;
use crate::api::unfinished::*;
use crate::api::wards::*;
use crate::api::{ChangeEvent, Failure, Nothing};
use crate::app::App;
use crate::asked::Keeps;
use crate::cases;
use crate::notebook::{Act, Look};
use crate::wiped::Wiped;

/// What a command is, for lists of them and for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Query,
    Mutate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    pub name: &'static str,
    pub sort: Sort,
    /// False for what works without an open notebook.
    pub needs_open: bool,
}

macro_rules! commands {
    (
        program queries { $($pq:ident: $pq_request:ty => $pq_answer:ty,)* }
        prompt acts { $($ia:ident: $ia_request:ty => $ia_answer:ty,)* }
        program acts { $($pa:ident($keeps:ident): $pa_request:ty => $pa_answer:ty,)* }
        queries { $($q:ident: $q_request:ty => $q_answer:ty,)* }
        acts { $($a:ident: $a_request:ty => $a_answer:ty,)* }
    ) => {
        /// Every command, in the order of the list.
        pub const ALL: &[Command] = &[
            $(Command { name: stringify!($pq), sort: Sort::Query, needs_open: false },)*
            $(Command { name: stringify!($ia), sort: Sort::Mutate, needs_open: false },)*
            $(Command { name: stringify!($pa), sort: Sort::Mutate, needs_open: false },)*
            $(Command { name: stringify!($q), sort: Sort::Query, needs_open: true },)*
            $(Command { name: stringify!($a), sort: Sort::Mutate, needs_open: true },)*
        ];

        impl App {
            /// Answers a query. Nothing is written.
            pub fn query(&self, name: &str, args: Value) -> Result<Value, Failure> {
                let args = Wiped::new(args);
                match name {
                    $(stringify!($pq) => {
                        let request: $pq_request = request(&args)?;
                        let view: $pq_answer = cases::$pq::run(self, request)?;
                        answer(&view)
                    })*
                    $(stringify!($q) => {
                        let request: $q_request = request(&args)?;
                        let view: $q_answer = self.look(|look: &Look<'_>| {
                            within_lease(look, stringify!($q))?;
                            cases::$q::run(look, request)
                        })?;
                        answer(&view)
                    })*
                    _ => Err(Failure::misuse(&format!("no query is called {name}"))),
                }
            }

            /// Does an act. With a request id seen before, the first answer comes back and nothing is done again.
            pub fn mutate(&self, request_id: &str, name: &str, args: Value) -> Result<Value, Failure> {
                let args = Wiped::new(args);
                match name {
                    $(stringify!($ia) => {
                        let request: $ia_request = request(&args)?;
                        let done: $ia_answer = cases::$ia::run(self, request)?;
                        answer(&done)
                    })*
                    $(stringify!($pa) => {
                        let request: $pa_request = request(&args)?;
                        self.program_act(request_id, (name, &args, Keeps::$keeps), || {
                            let done: $pa_answer = cases::$pa::run(self, request)?;
                            answer(&done)
                        })
                    })*
                    $(stringify!($a) => {
                        let request: $a_request = request(&args)?;
                        self.act(request_id, name, &args, |act: &mut Act<'_, '_>| {
                            let done: $a_answer = cases::$a::run(act, request)?;
                            answer(&done)
                        })
                    })*
                    _ => Err(Failure::misuse(&format!("no act is called {name}"))),
                }
            }
        }

        /// The commands' types for the screens: name, request, answer.
        pub(crate) fn signatures() -> Vec<(Command, String, String)> {
            let config = ts_rs::Config::default();
            vec![
                $((Command { name: stringify!($pq), sort: Sort::Query, needs_open: false },
                    <$pq_request as ts_rs::TS>::name(&config), <$pq_answer as ts_rs::TS>::name(&config)),)*
                $((Command { name: stringify!($ia), sort: Sort::Mutate, needs_open: false },
                    <$ia_request as ts_rs::TS>::name(&config), <$ia_answer as ts_rs::TS>::name(&config)),)*
                $((Command { name: stringify!($pa), sort: Sort::Mutate, needs_open: false },
                    <$pa_request as ts_rs::TS>::name(&config), <$pa_answer as ts_rs::TS>::name(&config)),)*
                $((Command { name: stringify!($q), sort: Sort::Query, needs_open: true },
                    <$q_request as ts_rs::TS>::name(&config), <$q_answer as ts_rs::TS>::name(&config)),)*
                $((Command { name: stringify!($a), sort: Sort::Mutate, needs_open: true },
                    <$a_request as ts_rs::TS>::name(&config), <$a_answer as ts_rs::TS>::name(&config)),)*
            ]
        }

        /// Every type a command carries, with all it refers to.
        pub(crate) fn declare(to: &mut crate::typescript::Declarations) {
            $(to.add::<$pq_request>(); to.add::<$pq_answer>();)*
            $(to.add::<$ia_request>(); to.add::<$ia_answer>();)*
            $(to.add::<$pa_request>(); to.add::<$pa_answer>();)*
            $(to.add::<$q_request>(); to.add::<$q_answer>();)*
            $(to.add::<$a_request>(); to.add::<$a_answer>();)*
            to.add::<ChangeEvent>();
            to.add::<Failure>();
        }
    };
}

commands! {
    program queries {
        session: Nothing => SessionView,
        passphrase_strength: PassphraseStrengthRequest => PassphraseStrengthView,
        invitation_look: InvitationLookRequest => InvitationLook,
        invitations: Nothing => InvitationsView,
        devices_seen: Nothing => DevicesSeenView,
        held: Nothing => HeldView,
        handing: HandingRequest => HandingView,
        sharing_look: SharingLookRequest => SharingLook,
        subject_request: ById => SubjectRequestView,
    }
    // These wait for no other act, and doing one twice is doing it once: nothing is remembered of them.
    prompt acts {
        lock: Nothing => Nothing,
        touch: Nothing => Nothing,
        sync_now: Nothing => SyncReport,
    }
    // In brackets what is remembered of the last one, so that it can be sent again.
    program acts {
        notebook_create(Neither): NotebookCreateRequest => NotebookCreated,
        sample_open(Both): Nothing => Nothing,
        sample_leave(Both): Nothing => Nothing,
        unlock(Answer): UnlockRequest => Nothing,
        unlock_with_recovery_code(Answer): UnlockWithRecoveryCodeRequest => Nothing,
        passphrase_change(Answer): PassphraseChangeRequest => Nothing,
        recovery_code_renew(Neither): RecoveryCodeRenewRequest => RecoveryCodeView,
        label_set(Both): LabelSetRequest => Nothing,
        notebook_choose(Both): NotebookChooseRequest => Nothing,
        notebook_begin(Both): Nothing => Nothing,
        notebook_leave(Both): Nothing => Nothing,
        notebook_set_aside(Both): Nothing => SetAsideView,
        unsent_send(Answer): UnsentSendRequest => UnsentSent,
        backup(Both): BackupRequest => BackupView,
        restore(Answer): RestoreRequest => RestoreView,
        export(Both): ExportRequest => ExportView,
        verify(Both): Nothing => VerifyView,
        doctor(Both): Nothing => DoctorView,
        join(Neither): JoinRequest => JoinedView,
        reintroduce(Answer): ReintroduceRequest => ReintroducedView,
        person_invite(Neither): PersonInviteRequest => InvitedView,
        invitation_withdraw(Both): ById => Nothing,
        held_decide(Both): HeldDecideRequest => Nothing,
        waiting_save(Both): WaitingSaveRequest => FileSaved,
        pack_save(Both): PackSaveRequest => FileSaved,
        file_take(Both): FileTakeRequest => FileTaken,
        roster_begin(Neither): Nothing => RosterBegun,
        roster_renew_code(Neither): Nothing => RosterBegun,
        roster_recover(Neither): RosterRecoverRequest => RosterBegun,
        source_open(Neither): SourceOpenRequest => SourceOpened,
        attachment_add(Both): AttachmentAddRequest => AttachmentAdded,
        attachment_save(Both): AttachmentSaveRequest => AttachmentSaved,
        subject_export(Both): SubjectExportRequest => ExportView,
    }
    queries {
        lists: Nothing => ListsView,
        today: Nothing => TodayView,
        notes: NotesRequest => NotesPage,
        notes_whole: NotesRequest => NotesWholePage,
        note: NoteRequest => NoteView,
        note_filters: Nothing => NoteFiltersView,
        coach: CoachRequest => CoachView,
        drafts: Nothing => DraftsView,
        draft: ById => DraftView,
        unfinished: UnfinishedRequest => UnfinishedView,
        wards: Nothing => WardsView,
        ward: WardRequest => WardView,
        settings: Nothing => SettingsView,
        status: Nothing => StatusView,
        sync: Nothing => SyncPageView,
        outbox_text: OutboxRequest => OutboxText,
        attachment: ById => AttachmentContent,
        conflicts: Nothing => ConflictsView,
        people: Nothing => PeopleView,
        sources: Nothing => SourcesView,
        trail: TrailRequest => TrailPage,
        own_sources: Nothing => Vec<OwnSourceRow>,
        keeping: KeepingRequest => KeepingView,
        erasing: ById => ErasingView,
        subject_requests: Nothing => SubjectRequestsView,
        person: ById => PersonDetail,
        begun: Nothing => BegunView,
        triage: TriageRequest => TriagePage,
        triage_note: ById => TriageNoteView,
        brief_check: BriefCheckRequest => BriefCheckView,
        briefings: BriefingsRequest => BriefingsPage,
        briefing: ById => BriefingView,
        plans: PlansRequest => PlansPage,
        plan: ById => PlanView,
        actions: ActionsRequest => ActionsPage,
        action_groups: ActionGroupsRequest => ActionGroupsView,
        action: ById => ActionView,
        actions_whole: ActionsRequest => ActionsWholePage,
        actions_import_look: ActionsImportRequest => ActionsImportLook,
    }
    acts {
        note_record: NoteRecordRequest => NoteRecorded,
        note_amend: NoteAmendRequest => NoteAmended,
        amendment_take_back: ById => Nothing,
        amendment_restore: ById => Nothing,
        note_withdraw: NoteWithdrawRequest => Nothing,
        note_reinstate: ById => Nothing,
        note_pin: NotePinRequest => Nothing,
        draft_save: DraftSaveRequest => DraftSaved,
        addition_save: AdditionSaveRequest => DraftSaved,
        unfinished_save: UnfinishedSaveRequest => DraftSaved,
        draft_delete: ById => Nothing,
        draft_restore: ById => Nothing,
        draft_file_describe: DraftFileDescribeRequest => Nothing,
        draft_file_remove: ById => Nothing,
        draft_file_restore: ById => Nothing,
        settings_set: SettingsSetRequest => SettingsView,
        notice_dismiss: NoticeDismissRequest => Nothing,
        note_read: NoteReadRequest => NoteRead,
        outbox_retry: OutboxRequest => Nothing,
        outbox_edit: OutboxRequest => OutboxEdited,
        conflict_decide: ConflictDecideRequest => ConflictDecided,
        conflict_undo: ConflictUndoRequest => Nothing,
        grant_add: GrantAddRequest => Nothing,
        grant_end: EndRequest => Nothing,
        person_end: EndRequest => Nothing,
        device_end: EndRequest => Nothing,
        person_rename: PersonRenameRequest => Nothing,
        person_set: PersonSetRequest => Nothing,
        begun_answer: BegunAnswerRequest => Nothing,
        recovery_code_kept: Nothing => Nothing,
        lead_add: LeadRequest => Nothing,
        lead_remove: LeadRequest => Nothing,
        draft_keep: ById => Nothing,
        note_keep: NoteKeepRequest => Done,
        note_erase: NoteEraseRequest => Done,
        addition_erase: ById => Done,
        source_erase: SourceEraseRequest => Nothing,
        sources_merge: SourcesMergeRequest => SourcesMerged,
        sources_part: SourcesPartRequest => Nothing,
        period_set: PeriodSetRequest => Nothing,
        work_erase: WorkEraseRequest => Done,
        names_erase: ById => Done,
        subject_add: SubjectAddRequest => Done,
        subject_set: SubjectSetRequest => Done,
        subject_decide: SubjectDecideRequest => Done,
        triage_assign: TriageAssignRequest => Done,
        triage_ask: TriageTextRequest => Done,
        triage_tell: TriageTellRequest => Done,
        triage_brief: TriageBriefRequest => Done,
        triage_link: TriageLinkRequest => Done,
        triage_relate: TriageRelateRequest => Done,
        triage_send: TriageSendRequest => Done,
        triage_close: TriageCloseRequest => Done,
        triage_remark: TriageTextRequest => Done,
        triage_grade: TriageGradeRequest => Done,
        take_back: TakeBackRequest => Nothing,
        briefing_correct: BriefingCorrectRequest => Done,
        briefing_withdraw: BriefingWithdrawRequest => Done,
        plan_add: PlanAddRequest => Done,
        plan_set: PlanSetRequest => Done,
        plan_activate: ById => Done,
        plan_invite: PlanInviteRequest => Done,
        plan_uninvite: PlanUninviteRequest => Done,
        plan_close: PlanCloseRequest => Done,
        plan_reopen: ById => Done,
        plan_delete: ById => Done,
        action_add: ActionAddRequest => Done,
        action_set: ActionSetRequest => Done,
        action_delete: ById => Done,
        action_progress: ActionProgressRequest => Done,
        actions_import: ActionsImportRequest => ActionsImported,
        actions_import_undo: ById => ActionsImportUndone,
    }
}

/// Queries that show what others, or this person, wrote down before. They stop when the notebook has not
/// heard from its server for too long; recording and what waits to be sent never do.
const READING: &[&str] = &[
    "action",
    "action_groups",
    "actions",
    "actions_whole",
    "attachment",
    "begun",
    "brief_check",
    "briefing",
    "briefings",
    "conflicts",
    "erasing",
    "keeping",
    "note",
    "note_filters",
    "notes",
    "notes_whole",
    "own_sources",
    "people",
    "person",
    "plan",
    "plans",
    "sources",
    "subject_requests",
    "today",
    "trail",
    "triage",
    "triage_note",
    "unfinished",
    "ward",
    "wards",
];

fn within_lease(look: &Look<'_>, query: &str) -> Result<(), Failure> {
    if READING.contains(&query) && look.lease_over()? {
        return Err(domain::words::Refusal::LeaseOver.into());
    }
    Ok(())
}

fn request<T: DeserializeOwned>(args: &Value) -> Result<T, Failure> {
    let nothing = Value::Object(serde_json::Map::new());
    let args = if args.is_null() { &nothing } else { args };
    // The fault names fields and types of the request, never what a person wrote.
    T::deserialize(args).map_err(|_| Failure::misuse("the request does not have the form it should have"))
}

fn answer<T: Serialize>(view: &T) -> Result<Value, Failure> {
    serde_json::to_value(view).map_err(|_| Failure::unforeseen("the answer could not be written down"))
}
