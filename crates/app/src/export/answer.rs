//! The answer to somebody who asked what is held about them: one page to read and print. It holds what was decided to
//! be given, with what is blacked out gone and not hidden, and says neither who wrote a text nor which note it was.

use std::io::{Result, Write};

use domain::subject_access::BLACKED_OUT;

use super::html::{STYLE, escaped, pieces};

/// What is on every sheet and at the head.
pub(crate) struct AnswerCover {
    /// For whom, how marked, for what.
    pub line: String,
    /// "SAR-2026-14"
    pub reference: String,
    /// "Mon 30 Nov 2026, 14:32"
    pub at: String,
    /// Said before the texts, a paragraph each.
    pub lead: Vec<String>,
}

/// A text that is given.
pub(crate) struct GivenText {
    /// "Note of Addison, Sun 22 Nov 2026"
    pub heading: String,
    /// "St Giles Trust, to support people and keep them safe"
    pub held_for: Option<String>,
    /// "Withdrawn"
    pub standing: Option<&'static str>,
    pub fields: Vec<GivenField>,
}

pub(crate) struct GivenField {
    pub label: String,
    /// Words that stand, and places that are blacked out.
    pub pieces: Vec<Option<String>>,
}

pub(crate) fn write(page: &mut impl Write, cover: &AnswerCover, texts: &[GivenText]) -> Result<()> {
    let (line, title) = (escaped(&cover.line), "What is held about you");
    write!(
        page,
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<p class=\"who sheet\">{line} Made {}.</p>\n<header>\n<h1>{title}</h1>\n",
        escaped(&cover.at)
    )?;
    if !cover.reference.is_empty() {
        writeln!(page, "<p>Your request {}</p>", escaped(&cover.reference))?;
    }
    for said in &cover.lead {
        writeln!(page, "<p class=\"meta\">{}</p>", escaped(said))?;
    }
    page.write_all(b"</header>\n<main>\n")?;
    for (number, text) in texts.iter().enumerate() {
        write!(page, "<article>\n<p class=\"run\">{line}</p>\n<h2>{}. {}</h2>\n", number + 1, escaped(&text.heading))?;
        let held_for = text.held_for.as_ref().map(|held_for| format!("Held by {held_for}."));
        let meta: Vec<String> = held_for.into_iter().chain(text.standing.map(|said| format!("{said}."))).collect();
        if !meta.is_empty() {
            writeln!(page, "<p class=\"meta\">{}</p>", escaped(&meta.join(" ")))?;
        }
        for field in &text.fields {
            writeln!(
                page,
                "<p class=\"who\">{}</p>\n<p class=\"text\">{}</p>",
                escaped(&field.label),
                said(&field.pieces, &line)
            )?;
        }
        page.write_all(b"</article>\n")?;
    }
    let count = domain::words::counted(texts.len() as u64, "text", "texts");
    write!(
        page,
        "</main>\n<footer>\n<p class=\"who\">{count} in all.</p>\n</footer>\n<p class=\"who foot\">{line}</p>\n</body>\n</html>\n"
    )
}

/// The words that stand, with the line wherever a sheet might be full.
fn said(given: &[Option<String>], line: &str) -> String {
    let whole: String = given.iter().map(|piece| piece.as_deref().unwrap_or(BLACKED_OUT)).collect();
    let between = format!("<span class=\"run\">{line}</span>");
    let out = format!("<span role=\"img\" aria-label=\"blacked out\">{BLACKED_OUT}</span>");
    let pieces: Vec<String> = pieces(&whole).into_iter().map(escaped).collect();
    pieces.join(&between).replace(BLACKED_OUT, &out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_blacked_out_is_gone_from_the_page_and_markup_in_a_text_is_text() {
        let cover = AnswerCover {
            line: "OFFICIAL-SENSITIVE. For Jordan Blake.".to_owned(),
            reference: "SAR <14>".to_owned(),
            at: "Mon 30 Nov 2026, 14:32".to_owned(),
            lead: vec!["This is what was found about you: 1 text.".to_owned()],
        };
        let field = GivenField {
            label: "Text".to_owned(),
            pieces: vec![Some("<b>Jordan Blake</b> with ".to_owned()), None, Some(".".to_owned())],
        };
        let text = GivenText {
            heading: "Note of Addison".to_owned(),
            held_for: Some("St Giles Trust, to support people and keep them safe".to_owned()),
            standing: None,
            fields: vec![field],
        };
        let mut page = Vec::new();
        write(&mut page, &cover, &[text]).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains(
            "&lt;b&gt;Jordan Blake&lt;/b&gt; with <span role=\"img\" aria-label=\"blacked out\">█████</span>."
        ));
        assert!(page.contains("Held by St Giles Trust, to support people and keep them safe."));
        assert!(page.contains("Your request SAR &lt;14&gt;"));
        assert!(page.matches("OFFICIAL-SENSITIVE. For Jordan Blake.").count() >= 3, "on every sheet");
    }
}
