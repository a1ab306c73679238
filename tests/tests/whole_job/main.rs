//! The whole job: seven people, eight devices, days without a signal, from what somebody saw to the sentence
//! they read in the end. What each of them sees is looked at on their own device at every turn.
#![allow(clippy::unwrap_used, reason = "a test")]

mod borough;
mod canaries;
mod plan;
mod triage;

use borough::Borough;

#[test]
fn seven_people_make_a_plan_of_what_was_told_them_and_everybody_who_spoke_up_reads_what_came_of_it() {
    let mut borough = Borough::new();
    let notes = triage::recorded_without_a_signal(&mut borough);
    triage::read_asked_and_answered(&mut borough, &notes);
    triage::shared_sent_and_closed(&borough, &notes);
    let work = plan::put_together(&borough, &notes);
    plan::worked_on_without_a_signal(&mut borough, &work);
    plan::decided(&borough, &work);
    triage::briefing_corrected(&borough);
    plan::closed_and_heard(&borough, &notes, &work);
    borough.verified();
    canaries::lie_where_they_may_and_nowhere_else(&borough, &notes);
}
