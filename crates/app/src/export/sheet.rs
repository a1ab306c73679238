//! Where, within one article of a page to print, the line saying for whom the page is stands again.
//!
//! Not every browser repeats anything on each sheet (see [`super::html`]), so what stands between two of that line must
//! never fill one. It is counted over the whole article, with headings, labels and margins: thirty additions of a line
//! each fill a sheet no less than one text of thirty lines.

use std::io::{Result, Write};

use super::html::escaped;

/// Lines of print between two of the copy's own line. A sheet of A4 holds some forty of them, one of A5 half as many.
const LINES: usize = 12;
/// Letters that a line of print holds, at the least.
const LETTERS: usize = 70;
/// A margin, a label and the first line of what it is a label of.
const LABELLED: usize = 3;

/// An article being written, and how much more of it is printed before its line stands again.
pub(super) struct Sheet<'a> {
    /// Ready for the page.
    line: &'a str,
    lines_left: usize,
    again: bool,
}

impl<'a> Sheet<'a> {
    /// Begins an article, the line at its head.
    pub fn begin(page: &mut impl Write, line: &'a str) -> Result<Self> {
        write!(page, "<article>\n<p class=\"run\">{line}</p>\n")?;
        Ok(Self { line, lines_left: LINES, again: false })
    }

    /// A text, ready for the page, with the line before or within it wherever the sheet might be full. It is within an
    /// element of the text, so that nothing shows on a screen.
    pub fn text(&mut self, text: &str) -> String {
        let between = format!("<span class=\"run\">{}</span>", self.line);
        let pieces: Vec<String> = self.pieces(text).into_iter().map(escaped).collect();
        pieces.join(&between)
    }

    /// A heading or label, with a margin. The line stands rather before it than between it and what it is said of.
    pub fn label(&mut self, label: &str) -> String {
        if self.lines_left < LABELLED {
            self.lines_left = 0;
        }
        let said = self.text(label);
        self.lines_left = self.lines_left.saturating_sub(1);
        said
    }

    /// Ends the article. One that is longer than its first line reaches may end on a sheet of its own, since a browser
    /// keeps the next article whole and on the next sheet: so its last lines carry the line, too.
    pub fn end(self, page: &mut impl Write) -> Result<()> {
        if self.again {
            writeln!(page, "<p class=\"run\">{}</p>", self.line)?;
        }
        page.write_all(b"</article>\n")
    }

    /// The text in pieces, with the line due between each two of them. The first is empty where it is due before.
    fn pieces<'t>(&mut self, text: &'t str) -> Vec<&'t str> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((piece, after)) = self.full_within(rest) {
            pieces.push(piece);
            rest = after;
            self.lines_left = LINES;
            self.again = true;
        }
        pieces.push(rest);
        pieces
    }

    /// What still goes before the line and what after it, cut where a line or a word ends. A text that goes before it
    /// altogether is counted.
    fn full_within<'t>(&mut self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let (mut lines, mut letters, mut blank) = (0, 0, None);
        for (at, letter) in text.char_indices() {
            if lines >= self.lines_left {
                return text.split_at_checked(blank.unwrap_or(at));
            }
            letters += 1;
            if letter == '\n' || letters >= LETTERS {
                lines += 1;
                letters = 0;
            }
            if letter.is_whitespace() {
                blank = Some(at + letter.len_utf8());
            }
        }
        self.lines_left = self.lines_left.saturating_sub(lines + usize::from(letters > 0));
        None
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The most lines of print, margins aside, that a page has between two of its line.
    pub fn most_between(page: &str, line: &str) -> usize {
        let body = page.split("<main>").nth(1).unwrap().split("</main>").next().unwrap();
        let printed = |between: &str| -> usize {
            let words: String =
                between.split('<').map(|tag| tag.split_once('>').map_or(tag, |(_, text)| text)).collect();
            words.lines().map(|line| line.chars().count().div_ceil(LETTERS)).sum()
        };
        body.split(line).map(printed).max().unwrap()
    }

    fn sheet() -> Sheet<'static> {
        Sheet::begin(&mut Vec::new(), "For Helen Prior.").unwrap()
    }

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
            for left in 0..=LINES {
                let cut = Sheet { lines_left: left, ..sheet() }.pieces(text);
                assert_eq!(cut.concat(), text);
                for piece in &cut {
                    let lines: usize = piece.split('\n').map(|line| line.chars().count() / LETTERS + 1).sum();
                    assert!(lines <= LINES + 2, "{lines} lines in one piece");
                }
            }
        }
        assert_eq!(sheet().pieces(&"line\n".repeat(25)).len(), 3);
        assert!(sheet().pieces(&"two mopeds ".repeat(400)).iter().all(|piece| piece.ends_with(' ')));
    }

    #[test]
    fn one_count_runs_over_all_texts_and_no_label_is_parted_from_its_text() {
        let mut sheet = sheet();
        let texts: String = (0..LINES + 1).map(|_| sheet.text("line")).collect();
        assert_eq!(texts, format!("{}<span class=\"run\">For Helen Prior.</span>line", "line".repeat(LINES)));
        sheet.lines_left = LABELLED - 1;
        assert!(sheet.label("Added later:").starts_with("<span class=\"run\">"));
        assert_eq!(sheet.text("line"), "line");
    }

    #[test]
    fn what_ends_under_its_first_line_has_no_other() {
        let ended = |times: usize| {
            let mut page = Vec::new();
            let mut sheet = Sheet::begin(&mut page, "For Helen Prior.").unwrap();
            sheet.text(&"line\n".repeat(times));
            sheet.end(&mut page).unwrap();
            String::from_utf8(page).unwrap()
        };
        assert_eq!(ended(LINES), "<article>\n<p class=\"run\">For Helen Prior.</p>\n</article>\n");
        assert!(ended(LINES + 1).ends_with("\n<p class=\"run\">For Helen Prior.</p>\n</article>\n"));
    }
}
