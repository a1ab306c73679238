//! Notes as a page to read and print: who it is for stands at the head of every printed sheet.

use std::io::{Result, Write};

use super::{Cover, people};
use crate::api::notes::NoteView;

/// On paper the body is a table and the line saying for whom its head: browsers repeat a table's head
/// on every sheet and keep its room free, which they do for nothing else.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#16211e}\
h1{font-size:1.6rem;margin:0 0 .25rem}header{border-bottom:2px solid #16211e;padding-bottom:1rem;margin-bottom:1rem}\
article{border-bottom:1px solid #d9e0dc;padding:1rem 0;break-inside:avoid}h2{font-size:1rem;margin:0 0 .25rem}\
.meta{color:#43514c;font-size:.875rem;margin:0 0 .5rem}.text{white-space:pre-wrap;margin:0}\
.added{border-left:3px solid #73827c;padding-left:.75rem;margin:.5rem 0 0;white-space:pre-wrap}\
.who{font-size:.875rem;color:#43514c}.sheet{margin:0 0 1rem}\
@media print{@page{margin:2cm}body{display:table;width:100%;margin:0;padding:0;max-width:none}\
.sheet{display:table-header-group;break-inside:avoid}header,main,footer{display:table-row-group}}";

pub(super) fn begin(page: &mut impl Write, cover: &Cover) -> Result<()> {
    let who = format!(
        "For {}. Purpose: {}. Exported {} by {}.",
        escaped(&cover.recipient),
        escaped(&cover.purpose),
        escaped(&cover.at),
        escaped(&cover.by)
    );
    write!(
        page,
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Notes from Wardbook</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<p class=\"who sheet\">{who}</p>\n<header>\n<h1>Notes from Wardbook</h1>\n\
         <p>Not to be passed on to anybody else or used for anything else.</p>\n</header>\n<main>\n",
    )
}

pub(super) fn note(page: &mut impl Write, note: &NoteView) -> Result<()> {
    write!(
        page,
        "<article>\n<h2>{} ({})</h2>\n<p class=\"meta\">{}. Recorded {} by {}. {}</p>\n",
        escaped(&note.ward.name),
        escaped(&note.ward.code),
        escaped(&note.when),
        escaped(&note.recorded),
        escaped(&note.author.name),
        escaped(&about(note)),
    )?;
    if let Some(withdrawal) = &note.withdrawal {
        writeln!(page, "<p><strong>Withdrawn: {}</strong></p>", escaped(&withdrawal.reason))?;
    }
    writeln!(page, "<p class=\"text\">{}</p>", escaped(&note.text))?;
    for amendment in note.amendments.iter().filter(|amendment| !amendment.taken_back) {
        writeln!(
            page,
            "<p class=\"added\"><span class=\"who\">Added {} by {}:</span>\n{}</p>",
            escaped(&amendment.when),
            escaped(&amendment.author.name),
            escaped(&amendment.text)
        )?;
    }
    page.write_all(b"</article>\n")
}

/// The count stands at the end: whoever holds the last sheet can tell that none is missing.
pub(super) fn end(page: &mut impl Write, notes: u64) -> Result<()> {
    let count = domain::words::counted(notes, "note", "notes");
    write!(page, "</main>\n<footer>\n<p class=\"who\">{count} in all.</p>\n</footer>\n</body>\n</html>\n")
}

fn about(note: &NoteView) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !note.topics.is_empty() {
        parts.push(format!("Topic: {}.", note.topics.join("; ")));
    }
    for (label, value) in [
        ("Where", &note.place),
        ("Kind of place", &note.place_type),
        ("How known", &note.how_known),
        ("Weapon", &note.weapon),
        ("Weapon from", &note.weapon_origin),
    ] {
        if let Some(value) = value {
            parts.push(format!("{label}: {value}."));
        }
    }
    if !note.people.is_empty() {
        parts.push(format!("People: {}.", people(&note.people)));
    }
    if let Some(residents) = note.residents {
        parts.push(format!("Said by {}.", domain::words::counted(residents.into(), "resident", "residents")));
    }
    parts.join(" ")
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}
