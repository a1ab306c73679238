//! Lines as they are outside the office: they break after every few pages, lose answers, fall silent, and lead to
//! the sign-in page of somebody else's network; and clocks that are wrong by a year.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

mod chance;
mod clocks;
mod lines;
mod portal;
mod road;
