//! Other versions of the programs beside today's: files that they wrote, what they said to each other, how
//! they read it, and the programs themselves.

pub mod conversation;
pub mod fixture;
#[cfg(unix)]
pub mod making;
pub mod one;
pub mod overheard;
pub mod programs;
pub mod screen;
pub mod shown;
pub mod understood;
