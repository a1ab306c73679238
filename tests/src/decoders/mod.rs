//! Every way in for bytes that others made, one function each: it gives the bytes to the real reader and
//! holds what came of it to the laws that there are. It falls where the reader falls or a law is broken.
//!
//! `tests/decoders.rs` feeds each with examples of what Wardbook itself writes, altered by chance, and
//! measures the memory; the targets of `fuzz/` feed the same functions by what the bytes reach.
//!
//! Bytes that only bear a seal or a signature if a member made them are sealed and signed here ([`Town`]):
//! a member's program may be altered, and nobody else's may fall for it.

use std::cell::Cell;

mod attachments;
mod by_hand;
mod changes;
mod commands;
mod files;
mod messages;
pub mod mutate;
mod notebook;
mod pieces;
mod server;
mod town;
mod typed;

pub use attachments::attachments;
pub use changes::{bodies, control_records, headers};
pub use commands::commands;
pub use files::{backups, key_files, sealed_files, sealed_items};
pub use messages::{answers, hints, invitations, requests};
pub use notebook::{pages, taken_answers};
pub use server::{doors, endings, pushed, server_backups, server_files};
pub use town::{Town, enter_town, leave_town};
pub use typed::{action_logs, dates, names, recovery_codes, searches};

thread_local! {
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// Something in an input was what it claims to be, and went all the way.
fn taken() {
    TAKEN.set(TAKEN.get() + 1);
}

/// How much was taken by this thread so far. Where nothing ever is, nothing is tried behind the first refusal.
pub fn taken_so_far() -> u64 {
    TAKEN.get()
}

/// One way in.
pub struct Decoder {
    pub name: &'static str,
    /// What comes in by it.
    pub what: &'static str,
    pub feed: fn(&[u8]),
    /// Bytes as Wardbook itself makes them.
    pub examples: fn() -> Vec<Vec<u8>>,
    /// What stands in such bytes, to be put in where it does not belong.
    pub words: &'static [&'static str],
    /// The most memory that reading may take at one time: so much, and for each byte of the input so much more.
    pub memory: (usize, usize),
    /// Inputs of the ordinary run.
    pub inputs: usize,
}

impl Decoder {
    pub fn may_take(&self, input: &[u8]) -> usize {
        self.memory.0 + self.memory.1 * input.len()
    }
}

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// Names of fields and values of records.
const FIELDS: &[&str] =
    &["ended", "until", "rights", "administer", "audience", "partnership", "area.", "when", "9999-12-31"];

/// All of them.
pub const DECODERS: &[Decoder] = &[
    // A message may be 8 MiB once it is uncompressed, and its window as much.
    Decoder {
        name: "requests",
        what: "messages of a device, at the server",
        feed: requests,
        examples: messages::requests_made,
        words: &[],
        memory: (56 * MIB, 64),
        inputs: 1_000,
    },
    // 16 MiB here.
    Decoder {
        name: "answers",
        what: "messages of a server, at a device",
        feed: answers,
        examples: messages::answers_made,
        words: &[],
        memory: (96 * MIB, 64),
        inputs: 400,
    },
    Decoder {
        name: "hints",
        what: "the line on which a server says that something moved",
        feed: hints,
        examples: messages::hints_said,
        words: &["data:", "\n", "\n\n", ":"],
        memory: (8 * KIB, 4),
        inputs: 2_000,
    },
    Decoder {
        name: "invitations",
        what: "the text of an invitation",
        feed: invitations,
        examples: messages::invitations_made,
        words: &["wardbook-", "-", " "],
        memory: (64 * KIB, 128),
        inputs: 2_000,
    },
    Decoder {
        name: "headers",
        what: "a change's header",
        feed: headers,
        examples: changes::headers_made,
        words: &[],
        memory: (64 * KIB, 64),
        inputs: 5_000,
    },
    Decoder {
        name: "bodies",
        what: "a change's body, as every kind of record",
        feed: bodies,
        examples: changes::bodies_made,
        words: FIELDS,
        memory: (256 * KIB, 512),
        inputs: 3_000,
    },
    Decoder {
        name: "control_records",
        what: "records from which rights follow, signed by members",
        feed: control_records,
        examples: changes::control_made,
        words: FIELDS,
        memory: (4 * MIB, 512),
        inputs: 1_200,
    },
    Decoder {
        name: "pages",
        what: "pages of a server with what members signed, and the screens that show it",
        feed: pages,
        examples: pieces::placed,
        words: FIELDS,
        memory: (32 * MIB, 1_024),
        inputs: 200,
    },
    Decoder {
        name: "taken_answers",
        what: "answers of a server, into the notebook",
        feed: taken_answers,
        examples: notebook::answers_given,
        words: &[],
        memory: (32 * MIB, 256),
        inputs: 400,
    },
    Decoder {
        name: "sealed_files",
        what: "a sealed file",
        feed: sealed_files,
        examples: files::sealed_made,
        words: &["WARDBOOK SEALED 1\n", "WARDBOOK SEALED 2\n"],
        memory: (16 * MIB, 16),
        inputs: 120,
    },
    Decoder {
        name: "sealed_items",
        what: "what stands in a sealed file that a member made",
        feed: sealed_items,
        examples: files::items_made,
        words: FIELDS,
        memory: (32 * MIB, 1_024),
        inputs: 300,
    },
    Decoder {
        name: "key_files",
        what: "the key file",
        feed: key_files,
        examples: files::keys_made,
        words: &["format", "last_wrong_at", "-9223372036854775808", "memory_kib", "4294967295"],
        memory: (2 * MIB, 64),
        inputs: 2_000,
    },
    Decoder {
        name: "backups",
        what: "a backup of a notebook",
        feed: backups,
        examples: files::backups_made,
        words: &["WARDBOOK BACKUP 1\n"],
        memory: (16 * MIB, 64),
        inputs: 60,
    },
    Decoder {
        name: "recovery_codes",
        what: "a recovery code as it is typed",
        feed: recovery_codes,
        examples: typed::codes_made,
        words: &["-", " ", "O", "\u{212a}"],
        memory: (64 * KIB, 16),
        inputs: 3_000,
    },
    Decoder {
        name: "dates",
        what: "dates and times as they are typed, and times that others say",
        feed: dates,
        examples: typed::dates_written,
        words: &["T", ":", "pm", "a.m.", "+", "Z", "29", "February", "9999"],
        memory: (64 * KIB, 64),
        inputs: 4_000,
    },
    Decoder {
        name: "names",
        what: "wards, names of lists and notes as they are typed",
        feed: names,
        examples: typed::names_written,
        words: &["E05", "&", "’", " and ", "ß", "İ", "Fulham"],
        memory: (512 * KIB, 256),
        inputs: 400,
    },
    Decoder {
        name: "searches",
        what: "words to search for",
        feed: searches,
        examples: typed::searches_written,
        words: &["\"", "*", "NEAR(", " AND ", " OR ", ":", "\u{301}", "İ"],
        memory: (8 * MIB, 256),
        inputs: 400,
    },
    Decoder {
        name: "action_logs",
        what: "an action log from a spreadsheet",
        feed: action_logs,
        examples: typed::logs_written,
        words: &["\"", ";", ",", "\t", "\r\n", "\u{feff}", "Action", "31/12/2026"],
        memory: (16 * MIB, 256),
        inputs: 400,
    },
    Decoder {
        name: "commands",
        what: "what a screen asks for",
        feed: commands,
        examples: commands::commands_sent,
        words: &["null", "[]", "{}", "\"id\":", "18446744073709551615", "-1", "1e999", "[[[["],
        memory: (32 * MIB, 512),
        inputs: 1_500,
    },
    // A picture is laid out whole in 640 MiB at most, and made smaller from there.
    Decoder {
        name: "attachments",
        what: "photos and documents that are added",
        feed: attachments,
        examples: attachments::files_added,
        words: &["Exif\0\0", "IHDR", "VP8L", "%PDF-"],
        memory: (1_200 * MIB, 64),
        inputs: 200,
    },
    Decoder {
        name: "doors",
        what: "requests at every door of the server, with their headers",
        feed: doors,
        examples: server::requests_sent,
        words: &[],
        memory: (64 * MIB, 64),
        inputs: 1_500,
    },
    Decoder {
        name: "pushed",
        what: "groups that a member signed, at the server",
        feed: pushed,
        examples: pieces::placed,
        words: FIELDS,
        memory: (16 * MIB, 512),
        inputs: 400,
    },
    Decoder {
        name: "endings",
        what: "the server's log of endings",
        feed: endings,
        examples: server::endings_logged,
        words: &["\n", "====", "AAAA"],
        memory: (256 * KIB, 256),
        inputs: 1_000,
    },
    Decoder {
        name: "server_files",
        what: "the server's configuration, identity and key",
        feed: server_files,
        examples: server::files_kept,
        words: &["postgres://", "?sslmode=", "%", "addresses", "database_url"],
        memory: (MIB, 64),
        inputs: 1_000,
    },
    Decoder {
        name: "server_backups",
        what: "a backup of a server",
        feed: server_backups,
        examples: server::backups_made,
        words: &["WARDBOOK SERVER BACKUP 1\n"],
        memory: (32 * MIB, 64),
        inputs: 20,
    },
];

/// What does not repeat itself from one run to the next.
pub fn named(name: &str) -> Option<&'static Decoder> {
    DECODERS.iter().find(|decoder| decoder.name == name)
}
