//! Those who ask too often, too slowly or too much at once, at doors that are stricter or laxer than the others.

use std::time::{Duration, Instant};

use domain::roles::Role;
use protocol::{HelloRequest, PullRequest, path};
use wardbook_server::Limits;
use wardbook_server::core::Code;

use super::line::{Asking, Line, code_of};
use super::scene::{Scene, WARDS};
use super::strangers::{STRANGER_BODY_MAX, good_push, random, session};
use super::{Maker, Tries, maker};

pub const MAKERS: &[Maker] = &[
    maker(Code::TooMany, "whoever asks without end", too_many),
    maker(Code::TimedOut, "a message of which the rest never comes", timed_out),
    maker(Code::Busy, "a crowd that sends and does not end", busy),
];

fn too_many(scene: &Scene) -> Tries<'_> {
    let olu = scene.member(Role::Outreach, &WARDS[..1]);
    let doors = scene.more_doors(Limits { device_a_minute: 3, address_a_minute: 5, ..Limits::default() });
    let mut line = Line::to(&doors.address);
    let push = good_push(scene, &olu);
    let mut ask = move |path: &str, token: Option<&str>, body: Vec<u8>| {
        let _open = &doors;
        code_of(&line.ask(&Asking::of(path, token, body)))
    };
    let token = olu.token.clone();
    // What a minute may take, as what changes nothing.
    for _ in 0..3 {
        assert_eq!(ask(path::PULL, Some(&token), protocol::pack(&PullRequest::default())), "taken");
    }
    for _ in 0..5 {
        assert_eq!(ask(path::HELLO, None, protocol::pack(&HelloRequest {})), "taken");
    }
    Box::new(move || match scene.dice.below(3) {
        0 => ask(path::HELLO, None, protocol::pack(&HelloRequest {})),
        1 => ask(path::SESSION, None, protocol::pack(&session(scene, olu.author.device, &olu.key, Vec::new()))),
        _ => ask(path::PUSH, Some(&token), push.clone()),
    })
}

fn timed_out(scene: &Scene) -> Tries<'_> {
    let olu = scene.member(Role::Outreach, &WARDS[..1]);
    let silence = Duration::from_millis(5);
    let doors = scene.more_doors(Limits { silence, ..Limits::without_rates() });
    Box::new(move || {
        let mut asking = Asking::of(path::PUSH, Some(&olu.token), good_push(scene, &olu));
        let whole = asking.body.len();
        asking.body.truncate(scene.dice.below(whole));
        asking.said = Some(whole + scene.dice.below(1_000));
        code_of(&Line::to(&doors.address).ask(&asking))
    })
}

/// As many as fill all the room that strangers have, each with a message that never ends.
fn busy(scene: &Scene) -> Tries<'_> {
    let olu = scene.member(Role::Outreach, &WARDS[..1]);
    let long = Duration::from_secs(600);
    let doors = scene.more_doors(Limits { silence: long, time: long, ..Limits::without_rates() });
    let mut asking = Asking::of(path::HELLO, None, random(scene, STRANGER_BODY_MAX - 1));
    asking.said = Some(STRANGER_BODY_MAX);
    let crowd: Vec<Line> = (0..140)
        .map(|_| {
            let mut line = Line::to(&doors.address);
            line.send(&asking);
            line
        })
        .collect();
    let mut line = Line::to(&doors.address);
    let until = Instant::now() + Duration::from_secs(20);
    while code_of(&line.ask(&Asking::of(path::HELLO, None, protocol::pack(&HelloRequest {})))) != "busy" {
        assert!(Instant::now() < until, "the room never filled");
    }
    Box::new(move || {
        let _still_there = (&crowd, &doors);
        let asked = session(scene, olu.author.device, &olu.key, Vec::new());
        code_of(&line.ask(&Asking::of(path::SESSION, None, protocol::pack(&asked))))
    })
}
