//! Over a network: encrypted, and with the database's own certificate checked.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use super::*;
use crate::core::placing::Label;
use crate::storage::conformance::{Laptop, outcomes, stream};

fn pem(what: &str, der: &[u8]) -> String {
    let text = data_encoding::BASE64.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {what}-----\n{}\n-----END {what}-----\n", lines.join("\n"))
}

#[tokio::test]
async fn over_a_network_only_the_database_that_an_authority_vouches_for_is_spoken_to() {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
    // Below the ports that are handed out to whoever asks for any, so that it stays free until then.
    let mut ports = (0..12_000).map(|n| 20_000 + u16::try_from((std::process::id() + n) % 12_000).unwrap());
    let port = ports.find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap();
    let tls = (pem("CERTIFICATE", certificate.der()), pem("PRIVATE KEY", &key.serialize_der()));
    let Some(database) = Throwaway::start(port, "127.0.0.1", Some((&tls.0, &tls.1))) else { return };
    let name = database.database();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, pem("CERTIFICATE", authority.der())).unwrap();
    let address = |host: &str, query: &str| {
        DatabaseUrl::new(format!("postgres://wardbook@{host}:{port}/{name}?{query}")).read(None).unwrap()
    };
    let trusted = format!("sslmode=require&sslrootcert={}", file.display());
    let storage = PostgresStorage::create(&address("localhost", &trusted), conformance::meta()).await.unwrap();
    outcomes(&storage, vec![Laptop::new(1).write(&[stream(1)], Label::Take)]).await;
    // Nobody vouches for it, it is not the one that is named, and without TLS it lets nobody in.
    for (host, query) in [("localhost", "sslmode=require"), ("127.0.0.1", trusted.as_str())] {
        let refused = PostgresStorage::open(&address(host, query)).await.err().unwrap();
        assert!(matches!(refused, StorageError::Unreachable(_)), "{host} {query}: {refused:?}");
    }
    let plain = PostgresStorage::open(&address("localhost", "sslmode=disable")).await.err().unwrap();
    assert!(matches!(plain, StorageError::Denied(_)), "{plain:?}");
}
