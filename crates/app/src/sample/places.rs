//! Where the sample's notes happen: real ward names, invented places.
//!
//! Must not hold a street, a school or an estate that exists in those wards.

/// A place as a note names it.
pub(super) struct Place {
    /// The ward's name in the 2014 set.
    pub ward: &'static str,
    /// Empty where the note names none.
    pub name: &'static str,
    /// A word of the list of place types; empty where not said.
    pub kind: &'static str,
}

macro_rules! places {
    ($($id:ident = $ward:literal, $name:literal, $kind:literal;)*) => {
        $(pub(super) const $id: Place = Place { ward: $ward, name: $name, kind: $kind };)*
    };
}

places! {
    LARKFIELD = "Hammersmith Broadway", "Larkfield estate", "estate block";
    LARKFIELD_BINS = "Hammersmith Broadway", "Bin store, Larkfield estate", "estate block";
    LARKFIELD_COURT = "Hammersmith Broadway", "Ball court, Larkfield estate", "park";
    LARKFIELD_HALL = "Hammersmith Broadway", "Larkfield community hall", "youth venue";
    TERN_HOUSE = "Hammersmith Broadway", "Tern House, Larkfield estate", "estate block";
    PLOVER_HOUSE = "Hammersmith Broadway", "Plover House, Larkfield estate", "estate block";
    BROADWAY_STEPS = "Hammersmith Broadway", "Station steps", "transport hub";
    BROADWAY = "Hammersmith Broadway", "", "";

    BROOK_PARADE = "Shepherd's Bush Green", "The Brook parade", "street";
    BROOK_SHOP = "Shepherd's Bush Green", "Supermarket, the Brook parade", "supermarket";
    BROOK_CHICKEN = "Shepherd's Bush Green", "Chicken shop, the Brook parade", "takeaway";
    BROOK_CAR_PARK = "Shepherd's Bush Green", "Car park behind the Brook parade", "street";
    BROOK_STOP = "Shepherd's Bush Green", "Bus stop, the Brook parade", "transport hub";
    GREEN_WARD = "Shepherd's Bush Green", "", "";

    MERROW_STREET = "Askew", "Merrow Street", "street";
    MERROW_LAUNDERETTE = "Askew", "Launderette, Merrow Street", "street";
    MERROW_CLUB = "Askew", "Merrow Street youth club", "youth venue";
    ASKEW_LIBRARY = "Askew", "Children's corner, Merrow Street library", "youth venue";
    ASKEW_WARD = "Askew", "", "";

    HOLLIN_PLAY = "Wormholt and White City", "Hollin Green play area", "park";
    KESTREL_HOUSE = "Wormholt and White City", "Kestrel House", "estate block";
    OLD_BAKERY = "Wormholt and White City", "Old Bakery youth club", "youth venue";
    HOLLIN_CENTRE = "Wormholt and White City", "Hollin Green family centre", "";
    HOLLIN_SHOPS = "Wormholt and White City", "Hollin Green shops", "street";
    WORMHOLT_WARD = "Wormholt and White City", "", "";

    COLLEGE_GATE = "Avonmore and Brook Green", "Merrow College, main gate", "college";
    COLLEGE = "Avonmore and Brook Green", "Merrow College", "college";
    COLLEGE_STOP = "Avonmore and Brook Green", "Bus stop by Merrow College", "transport hub";
    FERNHILL_GATE = "Avonmore and Brook Green", "Fernhill School gate", "school gate";
    DELL_GARDENS = "Avonmore and Brook Green", "Dell Gardens", "park";

    SORREL = "North End", "Sorrel estate", "estate block";
    SORREL_SHOPS = "North End", "Sorrel Street shops", "street";
    SORREL_GARDEN = "North End", "Sorrel community garden", "park";
    SORREL_HALL = "North End", "Sorrel tenants' hall", "";
    SORREL_PUB = "North End", "The Cooper's Mark, Sorrel Street", "licensed premises";
    NORTH_END = "North End", "", "";

    CANDLE_STREET = "Fulham Broadway", "Candle Street", "street";
    CANDLE_TAKEAWAY = "Fulham Broadway", "Takeaway, Candle Street", "takeaway";
    CANDLE_STATION = "Fulham Broadway", "Station, Candle Street side", "transport hub";

    OSIER_WALK = "Fulham Reach", "Osier Walk", "estate block";
    OSIER_PATH = "Fulham Reach", "Riverside path by Osier Walk", "street";
    OSIER_CLUB = "Fulham Reach", "Osier boxing club", "youth venue";

    LANTERN_WHARF = "Sands End", "Lantern Wharf", "estate block";
    WHARF_HALL = "Sands End", "Wharf Hall", "youth venue";
    WHARF_SHOP = "Sands End", "Corner shop, Lantern Wharf", "supermarket";
    SANDS_END = "Sands End", "", "";

    YARD_LANE = "College Park and Old Oak", "Railway arches, Yard Lane", "street";
    YARD_BRIDGE = "College Park and Old Oak", "Footbridge, Yard Lane", "street";
    LINNET_ROAD = "Munster", "Linnet Road", "street";
    LINNET_SCHOOL = "Munster", "Linnet Road School gate", "school gate";
    BELLMAKER = "Town", "Bellmaker Street", "street";
    BELLMAKER_BAR = "Town", "Bar on Bellmaker Street", "licensed premises";
    QUINCE_GREEN = "Parsons Green and Walham", "Quince Green", "park";
    QUINCE_ROAD = "Parsons Green and Walham", "Quince Road", "street";
    HERON_LAWN = "Palace Riverside", "Heron Lawn", "park";
    CALLOW_GARDENS = "Addison", "Callow Gardens", "park";
    TANNERY_LANE = "Ravenscourt Park", "Tannery Lane", "street";
    TANNERY_SQUARE = "Ravenscourt Park", "Tannery Square", "park";
    ONLINE = "Hammersmith Broadway", "", "online";
    ONLINE_GREEN = "Shepherd's Bush Green", "", "online";
}
