//! What two programs of different versions do with each other. Laptops stay away for weeks, and servers are
//! updated by somebody else: whoever is older may always send what was recorded, and is told what to do.

use crate::{OLDEST, VERSION};

/// What a device does with a server, by what both of them speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// Everything, in this version.
    Speaks(u16),
    /// The server speaks only later ones. It takes what was recorded, and has nothing that could be read here.
    SendsOnly,
    /// The server speaks only earlier ones.
    ServerTooOld,
}

impl Meeting {
    /// Of this program with a server that speaks from `oldest` to `newest`.
    pub fn with(newest: u16, oldest: u16) -> Self {
        Self::between((OLDEST, VERSION), (oldest, newest))
    }

    /// Each side as the oldest and the newest version it speaks.
    fn between(device: (u16, u16), server: (u16, u16)) -> Self {
        let spoken = device.1.min(server.1);
        if spoken < device.0 {
            Self::ServerTooOld
        } else if spoken < server.0 {
            Self::SendsOnly
        } else {
            Self::Speaks(spoken)
        }
    }
}

/// Whether this server answers a program that speaks `version`; `sends` where it brings what was recorded.
pub fn is_answered(version: u16, sends: bool) -> bool {
    answered((OLDEST, VERSION), version, sends)
}

fn answered(server: (u16, u16), version: u16, sends: bool) -> bool {
    let earliest = if sends { 1 } else { server.0 };
    (earliest..=server.1).contains(&version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_device_may_always_send_and_a_newer_one_speaks_as_its_server_does() {
        for (device, server, meeting) in [
            ((1, 1), (1, 1), Meeting::Speaks(1)),
            ((1, 1), (1, 4), Meeting::Speaks(1)),
            ((1, 4), (1, 2), Meeting::Speaks(2)),
            ((2, 4), (3, 6), Meeting::Speaks(4)),
            ((1, 1), (2, 4), Meeting::SendsOnly),
            ((3, 4), (1, 2), Meeting::ServerTooOld),
        ] {
            assert_eq!(Meeting::between(device, server), meeting, "{device:?} {server:?}");
            let spoken = match meeting {
                Meeting::Speaks(version) => version,
                _ => device.1,
            };
            assert_eq!(answered(server, spoken, false), matches!(meeting, Meeting::Speaks(_)), "{device:?} {server:?}");
            assert_eq!(answered(server, spoken, true), meeting != Meeting::ServerTooOld, "{device:?} {server:?}");
        }
    }

    #[test]
    fn what_is_no_version_is_not_answered() {
        assert!(!answered((3, 4), 0, true));
        assert!(!answered((3, 4), 5, true));
    }
}
