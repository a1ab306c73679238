//! One file each: `run` takes the request and what the command list says it is handed.

mod attachment_files;
mod brake;
mod contacts;
mod doctor_server;
mod export_folder;
mod grants;
mod histories;
mod keeping_late;
mod keeping_plans;
mod leaving;
mod linking;
mod note_input;
mod plan_input;
mod sample_work;
mod sharing;
mod sourcing;
mod step;
mod subject;
mod work;
mod work_decide;
mod work_import;
mod work_rows;
mod work_table;
mod work_words;
mod written;

pub(crate) use sync_now::trouble_words;

macro_rules! cases {
    ($($name:ident),* $(,)?) => {$(pub(crate) mod $name;)*};
}

cases! {
    // What people ask about themselves.
    subject_add, subject_decide, subject_export, subject_request, subject_requests, subject_set,
    // The ward's work.
    action, action_add, action_delete, action_groups, action_progress, action_set, actions, actions_import,
    actions_import_look, actions_import_undo, actions_whole, briefing, briefing_correct, briefing_withdraw,
    briefings, plan, plan_activate, plan_add, plan_close, plan_delete, plan_invite, plan_reopen, plan_set,
    plan_uninvite, plans, take_back, triage, triage_ask, triage_grade, triage_assign, triage_brief, triage_close,
    triage_link, triage_note, triage_relate, triage_remark, triage_send, triage_tell,
    // Who belongs, what they may, and what stands between two of them.
    begun, begun_answer, conflict_decide, conflict_undo, conflicts, device_end, devices_seen, grant_add, grant_end,
    held, held_decide, invitation_look, invitation_withdraw, invitations, join, note_read, outbox_edit, outbox_retry,
    outbox_text, people, person, person_end, person_invite, person_rename, person_set, reintroduce, sync, sync_now,
    // A person's notebook.
    addition_save, amendment_restore, amendment_take_back, backup, coach, doctor, draft, draft_delete, draft_restore,
    draft_save, drafts, export, label_set, lists, lock, note, note_amend, note_filters, note_pin, note_record,
    note_reinstate, note_withdraw, notebook_begin, notebook_choose, notebook_create, notebook_leave, notebook_set_aside, notes, notes_whole, notice_dismiss,
    passphrase_change, passphrase_strength, recovery_code_kept, recovery_code_renew, restore, sample_leave,
    sample_open, session, settings, settings_set, status, today, touch, unfinished, unfinished_save, unlock,
    unlock_with_recovery_code, unsent_send, verify, ward, wards,
    // Files in and out.
    attachment, attachment_add, attachment_save, draft_file_describe, draft_file_remove, draft_file_restore,
    file_take, handing, pack_save, sharing_look, waiting_save,
    // Sealed sources, and the trail.
    brief_check, lead_add, own_sources, lead_remove, roster_begin, roster_recover, roster_renew_code, source_open,
    sources, sources_merge, sources_part, trail,
    // Keeping and erasing.
    addition_erase, draft_keep, erasing, keeping, names_erase, note_erase, note_keep, period_set,
    source_erase, work_erase,
}
