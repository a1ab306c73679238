//! The way through the whole job in the sample notebook: triage, briefings, plans, actions, an action log.
//! For the pictures, and for axe.

use super::journey::open;
use super::screens::go_by_find;
use super::session::{PATIENCE, Window};

/// An action log as councils keep them. Three of its rows cannot be written as they stand.
const LOG: &str = "Action,Plan,Lead agency,Lead officer,Due date,Status,RAG\n\
    Walk the canal path at dusk,Canal path,Safer Neighbourhood Team,PC Daniel Osei,14/01/2027,Ongoing,Green\n\
    Cut back the hedge by the lock,Canal path,Community Safety,Theo Marsh,soon,Open,\n\
    Ask the rowing club to lock its gate,Canal path,business,,28/01/2027,Open,Amber\n\
    ,Canal path,Street Doctors,Amara Lewis,04/02/2027,Open,\n\
    Repair the lamp at the steps,Canal path,Community Safety,Theo Marsh,11/12/2026,Done,\n\
    Talk to the anglers,Canal path,Community Safety,Helen Prior,21/01/2027,Perhaps,\n";

/// Everything that a coordinator does with what others recorded. The window shows the sample notebook.
pub fn sample_screens(window: &Window, see: &dyn Fn(&str)) {
    triage_screens(window, see);
    briefing_screens(window, see);
    plan_screens(window, see);
    action_screens(window, see);
    import_screens(window, see);
    go_by_find(window, "Keeping and erasing");
    window.wait_for_text("How long things are kept");
    see("keeping");
}

fn triage_screens(window: &Window, see: &dyn Fn(&str)) {
    window.go_to("Triage");
    see("triage");
    press_row(window, 0);
    window.wait_for_text("What the sender was told");
    see("triage-note");
    for (letter, form, screen) in [
        ("a", "Who sees to it?", "triage-assign"),
        ("q", "Ask the sender for more", "triage-ask"),
        ("t", "They hear more by", "triage-tell"),
        ("l", "Link to a plan", "triage-link"),
        ("s", "Wardbook sends nothing to them itself", "triage-send"),
        ("c", "Close with a reason", "triage-close"),
    ] {
        window.press(letter);
        window.wait_for_text(form);
        see(screen);
        window.press("Escape");
        window.wait_until_gone(form);
    }
    open(window, "Erase…");
    window.wait_for_text("What stays");
    see("triage-erase");
    window.button("Do not erase it").click();
    window.wait_until_gone("What stays");
    window.press("b");
    window.wait_for_text("What could give it away");
    see("triage-briefing");
    window.press("Escape");
    window.wait_for_text("What the sender was told");
    for (queue, screen) in [
        ("More said", "triage-more-said"),
        ("Mine", "triage-mine"),
        ("Under way", "triage-under-way"),
        ("Closed", "triage-closed"),
        ("Under 18", "triage-young"),
    ] {
        show_queue(window, queue);
        press_row(window, 0);
        window.wait_for_text("What the sender was told");
        see(screen);
    }
    show_queue(window, "Not read");
    press_row(window, 1);
    window.press("x");
    window.press("k");
    window.press("x");
    window.wait_for_text("2 notes chosen");
    see("triage-chosen");
    window.press("Escape");
}

/// The queues stand in a row, or, where there is little room, in a list.
fn show_queue(window: &Window, queue: &str) {
    let script = "const [queue] = arguments;
        const said = (one) => one.textContent.replace(/\\s+/g, ' ').trim();
        const tab = [...document.querySelectorAll('.queues [role=tab]')].find((one) => said(one).startsWith(queue));
        if (tab.checkVisibility()) return tab.click();
        const select = document.querySelector('.queue-select select');
        select.value = tab.dataset.queue;
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    window.script(script, vec![queue.into()]);
    window.settle();
}

/// Opens a row of the list that stands on the page.
fn press_row(window: &Window, at: usize) {
    let script = "const [at] = arguments; const row = document.querySelectorAll('[role=option]')[at];
        if (!row) return false; row.click(); return true;";
    window.until(PATIENCE, "have a row to open", || {
        (window.script(script, vec![at.into()]) == serde_json::Value::Bool(true)).then_some(())
    });
    window.settle();
}

fn briefing_screens(window: &Window, see: &dyn Fn(&str)) {
    window.go_to("Briefings");
    window.until(PATIENCE, "list briefings", || (!window.look_for_role("option").is_empty()).then_some(()));
    see("briefings");
    press_row(window, 0);
    see("briefing");
}

fn plan_screens(window: &Window, see: &dyn Fn(&str)) {
    window.go_to("Plans & actions");
    open(window, "Plans");
    window.wait_for_text("Sorrel laundry steps, again");
    see("plans");
    for (title, screen) in [
        ("Sorrel laundry steps, again", "plan-draft"),
        ("The Brook parade, from four until closing", "plan-active"),
        ("Larkfield footpath and bin store", "plan-closed"),
    ] {
        open(window, title);
        window.wait_for_text("Locality action plan");
        window.settle();
        see(screen);
        window.script("document.querySelector('#page').scrollTo(0, 1e6)", vec![]);
        see(&format!("{screen}-end"));
        open(window, "Plans & actions");
        window.wait_for_text("Sorrel laundry steps, again");
    }
    open(window, "The Brook parade, from four until closing");
    window.wait_for_text("Locality action plan");
    open(window, "Close the plan…");
    window.wait_for_text("What each author is told");
    see("plan-closing");
    open(window, "Not yet");
    open(window, "Plans & actions");
    open(window, "New plan");
    window.wait_for_text("A title and a ward are enough to begin");
    see("plan-new");
    open(window, "Cancel");
    window.wait_for_text("Sorrel laundry steps, again");
}

fn action_screens(window: &Window, see: &dyn Fn(&str)) {
    open(window, "Actions");
    window.wait_for_text("Light the car park for good");
    see("actions");
    window.find("combobox", "Group by").choose("Agency");
    window.settle();
    // The first groups stand open; this one only where there are few.
    if !window.shows("Patrol the supermarket and the stop") {
        open(window, "Safer Neighbourhood Team");
    }
    window.wait_for_text("Patrol the supermarket and the stop");
    see("actions-grouped");
    window.find("combobox", "Group by").choose("Due date");
    window.settle();
    open(window, "Filters");
    see("actions-filters");
    open(window, "Filters");
    open(window, "Board");
    window.wait_for_text("Ask the residents' group");
    see("board");
    open(window, "Actions");
    window.wait_for_text("Light the car park for good");
    open(window, "Light the car park for good");
    window.wait_for_text("Where it stands");
    see("action");
    window.script("document.querySelector('#page').scrollTo(0, 1e6)", vec![]);
    see("action-end");
    open(window, "Plans & actions");
}

fn import_screens(window: &Window, see: &dyn Fn(&str)) {
    open(window, "Import an action log");
    window.wait_for_text("Which file");
    see("import");
    // As the chooser of files would.
    let script = "const [text] = arguments;
        const input = document.querySelector('#log-file');
        const chosen = new DataTransfer();
        chosen.items.add(new File([text], 'action log.csv', { type: 'text/csv' }));
        input.files = chosen.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));";
    window.script(script, vec![LOG.into()]);
    window.find("combobox", "Ward of plans that are made").choose("Palace Riverside");
    window.wait_for_text("Left out");
    window.settle();
    see("import-look");
    window.script("document.querySelector('#page').scrollTo(0, 1e6)", vec![]);
    see("import-faults");
    open(window, "Import 3 actions");
    window.wait_for_text("3 actions imported");
    see("import-done");
    open(window, "Undo the import");
    window.wait_for_text("The import was undone");
    open(window, "Plans & actions");
}
