//! A document that says which test tries a promise says it as `path/of/file.rs::name_of_the_test`. Each of
//! these is there: a table of tests that are gone promises nothing.

use super::files::{lines_with, shown, text, under};
use crate::shell::root;

pub fn broken() -> Result<Vec<String>, String> {
    let mut broken = Vec::new();
    for document in under("", &[".md"]) {
        for (line, named) in named(&text(&document)?) {
            if !is_there(named)? {
                broken.push(format!("{}:{line}: there is no {named}", shown(&document)));
            }
        }
    }
    Ok(broken)
}

/// Every test that a text names, with the number of its line.
fn named(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().flat_map(|(index, line)| {
        let quoted = line.split('`').skip(1).step_by(2);
        quoted.filter(|quoted| quoted.contains(".rs::")).map(move |quoted| (index + 1, quoted))
    })
}

fn is_there(named: &str) -> Result<bool, String> {
    let Some((file, test)) = named.split_once("::") else { return Ok(false) };
    let file = root().join(file);
    Ok(file.is_file() && !lines_with(&file, &[&format!("fn {test}(")])?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_where_a_text_names_them_and_only_there() {
        let text = "| a fault | `tests/a.rs::first`, `tests/b.rs::second` |\n\nSee `tests/c.rs` and `Self::new`.";
        assert_eq!(named(text).collect::<Vec<_>>(), [(1, "tests/a.rs::first"), (1, "tests/b.rs::second")]);
    }

    #[test]
    fn a_test_that_is_gone_is_missed() {
        let here = "xtask/src/tidy/named_tests.rs";
        assert_eq!(is_there(&format!("{here}::a_test_that_is_gone_is_missed")), Ok(true));
        assert_eq!(is_there(&format!("{here}::a_test_that_is_gone")), Ok(false));
        assert_eq!(is_there("xtask/src/tidy/nowhere.rs::a_test_that_is_gone_is_missed"), Ok(false));
    }
}
