//! What the shell promises of the window, read from the files that grant it: a slip in either shows
//! here, before anybody runs it.

use serde_json::Value;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_window_is_granted_the_use_cases_the_pickers_the_clipboards_files_events_and_zoom_and_nothing_else() {
    let capability = parsed(include_str!("../capabilities/main.json"));
    let granted: Vec<&str> =
        capability["permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(
        granted,
        [
            "allow-query",
            "allow-mutate",
            "allow-choose-file",
            "allow-choose-folder",
            "allow-pasted",
            "allow-may-close",
            "allow-stay-open",
            "core:event:allow-listen",
            "core:event:allow-unlisten",
            "core:webview:allow-set-webview-zoom",
        ]
    );
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(capability.get("remote").is_none(), "no page from elsewhere is granted anything");
}

#[test]
fn the_page_may_load_nothing_from_elsewhere_and_run_nothing_inline() {
    let config = parsed(include_str!("../tauri.conf.json"));
    let security = &config["app"]["security"];
    let policy = security["csp"].as_str().unwrap();
    assert!(policy.starts_with("default-src 'none';"));
    for word in policy.split([' ', ';']) {
        let from_elsewhere = word.contains("://") && word != "http://ipc.localhost";
        assert!(!from_elsewhere, "{word}");
        assert!(!word.contains("unsafe"), "{word}");
        assert!(!word.contains('*'), "{word}");
    }
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert_eq!(security["capabilities"], serde_json::json!(["main"]));
}
