//! Bytes from outside: whatever comes in by whichever way, nothing falls for it, and nothing takes more memory for
//! it than it may.
//!
//! `WARDBOOK_DECODER=NAME` feeds one alone, `WARDBOOK_SECONDS=N` goes on for so long with each,
//! `WARDBOOK_SEED=N` begins elsewhere, and `WARDBOOK_EXAMPLES=FOLDER` writes what it begins with into a folder for
//! each, for the targets of `fuzz/`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

mod memory;

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use memory::peak_of;
use wardbook_tests::decoders::mutate::Mutator;
use wardbook_tests::decoders::{DECODERS, Decoder, enter_town, leave_town, named, taken_so_far};
use wardbook_tests::said::say;

/// One at a time: memory is counted for the whole program.
static ALONE: Mutex<()> = Mutex::new(());

/// Inputs that something fell for once, by decoder, as the test prints them; `*N` repeats the byte before it.
const FOUND: &[(&str, &str)] = &[
    // Nothing but arrays in arrays, in a body and in what a message has beyond what is known.
    ("bodies", "a1646161616181*200000.00"),
    ("requests", "a11903e89f*1000000."),
    ("answers", "a11903e8829f829f829f829f829f829f829f829f829f829f829f829f829f829f829f829f829f829f829f829f829f829f"),
    // A window of 128 MiB.
    ("requests", "28b52ffd0088010000"),
    // Out of the years that are read, by its offset.
    ("dates", "313930302d30312d30315430303a33302b31343a3030"),
    ("dates", "393939392d31322d33315432333a35393a35392d31323a3030"),
    // Words beyond what the database compares.
    ("searches", "66706f7481*1675.cc81*5018.7f81*11111."),
    // No text.
    ("endings", "e282"),
    // A leap second.
    ("dates", "353436382d31322d33315432333a35393a36302d31323a3031"),
    // A note that is begun twice, the second time for no ward.
    (
        "pages",
        "b90000070001010000a56461726561782430316132306432342d316330302d373434302d383732652d6536353337623034333439666a626f756e64617269657364323032326474657874784a54776f206f6c646572206c6164732077616974206f6e2074686520666f6f747061746820616674657220636f6c6c65676520616e642061736b2077686f206973206361727279696e672e647761726469303035303133373333647768656e70323032362d31312d32345431303a3430",
    ),
    // The same where the second is the earlier one.
    (
        "pages",
        "a50000070001ff0000a56461f26561782430316132306432342d316330302d373434302d383732652d6536353337623034333439666a626f756e646172696573643230323264746578747836546865206c6967687473206f6e2074686520666f6f74706174682068617665206265656e206f75742073696e63652053756e6461792e647761726469453035303133373333647768656e70323032362d31312d32345431303a3430a50000070001220000a56461726561782430316132306432342d316330302d373434302d383732652d6536353337623034333439666a626f756e646172696573643230323264746578747836546865206c6967687473206f6e2074686520666f6f74706174682068617665206265656e206f75742073696e63652053756e6461792e64776172646945303530313337335f6279782430316132306432342d316330302d303a3430",
    ),
];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What came of an input.
struct Fed {
    /// What is wrong with it.
    held: Result<(), String>,
    peak: usize,
    took: Duration,
}

fn fed(decoder: &Decoder, input: &[u8]) -> Fed {
    // Not counted: what it takes to found a town.
    enter_town();
    let began = Instant::now();
    let (done, peak) = peak_of(|| catch_unwind(AssertUnwindSafe(|| (decoder.feed)(input))));
    let took = began.elapsed();
    let fell = done.map_err(|panic| {
        // What it left behind is nothing to go on with.
        leave_town();
        let said = panic.downcast_ref::<String>().cloned();
        said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned())).unwrap_or_default()
    });
    let may = decoder.may_take(input);
    let held =
        fell.and_then(
            |()| if peak <= may { Ok(()) } else { Err(format!("{peak} bytes of memory, and it may take {may}")) },
        );
    Fed { held, peak, took }
}

/// The input that is being fed, so that it is known where the whole program goes down with it. One file, written
/// over: its length, and so many bytes. Cutting it short each time would wait for the disk.
struct Last {
    path: PathBuf,
    file: File,
}

impl Last {
    /// What an earlier run ended in the middle of, too.
    fn of(decoder: &Decoder) -> (Self, Option<Vec<u8>>) {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("last-{}", decoder.name));
        let left = std::fs::read(&path).ok().and_then(|left| {
            let (length, input) = left.split_first_chunk()?;
            input.get(..usize::try_from(u64::from_le_bytes(*length)).ok()?).map(<[u8]>::to_vec)
        });
        (Self { file: File::create(&path).unwrap(), path }, left)
    }

    fn keep(&self, input: &[u8]) {
        self.file.write_all_at(&[&(input.len() as u64).to_le_bytes(), input].concat(), 0).unwrap();
    }
}

impl Drop for Last {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Feeds one for its share. Returns what does not hold, with its input.
fn feed_all(decoder: &Decoder, seed: u64, time: Option<Duration>) -> Vec<(String, Vec<u8>)> {
    let examples = (decoder.examples)();
    let (last, fell_before) = Last::of(decoder);
    let mutator = Mutator::new(seed, &examples, decoder.words);
    let began = Instant::now();
    let (mut wrong, mut count, mut most, mut slowest) = (Vec::new(), 0_usize, 0, Duration::ZERO);
    // A town is built before anything is counted.
    (decoder.feed)(&[]);
    let taken_before = taken_so_far();
    if let Some(input) = &fell_before {
        say(format!("(\"{}\", \"{}\"), // an earlier run ended in the middle of it", decoder.name, hex(input)));
    }
    // Where inputs are counted, half of them at most are examples as they are, others at every seed.
    let step = if time.is_some() { 1 } else { (2 * examples.len()).div_ceil(decoder.inputs).max(1) };
    let some = examples.iter().skip(usize::try_from(seed).unwrap_or(0) % step).step_by(step).cloned();
    let mut waiting: Vec<Vec<u8>> = some.chain(fell_before).collect();
    loop {
        let over = match time {
            Some(time) => began.elapsed() >= time,
            None => count >= decoder.inputs,
        };
        let input = match waiting.pop() {
            Some(input) => input,
            None if over || wrong.len() >= 8 => break,
            None => mutator.next(),
        };
        last.keep(&input);
        let Fed { held, peak, took } = fed(decoder, &input);
        slowest = slowest.max(took);
        most = most.max(peak);
        count += 1;
        if let Err(what) = held {
            // By itself, in a town that has met nothing before?
            leave_town();
            let alone = fed(decoder, &input).held.is_err();
            wrong.push((format!("{what}{}", if alone { "" } else { " (not by itself)" }), input));
        }
    }
    let taken = taken_so_far() - taken_before;
    if taken == 0 {
        wrong.push(("whatever comes is refused".to_owned(), Vec::new()));
    }
    say(format!(
        "  {:<16} {count:>8} inputs, {taken:>8} taken, {:>6.1} s, slowest {:>5} ms, most memory {:>9}",
        decoder.name,
        began.elapsed().as_secs_f64(),
        slowest.as_millis(),
        if memory::COUNTED { format!("{:.1} KiB", most as f64 / 1024.0) } else { "uncounted".to_owned() },
    ));
    wrong
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for run in bytes.chunk_by(|one, other| one == other) {
        let byte = format!("{:02x}", run[0]);
        if run.len() > 12 {
            text.push_str(&format!("{byte}*{}.", run.len()));
        } else {
            text.push_str(&byte.repeat(run.len()));
        }
    }
    text
}

/// As [`hex`] writes it.
fn unhex(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((pair, behind)) = rest.split_at_checked(2) {
        let byte = u8::from_str_radix(pair, 16).unwrap();
        (bytes, rest) = match behind.strip_prefix('*').and_then(|run| run.split_once('.')) {
            Some((times, behind)) => (bytes.into_iter().chain(vec![byte; times.parse().unwrap()]).collect(), behind),
            None => (bytes.into_iter().chain([byte]).collect(), behind),
        };
    }
    bytes
}

#[test]
fn whatever_comes_in_nothing_falls_for_it_and_nothing_takes_more_memory_than_it_may() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    std::panic::set_hook(Box::new(|_| {}));
    let asked = std::env::var("WARDBOOK_DECODER").ok();
    let seed = number("WARDBOOK_SEED").unwrap_or(1);
    let time = number("WARDBOOK_SECONDS").map(Duration::from_secs);
    let mut wrong = 0;
    for decoder in DECODERS.iter().filter(|decoder| asked.as_ref().is_none_or(|asked| asked == decoder.name)) {
        for (what, input) in feed_all(decoder, seed, time) {
            wrong += 1;
            say(format!("(\"{}\", \"{}\"), // {what}", decoder.name, hex(&input)));
        }
    }
    leave_town();
    let _ = std::panic::take_hook();
    assert_eq!(wrong, 0, "inputs that something fell for");
}

#[test]
fn what_something_fell_for_once_nothing_falls_for_again() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for (name, input) in FOUND {
        let decoder = named(name).unwrap();
        (decoder.feed)(&[]);
        let held = fed(decoder, &unhex(input)).held;
        assert_eq!(held, Ok(()), "{name}: {input}");
    }
    leave_town();
}

#[test]
fn a_reader_that_falls_or_believes_a_length_or_lays_out_a_window_is_found() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let bad = |feed: fn(&[u8])| Decoder {
        name: "bad",
        what: "",
        feed,
        examples: || vec![b"\x00\x04abcd".to_vec()],
        words: &[],
        memory: (64 * 1024, 16),
        inputs: 2_000,
    };
    let falls = bad(|bytes| {
        let length = bytes.first().map_or(0, |high| usize::from(*high) << 8);
        let _ = bytes.get(..6).map(|_| &bytes[length..]);
    });
    let believes = bad(|bytes| {
        if let Some((length, _)) = bytes.split_first_chunk::<2>() {
            std::hint::black_box(Vec::<u64>::with_capacity(usize::from(u16::from_be_bytes(*length))));
        }
    });
    let unpacks = bad(|bytes| drop(zstd::stream::decode_all(bytes)));
    std::panic::set_hook(Box::new(|_| {}));
    let found =
        |decoder: &Decoder, words: &str| feed_all(decoder, 1, None).iter().any(|(what, _)| what.contains(words));
    assert!(found(&falls, "range"), "a slice out of range");
    assert!(!memory::COUNTED || found(&believes, "bytes of memory"), "a length that is believed");
    let refuses = bad(|_| ());
    assert!(found(&refuses, "is refused"), "a way in that nothing comes in by");
    let _ = std::panic::take_hook();
    // A frame's head that wants 128 MiB to look back over, which C lays out.
    let window = [0x28, 0xb5, 0x2f, 0xfd, 0, (27 - 10) << 3, 1, 0, 0];
    assert!(!memory::COUNTED || fed(&unpacks, &window).held.is_err(), "a window that is laid out");
}

#[test]
fn what_is_printed_of_an_input_reads_back() {
    for input in [&b""[..], &[0; 13], &[1, 2, 3], &[[7; 40].as_slice(), &[8], &[9; 12]].concat()] {
        assert_eq!(unhex(&hex(input)), input);
    }
}

#[test]
fn examples_are_written_where_they_are_asked_for() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let kept = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("WARDBOOK_EXAMPLES").map(PathBuf::from);
    // Where nobody asks, one way in shows that it works.
    let some = if folder.is_some() { DECODERS } else { &DECODERS[..1] };
    let folder = folder.unwrap_or_else(|| kept.path().to_owned());
    for decoder in some {
        let of_it = folder.join(decoder.name);
        std::fs::create_dir_all(&of_it).unwrap();
        for (at, example) in (decoder.examples)().iter().enumerate() {
            std::fs::write(of_it.join(format!("example-{at:03}")), example).unwrap();
        }
        assert!(std::fs::read_dir(&of_it).unwrap().count() > 0, "{} begins with nothing", decoder.name);
    }
    leave_town();
}
