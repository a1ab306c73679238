//! What stands between a device and its server, and keeps answers.

use axum::http::{StatusCode, header};
use domain::roles::Role;

use super::{behind_doors, request};
use crate::core::endpoints::{ENDPOINTS, Endpoint, Method};

#[tokio::test]
async fn no_cache_in_the_middle_may_keep_what_any_door_answers_or_refuses() {
    let doors = behind_doors().await;
    let token = doors.world.member("Cora", Role::Coordinator, &[]).await.token;
    let mut answered = 0;
    for door in ENDPOINTS {
        // What is asked of the partnership's content is posted, which no cache keeps by itself.
        let open = matches!(door.endpoint, Endpoint::Events | Endpoint::Health | Endpoint::Metrics | Endpoint::OpenApi);
        assert_eq!(door.method == Method::Get, open, "{}", door.path);
        for token in [Some(token.as_str()), None] {
            let response = doors.whole(request(door, token, protocol::pack(&protocol::HelloRequest {}))).await;
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store", "{}", door.path);
            answered += u32::from(response.status() == StatusCode::OK);
        }
    }
    assert!(answered > 0, "nothing but refusals was looked at");
}
