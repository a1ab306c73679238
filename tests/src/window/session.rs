//! One running window: starts the application under WebKitWebDriver, asks it things, ends it.

use std::cell::Cell;
use std::fmt::Debug;
use std::future::Future;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::display::{self, Display};
use super::element::Element;
use super::tools::{application, axe_source, missing};
use super::{keys, processes};
use crate::ports::free_port;

/// How long a person would wait before they thought it broken; generous, for a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How often a condition is looked at again.
const PAUSE: Duration = Duration::from_millis(40);
/// No single answer of the driver takes this long unless it hangs.
const ANSWER: Duration = Duration::from_secs(60);
/// Windows are opened one after the other.
static OPENING: Mutex<()> = Mutex::new(());

/// How the desktop around the window looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Light,
    Dark,
}

pub struct Window {
    // Declared first, so that the session's own task ends before the driver does.
    runtime: Runtime,
    client: Client,
    driver: Child,
    application: PathBuf,
    display: String,
    /// Where the programs believe the person's home is. Dropped with the window.
    home: tempfile::TempDir,
    has_axe: Cell<bool>,
    pub(super) zoomed: Cell<bool>,
}

impl Window {
    /// Opens the application on a profile. Returns once its page has loaded.
    pub fn open(display: &Display, profile: &Path) -> Self {
        Self::open_with(display, profile, Look::Light, &[])
    }

    /// Opens it in a light or dark desktop, with further arguments.
    pub fn open_with(display: &Display, profile: &Path, look: Look, arguments: &[&str]) -> Self {
        let application = application();
        let home = tempfile::tempdir().expect("failed to make a folder for the test");
        // Held until the session stands: the port by which the driver reaches the application is
        // one that the driver found free, and another driver may find the same one meanwhile.
        let turn = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        let (driver, port) = start_driver(display, look, home.path());

        let mut all = vec!["--profile".to_owned(), profile.display().to_string()];
        all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": application, "args": all }
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("failed to start the test's own runtime");
        let client = runtime.block_on(connect(port, capabilities));
        drop(turn);
        let display = display.name().to_owned();
        let window = Self {
            runtime,
            client,
            driver,
            application,
            display,
            home,
            has_axe: Cell::new(false),
            zoomed: Cell::new(false),
        };
        window.until(PATIENCE, "load the interface", || {
            let address = window.script("return location.href", vec![]);
            let address = address.as_str().unwrap_or_default();
            assert!(
                !address.starts_with("http://localhost:"),
                "this application was built without its interface: build it with `cargo xtask build`"
            );
            (window.script("return document.readyState", vec![]) == "complete").then_some(())
        });
        window
    }

    // ---- Finding -------------------------------------------------------------------------

    /// Waits for the one element of this role and accessible name.
    ///
    /// `field` stands for anything that is typed into.
    pub fn find(&self, role: &str, name: &str) -> Element<'_> {
        self.until(PATIENCE, &format!("find {role} «{name}»"), || self.look_for(role, name).pop())
    }

    /// All that are there now, without waiting.
    pub fn look_for(&self, role: &str, name: &str) -> Vec<Element<'_>> {
        self.search(role, name.into(), &format!("{role} «{name}»"))
    }

    /// All of this role, whatever their name, without waiting.
    pub fn look_for_role(&self, role: &str) -> Vec<Element<'_>> {
        self.search(role, Value::Null, role)
    }

    fn search(&self, role: &str, name: Value, said: &str) -> Vec<Element<'_>> {
        // The page may take away what was found before the driver has a handle on it, or be loaded anew with
        // everything in it; then it is looked at again.
        let found = self.until(PATIENCE, &format!("hold {said}"), || {
            self.bring_axe();
            let asked = self.client.execute(include_str!("names.js"), vec![role.into(), name.clone()]);
            match self.wait_for_answer(asked) {
                Ok(found) => Some(found),
                Err(error) if error.contains("StaleElementReference") => None,
                Err(error) if error.contains("variable: axe") => {
                    self.has_axe.set(false);
                    None
                }
                Err(error) => panic!("failed to look for {said}: {error}"),
            }
        });
        found
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|reference| Element::from_json(self, reference, said))
            .collect()
    }

    pub fn has(&self, role: &str, name: &str) -> bool {
        !self.look_for(role, name).is_empty()
    }

    pub fn button(&self, name: &str) -> Element<'_> {
        self.find("button", name)
    }

    pub fn field(&self, name: &str) -> Element<'_> {
        self.find("field", name)
    }

    pub fn link(&self, name: &str) -> Element<'_> {
        self.find("link", name)
    }

    // ---- What is on the page -------------------------------------------------------------

    /// Waits until a person can read this.
    pub fn wait_for_text(&self, text: &str) {
        self.until(PATIENCE, &format!("show «{text}»"), || self.shows(text).then_some(()));
    }

    pub fn wait_until_gone(&self, text: &str) {
        self.until(PATIENCE, &format!("stop showing «{text}»"), || (!self.shows(text)).then_some(()));
    }

    /// True where a person can read this now. White space counts as one space.
    pub fn shows(&self, text: &str) -> bool {
        self.visible_text().contains(text)
    }

    /// All that a person can read now.
    pub fn visible_text(&self) -> String {
        let text = self.script("return document.body.innerText.replace(/\\s+/g, ' ')", vec![]);
        text.as_str().unwrap_or_default().to_owned()
    }

    /// True where the text is anywhere in the page: shown, hidden, in an attribute, in a field, in
    /// the title, in the browser's own storage.
    pub fn holds(&self, text: &str) -> bool {
        let script = "const [text] = arguments;
            const fields = [...document.querySelectorAll('input, textarea, select')].map((f) => f.value);
            const kept = [localStorage, sessionStorage].flatMap((s) => Object.values({ ...s }));
            return [document.documentElement.outerHTML, document.documentElement.textContent,
                    document.title, location.href, JSON.stringify(history.state) ?? '', ...fields, ...kept]
              .some((part) => part.includes(text));";
        self.script(script, vec![text.into()]) == Value::Bool(true)
    }

    /// Waits until nothing in the page has changed for a moment.
    pub fn settle(&self) {
        let last = Cell::new(None::<(usize, Instant)>);
        self.until(PATIENCE, "come to rest", || {
            let now = self.script("return document.documentElement.outerHTML.length", vec![]);
            let now = now.as_u64().and_then(|length| usize::try_from(length).ok())?;
            match last.get() {
                Some((before, since)) if before == now => (since.elapsed() > Duration::from_millis(250)).then_some(()),
                _ => {
                    last.set(Some((now, Instant::now())));
                    None
                }
            }
        });
    }

    /// The places of the rail, in its order.
    pub fn places(&self) -> Vec<String> {
        self.open_menu();
        let script = "return [...document.querySelectorAll('nav a')].map((link) => {
            const copy = link.cloneNode(true);
            copy.querySelectorAll('[aria-hidden=true]').forEach((part) => part.remove());
            return copy.textContent.replace(/\\s+/g, ' ').replace(/ ?\\d+$/, '').trim();
          })";
        let names = self.script(script, vec![]);
        names.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    /// Goes to a place of the rail, which a narrow window keeps behind its menu.
    pub fn go_to(&self, place: &str) {
        self.open_menu();
        self.link(place).click();
        self.settle();
    }

    /// Opens the menu that a narrow window keeps the rail in; does nothing where the rail is seen.
    pub fn open_menu(&self) {
        let hidden = self
            .script("const link = document.querySelector('nav a'); return !link || !link.checkVisibility()", vec![]);
        if hidden == Value::Bool(true)
            && let Some(menu) = self.look_for("button", "Menu").pop()
        {
            menu.click();
        }
    }

    // ---- Acting --------------------------------------------------------------------------

    /// Presses keys where the focus is: `Enter`, `Control+l`, `Control+Shift+p`.
    pub fn press(&self, keys: &str) {
        self.press_all(&keys::strokes(keys));
    }

    fn press_all(&self, strokes: &[char]) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in strokes {
            actions = actions.then(KeyAction::Down { value: *value });
        }
        for value in strokes.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *value });
        }
        self.wait_for_answer(self.client.perform_actions(actions))
            .unwrap_or_else(|error| panic!("failed to press {strokes:?}: {error}"));
    }

    /// Types where the focus is, key by key.
    pub fn type_keys(&self, text: &str) {
        for character in text.chars() {
            self.press_all(&[character]);
        }
    }

    /// Zooms the page as Ctrl and + do; 2.0 is 200%.
    pub fn zoom(&self, factor: f64) {
        let script = "const [value] = arguments;
            return window.__TAURI_INTERNALS__.invoke('plugin:webview|set_webview_zoom', { value });";
        self.script(script, vec![factor.into()]);
        self.zoomed.set((factor - 1.0).abs() > f64::EPSILON);
        let (width, _) = self
            .wait_for_answer(self.client.get_window_size())
            .unwrap_or_else(|error| panic!("failed to ask for the window's size: {error}"));
        self.until(PATIENCE, "zoom", || {
            let inner = self.script("return innerWidth", vec![]);
            inner.as_f64().filter(|inner| (inner * factor - width as f64).abs() <= 2.0 * factor)
        });
    }

    pub fn resize(&self, width: u32, height: u32) {
        self.wait_for_answer(self.client.set_window_size(width, height))
            .unwrap_or_else(|error| panic!("failed to resize the window: {error}"));
        self.until(PATIENCE, "take its new size", || {
            let inner = self.script("return Math.abs(innerWidth * devicePixelRatio)", vec![]);
            inner.as_f64().filter(|inner| (inner - f64::from(width)).abs() < 2.0)
        });
    }

    /// Runs a script in the page and gives what it returns; a promise is awaited.
    pub fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.wait_for_answer(self.client.execute(script, arguments))
            .unwrap_or_else(|error| panic!("failed to run a script in the page: {error}"))
    }

    pub(super) fn script_async(&self, script: &str) -> Value {
        self.wait_for_answer(self.client.execute_async(script, vec![]))
            .unwrap_or_else(|error| panic!("failed to run a script in the page: {error}"))
    }

    pub(super) fn bring_axe(&self) {
        if !self.has_axe.get() {
            // Evaluated by the driver in the page's own world, where the page's policy on scripts
            // does not reach; nothing in the page is changed but one global name.
            self.script(&format!("{}; window.axe = axe;", axe_source()), vec![]);
            self.has_axe.set(true);
        }
    }

    // ---- Waiting -------------------------------------------------------------------------

    /// Looks again and again until there is an answer; fails past the deadline, saying what it
    /// waited for and what the page showed instead.
    pub fn until<T>(&self, patience: Duration, what: &str, look: impl Fn() -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            if started.elapsed() > patience {
                // What lies over the page comes last in it, and says most.
                let over = self.script(
                    "return [...document.querySelectorAll('dialog[open], [role=alert]')].map((e) => e.innerText).join(' ')",
                    vec![],
                );
                let over = over.as_str().unwrap_or_default().replace(char::is_whitespace, " ");
                let shown: String = self.visible_text().chars().take(1500).collect();
                let shown = format!("{shown}\nOver it: «{over}»");
                self.keep_picture_of_failure();
                panic!("waited {patience:?} in vain to {what}. The page shows:\n{shown}");
            }
            sleep(PAUSE);
        }
    }

    pub(super) fn wait_for_answer<T, E: Debug>(&self, asked: impl Future<Output = Result<T, E>>) -> Result<T, String> {
        self.runtime.block_on(async {
            match tokio::time::timeout(ANSWER, asked).await {
                Ok(answer) => answer.map_err(|error| format!("{error:?}")),
                Err(_) => Err(format!("no answer within {ANSWER:?}")),
            }
        })
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    // ---- Its processes -------------------------------------------------------------------

    /// The application and all it started (the webview's processes), itself last.
    pub fn processes(&self) -> Vec<u32> {
        let shell = processes::family(self.driver.id())
            .into_iter()
            .find(|id| processes::runs(*id, &self.application))
            .expect("the application is running");
        processes::family(shell)
    }

    /// Says on the window's own message bus what a desktop says when the person locks their session.
    pub fn tell_that_the_session_is_locked(&self) {
        let shell = *self.processes().last().expect("the application is running");
        let bus =
            processes::environment(shell, "DBUS_SESSION_BUS_ADDRESS").expect("the application knows its message bus");
        let status = Command::new("dbus-send")
            .arg(format!("--bus={bus}"))
            .args(["--type=signal", "/org/gnome/ScreenSaver"])
            .args(["org.gnome.ScreenSaver.ActiveChanged", "boolean:true"])
            .status()
            .unwrap_or_else(|error| panic!("{}", missing("dbus-send", "dbus", &error)));
        assert!(status.success(), "failed to send a signal on the message bus");
    }

    /// Memory of the application and its webview, in kibibytes.
    pub fn memory_kib(&self) -> u64 {
        self.processes().into_iter().filter_map(processes::memory_kib).sum()
    }

    /// Ends application and webview at once, as a power cut would.
    pub fn kill(self) {
        for id in self.processes().into_iter().rev() {
            processes::kill(id);
        }
    }

    /// Closes the window as its owner does, and waits until the program has ended.
    pub fn close(self) {
        let shell = *self.processes().last().expect("the application is running");
        // The answer may be lost: what should answer is closing.
        let leave = "window.__TAURI_INTERNALS__.invoke('may_close'); return null";
        let _ = self.wait_for_answer(self.client.execute(leave, vec![]));
        let started = Instant::now();
        while processes::runs(shell, &self.application) {
            assert!(started.elapsed() < PATIENCE, "the program did not end when its window closed");
            sleep(PAUSE);
        }
    }

    /// Everything the programs wrote outside the profile.
    pub fn written_outside(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.home.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    _ => found.push(entry.path()),
                }
            }
        }
        found
    }

    // ---- Pictures ------------------------------------------------------------------------

    /// Saves what the window shows, once it has painted what the page holds.
    pub fn picture(&self, file: &Path) {
        self.script(
            "return document.fonts.ready.then(() => new Promise((done) => {
               requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(null), 250)));
             }))",
            vec![],
        );
        display::picture(&self.display, file);
    }

    /// Saves it in the folder for pictures, where the person who runs the tests wants any.
    pub fn picture_if_wanted(&self, name: &str) {
        if let Some(folder) = super::wanted_pictures() {
            self.picture(&folder.join(format!("{name}.png")));
        }
    }

    fn keep_picture_of_failure(&self) {
        if let Some(folder) = super::wanted_pictures() {
            display::picture(&self.display, &folder.join("failed.png"));
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        for id in processes::family(self.driver.id()).into_iter().rev() {
            processes::kill(id);
        }
        let _ = self.driver.wait();
    }
}

async fn connect(port: u16, capabilities: Value) -> Client {
    let Value::Object(capabilities) = capabilities else {
        unreachable!("capabilities are an object");
    };
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities);
    let address = format!("http://127.0.0.1:{port}");
    match tokio::time::timeout(ANSWER, builder.connect(&address)).await {
        Ok(Ok(client)) => client,
        Ok(Err(error)) => panic!("failed to open the application's window: {error}"),
        Err(_) => panic!("the application's window did not open within {ANSWER:?}"),
    }
}

/// Starts a driver and waits until it listens. Returns it with its port.
///
/// A driver that cannot listen, because another program took its port meanwhile, ends at once; then
/// another port is tried.
fn start_driver(display: &Display, look: Look, home: &Path) -> (Child, u16) {
    let started = Instant::now();
    loop {
        let port = free_port();
        // A message bus of its own; without one WebKit waits for the one that is not there.
        let mut driver = Command::new("dbus-run-session")
            .args(["--", "WebKitWebDriver", "--host=127.0.0.1"])
            .arg(format!("--port={port}"))
            .env("DISPLAY", display.name())
            .env_remove("WAYLAND_DISPLAY")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("GTK_THEME", if look == Look::Dark { "Adwaita:dark" } else { "Adwaita" })
            .env("GTK_USE_PORTAL", "0")
            // There is no graphics card behind a display that nobody sees; without this, WebKit
            // compiles shaders for a pretended one before it paints the first frame.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(driver_log())
            .spawn()
            .unwrap_or_else(|error| panic!("{}", missing("dbus-run-session", "dbus", &error)));
        let mut ended = false;
        while !ended && TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                started.elapsed() < PATIENCE,
                "WebKitWebDriver did not start: it comes with the package webkit2gtk-driver; `cargo xtask \
                 test` installs what is missing. To leave the window out, set WARDBOOK_SKIP_WINDOW=1"
            );
            sleep(PAUSE);
            ended = matches!(driver.try_wait(), Ok(Some(_)));
        }
        if !ended {
            return (driver, port);
        }
    }
}

/// What driver and application say is noise unless a test fails for a reason nobody can see.
fn driver_log() -> Stdio {
    if std::env::var_os("WARDBOOK_WINDOW_LOG").is_some() { Stdio::inherit() } else { Stdio::null() }
}
