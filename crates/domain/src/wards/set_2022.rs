//! The twenty-one wards in use from May 2022.
//!
//! Owns the table alone. No residents and no neighbours: there is no rate per resident on this set
//! until a population file is imported, and adjacency comes from imported polygons. Made-up figures
//! here would look like facts everywhere else.

use super::{BoundarySet, Ward, WardCode};

const fn ward(number: u32, name: &'static str) -> Ward {
    Ward { code: WardCode::from_number(number), name, set: BoundarySet::Y2022, residents: None, touches: None }
}

#[rustfmt::skip]
pub(super) static WARDS: [Ward; 21] = [
    ward(13_733, "Addison"),
    ward(13_734, "Avonmore"),
    ward(13_735, "Brook Green"),
    ward(13_736, "College Park & Old Oak"),
    ward(13_737, "Coningham"),
    ward(13_738, "Fulham Reach"),
    ward(13_739, "Fulham Town"),
    ward(13_740, "Grove"),
    ward(13_741, "Hammersmith Broadway"),
    ward(13_742, "Lillie"),
    ward(13_743, "Munster"),
    ward(13_744, "Palace & Hurlingham"),
    ward(13_745, "Parsons Green & Sandford"),
    ward(13_746, "Ravenscourt"),
    ward(13_747, "Sands End"),
    ward(13_748, "Shepherd's Bush Green"),
    ward(13_749, "Walham Green"),
    ward(13_750, "Wendell Park"),
    ward(13_751, "West Kensington"),
    ward(13_752, "White City"),
    ward(13_753, "Wormholt"),
];
