//! The work in the real window, from a press or a command until the page has painted what followed from it.
//!
//! A watch in the page knows which answers are outstanding and when the page changed last; it waits until
//! nothing more comes, and says when the last change stood on the screen. So a screen that asks twice, or
//! that is painted in two goes, is counted to its end. What a search waits before it asks, so that it does
//! not ask at every letter, is not counted: time begins with the first question.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::input::PASSPHRASE;
use super::super::report::{Report, percentile};
use super::reads::{QUEUES, opened};
use crate::window::{Display, Window};

const ROUNDS: usize = 50;

/// `fetch` carries every question and every act to the program.
const WATCH: &str = "
    const watch = { out: 0, asked: 0, first: 0, last: 0, painted: 0 };
    const real = window.fetch.bind(window);
    window.fetch = async (...what) => {
      watch.out += 1;
      if (watch.asked++ === 0) watch.first = performance.now();
      try {
        const answer = await real(...what);
        await answer.clone().arrayBuffer();
        return answer;
      } finally { setTimeout(() => { watch.out -= 1; watch.last = performance.now(); }, 0); }
    };
    const channel = new MessageChannel();
    let waits = false;
    channel.port1.onmessage = () => { waits = false; watch.painted = performance.now(); };
    new MutationObserver(() => {
      if (waits) return;
      waits = true;
      requestAnimationFrame(() => channel.port2.postMessage(null));
    }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
    window.benchWatch = watch;";

/// Does it, and gives how long until the last of what followed was painted.
const MEASURED: &str = "
    const watch = window.benchWatch;
    const after = (ms) => new Promise((done) => setTimeout(done, ms));
    watch.asked = 0; watch.painted = 0; watch.first = 0;
    const start = performance.now();
    const go = (place) => [...document.querySelectorAll('nav a')].find((a) => a.textContent.trim().startsWith(place)).click();
    const look = (name) => [...document.querySelectorAll('main label, main button')].find((one) => one.textContent.trim() === name).click();
    const choose = (select, value) => { select.value = value; select.dispatchEvent(new Event('change', { bubbles: true })); };
    const type = (field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); };
    const field = (label) => [...document.querySelectorAll('main select')].find((one) => one.labels[0]?.textContent.trim() === label);
    const search = () => document.querySelector('main input[type=search]');
    const row = (n) => { const all = document.querySelectorAll('main [role=option], main .open-row'); all[n % all.length].click(); };
    const mutate = (name, args) => window.__TAURI_INTERNALS__.invoke('mutate', { requestId: crypto.randomUUID(), name, args });
    await (async () => { ACT })();
    for (;;) {
      await after(20);
      const now = performance.now();
      const silent = watch.asked === 0 && now - start < 130;
      if (watch.out === 0 && !silent && now - Math.max(watch.painted, watch.last, start) > 70) break;
      if (now - start > 15000) break;
    }
    return { time: watch.painted - (TYPED ? watch.first : start), asked: watch.asked };";

struct Watched<'a> {
    window: &'a Window,
    report: &'a mut Report,
}

impl Watched<'_> {
    fn run(&self, act: &str, typed: bool) -> Value {
        let script = MEASURED.replace("ACT", act).replace("TYPED", if typed { "true" } else { "false" });
        self.window.script(&format!("return (async () => {{ {script} }})()"), vec![])
    }

    /// `before` brings the page to where `act` is done, unmeasured; both take the round's number.
    fn series(&mut self, name: &str, typed: bool, before: impl Fn(usize) -> String, act: impl Fn(usize) -> String) {
        let (mut times, mut asked) = (Vec::with_capacity(ROUNDS), 0);
        for round in 0..ROUNDS {
            let before = before(round);
            if !before.is_empty() {
                self.run(&before, false);
            }
            let done = self.run(&act(round), typed);
            let time = done["time"].as_f64().filter(|time| *time > 0.0);
            times.extend(time.map(|ms| Duration::from_secs_f64(ms / 1_000.0)));
            asked = asked.max(done["asked"].as_u64().unwrap_or_default());
        }
        let counted = times.len();
        let (p50, p99) = (percentile(&mut times, 0.5), percentile(&mut times, 0.99));
        eprintln!("{name}: p50 {p50:.0} ms, p99 {p99:.0} ms, {counted} of {ROUNDS} counted, {asked} questions at most");
        self.report.fact(&format!("window: {name}, p50"), p50, "ms");
        self.report.fact(&format!("window: {name}, p99"), p99, "ms");
    }
}

fn unlocked(display: &Display, profile: &Path) -> Window {
    let window = Window::open(display, profile);
    window.field("Passphrase").type_text(PASSPHRASE);
    window.button("Unlock").click();
    window.button("Record a note");
    window.settle();
    window.script(WATCH, vec![]);
    window
}

pub fn measure(coordinator: &Path, partner: &Path, report: &mut Report) {
    let display = Display::start(1280, 800);
    let ids = Ids::of(coordinator);
    let window = unlocked(&display, coordinator);
    let mut watched = Watched { window: &window, report };
    // What any act in this window takes that asks one small question and paints one word.
    watched.series("floor: one question and one word", false, |_| String::new(), |round| {
        format!("await window.__TAURI_INTERNALS__.invoke('query', {{ name: 'settings', args: null }}); document.title = 'Wardbook {round}'; document.body.dataset.floor = '{round}'")
    });
    reading(&mut watched);
    writing(&mut watched, &ids);
    window.close();

    let window = unlocked(&display, partner);
    let mut watched = Watched { window: &window, report };
    watched.series("Today, partner", false, |_| "go('Notes')".into(), |_| "go('Today')".into());
    window.close();
}

/// Records to write on.
struct Ids {
    unread: Vec<String>,
    open: Vec<String>,
    plans: Vec<String>,
    actions: Vec<String>,
}

impl Ids {
    fn of(profile: &Path) -> Self {
        let app = opened(profile);
        let ids = |query: &str, args: Value| -> Vec<String> {
            let page = app.query(query, args).unwrap();
            let id = |row: &Value| row["id"].as_str().or_else(|| row["note"]["id"].as_str()).map(str::to_owned);
            page["rows"].as_array().into_iter().flatten().filter_map(id).collect()
        };
        Self {
            unread: ids("triage", json!({ "queue": "unread", "limit": 200 })),
            open: ids("triage", json!({ "queue": "open", "limit": 200 })),
            plans: ids("plans", json!({ "status": "active", "limit": 200 })),
            actions: ids("actions", json!({ "status": "not-started", "limit": 200 })),
        }
    }
}

fn reading(watched: &mut Watched<'_>) {
    let today = |_| "go('Today')".to_owned();
    let nothing = |_| String::new();
    let say = |script: &'static str| move |_| script.to_owned();
    watched.series("Notes, first page", false, today, say("go('Notes')"));
    watched.run("go('Notes')", false);
    watched.series("Notes, searched", true, say("type(search(), '')"), |round| {
        format!("type(search(), '{}')", ["knife", "hol", "um gar", "sha", "mar holten"][round % 5])
    });
    watched.run("type(search(), '')", false);
    watched.series("Today, coordinator", false, say("go('Wards')"), today);
    watched.run("go('Triage')", false);
    for queue in QUEUES {
        let elsewhere = if queue == "closed" { "underway" } else { "closed" };
        watched.series(
            &format!("Triage, {queue}"),
            false,
            |_| format!("document.querySelector('[data-queue={elsewhere}]').click()"),
            |_| format!("document.querySelector('[data-queue={queue}]').click()"),
        );
    }
    watched.series("Triage, opening a note", false, nothing, |round| format!("row({})", round + 1));
    watched.series("Briefings", false, today, say("go('Briefings')"));
    watched.series("Plans", false, today, say("go('Plans')"));
    watched.run("go('Plans')", false);
    watched.series(
        "Plans, of a status",
        false,
        say("choose(field('Status'), '')"),
        say("choose(field('Status'), 'active')"),
    );
    watched.series("Plans, searched", true, say("type(search(), '')"), say("type(search(), 'towpath')"));
    watched.run("type(search(), '')", false);
    watched.series("Plans, opening one", false, say("go('Today'); await after(150); go('Plans')"), |round| {
        format!("row({round})")
    });
    watched.run("go('Today'); await after(150); go('Plans')", false);
    watched.series("Actions, first page", false, say("look('Plans')"), say("look('Actions')"));
    for group in ["plan", "owner", "agency", "ward", "status"] {
        watched.series(&format!("Actions, by {group}"), false, say("choose(field('Group by'), 'due')"), |_| {
            format!("choose(field('Group by'), '{group}')")
        });
    }
    watched.run("choose(field('Group by'), 'due')", false);
    watched.series("Actions, searched", true, say("type(search(), '')"), say("type(search(), 'cctv towpath')"));
    watched.run("type(search(), '')", false);
    watched.series("Board", false, say("look('Actions')"), say("look('Board')"));
    watched.run("look('Actions')", false);
    watched.series("Actions, opening one", false, say("go('Today'); await after(150); go('Plans')"), |round| {
        format!("row({round})")
    });
}

/// Acts as the screens send them, while the page that shows what they change stands open.
fn writing(watched: &mut Watched<'_>, ids: &Ids) {
    let nothing = |_| String::new();
    let act = |name: &str, args: Value| format!("await mutate('{name}', {args})");
    watched.run("go('Today'); await after(150); go('Triage'); await after(150); document.querySelector('[data-queue=unread]').click()", false);
    watched.series("writing: a note is read", false, nothing, |round| {
        act("note_read", json!({ "id": ids.unread[round % ids.unread.len()] }))
    });
    watched.series("writing: a note is closed", false, nothing, |round| {
        act("triage_close", json!({ "id": ids.open[round % ids.open.len()], "reason": "Seen to.", "feedback": "Thank you, it is seen to." }))
    });
    watched.run("go('Plans'); await after(150); look('Board')", false);
    watched.series("writing: an action’s status, on the board", false, nothing, |round| {
        act("action_set", json!({ "id": ids.actions[round], "status": "in-progress" }))
    });
    watched.run("look('Actions')", false);
    watched.series("writing: progress, beside the table", false, nothing, |round| {
        act("action_progress", json!({ "id": ids.actions[round], "text": "Two visits made." }))
    });
    watched.run("look('Plans')", false);
    watched.series("writing: a plan’s title, beside the list", false, nothing, |round| {
        act("plan_set", json!({ "id": ids.plans[round], "title": format!("Parade {round}, changed") }))
    });
    watched.run("go('Notes')", false);
    watched.series("writing: a note is recorded, beside the list", false, nothing, |round| {
        let text = format!("Two mopeds by the launderette, engines running, evening {round}.");
        let note = json!({ "text": text, "ward": "E05013733", "when": { "kind": "now" }, "topics": [], "people": [] });
        act("note_record", json!({ "note": note, "draft": null }))
    });
}
