//! The Brook parade: a supermarket, a chicken shop and a dark car park, at their worst some seven
//! weeks ago. Several people's notes, oldest first; days count back from today.

use chrono::Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};

use super::places::*;
use super::seed::*;
use super::{COUNCILLOR, OFFICER, OUTREACH, PARENTING};

#[rustfmt::skip]
pub(super) const NOTES: &[Seed] = &[
    note(&BROOK_PARADE, &[CONCERN], "Called in at each shop on the parade. Steady trade, one empty unit. The only complaint was pigeons.").by(OFFICER).ago(287).at(14, 30).saw(),
    note(&BROOK_SHOP, &[NUISANCE], "Trolleys pushed down the ramp for a laugh, one into a parked car. Staff know the group by sight and say it is always the same five.").by(OUTREACH).ago(226).at(17, 0).told(),
    note(&BROOK_PARADE, &[CONCERN], "Traders' breakfast. The parade wants to know who to ring when it is not quite 999 and nobody answers 101 for half an hour. I gave them the team's number.").by(COUNCILLOR).ago(158).residents(6).told(),
    note(&BROOK_CHICKEN, &[NUISANCE], "Ten or so outside the chicken shop, eating, filming each other. Pavement blocked for a wheelchair; they moved when asked.").by(OUTREACH).ago(131).on(Fri).at(19, 15).saw(),
    note(&BROOK_CAR_PARK, &[LIGHTING], "Car park behind the parade has one light left. Two people dealt with a flat tyre by phone torch while I was there.").by(OFFICER).ago(118).at(22, 0).saw(),
    note(&BROOK_SHOP, &[NUISANCE], "Security at the supermarket has been cut to weekends. Shouting at the tills on Tuesday, baskets thrown, staff shaken.").by(OUTREACH).ago(104).on(Wed).at(18, 0).told(),
    note(&BROOK_CAR_PARK, &[DRUGS], "Grey hatchback sits at the back of the car park from about eight, engine off, people walk up to the window and away again. Third evening I have seen it.").by(OUTREACH).ago(92).on(Fri).at(20, 30).saw().amended(4, "Not there on Monday. Back on Tuesday in the bay by the recycling."),
    note(&BROOK_STOP, &[ROBBERY], "Two young people had their phones taken at the bus stop by a pair on a moped. Both unhurt, both had reported it and had a number.").by(OUTREACH).ago(86).on(Sat).at(18, 45).involved().people(&[(BAND_10_17, "victim"), (BAND_10_17, "victim")]),
    note(&BROOK_STOP, &[ROBBERY, VEHICLE], "Second phone snatch in a week at this stop. Moped came off the pavement by the cash machine. Crime report made, cameras requested.").by(OFFICER).ago(81).at(19, 30).records().people(&[(BAND_18_24, "victim")]),
    note(&BROOK_PARADE, &[CONCERN, ROBBERY], "People have begun to walk to the next stop rather than wait on the parade. Four of them told us so without being asked.").by(COUNCILLOR).ago(77).residents(4).told(),
    note(&BROOK_CHICKEN, &[TENSION], "Argument inside the chicken shop between two groups over a video. Staff put the shutter half down and it took the heat out.").by(OUTREACH).ago(74).on(Fri).at(20, 0).saw(),
    note(&BROOK_CAR_PARK, &[DRUGS], "Grey hatchback stopped and searched, nothing found, driver given words about parking on the hatching. Registration noted on our system.").by(OFFICER).ago(72).at(20, 45).saw().people(&[(BAND_25_34, "suspect")]),
    note(&BROOK_SHOP, &[NUISANCE], "About fifteen inside at once, two buying. The rest went round the aisles knocking things off with their bags.").by(OUTREACH).ago(70).on(Tue).at(16, 30).saw(),
    note(&BROOK_CHICKEN, &[NUISANCE], "Staff now close at nine instead of eleven on Fridays. They say it costs them more than the rent.").by(COUNCILLOR).ago(68).residents(1).told(),
    note(&BROOK_CHICKEN, &[TENSION], "Same two groups, opposite sides of the road this time. A lot of staring, one thrown drink.").by(OUTREACH).ago(67).on(Fri).at(19, 45).saw(),
    note(&ONLINE_GREEN, &[TENSION], "Both sides posting about the parade with the name of the bus stop and \"Friday\". Passed to the duty sergeant by phone before writing this.").by(OUTREACH).ago(64).at(17, 30).online(),
    note(&BROOK_PARADE, &[TENSION], "Extra units on the parade for Friday on the strength of what was posted. Thirty or more gathered, none stayed past ten.").by(OFFICER).ago(60).on(Fri).at(22, 0).saw(),
    note(&BROOK_PARADE, &[TENSION, POSITIVE], "Stood with them for two hours on Friday. When the police were obvious it stayed good humoured; several said they only came because everybody else had.").by(OUTREACH).ago(60).on(Fri).at(21, 15).saw(),
    note(&BROOK_SHOP, &[CONCERN], "Mums say they send one adult in to shop and one waits outside with the little ones. A year ago they let the older ones fetch the milk alone.").by(PARENTING).ago(58).at(10, 15).involved(),
    note(&BROOK_CAR_PARK, &[WEAPON], "Large blade handed from a rucksack to a coat near the recycling, and both walked off separately. It was over in seconds and I rang it in from the corner.").by(OUTREACH).ago(56).on(Sat).at(20, 15).saw().weapon("zombie knife or machete", "unknown").people(&[(BAND_10_17, "suspect"), (BAND_18_24, "suspect")]).pinned(),
    note(&BROOK_CAR_PARK, &[WEAPON], "Search of the car park and planters after Saturday's call. Sheath found behind the recycling, no blade.").by(OFFICER).ago(54).on(Mon).at(9, 0).saw().weapon("other bladed article", "unknown"),
    note(&BROOK_STOP, &[ROBBERY], "Earphones and a jacket taken from one young person by three on foot. Reported. They were followed from inside the supermarket.").by(OFFICER).ago(53).at(17, 45).records().people(&[(BAND_10_17, "victim")]),
    note(&BROOK_SHOP, &[NUISANCE], "Supermarket asked us directly for patrols between four and seven. They will keep their recordings for thirty days if somebody asks in writing.").by(COUNCILLOR).ago(51).involved().amended(6, "The request in writing was sent. Their head office has to agree and wants two weeks."),
    note(&BROOK_CHICKEN, &[TENSION], "A chair went through the air. Nobody hit. The younger ones ran out past me, frightened, and would not stop to talk.").by(OUTREACH).ago(49).on(Fri).at(19, 30).saw(),
    note(&BROOK_PARADE, &[TENSION, WEAPON], "Section 60 in place for the evening around the parade. Eleven searches, one lock knife, one arrest.").by(OFFICER).ago(48).on(Sat).at(23, 0).records().weapon("other bladed article", "home").people(&[(BAND_18_24, "suspect")]),
    note(&BROOK_PARADE, &[CONCERN], "The most I have had on one subject since I was elected: fourteen letters on the parade in a week. The common thread is four in the afternoon until the shops shut.").by(COUNCILLOR).ago(46).residents(14).told(),
    note(&BROOK_STOP, &[TENSION, EXCLUSION], "Three of ours leave college by the back entrance so as not to change buses at the Brook. Allowed for a fortnight; I walk with them on Fridays.").by(OUTREACH).ago(45).involved().people(&[(BAND_10_17, "at risk"), (BAND_10_17, "at risk"), (BAND_18_24, "at risk")]),
    note(&BROOK_CAR_PARK, &[DRUGS], "No hatchback, but a white van in its bay and the same walking up and away.").by(OUTREACH).ago(44).on(Wed).at(20, 0).saw(),
    note(&BROOK_SHOP, &[NUISANCE], "Patrolled the supermarket 16:00 to 18:30 in uniform. Group of six turned round at the door.").by(OFFICER).ago(42).at(18, 30).saw(),
    note(&BROOK_CHICKEN, &[POSITIVE], "Owner has put four tables at the back for anyone who buys something, no filming, no hoods. Took it in turns to sit there with a deck of cards and it worked.").by(OUTREACH).ago(40).on(Thu).at(18, 30).saw(),
    note(&BROOK_PARADE, &[NUISANCE], "Half the numbers of a fortnight ago. Rain helps.").by(OUTREACH).ago(39).on(Fri).at(19, 0).saw(),
    note(&BROOK_STOP, &[ROBBERY], "Two arrested on a moped near the Brook with four phones on them. Owners being traced.").by(OFFICER).ago(36).at(16, 15).records().people(&[(BAND_18_24, "suspect"), (BAND_18_24, "suspect")]),
    note(&BROOK_CAR_PARK, &[LIGHTING], "Temporary floodlight up behind the parade. The whole place feels smaller and safer. The permanent ones are promised for the end of the quarter.").by(COUNCILLOR).ago(33).at(21, 45).saw().residents(3),
    note(&BROOK_CAR_PARK, &[DRUGS], "Grey hatchback drove in, saw the floodlight, drove out.").by(OUTREACH).ago(31).on(Fri).at(21, 45).saw(),
    note(&BROOK_SHOP, &[NUISANCE], "Shop window broken overnight, stone on the floor.").by(OUTREACH).ago(28).told().withdrawn("It was a delivery lorry backing into the glass; the shop has the driver's details."),
    note(&BROOK_CHICKEN, &[POSITIVE], "Cards night again, nine of them, from both sides of the road. Nobody mentioned the video.").by(OUTREACH).ago(26).on(Thu).at(18, 45).saw(),
    note(&BROOK_PARADE, &[CONCERN], "Walked the parade with two officers and a trader. Spirits better. The chicken shop is back to closing at eleven.").by(COUNCILLOR).ago(23).residents(5).involved(),
    note(&BROOK_PARADE, &[NUISANCE], "Patrol, nothing to report. Six outside the chicken shop, all eating.").by(OFFICER).ago(18).on(Fri).at(20, 0).saw(),
    note(&BROOK_STOP, &[POSITIVE], "The three who were using the back entrance have asked to stop. They say the bus is fine now.").by(OUTREACH).ago(16).involved(),
    note(&BROOK_SHOP, &[NUISANCE], "Two of the original five still try it on at the tills. Staff have learned their first names and that has done more than the guard did.").by(OUTREACH).ago(12).on(Tue).at(17, 15).told(),
    note(&BROOK_CAR_PARK, &[VEHICLE], "Car on bricks in the far corner, wheels gone. Reported to parking as well.").by(OFFICER).ago(8).at(7, 45).saw(),
    note(&BROOK_CHICKEN, &[POSITIVE], "Seven at the tables. One asked about the construction course, so I will bring the leaflet on Thursday.").by(OUTREACH).ago(3).at(18, 15).involved(),
    note(&BROOK_PARADE, &[LIGHTING], "Floodlight behind the parade was off last night. I have asked whether the hire has run out before the permanent ones are in.").by(COUNCILLOR).ago(1).residents(2).told(),
];
