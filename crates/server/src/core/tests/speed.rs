//! Not a test of right or wrong: how long many notes take. Run with `--ignored --nocapture`.

use domain::roles::Role;
use protocol::PullRequest;

use super::world::World;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn twenty_thousand_notes_in_and_out() {
    let world = World::new().await;
    let cora = world.member("Cora", Role::Coordinator, &[]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let text = "two mopeds without plates went round the estate twice, ".repeat(5);
    let mut groups = Vec::new();
    for _ in 0..20_000 {
        groups.push(world.note(&mut olu, "Sands End", &text).await);
    }
    let began = std::time::Instant::now();
    for groups in groups.chunks(1_000) {
        world.push(&olu, groups.to_vec()).await;
    }
    eprintln!("push: {:?}", began.elapsed());
    let began = std::time::Instant::now();
    let (mut cursors, mut had) = (std::collections::BTreeMap::new(), 0);
    loop {
        let request = PullRequest { cursors: cursors.values().copied().collect(), ..PullRequest::default() };
        let answer = world.pull(&cora, request).await;
        for page in &answer.pages {
            had += page.entries.len();
            let end = page.entries.iter().fold(page.before, |head, entry| head.then(entry.hash(), entry.time()));
            let cursor = protocol::Cursor { stream: page.stream, epoch: 1, position: end.position, chain: end.chain };
            cursors.insert(page.stream, cursor);
        }
        if !answer.more {
            break;
        }
    }
    eprintln!("pull: {:?} for {had}", began.elapsed());
    let began = std::time::Instant::now();
    for _ in 0..1_000 {
        let request = PullRequest { cursors: cursors.values().copied().collect(), ..PullRequest::default() };
        world.pull(&cora, request).await;
    }
    eprintln!("an empty pull: {:?}", began.elapsed() / 1_000);
    let began = std::time::Instant::now();
    for _ in 0..200 {
        let note = world.note(&mut olu, "Sands End", "one").await;
        world.push(&olu, vec![note]).await;
    }
    eprintln!("one note: {:?}", began.elapsed() / 200);
}
