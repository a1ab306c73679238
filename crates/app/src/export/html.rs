//! Notes as a page to read and print: who it is for, how it is marked and until when it may be kept stands on every
//! printed sheet.
//!
//! Nothing that every browser does puts a line on every sheet: WebKit prints the head of a table, and what is fixed,
//! once. So the line stands in the flow, on paper alone: before each note, within a long one again before a sheet can
//! be full, and at its end (see [`super::sheet`]). Browsers that repeat a table's head and foot show it there too.

use std::io::{Result, Write};

use domain::sharing::{Field, counts as sharing_counts};

use super::counts::Row;
use super::redact::{Redacted, stands};
use super::sheet::Sheet;
use super::{Cover, people};

/// On paper the body is a table and the line saying for whom its head and foot, which Chromium and Firefox repeat on
/// every sheet and keep room free for. The line stays with what comes after it, but for one that ends an article: that
/// is there for the sheet on which the article ends.
pub(super) const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#16211e}\
h1{font-size:1.6rem;margin:0 0 .25rem}header{border-bottom:2px solid #16211e;padding-bottom:1rem;margin-bottom:1rem}\
article{border-bottom:1px solid #d9e0dc;padding:1rem 0;break-inside:avoid}h2{font-size:1rem;margin:0 0 .25rem}\
.meta{color:#43514c;font-size:.875rem;margin:0 0 .5rem}.text{white-space:pre-wrap;margin:0}\
.added{border-left:3px solid #73827c;padding-left:.75rem;margin:.5rem 0 0;white-space:pre-wrap}\
.who{font-size:.875rem;color:#43514c}.sheet{margin:0 0 1rem}.foot,.run{display:none}\
.counts{border-collapse:collapse;width:100%}.counts th,.counts td{text-align:left;padding:.25rem .5rem .25rem 0;border-bottom:1px solid #d9e0dc}\
.counts td:last-child,.counts th:last-child{text-align:right;padding-right:0}\
@media print{@page{margin:2cm}body{display:table;width:100%;margin:0;padding:0;max-width:none}\
.sheet{display:table-header-group;break-inside:avoid}.foot{display:table-footer-group;break-inside:avoid}\
header,main,footer{display:table-row-group}\
.run{display:block;font-size:.75rem;color:#43514c;margin:0 0 .25rem;white-space:normal;break-after:avoid}tr.run{display:table-row}\
p.run:last-child{break-after:auto}}";

/// Rows of a table between two of the copy's own line.
const ROWS: usize = 10;

pub(super) fn begin(page: &mut impl Write, cover: &Cover) -> Result<()> {
    let by = if cover.terms.kind.reads_notes() { format!(" by {}", cover.by) } else { String::new() };
    let who = escaped(&format!("{} Exported {}{by}.", cover.terms.line(), cover.at));
    let title = if cover.terms.kind.reads_notes() { "Notes from Wardbook" } else { "Counts from Wardbook" };
    write!(
        page,
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<p class=\"who sheet\">{who}</p>\n<header>\n<h1>{title}</h1>\n\
         <p>Not to be passed on to anybody else or used for anything else.</p>\n",
    )?;
    for said in &cover.said {
        writeln!(page, "<p class=\"meta\">{}</p>", escaped(said))?;
    }
    page.write_all(b"</header>\n<main>\n")
}

pub(super) fn note(page: &mut impl Write, cover: &Cover, leaf: &Redacted) -> Result<()> {
    let (note, kind) = (&leaf.note, cover.terms.kind);
    let mut meta = vec![format!("{}.", note.when)];
    match (stands(Field::RecordedAt, kind), stands(Field::Author, kind)) {
        (true, true) => meta.push(format!("Recorded {} by {}.", note.recorded, note.author.name)),
        (true, false) => meta.push(format!("Recorded {}.", note.recorded)),
        (false, true) => meta.push(format!("Recorded by {}.", note.author.name)),
        (false, false) => {}
    }
    meta.push(about(leaf));
    let numbered =
        if note.id.chars().all(|letter| letter.is_ascii_digit()) { format!("{}. ", note.id) } else { String::new() };
    let line = run(cover);
    let mut sheet = Sheet::begin(page, &line)?;
    write!(
        page,
        "<h2>{}</h2>\n<p class=\"meta\">{}</p>\n",
        sheet.label(&format!("{numbered}{} ({})", note.ward.name, note.ward.code)),
        sheet.text(meta.join(" ").trim_end()),
    )?;
    if !leaf.conditions.is_empty() {
        let conditions = format!("Handling conditions: {}", leaf.conditions.join("; "));
        writeln!(page, "<p><strong>{}</strong></p>", sheet.label(&conditions))?;
    }
    if let Some(withdrawal) = &note.withdrawal {
        let withdrawn = format!("Withdrawn: {}", withdrawal.reason);
        writeln!(page, "<p><strong>{}</strong></p>", sheet.label(&withdrawn))?;
    }
    writeln!(page, "<p class=\"text\">{}</p>", sheet.text(&note.text))?;
    if let Some(opinion) = &note.opinion {
        added(page, &mut sheet, "What the recorder makes of it, apart from what was seen or heard:", opinion)?;
    }
    for amendment in note.amendments.iter().filter(|amendment| !amendment.taken_back) {
        let by = if amendment.when.is_empty() {
            "Added later:".to_owned()
        } else {
            format!("Added {} by {}:", amendment.when, amendment.author.name)
        };
        added(page, &mut sheet, &by, &amendment.text)?;
    }
    sheet.end(page)
}

fn added(page: &mut impl Write, sheet: &mut Sheet<'_>, label: &str, text: &str) -> Result<()> {
    let (label, text) = (sheet.label(label), sheet.text(text));
    writeln!(page, "<p class=\"added\"><span class=\"who\">{label}</span>\n{text}</p>")
}

/// The line on its own, as it stands between notes.
fn run(cover: &Cover) -> String {
    escaped(&cover.terms.line())
}

pub(super) fn counts(page: &mut impl Write, cover: &Cover, rows: &[Row]) -> Result<()> {
    page.write_all(
        b"<table class=\"counts\">\n<thead><tr><th scope=\"col\">Ward</th><th scope=\"col\">Topic</th><th scope=\"col\">Notes</th></tr></thead>\n<tbody>\n",
    )?;
    for (at, row) in rows.iter().enumerate() {
        if at % ROWS == 0 && at > 0 {
            writeln!(page, "<tr class=\"run\"><td colspan=\"3\">{}</td></tr>", run(cover))?;
        }
        writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            escaped(&row.ward),
            escaped(&row.topic),
            sharing_counts::words(row.notes)
        )?;
    }
    page.write_all(b"</tbody>\n</table>\n")
}

/// The count stands at the end: whoever holds the last sheet can tell that none is missing.
pub(super) fn end(page: &mut impl Write, cover: &Cover, notes: Option<u64>) -> Result<()> {
    let count = notes.map_or_else(
        || "A note of two topics stands under both.".to_owned(),
        |notes| format!("{} in all.", domain::words::counted(notes, "note", "notes")),
    );
    let foot = escaped(&cover.terms.line());
    write!(
        page,
        "</main>\n<footer>\n<p class=\"who\">{count}</p>\n</footer>\n<p class=\"who foot\">{foot}</p>\n</body>\n</html>\n"
    )
}

fn about(leaf: &Redacted) -> String {
    let note = &leaf.note;
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
        ("Graded", &leaf.grade),
        ("Held for", &note.held_for),
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
    } else if leaf.few_residents {
        parts.push("Said by fewer than 5 residents.".to_owned());
    }
    parts.join(" ")
}

pub(super) fn escaped(text: &str) -> String {
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
