//! The trail and the logs of copies end when whoever runs the server says so, and no day earlier.

use domain::change::Draft;
use domain::ids::{RecordId, StreamId};
use domain::records::Kind;
use domain::roles::Role;
use protocol::Fate;
use serde_json::json;

use super::world::{Laptop, START, World};
use crate::storage::{Bounds, Storage};

const ALL: Bounds = Bounds { changes: 100, bytes: usize::MAX };
const DAY: i64 = 86_400;

/// One entry of the trail and one of the log of copies.
async fn left(world: &World, laptop: &mut Laptop) -> [StreamId; 2] {
    let known = world.service.directory().await.unwrap();
    let secret = known.directory.secret().unwrap();
    let (person, now) = (laptop.author.person, world.service.now());
    let streams = [secret.trail(person), secret.own(person)];
    let entry = json!({ "entries": [{ "deed": "read-note", "at": now.millis() }] });
    let copy = json!({ "recipient": "The court", "purpose": "The trial", "notes": 1 });
    for (stream, kind, content) in [(streams[0], Kind::Trail, entry), (streams[1], Kind::Export, copy)] {
        let draft = Draft::create(stream, RecordId::new(now, world.entropy()), kind.as_str(), &content);
        let group = world.write(laptop, vec![draft]);
        assert_eq!(world.fate(laptop, group).await, Fate::Accepted);
    }
    streams
}

async fn bodies(world: &World, stream: StreamId) -> Vec<bool> {
    let run = world.service.storage().run(stream, 0, ALL).await.unwrap();
    run.rows.iter().map(|row| row.body.is_some()).collect()
}

#[tokio::test]
async fn what_stands_on_a_trail_or_in_a_log_of_copies_for_longer_than_agreed_goes_and_nothing_younger_or_else() {
    let world = World::new().await;
    let mut omar = world.member("Omar", Role::CommunitySafety, &["Addison"]).await;
    let [trail, own] = left(&world, &mut omar).await;
    let pin = Draft::create(own, RecordId::new(START, world.entropy()), "pin", &json!({ "pinned": true }));
    let pin = world.write(&mut omar, vec![pin]);
    assert_eq!(world.fate(&omar, pin).await, Fate::Accepted);

    // Six years to the day, by the calendar, and one day short of that.
    world.clock.set(START);
    world.clock.advance_seconds((6 * 365 + 2 - 1) * DAY);
    let past = world.service.past_time().await.unwrap();
    assert_eq!((past.count(Kind::Trail), past.count(Kind::Export)), (0, 0));
    world.clock.advance_seconds(DAY);
    omar.token = world.session(&omar, Vec::new()).await.unwrap().token;
    left(&world, &mut omar).await;
    let past = world.service.past_time().await.unwrap();
    assert_eq!((past.count(Kind::Trail), past.count(Kind::Export)), (1, 1));
    assert_eq!(bodies(&world, trail).await, [true, true], "it is said, and not done");

    world.service.erase_past_time(&past).await.unwrap();
    assert_eq!(bodies(&world, trail).await, [false, true, true], "and that it was erased stays");
    assert_eq!(bodies(&world, own).await, [false, true, true, true]);
    let past = world.service.past_time().await.unwrap();
    assert_eq!((past.count(Kind::Trail), past.count(Kind::Export)), (0, 0));
}
