//! What the parenting worker heard at groups and visits. Families agree before anything is written.

use chrono::Weekday::{Mon, Thu, Tue, Wed};

use super::places::*;
use super::seed::*;

#[rustfmt::skip]
pub(super) const NOTES: &[Seed] = &[
    note(&HOLLIN_CENTRE, &[POSITIVE], "Parents' coffee morning at Hollin Green. Thirteen, with two grandfathers, which is a first. They swapped bedtimes, bus routes and a good recipe for lentils.").on(Tue).at(10, 0).saw().ago(167),
    note(&HOLLIN_CENTRE, &[CONCERN], "Coffee morning, ten. Most of the talk was about the dark blue car. Three had told their children what to say to it.").later(14).on(Tue).at(10, 15).involved(),
    note(&HOLLIN_CENTRE, &[POSITIVE], "Coffee morning, sixteen and standing room. Somebody brought a guitar.").later(28).on(Tue).at(10, 0).saw(),
    note(&HOLLIN_CENTRE, &[POSITIVE], "Week one of the course for parents of teenagers. Eight signed, seven came, one rang to say sorry.").months(&[1, 2, 9, 10]).on(Wed).at(18, 30).saw(),
    note(&HOLLIN_CENTRE, &[POSITIVE], "Week two. We did listening without fixing. Harder than it sounds, and much laughter.").later(7).on(Wed).at(18, 30).saw(),
    note(&HOLLIN_CENTRE, &[CONCERN], "Week three. Phones. Two parents had found things they wished they had not, and were brave enough to say so. Followed both up by phone with their agreement.").later(7).on(Wed).at(18, 45).involved(),
    note(&HOLLIN_CENTRE, &[POSITIVE], "Week four: all eight again. They bring each other.").later(7).on(Wed).at(18, 30).saw(),
    note(&HOLLIN_CENTRE, &[POSITIVE], "Last week of the course. Every one of them named something that is better at home, and one said it was herself.").later(7).on(Wed).at(19, 0).involved(),
    note(&HOLLIN_PLAY, &[DRUGS], "Parents at the play area carry a bag for the canisters as other people carry one for the dog. It should not be ordinary.").at(15, 45).saw(),
    note(&HOLLIN_PLAY, &[POSITIVE], "Teddy bears' picnic. Older boys on the swings stood up without being asked and one pushed the little ones for half an hour.").months(&[5, 6, 7, 9]).at(14, 0).saw(),
    note(&KESTREL_HOUSE, &[EXPLOITATION], "A parent at Kestrel House asked what it means when a child has trainers nobody bought. We talked for an hour, and agreed together to ask for help.").involved().people(&[(BAND_10_17, "at risk")]).amended(6, "Early help worker has visited. Parent says she slept.").ago(148),
    note(&KESTREL_HOUSE, &[EXPLOITATION], "Three months on. The family has moved to a cousin's for a while by choice, and writes that things are calm.").later(88).involved(),
    note(&KESTREL_HOUSE, &[LIGHTING], "Lift out for nine days. Two mothers with buggies on the seventh floor have not been to group since.").told().amended(8, "Lift mended. Both were back this week."),
    note(&WORMHOLT_WARD, &[CONCERN], "Several mums are sure there was a stabbing at the weekend. There was not: it was a fall from a bicycle. Rumour travels faster than I do.").on(Mon).at(10, 30).told(),
    note(&WORMHOLT_WARD, &[EXCLUSION], "A family asked me to sit in on the reintegration meeting. The school had cake. It set the tone and the child is back full time.").term().at(9, 30).saw(),
    note(&ASKEW_LIBRARY, &[POSITIVE], "Rhyme time at the library, twenty-two under fives and the noise of a motorway.").term().on(Thu).at(10, 30).saw(),
    note(&ASKEW_LIBRARY, &[POSITIVE], "Rhyme time, twenty-five. A dad asked if there is anything for dads. There is about to be.").later(21).on(Thu).at(10, 30).saw(),
    note(&ASKEW_LIBRARY, &[POSITIVE], "First dads' hour at the library. Five dads, seven babies, one shared panic about teething.").later(28).on(Thu).at(10, 30).saw(),
    note(&ASKEW_LIBRARY, &[NUISANCE], "The alley beside the library smells in the mornings and parents lift buggies over glass. Asked for it to be hosed on Wednesdays before we open.").at(9, 15).saw(),
    note(&MERROW_CLUB, &[CONCERN], "Parents waiting outside the youth club at closing told me they do so because of the mopeds, not because of the club. The club itself they would trust with anything.").on(Wed).at(20, 45).involved().ago(268),
    note(&MERROW_STREET, &[CONCERN], "A mother has moved her child's bedroom to the back because of the engines at night.").involved().ago(275),
    note(&FERNHILL_GATE, &[EXCLUSION], "Transition evening for the move to secondary. Parents worry about the bus far more than about the work.").months(&[6, 7]).at(18, 0).involved(),
    note(&SORREL_HALL, &[POSITIVE], "New stay and play at the tenants' hall. Four families on a wet Monday, which I count as a crowd.").on(Mon).at(10, 0).saw().ago(250),
    note(&SORREL_HALL, &[CONCERN], "Stay and play: nobody lets the under tens go down to the laundry. One has stopped doing the washing after dinner.").later(14).on(Mon).at(10, 15).involved(),
    note(&SORREL_HALL, &[POSITIVE], "Stay and play, eleven families. They have elected a tea monitor.").later(42).on(Mon).at(10, 0).saw(),
    note(&SORREL, &[EXPLOITATION], "A family on Sorrel has its door knocked at midnight by people they do not know, asking for the eldest. With their agreement I rang the hub from their kitchen.").involved().people(&[(BAND_10_17, "at risk")]).amended(2, "The hub has rung them back and a visit is booked. They know that I have written this.").ago(222),
    note(&SORREL_GARDEN, &[POSITIVE], "Picked beans with three families who met in the garden and now share the school run.").months(&[7, 8, 9]).at(11, 30).saw(),
    note(&WHARF_HALL, &[POSITIVE], "Mothers and daughters evening at Wharf Hall. They wrote questions on cards for each other and nobody left early.").at(18, 30).saw(),
    note(&WHARF_HALL, &[EXPLOITATION], "Talk on pictures and pressure, twenty parents. The practical half, how to get one taken down, was what they wanted.").later(27).at(18, 30).saw(),
    note(&LANTERN_WHARF, &[CONCERN], "Parents at the wharf have a rota for watching the slipway on hot days. They would rather the council had one.").months(&[6, 7, 8]).at(16, 0).involved(),
    note(&CALLOW_GARDENS, &[POSITIVE], "Buggy walk in Callow Gardens. Seven buggies, two laps, one dropped rabbit recovered.").at(10, 45).saw(),
    note(&TANNERY_SQUARE, &[POSITIVE], "Holiday crafts on Tannery Square. Thirty paper boats and a light drizzle.").holidays().at(11, 0).saw(),
    note(&HERON_LAWN, &[CONCERN], "A childminder says the swing chains on Heron Lawn are worn nearly through. Told parks by phone.").told().amended(3, "New chains fitted."),
    note(&QUINCE_ROAD, &[CONCERN], "New parents' group on Quince Road would like a talk on home safety, having had two thefts from hallways.").at(11, 0).involved(),
    note(&CANDLE_STATION, &[CONCERN], "No step-free way out on the Candle Street side since the works. Four mothers carried one pram.").at(9, 45).saw(),
    note(&GREEN_WARD, &[CONCERN], "A foster carer worried about contact through a game. We went through the settings together, and she taught me two.").involved().people(&[(BAND_10_17, "at risk")]),
    note(&GREEN_WARD, &[POSITIVE], "Nine at the evening group, and they stacked the chairs themselves.").ago(10).at(19, 45).saw(),
    note(&HOLLIN_CENTRE, &[CONCERN], "One parent in tears about a fixed-term exclusion. By the end three others had written down what to ask the school.").ago(6).at(11, 0).involved().withdrawn("She would rather I did not keep it. Quite right."),
    note(&HOLLIN_CENTRE, &[POSITIVE], "Fourteen for coffee. The grandfathers have started a chess table.").ago(2).at(10, 15).saw(),
    note(&SORREL_HALL, &[POSITIVE], "Tea monitor away, standards slipping, nine families all the same.").ago(0).saw(),
];
