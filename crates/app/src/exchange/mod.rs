//! Where the sync engine meets a clock, a disk and a network: the driver. It carries out what the
//! engine asks, one call at a time, and knows nothing of why.

mod ask;
mod driver;
mod exchanger;
mod line;

pub(crate) use ask::ask;
pub(crate) use driver::Driver;
pub(crate) use exchanger::{Ended, Exchanger};
pub(crate) use line::{Line, ServerLine, failure_of, runtime};
