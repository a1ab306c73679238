//! The Larkfield estate: groups at the bin store, built up over months and calmed by light, a lock
//! and an open hall. Several people's notes, oldest first; days count back from today.

use chrono::Weekday::{Fri, Sat, Thu, Tue, Wed};

use super::places::*;
use super::seed::*;
use super::{COUNCILLOR, OFFICER, OUTREACH, PARENTING};

#[rustfmt::skip]
pub(super) const NOTES: &[Seed] = &[
    note(&LARKFIELD, &[POSITIVE], "Walked the whole estate with the placement student. Quiet. People on benches, football on the court, two neighbours waved us over to ask when the hall opens again.").by(OUTREACH).ago(352).at(17, 30).saw(),
    note(&LARKFIELD, &[LIGHTING], "Estate walk with housing. Lamp over the bin store dead, and the two on the footpath beside it flicker. Housing took the column numbers.").by(OFFICER).ago(331).at(11, 0).saw(),
    note(&LARKFIELD_HALL, &[POSITIVE], "First coffee morning back in the hall: nine parents, one dad, lots of toddlers. They would like something for the older ones after tea. The hall shuts at six.").by(PARENTING).ago(317).at(10, 0).saw(),
    note(&LARKFIELD_BINS, &[NUISANCE], "Four young people sitting on the wall by the bin store, music on a phone. Friendly enough. They said there is nowhere dry to sit.").by(OUTREACH).ago(296).at(18, 45).saw(),
    note(&LARKFIELD_BINS, &[NUISANCE, DRUGS], "Smell of cannabis on the stairs nearest the bins and two new faces on the wall. Moved along when we came through.").by(OFFICER).ago(262).at(20, 30).saw(),
    note(&TERN_HOUSE, &[CONCERN], "A first email about Tern House: youngsters in the ground-floor lobby in the evenings, door propped with a brick. I have asked housing about the door closer.").by(COUNCILLOR).ago(240).residents(1).told(),
    note(&LARKFIELD_BINS, &[NUISANCE], "Six at the bin store tonight, three of them not from the estate. One asked us, quite politely, whether we were police.").by(OUTREACH).ago(221).on(Thu).at(19, 15).saw(),
    note(&LARKFIELD_BINS, &[NUISANCE], "Same wall, same six. Gone by nine.").by(OUTREACH).ago(214).on(Thu).at(20, 45).saw(),
    note(&TERN_HOUSE, &[DRUGS, EXPLOITATION], "A flat on the second floor of Tern House has had visitors at all hours for a fortnight, mostly on bicycles, none staying over five minutes. People on the landing think the tenant is not in charge of the door any more.").by(OUTREACH).ago(203).told().amended(9, "Visitors still coming, fewer in the mornings. The tenant was seen at the shop and looked well.").people(&[(BAND_OVER_34, "at risk")]),
    note(&PLOVER_HOUSE, &[NUISANCE], "Bottle banks tipped over behind Plover House and the door glass cracked. Housing boarded it by the afternoon.").by(OFFICER).ago(196).at(9, 30).saw(),
    note(&LARKFIELD_BINS, &[DRUGS], "Small bags on the ground behind the paladins. Photographed, swept up, handed in at the station.").by(OFFICER).ago(188).at(14, 15).saw(),
    note(&LARKFIELD_COURT, &[POSITIVE], "Brought a ball and cones to the court. Eleven joined in, two of the bin-store regulars among them. They stayed till the light went and carried the goals back.").by(OUTREACH).ago(181).on(Wed).at(18, 0).saw(),
    note(&LARKFIELD, &[CONCERN], "Three more about Larkfield at Saturday's surgery, all of them polite, all of them tired. The noise stops people opening a window at night.").by(COUNCILLOR).ago(170).on(Sat).residents(3).told(),
    note(&LARKFIELD_BINS, &[NUISANCE, VEHICLE], "Two mopeds parked up by the bins with engines running, no plates on one. Riders had helmets on throughout. Group of about seven standing round them.").by(OUTREACH).ago(163).on(Fri).at(20, 0).saw(),
    note(&LARKFIELD_BINS, &[NUISANCE], "Eight, and louder. Gate to the bin store is off one hinge, so nothing stops anyone going in and sitting down.").by(OUTREACH).ago(156).on(Fri).at(19, 45).saw(),
    note(&LARKFIELD, &[VEHICLE], "Moped without plates followed from the estate as far as the slip road, then lost. Black, white rear mudguard.").by(OFFICER).ago(151).at(21, 10).saw(),
    note(&LARKFIELD_BINS, &[TENSION], "Different mood tonight. The regulars were watching both ends of the footpath and nobody wanted to talk. One said they were \"waiting for some people\" and laughed it off.").by(OUTREACH).ago(142).on(Thu).at(19, 30).involved(),
    note(&TERN_HOUSE, &[NUISANCE], "Lobby of Tern House again. Smoke, shouting, and the lift held open so that a woman with a buggy took the stairs.").by(COUNCILLOR).ago(138).residents(2).told(),
    note(&LARKFIELD_COURT, &[TENSION], "Shouting match across the court between Larkfield young people and a group who came in from the Broadway side. No blows. Broke up when a few older brothers came down.").by(OUTREACH).ago(133).on(Sat).at(18, 30).saw().people(&[(BAND_10_17, "not known")]),
    note(&ONLINE, &[TENSION], "Clip going round of Saturday at the court, with laughing faces and a comment that they will \"come back with more\". Taken down by the evening but plenty had saved it.").by(OUTREACH).later(1).at(16, 45).online(),
    note(&LARKFIELD_BINS, &[NUISANCE, DRUGS], "Patrol 19:00 to 21:00. Nine at the bin store, dispersed, back within twenty minutes. Two stopped and searched, nothing found.").by(OFFICER).ago(127).at(20, 15).saw(),
    note(&PLOVER_HOUSE, &[CONCERN], "Mums at the drop-in are walking their children the long way to avoid the footpath. Nobody has been hurt. It is the not knowing that gets to them.").by(PARENTING).ago(124).at(10, 30).involved(),
    note(&LARKFIELD_BINS, &[WEAPON, TENSION], "Counted eleven. One lifted a jacket to show the others something tucked in the waistband and they all stepped back. I could not see what it was.").by(OUTREACH).ago(120).on(Fri).at(20, 30).saw().weapon("unknown", "unknown").people(&[(BAND_10_17, "suspect")]).amended(3, "Someone who was there says it was the handle of a kitchen knife, and that it was for show."),
    note(&LARKFIELD, &[WEAPON], "Weapon sweep of the planters, bin store and undercroft with four colleagues and the housing team. One kitchen knife in the planter by Plover House, wrapped in a carrier bag.").by(OFFICER).ago(116).on(Tue).at(10, 0).saw().weapon("kitchen knife", "unknown"),
    note(&LARKFIELD_BINS, &[NUISANCE], "Quieter the night after the sweep, five only. Some of them had heard about the planter and were keen to say it was nothing to do with them.").by(OUTREACH).later(1).at(19, 0).involved(),
    note(&LARKFIELD, &[CONCERN], "The sweep is the talk of the estate. Most were glad to see uniforms; one felt it made the place look worse than it is. Everybody asks what happens next and I would like to be able to tell them.").by(COUNCILLOR).ago(112).residents(7).told(),
    note(&LARKFIELD_BINS, &[NUISANCE, VEHICLE], "Moped with the white mudguard back, in and out three times in half an hour, a minute each time.").by(OUTREACH).ago(109).on(Fri).at(20, 45).saw(),
    note(&LARKFIELD_BINS, &[DRUGS], "Exchange seen from the second-floor landing: rider to pedestrian, under a minute, towards the station afterwards.").by(OFFICER).ago(106).at(21, 30).saw().people(&[(BAND_18_24, "suspect")]),
    note(&TERN_HOUSE, &[EXPLOITATION, DRUGS], "Two who used to come to football are now in and out of the second-floor flat with new phones and new trainers. Neither wanted to talk about where they came from. Raised with my manager the same evening.").by(OUTREACH).ago(103).on(Thu).at(18, 15).saw().people(&[(BAND_10_17, "at risk"), (BAND_10_17, "at risk")]).amended(1, "Referral made and accepted. Please do not raise it with the families direct."),
    note(&LARKFIELD_BINS, &[NUISANCE], "Twelve. The most so far. Fireworks or a banger thrown in the paladin, a lot of smoke and no harm done.").by(OUTREACH).ago(101).on(Sat).at(20, 15).saw(),
    note(&LARKFIELD, &[LIGHTING], "Six lamps out of nine dark along the footpath, counted with a torch. That is the route from the bus to every front door on the north side.").by(COUNCILLOR).ago(98).at(22, 0).saw(),
    note(&TERN_HOUSE, &[DRUGS], "Visited the second-floor flat with housing. Tenant accepted support and a change of locks. Two adults asked to leave did so.").by(OFFICER).ago(95).at(11, 30).saw(),
    note(&LARKFIELD_BINS, &[NUISANCE], "Nobody knew where to stand tonight. The flat is shut to them and half the group drifted off towards the Broadway.").by(OUTREACH).later(1).on(Thu).at(19, 30).saw(),
    note(&LARKFIELD_COURT, &[TENSION, WEAPON], "Twenty or so on the court at the same time from two estates, hoods up, and it went silent. A bottle was smashed. Then somebody's phone rang, everybody laughed, and they drifted off in two directions.").by(OUTREACH).ago(90).on(Sat).at(19, 45).saw(),
    note(&LARKFIELD, &[TENSION], "High-visibility patrols Thursday to Sunday agreed with the inspector. Dispersal power in place for the weekend.").by(OFFICER).ago(89).records().at(15, 0),
    note(&LARKFIELD_BINS, &[NUISANCE], "Patrols on the estate. Three at the wall, bored. Handed out the club's flyer.").by(OUTREACH).ago(87).on(Thu).at(19, 0).saw(),
    note(&LARKFIELD_HALL, &[POSITIVE], "Hall committee agreed to a trial of late opening, Thursdays until nine. It only needs two adults each time and a person with keys.").by(PARENTING).ago(83).at(14, 0).involved(),
    note(&LARKFIELD, &[LIGHTING], "Contractor on site. Four of the dark lamps on the footpath replaced, two need a new cable.").by(COUNCILLOR).ago(79).at(13, 0).saw().amended(7, "All nine are working. I walked it after dark and could read a newspaper."),
    note(&LARKFIELD_HALL, &[POSITIVE], "First late opening: fourteen through the door, six of them from the bin-store wall. Table tennis, toast, a row about the music, no trouble.").by(OUTREACH).ago(76).on(Thu).at(20, 45).saw(),
    note(&LARKFIELD_BINS, &[NUISANCE], "Code lock fitted to the bin store gate. Tested with housing. Holds.").by(OFFICER).ago(72).at(10, 45).saw(),
    note(&LARKFIELD_BINS, &[NUISANCE], "Two on the wall, and only because they were waiting for a lift.").by(OUTREACH).ago(69).on(Thu).at(18, 30).saw(),
    note(&LARKFIELD_HALL, &[POSITIVE], "Second late opening. Nineteen. First-aid session in the side room was full, and they asked sharp questions about what to do before the ambulance comes.").by(OUTREACH).ago(69).on(Thu).at(20, 30).saw(),
    note(&LARKFIELD_BINS, &[NUISANCE], "Eight to ten at the bin store just before midnight, music from a speaker.").by(COUNCILLOR).ago(64).residents(1).told().withdrawn("The resident wrote again: it was a wedding party coming home, and they have apologised."),
    note(&LARKFIELD, &[VEHICLE], "Moped with white mudguard recovered two streets away, plates missing. Returned to its owner.").by(OFFICER).ago(59).at(8, 45).records(),
    note(&LARKFIELD_HALL, &[POSITIVE], "Parents from Tern House have put themselves on the hall rota. Two of them had never spoken to each other before.").by(PARENTING).ago(52).at(11, 15).saw(),
    note(&LARKFIELD_COURT, &[POSITIVE], "Mixed game on the court with young people from the Broadway side, arranged between themselves. I was only asked for bibs.").by(OUTREACH).ago(44).on(Sat).at(16, 30).saw(),
    note(&LARKFIELD, &[CONCERN], "Only one message about Larkfield this month, and it was to say thank you for the lamps.").by(COUNCILLOR).ago(36).residents(1).told(),
    note(&LARKFIELD_BINS, &[NUISANCE], "Walked through twice, early and late. Nobody at the bins either time.").by(OUTREACH).ago(30).on(Thu).at(21, 0).saw(),
    note(&LARKFIELD_HALL, &[POSITIVE], "Late opening number nine, twenty-two signed in. The key holder is worn out and we need a third adult before one of us gives up.").by(OUTREACH).ago(20).on(Thu).at(20, 45).involved().pinned(),
    note(&TERN_HOUSE, &[NUISANCE], "Lobby clean, door closing properly, lift working. Noted because nobody writes that down.").by(OFFICER).ago(9).at(16, 0).saw(),
    note(&LARKFIELD_HALL, &[POSITIVE], "Steady evening, nineteen in. Two of the old regulars at the wall are now running the tuck shop and the sums were right.").by(OUTREACH).ago(5).on(Thu).at(20, 30).saw(),
];
