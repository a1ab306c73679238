//! What is said of photos and documents: why one was not taken in, and where one is.

use super::counted;

/// A photo or document that was not taken in, or cannot be opened, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileRefusal {
    /// A picture in a form that cannot be cleaned of where it was taken.
    PictureForm {
        name: String,
    },
    PictureDamaged {
        name: String,
    },
    /// Neither a picture nor a document that is known.
    Unknown {
        name: String,
    },
    TooLarge {
        name: String,
        limit_mb: u64,
    },
    Empty {
        name: String,
    },
    TooMany {
        limit: usize,
    },
    /// Its bytes are not here yet.
    NotHere {
        name: String,
    },
    DescriptionTooLong {
        limit: usize,
    },
}

impl FileRefusal {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::PictureForm { .. } => "picture-form",
            Self::PictureDamaged { .. } => "picture-damaged",
            Self::Unknown { .. } => "file-unknown",
            Self::TooLarge { .. } => "file-too-large",
            Self::Empty { .. } => "file-empty",
            Self::TooMany { .. } => "too-many-files",
            Self::NotHere { .. } => "file-not-here",
            Self::DescriptionTooLong { .. } => "description-too-long",
        }
    }

    /// The same call may go through later.
    pub(super) const fn is_retryable(&self) -> bool {
        matches!(self, Self::NotHere { .. })
    }

    pub(super) fn message(&self) -> String {
        match self {
            Self::PictureForm { name } => format!(
                "{name} is a picture of a kind that Wardbook cannot clean of where and when it was taken, so it was not added. Nothing else changed. Save it as JPEG or PNG and add that; on a phone, choose “Most Compatible” for the camera’s format."
            ),
            Self::PictureDamaged { name } => format!(
                "{name} cannot be read as a picture, so it was not added. Nothing else changed. Open it in another program and save it anew, or choose another."
            ),
            Self::Unknown { name } => format!(
                "{name} was not added: Wardbook takes photos (JPEG, PNG, WebP) and documents (PDF, Word, Excel, PowerPoint, OpenDocument, plain text, CSV). Nothing else changed. Save it as one of these and add that."
            ),
            Self::TooLarge { name, limit_mb } => format!(
                "{name} is larger than {limit_mb} MB, so it was not added. Nothing else changed. Make it smaller, or add the pages that matter."
            ),
            Self::Empty { name } => {
                format!("{name} is empty, so it was not added. Nothing else changed. Choose another.")
            }
            Self::TooMany { limit } => format!(
                "No more than {limit} files hang on one note or action, so this one was not added. Nothing else changed. Remove one first, or put it on another."
            ),
            Self::NotHere { name } => format!(
                "{name} has not arrived on this device yet. Nothing is lost. It comes by itself when there is a connection; try again then."
            ),
            Self::DescriptionTooLong { limit } => format!(
                "What the file shows is said in more than {limit} characters. Nothing was changed. Shorten it, and put the rest into the note."
            ),
        }
    }
}

/// Said where photos are added: what becomes of them.
pub const PHOTOS_CLEANED: &str =
    "Photos are made smaller and cleaned of where and when they were taken. What can be seen in them stays.";

/// Said where documents are added.
pub const DOCUMENTS_KEPT: &str = "Documents are kept as they are; they may name who wrote them.";

/// Where the bytes of a file are, as a person is told. Parts are in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStanding {
    Here,
    /// Taken in here and not at the server yet.
    Going {
        hundredths: u64,
    },
    Refused,
    Coming {
        hundredths: u64,
    },
    NotSent,
    Withheld,
}

impl FileStanding {
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Going { .. } => "going",
            Self::Refused => "refused",
            Self::Coming { .. } => "coming",
            Self::NotSent => "not-sent",
            Self::Withheld => "withheld",
        }
    }

    /// Empty where there is nothing to say.
    pub fn words(&self) -> String {
        match self {
            Self::Here => String::new(),
            Self::Going { hundredths: 0 } => {
                "On this device. Sent after the text, when there is a connection.".to_owned()
            }
            Self::Going { hundredths } => format!("On this device. {hundredths} % of it is at the server."),
            Self::Refused => "On this device alone: the server did not take it.".to_owned(),
            Self::Coming { hundredths: 0 } => "Not here yet. It comes by itself.".to_owned(),
            Self::Coming { hundredths } => format!("{hundredths} % of it is here. The rest comes by itself."),
            Self::NotSent => "Not here yet: it has not reached the server.".to_owned(),
            Self::Withheld => "Not here: the server could not give it whole.".to_owned(),
        }
    }
}

/// "2 files", for lists.
pub fn files(count: u32) -> String {
    counted(count.into(), "file", "files")
}

#[cfg(test)]
pub(super) fn everything() -> Vec<FileRefusal> {
    let name = || "IMG 0412.heic".to_owned();
    vec![
        FileRefusal::PictureForm { name: name() },
        FileRefusal::PictureDamaged { name: name() },
        FileRefusal::Unknown { name: name() },
        FileRefusal::TooLarge { name: name(), limit_mb: 20 },
        FileRefusal::Empty { name: name() },
        FileRefusal::TooMany { limit: 30 },
        FileRefusal::NotHere { name: name() },
        FileRefusal::DescriptionTooLong { limit: 500 },
    ]
}
