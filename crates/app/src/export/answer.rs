//! The answer to somebody who asked what is held about them: one page to read and print. It holds what was decided to
//! be given, with what is blacked out gone and not hidden, and says neither who wrote a text nor which note it was.

use std::io::{Result, Write};

use domain::subject_access::BLACKED_OUT;

use super::html::{STYLE, escaped};
use super::sheet::Sheet;

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
        let mut sheet = Sheet::begin(page, &line)?;
        let heading = format!("{}. {}", number + 1, text.heading);
        writeln!(page, "<h2>{}</h2>", sheet.label(&heading))?;
        let held_for = text.held_for.as_ref().map(|held_for| format!("Held by {held_for}."));
        let meta: Vec<String> = held_for.into_iter().chain(text.standing.map(|said| format!("{said}."))).collect();
        if !meta.is_empty() {
            writeln!(page, "<p class=\"meta\">{}</p>", sheet.text(&meta.join(" ")))?;
        }
        for field in &text.fields {
            let (label, words) = (sheet.label(&field.label), said(&field.pieces, &mut sheet));
            writeln!(page, "<p class=\"who\">{label}</p>\n<p class=\"text\">{words}</p>")?;
        }
        sheet.end(page)?;
    }
    let count = domain::words::counted(texts.len() as u64, "text", "texts");
    write!(
        page,
        "</main>\n<footer>\n<p class=\"who\">{count} in all.</p>\n</footer>\n<p class=\"who foot\">{line}</p>\n</body>\n</html>\n"
    )
}

/// The words that stand, with the line wherever a sheet might be full.
fn said(given: &[Option<String>], sheet: &mut Sheet<'_>) -> String {
    let whole: String = given.iter().map(|piece| piece.as_deref().unwrap_or(BLACKED_OUT)).collect();
    let out = format!("<span role=\"img\" aria-label=\"blacked out\">{BLACKED_OUT}</span>");
    sheet.text(&whole).replace(BLACKED_OUT, &out)
}

#[cfg(test)]
mod tests {
    use super::super::sheet::tests::most_between;
    use super::*;

    const LINE: &str = "OFFICIAL-SENSITIVE. For Jordan Blake.";

    fn page(text: GivenText) -> String {
        let cover = AnswerCover {
            line: LINE.to_owned(),
            reference: "SAR <14>".to_owned(),
            at: "Mon 30 Nov 2026, 14:32".to_owned(),
            lead: vec!["This is what was found about you: 1 text.".to_owned()],
        };
        let mut page = Vec::new();
        write(&mut page, &cover, &[text]).unwrap();
        String::from_utf8(page).unwrap()
    }

    fn text(fields: Vec<GivenField>) -> GivenText {
        GivenText {
            heading: "Note of Addison".to_owned(),
            held_for: Some("St Giles Trust, to support people and keep them safe".to_owned()),
            standing: None,
            fields,
        }
    }

    #[test]
    fn what_is_blacked_out_is_gone_from_the_page_and_markup_in_a_text_is_text() {
        let field = GivenField {
            label: "Text".to_owned(),
            pieces: vec![Some("<b>Jordan Blake</b> with ".to_owned()), None, Some(".".to_owned())],
        };
        let page = page(text(vec![field]));
        assert!(page.contains(
            "&lt;b&gt;Jordan Blake&lt;/b&gt; with <span role=\"img\" aria-label=\"blacked out\">█████</span>."
        ));
        assert!(page.contains("Held by St Giles Trust, to support people and keep them safe."));
        assert!(page.contains("Your request SAR &lt;14&gt;"));
        assert_eq!(page.matches(LINE).count(), 3, "at the head, before the one text and at the foot");
    }

    /// Each by itself is too short to fill a sheet.
    #[test]
    fn many_short_fields_do_not_fill_a_sheet_without_the_line() {
        let field =
            |n: usize| GivenField { label: format!("Field {n}"), pieces: vec![Some("At the steps.".to_owned())] };
        let page = page(text((0..30).map(field).collect()));
        assert_eq!(page.matches("At the steps.").count(), 30);
        let most = most_between(&page, LINE);
        assert!(most <= 12, "{most} lines without the line");
    }
}
