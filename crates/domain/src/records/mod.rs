//! The kinds of record, what their contents hold, and how each field merges.
//!
//! Contents are plain data. A field may be added with a default; none is renamed, retyped or given
//! another meaning. Whoever writes a newer meaning raises the kind's schema, and older readers keep
//! such changes unread until they are updated.

mod attachment;
mod conclusion;
mod control;
mod erasure;
mod keep;
mod merging;
mod note;
mod own;
pub mod plan;
mod reply;
mod source;
mod subject;
mod trail;
mod triage;

pub use attachment::AttachmentRecord;
pub use conclusion::{ConclusionRecord, RetractionRecord};
pub use control::{
    AreaRecord, AudienceRef, DeviceRecord, ENDED, Ended, GrantRecord, PartnershipRecord, PersonRecord, StreamRecord,
};
pub use erasure::{ERASED, Erasure, Why};
pub use keep::KeepRecord;
pub use merging::MergingRecord;
pub use note::{AmendmentRecord, DescribedPerson, NoteRecord, SealedSource, WITHDRAWN, Withdrawal};
pub use own::{ExportRecord, PinRecord, SettingsRecord};
pub use plan::{ActionRecord, AnalysisRecord, PlanRecord, ProgressRecord};
pub use reply::ReplyRecord;
pub use source::{
    OpeningRecord, Place, REFERRED_CHARACTERS_MAX, SourceContacts, SourceInside, SourceRecord, WHO_CHARACTERS_MAX,
    is_under_18, reference, references_in,
};
pub use subject::{SubjectDecision, SubjectRequestRecord};
pub use trail::{CopyTerms, Deed, TrailEntry, TrailRecord, about};
pub use triage::{
    AssignmentRecord, BriefingRecord, ClosureRecord, GradeRecord, Graded, LinkEnd, LinkRecord, ReferralRecord,
    RemarkRecord,
};

/// The kinds this version knows. Anything else is kept and passed on, unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Partnership,
    Person,
    Device,
    Grant,
    Area,
    Stream,
    /// The safeguarding leads.
    Roster,
    Note,
    Amendment,
    Reply,
    Assignment,
    Link,
    Referral,
    Closure,
    Remark,
    /// How far a note can be relied on, and to whom it may go.
    Grade,
    /// Why a note is kept past its time.
    Keep,
    Briefing,
    Plan,
    Analysis,
    Action,
    Progress,
    Attachment,
    Source,
    Opening,
    /// Two sealed sources that are one person.
    Merging,
    /// That the note of a sealed source was closed or erased, for the leads.
    Conclusion,
    /// That its author withdrew it, for the leads.
    Retraction,
    Pin,
    Settings,
    Export,
    /// Somebody asks what is held about them.
    SubjectRequest,
    Trail,
}

/// How one field of a kind merges when two people wrote it without seeing each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// Never written twice: the record's first change holds it.
    Once,
    /// Different values are a conflict, shown until a person decides.
    Register,
    /// Any head that holds a value counts; several are not a question for anybody.
    /// (Withdrawn by the same person on two laptops is withdrawn.)
    Any,
}

impl Kind {
    pub const ALL: [Kind; 33] = [
        Self::Partnership,
        Self::Person,
        Self::Device,
        Self::Grant,
        Self::Area,
        Self::Stream,
        Self::Roster,
        Self::Note,
        Self::Amendment,
        Self::Reply,
        Self::Assignment,
        Self::Link,
        Self::Referral,
        Self::Closure,
        Self::Remark,
        Self::Grade,
        Self::Keep,
        Self::Briefing,
        Self::Plan,
        Self::Analysis,
        Self::Action,
        Self::Progress,
        Self::Attachment,
        Self::Source,
        Self::Opening,
        Self::Merging,
        Self::Conclusion,
        Self::Retraction,
        Self::Pin,
        Self::Settings,
        Self::Export,
        Self::SubjectRequest,
        Self::Trail,
    ];

    /// The name in a header. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Partnership => "partnership",
            Self::Person => "person",
            Self::Device => "device",
            Self::Grant => "grant",
            Self::Area => "area",
            Self::Stream => "stream",
            Self::Roster => "roster",
            Self::Note => "note",
            Self::Amendment => "amendment",
            Self::Reply => "reply",
            Self::Assignment => "assignment",
            Self::Link => "link",
            Self::Referral => "referral",
            Self::Closure => "closure",
            Self::Remark => "remark",
            Self::Grade => "grade",
            Self::Keep => "keep",
            Self::Briefing => "briefing",
            Self::Plan => "plan",
            Self::Analysis => "analysis",
            Self::Action => "action",
            Self::Progress => "progress",
            Self::Attachment => "attachment",
            Self::Source => "source",
            Self::Opening => "opening",
            Self::Merging => "merging",
            Self::Conclusion => "conclusion",
            Self::Retraction => "retraction",
            Self::Pin => "pin",
            Self::Settings => "settings",
            Self::Export => "export",
            Self::SubjectRequest => "subject-request",
            Self::Trail => "trail",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The newest content this version understands.
    pub const fn schema(self) -> u16 {
        1
    }

    pub fn merge(self, field: &str) -> Merge {
        match self {
            // Withdrawn by two people is withdrawn, whatever it is.
            _ if field == WITHDRAWN => Merge::Any,
            // Erased by two people is erased.
            _ if field == ERASED => Merge::Any,
            // One person on two laptops: of two values the later counts.
            Self::SubjectRequest => Merge::Any,
            // Ended by two people is ended.
            Self::Person | Self::Device | Self::Grant if field == ENDED => Merge::Any,
            Self::Note
            | Self::Amendment
            | Self::Reply
            | Self::Link
            | Self::Referral
            | Self::Closure
            | Self::Remark
            | Self::Progress
            | Self::Attachment
            | Self::Source
            | Self::Opening
            | Self::Merging
            | Self::Conclusion
            | Self::Retraction
            | Self::Keep
            | Self::Trail
            | Self::Roster
            | Self::Device
            | Self::Area
            | Self::Export => Merge::Once,
            Self::Action if field == "original_due" => Merge::Once,
            Self::Partnership
            | Self::Person
            | Self::Grant
            | Self::Stream
            | Self::Assignment
            | Self::Grade
            | Self::Briefing
            | Self::Plan
            | Self::Analysis
            | Self::Action
            | Self::Pin
            | Self::Settings => Merge::Register,
        }
    }
}
