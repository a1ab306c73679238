//! What PostgreSQL alone has to be asked: several instances at once, its faults in words, copies from
//! and into it, and tampering.

mod copies;
mod faults;
mod instances;
mod tampering;
mod tls;

use super::*;
use crate::storage::conformance;
use throwaway::Throwaway;

/// An empty database and its address.
struct Empty {
    throwaway: &'static Throwaway,
    name: String,
}

impl Empty {
    /// None where this machine has no PostgreSQL.
    fn new() -> Option<Self> {
        let throwaway = throwaway::shared()?;
        Some(Self { throwaway, name: throwaway.database() })
    }

    fn url(&self) -> DatabaseUrl {
        DatabaseUrl::new(self.throwaway.url(&self.name, ""))
    }

    fn address(&self) -> Address {
        self.url().read(None).unwrap()
    }

    async fn create(&self) -> PostgresStorage {
        let storage = PostgresStorage::create(&self.address(), conformance::meta()).await.unwrap();
        storage.finish().await.unwrap();
        storage
    }

    /// Runs SQL as the database's host could.
    async fn host(&self, database: &str, sql: &str) {
        let address = DatabaseUrl::new(self.throwaway.url(database, "")).read(None).unwrap();
        connection::pool(&address).unwrap().get().await.unwrap().batch_execute(sql).await.unwrap();
    }
}

#[tokio::test]
async fn the_schema_file_is_the_sum_of_the_migrations() {
    let (Some(stepped), Some(whole)) = (Empty::new(), Empty::new()) else { return };
    stepped.create().await;
    whole.host(&whole.name, "CREATE SCHEMA wardbook").await;
    whole.host(&whole.name, include_str!("../../../../schema-postgres.sql")).await;
    let mut shapes = Vec::new();
    for database in [stepped, whole] {
        let client = connection::pool(&database.address()).unwrap().get().await.unwrap();
        let rows = client
            .query(
                "SELECT concat_ws(' ', table_name, ordinal_position, column_name, data_type, is_nullable, column_default)
                 FROM information_schema.columns WHERE table_schema = 'wardbook'
                 UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'wardbook' ORDER BY 1",
                &[],
            )
            .await
            .unwrap();
        shapes.push(rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>());
    }
    assert_eq!(shapes[0], shapes[1]);
    assert!(shapes[0].len() > 50);
}

#[tokio::test]
async fn the_tables_are_those_that_are_copied() {
    let Some(empty) = Empty::new() else { return };
    empty.create().await;
    let client = connection::pool(&empty.address()).unwrap().get().await.unwrap();
    let sql = "SELECT table_name, column_name FROM information_schema.columns
               WHERE table_schema = 'wardbook' AND table_name <> 'format'";
    let mut found: Vec<(String, String)> =
        client.query(sql, &[]).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect();
    let columns = |table: &crate::storage::dump::Table| {
        let name = table.name;
        table.columns.iter().map(move |(column, _)| (name.to_owned(), (*column).to_owned())).collect::<Vec<_>>()
    };
    let mut copied: Vec<_> = crate::storage::dump::TABLES.iter().flat_map(columns).collect();
    found.sort();
    copied.sort();
    assert_eq!(found, copied);
}
