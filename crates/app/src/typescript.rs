//! The TypeScript the screens are written against, from the same types the commands carry.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use ts_rs::{TS, TypeVisitor};

use crate::commands::{self, Sort};

/// Declarations by name, each once.
#[derive(Default)]
pub(crate) struct Declarations {
    seen: HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl Declarations {
    pub(crate) fn add<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        let config = config();
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.by_name.insert(T::ident(&config), format!("{docs}export {}\n", T::decl(&config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

fn config() -> ts_rs::Config {
    // Counts and sizes are far below 2^53, and a screen shows them as numbers.
    ts_rs::Config::default().with_large_int("number")
}

/// The whole of `ui/src/lib/api/generated.ts`.
pub fn generated() -> String {
    let mut declarations = Declarations::default();
    commands::declare(&mut declarations);
    let mut text = String::from(
        "// Made from the command list of the app crate: `cargo xtask tidy --write`. Not edited by hand.\n\n",
    );
    for declaration in declarations.by_name.values() {
        text.push_str(declaration);
        text.push('\n');
    }
    for (sort, name) in [(Sort::Query, "Queries"), (Sort::Mutate, "Mutations")] {
        let _ = writeln!(text, "export interface {name} {{");
        for (command, request, answer) in commands::signatures() {
            if command.sort == sort {
                let _ = writeln!(text, "  {}: {{ request: {request}; answer: {answer} }};", command.name);
            }
        }
        text.push_str("}\n\n");
    }
    text
}

#[cfg(test)]
mod tests {
    /// Run with `WARDBOOK_WRITE=1` to bring the file up to date.
    #[test]
    fn the_screens_are_written_against_the_types_of_the_commands() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/api/generated.ts");
        let generated = super::generated();
        if std::env::var_os("WARDBOOK_WRITE").is_some() {
            std::fs::write(&path, &generated).unwrap();
        }
        let held = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(held == generated, "generated.ts is out of date: run `cargo xtask tidy --write`");
    }
}
