use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::*;

fn picture(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 7 % 256) as u8, (y * 5 % 256) as u8, ((x + y) * 3 % 256) as u8])
    }))
}

fn encoded(picture: &DynamicImage, form: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, form).unwrap();
    bytes.into_inner()
}

/// A JPEG with what a phone writes beside the picture: that it lies on its side, and a place.
fn from_a_phone(picture: &DynamicImage) -> Vec<u8> {
    let plain = encoded(picture, ImageFormat::Jpeg);
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend([2, 0]);
    // Orientation: turn by ninety degrees.
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
    // What the camera's owner is called.
    tiff.extend([0x3b, 0x01, 2, 0, 24, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"51.4921N 0.2240W CANARY\0");
    let mut marked = plain[..2].to_vec();
    marked.extend([0xff, 0xe1]);
    marked.extend(u16::try_from(2 + 6 + tiff.len()).unwrap().to_be_bytes());
    marked.extend(b"Exif\0\0");
    marked.extend(&tiff);
    marked.extend(&plain[2..]);
    // And a film behind the end of the picture.
    marked.extend(b"MotionPhoto CANARY");
    marked
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

#[test]
fn nothing_of_where_and_when_a_photo_was_taken_is_kept_and_it_stands_the_right_way_up() {
    let bytes = from_a_phone(&picture(400, 300));
    assert!(holds(&bytes, b"CANARY") && holds(&bytes, b"Exif"));
    let kept = take_in("IMG_0412.JPG", bytes).unwrap();
    assert!(!holds(&kept.bytes, b"CANARY") && !holds(&kept.bytes, b"Exif"));
    let seen = kept.picture.unwrap();
    assert_eq!((seen.width, seen.height), (300, 400), "turned as the camera was held");
    assert!(!holds(&seen.thumbnail, b"CANARY"));
    assert_eq!((kept.name.as_str(), kept.media), ("IMG_0412.JPG", "image/jpeg"));
}

#[test]
fn a_large_photo_is_made_smaller_and_its_thumbnail_travels_with_the_text() {
    let kept = take_in("court.jpg", encoded(&picture(4_000, 3_000), ImageFormat::Jpeg)).unwrap();
    let seen = kept.picture.unwrap();
    assert_eq!((seen.width, seen.height), (2_560, 1_920));
    assert!(seen.thumbnail.len() <= 12 * 1024, "{} bytes", seen.thumbnail.len());
}

#[test]
fn a_screenshot_keeps_its_hard_edges_and_a_webp_becomes_a_jpeg() {
    assert_eq!(take_in("map.png", encoded(&picture(300, 200), ImageFormat::Png)).unwrap().media, "image/png");
    let webp = take_in("chat.webp", encoded(&picture(64, 64), ImageFormat::WebP)).unwrap();
    assert_eq!((webp.name.as_str(), webp.media), ("chat.jpg", "image/jpeg"));
}

#[test]
fn a_picture_that_cannot_be_cleaned_is_refused_and_so_is_one_that_is_none() {
    let heic = [&[0, 0, 0, 24][..], b"ftypheic", &[0; 40]].concat();
    assert!(matches!(take_in("a.heic", heic), Err(FileRefusal::PictureForm { .. })));
    assert!(matches!(take_in("a.gif", b"GIF89a....".to_vec()), Err(FileRefusal::PictureForm { .. })));
    let half = encoded(&picture(400, 300), ImageFormat::Png);
    assert!(matches!(take_in("a.png", half[..200].to_vec()), Err(FileRefusal::PictureDamaged { .. })));
    assert!(matches!(take_in("a.jpg", b"\xff\xd8\xff\xe0 nothing".to_vec()), Err(FileRefusal::PictureDamaged { .. })));
}

#[test]
fn documents_are_kept_to_the_byte_and_programs_are_not_taken() {
    let pdf = b"%PDF-1.7 minutes".to_vec();
    let kept = take_in("C:\\Users\\olu\\minutes.pdf", pdf.clone()).unwrap();
    assert_eq!((kept.name.as_str(), kept.media, kept.bytes), ("minutes.pdf", "application/pdf", pdf));
    assert_eq!(take_in("log.csv", b"a,b\n".to_vec()).unwrap().media, "text/csv");
    for (name, bytes) in [
        ("run.exe", b"MZ\x90\0".to_vec()),
        ("page.html", b"<script>".to_vec()),
        ("notes.docx", b"not an archive".to_vec()),
        ("archive.zip", b"PK\x03\x04".to_vec()),
        ("list.txt", b"a\0b".to_vec()),
    ] {
        assert!(matches!(take_in(name, bytes), Err(FileRefusal::Unknown { .. })), "{name}");
    }
    assert!(matches!(take_in("a.pdf", Vec::new()), Err(FileRefusal::Empty { .. })));
    let large = [b"%PDF-".to_vec(), vec![b' '; DOCUMENT_MAX]].concat();
    assert!(matches!(take_in("a.pdf", large), Err(FileRefusal::TooLarge { .. })));
}

#[test]
fn a_name_is_only_a_name() {
    assert_eq!(plain_name("../../etc/passwd"), "passwd");
    assert_eq!(plain_name("C:\\a\\b?.pdf"), "b.pdf");
    assert_eq!(plain_name(" .. "), "file");
    assert_eq!(plain_name("\u{7}"), "file");
    assert_eq!(plain_name(&format!("{}.jpeg", "é".repeat(300))).chars().count(), 125);
}

#[test]
fn a_picture_that_says_it_is_enormous_is_not_decoded() {
    let mut png = encoded(&picture(10, 10), ImageFormat::Png);
    // Width and height of the header; its checksum no longer fits either way.
    png[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    assert!(matches!(take_in("bomb.png", png), Err(FileRefusal::PictureDamaged { .. })));
}
