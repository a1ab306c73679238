//! Bytes of messages on their way in. Each takes of the room there is for all as much as has come of it, so
//! whoever sends slowly holds little, and takes a turn to be answered only once it is whole.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::core::{Code, Refused};

/// Room is given in pieces of this many bytes.
const PIECE: usize = 16 * 1024;

/// Memory for messages that are not answered yet.
#[derive(Clone)]
pub struct Room(Arc<Semaphore>);

/// A whole message, and the room that it takes until dropped.
pub struct Message {
    pub bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

impl Room {
    pub fn of(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes / PIECE)))
    }

    /// The whole of a message of at most so many bytes, between two pieces of which is no longer pause.
    ///
    /// Where there is no room it is given up and not waited for: those who wait for each other's room, with half
    /// of their own message here, would wait until none of them has time left.
    pub async fn collect(&self, mut body: Body, at_most: usize, silence: Duration) -> Result<Message, Refused> {
        let mut whole = Vec::new();
        let mut room: Option<OwnedSemaphorePermit> = None;
        loop {
            let frame = tokio::time::timeout(silence, body.frame()).await.map_err(|_| Code::TimedOut)?;
            let Some(frame) = frame else { return Ok(Message { bytes: whole.into(), _room: room }) };
            let Ok(data) = frame.map_err(|_| Code::BadRequest)?.into_data() else { continue };
            if data.len() > at_most - whole.len() {
                return Err(Code::TooLarge.into());
            }
            whole.extend_from_slice(&data);
            let held = room.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
            let more = whole.len().div_ceil(PIECE).saturating_sub(held);
            if more > 0 {
                let more = u32::try_from(more).map_err(|_| Code::TooLarge)?;
                let more = self.0.clone().try_acquire_many_owned(more).map_err(|_| Code::Busy)?;
                match &mut room {
                    Some(room) => room.merge(more),
                    None => room = Some(more),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    fn pieces(pieces: Vec<Vec<u8>>) -> Body {
        let pieces = pieces.into_iter().map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece)));
        Body::from_stream(tokio_stream::iter(pieces))
    }

    #[tokio::test]
    async fn a_message_takes_as_much_room_as_came_of_it_and_gives_it_back() {
        let room = Room::of(4 * PIECE);
        let message = room.collect(pieces(vec![vec![7; 10]; 5]), PIECE, LONG).await.unwrap();
        assert_eq!((message.bytes.len(), room.0.available_permits()), (50, 3));
        let larger = room.collect(pieces(vec![vec![7; PIECE], vec![7; PIECE + 1]]), 3 * PIECE, LONG).await.unwrap();
        assert_eq!((larger.bytes.len(), room.0.available_permits()), (2 * PIECE + 1, 0));
        let busy = room.collect(pieces(vec![vec![7]]), PIECE, LONG).await.err().unwrap();
        assert_eq!((busy.code, busy.retry_after), (Code::Busy, Some(2)));
        drop((message, larger));
        assert_eq!(room.0.available_permits(), 4);
    }

    #[tokio::test]
    async fn a_message_that_is_too_large_or_breaks_off_leaves_its_room() {
        let room = Room::of(4 * PIECE);
        let large = room.collect(pieces(vec![vec![7; PIECE], vec![7]]), PIECE, LONG).await.err().unwrap();
        assert_eq!(large.code, Code::TooLarge);
        let broken = [Ok(Bytes::from_static(b"half")), Err(std::io::Error::other("gone"))];
        let broken = Body::from_stream(tokio_stream::iter(broken));
        assert_eq!(room.collect(broken, PIECE, LONG).await.err().unwrap().code, Code::BadRequest);
        assert_eq!(room.0.available_permits(), 4);
    }

    #[tokio::test]
    async fn a_message_of_which_nothing_more_comes_is_given_up() {
        let never = Body::from_stream(tokio_stream::pending::<Result<Bytes, std::io::Error>>());
        let given_up = Room::of(PIECE).collect(never, PIECE, Duration::from_millis(1)).await.err().unwrap();
        assert_eq!((given_up.code, given_up.retry_after), (Code::TimedOut, Some(2)));
    }
}
