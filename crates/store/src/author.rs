//! Writing as this device: rights asked, one group made, kept and projected in the act's transaction.

use domain::access::Grant;
use domain::change::{Act, Change, Draft};
use domain::fold::Fold;
use domain::held_for::{self, HeldFor};
use domain::ids::{AreaId, PersonId, RecordId, StreamId};
use domain::permissions::{self, Right};
use domain::records::{AudienceRef, Kind};
use domain::streams::{StreamSecret, StreamSort};
use domain::wards::WardCode;
use rusqlite::OptionalExtension;
use serde::Serialize;

use crate::error::{Result, StoreError};
use crate::identity::Identity;
use crate::store::{Reader, Writer};
use crate::{apply, streams};

impl Reader<'_> {
    pub fn identity(&self) -> Result<Identity> {
        Identity::load(self.connection)
    }

    pub(crate) fn stream_secret(&self) -> Result<StreamSecret> {
        let text: String =
            self.connection.prepare_cached("SELECT stream_secret FROM partnership")?.query_row([], |row| row.get(0))?;
        StreamSecret::from_hex(&text)
            .ok_or_else(|| StoreError::Inconsistent("the stream secret cannot be read".to_owned()))
    }

    /// The area that stands for a ward in this partnership.
    pub fn area_of(&self, ward: WardCode) -> Result<Option<AreaId>> {
        Ok(self
            .connection
            .prepare_cached("SELECT id FROM area WHERE ward = ?1")?
            .query_row([ward.as_str()], |row| row.get(0))
            .optional()?
            .map(AreaId::from_bytes))
    }

    /// The record as it stands; none where nothing of it is held.
    pub fn fold(&self, record: RecordId) -> Result<Option<Fold>> {
        apply::fold_of(self.connection, record)
    }

    /// A person's grants, whether or not they still hold.
    pub fn grants_of(&self, person: PersonId) -> Result<Vec<Grant>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT audience, rights, role, granted_by, until, ended FROM grant_ WHERE person = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([person.as_bytes()])?;
        let mut grants = Vec::new();
        while let Some(row) = rows.next()? {
            // An audience of a newer version reaches nothing here.
            let Ok(audience) = serde_json::from_str(&row.get::<_, String>(0)?) else { continue };
            let names: Vec<String> = serde_json::from_str(&row.get::<_, String>(1)?).unwrap_or_default();
            let day = |at: usize| -> Result<Option<chrono::NaiveDate>> {
                Ok(row.get::<_, Option<String>>(at)?.and_then(|day| day.parse().ok()))
            };
            grants.push(Grant {
                person,
                audience,
                rights: names.iter().filter_map(|name| Right::parse(name)).collect(),
                role: row.get(2)?,
                granted_by: PersonId::from_bytes(row.get(3)?),
                until: day(4)?,
                ended: day(5)?,
            });
        }
        Ok(grants)
    }

    /// A person's rights over the partnership as a whole on this day.
    pub fn rights_everywhere(&self, person: PersonId, day: chrono::NaiveDate) -> Result<Vec<Right>> {
        Ok(gathered(self.grants_of(person)?, false, |grant| {
            grant.holds_on(day) && grant.audience == AudienceRef::Partnership
        }))
    }

    /// A person's rights over an area on this day.
    pub fn rights_over(&self, person: PersonId, area: AreaId, day: chrono::NaiveDate) -> Result<Vec<Right>> {
        let nowhere = StreamId::from_bytes([0; 16]);
        Ok(gathered(self.grants_of(person)?, false, |grant| grant.holds_on(day) && grant.reaches(nowhere, &[area])))
    }
}

/// `plan` says whether they are over a plan's stream.
fn gathered(grants: Vec<Grant>, plan: bool, counts: impl Fn(&Grant) -> bool) -> Vec<Right> {
    let counted: Vec<Grant> = grants.into_iter().filter(|grant| counts(grant)).collect();
    let held: std::collections::BTreeSet<Right> = counted.iter().flat_map(|grant| grant.gives(plan)).collect();
    held.into_iter().collect()
}

impl Reader<'_> {
    /// A person's rights over a stream with a random id on this day.
    pub fn rights_over_stream(&self, person: PersonId, stream: StreamId, day: chrono::NaiveDate) -> Result<Vec<Right>> {
        let (sort, area) = self.stream_record(stream)?.map_or((None, None), |(sort, area)| (Some(sort), area));
        let areas = self.areas_of_stream(stream, area)?;
        let plan = sort.is_some_and(StreamSort::is_plan);
        Ok(gathered(self.grants_of(person)?, plan, |grant| grant.holds_on(day) && grant.reaches(stream, &areas)))
    }

    /// What `control` says a stream is for.
    fn stream_record(&self, stream: StreamId) -> Result<Option<(StreamSort, Option<AreaId>)>> {
        let row: Option<(String, Option<[u8; 16]>)> = self
            .connection
            .prepare_cached("SELECT sort, area FROM stream_record WHERE id = ?1")?
            .query_row([stream.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(row.and_then(|(sort, area)| Some((StreamSort::parse(&sort)?, area.map(AreaId::from_bytes)))))
    }

    /// The areas a stream belongs to: its own, or those of its plan.
    fn areas_of_stream(&self, stream: StreamId, area: Option<AreaId>) -> Result<Vec<AreaId>> {
        if let Some(area) = area {
            return Ok(vec![area]);
        }
        let mut statement = self.connection.prepare_cached("SELECT area FROM stream_area WHERE stream = ?1")?;
        let rows = statement.query_map([stream.as_bytes()], |row| row.get(0).map(AreaId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The stream of this sort that an area has.
    pub fn stream_of_area(&self, area: AreaId, sort: StreamSort) -> Result<Option<StreamId>> {
        Ok(self
            .connection
            .prepare_cached("SELECT id FROM stream_record WHERE area = ?1 AND sort = ?2")?
            .query_row(rusqlite::params![area.as_bytes(), sort.as_str()], |row| row.get(0))
            .optional()?
            .map(StreamId::from_bytes))
    }

    /// The stream of this sort that a plan has.
    pub fn stream_of_plan(&self, plan: RecordId, sort: StreamSort) -> Result<Option<StreamId>> {
        Ok(self
            .connection
            .prepare_cached("SELECT id FROM stream_record WHERE plan = ?1 AND sort = ?2 ORDER BY id")?
            .query_row(rusqlite::params![plan.as_bytes(), sort.as_str()], |row| row.get(0))
            .optional()?
            .map(StreamId::from_bytes))
    }
}

impl crate::store::Store {
    /// `intake/WARD/PERSON` of any member, made known here: what their device is about to write into.
    pub fn open_intake(&self, person: PersonId, ward: WardCode) -> Result<(StreamId, AreaId)> {
        let connection = self.whole_file();
        let reader = Reader { connection: &connection };
        let area = reader.area_of(ward)?.ok_or(StoreError::NotFound)?;
        let id = reader.stream_secret()?.intake(area, person);
        streams::put(&connection, id, StreamSort::Intake, Some(area), Some(person))?;
        Ok((id, area))
    }
}

impl Writer<'_> {
    pub fn me(&self) -> PersonId {
        self.identity.person()
    }

    pub fn device(&self) -> domain::ids::DeviceId {
        self.identity.device()
    }

    pub fn now(&self) -> domain::clock::Timestamp {
        self.now
    }

    /// The stream of people, devices and grants.
    pub fn control(&self) -> Result<StreamId> {
        Ok(self.identity.control)
    }

    pub fn new_record(&self) -> RecordId {
        RecordId::new(self.now, self.entropy)
    }

    /// `intake/AREA/ME`, opened on first use.
    pub fn my_intake(&mut self, area: AreaId) -> Result<StreamId> {
        let id = self.stream_secret()?.intake(area, self.me());
        streams::put(self.connection, id, StreamSort::Intake, Some(area), Some(self.me()))?;
        Ok(id)
    }

    /// `own/ME`.
    pub fn my_own(&mut self) -> Result<StreamId> {
        let id = self.stream_secret()?.own(self.me());
        streams::put(self.connection, id, StreamSort::Own, None, Some(self.me()))?;
        Ok(id)
    }

    /// An area's stream of this sort, made known here.
    pub fn area_stream(&mut self, area: AreaId, sort: StreamSort) -> Result<StreamId> {
        let id = self.stream_of_area(area, sort)?.ok_or(StoreError::NotAllowed)?;
        streams::put(self.connection, id, sort, Some(area), None)?;
        Ok(id)
    }

    /// A plan's stream of this sort, made known here.
    pub fn plan_stream(&mut self, plan: RecordId, sort: StreamSort) -> Result<StreamId> {
        let id = self.stream_of_plan(plan, sort)?.ok_or(StoreError::NotAllowed)?;
        streams::put(self.connection, id, sort, None, None)?;
        Ok(id)
    }

    /// The id of a stream to be opened.
    pub fn new_stream(&self) -> StreamId {
        StreamId::random(self.entropy)
    }

    /// Whether the author plans what a change of `control` speaks of, as the server will ask too: over
    /// every area that a plan's stream names, or over the plan that a grant lets somebody into.
    fn plans_what(&self, draft: &Draft, kind: Kind, grants: &[Grant], today: chrono::NaiveDate) -> Result<bool> {
        let over = |stream: StreamId, areas: &[AreaId], plan: bool| {
            gathered(grants.to_vec(), plan, |grant| grant.holds_on(today) && grant.reaches(stream, areas))
                .contains(&Right::Plan)
        };
        let nowhere = StreamId::from_bytes([0; 16]);
        match kind {
            Kind::Stream => {
                let named = draft.content.as_object().into_iter().flatten().map(|(field, _)| field);
                let mut named = named.filter_map(|field| field.strip_prefix("area.")?.parse::<AreaId>().ok());
                let known = StreamId::from(draft.record);
                let of_plan = match self.stream_record(known)? {
                    Some((_, area)) => over(known, &self.areas_of_stream(known, area)?, true),
                    None => true,
                };
                Ok(of_plan && named.all(|area| over(nowhere, &[area], false)))
            }
            Kind::Grant => {
                let held = self.fold(draft.record)?.and_then(|fold| fold.value("audience"));
                let audience = draft.content.get("audience").cloned().or(held).unwrap_or_default();
                let Ok(AudienceRef::Stream(stream)) = serde_json::from_value(audience) else { return Ok(false) };
                let Some((sort, area)) = self.stream_record(stream)? else { return Ok(false) };
                Ok(sort.is_plan() && over(stream, &self.areas_of_stream(stream, area)?, true))
            }
            _ => Ok(false),
        }
    }

    /// Sets registers of a record, in front of the heads this device holds.
    pub fn setting<T: Serialize>(&self, stream: StreamId, record: RecordId, kind: Kind, content: &T) -> Result<Draft> {
        let draft = Draft::create(stream, record, kind.as_str(), content);
        Ok(match self.fold(record)? {
            None => draft,
            Some(fold) => {
                let fields: Vec<&str> =
                    draft.content.as_object().into_iter().flatten().map(|(field, _)| field.as_str()).collect();
                let heads = fold.heads_of(fields);
                draft.act(Act::Set).superseding(heads)
            }
        })
    }

    /// Writes one group: whole or not at all, and only what this person may write. What is new says for whom and for
    /// what it is held.
    pub fn write_group(&mut self, mut drafts: Vec<Draft>) -> Result<Vec<Change>> {
        self.say_held_for(&mut drafts)?;
        let (grants, today) = (self.grants_of(self.me())?, self.day_of_writing(self.now)?);
        for draft in &drafts {
            self.check_right(draft, &grants, today)?;
        }
        self.write_unchecked(drafts)
    }

    fn say_held_for(&self, drafts: &mut [Draft]) -> Result<()> {
        let carries = |draft: &&mut Draft| {
            draft.act == Act::Create && Kind::parse(draft.kind).is_some_and(held_for::is_carried_by)
        };
        let mut drafts = drafts.iter_mut().filter(carries).peekable();
        if drafts.peek().is_none() {
            return Ok(());
        }
        let agency = self.fold(self.me().into())?.and_then(|person| person.value("agency"));
        let Some(agency) = agency.as_ref().and_then(|agency| agency.as_str()) else { return Ok(()) };
        let held_for = HeldFor::of(Some(agency));
        for content in drafts.filter_map(|draft| draft.content.as_object_mut()) {
            for (field, value) in [("controller", &held_for.controller), ("purpose", &held_for.purpose)] {
                if let Some(value) = value {
                    content.entry(field).or_insert_with(|| value.clone().into());
                }
            }
        }
        Ok(())
    }

    /// Whether this person may write it, before anything that stands in it is looked at:
    /// [`StoreError::NotAllowed`] where they may not.
    pub fn may_write(&self, draft: &Draft) -> Result<()> {
        self.check_right(draft, &self.grants_of(self.me())?, self.day_of_writing(self.now)?)
    }

    fn check_right(&self, draft: &Draft, grants: &[Grant], today: chrono::NaiveDate) -> Result<()> {
        let kind = Kind::parse(draft.kind).ok_or(StoreError::NotAllowed)?;
        let stream = streams::get(self.connection, draft.stream)?.ok_or(StoreError::NotAllowed)?;
        let own = match stream.sort {
            // In `control` a device is one's own when it speaks of its author.
            StreamSort::Control => {
                draft.content.get("person").and_then(|person| person.as_str()) == Some(&self.me().to_string())
            }
            _ => stream.person == Some(self.me()),
        };
        // What is one's own can always be written down: if the right has ended, a supervisor decides.
        let areas = self.areas_of_stream(draft.stream, stream.area)?;
        let counts = |grant: &Grant| (own || grant.holds_on(today)) && grant.reaches(draft.stream, &areas);
        let mut rights = gathered(grants.to_vec(), stream.sort.is_plan(), counts);
        if stream.sort == StreamSort::Control && self.plans_what(draft, kind, grants, today)? {
            rights.push(Right::Plan);
        }
        // The roster is of all wards: whoever opens sealed sources of any has a say in it.
        let opens = |grant: &Grant| grant.holds_on(today) && grant.rights.contains(&Right::ReadSealed);
        rights.extend((kind == Kind::Roster && grants.iter().any(opens)).then_some(Right::ReadSealed));
        if permissions::may_write(kind, &draft.act, stream.sort, &rights, own) {
            Ok(())
        } else {
            Err(StoreError::NotAllowed)
        }
    }
}
