//! Notes as a page to read and print: who it is for stands at the head of every printed sheet.

use std::fmt::Write;

use super::Cover;
use crate::api::notes::NoteView;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#16211e}\
h1{font-size:1.6rem;margin:0 0 .25rem}header{border-bottom:2px solid #16211e;padding-bottom:1rem;margin-bottom:1rem}\
article{border-bottom:1px solid #d9e0dc;padding:1rem 0;break-inside:avoid}h2{font-size:1rem;margin:0 0 .25rem}\
.meta{color:#43514c;font-size:.875rem;margin:0 0 .5rem}.text{white-space:pre-wrap;margin:0}\
.added{border-left:3px solid #73827c;padding-left:.75rem;margin:.5rem 0 0;white-space:pre-wrap}\
.who{font-size:.875rem;color:#43514c}\
@media print{body{margin:0;max-width:none}.who{position:running(who)}@page{margin:2cm;@top-center{content:element(who)}}}";

pub(super) fn write(cover: &Cover, notes: &[NoteView]) -> String {
    let mut page = String::new();
    let who = format!(
        "For {}. Purpose: {}. Exported {} by {}.",
        escaped(&cover.recipient),
        escaped(&cover.purpose),
        escaped(&cover.at),
        escaped(&cover.by)
    );
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Notes from Wardbook</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>Notes from Wardbook</h1>\n<p class=\"who\">{who}</p>\n\
         <p>{}. Not to be passed on to anybody else or used for anything else.</p>\n</header>\n<main>\n",
        domain::words::counted(notes.len() as u64, "note", "notes")
    );
    for note in notes {
        let _ = write!(
            page,
            "<article>\n<h2>{} ({})</h2>\n<p class=\"meta\">{}. Recorded {} by {}. {}</p>\n",
            escaped(&note.ward.name),
            escaped(&note.ward.code),
            escaped(&note.when),
            escaped(&note.recorded),
            escaped(&note.author.name),
            escaped(&about(note)),
        );
        if let Some(withdrawal) = &note.withdrawal {
            let _ = writeln!(page, "<p><strong>Withdrawn: {}</strong></p>", escaped(&withdrawal.reason));
        }
        let _ = writeln!(page, "<p class=\"text\">{}</p>", escaped(&note.text));
        for amendment in note.amendments.iter().filter(|amendment| !amendment.taken_back) {
            let _ = writeln!(
                page,
                "<p class=\"added\"><span class=\"who\">Added {} by {}:</span>\n{}</p>",
                escaped(&amendment.when),
                escaped(&amendment.author.name),
                escaped(&amendment.text)
            );
        }
        page.push_str("</article>\n");
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
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
