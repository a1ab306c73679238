//! Going through a page without a pointer.

use std::time::Duration;

use serde_json::Value;

use super::session::Window;

/// More stops than any page has between one thing and the next that somebody wants.
const STOPS: usize = 60;

impl Window {
    /// Presses Tab until the focus is on this role and name, as a screen reader says them; the name may go
    /// on. Fails where it is not reached, or where what has the focus cannot be seen.
    pub fn tab_to(&self, role: &str, name: &str) {
        self.press_until("Tab", role, name);
    }

    /// The same, backwards.
    pub fn tab_back_to(&self, role: &str, name: &str) {
        self.press_until("Shift+Tab", role, name);
    }

    fn press_until(&self, keys: &str, role: &str, name: &str) {
        let mut met = Vec::new();
        for _ in 0..STOPS {
            self.press(keys);
            let now = self.focused();
            if now.starts_with(&format!("{role} «{name}")) {
                let seen = self.script(
                    "const box = document.activeElement.getBoundingClientRect();
                     return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth",
                    vec![],
                );
                assert_eq!(seen, Value::Bool(true), "{now} has the focus and cannot be seen");
                return;
            }
            met.push(now);
        }
        panic!("{keys} does not lead to {role} «{name}»; it leads to:\n{}", met.join("\n"));
    }

    /// Waits until this has the focus.
    pub fn wait_for_focus(&self, role: &str, name: &str) {
        let wanted = format!("{role} «{name}");
        let patience = Duration::from_secs(10);
        self.until(patience, &format!("put the focus on {wanted}»"), || {
            self.focused().starts_with(&wanted).then_some(())
        });
    }

    /// What has the focus: `button «Join»`.
    pub fn focused(&self) -> String {
        self.bring_axe();
        let script = "const one = document.activeElement;
            if (!one || one === document.body) return 'nothing';
            if (axe._tree) axe.teardown();
            axe.setup(document.documentElement);
            try {
              const typed = one.matches('textarea, input:not([type=checkbox], [type=radio])');
              const role = typed ? 'field' : axe.commons.aria.getRole(one);
              const name = axe.commons.text.accessibleText(one).replace(/\\s+/g, ' ').trim();
              return `${role} «${name}»`;
            } finally {
              axe.teardown();
            }";
        self.script(script, vec![]).as_str().unwrap_or_default().to_owned()
    }
}
