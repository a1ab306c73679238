//! Which documents are taken: what offices write and what anybody can open. No program, no script, no page.

/// What it is, by its first bytes and, where those say only "an archive" or "text", by the ending of its name.
pub(super) fn media(name: &str, bytes: &[u8]) -> Option<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if bytes.starts_with(b"%PDF-") {
        return Some("application/pdf");
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(match ending.as_str() {
            "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "odt" => "application/vnd.oasis.opendocument.text",
            "ods" => "application/vnd.oasis.opendocument.spreadsheet",
            "odp" => "application/vnd.oasis.opendocument.presentation",
            _ => return None,
        });
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some(match ending.as_str() {
            "doc" => "application/msword",
            "xls" => "application/vnd.ms-excel",
            "ppt" => "application/vnd.ms-powerpoint",
            "msg" => "application/vnd.ms-outlook",
            _ => return None,
        });
    }
    if bytes.starts_with(b"{\\rtf") {
        return Some("application/rtf");
    }
    // Text has no sign of its own; what holds a zero byte is none.
    let text = !bytes.contains(&0);
    match ending.as_str() {
        "txt" if text => Some("text/plain"),
        "csv" if text => Some("text/csv"),
        _ => None,
    }
}
