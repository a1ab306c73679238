//! What one asker may take of what there is for all. Settings with generous defaults: they are there so that
//! nobody can stop everybody else, and no laptop of a partnership should ever meet one.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::Extensions;
use domain::clock::Timestamp;
use domain::ids::DeviceId;

use super::rate::Rate;
use crate::core::{Code, Refused};

/// Bounds on one address and one device, and on how a message may arrive.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests a minute of one address through the doors that are open to anybody. A council's laptops often
    /// share one address, and after a restart all of them come at once. 0 leaves addresses alone altogether:
    /// behind something that passes connections on, everybody has the same.
    pub address_a_minute: u32,
    /// Requests a minute of one device, all of them at once if it must be: the first exchange of a hundred
    /// thousand notes takes some hundreds, each photo one or two. 0 is no limit.
    pub device_a_minute: u32,
    /// Connections of one address at one time.
    pub address_connections: usize,
    /// Requests of one address, which has not shown yet who it is, on their way at one time.
    pub address_at_once: usize,
    /// Requests of one device at one time. It makes one, and another where a person asks for a list; on a line
    /// that breaks, some that were given up lie here until they fall silent.
    pub device_at_once: usize,
    /// Hints that one device follows at one time. Those of lines that broke lie here for a while.
    pub device_follows: usize,
    /// For sending a message and answering it.
    pub time: Duration,
    /// The longest pause while a message comes.
    pub silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            address_a_minute: 1_200,
            device_a_minute: 3_000,
            address_connections: 2_048,
            address_at_once: 64,
            device_at_once: 8,
            device_follows: 16,
            time: Duration::from_secs(60),
            silence: Duration::from_secs(20),
        }
    }
}

impl Limits {
    /// How often somebody asks is not looked at.
    pub fn without_rates() -> Self {
        Self { address_a_minute: 0, device_a_minute: 0, ..Self::default() }
    }
}

/// Where a connection comes from. An IPv6 network of the size that one household is given counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Peer(IpAddr);

impl Peer {
    pub fn new(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) if !address.is_loopback() => {
                let [a, b, c, d, ..] = address.segments();
                Self(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
            other => Self(other),
        }
    }

    /// Of whoever made a request. One that came by no connection counts as from nowhere, with all others like it.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().copied().unwrap_or(Self(Ipv4Addr::UNSPECIFIED.into()))
    }

    pub fn is_this_computer(self) -> bool {
        self.0.is_loopback()
    }
}

/// How much each has under way.
pub struct AtOnce<K: Ord> {
    most: usize,
    under_way: Arc<Mutex<BTreeMap<K, usize>>>,
}

/// One thing that is under way, until dropped.
pub struct Place<K: Ord> {
    who: K,
    under_way: Arc<Mutex<BTreeMap<K, usize>>>,
}

impl<K: Ord + Copy> AtOnce<K> {
    pub fn at_most(most: usize) -> Self {
        Self { most, under_way: Arc::default() }
    }

    /// None where they have as much under way as they may.
    pub fn enter(&self, who: K) -> Option<Place<K>> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let count = under_way.get(&who).copied().unwrap_or_default();
        if count >= self.most {
            return None;
        }
        under_way.insert(who, count + 1);
        Some(Place { who, under_way: self.under_way.clone() })
    }
}

impl<K: Ord> Drop for Place<K> {
    fn drop(&mut self) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = under_way.get_mut(&self.who) {
            *count -= 1;
            // Nobody who has nothing under way takes memory.
            if *count == 0 {
                under_way.remove(&self.who);
            }
        }
    }
}

/// Who asks how often, and has how much under way.
pub struct Askers {
    addresses: Rate<Peer>,
    devices: Rate<DeviceId>,
    addresses_at_once: AtOnce<Peer>,
    devices_at_once: AtOnce<DeviceId>,
    followers: AtOnce<DeviceId>,
}

/// A request's place among those of its asker.
pub enum Turn {
    Address { _place: Place<Peer> },
    Device { _place: Place<DeviceId> },
}

impl Askers {
    pub fn new(limits: &Limits) -> Self {
        let addresses_at_once = if limits.address_a_minute == 0 { usize::MAX } else { limits.address_at_once };
        Self {
            addresses: Rate::a_minute(limits.address_a_minute),
            devices: Rate::a_minute(limits.device_a_minute),
            addresses_at_once: AtOnce::at_most(addresses_at_once),
            devices_at_once: AtOnce::at_most(limits.device_at_once),
            followers: AtOnce::at_most(limits.device_follows),
        }
    }

    pub fn address(&self, peer: Peer, now: Timestamp) -> Result<(), Refused> {
        self.addresses.ask(peer, now).map_err(too_many)
    }

    pub fn device(&self, device: DeviceId, now: Timestamp) -> Result<(), Refused> {
        self.devices.ask(device, now).map_err(too_many)
    }

    pub fn turn_of_address(&self, peer: Peer) -> Result<Turn, Refused> {
        let place = self.addresses_at_once.enter(peer).ok_or(Code::TooMany)?;
        Ok(Turn::Address { _place: place })
    }

    pub fn turn_of_device(&self, device: DeviceId) -> Result<Turn, Refused> {
        let place = self.devices_at_once.enter(device).ok_or(Code::TooMany)?;
        Ok(Turn::Device { _place: place })
    }

    pub fn follows(&self, device: DeviceId) -> Result<Place<DeviceId>, Refused> {
        Ok(self.followers.enter(device).ok_or(Code::TooMany)?)
    }
}

fn too_many(seconds: u32) -> Refused {
    Refused { retry_after: Some(seconds), ..Code::TooMany.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_of_ipv6_counts_as_one_and_an_address_in_either_spelling_too() {
        let peer = |text: &str| Peer::new(text.parse().unwrap());
        assert_eq!(peer("2001:db8:1:2::1"), peer("2001:db8:1:2:ffff::9"));
        assert_ne!(peer("2001:db8:1:2::1"), peer("2001:db8:1:3::1"));
        assert_eq!(peer("::ffff:192.0.2.7"), peer("192.0.2.7"));
        assert_ne!(peer("192.0.2.7"), peer("192.0.2.8"));
        for here in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(peer(here).is_this_computer(), "{here}");
        }
        assert!(!peer("192.0.2.7").is_this_computer() && !Peer::of(&Extensions::new()).is_this_computer());
    }

    #[test]
    fn whoever_has_ended_something_may_begin_another_and_is_forgotten_after_the_last() {
        let at_once = AtOnce::at_most(2);
        let first = at_once.enter("Olu");
        let second = at_once.enter("Olu");
        assert!(first.is_some() && second.is_some() && at_once.enter("Olu").is_none());
        assert!(at_once.enter("Amara").is_some());
        drop(first);
        assert!(at_once.enter("Olu").is_some());
        drop(second);
        assert!(at_once.under_way.lock().unwrap().is_empty());
    }
}
