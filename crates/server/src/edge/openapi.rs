//! The OpenAPI document, made from the table of doors. It stands in the repository and a test compares
//! the two, so that whoever changes a door sees what others see change.

use serde_json::{Map, Value, json};

use crate::core::endpoints::{Door, ENDPOINTS, Endpoint, Method, Who};
use crate::core::words::Code;

/// The document as text, in a fixed order.
pub fn document() -> String {
    let mut paths = Map::new();
    for door in ENDPOINTS {
        let method = match door.method {
            Method::Get => "get",
            Method::Post => "post",
        };
        paths.insert(door.path.to_owned(), json!({ method: operation(door) }));
    }
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Wardbook server",
            "version": protocol::VERSION.to_string(),
            "description": "Messages are CBOR maps with numbered keys, compressed with zstd. Their fields stand in crates/protocol.",
        },
        "paths": paths,
        "components": {
            "securitySchemes": { "session": { "type": "http", "scheme": "bearer" } },
            "parameters": {
                "version": {
                    "name": protocol::VERSION_HEADER,
                    "in": "header",
                    "required": true,
                    "schema": { "type": "integer", "minimum": protocol::OLDEST, "maximum": protocol::VERSION },
                },
            },
            "schemas": {
                "Refused": {
                    "type": "object",
                    "description": "0: code, 1: message for people, 2: seconds after which it may go through, which `Retry-After` says too.",
                    "properties": { "code": { "type": "string", "enum": codes } },
                },
            },
        },
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn operation(door: &Door) -> Value {
    let media = match door.endpoint {
        Endpoint::Events => "text/event-stream",
        Endpoint::Health | Endpoint::Metrics => "text/plain",
        Endpoint::OpenApi => "application/json",
        _ => protocol::MEDIA_TYPE,
    };
    let message = message_name(door.endpoint);
    let mut operation = json!({
        "operationId": format!("{:?}", door.endpoint).to_lowercase(),
        "summary": door.summary,
        "description": who(door.who),
        "responses": {
            "200": { "description": message.map_or("As it says.".to_owned(), |(_, answer)| format!("`{answer}`.")), "content": { media: {} } },
            "default": {
                "description": "`Refused`.",
                "content": { protocol::MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Refused" } } },
            },
        },
    });
    if let Some((request, _)) = message {
        operation["requestBody"] = json!({ "required": true, "description": format!("`{request}`."), "content": { protocol::MEDIA_TYPE: {} } });
    }
    if message.is_some() || door.endpoint == Endpoint::Events {
        operation["parameters"] = json!([{ "$ref": "#/components/parameters/version" }]);
    }
    if !matches!(door.who, Who::Anybody | Who::ThisComputer) {
        operation["security"] = json!([{ "session": [] }]);
    }
    operation
}

fn who(who: Who) -> String {
    let names = |rights: &[domain::permissions::Right]| {
        rights.iter().map(|right| right.as_str()).collect::<Vec<_>>().join(" or ")
    };
    match who {
        Who::Anybody => "For anybody.".to_owned(),
        Who::ThisComputer => {
            "For programs on the server's own computer, or at an address of its own; elsewhere not found.".to_owned()
        }
        Who::Device => "For a device with a session, also one whose access has ended.".to_owned(),
        Who::Member => "For a member's device with a session.".to_owned(),
        Who::OverArea(rights) => format!("For members with the right to {} over the area.", names(rights)),
        Who::Everywhere(rights) => format!("For members with the right to {} over the partnership.", names(rights)),
    }
}

fn message_name(endpoint: Endpoint) -> Option<(&'static str, &'static str)> {
    Some(match endpoint {
        Endpoint::Hello => ("HelloRequest", "HelloAnswer"),
        Endpoint::Join => ("JoinRequest", "JoinAnswer"),
        Endpoint::Session => ("SessionRequest", "SessionAnswer"),
        Endpoint::Push => ("PushRequest", "PushAnswer"),
        Endpoint::Pull => ("PullRequest", "PullAnswer"),
        Endpoint::BlobPut => ("BlobPutRequest", "BlobPutAnswer"),
        Endpoint::BlobGet => ("BlobGetRequest", "BlobGetAnswer"),
        Endpoint::Held => ("HeldRequest", "HeldAnswer"),
        Endpoint::Decide => ("DecideRequest", "Done"),
        Endpoint::Invitations => ("InvitationsRequest", "InvitationsAnswer"),
        Endpoint::Invite => ("InviteRequest", "InviteAnswer"),
        Endpoint::Uninvite => ("UninviteRequest", "Done"),
        Endpoint::Devices => ("DevicesRequest", "DevicesAnswer"),
        Endpoint::Unsent => ("UnsentRequest", "UnsentAnswer"),
        Endpoint::History => ("HistoryRequest", "HistoryAnswer"),
        Endpoint::Events | Endpoint::Health | Endpoint::Metrics | Endpoint::OpenApi => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_document_in_the_repository_is_what_the_doors_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
        let made = super::document();
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), made, "UPDATE_OPENAPI=1 writes it anew");
    }
}
