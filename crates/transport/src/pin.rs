//! The one key that is trusted.
//!
//! An invitation carries the fingerprint of the server's identity key. The server shows a certificate
//! that this key issued; names and dates in it are not looked at. Addresses change, a laptop's clock may
//! be wrong by years, and neither says anything about who holds the key.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::signing::PublicKey;
use protocol::Fingerprint;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

/// Within the dates that every certificate of a Wardbook server carries (1975 to 4096).
const ANY_DATE: std::time::Duration = std::time::Duration::from_secs(1_700_000_000);

/// DER of a SubjectPublicKeyInfo that holds an Ed25519 key (RFC 8410), up to the key itself.
const ED25519_SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

#[derive(Debug)]
pub(crate) struct Pin {
    fingerprint: Fingerprint,
    provider: Arc<CryptoProvider>,
    /// Another key than the pinned one was shown on this connection.
    another: AtomicBool,
}

/// A TLS configuration for one connection, and the pin that tells afterwards what was seen.
pub(crate) fn config(fingerprint: Fingerprint) -> Result<(Arc<ClientConfig>, Arc<Pin>), Error> {
    let provider = Arc::new(ring::default_provider());
    let pin = Arc::new(Pin { fingerprint, provider: Arc::clone(&provider), another: AtomicBool::new(false) });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&pin) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Nothing of one connection is kept for the next: each proves the key anew.
    config.resumption = rustls::client::Resumption::disabled();
    Ok((Arc::new(config), pin))
}

impl Pin {
    pub(crate) fn saw_another_key(&self) -> bool {
        self.another.load(Ordering::SeqCst)
    }

    fn another(&self, fault: CertificateError) -> Error {
        self.another.store(true, Ordering::SeqCst);
        Error::InvalidCertificate(fault)
    }

    fn is_pinned(&self, certificate: &CertificateDer<'_>) -> bool {
        self.key_of(certificate).is_some_and(|key| Fingerprint::of(&key) == self.fingerprint)
    }

    /// The certificate's own Ed25519 key, as a trust anchor states it.
    fn key_of(&self, certificate: &CertificateDer<'_>) -> Option<PublicKey> {
        let anchor = webpki::anchor_from_trusted_cert(certificate).ok()?;
        // A trust anchor holds the content of the SubjectPublicKeyInfo without its outer tag and length.
        let key = anchor.subject_public_key_info.as_ref().strip_prefix(&ED25519_SPKI[2..])?;
        key.try_into().ok().map(PublicKey::from_bytes)
    }
}

impl ServerCertVerifier for Pin {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let another = || self.another(CertificateError::UnknownIssuer);
        let issuer = intermediates.iter().find(|certificate| self.is_pinned(certificate)).ok_or_else(another)?;
        let anchor = webpki::anchor_from_trusted_cert(issuer).map_err(|_| another())?;
        let leaf = webpki::EndEntityCert::try_from(end_entity).map_err(|_| another())?;
        leaf.verify_for_usage(
            self.provider.signature_verification_algorithms.all,
            &[anchor],
            &[],
            UnixTime::since_unix_epoch(ANY_DATE),
            webpki::KeyUsage::server_auth(),
            None,
            None,
        )
        .map_err(|_| another())?;
        Ok(ServerCertVerified::assertion())
    }

    // Certificates are public: who shows the right ones and cannot sign as their owner is somebody else.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
            .map_err(|_| self.another(CertificateError::BadSignature))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
            .map_err(|_| self.another(CertificateError::BadSignature))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
