//! One thing in the page, found as a screen reader finds it.

use std::cell::RefCell;
use std::time::Duration;

use fantoccini::elements::{Element as Remote, ElementRef};
use serde_json::Value;

use super::session::Window;

/// How WebDriver marks a reference to an element in JSON.
const REFERENCE: &str = "element-6066-11e4-a52e-4f735466cecf";

pub struct Element<'a> {
    pub(super) window: &'a Window,
    pub(super) remote: Remote,
    /// "button «Record»": for messages.
    pub(super) said: String,
}

impl<'a> Element<'a> {
    pub(super) fn from_json(window: &'a Window, value: &Value, said: &str) -> Option<Self> {
        let id = value.get(REFERENCE)?.as_str()?;
        let remote = Remote::from_element_id(window.client().clone(), ElementRef::from(id.to_owned()));
        Some(Self { window, remote, said: said.to_owned() })
    }

    /// Clicks as a pointer does; waits while something lies over it, it moves or it is not there yet.
    pub fn click(&self) {
        if self.window.zoomed.get() {
            // WebKit's driver works out where to click as if the page were not zoomed. A pointer gives focus too.
            self.ask("arguments[0].focus(); arguments[0].click(); return null");
            return;
        }
        self.wait_until_still();
        self.window.until(Duration::from_secs(10), &format!("click {}", self.said), || {
            self.window.wait_for_answer(self.remote.click()).ok()
        });
    }

    /// In view, as a person brings it there first. Where an answer that comes moves what stands below it, a pointer
    /// that aims before lands on something else.
    fn wait_until_still(&self) {
        let last = RefCell::new(Value::Null);
        self.window.until(Duration::from_secs(10), &format!("see {} stand still", self.said), || {
            let place = "arguments[0].scrollIntoView({ block: 'nearest' });
                const r = arguments[0].getBoundingClientRect(); return [r.x, r.y, r.width, r.height]";
            let now = self.ask(place);
            (last.replace(now.clone()) == now).then_some(())
        });
    }

    /// Types into it, key by key, after what is there.
    pub fn type_text(&self, text: &str) {
        self.window
            .wait_for_answer(self.remote.send_keys(text))
            .unwrap_or_else(|error| panic!("failed to type into {}: {error}", self.said));
    }

    /// Empties it as a person does (select all, delete), then types.
    pub fn replace_text(&self, text: &str) {
        self.click();
        self.window.press("Control+a");
        self.window.press("Delete");
        self.type_text(text);
    }

    /// What a field holds.
    pub fn value(&self) -> String {
        self.ask("return arguments[0].value ?? ''").as_str().unwrap_or_default().to_owned()
    }

    /// The text a person sees in it.
    pub fn text(&self) -> String {
        self.ask("return arguments[0].innerText").as_str().unwrap_or_default().to_owned()
    }

    pub fn has_focus(&self) -> bool {
        self.ask("return document.activeElement === arguments[0]") == Value::Bool(true)
    }

    /// Chooses the option with this text in a native select.
    pub fn choose(&self, option: &str) {
        let script = "const [select, wanted] = arguments;
            const option = [...select.options].find((o) => o.text.trim() === wanted);
            if (!option) return false;
            select.value = option.value;
            select.dispatchEvent(new Event('input', { bubbles: true }));
            select.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        let chosen = self.window.script(script, vec![self.reference(), Value::from(option)]);
        assert_eq!(chosen, Value::Bool(true), "{} has no option «{option}»", self.said);
    }

    fn ask(&self, script: &str) -> Value {
        self.window.script(script, vec![self.reference()])
    }

    fn reference(&self) -> Value {
        serde_json::json!({ REFERENCE: self.remote.element_id().as_ref() })
    }
}
