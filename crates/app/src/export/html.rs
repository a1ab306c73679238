//! Notes as a page to read and print: who it is for, how it is marked and until when it may be kept stands on every
//! printed sheet.
//!
//! Nothing that every browser does puts a line on every sheet: WebKit prints the head of a table, and what is fixed,
//! once. So the line stands in the flow, on paper alone: before each note, and within a long one again before a sheet
//! can be full. Browsers that repeat a table's head and foot show it there too.

use std::io::{Result, Write};

use domain::sharing::{Field, counts as sharing_counts};

use super::counts::Row;
use super::redact::{Redacted, stands};
use super::{Cover, people};

/// On paper the body is a table and the line saying for whom its head and foot, which Chromium and Firefox repeat on
/// every sheet and keep room free for.
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
.run{display:block;font-size:.75rem;color:#43514c;margin:0 0 .25rem;white-space:normal;break-after:avoid}tr.run{display:table-row}}";

/// Lines of text between two of the copy's own line. A sheet of A4 holds some forty of them, one of A5 half as many.
const LINES: usize = 12;
/// Letters that a line of print holds, at the least.
const LETTERS: usize = 70;
/// Rows of a table between two.
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
    write!(
        page,
        "<article>\n<p class=\"run\">{}</p>\n<h2>{numbered}{} ({})</h2>\n<p class=\"meta\">{}</p>\n",
        run(cover),
        escaped(&note.ward.name),
        escaped(&note.ward.code),
        escaped(meta.join(" ").trim_end()),
    )?;
    if !leaf.conditions.is_empty() {
        writeln!(page, "<p><strong>Handling conditions: {}</strong></p>", escaped(&leaf.conditions.join("; ")))?;
    }
    if let Some(withdrawal) = &note.withdrawal {
        writeln!(page, "<p><strong>Withdrawn: {}</strong></p>", escaped(&withdrawal.reason))?;
    }
    writeln!(page, "<p class=\"text\">{}</p>", in_sheets(&note.text, cover))?;
    if let Some(opinion) = &note.opinion {
        writeln!(
            page,
            "<p class=\"added\"><span class=\"who\">What the recorder makes of it, apart from what was seen or heard:</span>\n{}</p>",
            in_sheets(opinion, cover)
        )?;
    }
    for amendment in note.amendments.iter().filter(|amendment| !amendment.taken_back) {
        let by = if amendment.when.is_empty() {
            "Added later:".to_owned()
        } else {
            format!("Added {} by {}:", amendment.when, amendment.author.name)
        };
        writeln!(
            page,
            "<p class=\"added\"><span class=\"who\">{}</span>\n{}</p>",
            escaped(&by),
            in_sheets(&amendment.text, cover)
        )?;
    }
    page.write_all(b"</article>\n")
}

/// The line on its own, as it stands between notes.
fn run(cover: &Cover) -> String {
    escaped(&cover.terms.line())
}

/// A text with the copy's line wherever a sheet might be full, within it, so that nothing shows on a screen.
fn in_sheets(text: &str, cover: &Cover) -> String {
    let between = format!("<span class=\"run\">{}</span>", run(cover));
    let pieces: Vec<String> = pieces(text).into_iter().map(escaped).collect();
    pieces.join(&between)
}

/// Runs of at most [`LINES`] lines, cut where a line or a word ends.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let (mut lines, mut letters, mut blank, mut cut) = (0, 0, None, None);
        for (at, letter) in rest.char_indices() {
            let after = at + letter.len_utf8();
            letters += 1;
            if letter == '\n' || letters >= LETTERS {
                lines += 1;
                letters = 0;
            }
            if letter.is_whitespace() {
                blank = Some(after);
            }
            if lines >= LINES {
                cut = Some(blank.unwrap_or(after));
                break;
            }
        }
        match cut.and_then(|cut| rest.split_at_checked(cut)).filter(|(_, after)| !after.is_empty()) {
            Some((piece, after)) => {
                pieces.push(piece);
                rest = after;
            }
            None => {
                pieces.push(rest);
                return pieces;
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_words_and_lines_end_and_nothing_of_it_is_lost() {
        let texts = [
            "",
            "short",
            &"two mopeds ".repeat(400),
            &"line\n".repeat(100),
            &"x".repeat(5_000),
            &"é\u{1F6F5} ".repeat(900),
        ];
        for text in texts {
            let cut = pieces(text);
            assert_eq!(cut.concat(), text);
            for piece in &cut {
                let lines: usize = piece.split('\n').map(|line| line.chars().count() / LETTERS + 1).sum();
                assert!(lines <= LINES + 2, "{lines} lines in one piece");
            }
        }
        assert_eq!(pieces(&"line\n".repeat(25)).len(), 3);
        assert!(pieces(&"two mopeds ".repeat(400)).iter().all(|piece| piece.ends_with(' ')));
    }
}
