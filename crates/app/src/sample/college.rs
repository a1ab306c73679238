//! What the college's safeguarding lead recorded: term time, working days.

use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};

use super::OFFICER;
use super::places::*;
use super::seed::*;

#[rustfmt::skip]
pub(super) const NOTES: &[Seed] = &[
    note(&COLLEGE_GATE, &[TENSION], "Five young people not on our roll waited by the main gate from about half past three. Two of our students went out by the side door instead. Staff stood outside until the buses had gone.").at(15, 45).saw().people(&[(BAND_10_17, "at risk"), (BAND_10_17, "at risk")]).on(Tue),
    note(&COLLEGE_GATE, &[TENSION], "Two of yesterday's five again, across the road this time. Gone by four.").later(1).at(16, 0).saw(),
    note(&COLLEGE_GATE, &[TENSION], "No one at the gate. Both students left with friends and said good night to the porter's lodge.").later(5).at(16, 15).saw(),
    note(&COLLEGE, &[TENSION], "Raised voices in the canteen over a seat. Mediated the same afternoon. Underneath it is a message from the summer that neither would show me.").at(13, 0).involved(),
    note(&COLLEGE, &[TENSION], "Mediation, second session. They have agreed to delete the thread and told each other so with a witness.").later(6).at(12, 30).involved(),
    note(&COLLEGE, &[EXCLUSION], "Attendance of one group of four has fallen below half since the break. They arrive together and leave together at eleven.").records().people(&[(BAND_10_17, "at risk"), (BAND_18_24, "at risk")]),
    note(&COLLEGE, &[EXCLUSION], "Home visits made for three of the four. Two will return on a shorter timetable. One is working nights.").later(9).records().at(10, 30),
    note(&COLLEGE, &[EXCLUSION], "Seventy per cent for the two on shorter timetables, which for them is a record.").later(35).records(),
    note(&COLLEGE, &[EXPLOITATION], "A student has begun to pay for everybody's lunch in cash and to leave lessons to take calls. Friends are amused, tutors are not. Logged and discussed with the hub for advice.").involved().people(&[(BAND_10_17, "at risk")]).amended(4, "Advice received. Family support offered and accepted.").pinned(),
    note(&COLLEGE, &[EXPLOITATION], "Same student missed Monday and Tuesday, came back on Wednesday with a burst lip and a new phone. Seen by the nurse. Hub informed within the hour.").later(13).on(Wed).at(11, 45).saw().people(&[(BAND_10_17, "victim")]),
    note(&COLLEGE, &[EXPLOITATION], "Plan agreed at the meeting. In college every day this week, sits at the front.").later(16).at(14, 0).records(),
    note(&COLLEGE, &[WEAPON], "Kitchen knife found in a toilet cistern by the cleaning team. Police collected it. No student linked to it and no rumours about it either, which is unusual.").at(7, 45).told().weapon("kitchen knife", "unknown"),
    note(&COLLEGE, &[WEAPON], "Searched lockers on that corridor with the students present. Two vapes and a hamster.").later(1).at(9, 30).saw(),
    note(&COLLEGE, &[WEAPON], "A student's bag search found a craft blade from the art department, signed out and forgotten. Returned to the cupboard.").at(12, 0).saw().withdrawn("Not a weapon concern. Kept in the art department's own log."),
    note(&COLLEGE, &[POSITIVE], "Street first-aid session: twenty-four students, tourniquets on broom handles. Two have asked to train as trainers.").on(Tue).at(14, 30).saw(),
    note(&COLLEGE, &[POSITIVE], "Second first-aid group, nineteen. The two trainees led the warm-up.").later(14).on(Tue).at(14, 30).saw(),
    note(&COLLEGE, &[POSITIVE], "Welcome week. 412 new students, forty peer mentors, one lost violin.").months(&[9]).at(15, 30).saw(),
    note(&COLLEGE, &[CONCERN], "Induction survey: one in three of our new students changes route to avoid somewhere. The three places named most are the Brook, the station steps and the footbridge.").months(&[9, 10]).records().pinned(),
    note(&COLLEGE, &[CONCERN], "Mock results handed out in the hall. Tears of both sorts. Counsellors saw eleven, none of them in crisis.").months(&[1, 2]).at(11, 0).saw(),
    note(&COLLEGE, &[DRUGS], "Smell of cannabis in the back stairwell on four mornings out of five. We have moved a tutor's desk to the landing.").at(9, 15).saw(),
    note(&COLLEGE, &[DRUGS], "Stairwell clear since the desk moved. The tutor would like the desk back.").later(10).at(9, 30).saw(),
    note(&COLLEGE, &[DRUGS], "Edible sweets being passed round as ordinary ones. Two students felt unwell and were collected by family. Warning sent to all tutors without naming anybody.").at(13, 45).involved().people(&[(BAND_10_17, "victim"), (BAND_10_17, "victim")]),
    note(&COLLEGE_STOP, &[NUISANCE], "Bus stop: crowding until quarter to five, then nothing. Our later finish for the trades groups has halved it.").at(16, 45).saw(),
    note(&COLLEGE_STOP, &[ROBBERY], "A student's phone was taken at the bus stop. Brought back inside, parents rung, report made from my office.").at(17, 0).involved().people(&[(BAND_10_17, "victim")]),
    note(&COLLEGE_STOP, &[ROBBERY], "Assembly on phones at the stop: face in, back to the wall, one looks up. They laughed and then they practised it.").later(2).at(9, 0).saw(),
    note(&COLLEGE_STOP, &[TENSION], "Driver would not open the doors because of the crowd. It took a tutor with a loud voice to form a queue.").at(16, 15).told(),
    note(&COLLEGE_STOP, &[POSITIVE], "Extra bus started on Monday. No crowd, no incident, no staff needed by Thursday.").on(Thu).at(16, 30).saw(),
    note(&DELL_GARDENS, &[DRUGS], "Lunchtime in Dell Gardens: our students on one bench, much older visitors on the next, and a good deal of traffic between the two.").at(12, 45).saw(),
    note(&DELL_GARDENS, &[LIGHTING], "Bushes by the north gate of Dell Gardens are over head height. Asked parks to cut to waist.").at(14, 0).saw().amended(14, "Cut. You can see the road from the benches now.").by(OFFICER).later(2),
    note(&DELL_GARDENS, &[DRUGS], "Fewer visitors in Dell Gardens now that the bushes are down. Students have taken back the middle bench.").later(20).at(12, 45).saw(),
    note(&DELL_GARDENS, &[POSITIVE], "Sports society lunch in the gardens. A frisbee, a hundred sandwiches and the park keeper as referee.").months(&[4, 5, 6, 7]).on(Fri).at(13, 0).saw(),
    note(&COLLEGE, &[TENSION], "Account on a picture site posting insults about our students and Fernhill's, in turn. Whoever runs it knows both buildings. Reported to the site, screenshots kept.").online().at(10, 0),
    note(&COLLEGE, &[TENSION], "The insults account is back under a new name with fewer followers.").later(7).online().at(9, 45),
    note(&COLLEGE, &[TENSION], "Insults account closed for good. A first-year owned up, cried and wrote three decent letters.").later(12).involved().at(14, 15).people(&[(BAND_10_17, "not known")]),
    note(&COLLEGE, &[POSITIVE], "Construction group finished the bench for the bus stop. It has every name burnt into the underside where nobody will see it.").at(14, 0).saw(),
    note(&COLLEGE, &[POSITIVE], "Twelve students on work experience with the housing repairs team. Two started by mending the lamp outside their own block.").months(&[2, 3, 6, 7]).saw(),
    note(&COLLEGE, &[CONCERN], "Six students caring for a parent or a sibling came to the first young carers' lunch. I knew about one of them.").at(12, 30).involved(),
    note(&COLLEGE, &[CONCERN], "Young carers' lunch, nine this time. We are moving it to the larger room.").later(28).at(12, 30).involved(),
    note(&COLLEGE, &[CONCERN], "A student is sleeping on friends' sofas and wanted nobody to know. Housing duty officer found a room by five. Remarkable people.").involved().at(17, 15).people(&[(BAND_18_24, "at risk")]).amended(11, "In the room, attending, and asked for a bookshelf."),
    note(&COLLEGE, &[EXPLOITATION], "A visitor with a borrowed pass spent an hour in the common room \"recruiting for promotions\". Escorted out. Pass owner lost it on the bus and had not told us.").at(13, 15).saw().people(&[(BAND_25_34, "suspect")]),
    note(&COLLEGE, &[EXPLOITATION], "Tutor group session on easy-money offers. More than half had been sent one. Several had kept them, and we made a display.").later(15).on(Mon).at(10, 0).involved(),
    note(&COLLEGE, &[VEHICLE], "Moped ridden across the quad for a dare. Rider not ours, passenger ours.").at(12, 15).saw(),
    note(&COLLEGE, &[POSITIVE], "Passenger from the moped dare has done four lunchtimes of litter and asked for a fifth because the company was good.").later(11).at(13, 0).saw(),
    note(&YARD_BRIDGE, &[ROBBERY], "Two trades students jostled on the footbridge on the way to placement. Nothing taken. Placement now starts half an hour later so that they walk in a group.").months(&[11, 12, 1, 2]).involved().people(&[(BAND_18_24, "victim"), (BAND_18_24, "victim")]),
    note(&COLLEGE, &[POSITIVE], "End-of-term show. Standing room only and a standing ovation for somebody who spoke to no one in September.").months(&[12, 7]).at(19, 0).saw(),
    note(&COLLEGE, &[LIGHTING], "Two lamps in the cycle shelter are out and the camera there sees nothing after four.").months(&[11, 12, 1]).at(16, 30).saw(),
    note(&COLLEGE, &[LIGHTING], "Cycle shelter lit. The camera can now read a number plate, as the deputy head's proved.").later(9).at(16, 45).saw(),
    note(&COLLEGE, &[TENSION], "Quiet morning after a weekend that worried everybody. Tutors asked every group how they were, and meant it.").on(Mon).at(10, 30).saw(),
];
