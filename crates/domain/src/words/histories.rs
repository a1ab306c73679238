//! What is said where the server told somebody else something else than whoever reads this. Each is a headline and
//! what to do.

/// The server signed one history for `whose` and another for the reader.
pub fn two_histories(whose: &str) -> (String, String) {
    (
        format!("The server told {whose} something else than you."),
        format!(
            "What {whose} wrote says that it signed two histories of the same thing. Its disk may have been put back without its own restoring, somebody may be hiding notes or endings from one of you, or that laptop says what is not so. Nothing here was changed, and what waits is kept. Tell whoever runs your partnership's server, by telephone, and {whose}."
        ),
    )
}

/// The same, once whoever read it has put it away.
pub fn two_histories_before(whose: &str) -> String {
    format!(
        "Earlier it was found that the server had told {whose} something else than you, and the notice was put away."
    )
}

/// The server signed one history for this computer and another one later.
pub fn history_changed() -> (String, String) {
    (
        "The server told this computer something else than before.".to_owned(),
        "It signed two histories of the same thing, one after the other. Its disk may have been put back without its own restoring, or it hid or changed something for a while. What it says now is taken, nothing that was recorded here is lost, and what waits is kept. Tell whoever runs your partnership's server, by telephone.".to_owned(),
    )
}

/// The same, once whoever read it has put it away.
pub const HISTORY_CHANGED_BEFORE: &str = "Earlier it was found that the server had told this computer something else than before, and the notice was put away.";

/// The server told `whose` more of who belongs than the reader, who has asked since.
pub fn kept_back(whose: &str) -> (String, String) {
    (
        format!("The server keeps something back from you that it gave to {whose}."),
        format!(
            "What {whose} wrote names more of who belongs and what they may than this computer was given, although it has asked several times since. An ending or a right may be missing here, the server's disk may have been put back, or that laptop says what is not so. Nothing here was changed, and what waits is kept. Tell whoever runs your partnership's server, by telephone, and ask {whose} what they see under People."
        ),
    )
}
