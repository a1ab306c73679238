//! One person: grants and devices.

pub(crate) use super::people::one as run;
