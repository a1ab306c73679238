//! What residents told a councillor, mostly in North End, and what she saw on her rounds.

use chrono::Weekday::{Sat, Sun, Tue};

use super::OFFICER;
use super::places::*;
use super::seed::*;

#[rustfmt::skip]
pub(super) const NOTES: &[Seed] = &[
    note(&SORREL_HALL, &[CONCERN], "Surgery at the tenants' hall. Eight through the door: two on bins, one on a leak, five on the laundry steps.").on(Sat).at(12, 0).residents(5).told().ago(245),
    note(&SORREL_HALL, &[CONCERN], "Surgery again. Six this time, four of them about the steps. One had counted the visitors between tea and the evening news and got to nineteen.").later(28).on(Sat).at(12, 0).residents(4).told(),
    note(&SORREL_HALL, &[CONCERN], "Only three at the surgery and nobody mentioned the steps. I asked. They said it had gone quiet.").later(28).on(Sat).at(12, 15).residents(3).told(),
    note(&SORREL, &[LIGHTING], "Stair light on the east side of Sorrel has been out for three weeks despite two reference numbers. I have asked for a third.").residents(2).told().amended(10, "Mended on the fourth reference number."),
    note(&SORREL, &[NUISANCE], "Fireworks from the top walkway after eleven at night. A dog has not come out from behind the sofa since.").months(&[10, 11]).residents(4).told(),
    note(&SORREL, &[DRUGS], "A letter, unsigned and very clear, describing the laundry steps hour by hour. I have passed the substance on here and shredded nothing.").anonymous().ago(225),
    note(&SORREL, &[CONCERN], "Residents of the east block feel that they report and report and nothing comes back. Could somebody tell me one thing that I may tell them?").residents(6).told().ago(229),
    note(&SORREL, &[POSITIVE], "After the arrests somebody has put pansies on the laundry steps. I do not know who, and I am not going to ask.").saw().ago(180),
    note(&SORREL_GARDEN, &[POSITIVE], "Opened the new beds in the community garden. Young people in charge of the hose, everybody wet, nobody minded.").months(&[4, 5, 6, 7]).on(Sun).at(14, 30).saw(),
    note(&SORREL_GARDEN, &[NUISANCE], "Beans pulled up and the water butt tipped over. The gardeners were more sad than angry, and replanted the same afternoon.").months(&[6, 7, 8]).residents(3).told(),
    note(&SORREL_SHOPS, &[NUISANCE], "Cycling on the pavement outside the pharmacy. People with sticks are staying at home at school-out time.").term().at(15, 45).residents(3).saw(),
    note(&SORREL_SHOPS, &[POSITIVE], "Lantern parade on Sorrel Street went off without a hitch. I counted two hundred and then lost count.").months(&[11, 12]).on(Sat).at(18, 30).saw(),
    note(&SORREL_SHOPS, &[CONCERN], "The post office counter closes next month. It is the one place where staff notice when an older person stops coming.").residents(9).told(),
    note(&SORREL_SHOPS, &[LIGHTING], "The tree lights are lovely and the street lamp between them is dead.").months(&[11, 12, 1]).at(17, 30).saw(),
    note(&SORREL_PUB, &[NUISANCE], "Noise from the Cooper's Mark garden until one in the morning. Landlord has agreed to bring the tables in at ten.").months(&[5, 6, 7, 8]).residents(5).told(),
    note(&SORREL_PUB, &[NUISANCE], "Tables in at ten as promised. One neighbour has withdrawn the complaint, the others are waiting to see.").later(12).residents(5).told(),
    note(&NORTH_END, &[CONCERN], "Questions at the residents' association about whether what is on the news from elsewhere could happen here. I said what I knew, which is little, and that I would come back.").on(Tue).at(19, 30).residents(12).told(),
    note(&NORTH_END, &[CONCERN], "Went back to the association with the officer. An hour of questions, much calmer at the end than at the beginning.").later(21).on(Tue).at(20, 30).residents(15).involved(),
    note(&NORTH_END, &[VEHICLE], "Rat running through the back streets since the roadworks. A wing mirror a night.").residents(6).told(),
    note(&NORTH_END, &[BURGLARY], "Two break-ins to communal cycle stores. Both had been propped open.").residents(2).told(),
    note(&NORTH_END, &[EXCLUSION], "A grandmother asked how a child can be out of school for seven weeks without a letter. I could not answer that and I should be able to.").term().residents(1).involved(),
    note(&NORTH_END, &[POSITIVE], "Handed out certificates at the summer scheme. Forty-two young people, not one cross word in three weeks, says everyone.").months(&[8]).at(15, 0).saw(),
    note(&NORTH_END, &[CONCERN], "Walked three streets with the new ward officer so that people know the face. It should be routine when somebody takes over.").at(11, 0).saw().residents(8),
    note(&NORTH_END, &[NUISANCE], "Mattress, fridge, two prams and a piano on the corner by the garages. The piano still plays.").saw().residents(2),
    note(&NORTH_END, &[DRUGS], "Nitrous canisters by the garages every Sunday morning, always the same brand of box. I pick up about thirty.").on(Sun).at(9, 0).saw(),
    note(&NORTH_END, &[DRUGS], "Only a handful this Sunday. The garages have been gated.").later(35).on(Sun).at(9, 0).saw(),
    note(&CANDLE_STREET, &[NUISANCE], "Delivery riders waiting eight deep outside the takeaway, engines on. They would use the loading bay if it were not coned off.").at(19, 15).saw(),
    note(&CANDLE_STATION, &[LIGHTING], "Subway on the Candle Street side: water, dead tiles, one tube flickering. It puts people off the last train.").months(&[10, 11, 12, 1, 2]).residents(4).told(),
    note(&LINNET_ROAD, &[POSITIVE], "Play street on Linnet Road. Chalk, hoops, a tug of war, and teenagers stewarding in bibs two sizes too big.").months(&[5, 6, 7, 9]).on(Sun).at(15, 0).saw(),
    note(&LINNET_SCHOOL, &[VEHICLE], "Near miss on the crossing outside Linnet Road School. The third this term.").term().at(8, 45).residents(3).told().amended(12, "Highways will count the traffic for a week, from Monday."),
    note(&OSIER_PATH, &[LIGHTING], "My list of lamps on the riverside path, by number, sent to highways. Dog walkers did the counting.").months(&[10, 11, 12]).residents(7).told().amended(15, "Three of the five mended. The ivy remains."),
    note(&OSIER_PATH, &[LIGHTING], "Riverside path walked after dark with the councillor's list. Five lamps out, one hidden by ivy.").at(19, 0).saw().by(OFFICER).later(4),
    note(&QUINCE_GREEN, &[NUISANCE], "Barbecues on the grass, bottles in the sandpit. Parks will put up signs; I would rather they put up bins.").months(&[6, 7, 8]).residents(5).told(),
    note(&HERON_LAWN, &[CONCERN], "Heron Lawn: a stranger photographing the paddling pool, asked to leave by the lifeguard and left. Parents would like to know who to ring.").months(&[6, 7, 8]).residents(2).told().people(&[(BAND_OVER_34, "not known")]),
    note(&TANNERY_LANE, &[CONCERN], "Two calls about a loud car at night on Tannery Lane. Otherwise the quietest ward I am ever asked about.").residents(2).told(),
    note(&SANDS_END, &[CONCERN], "Met the Sands End tenants' chair at the town hall. Parcels, parcels, parcels.").residents(1).involved(),
    note(&MERROW_STREET, &[VEHICLE], "A constituent who works on Merrow Street says that the mopeds have gone, and asked me to thank whoever did it.").residents(1).told().ago(240),
    note(&BELLMAKER, &[NUISANCE], "Bellmaker Street traders' dinner. Happy with the door staff, unhappy with the pigeons and the business rates.").residents(10).told(),
    note(&NORTH_END, &[WEAPON], "Children found what they thought was a knife in the flower bed by the bus shelter. I stood by it until an officer came.").at(16, 30).saw().withdrawn("It was a garden trowel without its handle. I am told I did the right thing."),
    note(&NORTH_END, &[LIGHTING], "Another fortnight of roadworks lamps and no street lamps. Residents have begun to leave porch lights on for each other.").months(&[11, 12, 1, 2]).residents(6).told(),
    note(&NORTH_END, &[CONCERN], "Ward forum, thirty-one present. First question on young people, first round of applause for the garden.").ago(13).at(20, 45).residents(31).told().amended(4, "Minutes agreed. The garden group asks for a tap."),
    note(&SORREL, &[DRUGS], "Two households say that the laundry steps have started up again this week. They are disheartened.").ago(4).residents(2).told(),
    note(&SORREL_SHOPS, &[POSITIVE], "The camera the traders paid half of went up yesterday. Tea and cake under it.").ago(9).at(10, 30).residents(4).saw(),
    note(&NORTH_END, &[CONCERN], "A quiet inbox. One question about Christmas trees, which in any month is a good sign.").ago(0).residents(1).told(),
];
