//! Photos and documents as they are taken in: what a file is told from its bytes, a photo is cleaned and made
//! smaller, a document stays as it is. Knows bytes and names alone; nothing of notes, disks or screens.

mod document;
mod picture;

use domain::words::FileRefusal;

/// The most bytes a document may have, and the most a photo may have before it is made smaller.
pub(crate) const DOCUMENT_MAX: usize = 20 * 1024 * 1024;
pub(crate) const PHOTO_MAX: usize = 60 * 1024 * 1024;

/// The longest name that is kept, in characters.
const NAME_MAX: usize = 120;

/// A file as it is kept.
pub(crate) struct Cleaned {
    pub name: String,
    pub media: &'static str,
    pub bytes: Vec<u8>,
    pub picture: Option<Picture>,
}

pub(crate) struct Picture {
    pub width: u32,
    pub height: u32,
    /// A small JPEG.
    pub thumbnail: Vec<u8>,
}

/// Tells what the bytes are, whatever their name says, and brings them into the form in which they are kept.
pub(crate) fn take_in(name: &str, bytes: Vec<u8>) -> Result<Cleaned, FileRefusal> {
    let name = plain_name(name);
    if bytes.is_empty() {
        return Err(FileRefusal::Empty { name });
    }
    match picture::form(&bytes) {
        picture::Form::Known(form) => picture::clean(&name, form, &bytes),
        picture::Form::Unclean => Err(FileRefusal::PictureForm { name }),
        picture::Form::None => {
            let media = document::media(&name, &bytes).ok_or_else(|| FileRefusal::Unknown { name: name.clone() })?;
            if bytes.len() > DOCUMENT_MAX {
                return Err(FileRefusal::TooLarge { name, limit_mb: (DOCUMENT_MAX / 1024 / 1024) as u64 });
            }
            Ok(Cleaned { name, media, bytes, picture: None })
        }
    }
}

/// The last part of a path of any system, without what no file name may hold.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|letter| !letter.is_control() && !"<>:\"|?*".contains(*letter)).collect();
    let kept = kept.trim().trim_matches('.').trim();
    if kept.is_empty() {
        return "file".to_owned();
    }
    let (stem, ending) = match kept.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.chars().count() <= 5 => (stem, Some(ending)),
        _ => (kept, None),
    };
    let stem: String = stem.chars().take(NAME_MAX).collect();
    ending.map_or_else(|| stem.clone(), |ending| format!("{stem}.{ending}"))
}

/// The name with another ending.
fn with_ending(name: &str, ending: &str) -> String {
    match name.rsplit_once('.') {
        Some((_, now)) if now.eq_ignore_ascii_case(ending) => name.to_owned(),
        Some((_, now)) if ending == "jpg" && now.eq_ignore_ascii_case("jpeg") => name.to_owned(),
        Some((stem, _)) if !stem.is_empty() => format!("{stem}.{ending}"),
        _ => format!("{name}.{ending}"),
    }
}

#[cfg(test)]
mod tests;
