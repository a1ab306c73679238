//! Writing as this device: rights asked, one group made, kept and projected in the act's transaction.

use domain::change::{Act, Change, Draft};
use domain::fold::Fold;
use domain::ids::{AreaId, PersonId, RecordId, StreamId};
use domain::permissions::{self, Right};
use domain::records::Kind;
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

    /// This person's rights over the whole partnership.
    pub fn rights(&self, person: PersonId) -> Result<Vec<Right>> {
        let mut statement = self.connection.prepare_cached("SELECT rights FROM grant_ WHERE person = ?1")?;
        let rows = statement.query_map([person.as_bytes()], |row| row.get::<_, String>(0))?;
        let mut rights: Vec<Right> = Vec::new();
        for row in rows {
            // A right of a newer version is not known here and gives nothing here.
            let names: Vec<serde_json::Value> = serde_json::from_str(&row?).unwrap_or_default();
            rights.extend(names.into_iter().filter_map(|name| serde_json::from_value::<Right>(name).ok()));
        }
        rights.sort_unstable();
        rights.dedup();
        Ok(rights)
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

    /// Writes one group: whole or not at all, and only what this person may write.
    pub fn write_group(&mut self, drafts: Vec<Draft>) -> Result<Vec<Change>> {
        let rights = self.rights(self.me())?;
        for draft in &drafts {
            self.check_right(draft, &rights)?;
        }
        self.write_unchecked(drafts)
    }

    fn check_right(&self, draft: &Draft, rights: &[Right]) -> Result<()> {
        let kind = Kind::parse(draft.kind).ok_or(StoreError::NotAllowed)?;
        let stream = streams::get(self.connection, draft.stream)?.ok_or(StoreError::NotAllowed)?;
        let own = match stream.sort {
            // In `control` a device is one's own when it speaks of its author.
            StreamSort::Control => {
                draft.content.get("person").and_then(|person| person.as_str()) == Some(&self.me().to_string())
            }
            _ => stream.person == Some(self.me()),
        };
        if permissions::may_write(kind, &draft.act, stream.sort, rights, own) {
            Ok(())
        } else {
            Err(StoreError::NotAllowed)
        }
    }
}
