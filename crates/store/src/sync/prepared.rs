//! Pages made ready before the notebook is touched: followed to their end, read, and checked against the
//! keys that are known by then, on as many threads as help. What cannot be told yet is left open.

use domain::chain::Head;
use domain::change::{Change, ChangeFault, ChangeHash};
use domain::ids::ChangeId;
use domain::signing::PublicKey;
use domain::streams::StreamSort;
use protocol::{Entry, Page, WireChange};

use super::keys::KeyRing;

/// Entries below which a thread costs more than it brings.
const WORTH_A_THREAD: usize = 64;

pub(super) struct Prepared<'a> {
    pub page: &'a Page,
    /// Where the stream stands after each entry; none where the page does not carry the server's word.
    pub heads: Option<Vec<Head>>,
    pub entries: Vec<Ready<'a>>,
}

/// An entry of a page.
pub(super) enum Ready<'a> {
    Yours { id: ChangeId, hash: ChangeHash },
    Change { wire: &'a WireChange, read: Result<Change, ChangeFault>, signed: bool },
}

/// Makes pages ready. `signed` is true where a signature was found good; where it is not, the key may
/// come with a page before this one.
pub(super) fn prepare<'a>(pages: &'a [Page], server: &PublicKey, ring: &KeyRing) -> Vec<Prepared<'a>> {
    let entries: usize = pages.iter().map(|page| page.entries.len()).sum();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = threads.min(entries / WORTH_A_THREAD + 1);
    let make = |page: &'a Page| one(page, server, ring);
    if threads == 1 {
        return pages.iter().map(make).collect();
    }
    // Shares of about as many entries each, in the order of the pages.
    let share = entries.div_ceil(threads);
    let mut shares: Vec<&'a [Page]> = Vec::with_capacity(threads);
    let (mut from, mut counted) = (0, 0);
    for (index, page) in pages.iter().enumerate() {
        counted += page.entries.len();
        if counted >= share || index + 1 == pages.len() {
            shares.push(&pages[from..=index]);
            (from, counted) = (index + 1, 0);
        }
    }
    std::thread::scope(|scope| {
        let running: Vec<_> = shares
            .into_iter()
            .map(|share| (share, scope.spawn(move || share.iter().map(make).collect::<Vec<_>>())))
            .collect();
        // A thread that broke off is made up for here.
        let done = |(share, thread): (&'a [Page], std::thread::ScopedJoinHandle<'_, Vec<Prepared<'a>>>)| {
            thread.join().unwrap_or_else(|_| share.iter().map(make).collect())
        };
        running.into_iter().flat_map(done).collect()
    })
}

fn one<'a>(page: &'a Page, server: &PublicKey, ring: &KeyRing) -> Prepared<'a> {
    // In `control` keys arrive with the changes they check, so there each is checked in its turn.
    let ahead = StreamSort::parse(&page.sort) != Some(StreamSort::Control);
    let ready = |entry: &'a Entry| match entry {
        Entry::Yours { id, hash, .. } => Ready::Yours { id: *id, hash: *hash },
        Entry::Change { change, .. } => {
            let read = change.clone().read();
            let signed = ahead && read.as_ref().is_ok_and(|change| ring.check(change).is_ok());
            Ready::Change { wire: change, read, signed }
        }
    };
    Prepared { page, heads: page.check(server), entries: page.entries.iter().map(ready).collect() }
}
