//! The server's long-lived key as devices meet it: an authority that issues the TLS certificate.
//!
//! Devices pin the key, not a name: the certificate chain ends in a certificate of this very key, so
//! whoever holds an invitation's fingerprint needs no other authority. The leaf's key is new at each
//! start. Dates bound nothing here, because a laptop with a wrong clock must still get in.

use std::net::IpAddr;
use std::sync::Arc;

use domain::entropy::Entropy;
use domain::signing::SigningKey;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::error::{Result, ServerError};

/// The authority's subject; the same for every server, since the key alone tells them apart.
const SUBJECT: &str = "Wardbook server";

/// What stands before an Ed25519 secret in PKCS#8 (RFC 8410).
const PKCS8_ED25519: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// TLS under the identity, for these `https://host:port` addresses and this computer's own names.
pub fn tls(identity: &SigningKey, addresses: &[String], entropy: &dyn Entropy) -> Result<Arc<ServerConfig>> {
    let failed = |error: rcgen::Error| ServerError::Certificate(error.to_string());
    let authority_key = key_pair(identity).map_err(failed)?;
    let mut authority = CertificateParams::default();
    authority.distinguished_name = name(SUBJECT);
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    let authority_certificate = authority.self_signed(&authority_key).map_err(failed)?;
    let issuer = Issuer::new(authority, authority_key);

    let leaf = SigningKey::generate(entropy);
    let leaf_key = key_pair(&leaf).map_err(failed)?;
    let mut names: Vec<String> = addresses.iter().map(|address| host(address)).collect();
    names.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
    names.sort();
    names.dedup();
    let mut params = CertificateParams::new(names).map_err(failed)?;
    params.distinguished_name = name(SUBJECT);
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.signed_by(&leaf_key, &issuer).map_err(failed)?;

    let chain = vec![certificate.der().clone(), authority_certificate.der().clone()];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pkcs8(&leaf).to_vec()));
    let refused = |error: rustls::Error| ServerError::Certificate(error.to_string());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(refused)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(refused)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}

fn pkcs8(key: &SigningKey) -> zeroize::Zeroizing<Vec<u8>> {
    let mut der = zeroize::Zeroizing::new(PKCS8_ED25519.to_vec());
    der.extend_from_slice(key.to_bytes().as_ref());
    der
}

fn key_pair(key: &SigningKey) -> std::result::Result<KeyPair, rcgen::Error> {
    KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(pkcs8(key).to_vec()), &rcgen::PKCS_ED25519)
}

/// The host of an address, without port or brackets.
fn host(address: &str) -> String {
    let rest = address.trim_start_matches("https://").trim_end_matches('/');
    let without_port = match rest.rsplit_once(':') {
        Some((host, _)) if rest.parse::<IpAddr>().is_err() => host,
        _ => rest,
    };
    without_port.trim_start_matches('[').trim_end_matches(']').to_owned()
}

/// An address as a person types it, as `https://host:port`.
pub fn address(text: &str) -> Result<String> {
    let bad = || ServerError::BadAddress(text.to_owned());
    let typed = text.trim().trim_end_matches('/');
    let (rest, usual_port) = match typed.split_once("://") {
        Some(("https", rest)) => (rest, 443),
        Some(_) => return Err(bad()),
        None => (typed, 8443),
    };
    let plain = |part: &str| !part.is_empty() && !part.contains(['/', '@', '?', '#', ' ']);
    let (host, port) = if let Some(end) = rest.find(']').filter(|_| rest.starts_with('[')) {
        let (host, port) = rest.split_at(end + 1);
        host[1..end].parse::<std::net::Ipv6Addr>().map_err(|_| bad())?;
        (host, port.strip_prefix(':'))
    } else {
        match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        }
    };
    let port = match port {
        Some(port) => port.parse::<u16>().ok().filter(|port| *port > 0).ok_or_else(bad)?,
        None => usual_port,
    };
    if plain(host) { Ok(format!("https://{host}:{port}")) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use domain::entropy::SeededEntropy;

    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        for (typed, meant) in [
            ("https://wardbook.example.org:8443", "https://wardbook.example.org:8443"),
            ("https://wardbook.example.org/", "https://wardbook.example.org:443"),
            (" 10.0.0.4:9000 ", "https://10.0.0.4:9000"),
            ("localhost", "https://localhost:8443"),
            ("https://[::1]:8443", "https://[::1]:8443"),
        ] {
            assert_eq!(address(typed).unwrap(), meant);
        }
        for wrong in
            ["http://plain.example", "", "https://", "a b", "host:99999", "host:0", "https://user@host", "[::1"]
        {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn hosts_are_told_from_ports() {
        assert_eq!(host("https://a.example:8443"), "a.example");
        assert_eq!(host("https://[::1]:8443"), "::1");
        assert_eq!(host("https://10.0.0.4:1"), "10.0.0.4");
    }

    #[test]
    fn a_certificate_is_made_from_any_identity() {
        for seed in 0..8 {
            let entropy = SeededEntropy::new(seed);
            let identity = SigningKey::generate(&entropy);
            tls(&identity, &["https://wardbook.example.org:8443".to_owned()], &entropy).unwrap();
        }
    }
}
