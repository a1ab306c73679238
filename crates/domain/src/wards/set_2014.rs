//! The sixteen wards in use from May 2014 to May 2022.
//!
//! Owns the table alone: codes, names, residents (Greater London Authority ward profiles, 2015) and
//! which wards touch. Must not know how a ward is looked up.

use super::{BoundarySet, Residents, Ward, WardCode};

const fn ward(number: u32, name: &'static str, residents: u32, touches: &'static [u32]) -> Ward {
    Ward {
        code: WardCode::from_number(number),
        name,
        set: BoundarySet::Y2014,
        residents: Some(Residents { count: residents, year: 2015 }),
        touches: Some(touches),
    }
}

#[rustfmt::skip]
pub(super) static WARDS: [Ward; 16] = [
    ward(250, "Addison", 11_650, &[252, 256, 263]),
    ward(251, "Askew", 14_300, &[256, 261, 263, 265]),
    ward(252, "Avonmore and Brook Green", 12_700, &[250, 255, 256, 258]),
    ward(253, "College Park and Old Oak", 10_700, &[263, 265]),
    ward(254, "Fulham Broadway", 11_550, &[255, 257, 258, 260, 264]),
    ward(255, "Fulham Reach", 11_800, &[252, 254, 256, 257, 258, 259]),
    ward(256, "Hammersmith Broadway", 12_250, &[250, 251, 252, 255, 261, 263]),
    ward(257, "Munster", 11_150, &[254, 255, 259, 264]),
    ward(258, "North End", 12_650, &[252, 254, 255]),
    ward(259, "Palace Riverside", 7_600, &[255, 257, 260, 262, 264]),
    ward(260, "Parsons Green and Walham", 10_850, &[254, 259, 262, 264]),
    ward(261, "Ravenscourt Park", 11_000, &[251, 256]),
    ward(262, "Sands End", 13_550, &[259, 260]),
    ward(263, "Shepherd's Bush Green", 12_950, &[250, 251, 253, 256, 265]),
    ward(264, "Town", 11_350, &[254, 257, 259, 260]),
    ward(265, "Wormholt and White City", 13_750, &[251, 253, 263]),
];
