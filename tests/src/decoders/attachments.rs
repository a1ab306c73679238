//! Photos and documents that a person adds: whatever a camera, a messenger or a mail wrote.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use serde_json::json;

use super::notebook::foreseen;
use super::town::Town;

/// Inputs for one copy of a notebook: a note takes thirty files.
const TOGETHER: u32 = 25;

const NAMES: &[&str] = &[
    "court.jpg",
    "map.png",
    "walk.webp",
    "letter.pdf",
    "list.txt",
    "../../x.docx",
    "table.csv",
    "",
    "a\u{202e}gpj.exe",
];

/// The first byte says how the file is called. What is kept of a photo has nothing of the camera's in it, and
/// opens as what it is called.
pub fn attachments(bytes: &[u8]) {
    let Some((name, content)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*name) % NAMES.len()];
    Town::with(|town| {
        let helen = town.helen.store.read(|reader| reader.identity()).expect("the identity reads").person();
        let own = town.log.iter().find(|change| change.header().kind == "note" && change.header().author == helen);
        let note = own.expect("Helen has a note").header().record.to_string();
        let desk = town.desk(TOGETHER);
        let request = json!({ "to": { "kind": "note", "id": note }, "name": name, "bytes": STANDARD.encode(content) });
        match desk.app.mutate("", "attachment_add", request) {
            Ok(done) => {
                let id = done["file"]["id"].as_str().expect("what was added has an id");
                let kept = desk.app.query("attachment", json!({ "id": id })).expect("what was added is there");
                let kept_name = kept["name"].as_str().unwrap_or_default();
                assert!(!kept_name.contains(['/', '\\', '\0']), "{kept_name:?}");
                let bytes = STANDARD.decode(kept["bytes"].as_str().unwrap_or_default()).expect("it is Base64");
                if kept["media"].as_str().is_some_and(|media| media.starts_with("image/")) {
                    assert!(!bytes.windows(6).any(|six| six == b"Exif\0\0"), "what the camera wrote is still there");
                    image::load_from_memory(&bytes).expect("a picture that is kept is one");
                } else {
                    assert_eq!(bytes, content, "a document was altered");
                }
                super::taken();
            }
            Err(failure) => foreseen("attachment_add", &failure),
        }
        super::notebook::ask(&desk, "note", json!({ "id": note }));
        town.put_back(desk);
    });
}

/// A PNG that says it has 20,000 by 20,000 pixels of eight bytes each, with the check that belongs to that.
fn enormous(mut png: Vec<u8>) -> Vec<u8> {
    const HEAD: std::ops::Range<usize> = 13..30;
    let side = 20_000_u32.to_be_bytes();
    png[HEAD][4..14].copy_from_slice(&[&side[..], &side, &[16, 6]].concat());
    let checked = png[HEAD].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    });
    png[HEAD.end..HEAD.end + 4].copy_from_slice(&(!checked).to_be_bytes());
    png
}

pub(super) fn files_added() -> Vec<Vec<u8>> {
    let photo = DynamicImage::ImageRgb8(RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 90])));
    let clear =
        DynamicImage::ImageRgba8(RgbaImage::from_fn(24, 24, |x, y| image::Rgba([x as u8, y as u8, 0, (x * 10) as u8])));
    let written = |name: u8, picture: &DynamicImage, form: ImageFormat| {
        let mut bytes = Cursor::new(vec![name]);
        bytes.set_position(1);
        picture.write_to(&mut bytes, form).expect("a picture is written");
        bytes.into_inner()
    };
    let jpeg = written(0, &photo, ImageFormat::Jpeg);
    // As a camera writes it: what it knows of the place, behind the first sign.
    let exif =
        [&[0xff, 0xe1, 0, 34][..], b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"].concat();
    let from_camera = [&jpeg[..3], &exif, &jpeg[3..]].concat();
    vec![
        from_camera,
        jpeg,
        written(1, &photo, ImageFormat::Png),
        written(1, &clear, ImageFormat::Png),
        written(2, &clear, ImageFormat::WebP),
        enormous(written(1, &clear, ImageFormat::Png)),
        [&[3][..], b"%PDF-1.4\n1 0 obj<<>>endobj trailer<<>>\n%%EOF"].concat(),
        [&[4][..], "One line\nand another’s".as_bytes()].concat(),
        [&[5][..], b"PK\x03\x04word/document.xml"].concat(),
        [&[0][..], b"GIF89a\x01\0\x01\0"].concat(),
        [&[0][..], b"\0\0\0\x18ftypheic"].concat(),
    ]
}
