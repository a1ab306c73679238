//! Runs axe-core on what the window shows.

use std::fmt;

use serde::Deserialize;

use super::session::Window;

/// One rule that the page breaks, with the places where it does.
#[derive(Debug, Deserialize)]
pub struct Finding {
    pub id: String,
    pub impact: Option<String>,
    pub help: String,
    pub places: Vec<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let impact = self.impact.as_deref().unwrap_or("unrated");
        write!(out, "{} ({impact}): {}", self.id, self.help)?;
        for place in &self.places {
            write!(out, "\n    {place}")?;
        }
        Ok(())
    }
}

const RUN: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
      (result) => done(result.violations.map((v) => ({
        id: v.id, impact: v.impact, help: v.help,
        places: v.nodes.map((n) => n.html.slice(0, 200) + '  ' + (n.failureSummary ?? '').replace(/\\s+/g, ' ')),
      }))),
      (error) => done(String(error)),
    );";

impl Window {
    /// What axe-core finds wrong with the page as it stands.
    pub fn axe(&self) -> Vec<Finding> {
        self.bring_axe();
        let found = self.script_async(RUN);
        serde_json::from_value(found.clone()).unwrap_or_else(|_| panic!("axe did not finish: {found}"))
    }

    /// Fails with everything axe found, named by the screen it was found on.
    pub fn expect_axe_finds_nothing(&self, screen: &str) {
        let findings = self.axe();
        let list: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(list.is_empty(), "axe on {screen}:\n{}", list.join("\n"));
    }
}
