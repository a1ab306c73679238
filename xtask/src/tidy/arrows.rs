//! Which crate may depend on which. What is not in the table is not allowed, a new crate included:
//! whoever adds one says here where it stands.

use serde_json::Value;

use crate::shell::{cargo, spelled};

/// (crate, what it may depend on within the workspace)
const ALLOWED: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("hardening", &[]),
    ("protocol", &["domain"]),
    ("sync", &["domain", "protocol"]),
    ("transport", &["domain", "protocol"]),
    ("wardbook-server", &["domain", "hardening", "protocol"]),
    ("store", &["domain", "protocol", "sync"]),
    ("app", &["domain", "protocol", "sync", "transport", "store"]),
    ("wardbookctl", &["domain", "hardening", "app"]),
    ("wardbook", &["domain", "hardening", "app"]),
    ("wardbook-tests", &["domain", "protocol", "sync", "transport", "store", "app", "wardbook-server"]),
    ("xtask", &[]),
];

pub fn broken() -> Result<Vec<String>, String> {
    let mut command = cargo();
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("failed: {}", spelled(&command)));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    Ok(compare(&metadata))
}

fn compare(metadata: &Value) -> Vec<String> {
    let mut broken = Vec::new();
    for package in array(metadata, "packages") {
        let name = text(package, "name");
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == name) else {
            broken.push(format!("{name} has no place in the table of arrows (xtask/src/tidy/arrows.rs)"));
            continue;
        };
        for dependency in array(package, "dependencies") {
            let to = text(dependency, "name");
            let inside = dependency.get("path").is_some_and(Value::is_string);
            if inside && !allowed.contains(&to) {
                broken.push(format!("{name} depends on {to}"));
            }
            if to.starts_with("tauri") && name != "wardbook" {
                broken.push(format!("{name} depends on {to}: only the shell names Tauri"));
            }
            // The tests' floor is bare SQLite: what the store is measured against.
            let may_name_sqlite = ["store", "wardbook-server", "wardbook-tests"].contains(&name);
            if (to == "rusqlite" || to == "libsqlite3-sys") && !may_name_sqlite {
                broken.push(format!("{name} depends on {to}: only the stores name SQLite"));
            }
            if to.contains("postgres") && name != "wardbook-server" {
                broken.push(format!("{name} depends on {to}: only the server names PostgreSQL"));
            }
        }
    }
    broken
}

fn array<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_arrow_against_the_order_is_found() {
        let metadata = json!({"packages": [
            {"name": "domain", "dependencies": [{"name": "store", "path": "somewhere"}]},
            {"name": "store", "dependencies": [{"name": "domain", "path": "somewhere"}, {"name": "rusqlite"}]},
            {"name": "app", "dependencies": [{"name": "tauri"}, {"name": "rusqlite"}, {"name": "tokio-postgres"}]},
        ]});
        assert_eq!(
            compare(&metadata),
            [
                "domain depends on store",
                "app depends on tauri: only the shell names Tauri",
                "app depends on rusqlite: only the stores name SQLite",
                "app depends on tokio-postgres: only the server names PostgreSQL",
            ]
        );
    }

    #[test]
    fn a_crate_that_nobody_placed_is_found() {
        let metadata = json!({"packages": [{"name": "helpers", "dependencies": []}]});
        assert_eq!(compare(&metadata).len(), 1);
    }
}
