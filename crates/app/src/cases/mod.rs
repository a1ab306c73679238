//! One file each: `run` takes the request and what the command list says it is handed.

mod note_input;

macro_rules! cases {
    ($($name:ident),* $(,)?) => {$(pub(crate) mod $name;)*};
}

cases! {
    addition_save, amendment_restore, amendment_take_back, backup, coach, doctor, draft, draft_delete, draft_restore, draft_save, drafts,
    export, label_set, lists, lock, note, note_amend, note_filters, note_pin, note_record, note_reinstate, note_withdraw,
    notebook_create,
    notebook_set_aside, notes, notes_whole, notice_dismiss, passphrase_change, passphrase_strength, recovery_code_kept, recovery_code_renew,
    restore,
    sample_leave, sample_open, session, settings, settings_set, status, today, touch, unlock, unlock_with_recovery_code, verify,
    ward, wards,
}
