//! A list of leads that a restored server lost: its author may make none any more, and those after it follow it.

use domain::change::Draft;
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::AudienceRef;
use domain::roles::Role;
use protocol::{Fate, WireGroup};
use serde_json::json;

use super::restored::{again, back_up, restored};
use super::world::{Laptop, World};
use crate::core::roster::Revoking;

/// Somebody who may open sealed sources of a ward.
async fn lead(world: &World, name: &str) -> Laptop {
    let laptop = world.member(name, Role::Outreach, &["Sands End"]).await;
    let area = world.area("Sands End").await;
    world.grant(laptop.author.person, AudienceRef::Area(area), &[Right::ReadSealed]).await;
    laptop
}

fn list(world: &World, laptop: &mut Laptop) -> WireGroup {
    let id = RecordId::new(world.service.now(), world.entropy());
    let control = world.service.meta().control;
    world.write(laptop, vec![Draft::create(control, id, "roster", &json!({ "number": 1 }))])
}

fn brought(group: &WireGroup) -> WireGroup {
    WireGroup { relayed: true, ..group.clone() }
}

#[tokio::test]
async fn a_list_of_leads_that_a_restored_server_lost_comes_back_by_another_lead_when_its_author_has_left() {
    let world = World::new().await;
    let mut sue = lead(&world, "Sue").await;
    let (tom, helen) = (lead(&world, "Tom").await, world.member("Helen", Role::Coordinator, &[]).await);
    back_up(&world).await;
    let lost = list(&world, &mut sue);
    assert_eq!(world.fate(&sue, lost.clone()).await, Fate::Accepted);
    world.service.revoke_named("Sue", &Revoking::Membership).await.unwrap();

    let world = restored(world, true).await;
    let (tom, helen) = (again(&world, &tom).await, again(&world, &helen).await);
    let refused = world.fate(&helen, brought(&lost)).await;
    assert!(matches!(refused, Fate::Refused { .. }), "by somebody who opens no sources: {refused:?}");
    assert_eq!(world.fate(&tom, brought(&lost)).await, Fate::Accepted);
    assert!(world.verify().await.is_ok());
}

#[tokio::test]
async fn a_list_of_leads_by_somebody_who_never_opened_sources_is_taken_from_nobody() {
    let world = World::new().await;
    let (tom, mut ruth) = (lead(&world, "Tom").await, world.member("Ruth", Role::Councillor, &["Sands End"]).await);
    let never = list(&world, &mut ruth);
    assert!(matches!(world.fate(&ruth, never.clone()).await, Fate::Refused { .. }));
    assert!(matches!(world.fate(&tom, brought(&never)).await, Fate::Refused { .. }));
}
