//! Whether answers bring an exchange on. A server that says that there is more and gives nothing, or answers what was
//! sent with nothing about it, would otherwise be asked the same thing for ever, and whoever waits would wait with it.

use domain::ids::GroupId;
use protocol::Cursor;

/// The same call may bring nothing for a while: another program on this notebook may be at it at the same time.
const FRUITLESS: u32 = 8;

/// What a call asked or sent.
#[derive(Debug, Default, PartialEq, Eq)]
enum Asked {
    #[default]
    Nothing,
    Groups(Vec<GroupId>),
    Cursors(Vec<Cursor>),
}

/// The call under way, the one that was answered before it, and how often they were the same.
#[derive(Debug, Default)]
pub struct Progress {
    under_way: Asked,
    before: Asked,
    times: u32,
}

impl Progress {
    pub fn sends(&mut self, groups: Vec<GroupId>) {
        self.under_way = Asked::Groups(groups);
    }

    pub fn asks_from(&mut self, cursors: Vec<Cursor>) {
        self.under_way = Asked::Cursors(cursors);
    }

    /// The call was answered, and another one is to follow. False where it would be the same once too often.
    pub fn goes_on(&mut self) -> bool {
        let asked = std::mem::take(&mut self.under_way);
        self.times = if asked == self.before { self.times + 1 } else { 0 };
        self.before = asked;
        self.times < FRUITLESS
    }
}
