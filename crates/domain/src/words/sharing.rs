//! What is said where somebody asks for a copy and it is not made, or not for them.

use super::refusal::Field;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SharingRefusal {
    #[error(
        "It was not said to what sort of recipient this goes, so nothing was written. Choose one: what they are not to have is left out."
    )]
    KindMissing,
    #[error("“{text}” is not a sort of recipient. Nothing was written. Use one of: own, partner, agency or committee.")]
    NotAKind { text: String },
    #[error(
        "“{text}” is not a day by which the copy is to be deleted. Nothing was written. Give a day such as 2027-11-24."
    )]
    NotADay { text: String },
    #[error(
        "The day by which the copy is to be deleted is today or has been. Nothing was written. Give a day to come, or leave it out."
    )]
    UntilPast,
    #[error("The copy would be kept for longer than the log of it. Nothing was written. Give a day up to {last}.")]
    UntilTooFar { last: String },
    /// One note, or a photo or document.
    #[error(
        "A committee or public meeting gets counts over many notes, and neither one note nor a photo or document. Nothing was written. Choose another sort of recipient."
    )]
    CountsAlone,
    #[error("This note does not go to this recipient, because {because}. Nothing was written.")]
    NoteStays { because: &'static str },
    /// `because` as in "3 notes left out, because …".
    #[error("It hangs on a note that does not go to this recipient, because {because}. Nothing was written.")]
    FileStays { because: &'static str },
}

impl SharingRefusal {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::KindMissing => "recipient-kind-missing",
            Self::NotAKind { .. } => "not-a-recipient-kind",
            Self::NotADay { .. } | Self::UntilPast | Self::UntilTooFar { .. } => "bad-until",
            Self::CountsAlone | Self::NoteStays { .. } | Self::FileStays { .. } => "not-for-recipient",
        }
    }

    pub(super) const fn field(&self) -> Option<Field> {
        match self {
            Self::KindMissing
            | Self::NotAKind { .. }
            | Self::CountsAlone
            | Self::NoteStays { .. }
            | Self::FileStays { .. } => Some(Field::RecipientKind),
            Self::NotADay { .. } | Self::UntilPast | Self::UntilTooFar { .. } => Some(Field::Until),
        }
    }
}

#[cfg(test)]
pub(super) fn everything() -> Vec<SharingRefusal> {
    vec![
        SharingRefusal::KindMissing,
        SharingRefusal::NotAKind { text: "the police".to_owned() },
        SharingRefusal::NotADay { text: "soon".to_owned() },
        SharingRefusal::UntilPast,
        SharingRefusal::UntilTooFar { last: "24 Nov 2032".to_owned() },
        SharingRefusal::CountsAlone,
        SharingRefusal::NoteStays { because: crate::sharing::LeftOut::Withdrawn.because() },
        SharingRefusal::FileStays { because: crate::sharing::LeftOut::Conditions.because() },
    ]
}
