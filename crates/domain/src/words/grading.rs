//! What is said of a grade or a marking that cannot be given.

use super::refusal::Field;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GradingRefusal {
    #[error(
        "“{text}” is not a grade. A grade has three parts: the source (1 to 3), the information (A to E), and P or C, such as 2 C P. Nothing was changed."
    )]
    NotAGrade { text: String },
    #[error("Handling C needs its conditions: choose one, or write it. Nothing was changed.")]
    ConditionMissing,
    #[error("Handling P has no conditions. Take them out, or choose C. Nothing was changed.")]
    ConditionsOfP,
    #[error("“{text}” is not a marking: it is OFFICIAL or OFFICIAL-SENSITIVE. Nothing was changed.")]
    NotAMarking { text: String },
    #[error(
        "Wardbook holds nothing marked above OFFICIAL-SENSITIVE. Nothing was graded or shared. Pass it on by the police's own route, and ask them what is to become of this note."
    )]
    MarkedAbove,
}

impl GradingRefusal {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::NotAGrade { .. } => "bad-grade",
            Self::ConditionMissing => "condition-missing",
            Self::ConditionsOfP => "conditions-without-c",
            Self::NotAMarking { .. } => "bad-marking",
            Self::MarkedAbove => "marked-above",
        }
    }

    pub(super) const fn field(&self) -> Option<Field> {
        match self {
            Self::NotAGrade { .. } => Some(Field::Grade),
            Self::ConditionMissing | Self::ConditionsOfP => Some(Field::Conditions),
            Self::NotAMarking { .. } => Some(Field::Marking),
            Self::MarkedAbove => None,
        }
    }
}

#[cfg(test)]
pub(super) fn everything() -> Vec<GradingRefusal> {
    vec![
        GradingRefusal::NotAGrade { text: "5x5x5".to_owned() },
        GradingRefusal::ConditionMissing,
        GradingRefusal::ConditionsOfP,
        GradingRefusal::NotAMarking { text: "restricted".to_owned() },
        GradingRefusal::MarkedAbove,
    ]
}
