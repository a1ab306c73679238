// Made from the command list of the app crate: `cargo xtask tidy --write`. Not edited by hand.

/**
 * Mutate `action_add`.
 */
export type ActionAddRequest = { plan: string, title: string, agency: string | null, 
/**
 * A member's id or name, or any name.
 */
owner: string | null, 
/**
 * An ISO day.
 */
due: string | null, sort: string | null, priority: string | null, };

/**
 * Of all actions held and not narrowed: statuses, owners, agencies and wards with counts.
 */
export type ActionChoices = { statuses: Array<FilterChoice>, owners: Array<FilterChoice>, agencies: Array<FilterChoice>, wards: Array<FilterChoice>, overdue: number, mine: number, };

export type ActionGroup = { 
/**
 * What `actions` takes in the place of what is grouped by.
 */
id: string, label: string, 
/**
 * Null where no rows were asked for.
 */
page: ActionGroupPage | null, };

export type ActionGroupPage = { rows: Array<ActionRow>, 
/**
 * What `actions` goes on after.
 */
next: string | null, total: number, };

/**
 * What groups of actions have in common.
 */
export type ActionGrouping = "plan" | "owner" | "agency" | "ward" | "status";

/**
 * Query `action_groups`: actions by what they have in common, with the first rows of some groups, so that
 * a screen of several groups is one question.
 */
export type ActionGroupsRequest = { by: ActionGrouping, 
/**
 * So many groups, from the first, come with rows.
 */
first: number, 
/**
 * These come with rows too.
 */
also: Array<string>, 
/**
 * Groups in which nothing stands are told as well: the columns of a board.
 */
empty: boolean, 
/**
 * What narrows the actions; its limit is each group's, and `after` is not for here.
 */
among: ActionsRequest, };

export type ActionGroupsView = { groups: Array<ActionGroup>, 
/**
 * How many match in all.
 */
total: number, choices: ActionChoices, };

/**
 * Mutate `action_progress`.
 */
export type ActionProgressRequest = { id: string, text: string, };

export type ActionRow = { id: string, title: string, plan: PlanRef, wards: Array<WardRef>, 
/**
 * "Patrol"
 */
sort: string | null, agency: string | null, owner: OwnerView | null, 
/**
 * An ISO day; null where none is set.
 */
due: string | null, 
/**
 * "Tue 1 Dec"; empty where none is set.
 */
due_words: string, 
/**
 * "3 days late", "due in 5 days"; empty once it is over.
 */
lateness: string, late: boolean, 
/**
 * It was moved since it was first set.
 */
due_moved: boolean, status: string, status_label: string, 
/**
 * `red`, `amber`, `green`; null where nobody said.
 */
confidence: string | null, priority: string | null, 
/**
 * "Funding"; while it is blocked.
 */
blocker: string | null, needs_attention: boolean, conflicts: boolean, can_change: boolean, };

/**
 * An action as scripts know it.
 */
export type ActionScript = { id: string, plan: string, title: string, status: string, due: string | null, original_due: string | null, owner: string | null, agency: string | null, confidence: string | null, overdue: boolean, progress: Array<ProgressScript>, 
/**
 * From field to heads.
 */
conflicts: { [key in string]: Array<HeadView> }, };

/**
 * Mutate `action_set`: what is null stays as it is; an empty text takes a value out.
 */
export type ActionSetRequest = { id: string, title: string | null, agency: string | null, owner: string | null, add_co_owner: string | null, remove_co_owner: string | null, 
/**
 * An ISO day; moving one that is set takes `why`.
 */
due: string | null, sort: string | null, priority: string | null, status: string | null, 
/**
 * An id of the list of closing reasons, with a status that ends it.
 */
closing_reason: string | null, confidence: string | null, 
/**
 * An id of the list of blockers: blocks it. Empty: nothing does any more.
 */
blocked_by: string | null, 
/**
 * Which agency can unblock it.
 */
unblocks: string | null, 
/**
 * Why: of the date, the status or the blocker that is set.
 */
why: string | null, result: string | null, 
/**
 * Counts by list id; 0 takes one out.
 */
counts: { [key in string]: number }, weapons: { [key in string]: number }, origins: { [key in string]: number }, reached: string | null, 
/**
 * What each field that is named here showed when the writing began (a count as `counts.ID`); refused
 * (`overtaken`) where it says something else by now.
 */
began: { [key in string]: string }, };

/**
 * Query `action`.
 */
export type ActionView = { row: ActionRow, co_owners: Array<OwnerView>, 
/**
 * The list ids of what `row` has in words.
 */
sort_id: string | null, agency_id: string | null, priority_id: string | null, 
/**
 * An ISO day.
 */
original_due: string | null, original_due_words: string, 
/**
 * How the due date moved, oldest first.
 */
due_moves: Array<DueMove>, 
/**
 * Why it is over, or why it stands as it does.
 */
status_reason: string | null, status_why: string, confidence_words: string | null, blocker: BlockerView | null, result: string | null, 
/**
 * What was counted, by list id, with labels.
 */
counts: Array<CountView>, weapons: Array<CountView>, origins: Array<CountView>, 
/**
 * An id of the list of bands.
 */
reached: string | null, reached_label: string | null, author: AuthorView, raised: string, 
/**
 * The latest first.
 */
progress: Array<ProgressView>, 
/**
 * Photos and documents, in the order they were added.
 */
files: Array<FileView>, 
/**
 * "Closed by Priya while Sam moved the due date"
 */
crossed: Array<string>, attention: Array<LackView>, conflicts: Array<ConflictView>, history: Array<HistoryEntry>, can_delete: boolean, 
/**
 * Whoever plans there may erase it for good.
 */
can_erase: boolean, };

export type ActionsImportLook = { 
/**
 * The file's headings.
 */
headings: Array<string>, 
/**
 * Fields that can be filled, with the heading each takes.
 */
fields: Array<ImportField>, 
/**
 * At most twenty rows as they would be written.
 */
rows: Array<ImportRow>, 
/**
 * Rows that would be written.
 */
good: number, 
/**
 * Plans that would be made.
 */
new_plans: Array<string>, 
/**
 * Every row that would not be written, and why.
 */
faults: Array<ImportFault>, 
/**
 * Agencies of the file that are not in the list, each once.
 */
agencies: Array<ImportAgency>, };

/**
 * Query `actions_import_look`: what an action log in a spreadsheet would become, without writing anything.
 */
export type ActionsImportRequest = { 
/**
 * The file's text: comma, semicolon or tab separated.
 */
text: string, 
/**
 * From field to the column's heading; empty lets the program guess.
 */
columns: { [key in string]: string }, 
/**
 * The plan that takes the rows; null where a column names plans.
 */
plan: string | null, 
/**
 * The ward of plans that are made, a code or name.
 */
ward: string | null, 
/**
 * `day-first` or `month-first`, where the dates do not say; null lets the program tell.
 */
dates: string | null, 
/**
 * What agencies that are not in the list are read as, by how the file has them; empty for no agency.
 */
agencies: { [key in string]: string }, };

/**
 * The answer of `actions_import_undo`.
 */
export type ActionsImportUndone = { 
/**
 * Actions taken out.
 */
taken: number, 
/**
 * Actions that somebody wrote on after they were brought in: they stay.
 */
left: number, 
/**
 * What `take_back` takes, to bring them in again.
 */
undo: Array<string>, };

/**
 * The answer of `actions_import`.
 */
export type ActionsImported = { 
/**
 * For `actions_import_undo`.
 */
batch: string, actions: number, plans: number, left_out: number, };

export type ActionsPage = { rows: Array<ActionRow>, next: string | null, 
/**
 * How many match in all.
 */
total: number, 
/**
 * Of all actions held and not narrowed: statuses, owners, agencies and wards with counts.
 */
statuses: Array<FilterChoice>, owners: Array<FilterChoice>, agencies: Array<FilterChoice>, wards: Array<FilterChoice>, overdue: number, mine: number, };

/**
 * Query `actions`: the earliest due first.
 */
export type ActionsRequest = { 
/**
 * One action alone; only `actions_whole` takes it.
 */
id: string | null, plan: string | null, 
/**
 * This person's own.
 */
mine: boolean, 
/**
 * A member's id or a name; `-` for those that nobody owns.
 */
owner: string | null, 
/**
 * `-` for those without one.
 */
agency: string | null, ward: string | null, 
/**
 * `not-started`, `in-progress`, `blocked`, `done`, `cancelled`; null for all.
 */
status: string | null, 
/**
 * Only those that are not over.
 */
open: boolean, overdue: boolean, 
/**
 * Words of the title.
 */
query: string, after: string | null, 
/**
 * 1 to 200; 0 means 50.
 */
limit: number, };

/**
 * Query `actions_whole`: whole actions in the order of the list, for the terminal.
 */
export type ActionsWholePage = { rows: Array<ActionScript>, next: string | null, };

export type AdditionKind = "amendment" | "withdrawal";

/**
 * Mutate `addition_save`: keeps an amendment or a reason for withdrawing while it is written.
 * An empty text forgets it.
 */
export type AdditionSaveRequest = { 
/**
 * The note it is about.
 */
note: string, kind: AdditionKind, text: string, };

/**
 * Something begun about a note and not done yet.
 */
export type AdditionView = { note: string, kind: AdditionKind, text: string, 
/**
 * "today 16:58"
 */
when: string, };

export type AmendmentView = { id: string, text: string, pieces: Array<TextPiece>, at: string, 
/**
 * "22 Nov, 14:32"
 */
when: string, author: AuthorView, 
/**
 * True once it was taken back; its text stays in the history.
 */
taken_back: boolean, 
/**
 * It answers a question of those who triage.
 */
answers: boolean, };

export type AnalysisView = { objective: string | null, 
/**
 * An id of the list of objective types.
 */
objective_type: string | null, objective_type_label: string | null, reduce_by: number | null, scanning: string | null, offender: string | null, victim: string | null, location: string | null, success_test: string | null, assessment: string | null, lessons: string | null, displacement: string | null, measures: Array<MeasureView>, reviews: Array<ReviewView>, };

export type AskedView = { 
/**
 * The reply that asks; an amendment that answers names it.
 */
id: string, text: string, author: AuthorView, when: string, 
/**
 * The amendment that answers it.
 */
answer: string | null, };

/**
 * What a file hangs on.
 */
export type AttachTo = { "kind": "draft", id: string, } | { "kind": "note", id: string, } | { "kind": "action", id: string, };

/**
 * Mutate `attachment_add`. Exactly one of `file` and `bytes` is given.
 */
export type AttachmentAddRequest = { to: AttachTo, 
/**
 * The file's own name; may be empty with `file`.
 */
name: string, 
/**
 * A path on this computer.
 */
file: string | null, 
/**
 * Base64, as a clipboard or a drop gives it.
 */
bytes: string | null, 
/**
 * What it shows, for whoever cannot see it.
 */
description: string, };

export type AttachmentAdded = { file: FileView, 
/**
 * What takes it back (`take_back`); empty for a file on a draft (`draft_file_remove`).
 */
undo: Array<string>, 
/**
 * "court.jpg is added: made smaller and cleaned of where it was taken."
 */
words: string, };

/**
 * Query `attachment` (by id): the whole of it. Also a draft's file.
 */
export type AttachmentContent = { name: string, media: string, 
/**
 * Base64.
 */
bytes: string, };

/**
 * Mutate `attachment_save`: a copy outside the notebook with a cover beside it, logged with who it is for.
 */
export type AttachmentSaveRequest = { id: string, file: string, recipient: string, purpose: string, 
/**
 * As in an export.
 */
recipient_kind: string | null, until: string | null, };

export type AttachmentSaved = { file: string, 
/**
 * The text beside it that says for whom it is, how it is marked and until when it may be kept.
 */
cover: string, words: string, };

export type AuthorView = { id: string, name: string, 
/**
 * True for the person using this notebook.
 */
me: boolean, };

/**
 * Mutate `backup`: `file` is a path that does not exist yet.
 */
export type BackupRequest = { file: string, };

export type BackupView = { file: string, bytes: number, changes: number, at: string, 
/**
 * "Backup made and checked: 312 notes, 1.2 MB."
 */
words: string, };

/**
 * A number beside a place of the rail.
 */
export type BadgeView = { 
/**
 * As in `OpenView::places`.
 */
place: string, count: number, 
/**
 * "3 to read, 1 of them late, 1 with more said"
 */
words: string, };

/**
 * Mutate `begun_answer`: bring these along (recorded anew, in your name) or leave them where they are.
 */
export type BegunAnswerRequest = { ids: Array<string>, bring: boolean, };

/**
 * A form that something was begun in and that was not finished, for Today.
 */
export type BegunForm = { form: UnfinishedForm, 
/**
 * The records it is about, in the order of their ids; none for a plan that comes from no note.
 */
about: Array<string>, 
/**
 * The first words of the first of them, a plan's or an action's title, or a source's reference; empty where it
 * has none.
 */
of: string, 
/**
 * When the last of its fields was saved: "yesterday 17:52"
 */
when: string, };

export type BegunNote = { row: NoteRow, text: string, 
/**
 * `waiting`, `brought` or `left`.
 */
answer: string, 
/**
 * Why it cannot be brought, such as a ward of other boundaries; null where it can.
 */
obstacle: string | null, };

/**
 * Query `begun`: notes of the notebook that was kept here before joining, each waiting for an answer.
 */
export type BegunView = { notes: Array<BegunNote>, };

export type BlockerView = { kind: string, label: string, why: string, 
/**
 * Who can unblock it.
 */
agency: string | null, 
/**
 * "since 3 Nov, 15 working days"
 */
since: string, };

export type BoundaryChoice = { 
/**
 * `2022` or `2014`.
 */
id: string, label: string, };

/**
 * Query `brief_check`: what stops this text from being shared as a briefing of this note.
 */
export type BriefCheckRequest = { id: string, text: string, };

export type BriefCheckView = { 
/**
 * A sentence or two each; none where it may be shared.
 */
stops: Array<string>, };

/**
 * Mutate `briefing_correct`.
 */
export type BriefingCorrectRequest = { id: string, text: string, 
/**
 * The version that was corrected; refused (`overtaken`) where it is no longer what stands.
 */
base: string | null, };

export type BriefingRef = { id: string, text: string, when: string, author: AuthorView, withdrawn: boolean, };

/**
 * Query `briefing`, and a row of the list.
 */
export type BriefingView = { id: string, ward: WardRef, text: string, 
/**
 * What the text's present version is called; sent back with a correction of it.
 */
base: string, 
/**
 * RFC 3339.
 */
at: string, 
/**
 * "today, 14:32"
 */
when: string, author: AuthorView, 
/**
 * Its text was written anew since.
 */
corrected: boolean, withdrawal: WithdrawalView | null, 
/**
 * Everything that happened to it, oldest first; empty in a list.
 */
history: Array<HistoryEntry>, 
/**
 * The notes it was written from, for those who hold them; empty in a list.
 */
notes: Array<NoteRow>, can_correct: boolean, };

/**
 * Mutate `briefing_withdraw`.
 */
export type BriefingWithdrawRequest = { id: string, reason: string, };

export type BriefingsPage = { rows: Array<BriefingView>, next: string | null, 
/**
 * The wards whose briefings this person holds.
 */
wards: Array<WardRef>, };

/**
 * Query `briefings`: the latest first.
 */
export type BriefingsRequest = { ward: string | null, 
/**
 * Also those that were withdrawn.
 */
withdrawn: boolean, after: string | null, 
/**
 * 1 to 200; 0 means 50.
 */
limit: number, };

/**
 * Mutates `amendment_take_back` and `amendment_restore`: `id` is the amendment's.
 * Mutates `note_reinstate` (undo of a withdrawal): `id` is the note's.
 */
export type ById = { id: string, };

/**
 * Told to every screen after something was committed, so that it can ask again.
 */
export type ChangeEvent = { 
/**
 * What to ask again for.
 */
topics: Array<ChangeTopic>, 
/**
 * The request that caused it; a window ignores the echo of its own. Null when another process wrote.
 */
request_id: string | null, };

export type ChangeTopic = "session" | "notes" | "drafts" | "settings" | "sync" | "people" | "triage" | "work";

/**
 * One entry of a list. `id` is what requests and views carry.
 */
export type Choice = { id: string, label: string, 
/**
 * What the entry covers, where the label alone does not say; else null.
 */
hint: string | null, };

export type ClosureView = { id: string, 
/**
 * The officer's reason, which the note's author does not see.
 */
reason: string, author: AuthorView, when: string, 
/**
 * For `take_back`, with what its author was told of it; empty for those who do not triage.
 */
undo: Array<string>, };

/**
 * Query `coach`: a second look at what is being written. Never stops anybody.
 */
export type CoachRequest = { text: string, ward: string, 
/**
 * Keys of findings the person chose to keep as they are.
 */
kept: Array<string>, 
/**
 * How many people are described beside the text; null where that is not asked.
 */
people: number | null, };

export type CoachView = { findings: Array<FindingView>, };

/**
 * Mutate `conflict_decide`: one of the values, or another.
 */
export type ConflictDecideRequest = { id: string, 
/**
 * A head's change id; null where `value` is given.
 */
keep: string | null, 
/**
 * Another value, as people write it; null where `keep` is given.
 */
value: string | null, 
/**
 * Why, where another value takes a reason: a due date, a status, what blocks it.
 */
why: string | null, };

/**
 * The answer of `conflict_decide`: what `conflict_undo` takes.
 */
export type ConflictDecided = { 
/**
 * The deciding change.
 */
decision: string, };

/**
 * Mutate `conflict_undo`: the versions stand beside each other again.
 */
export type ConflictUndoRequest = { id: string, decision: string, };

export type ConflictView = { 
/**
 * Record and field, as `conflict_decide` takes it.
 */
id: string, record: string, 
/**
 * `person`, `settings`, …
 */
kind: string, field: string, 
/**
 * "Name of Sam Whitfield", "Theme".
 */
what: string, 
/**
 * The displayed one first.
 */
heads: Array<HeadView>, 
/**
 * For those who may not decide: that it is undecided, and who can decide. Null where they may.
 */
undecided: string | null, };

/**
 * Query `conflicts`: the inbox of what two people, or two laptops, wrote differently.
 */
export type ConflictsView = { conflicts: Array<ConflictView>, };

/**
 * How often one person told something, over everybody who recorded it and said by a lead to be one. Nothing is opened
 * for it.
 */
export type ContactsView = { 
/**
 * Under 18, by one of their sources at least.
 */
young: boolean, 
/**
 * "4 contacts in all: 3 through Amara Lewis, 1 through Sam Whitfield."; empty for the first.
 */
words: string, 
/**
 * What follows for somebody under 18 who is met again and again; null where nothing does.
 */
advice: string | null, };

export type CountView = { id: string, label: string, count: number, };

/**
 * Somebody a note describes: a band and a category, never an age, never a name field.
 */
export type DescribedPerson = { age_band: string, category: string, };

export type DeviceView = { id: string, 
/**
 * "Enrolled", "Restored from a backup", "Moved", "Parted from a copy".
 */
reason: string, this_one: boolean, 
/**
 * "Shut out on 3 May 2026."; null while it may be used.
 */
ended: string | null, 
/**
 * From the server, where it was asked: "today, 14:32"; null where it is not known.
 */
last_seen: string | null, 
/**
 * Groups the device says are waiting on it.
 */
pending: number | null, 
/**
 * What is odd about it, in words.
 */
remarks: Array<string>, };

/**
 * Query `devices_seen`: asks the server when each device was last seen. Needs the network.
 */
export type DevicesSeenView = { devices: Array<DeviceView>, };

export type DoctorCheck = { 
/**
 * `folder`, `space`, `keys`, `database`, `device`, `backup`, …
 */
id: string, label: string, 
/**
 * `good`, `look`, `bad`
 */
result: string, words: string, };

/**
 * Query `doctor`: what was looked at, and what was found.
 */
export type DoctorView = { ok: boolean, checks: Array<DoctorCheck>, };

/**
 * The answer of every step of triage, plan and action: what was made or changed, and how to take it back.
 */
export type Done = { 
/**
 * The record it made, or the one it changed.
 */
id: string, 
/**
 * For `take_back`; empty where it cannot be.
 */
undo: Array<string>, 
/**
 * "Assigned to Sam Whitfield."
 */
words: string, 
/**
 * How the notes of a step of triage stand now, so that a list can show it before it asks again.
 */
notes: Array<NoteStanding>, };

/**
 * Mutate `draft_file_describe`.
 */
export type DraftFileDescribeRequest = { id: string, description: string, };

export type DraftRow = { id: string, 
/**
 * The first words; empty when only other questions were answered.
 */
excerpt: string, ward: WardRef | null, saved_at: string, 
/**
 * "yesterday 17:52"
 */
when: string, 
/**
 * Present where it is no note of its own but an addition to one.
 */
about: AdditionView | null, 
/**
 * "Begun 34 days ago and never recorded. Is it still needed?"; null before it is asked.
 */
asks: string | null, };

/**
 * Mutate `draft_save`. `id` is null for the first save of a new draft.
 */
export type DraftSaveRequest = { id: string | null, note: NoteInput, };

export type DraftSaved = { id: string, saved_at: string, 
/**
 * "Draft kept on this device"
 */
words: string, 
/**
 * "16:58"
 */
time: string, };

/**
 * That somebody told it, and nothing of who.
 */
export type DraftTold = { 
/**
 * Under 18. The note that is recorded of it is marked so, whatever else is typed.
 */
young: boolean, };

export type DraftVersionRow = { version: number, when: string, note: NoteInput, };

/**
 * Query `draft` (by id).
 */
export type DraftView = { id: string, note: NoteInput, saved_at: string, when: string, 
/**
 * Photos and documents that will hang on the note.
 */
files: Array<FileView>, 
/**
 * Its words are a refused note's that said who told it: that has to be typed again.
 */
told: DraftTold | null, 
/**
 * Earlier versions, newest first, the present one left out.
 */
versions: Array<DraftVersionRow>, };

/**
 * Query `drafts`: newest first.
 */
export type DraftsView = { rows: Array<DraftRow>, };

export type DueMove = { 
/**
 * "Tue 8 Dec 2026"
 */
to: string, why: string, author: AuthorView, when: string, };

export type DueNames = { plan: string, title: string, 
/**
 * "Addison, Avonmore"
 */
wards: string, 
/**
 * "3 Mar 2020"
 */
closed: string, 
/**
 * "Names 3 people, and was closed more than 24 months ago."
 */
why: string, };

/**
 * A note that is past its time.
 */
export type DueNote = { note: string, ward: WardRef, author: string, 
/**
 * "12 Mar 2025"
 */
recorded: string, excerpt: string, 
/**
 * "It names or describes somebody, and was recorded more than 12 months ago."
 */
why: string, 
/**
 * "Kept until 3 Mar 2026 by Ruth Allen: the trial is not over."; null where nobody kept it before.
 */
kept: string | null, };

export type DuePlan = { plan: string, title: string, 
/**
 * "Addison, Avonmore"
 */
wards: string, 
/**
 * "3 Mar 2020"
 */
closed: string, 
/**
 * "It was closed more than 6 years ago."
 */
why: string, };

/**
 * Mutate `grant_end`, `person_end`, `device_end`.
 */
export type EndRequest = { id: string, reason: string, };

export type ErasedRow = { id: string, 
/**
 * "A note of Addison"
 */
what: string, by: string, 
/**
 * "Sun 29 Nov 2026, 14:32"
 */
when: string, why: string, reference: string | null, 
/**
 * It goes from the server and from other devices once this device has reached the server.
 */
waiting: boolean, };

/**
 * Query `erasing` (by id of a note, a briefing, a plan or an action): what would go, and what would stay.
 */
export type ErasingView = { 
/**
 * "The note and what was added to it twice", one line each.
 */
goes: Array<string>, 
/**
 * What was made from it and is not erased with it, one line each.
 */
stays: Array<string>, };

/**
 * Mutate `export`: writes a new folder.
 */
export type ExportRequest = { folder: string, recipient: string, purpose: string, 
/**
 * `own`, `partner`, `agency` or `committee`: what they are not to have is left out. Null is `partner`.
 */
recipient_kind: string | null, 
/**
 * The day by which it is deleted, as an ISO date; null or empty for the kind's own.
 */
until: string | null, 
/**
 * This note alone; null for every note that may be held.
 */
note: string | null, };

export type ExportView = { folder: string, files: Array<string>, notes: number, words: string, };

/**
 * The error of every command, as a screen meets it.
 *
 * `code` is what a screen may branch on; `message` tells a person what happened, what is safe and
 * what to do next.
 */
export type Failure = { code: string, message: string, field_errors: Array<FieldError>, 
/**
 * True when the same call may go through later without a change by the person.
 */
retryable: boolean, 
/**
 * Seconds to wait before the next try (code `wait` only).
 */
wait_seconds: number | null, };

export type FeedbackInput = { note: string, 
/**
 * Null where nothing can be said.
 */
sentence: string | null, };

/**
 * One field that needs mending. `field` is the request's own field name.
 */
export type FieldError = { field: string, message: string, };

export type FileSaved = { file: string, bytes: number, notes: number, 
/**
 * Entries that are no new note.
 */
others: number, 
/**
 * "Saved for Helen Prior: 4 notes, 12 kB. …"
 */
words: string, };

/**
 * Mutate `file_take`: what a sealed file brings, as far as this person may read it.
 */
export type FileTakeRequest = { file: string, };

export type FileTaken = { 
/**
 * Who made it, and when: "Made by Amara Lewis, today, 14:32."
 */
made: string, 
/**
 * New notes, notes that were here, other new entries, entries that were not taken.
 */
notes: number, had: number, others: number, left_out: number, 
/**
 * "14 notes from Amara Lewis; 3 you had already."
 */
words: string, 
/**
 * What was not taken, a sentence for each reason.
 */
left_out_words: Array<string>, 
/**
 * For whom and until when it was made; null in a file that does not say.
 */
terms: string | null, 
/**
 * Said where that day is past; nothing of it is lost for that.
 */
past: string | null, };

/**
 * A photo or document as lists show it.
 */
export type FileView = { id: string, name: string, media: string, photo: boolean, 
/**
 * "1.2 MB"
 */
size: string, 
/**
 * Empty where nobody said.
 */
description: string, 
/**
 * `data:` address of a small picture; null for documents.
 */
thumbnail: string | null, 
/**
 * Of a photo, in pixels.
 */
width: number | null, height: number | null, author: AuthorView, 
/**
 * "today 16:58"
 */
when: string, 
/**
 * `here`, `going`, `refused`, `coming`, `not-sent`, `withheld`
 */
state: string, 
/**
 * Where its bytes are; empty where there is nothing to say.
 */
state_words: string, 
/**
 * Its bytes are here and can be looked at or saved.
 */
here: boolean, can_remove: boolean, };

export type FilterChoice = { id: string, label: string, count: number, };

export type FindingView = { 
/**
 * Stable for the same rule and words, so that a dismissed one stays dismissed.
 */
key: string, 
/**
 * `initials`, `names-the-source`, `exact-time`, `two-people`, `duplicate`, `category`, `stop-999`, `stop-101`, `stop-mash`
 */
rule: string, 
/**
 * Where it stands, in UTF-16 units of the text (as a text field counts); equal when it concerns the whole.
 */
start: number, end: number, message: string, suggestion: SuggestionView | null, 
/**
 * For `duplicate`: the note it looks like.
 */
note: string | null, };

export type GradeInput = { 
/**
 * "2 C P"
 */
grade: string, 
/**
 * Ids of `lists.conditions`.
 */
conditions: Array<string>, 
/**
 * A condition in words of its own.
 */
words: string | null, 
/**
 * An id of `lists.markings`.
 */
marking: string, };

/**
 * A grade as it stands.
 */
export type GradeView = { 
/**
 * "2 C P"
 */
grade: string, 
/**
 * What its three parts say, in that order.
 */
parts: Array<string>, 
/**
 * "A3 overt use", and what was written.
 */
conditions: Array<string>, 
/**
 * "OFFICIAL-SENSITIVE"
 */
marking: string, author: AuthorView, when: string, 
/**
 * As it would be given again, for the form.
 */
input: GradeInput, };

/**
 * Mutate `grant_add`: the rights of a role over wards, to a member.
 */
export type GrantAddRequest = { person: string, role: string, 
/**
 * Ward codes; `all` alone for every ward, `none` alone for somebody who sees only what is shared with them.
 */
wards: Array<string>, 
/**
 * ISO day, the last on which it holds; null for no end.
 */
until: string | null, reason: string, };

export type GrantView = { id: string, 
/**
 * "Community Safety officer"
 */
role: string, 
/**
 * The ward, null for the whole partnership and for a plan.
 */
ward: WardRef | null, 
/**
 * "The work of “Larkfield footpath”", "A plan that is not held here"; null where it is no plan's.
 */
plan: string | null, 
/**
 * "Read shared briefings; read notes; triage"
 */
rights: string, 
/**
 * "Helen Prior", "made at the server".
 */
granted_by: string, reason: string, 
/**
 * "until 3 May 2027", "ended on 3 May 2026", empty while it holds with no end.
 */
ends: string, holds: boolean, };

export type HandingPerson = { id: string, 
/**
 * "Helen Prior"
 */
name: string, 
/**
 * "Helen Prior, Coordinator: may read all of it"
 */
label: string, all: boolean, };

/**
 * Query `handing`: for whom a file can be made, of what waits or of a ward.
 */
export type HandingRequest = { 
/**
 * Code or name; null for what waits to be sent.
 */
ward: string | null, };

export type HandingView = { 
/**
 * Those who may read any of it and have a device to open a file with, those who may read most first.
 */
people: Array<HandingPerson>, 
/**
 * The name a file gets unless its maker gives another. Names nobody and no place.
 */
file_name: string, };

export type HeadView = { 
/**
 * The change that wrote it.
 */
id: string, 
/**
 * As people read it.
 */
value: string, author: string, mine: boolean, 
/**
 * RFC 3339.
 */
at: string, 
/**
 * "today, 14:32"
 */
when: string, };

/**
 * Mutate `held_decide`.
 */
export type HeldDecideRequest = { id: string, release: boolean, 
/**
 * Told to its author where it is declined.
 */
reason: string, };

export type HeldItem = { id: string, author: string, ward: WardRef | null, 
/**
 * "Note", "Withdrawal of a note".
 */
what: string, text: string, 
/**
 * It has a text, and this person may not read it.
 */
withheld: boolean, 
/**
 * "Access had ended on 3 May."
 */
why: string, arrived: string, };

/**
 * Query `held`: asks the server for groups kept for this supervisor. Needs the network.
 */
export type HeldView = { held: Array<HeldItem>, };

export type HistoryEntry = { at: string, when: string, author: AuthorView, 
/**
 * "Recorded", "Amended", "Amendment taken back", "Withdrawn", "Withdrawal taken back"
 */
what: string, 
/**
 * The reason, or the text taken back; else null.
 */
detail: string | null, };

export type ImportAgency = { 
/**
 * As the file has it.
 */
text: string, 
/**
 * Rows that name it.
 */
rows: number, 
/**
 * The id of the one that is probably meant.
 */
nearest: string | null, };

export type ImportFault = { line: number, message: string, };

export type ImportField = { id: string, label: string, required: boolean, heading: string | null, };

export type ImportRow = { 
/**
 * The line of the file, from 1 (the headings).
 */
line: number, plan: string, title: string, agency: string, owner: string, due: string, 
/**
 * "Thu 14 Jan 2027": read, not written down, a day cannot be taken for a month.
 */
due_words: string, status: string, };

export type InvitationLook = { 
/**
 * Where the server is said to be, the nearest first.
 */
addresses: Array<string>, 
/**
 * The server's key in eight groups of four, to compare with the one it was announced with.
 */
fingerprint: string, };

/**
 * Query `invitation_look`: what an invitation says of itself, before anything is sent.
 */
export type InvitationLookRequest = { invitation: string, };

export type InvitationRow = { id: string, person: string, 
/**
 * "Open until Tue 1 Dec 2026, 14:32", "Used today, 14:32", "Expired …", "Withdrawn".
 */
words: string, 
/**
 * `open`, `used`, `expired`, `withdrawn`.
 */
state: string, made: string, };

/**
 * Query `invitations`: asks the server. Needs the network.
 */
export type InvitationsView = { invitations: Array<InvitationRow>, };

export type InvitedView = { person: string, 
/**
 * Shown once and kept nowhere.
 */
invitation: string, fingerprint: string, 
/**
 * "It works once, until Tue 1 Dec 2026, 14:32."
 */
words: string, };

/**
 * Mutate `join`: with an invitation that works once. From a notebook begun on this computer it makes
 * the partnership's notebook in its place and keeps the other beside it.
 */
export type JoinRequest = { invitation: string, passphrase: string, passphrase_again: string, };

export type JoinedView = { person: string, device: string, boundaries: string, partnership: string, 
/**
 * Notes of the notebook begun here before, waiting to be asked about.
 */
begun: number, recovery_code: string, };

/**
 * Query `keeping`. A page of what is due, longest due first; beside it the schedule and what was erased.
 */
export type KeepingRequest = { 
/**
 * From the page before; null for the first.
 */
after: string | null, 
/**
 * 0 for as many as a page has.
 */
limit: number, };

export type KeepingView = { 
/**
 * Whether this person decides about notes of any ward.
 */
may_decide: boolean, schedule: Array<PeriodRow>, 
/**
 * Why something may be erased.
 */
whys: Array<WhyRow>, due: Array<DueNote>, due_total: number, 
/**
 * Asks for the page after this one.
 */
next: string | null, 
/**
 * What its author wrote without a connection of a note, an action or a plan that was erased meanwhile; for those who
 * decide about its ward, or plan there, at most 100.
 */
late: Array<LateAddition>, 
/**
 * Plans that are past their time, for those who may erase them.
 */
plans: Array<DuePlan>, 
/**
 * Closed plans in which names are past their time, for those who may take them out.
 */
names: Array<DueNames>, 
/**
 * The latest first, at most 100.
 */
erased: Array<ErasedRow>, };

export type KeptBackReason = { id: string, label: string, 
/**
 * "Data Protection Act 2018, Schedule 2, paragraph 2"
 */
law: string, 
/**
 * Whether the answer says that something was kept back for it.
 */
said: boolean, };

/**
 * Mutate `label_set`: what a locked notebook is called on a shared laptop.
 */
export type LabelSetRequest = { label: string, };

export type LackPlace = "success-test" | "objective" | "wards" | "actions" | "assessment" | "blocker" | "status";

/**
 * A line of what is missing, and where on the page it is mended.
 */
export type LackView = { place: LackPlace, 
/**
 * "1 action has no owner"
 */
words: string, };

/**
 * What hangs on a note, an action or a plan that is erased, and came after that.
 */
export type LateAddition = { id: string, 
/**
 * "Addition", "Photo or document", "Remark on a note", "Progress on an action"
 */
what: string, 
/**
 * "Addison"; of plans "plan “The walkway”, Addison", without the plan where that is gone. Empty where neither is
 * known.
 */
place: string, author: string, 
/**
 * "Sun 29 Nov 2026, 14:32"
 */
when: string, 
/**
 * Of an action, with its progress and the names of its photos and documents.
 */
text: string, };

/**
 * Mutate `lead_add` and `lead_remove`.
 */
export type LeadRequest = { device: string, };

export type LeadRow = { device: string, name: string, 
/**
 * What the lead who adds it compares with what its owner reads out.
 */
fingerprint: string, here: boolean, 
/**
 * "This laptop was shut out."; null for one that may open sources.
 */
out: string | null, };

export type ListsView = { boundaries: string, wards: Array<WardRef>, topics: Array<Choice>, how_known: Array<Choice>, place_types: Array<Choice>, weapons: Array<Choice>, weapon_origins: Array<Choice>, age_bands: Array<Choice>, person_categories: Array<Choice>, agencies: Array<Choice>, objective_types: Array<Choice>, action_types: Array<Choice>, priorities: Array<Choice>, blockers: Array<Choice>, closing_reasons: Array<Choice>, counts: Array<Choice>, reached: Array<Choice>, 
/**
 * The three parts of a grade, and what binds those to whom handling C lets it go.
 */
grade_sources: Array<Choice>, grade_information: Array<Choice>, grade_handling: Array<Choice>, conditions: Array<Choice>, markings: Array<Choice>, 
/**
 * Age bands of somebody under 18.
 */
young_bands: Array<string>, 
/**
 * `red`, `amber`, `green` with what each says.
 */
confidences: Array<Choice>, action_statuses: Array<Choice>, stops: StopsView, 
/**
 * The most characters a note's text may have.
 */
text_limit: number, };

export type LockedView = { 
/**
 * A label that says nothing about its owner, such as "Notebook 1".
 */
label: string, 
/**
 * "Locked. Your draft is kept." or "Locked."
 */
headline: string, 
/**
 * "Locked at 12:41, after 10 minutes without use."; empty after a start.
 */
detail: string, 
/**
 * Seconds until the next try is taken; 0 when it may be tried now.
 */
wait_seconds: number, 
/**
 * The sync corner while locked: words and count only.
 */
sync: SyncView, 
/**
 * Whether what waits can be sent without opening the notebook; null in one without a server.
 */
unsent: boolean | null, };

export type MeasureInput = { 
/**
 * Null for a new one.
 */
id: string | null, name: string, baseline: string, target: string, actual: string, 
/**
 * Take it out.
 */
remove: boolean, 
/**
 * The version that was changed; refused (`overtaken`) where it is no longer what stands.
 */
base: string | null, };

export type MeasureView = { id: string, name: string, baseline: string | null, target: string | null, actual: string | null, 
/**
 * What its present version is called; sent back with a change of it.
 */
base: string, };

export type MonthRef = { 
/**
 * `2026-11`
 */
id: string, 
/**
 * "Nov 2026"
 */
label: string, };

export type NearView = { note: NoteRow, 
/**
 * "Same ward, the day before, much the same words"
 */
why: string, linked: boolean, };

/**
 * Mutate `note_amend`.
 */
export type NoteAmendRequest = { id: string, text: string, 
/**
 * The reply whose question it answers.
 */
answers: string | null, };

export type NoteAmended = { id: string, amendment: string, };

/**
 * Mutate `note_erase`.
 */
export type NoteEraseRequest = { id: string, 
/**
 * One of `whys`.
 */
why: string, 
/**
 * Of the case in which it was decided.
 */
reference: string | null, };

/**
 * Query `note_filters`: what the filter panel offers, with counts of notes.
 */
export type NoteFiltersView = { wards: Array<FilterChoice>, topics: Array<FilterChoice>, states: Array<FilterChoice>, authors: Array<FilterChoice>, };

/**
 * What a person fills in. Drafts hold the same, with gaps.
 */
export type NoteInput = { text: string, 
/**
 * A ward's code; empty while none is chosen.
 */
ward: string, when: WhenInput, 
/**
 * Ids of the lists in `lists`; null where not said.
 */
how_known: string | null, topics: Array<string>, place: string | null, place_type: string | null, weapon: string | null, weapon_origin: string | null, 
/**
 * How many residents said it.
 */
residents: number | null, people: Array<DescribedPerson>, 
/**
 * What they make of it themselves, apart from what was seen or heard.
 */
opinion: string | null, };

/**
 * Mutate `note_keep`: for another 12 months.
 */
export type NoteKeepRequest = { id: string, reason: string, };

/**
 * Mutate `note_pin`.
 */
export type NotePinRequest = { id: string, pinned: boolean, };

export type NoteRead = { 
/**
 * The author will be told.
 */
marked: boolean, 
/**
 * Why nobody is told, where that is so and can be said.
 */
words: string, };

/**
 * Mutate `note_read`: somebody who may triage opened it. Says nothing twice, and nothing of an author's
 * own note.
 */
export type NoteReadRequest = { id: string, 
/**
 * True where a person asked for it: then being not allowed is told.
 */
asked: boolean, };

/**
 * Mutate `note_record`. `draft` is the draft it came from; it goes in the same transaction.
 */
export type NoteRecordRequest = { note: NoteInput, draft: string | null, 
/**
 * Who told it, where that is to be sealed. In no draft: it is typed and recorded in one go.
 */
source: SourceInput | null, };

export type NoteRecorded = { id: string, 
/**
 * "Recorded on this device"
 */
headline: string, 
/**
 * What the sync corner would say of it; may be empty.
 */
detail: string, };

/**
 * Query `note`.
 */
export type NoteRequest = { id: string, 
/**
 * The search that led here, to mark its words; else empty.
 */
query: string, };

export type NoteRow = { id: string, 
/**
 * The first words, or the passage around the first hit, in pieces.
 */
excerpt: Array<TextPiece>, ward: WardRef, 
/**
 * "Thu 14 Oct 2021, about 16:30", "today, 16:30"
 */
when: string, 
/**
 * ISO, for `<time datetime>`.
 */
when_iso: string, recorded_at: string, topics: Array<string>, author: AuthorView, state: StateView, amended: boolean, pinned: boolean, 
/**
 * Photos and documents on it.
 */
files: number, };

/**
 * What everybody who reads a note may know of its source.
 */
export type NoteSourceView = { 
/**
 * "S-7K2M4Q"
 */
reference: string, 
/**
 * Leads can open who it was. Somebody under 18 is marked before any lead is named, and then nothing is sealed.
 */
sealed: boolean, 
/**
 * Under 18: nobody may be tasked to find out more from them.
 */
young: boolean, 
/**
 * "The third time that this person told something"; empty for the first.
 */
contacts: string, 
/**
 * Its recorder's reference at the safeguarding hub.
 */
referred: string | null, 
/**
 * The note's text may say who it is.
 */
repeated: boolean, };

/**
 * A note after a step. Holds nothing of what it says: answers are remembered longer than access may last.
 */
export type NoteStanding = { note: string, 
/**
 * As a `StateView` has it.
 */
state: string, label: string, assigned: AuthorView | null, 
/**
 * Nobody has read it.
 */
waits: boolean, 
/**
 * Present where its source is under 18.
 */
young: YoungView | null, };

export type NoteView = { id: string, 
/**
 * The text as first written, to the letter.
 */
text: string, 
/**
 * The same text in pieces, with the search's hits.
 */
pieces: Array<TextPiece>, ward: WardRef, when: string, when_iso: string, recorded_at: string, 
/**
 * "Sun 22 Nov 2026, 14:32"
 */
recorded: string, how_known: string | null, topics: Array<string>, place: string | null, place_type: string | null, weapon: string | null, weapon_origin: string | null, residents: number | null, people: Array<DescribedPerson>, 
/**
 * What its recorder makes of it.
 */
opinion: string | null, 
/**
 * "St Giles Trust, to support people and keep them safe"; null where it was not written down.
 */
held_for: string | null, 
/**
 * That who told it is sealed; null where nothing is.
 */
source: NoteSourceView | null, author: AuthorView, state: StateView, amendments: Array<AmendmentView>, 
/**
 * Photos and documents, in the order they were added.
 */
files: Array<FileView>, 
/**
 * Present while the note is withdrawn.
 */
withdrawal: WithdrawalView | null, 
/**
 * Everything that happened to it, oldest first.
 */
history: Array<HistoryEntry>, pinned: boolean, 
/**
 * An amendment or a reason begun and not done yet.
 */
begun: Array<AdditionView>, 
/**
 * The path of the note as its sender sees it, in order. Empty without a server.
 */
path: Array<PathStepView>, 
/**
 * The latest sentence for the sender.
 */
feedback: string | null, 
/**
 * A question to its author that waits for an answer: the reply that asks it, and its text.
 */
question: QuestionView | null, 
/**
 * Nobody has read it for too long: whom to call. Null for others than its author.
 */
not_read: string | null, 
/**
 * This person holds what stands beside it (`triage_note`).
 */
beside: boolean, 
/**
 * The server's receipt for the change that holds the text; null until it is in.
 */
receipt: ReceiptView | null, 
/**
 * Opening it tells its author that it was read: the person may triage, and nobody has read it yet.
 */
opening_tells: boolean, can_amend: boolean, can_withdraw: boolean, can_reinstate: boolean, };

/**
 * Mutate `note_withdraw`.
 */
export type NoteWithdrawRequest = { id: string, reason: string, };

/**
 * Mutate `notebook_choose`. What is open is locked.
 */
export type NotebookChooseRequest = { 
/**
 * As in [`NotebookRow::id`].
 */
id: string, };

/**
 * Mutate `notebook_create`.
 */
export type NotebookCreateRequest = { name: string, passphrase: string, passphrase_again: string, 
/**
 * `2022` or `2014`.
 */
boundaries: string, };

/**
 * The answer that carries the recovery code. It is shown once and kept nowhere.
 */
export type NotebookCreated = { person: string, device: string, boundaries: string, recovery_code: string, };

/**
 * A notebook on this computer, for the choice before one is opened.
 */
export type NotebookRow = { id: string, 
/**
 * As in [`LockedView::label`].
 */
label: string, };

export type NotesOrder = "newest" | "oldest" | "recorded";

export type NotesPage = { rows: Array<NoteRow>, next: string | null, 
/**
 * How many notes match in all; null where counting would make the page wait.
 */
total: number | null, };

/**
 * Query `notes`.
 */
export type NotesRequest = { 
/**
 * Full-text search; every word must occur, the last may be unfinished.
 */
query: string, ward: string | null, topic: string | null, 
/**
 * A state's id, such as `recorded` or `withdrawn`.
 */
state: string | null, author: string | null, 
/**
 * ISO days, both included.
 */
from: string | null, to: string | null, pinned: boolean, order: NotesOrder, 
/**
 * From `NotesPage::next`; null for the first page.
 */
after: string | null, 
/**
 * 1 to 200; 0 means 50.
 */
limit: number, };

/**
 * Query `notes_whole`: whole notes in the order of the list, for the terminal.
 */
export type NotesWholePage = { rows: Array<NoteView>, next: string | null, };

/**
 * For commands that take nothing.
 */
export type Nothing = Record<symbol, never>;

/**
 * Mutate `notice_dismiss`.
 */
export type NoticeDismissRequest = { id: string, };

/**
 * A sentence that stays until it is dismissed.
 */
export type NoticeView = { id: string, 
/**
 * `blue`, `amber`, `red`, `green`.
 */
tone: string, headline: string, detail: string, };

export type OpenView = { person: PersonView, partnership: string, 
/**
 * The boundary set in use: `2022` or `2014`.
 */
boundaries: string, 
/**
 * True in sample data: show the bar.
 */
sample: boolean, 
/**
 * `today`, `notes`, `wards`, `people`, `settings`, in the order of the rail.
 */
places: Array<string>, 
/**
 * What waits for this person, by place; none where nothing does.
 */
badges: Array<BadgeView>, sync: SyncView, 
/**
 * What must be said once on opening, such as "This notebook was moved".
 */
notices: Array<NoticeView>, 
/**
 * `system`, `light` or `dark`.
 */
theme: string, letter_keys: boolean, 
/**
 * Schools and colleges: their notes begin with whether a child is at risk.
 */
safeguarding_first: boolean, 
/**
 * The notebook has not heard from its server for too long: recording goes on, reading does not.
 */
lease_over: boolean, 
/**
 * Notes of an earlier notebook wait to be asked about.
 */
begun: boolean, 
/**
 * The start asked for a new note (`--new-note`); true until the person does something.
 */
new_note: boolean, };

export type OpeningRow = { name: string, at_words: string, reason: string, };

/**
 * The answer of `outbox_edit`: a draft with the refused note's words, to be recorded anew.
 */
export type OutboxEdited = { draft: string, };

export type OutboxItem = { 
/**
 * The group's id.
 */
id: string, 
/**
 * "Note for Addison", "Withdrawal of a note", "Settings".
 */
what: string, 
/**
 * The first words of what is sent, where it has words.
 */
excerpt: string, 
/**
 * "today, 14:32"
 */
when: string, 
/**
 * `waiting`, `held`, `refused`, `declined`.
 */
state: string, 
/**
 * The state's sentence.
 */
words: string, 
/**
 * The note it belongs to, to open it.
 */
note: string | null, can_retry: boolean, 
/**
 * A refused note can be written again from its text.
 */
can_edit: boolean, };

/**
 * Mutate `outbox_retry`, `outbox_edit`.
 */
export type OutboxRequest = { id: string, };

/**
 * Query `outbox_text`: an item as text, to copy or keep elsewhere.
 */
export type OutboxText = { text: string, };

/**
 * Query `own_sources`: this person's own notes whose source is sealed, the latest first, for "the same person as".
 */
export type OwnSourceRow = { 
/**
 * The note.
 */
note: string, 
/**
 * "S-7K2M4Q"
 */
reference: string, ward: WardRef, when: string, 
/**
 * The note's first words.
 */
excerpt: string, young: boolean, };

export type OwnerView = { name: string, 
/**
 * The member's id; null where the name is no member's.
 */
person: string | null, me: boolean, };

/**
 * Mutate `pack_save`: everything of a ward that somebody may read, into a new file.
 */
export type PackSaveRequest = { file: string, 
/**
 * Code or name.
 */
ward: string, 
/**
 * Id or name.
 */
to: string, 
/**
 * Null says what such a file is for by itself.
 */
purpose: string | null, 
/**
 * The day by which the file is deleted, as an ISO date; null or empty for a month.
 */
until: string | null, };

/**
 * Mutate `passphrase_change`.
 */
export type PassphraseChangeRequest = { current: string, passphrase: string, passphrase_again: string, };

/**
 * Query `passphrase_strength`: told in words while it is typed.
 */
export type PassphraseStrengthRequest = { passphrase: string, name: string, };

export type PassphraseStrengthView = { 
/**
 * 0 (guessed at once) to 4 (strong).
 */
score: number, good: boolean, 
/**
 * "Still guessable by somebody determined. Add another unrelated word."
 */
words: string, };

export type PathStepView = { 
/**
 * A state's id, such as `received`.
 */
id: string, 
/**
 * "Received by the server"
 */
label: string, 
/**
 * "today, 14:32", "by Community Safety, today 16:05"; empty while it is still to come.
 */
detail: string, 
/**
 * `done`, `now`, `to-come`, `aside`.
 */
standing: string, 
/**
 * The sentence its author is told; null where the step says enough.
 */
sentence: string | null, 
/**
 * "You hear more by Fri 11 Dec 2026"; while nothing has been told since.
 */
promised: string | null, };

/**
 * Query `people`: everybody who belongs or belonged. Works offline.
 */
export type PeopleView = { people: Array<PersonRow>, 
/**
 * Roles that this person may give, with a hint of what each sees.
 */
roles: Array<RoleChoice>, 
/**
 * May end memberships and devices: administrators alone, as the server judges it too.
 */
can_administer: boolean, can_invite: boolean, };

/**
 * How long something is kept.
 */
export type PeriodRow = { id: string, 
/**
 * "A note that describes or names somebody"
 */
what: string, 
/**
 * "12 months from the day it was recorded"
 */
period: string, 
/**
 * "Then it is looked at again, and kept only with a reason."
 */
then: string, 
/**
 * Days or months; null where it has no end.
 */
number: number | null, unit: PeriodUnit, 
/**
 * "12 months": as it would be had nothing else been agreed on; null where it is so.
 */
usual: string | null, can_change: boolean, };

/**
 * Mutate `period_set`: how long something is kept, as agreed on; for administrators.
 */
export type PeriodSetRequest = { 
/**
 * Of a row of the schedule.
 */
id: string, 
/**
 * In its unit.
 */
number: number, };

export type PeriodUnit = "days" | "months";

/**
 * Query `person`.
 */
export type PersonDetail = { row: PersonRow, 
/**
 * Whom they work for: an id of the list of agencies.
 */
agency: string | null, 
/**
 * How colleagues, and senders of notes that nobody read, reach them.
 */
phone: string | null, grants: Array<GrantView>, devices: Array<DeviceView>, };

/**
 * Mutate `person_invite`: takes somebody in, gives the role's rights, and asks the server for an
 * invitation. The name of a member makes an invitation for another device of theirs.
 */
export type PersonInviteRequest = { name: string, 
/**
 * A role's id; empty for another device of a member.
 */
role: string, 
/**
 * Ward codes; `all` alone for every ward, `none` alone for somebody who sees only what is shared with them.
 */
wards: Array<string>, };

/**
 * Mutate `person_rename`.
 */
export type PersonRenameRequest = { id: string, name: string, };

export type PersonRow = { id: string, name: string, 
/**
 * "Outreach worker", "Coordinator, Administrator".
 */
roles: string, 
/**
 * "Addison, Grove", "All wards", empty where none.
 */
wards: string, me: boolean, 
/**
 * "Left on 3 May 2026."; null for members.
 */
ended: string | null, 
/**
 * Devices not shut out.
 */
devices: number, 
/**
 * Two people changed it without seeing each other.
 */
conflict: boolean, };

/**
 * Mutate `person_set`: what is null stays as it is; an empty text takes it out.
 */
export type PersonSetRequest = { id: string, 
/**
 * An id of the list of agencies.
 */
agency: string | null, phone: string | null, };

export type PersonView = { id: string, name: string, 
/**
 * "Administrator", "Coordinator, Serious Youth Violence"; empty on a notebook of one.
 */
role: string, };

/**
 * Mutate `plan_add`. Notes become part of it, and their authors are told. Those that were erased are left out.
 */
export type PlanAddRequest = { title: string, 
/**
 * Codes or names.
 */
wards: Array<string>, places: Array<string>, objective: string | null, objective_type: string | null, reduce_by: number | null, success_test: string | null, 
/**
 * Ids of notes.
 */
notes: Array<string>, sentence: string | null, };

/**
 * Mutate `plan_close`: one sentence, or that nothing can be said, for each note it came from.
 */
export type PlanCloseRequest = { id: string, 
/**
 * The assessment: what came of it.
 */
outcome: string, lessons: string, displacement: string, feedback: Array<FeedbackInput>, };

/**
 * Mutate `plan_invite`: a member, or all members of an agency, into the work, and with `analysis` into both.
 */
export type PlanInviteRequest = { id: string, 
/**
 * A member's id or name.
 */
person: string | null, 
/**
 * An id of the list of agencies.
 */
agency: string | null, analysis: boolean, };

export type PlanMemberView = { 
/**
 * Every grant of theirs into this plan.
 */
grants: Array<string>, person: AuthorView, agency: string | null, analysis: boolean, 
/**
 * This person may end it.
 */
can_end: boolean, };

/**
 * A plan in another view.
 */
export type PlanRef = { id: string, title: string, 
/**
 * `draft`, `active`, `closed`.
 */
status: string, 
/**
 * "Active"
 */
status_label: string, };

export type PlanRow = { id: string, title: string, status: string, status_label: string, wards: Array<WardRef>, lead: OwnerView | null, actions: number, actions_over: number, actions_late: number, 
/**
 * The next day on which it is looked at again: "Tue 1 Dec"; empty where none is set or held.
 */
next_review: string, review_late: boolean, needs_attention: boolean, conflicts: boolean, };

/**
 * Mutate `plan_set`: what is null stays as it is; an empty text takes a value out.
 */
export type PlanSetRequest = { id: string, title: string | null, 
/**
 * A member's id or name, or any name.
 */
lead: string | null, 
/**
 * Codes or names.
 */
add_wards: Array<string>, add_places: Array<string>, remove_places: Array<string>, objective: string | null, objective_type: string | null, 
/**
 * 0 takes it out.
 */
reduce_by: number | null, scanning: string | null, offender: string | null, victim: string | null, location: string | null, success_test: string | null, assessment: string | null, lessons: string | null, displacement: string | null, measures: Array<MeasureInput>, reviews: Array<ReviewInput>, 
/**
 * What each field that is named here showed when the writing began; refused (`overtaken`) where it says
 * something else by now.
 */
began: { [key in string]: string }, };

/**
 * Mutate `plan_uninvite`: ends all that let somebody into a plan, from today on.
 */
export type PlanUninviteRequest = { 
/**
 * The plan's.
 */
id: string, 
/**
 * The member's id or name.
 */
person: string, reason: string, };

/**
 * Query `plan`.
 */
export type PlanView = { id: string, title: string, status: string, status_label: string, wards: Array<WardRef>, places: Array<string>, lead: OwnerView | null, author: AuthorView, 
/**
 * "Sun 22 Nov 2026, 14:32"
 */
begun: string, 
/**
 * Null for those who were let into the work alone.
 */
analysis: AnalysisView | null, actions: Array<ActionRow>, 
/**
 * The notes it came from, for those who hold them.
 */
notes: Array<NoteRow>, 
/**
 * A note of it was told by somebody under 18: no action may send them out for more.
 */
young_source: boolean, 
/**
 * Who was let in, and how far.
 */
invited: Array<PlanMemberView>, 
/**
 * Wards that touch the plan's, by name, for the question whether the problem moved.
 */
adjacent: Array<string>, 
/**
 * What stands in the way of activating it, a line each. Empty where nothing does, or it is active.
 */
before_activating: Array<LackView>, 
/**
 * What needs attention as it stands.
 */
attention: Array<LackView>, conflicts: Array<ConflictView>, 
/**
 * Oldest first.
 */
history: Array<HistoryEntry>, can_change: boolean, 
/**
 * May add and change actions.
 */
can_work: boolean, };

export type PlansPage = { rows: Array<PlanRow>, next: string | null, 
/**
 * Of all plans held: `draft`, `active`, `closed` with labels and counts.
 */
statuses: Array<FilterChoice>, 
/**
 * The wards there are plans for.
 */
wards: Array<WardRef>, 
/**
 * This person may put plans together.
 */
can_add: boolean, };

/**
 * Query `plans`.
 */
export type PlansRequest = { 
/**
 * `draft`, `active`, `closed`; null for all.
 */
status: string | null, ward: string | null, 
/**
 * Words of the title.
 */
query: string, after: string | null, 
/**
 * 1 to 200; 0 means 50.
 */
limit: number, };

export type ProgressScript = { id: string, text: string, at: string, author: string, };

export type ProgressView = { id: string, text: string, author: AuthorView, when: string, can_take_back: boolean, };

/**
 * A note whose author waits for what was promised.
 */
export type PromisedNote = { note: NoteRow, 
/**
 * "by Fri 11 Dec 2026", "since Fri 11 Dec 2026"
 */
by: string, 
/**
 * The day is past.
 */
late: boolean, };

export type QuestionView = { id: string, text: string, 
/**
 * "the coordinator"
 */
by: string, when: string, };

export type QueueView = { id: TriageQueue, 
/**
 * "Not read"
 */
label: string, count: number, 
/**
 * Of these, past the time they are to be read in.
 */
late: number, };

export type ReceiptView = { 
/**
 * The place in its stream, from 1.
 */
position: number, 
/**
 * The server's time, RFC 3339.
 */
at: string, };

export type ReceivedItem = { note: string, what: string, 
/**
 * "Received by the server 14:32. Not read yet."
 */
words: string, 
/**
 * The receipt: stream position and the server's time, for whoever checks.
 */
receipt: string, };

export type RecipientKindView = { 
/**
 * `own`, `partner`, `agency`, `committee`
 */
id: string, 
/**
 * "Another agency"
 */
label: string, 
/**
 * What they get.
 */
hint: string, 
/**
 * The day by which their copy is deleted unless another is given, as an ISO date.
 */
until: string, };

/**
 * Mutate `recovery_code_renew`: the old printed code stops working.
 */
export type RecoveryCodeRenewRequest = { passphrase: string, };

export type RecoveryCodeView = { recovery_code: string, };

export type ReferralView = { id: string, 
/**
 * `police` or `mash`.
 */
to: string, 
/**
 * "Police", "Safeguarding hub (MASH)"
 */
label: string, reference: string, author: AuthorView, when: string, 
/**
 * For `take_back`, with what its author was told of it; empty for those who do not triage.
 */
undo: Array<string>, };

export type RefusedItem = { id: string, code: string, message: string, };

/**
 * Mutate `reintroduce`: the server has another key, since it was copied or its key was lost. `invitation` is the text
 * that says where it is and which key it has; `fingerprint` is that key's, as the person was told it by another way.
 */
export type ReintroduceRequest = { invitation: string, fingerprint: string, passphrase: string, };

export type ReintroducedView = { 
/**
 * The key by which the notebook knows its server now, in eight groups of four.
 */
fingerprint: string, 
/**
 * Whether the exchange after it came to its end.
 */
exchanged: boolean, words: string, };

export type RemarkView = { id: string, text: string, author: AuthorView, when: string, 
/**
 * For `take_back`; empty where it is not one's own.
 */
undo: Array<string>, };

/**
 * Mutate `restore`: into this folder, which must hold no notebook.
 */
export type RestoreRequest = { file: string, 
/**
 * The backup's passphrase or its recovery code.
 */
secret: string, };

export type RestoreView = { person: string, 
/**
 * The new device's id: a restored notebook always goes on as a new device.
 */
device: string, boundaries: string, notes: number, words: string, };

export type ReviewInput = { 
/**
 * An ISO day.
 */
on: string, found: string, remove: boolean, 
/**
 * The version that was changed; refused (`overtaken`) where it is no longer what stands.
 */
base: string | null, };

export type ReviewView = { 
/**
 * An ISO day.
 */
on: string, 
/**
 * "Tue 1 Dec 2026"
 */
when: string, 
/**
 * What was found; empty until it was held.
 */
found: string, late: boolean, 
/**
 * What its present version is called; sent back with a change of it.
 */
base: string, };

export type RoleChoice = { role: Choice, 
/**
 * Takes wards; the others are for the whole partnership.
 */
takes_wards: boolean, };

/**
 * Mutate `roster_begin`, `roster_renew_code` and `roster_recover`: the code that is shown once.
 */
export type RosterBegun = { recovery_code: string, fingerprint: string, 
/**
 * "31415 92653", by which its sheet is told from others.
 */
mark: string, };

/**
 * Mutate `roster_recover`.
 */
export type RosterRecoverRequest = { code: string, };

export type RosterView = { 
/**
 * What leads read to each other.
 */
fingerprint: string, 
/**
 * Who made the printed code that counts, and when: whoever has a sheet finds out whether it is that one.
 */
code_by: string, code_at_words: string, 
/**
 * "31415 92653", as on its sheet.
 */
code_mark: string, 
/**
 * The server has not had the list that names it, so elsewhere the code before it counts.
 */
code_waits: boolean, 
/**
 * Leads made another list without sight of this one, with another code.
 */
codes_apart: boolean, leads: Array<LeadRow>, 
/**
 * Devices of people with the right that are not in it.
 */
others: Array<LeadRow>, 
/**
 * Rosters that came and are not gone by, a sentence each.
 */
strays: Array<string>, };

/**
 * Another source of the same person.
 */
export type SameSource = { 
/**
 * What says so, for `sources_part`.
 */
merging: string, 
/**
 * The other source.
 */
source: string, 
/**
 * "S-7K2M4Q", of the other.
 */
reference: string, 
/**
 * The lead who said it.
 */
by: string, at_words: string, };

/**
 * An own note with its path, as its sender sees it.
 */
export type SentNote = { note: NoteRow, path: Array<PathStepView>, 
/**
 * The latest sentence, or the question that waits for an answer.
 */
feedback: string | null, 
/**
 * The reply whose question waits for an answer.
 */
question: string | null, 
/**
 * Nobody has read it for too long: whom to call.
 */
not_read: string | null, };

export type SentencesView = { shared: string, police: string, mash: string, in_plan: string, };

export type ServerView = { addresses: Array<string>, fingerprint: string, 
/**
 * "Today 14:32"; null before the first whole exchange.
 */
last_sync: string | null, 
/**
 * "8 December"; null before the first whole exchange.
 */
lease_until: string | null, device: string, };

/**
 * Query `session`: what the window shows first.
 */
export type SessionView = { "stage": "first-run", default_boundaries: string, boundaries: Array<BoundaryChoice>, 
/**
 * Whether somebody else's notebook is on this computer.
 */
others: boolean, } | { "stage": "choose", notebooks: Array<NotebookRow>, } | { "stage": "locked" } & LockedView | { "stage": "trouble" } & TroubleView | { "stage": "open" } & OpenView;

/**
 * Mutate `notebook_set_aside`: for a notebook that can't be opened. Nothing is deleted.
 */
export type SetAsideView = { folder: string, words: string, };

/**
 * Mutate `settings_set`: only what is present changes. Answers with the settings as they are now.
 */
export type SettingsSetRequest = { theme: string | null, idle_minutes: number | null, letter_keys: boolean | null, hub_number: string | null, hub_hours: string | null, };

/**
 * Query `settings`.
 */
export type SettingsView = { name: string, partnership: string, device: string, 
/**
 * The label shown while locked.
 */
label: string, boundaries_label: string, 
/**
 * `system`, `light` or `dark`.
 */
theme: string, 
/**
 * Minutes without use until the notebook locks: 1 to 60.
 */
idle_minutes: number, letter_keys: boolean, hub_number: string, hub_hours: string, 
/**
 * Where the notebook's files lie.
 */
folder: string, version: string, 
/**
 * "Last backup 2 May." or "No backup yet."
 */
backup_words: string, sample: boolean, 
/**
 * Why this notebook has no export and no backup: it is sample data. Null where it has both.
 */
nothing_to_keep: string | null, };

export type SharingLook = { 
/**
 * Empty for a sealed file.
 */
kinds: Array<RecipientKindView>, 
/**
 * The day that stands unless another is given, as an ISO date.
 */
until: string, 
/**
 * "12 notes go, marked OFFICIAL-SENSITIVE."; empty while no kind is chosen.
 */
goes: string, 
/**
 * What is left out and why, a sentence for each.
 */
left_out: Array<string>, 
/**
 * Said where nothing at all would go.
 */
refused: string | null, };

/**
 * Query `sharing_look`.
 */
export type SharingLookRequest = { of: SharingOf, 
/**
 * Null while none is chosen: then only the kinds are told.
 */
recipient_kind: string | null, };

/**
 * What would leave.
 */
export type SharingOf = { "what": "notes" } | { "what": "note", id: string, } | { "what": "file", id: string, } | { "what": "sealed" };

/**
 * Mutate `source_erase`: for the leads.
 */
export type SourceEraseRequest = { id: string, 
/**
 * One of `whys`.
 */
why: string, };

/**
 * Who told what a note says. It is sealed before it is kept; nothing here can show it again.
 */
export type SourceInput = { 
/**
 * Their name, and how they are reached.
 */
who: string, 
/**
 * An age band of `lists`; null where not said.
 */
age: string | null, 
/**
 * An earlier note of one's own that the same person told; see `own_sources`.
 */
same_as: string | null, 
/**
 * Under which reference the safeguarding hub was told of them.
 */
referred: string | null, };

/**
 * Mutate `source_open`.
 */
export type SourceOpenRequest = { id: string, reason: string, };

/**
 * What was sealed. Shown, and kept nowhere.
 */
export type SourceOpened = { who: string, 
/**
 * "10–17"; null where not said.
 */
age: string | null, same_as: string | null, 
/**
 * The note, where this notebook holds it.
 */
note: string | null, };

export type SourceRow = { id: string, 
/**
 * "S-7K2M4Q", as it stands beside the note.
 */
reference: string, ward: WardRef | null, author: string, at: string, at_words: string, 
/**
 * Who opened it and why, the latest first.
 */
opened: Array<OpeningRow>, 
/**
 * "Its note was closed on 3 Mar 2026. It is no longer needed."; null before its time is over.
 */
due: string | null, 
/**
 * The same person, as leads say; for a device that opens sources, and of those listed here.
 */
same: Array<SameSource>, 
/**
 * How often this person told something in all; for a device that opens sources, and null where it was told once
 * and nobody says that they are under 18.
 */
contacts: ContactsView | null, };

/**
 * Mutate `sources_merge`: two sources are one person, which opens neither.
 */
export type SourcesMergeRequest = { id: string, with: string, };

export type SourcesMerged = { merging: string, };

/**
 * Mutate `sources_part`: what a lead said of two sources is taken back.
 */
export type SourcesPartRequest = { merging: string, };

/**
 * Query `sources`: for the leads, and for those who may become one.
 */
export type SourcesView = { 
/**
 * Null where no lead has been named.
 */
roster: RosterView | null, 
/**
 * Whether this person may begin the roster.
 */
can_begin: boolean, 
/**
 * Whether this device opens sources.
 */
can_open: boolean, 
/**
 * The latest first.
 */
sources: Array<SourceRow>, };

/**
 * A state, worded once in the domain.
 */
export type StateView = { 
/**
 * `recorded`, `withdrawn`, …
 */
id: string, 
/**
 * "Recorded"
 */
label: string, 
/**
 * "Kept on this computer only. Last backup 2 May."
 */
words: string, };

/**
 * Query `status`: where this notebook stands, for the terminal.
 */
export type StatusView = { person: string, device: string, 
/**
 * Null without a server.
 */
role: string | null, partnership: string, 
/**
 * Codes of the wards in use.
 */
wards: Array<string>, records: number, pending: number, attention: number, conflicts: number, last_sync: string | null, lease_until: string | null, };

export type StopRow = { 
/**
 * `999`, `101`, `MASH`.
 */
call: string, 
/**
 * "happening now, or a life at risk"
 */
when: string, 
/**
 * The hub's number and hours, or where to ask for them; null for 999 and 101.
 */
detail: string | null, };

/**
 * What stands beside every place of recording.
 */
export type StopsView = { headline: string, rows: Array<StopRow>, 
/**
 * "Your text stays here while you call."
 */
footer: string, };

/**
 * Mutate `subject_add`. Answers with `Done`, whose id is the request's.
 */
export type SubjectAddRequest = { reference: string, names: Array<string>, 
/**
 * ISO day.
 */
received: string, };

/**
 * Mutate `subject_decide`. Answers with `Done`, which can be taken back.
 */
export type SubjectDecideRequest = { id: string, item: string, give: boolean, 
/**
 * Needed where it is not given: an id of `reasons`.
 */
reason: string | null, 
/**
 * What was weighed.
 */
note: string | null, };

export type SubjectDecided = { give: boolean, 
/**
 * Of `reasons`; null where it is given.
 */
reason: string | null, note: string | null, 
/**
 * "Given." "Kept back. It is about somebody else, and blacking out does not hide them."
 */
words: string, };

/**
 * Mutate `subject_export`: the answer, into a new folder. Answers with `ExportView`. Refused while something is undecided.
 */
export type SubjectExportRequest = { id: string, folder: string, 
/**
 * Who asked, or who asks for them.
 */
recipient: string, };

export type SubjectField = { 
/**
 * "Text", "Place"
 */
label: string, pieces: Array<SubjectPiece>, };

/**
 * One text that mentions them.
 */
export type SubjectItem = { 
/**
 * For `subject_decide`.
 */
id: string, 
/**
 * "Note", "Addition to a note", "Plan", "Draft on this computer"
 */
what: string, 
/**
 * "Addison"; null for what belongs to no ward.
 */
ward: string | null, 
/**
 * "Sun 22 Nov 2026, 14:32"
 */
when: string, 
/**
 * Who wrote it. Never given to whoever asked.
 */
author: string, 
/**
 * "An earlier version, written over since"; "Withdrawn"; null for what stands.
 */
standing: string | null, 
/**
 * For whom it is held and for what: "St Giles Trust, to keep people safe"; null where it was not written down.
 */
held_for: string | null, fields: Array<SubjectField>, 
/**
 * A whole name stands in it; otherwise only a part of one, or a word much like one.
 */
named: boolean, decision: SubjectDecided | null, 
/**
 * The note to open, where it is one or belongs to one.
 */
note: string | null, };

export type SubjectPiece = { text: string, 
/**
 * `plain`, `named`, `perhaps` or `out` (blacked out in what is given).
 */
mark: string, };

export type SubjectRequestRow = { id: string, 
/**
 * "SAR-2026-14"
 */
reference: string, 
/**
 * As in "Jordan Blake, JB".
 */
names: string, 
/**
 * "Received 3 Nov 2026"
 */
received: string, 
/**
 * "Answer by 3 Dec 2026, in 3 days"; "Closed 12 Nov 2026" once it is.
 */
due: string, 
/**
 * The day for an answer is over and it is open.
 */
late: boolean, closed: boolean, 
/**
 * "4 given, 1 kept back"; empty before anything was decided.
 */
decided: string, };

/**
 * Query `subject_request` (by id): looks through everything this device holds, so it can take some seconds.
 */
export type SubjectRequestView = { id: string, reference: string, names: Array<string>, 
/**
 * Words that are blacked out wherever they stand.
 */
hide: Array<string>, 
/**
 * ISO day.
 */
received: string, received_words: string, 
/**
 * "Answer by 3 Dec 2026, in 3 days"
 */
due: string, late: boolean, extended: boolean, 
/**
 * "Closed 12 Nov 2026"; null while it is open.
 */
closed: string | null, 
/**
 * Whole names first, each kind newest first; at most 500. Where there are more, undecided ones come first.
 */
items: Array<SubjectItem>, 
/**
 * All that were found.
 */
total: number, 
/**
 * Of `total`, those nobody decided about.
 */
undecided: number, 
/**
 * "Looked through 1,204 texts on this computer: notes, additions, …"
 */
looked: string, 
/**
 * What could not be looked through, a sentence each.
 */
not_looked: Array<string>, };

/**
 * Query `subject_requests`: all of them, open ones first, soonest due first.
 */
export type SubjectRequestsView = { 
/**
 * Whether this person answers such requests: whoever decides about notes of a ward.
 */
may_answer: boolean, requests: Array<SubjectRequestRow>, 
/**
 * Why something may be kept back, in the order in which it is offered.
 */
reasons: Array<KeptBackReason>, 
/**
 * Today as an ISO day, which the day of receipt begins with.
 */
today: string, };

/**
 * Mutate `subject_set`: only what is named changes. Answers with `Done`, which can be taken back.
 */
export type SubjectSetRequest = { id: string, names: Array<string> | null, hide: Array<string> | null, extended: boolean | null, 
/**
 * True closes it, false opens it again.
 */
closed: boolean | null, };

export type SuggestionView = { 
/**
 * "Use “I was told”"
 */
label: string, replacement: string, };

/**
 * Query `sync`.
 */
export type SyncPageView = { corner: SyncView, 
/**
 * What happened, what is safe, what comes next: a paragraph each.
 */
paragraphs: Array<string>, 
/**
 * The code of what stands in the way, such as `wrong-server`; null where nothing does.
 */
trouble: string | null, 
/**
 * Null without a server.
 */
server: ServerView | null, 
/**
 * Refused or declined: each needs a person.
 */
attention: Array<OutboxItem>, 
/**
 * Waiting to be sent, in order; at most 200.
 */
waiting: Array<OutboxItem>, waiting_count: number, 
/**
 * With the server, kept for a supervisor.
 */
held: Array<OutboxItem>, 
/**
 * Proof of what arrived: own notes last received by the server, latest first; at most 20.
 */
received: Array<ReceivedItem>, 
/**
 * Records with two versions.
 */
conflicts: number, 
/**
 * An exchange is under way.
 */
busy: boolean, 
/**
 * Seconds until the program tries again by itself; null unless something stands in the way.
 */
next_try_seconds: number | null, };

/**
 * Mutate `sync_now`: one exchange, as far as it goes. The terminal's `sync` prints it as it is.
 */
export type SyncReport = { pushed: number, pulled: number, conflicts: number, 
/**
 * What needs a person, with the code and the words of each.
 */
refused: Array<RefusedItem>, held: number, pending: number, 
/**
 * RFC 3339; null where the server said none.
 */
server_time: string | null, };

/**
 * The sync corner.
 */
export type SyncView = { 
/**
 * Which icon: `this-computer`, `sample`; with a server `up-to-date`, `waiting`, `sending`, `receiving`,
 * `offline`, `stale`, `held`, `conflict`, `attention`.
 */
icon: string, 
/**
 * "Kept on this computer only."
 */
headline: string, 
/**
 * "Last backup 2 May." or "No backup yet."
 */
detail: string, count: number, };

/**
 * Mutate `take_back`: undoes what a `Done` names, as one act.
 */
export type TakeBackRequest = { undo: Array<string>, };

/**
 * A piece of text; `hit` where the search found it.
 */
export type TextPiece = { text: string, hit: boolean, };

/**
 * Query `today`.
 */
export type TodayView = { 
/**
 * "Thursday"
 */
weekday: string, 
/**
 * "14 October 2021"
 */
date: string, drafts: Array<DraftRow>, 
/**
 * Forms about records in which something was begun, the latest first.
 */
begun: Array<BegunForm>, pinned: Array<NoteRow>, recent: Array<NoteRow>, 
/**
 * Wards used last, latest first, at most four.
 */
recent_wards: Array<WardRef>, notes_total: number, 
/**
 * For those who triage: notes nobody has read, the longest waiting first, at most six.
 */
unread: Array<TriageRow>, unread_total: number, unread_late: number, 
/**
 * For those who triage: notes that were read and of which their authors have said more since.
 */
more_said: number, 
/**
 * "3 to read, 1 of them late, 1 with more said"; empty where nothing waits.
 */
to_read: string, 
/**
 * For those who triage: notes whose authors were promised to hear more and have not, the earliest day first, at
 * most six.
 */
promised: Array<PromisedNote>, promised_total: number, 
/**
 * Own notes that something came of or that wait, the latest step first, at most six. Empty without a server.
 */
sent: Array<SentNote>, 
/**
 * Own notes that others erased for good in the last 30 days, the latest first.
 */
erased: Array<ErasedRow>, 
/**
 * This person's open actions, the earliest due first, at most eight.
 */
actions: Array<ActionRow>, actions_total: number, actions_late: number, 
/**
 * For those who decide about them: notes that are past the time for which they are kept.
 */
keeping_due: number, 
/**
 * Plans past their time, names in closed plans, or what came too late to something erased, for those who decide.
 */
keeping_others: boolean, 
/**
 * For safeguarding leads: sealed sources that are to be erased.
 */
sources_due: number, };

export type ToldView = { id: string, 
/**
 * A state's id, such as `in-plan`.
 */
step: string, 
/**
 * "In a plan"
 */
label: string, sentence: string | null, author: AuthorView, 
/**
 * "today, 14:32"
 */
when: string, };

export type TrailPage = { rows: Array<TrailRow>, next: string | null, 
/**
 * Everybody's is held here, and not one's own alone.
 */
of_all: boolean, };

/**
 * Query `trail`: one's own, or, for administrators, everybody's.
 */
export type TrailRequest = { 
/**
 * One person's alone; null for all that is held here.
 */
person: string | null, 
/**
 * From `TrailPage::next`; null for the first page.
 */
after: string | null, 
/**
 * 1 to 200; 0 means 50.
 */
limit: number, };

export type TrailRow = { id: string, person: AuthorView, 
/**
 * `read-note`, `opened-source`, …
 */
deed: string, 
/**
 * "Read somebody else's note"
 */
what: string, ward: WardRef | null, 
/**
 * How many records a copy held, or a search found.
 */
count: number | null, 
/**
 * Of a copy: "For another agency, marked OFFICIAL-SENSITIVE, to be deleted by 24 May 2027. 2 notes left out."
 */
terms: string | null, at: string, 
/**
 * "today, 14:32"
 */
when: string, };

/**
 * Mutate `triage_assign`. `to` is a member's id or name; null where nobody is to see to it any more.
 */
export type TriageAssignRequest = { ids: Array<string>, to: string | null, };

/**
 * Mutate `triage_brief`: what everybody granted the ward may read. `sentence` is for the note's author;
 * null takes the one that stands for this step.
 */
export type TriageBriefRequest = { id: string, text: string, sentence: string | null, };

/**
 * Mutate `triage_close`. `reason` is for colleagues; `feedback` is the sentence its author reads.
 */
export type TriageCloseRequest = { id: string, reason: string, feedback: string, };

/**
 * Mutate `triage_grade`. Null takes the grade back.
 */
export type TriageGradeRequest = { id: string, graded: GradeInput | null, };

/**
 * Mutate `triage_link`: notes become part of a plan.
 */
export type TriageLinkRequest = { ids: Array<string>, plan: string, sentence: string | null, };

/**
 * Query `triage_note`: what stands beside a note, for those who hold its ward's restricted notes.
 */
export type TriageNoteView = { id: string, can_triage: boolean, can_remark: boolean, 
/**
 * Grades it.
 */
can_grade: boolean, 
/**
 * Null where it is not graded.
 */
grade: GradeView | null, 
/**
 * What everybody who reads it may know of its source; null where none is sealed.
 */
source: NoteSourceView | null, 
/**
 * Its source is under 18 and the safeguarding hub has not been told: refer it first.
 */
referral_due: boolean, 
/**
 * Why nobody here may ask its author for more; null where they may.
 */
no_asking: string | null, 
/**
 * For a safeguarding lead: how often whoever told it told something in all, as in `sources`.
 */
contacts: ContactsView | null, 
/**
 * Its author took it back: nothing of it is passed on.
 */
withdrawn: boolean, assigned: AuthorView | null, 
/**
 * Whom it can be given to.
 */
officers: Array<AuthorView>, 
/**
 * What its author was told, oldest first.
 */
told: Array<ToldView>, 
/**
 * The last question to its author, and whether it was answered.
 */
asked: AskedView | null, briefings: Array<BriefingRef>, plans: Array<PlanRef>, 
/**
 * Other notes of the same matter.
 */
others: Array<NoteRow>, referrals: Array<ReferralView>, closure: ClosureView | null, remarks: Array<RemarkView>, 
/**
 * Notes near it in place, time and words, the likest first.
 */
near: Array<NearView>, waiting: WaitingView | null, 
/**
 * The sentences its author is told where none is written.
 */
sentences: SentencesView, 
/**
 * Plans it can be linked to: those of its ward that are not closed.
 */
plan_choices: Array<PlanRef>, };

export type TriagePage = { 
/**
 * All queues with their counts, in the order people work them.
 */
queues: Array<QueueView>, 
/**
 * The wards this person triages.
 */
wards: Array<WardRef>, rows: Array<TriageRow>, next: string | null, };

export type TriageQueue = "unread" | "open" | "mine" | "asked" | "answered" | "underway" | "closed" | "young";

/**
 * Mutate `triage_relate`: notes that are of one matter. At least two.
 */
export type TriageRelateRequest = { ids: Array<string>, };

/**
 * Query `triage`: other people's notes in the wards this person triages, the longest waiting first.
 */
export type TriageRequest = { queue: TriageQueue, 
/**
 * A ward's code.
 */
ward: string | null, 
/**
 * From `TriagePage::next`; null for the first page.
 */
after: string | null, 
/**
 * 1 to 200; 0 means 50.
 */
limit: number, };

export type TriageRow = { note: NoteRow, 
/**
 * Who sees to it.
 */
assigned: AuthorView | null, 
/**
 * Present while nobody has read it.
 */
waiting: WaitingView | null, 
/**
 * Present where its source is under 18.
 */
young: YoungView | null, };

/**
 * Mutate `triage_send`.
 */
export type TriageSendRequest = { id: string, 
/**
 * `police` or `mash`.
 */
to: string, reference: string, sentence: string | null, };

/**
 * Mutate `triage_tell`: a sentence that its author reads.
 */
export type TriageTellRequest = { id: string, text: string, 
/**
 * An ISO day by which the author hears more; null where none is promised.
 */
promised: string | null, };

/**
 * Mutates `triage_ask` (the question, which its author reads) and `triage_remark` (for colleagues).
 */
export type TriageTextRequest = { id: string, text: string, };

/**
 * A notebook that cannot be opened as it stands.
 */
export type TroubleView = { 
/**
 * `newer-file`, `damaged`, `read-only`, `disk-full`, `keys-missing`, `keys-damaged`, …
 */
code: string, headline: string, 
/**
 * What happened, what is safe, what to do: a paragraph each.
 */
paragraphs: Array<string>, 
/**
 * True where trying again may help (the disk has room now, the folder can be written).
 */
retryable: boolean, };

/**
 * The forms whose words are kept. One record may have several begun at once.
 */
export type UnfinishedForm = "assign" | "ask" | "tell" | "brief" | "link" | "send" | "close" | "remark" | "plan" | "plan-close" | "plan-new" | "action" | "action-new" | "progress" | "measure" | "review" | "due" | "correct" | "withdraw" | "keep" | "opening" | "weighed";

/**
 * Query `unfinished`: what was begun about exactly these records.
 */
export type UnfinishedRequest = { about: Array<string>, };

export type UnfinishedRow = { form: UnfinishedForm, field: string, text: string, base: string, 
/**
 * "yesterday 17:52"
 */
when: string, };

/**
 * Mutate `unfinished_save`: keeps one field of a form as it is typed.
 */
export type UnfinishedSaveRequest = { 
/**
 * The records it is about, in any order: a note or several, a plan, an action, a briefing. None
 * only for a plan that comes from no note.
 */
about: Array<string>, form: UnfinishedForm, field: string, 
/**
 * Null forgets it.
 */
text: string | null, 
/**
 * What stood in the record when the writing began; empty where nothing did.
 */
base: string, };

export type UnfinishedView = { rows: Array<UnfinishedRow>, 
/**
 * Those of the records that were erased meanwhile, in the order of their ids.
 */
erased: Array<string>, };

/**
 * Mutate `unlock`.
 */
export type UnlockRequest = { passphrase: string, };

/**
 * Mutate `unlock_with_recovery_code`: opens, and sets a new passphrase in the same act.
 */
export type UnlockWithRecoveryCodeRequest = { recovery_code: string, passphrase: string, passphrase_again: string, };

/**
 * Mutate `unsent_send`: for a notebook that nobody can open. An invitation says where the server is and which key
 * it has; it is not used by this, so any of this partnership's does.
 */
export type UnsentSendRequest = { invitation: string, };

/**
 * How many items became what, and the same in words.
 */
export type UnsentSent = { accepted: number, already: number, held: number, refused: number, later: number, unreadable: number, 
/**
 * A sentence each.
 */
words: Array<string>, };

/**
 * Query `verify`.
 */
export type VerifyView = { changes: number, records: number, streams: number, 
/**
 * The first fault in words; null when everything holds.
 */
fault: string | null, words: string, };

/**
 * Mutate `waiting_save`: what waits to be sent, into a new file. It goes on waiting.
 */
export type WaitingSaveRequest = { file: string, 
/**
 * Id or name; null for everybody who may read all of it.
 */
to: string | null, 
/**
 * Null says what such a file is for by itself.
 */
purpose: string | null, 
/**
 * The day by which the file is deleted, as an ISO date; null or empty for a month.
 */
until: string | null, };

export type WaitingView = { 
/**
 * `due`, `late`, `not-read`.
 */
standing: string, 
/**
 * "Waiting 2 working days"
 */
words: string, 
/**
 * "to be read by Tue 24 Nov, 17:00"; empty once that has passed.
 */
until: string, };

export type WardRef = { code: string, name: string, 
/**
 * The boundary set it belongs to: `2022` or `2014`.
 */
boundaries: string, };

/**
 * Query `ward`.
 */
export type WardRequest = { code: string, };

export type WardRow = { ward: WardRef, residents: number | null, 
/**
 * Notes in the twelve months, withdrawn ones left out.
 */
notes: number, 
/**
 * One number for each of `months`.
 */
by_month: Array<number>, 
/**
 * "14 Oct"; null where there is none.
 */
last: string | null, };

export type WardView = { row: WardRow, months: Array<MonthRef>, 
/**
 * "11,800 residents in 2015 (Greater London Authority ward profiles)"; null where unknown.
 */
residents_words: string | null, 
/**
 * Wards it touches; empty where the set's borders are not known.
 */
neighbours: Array<WardRef>, recent: Array<NoteRow>, };

/**
 * Query `wards`.
 */
export type WardsView = { boundaries: string, 
/**
 * "Wards from May 2022"
 */
boundaries_label: string, 
/**
 * The twelve months shown, oldest first; the last is the present month, which is not over.
 */
months: Array<MonthRef>, rows: Array<WardRow>, 
/**
 * Said once where the set has no residents: "No population file has been imported for these wards."
 */
residents_note: string | null, 
/**
 * Notes of other boundary sets, which no row counts.
 */
other_boundaries: number, };

/**
 * When it was seen or heard.
 */
export type WhenInput = { "kind": "now" } | { "kind": "earlier-today", time: string, } | { "kind": "yesterday", time: string, } | { "kind": "date", day: string, month: string, year: string, time: string, } | { "kind": "iso", text: string, };

export type WhyRow = { id: string, label: string, };

export type WithdrawalView = { reason: string, at: string, when: string, author: AuthorView, };

/**
 * Mutate `work_erase`: a briefing, a plan with its actions, or an action.
 */
export type WorkEraseRequest = { id: string, 
/**
 * One of `whys`.
 */
why: string, 
/**
 * Of the case in which it was decided.
 */
reference: string | null, };

/**
 * A note whose source is under 18.
 */
export type YoungView = { 
/**
 * How often they told something to its recorder, this time included.
 */
contacts: number, 
/**
 * The hub has it: by its recorder's word, or sent by an officer.
 */
referred: boolean, 
/**
 * "Under 18. Not referred to the safeguarding hub yet. Second contact."
 */
words: string, };

export interface Queries {
  session: { request: Nothing; answer: SessionView };
  passphrase_strength: { request: PassphraseStrengthRequest; answer: PassphraseStrengthView };
  invitation_look: { request: InvitationLookRequest; answer: InvitationLook };
  invitations: { request: Nothing; answer: InvitationsView };
  devices_seen: { request: Nothing; answer: DevicesSeenView };
  held: { request: Nothing; answer: HeldView };
  handing: { request: HandingRequest; answer: HandingView };
  sharing_look: { request: SharingLookRequest; answer: SharingLook };
  subject_request: { request: ById; answer: SubjectRequestView };
  lists: { request: Nothing; answer: ListsView };
  today: { request: Nothing; answer: TodayView };
  notes: { request: NotesRequest; answer: NotesPage };
  notes_whole: { request: NotesRequest; answer: NotesWholePage };
  note: { request: NoteRequest; answer: NoteView };
  note_filters: { request: Nothing; answer: NoteFiltersView };
  coach: { request: CoachRequest; answer: CoachView };
  drafts: { request: Nothing; answer: DraftsView };
  draft: { request: ById; answer: DraftView };
  unfinished: { request: UnfinishedRequest; answer: UnfinishedView };
  wards: { request: Nothing; answer: WardsView };
  ward: { request: WardRequest; answer: WardView };
  settings: { request: Nothing; answer: SettingsView };
  status: { request: Nothing; answer: StatusView };
  sync: { request: Nothing; answer: SyncPageView };
  outbox_text: { request: OutboxRequest; answer: OutboxText };
  attachment: { request: ById; answer: AttachmentContent };
  conflicts: { request: Nothing; answer: ConflictsView };
  people: { request: Nothing; answer: PeopleView };
  sources: { request: Nothing; answer: SourcesView };
  trail: { request: TrailRequest; answer: TrailPage };
  own_sources: { request: Nothing; answer: Array<OwnSourceRow> };
  keeping: { request: KeepingRequest; answer: KeepingView };
  erasing: { request: ById; answer: ErasingView };
  subject_requests: { request: Nothing; answer: SubjectRequestsView };
  person: { request: ById; answer: PersonDetail };
  begun: { request: Nothing; answer: BegunView };
  triage: { request: TriageRequest; answer: TriagePage };
  triage_note: { request: ById; answer: TriageNoteView };
  brief_check: { request: BriefCheckRequest; answer: BriefCheckView };
  briefings: { request: BriefingsRequest; answer: BriefingsPage };
  briefing: { request: ById; answer: BriefingView };
  plans: { request: PlansRequest; answer: PlansPage };
  plan: { request: ById; answer: PlanView };
  actions: { request: ActionsRequest; answer: ActionsPage };
  action_groups: { request: ActionGroupsRequest; answer: ActionGroupsView };
  action: { request: ById; answer: ActionView };
  actions_whole: { request: ActionsRequest; answer: ActionsWholePage };
  actions_import_look: { request: ActionsImportRequest; answer: ActionsImportLook };
}

export interface Mutations {
  lock: { request: Nothing; answer: Nothing };
  touch: { request: Nothing; answer: Nothing };
  sync_now: { request: Nothing; answer: SyncReport };
  notebook_create: { request: NotebookCreateRequest; answer: NotebookCreated };
  sample_open: { request: Nothing; answer: Nothing };
  sample_leave: { request: Nothing; answer: Nothing };
  unlock: { request: UnlockRequest; answer: Nothing };
  unlock_with_recovery_code: { request: UnlockWithRecoveryCodeRequest; answer: Nothing };
  passphrase_change: { request: PassphraseChangeRequest; answer: Nothing };
  recovery_code_renew: { request: RecoveryCodeRenewRequest; answer: RecoveryCodeView };
  label_set: { request: LabelSetRequest; answer: Nothing };
  notebook_choose: { request: NotebookChooseRequest; answer: Nothing };
  notebook_begin: { request: Nothing; answer: Nothing };
  notebook_leave: { request: Nothing; answer: Nothing };
  notebook_set_aside: { request: Nothing; answer: SetAsideView };
  unsent_send: { request: UnsentSendRequest; answer: UnsentSent };
  backup: { request: BackupRequest; answer: BackupView };
  restore: { request: RestoreRequest; answer: RestoreView };
  export: { request: ExportRequest; answer: ExportView };
  verify: { request: Nothing; answer: VerifyView };
  doctor: { request: Nothing; answer: DoctorView };
  join: { request: JoinRequest; answer: JoinedView };
  reintroduce: { request: ReintroduceRequest; answer: ReintroducedView };
  person_invite: { request: PersonInviteRequest; answer: InvitedView };
  invitation_withdraw: { request: ById; answer: Nothing };
  held_decide: { request: HeldDecideRequest; answer: Nothing };
  waiting_save: { request: WaitingSaveRequest; answer: FileSaved };
  pack_save: { request: PackSaveRequest; answer: FileSaved };
  file_take: { request: FileTakeRequest; answer: FileTaken };
  roster_begin: { request: Nothing; answer: RosterBegun };
  roster_renew_code: { request: Nothing; answer: RosterBegun };
  roster_recover: { request: RosterRecoverRequest; answer: RosterBegun };
  source_open: { request: SourceOpenRequest; answer: SourceOpened };
  attachment_add: { request: AttachmentAddRequest; answer: AttachmentAdded };
  attachment_save: { request: AttachmentSaveRequest; answer: AttachmentSaved };
  subject_export: { request: SubjectExportRequest; answer: ExportView };
  note_record: { request: NoteRecordRequest; answer: NoteRecorded };
  note_amend: { request: NoteAmendRequest; answer: NoteAmended };
  amendment_take_back: { request: ById; answer: Nothing };
  amendment_restore: { request: ById; answer: Nothing };
  note_withdraw: { request: NoteWithdrawRequest; answer: Nothing };
  note_reinstate: { request: ById; answer: Nothing };
  note_pin: { request: NotePinRequest; answer: Nothing };
  draft_save: { request: DraftSaveRequest; answer: DraftSaved };
  addition_save: { request: AdditionSaveRequest; answer: DraftSaved };
  unfinished_save: { request: UnfinishedSaveRequest; answer: DraftSaved };
  draft_delete: { request: ById; answer: Nothing };
  draft_restore: { request: ById; answer: Nothing };
  draft_file_describe: { request: DraftFileDescribeRequest; answer: Nothing };
  draft_file_remove: { request: ById; answer: Nothing };
  draft_file_restore: { request: ById; answer: Nothing };
  settings_set: { request: SettingsSetRequest; answer: SettingsView };
  notice_dismiss: { request: NoticeDismissRequest; answer: Nothing };
  note_read: { request: NoteReadRequest; answer: NoteRead };
  outbox_retry: { request: OutboxRequest; answer: Nothing };
  outbox_edit: { request: OutboxRequest; answer: OutboxEdited };
  conflict_decide: { request: ConflictDecideRequest; answer: ConflictDecided };
  conflict_undo: { request: ConflictUndoRequest; answer: Nothing };
  grant_add: { request: GrantAddRequest; answer: Nothing };
  grant_end: { request: EndRequest; answer: Nothing };
  person_end: { request: EndRequest; answer: Nothing };
  device_end: { request: EndRequest; answer: Nothing };
  person_rename: { request: PersonRenameRequest; answer: Nothing };
  person_set: { request: PersonSetRequest; answer: Nothing };
  begun_answer: { request: BegunAnswerRequest; answer: Nothing };
  recovery_code_kept: { request: Nothing; answer: Nothing };
  lead_add: { request: LeadRequest; answer: Nothing };
  lead_remove: { request: LeadRequest; answer: Nothing };
  draft_keep: { request: ById; answer: Nothing };
  note_keep: { request: NoteKeepRequest; answer: Done };
  note_erase: { request: NoteEraseRequest; answer: Done };
  addition_erase: { request: ById; answer: Done };
  source_erase: { request: SourceEraseRequest; answer: Nothing };
  sources_merge: { request: SourcesMergeRequest; answer: SourcesMerged };
  sources_part: { request: SourcesPartRequest; answer: Nothing };
  period_set: { request: PeriodSetRequest; answer: Nothing };
  work_erase: { request: WorkEraseRequest; answer: Done };
  names_erase: { request: ById; answer: Done };
  subject_add: { request: SubjectAddRequest; answer: Done };
  subject_set: { request: SubjectSetRequest; answer: Done };
  subject_decide: { request: SubjectDecideRequest; answer: Done };
  triage_assign: { request: TriageAssignRequest; answer: Done };
  triage_ask: { request: TriageTextRequest; answer: Done };
  triage_tell: { request: TriageTellRequest; answer: Done };
  triage_brief: { request: TriageBriefRequest; answer: Done };
  triage_link: { request: TriageLinkRequest; answer: Done };
  triage_relate: { request: TriageRelateRequest; answer: Done };
  triage_send: { request: TriageSendRequest; answer: Done };
  triage_close: { request: TriageCloseRequest; answer: Done };
  triage_remark: { request: TriageTextRequest; answer: Done };
  triage_grade: { request: TriageGradeRequest; answer: Done };
  take_back: { request: TakeBackRequest; answer: Nothing };
  briefing_correct: { request: BriefingCorrectRequest; answer: Done };
  briefing_withdraw: { request: BriefingWithdrawRequest; answer: Done };
  plan_add: { request: PlanAddRequest; answer: Done };
  plan_set: { request: PlanSetRequest; answer: Done };
  plan_activate: { request: ById; answer: Done };
  plan_invite: { request: PlanInviteRequest; answer: Done };
  plan_uninvite: { request: PlanUninviteRequest; answer: Done };
  plan_close: { request: PlanCloseRequest; answer: Done };
  plan_reopen: { request: ById; answer: Done };
  plan_delete: { request: ById; answer: Done };
  action_add: { request: ActionAddRequest; answer: Done };
  action_set: { request: ActionSetRequest; answer: Done };
  action_delete: { request: ById; answer: Done };
  action_progress: { request: ActionProgressRequest; answer: Done };
  actions_import: { request: ActionsImportRequest; answer: ActionsImported };
  actions_import_undo: { request: ById; answer: ActionsImportUndone };
}

