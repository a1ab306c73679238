//! Laptops and the server speak, and the network between them does what it likes.

use domain::clock::Timestamp;
use sync::{Call, Event, Fault as CallFault};

use super::super::borough::Who;
use super::super::checker;
use super::super::dice::Dice;
use super::super::fault::Fault;
use super::World;

/// A request that is still on its way after its sender has given it up.
pub(super) struct Late {
    call: Call,
    who: Who,
    token: Option<String>,
}

impl World {
    pub(super) fn somebody_exchanges(&mut self) {
        let Some(no) = self.somebody() else {
            let off = self.dice.below(self.devices.len());
            self.devices[off].restart(&self.dice);
            return;
        };
        if self.devices[no].under.is_none() {
            let event = [Event::Asked, Event::Tick, Event::Hint][self.dice.below(3)].clone();
            self.devices[no].tell(event);
        }
        for _ in 0..=self.dice.below(8) {
            self.deliver(no);
        }
        self.look_after(no);
    }

    /// Time and again, as programs do.
    pub(super) fn whoever_is_offline_tries(&mut self) {
        for no in 0..self.devices.len() {
            if self.devices[no].is_on() && !self.devices[no].online {
                self.devices[no].tell(Event::Asked);
                self.deliver(no);
                self.look_after(no);
            }
        }
    }

    /// The call that is under way meets the network.
    pub(super) fn deliver(&mut self, no: usize) {
        let Some(call) = self.devices[no].under.clone() else { return };
        self.tally.attempts += 1;
        let (Some(who), online) = (self.devices[no].who(), self.devices[no].online) else { return };
        let mut token = self.devices[no].token.clone();
        let at = self.dice.below(3);
        // What the server gave, where something else arrives.
        let mut instead_of = None;
        let answer = match self.dice.below(40) {
            _ if !online || !self.borough.is_up() => Err(CallFault::Unreachable),
            0 => {
                self.tally.note(Fault::RequestLost);
                if self.dice.one_in(2) {
                    self.late.push(Late { call, who, token: token.clone() });
                }
                Err(CallFault::Unreachable)
            }
            1 => {
                self.tally.note(Fault::AnswerLost);
                let _ = self.borough.call(at, &call, &who, &mut token);
                Err(CallFault::Unreachable)
            }
            2 => {
                self.tally.note(Fault::RequestTwice);
                let _ = self.borough.call(at, &call, &who, &mut token);
                self.borough.call(at, &call, &who, &mut token)
            }
            3 => {
                self.tally.note(Fault::AnswerLate);
                let answer = self.borough.call(at, &call, &who, &mut token);
                self.held_back.push((no, self.devices[no].life, Event::Answered(answer)));
                // It is still under way; others write and exchange meanwhile.
                self.devices[no].token = token;
                self.look_after_server();
                return;
            }
            4 if self.devices[no].cached.is_some() && matches!(call, Call::Pull(_)) => {
                self.tally.note(Fault::AnswerOld);
                Ok(sync::Answer::Pull(self.devices[no].cached.clone().unwrap_or_else(|| unreachable!())))
            }
            5 => {
                let mut answer = self.borough.call(at, &call, &who, &mut token);
                if let Ok(sync::Answer::Pull(pulled)) = &mut answer {
                    let given = checker::given(pulled);
                    if alter(pulled, &self.dice) {
                        self.tally.note(Fault::AnswerAltered);
                        instead_of = Some((given, pulled.epoch));
                    }
                }
                answer
            }
            _ => self.borough.call(at, &call, &who, &mut token),
        };
        if let Ok(sync::Answer::Pull(pulled)) = &answer
            && self.dice.one_in(4)
        {
            self.devices[no].cached = Some(pulled.clone());
        }
        self.look_after_server();
        let device = &mut self.devices[no];
        device.token = token;
        device.under = None;
        device.tell(Event::Answered(answer));
        if let Some((given, epoch)) = instead_of
            && device.is_on()
            && let Err(what) = checker::as_given(device, &given, epoch)
        {
            self.broken.get_or_insert(what);
        }
    }

    pub(super) fn something_late_arrives(&mut self) {
        if self.dice.one_in(2) && !self.late.is_empty() {
            let late = self.late.swap_remove(self.dice.below(self.late.len()));
            self.tally.note(Fault::RequestLate);
            let mut token = late.token;
            let at = self.dice.below(3);
            let _ = self.borough.call(at, &late.call, &late.who, &mut token);
            self.look_after_server();
        } else if !self.held_back.is_empty() {
            let (no, life, event) = self.held_back.swap_remove(self.dice.below(self.held_back.len()));
            // Of an earlier life of the program, or given up meanwhile, it has nobody to come to.
            if self.devices[no].is_on() && self.devices[no].life == life && self.devices[no].under.take().is_some() {
                self.devices[no].tell(event);
                self.look_after(no);
            }
        }
    }

    /// A server whose disk has failed is down until somebody starts it.
    pub(super) fn look_after_server(&mut self) {
        let failed = self.borough.disk.failed();
        if let Some((fault, _)) = self.planned.take_if(|(_, before)| failed > *before) {
            self.tally.note(fault);
        }
        if self.borough.disk.is_off() {
            self.borough.stop();
        }
    }
}

/// Makes of a page something that the server did not send. False where there is none to change.
fn alter(answer: &mut protocol::PullAnswer, dice: &Dice) -> bool {
    // Where there is one of several changes, that one: of a single change there is little to make.
    let long: Vec<usize> = (0..answer.pages.len()).filter(|at| answer.pages[*at].entries.len() > 1).collect();
    let at = dice.pick(&long).copied().unwrap_or_else(|| dice.below(answer.pages.len()));
    let Some(page) = answer.pages.get_mut(at) else { return false };
    let last = page.entries.len().saturating_sub(1);
    match dice.below(4) {
        0 if last > 0 => page.entries.swap(0, last),
        1 if last > 0 => {
            page.entries.remove(dice.below(last));
        }
        2 => match page.entries.last_mut() {
            Some(protocol::Entry::Yours { time, .. } | protocol::Entry::Change { time, .. }) => {
                *time = Timestamp::from_millis(time.millis() + 1);
            }
            None => return false,
        },
        _ => {
            page.entries.pop();
            page.before.position += 1;
        }
    }
    true
}
