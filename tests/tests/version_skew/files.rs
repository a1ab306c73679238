//! A notebook and a server's data folder as earlier programs left them, under today's.

use domain::roles::Role;
use serde_json::{Value, json};
use sync::Bounds;
use wardbook_server::core::roster::Inviting;
use wardbook_tests::partnership::Laptop;
use wardbook_tests::partnership::borough::{Borough, Post};
use wardbook_tests::versions::fixture::{self, Fixture};
use wardbook_tests::versions::shown::shown;

/// Every text, wherever it stands.
fn texts(shown: &Value, list: &str) -> Vec<String> {
    let mut texts: Vec<String> =
        shown[list].as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect();
    texts.sort();
    texts
}

#[test]
fn a_notebook_that_an_earlier_program_left_opens_shows_everything_it_showed_and_is_whole() {
    for name in fixture::ALL {
        let fixture = Fixture::copied(name);
        let before = fixture.shown();
        for list in ["notes", "drafts", "waiting", "conflicts"] {
            assert!(!before[list].as_array().unwrap().is_empty(), "{name}: the fixture has no {list}");
        }
        let laptop = Laptop::on(&fixture.notebook(), fixture.at());
        laptop.unlock();
        let mut now = shown(&|query, args| laptop.query(query, args), before["plans"].is_array());
        // It lies in another folder than it was left in, so it goes on as a new device and says so.
        let waiting = now["waiting"].as_array_mut().unwrap();
        waiting.retain(|item| item[0] != "This device introducing itself");
        for (list, rows) in before.as_object().unwrap() {
            assert_eq!(&now[list], rows, "{name}: {list}");
        }
        let verified = laptop.act("verify", json!({}));
        assert_eq!(verified["fault"], Value::Null, "{name}: {}", verified["words"]);
        let copies = || {
            let files = std::fs::read_dir(fixture.notebook()).unwrap().flatten();
            files.filter(|entry| entry.file_name().to_string_lossy().starts_with("wardbook.before-format-")).count()
        };
        assert_eq!(copies(), 1, "{name}: the file as it was is kept beside");
        // Work goes on in it.
        let id = laptop.record("Addison", "Recorded by a later program");
        assert_eq!(laptop.reopen().note(&id)["text"], "Recorded by a later program");
        assert_eq!(copies(), 0, "{name}: once the update held, nothing that is erased later stays beside");
    }
}

#[test]
fn what_waited_in_an_earlier_notebook_reaches_everybody_over_a_server_that_was_brought_up_to_date_with_it() {
    for name in fixture::ALL {
        let fixture = Fixture::copied(name);
        let before = fixture.shown();
        let borough = Borough::opened(&fixture.server(), fixture.at(), 1);
        borough.verify();
        let mut sam = Post::opened(&borough, &fixture.notebook(), fixture.key(), Bounds::default());
        let (waiting, ..) = sam.outbox();
        assert_eq!(waiting as usize, before["waiting"].as_array().unwrap().len(), "{name}");
        let sent = sam.exchange(&borough).unwrap();
        assert_eq!((sent.pushed, sent.refused, sent.held), (u64::from(waiting), 0, 0), "{name}");
        assert_eq!(sam.outbox(), (0, 0, 0), "{name}");
        sam.exchange(&borough).unwrap();
        sam.verify();

        // Somebody with today's program joins, and the same person's next laptop.
        let again = Inviting { name: "Sam Whitfield".to_owned(), role: None, wards: Vec::new() };
        let (_, invitation) = borough.block_on(borough.service.invite_named(&again)).unwrap();
        let mut next = Post::join(&borough, &invitation, &fixture.beside("next"), Bounds::default());
        let priya = borough.invite("Priya Nair", Role::Coordinator, &[]);
        let mut priya = Post::join(&borough, &priya, &fixture.beside("priya"), Bounds::default());
        for post in [&mut next, &mut priya] {
            post.exchange(&borough).unwrap();
            post.verify();
        }
        let all = priya.texts();
        for text in texts(&before, "notes") {
            assert!(all.contains(&text), "{name}: “{text}” did not reach a coordinator");
        }
        assert_eq!(next.texts(), sam.texts(), "{name}: two laptops of one person");

        // And both go on.
        sam.record("E05013733", "Of an earlier notebook");
        priya.record("E05013733", "Of a new one");
        for _ in 0..2 {
            for post in [&mut sam, &mut priya] {
                post.exchange(&borough).unwrap();
            }
        }
        for post in [&sam, &priya] {
            let all = post.texts();
            assert!(all.contains(&"Of an earlier notebook".to_owned()) && all.contains(&"Of a new one".to_owned()));
            post.verify();
        }
        borough.verify();
    }
}
