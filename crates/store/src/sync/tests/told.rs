//! What others say that the server told them, beside what it told this laptop.

use domain::chain::{ChainHash, Head};
use domain::change::{Change, Standing, Told};
use domain::entropy::SeededEntropy;
use domain::ids::{AreaId, RecordId};
use domain::signing::SigningKey;
use domain::streams::StreamSort;
use protocol::{Entry, Page, PullAnswer, WireChange};
use sync::Replica;

use super::super::told;
use super::*;
use crate::ToldOtherwise;
use crate::found::Member;

fn server() -> SigningKey {
    SigningKey::generate(&SeededEntropy::new(40))
}

/// Amara's notebook, which holds `control` to its fifth place, and Sam, who writes notes about Addison.
struct Two {
    desk: Desk,
    sam: Member,
    stream: StreamId,
    area: AreaId,
    /// How far Amara was given them, and in which life of the server.
    head: Head,
    epoch: u64,
}

/// What the server gave Amara of `control`.
fn mine() -> ChainHash {
    ChainHash::from_bytes([1; 32])
}

/// What it gave somebody else.
fn other() -> ChainHash {
    ChainHash::from_bytes([2; 32])
}

fn addison() -> &'static domain::wards::Ward {
    domain::wards::find(&[BoundarySet::Y2022], "Addison").unwrap()
}

impl Two {
    fn new() -> Self {
        let desk = Desk::new();
        let link = desk.store.read(|reader| reader.server()).unwrap().unwrap();
        put_link(&desk.store.whole_file(), &ServerLink { key: server().public(), ..link }).unwrap();
        let sam = desk.store.add_member("Sam Reed", "", NOW, &desk.entropy).unwrap();
        let (stream, area) = desk.store.open_intake(sam.person, addison().code).unwrap();
        let two = Self { desk, sam, stream, area, head: Head::start(stream), epoch: 1 };
        two.holds_control(1, 5);
        two
    }

    fn control(&self) -> StreamId {
        self.desk.store.read(|reader| reader.identity()).unwrap().control
    }

    fn holds_control(&self, epoch: u64, position: u64) {
        let head = Head { position, chain: mine(), time: NOW };
        self.desk.write(|writer| {
            let row = streams::get(writer.connection, writer.identity.control)?.unwrap();
            put_cursor(writer.connection, row.no, &Held { epoch, head, signature: None })
        });
    }

    /// A note of Sam's, who says that this is what the server told them.
    fn writes(&mut self, told: Told) -> Change {
        let ward = addison();
        let note = json!({
            "text": "Two mopeds", "area": self.area, "ward": ward.code, "boundaries": ward.set,
            "when": "2026-11-22T14:30",
        });
        let id = RecordId::new(NOW, &self.desk.entropy);
        let draft = Draft { told: Some(told), ..Draft::create(self.stream, id, Kind::Note.as_str(), &note) };
        self.sam.author.write(vec![draft], &self.sam.key, NOW, &self.desk.entropy).unwrap().remove(0)
    }

    /// Amara is given them.
    fn gives(&mut self, changes: &[Change]) {
        let before = self.head;
        self.head = changes.iter().fold(before, |head, change| head.then(change.hash(), NOW));
        let entries =
            changes.iter().map(|change| Entry::Change { change: WireChange::of(change), time: NOW }).collect();
        let page = Page {
            stream: self.stream,
            sort: StreamSort::Intake.as_str().to_owned(),
            area: Some(self.area),
            person: Some(self.sam.person),
            epoch: self.epoch,
            before,
            entries,
            signature: self.head.sign(self.stream, self.epoch, &server()),
        };
        let pages = self.desk.replica().take_pages(&[page], NOW).unwrap();
        assert_eq!(pages.untrue, None);
    }

    fn says(&mut self, told: Told) {
        let change = self.writes(told);
        self.gives(&[change]);
    }

    fn says_of_control(&mut self, epoch: u64, position: u64, chain: ChainHash) {
        self.says(Told { here: None, control: Some(Standing { epoch, position, chain }) });
    }

    /// An exchange ends whole, in which these streams are not Amara's to hold any more.
    fn exchanges(&self, gone: Vec<StreamId>) {
        let answer = PullAnswer {
            pages: Vec::new(),
            gone,
            unknown: Vec::new(),
            decided: Vec::new(),
            receipts: Vec::new(),
            more: false,
            epoch: self.epoch,
            server_time: NOW,
            lease_days: 14,
            behind: 0,
            there: Vec::new(),
        };
        self.desk.replica().take_standing(&answer, NOW).unwrap();
    }

    fn found(&self) -> ToldOtherwise {
        self.desk.store.read(|reader| reader.told_otherwise()).unwrap()
    }

    fn notices(&self) -> Vec<String> {
        let notices = self.desk.store.read(|reader| reader.notices()).unwrap();
        notices.into_iter().map(|(name, _)| name).filter(|name| name != "recovery-code").collect()
    }

    fn rows(&self) -> i64 {
        self.desk.store.whole_file().query_row("SELECT count(*) FROM told", [], |row| row.get(0)).unwrap()
    }
}

#[test]
fn the_same_word_leaves_nothing_behind_and_another_is_said_of_whom_it_is() {
    let mut two = Two::new();
    two.says_of_control(1, 5, mine());
    assert_eq!((two.rows(), two.found()), (0, ToldOtherwise::default()));
    two.says_of_control(1, 5, other());
    let found = ToldOtherwise { two_histories: vec![two.sam.author.device], ..ToldOtherwise::default() };
    assert_eq!((two.found(), two.notices()), (found, vec!["two-histories".to_owned()]));
}

#[test]
fn what_was_seen_to_is_said_again_once_more_is_found() {
    let mut two = Two::new();
    two.says_of_control(1, 5, other());
    two.desk.write(|writer| {
        writer.dismiss_notice("two-histories")?;
        writer.settle_histories("two-histories")
    });
    let sam = two.sam.author.device;
    assert_eq!(two.found(), ToldOtherwise { settled: vec![sam], ..ToldOtherwise::default() });
    two.says_of_control(1, 5, ChainHash::from_bytes([3; 32]));
    assert_eq!((two.found().two_histories, two.notices()), (vec![sam], vec!["two-histories".to_owned()]));
}

#[test]
fn a_place_in_another_life_of_the_server_says_nothing_and_one_in_the_life_that_it_speaks_of_is_waited_for() {
    let mut two = Two::new();
    two.epoch = 2;
    two.says_of_control(1, 3, other());
    two.says_of_control(3, 1, other());
    assert_eq!(two.rows(), 0);
    // What Sam writes is given in a new life, and `control` is not.
    two.says_of_control(2, 1, other());
    for _ in 0..3 {
        assert_eq!((two.found(), two.notices()), (ToldOtherwise::default(), Vec::new()), "it may be on its way");
        two.exchanges(Vec::new());
    }
    assert_eq!((two.found().kept_back, two.notices()), (vec![two.sam.author.device], vec!["kept-back".to_owned()]));
    // It hears of that life, and is given something else in it.
    let control = two.control();
    two.desk.replica().begin_again(&[control], 2, NOW).unwrap();
    two.holds_control(2, 1);
    two.exchanges(Vec::new());
    assert_eq!((two.found().two_histories, two.found().kept_back), (vec![two.sam.author.device], Vec::new()));
    assert_eq!(two.notices(), ["two-histories"]);
}

#[test]
fn what_is_kept_back_is_not_forgotten_where_a_server_says_that_one_stream_alone_is_not_held_any_more() {
    let mut two = Two::new();
    two.says_of_control(1, 9, other());
    let control = two.control();
    for _ in 0..3 {
        two.exchanges(vec![control]);
    }
    assert_eq!(two.notices(), ["kept-back"]);
    // Put away, it is found anew with what somebody writes next.
    two.desk.write(|writer| {
        writer.dismiss_notice("kept-back")?;
        writer.settle_histories("kept-back")
    });
    assert_eq!((two.rows(), two.found()), (0, ToldOtherwise::default()));
    two.says_of_control(1, 9, other());
    for _ in 0..3 {
        two.exchanges(Vec::new());
    }
    assert_eq!(two.notices(), ["kept-back"]);
}

#[test]
fn a_server_that_goes_to_another_life_and_back_is_held_to_what_it_signed_in_the_first() {
    let mut two = Two::new();
    let nothing = Told { here: None, control: None };
    two.says(nothing);
    for epoch in [9, 1] {
        two.desk.replica().begin_again(&[two.stream], epoch, NOW).unwrap();
    }
    two.head = Head::start(two.stream);
    two.says(nothing);
    assert_eq!(two.found(), ToldOtherwise { changed: true, ..ToldOtherwise::default() });
    assert_eq!(two.notices(), ["history-changed"]);
}

#[test]
fn a_receipt_is_held_against_what_the_server_signs_of_the_same_place_later() {
    let two = Two::new();
    let change = two.desk.record(&["Grove"]).remove(0);
    let (stream, hash) = (change.header().stream, change.hash());
    for chain in [mine(), mine(), other()] {
        assert_eq!(two.notices(), Vec::<String>::new());
        // Behind places of others, so that the cursor does not move on with it.
        let before = Head { position: 6, chain, time: NOW };
        let signature = before.then(hash, NOW).sign(stream, 1, &server());
        let taken = vec![protocol::Receipt { change: change.header().id, hash, time: NOW }];
        let receipts = vec![protocol::Receipts { stream, epoch: 1, before, taken, signature }];
        let answer = PushAnswer { answers: Vec::new(), receipts, server_time: NOW };
        two.desk.replica().take_push(&answer, NOW).unwrap();
    }
    assert_eq!(two.notices(), ["history-changed"]);
}

#[test]
fn nobody_was_told_of_a_place_behind_their_own_words() {
    let mut two = Two::new();
    let here = Some(Standing { epoch: 1, position: 1, chain: other() });
    two.says(Told { here, control: None });
    assert_eq!(two.found().two_histories, [two.sam.author.device]);
}

#[test]
fn a_program_that_makes_places_up_fills_nothing_and_hides_nothing_that_can_be_compared() {
    let mut two = Two::new();
    let changes: Vec<Change> = (0..40)
        .map(|at| {
            let control = Some(Standing { epoch: 1, position: 1_000_000 + at, chain: other() });
            two.writes(Told { here: None, control })
        })
        .collect();
    two.gives(&changes);
    assert_eq!(two.rows(), 8);
    let beyond = Some(Standing { epoch: u64::MAX, position: u64::MAX, chain: other() });
    two.says(Told { here: beyond, control: beyond });
    two.exchanges(Vec::new());
    assert_eq!((two.rows(), two.found()), (8, ToldOtherwise::default()));
    // What can be compared is compared all the same.
    two.says_of_control(1, 5, other());
    assert_eq!(two.found().two_histories, [two.sam.author.device]);
}

#[test]
fn what_a_laptop_waits_for_says_nothing_of_the_server_once_it_is_shut_out() {
    let mut two = Two::new();
    two.says_of_control(1, 9, other());
    let control = two.control();
    for _ in 0..4 {
        two.exchanges(vec![control, two.stream]);
    }
    assert_eq!((two.rows(), two.notices()), (0, Vec::new()));
}

/// What it costs to take what others wrote, as a ratio.
#[test]
#[ignore = "measured by hand"]
#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement")]
fn what_it_costs_to_compare_what_others_were_told() {
    for _ in 0..3 {
        let (mut plain, mut compared) = (Two::new(), Two::new());
        let mut seconds = [0.0, 0.0];
        for _ in 0..20 {
            for (two, (compares, seconds)) in
                [&mut plain, &mut compared].into_iter().zip([false, true].into_iter().zip(&mut seconds))
            {
                let standing = |at: u64, chain| compares.then_some(Standing { epoch: 1, position: at, chain });
                let here = two.head;
                let changes: Vec<Change> = (0..500)
                    .map(|_| {
                        let here = standing(here.position, here.chain).filter(|standing| standing.position > 0);
                        two.writes(Told { here, control: standing(5, mine()) })
                    })
                    .collect();
                let began = std::time::Instant::now();
                two.gives(&changes);
                *seconds += began.elapsed().as_secs_f64();
            }
        }
        let began = std::time::Instant::now();
        plain.desk.write(|writer| {
            let row = streams::get(writer.connection, writer.identity.control)?.unwrap();
            let place = |position| Head { position, chain: mine(), time: NOW };
            (1..=10_000).try_for_each(|position| told::follow(writer.connection, row.no, 1, &place(position)))
        });
        let (kept, [without, with]) = (began.elapsed().as_secs_f64(), seconds);
        println!(
            "10,000 notes: {with:.2} s compared, {without:.2} s with nothing to compare, ratio {:.3}; of it {kept:.3} s for the places followed",
            with / without
        );
        assert_eq!(compared.rows(), 0);
    }
}
