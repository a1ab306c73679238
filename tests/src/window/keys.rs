//! Names of keys, as people write them, to WebDriver's code points.

/// `Control+Shift+p` to the keys held down, in order.
pub fn strokes(keys: &str) -> Vec<char> {
    keys.split('+').map(stroke).collect()
}

fn stroke(key: &str) -> char {
    match key {
        "Control" | "Ctrl" => '\u{e009}',
        "Shift" => '\u{e008}',
        "Alt" => '\u{e00a}',
        "Enter" => '\u{e007}',
        "Escape" => '\u{e00c}',
        "Tab" => '\u{e004}',
        "Backspace" => '\u{e003}',
        "Delete" => '\u{e017}',
        "Home" => '\u{e011}',
        "End" => '\u{e010}',
        "Left" => '\u{e012}',
        "Up" => '\u{e013}',
        "Right" => '\u{e014}',
        "Down" => '\u{e015}',
        "PageUp" => '\u{e00e}',
        "PageDown" => '\u{e00f}',
        "Space" => ' ',
        "Plus" => '+',
        other => {
            let mut characters = other.chars();
            match (characters.next(), characters.next()) {
                (Some(only), None) => only,
                _ => panic!("no key is called {other}"),
            }
        }
    }
}
