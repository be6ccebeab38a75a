//! Verification of the peer: the chain by the application, handshake signatures by libcrypto.

use super::current::{self, Call};
use super::observer::Sender;
use super::restore;
use super::signer::usable;
use super::{Answer, Chosen, VerifyMode, TLS12, TLS13};
use crate::cipher::{group, sigalg, Cipher};
use crate::constants::TLSEXT_signature_dsa;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use crate::sys::err;
use crate::sys::pkey::Kind;
use crate::sys::x509::X509;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use std::ptr;
use tls::registry::group::NamedGroup;
use tls::registry::scheme as registry;
use tls::registry::version::ProtocolVersion;

/// Verifies servers. There is one for the whole process.
#[derive(Debug)]
pub(super) struct ServerVerifier;

/// Verifies clients, or asks for no certificate.
#[derive(Debug)]
pub(super) struct ClientVerifier {
    pub mode: VerifyMode,
    pub authorities: Vec<DistinguishedName>,
}

impl ServerCertVerifier for ServerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        verify_chain(end_entity, intermediates)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_signature(Sender::Server, TLS12, message, cert, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_signature(Sender::Server, TLS13, message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes(Sender::Server)
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        if restore::restoring() {
            return None;
        }
        let names = current::with(|call| ptr::from_ref(call.parameters.authorities.0.as_slice()))?;
        // SAFETY: the connection's parameters, which stay as they are until this call into rustls returns;
        // rustls (whose version is fixed) copies the names into the hello at once.
        let names = unsafe { &*names };
        (!names.is_empty()).then_some(names)
    }
}

impl ClientCertVerifier for ClientVerifier {
    fn offer_client_auth(&self) -> bool {
        self.mode.peer
    }

    fn client_auth_mandatory(&self) -> bool {
        self.mode.require
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.authorities
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        verify_chain(end_entity, intermediates)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_signature(Sender::Client, TLS12, message, cert, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_signature(Sender::Client, TLS13, message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes(Sender::Client)
    }
}

fn no_call() -> Error {
    Error::General("no handshake under way".into())
}

fn verify_chain(
    end_entity: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
) -> Result<(), Error> {
    if restore::restoring() {
        return Ok(());
    }
    current::with(|call| {
        let chain: Vec<Vec<u8>> = std::iter::once(end_entity)
            .chain(intermediates)
            .map(|c| c.to_vec())
            .collect();
        if call.notes.borrow().verified.as_ref() == Some(&chain) {
            return Ok(());
        }
        match call.app.verify_peer(&chain) {
            Answer::Continue | Answer::NoAck | Answer::Warn(_) => Ok(()),
            Answer::Fail(refusal) => Err(call.refuse(refusal)),
            // Only a client can wait, and its chains were verified before they came here.
            Answer::Suspend => Err(no_call()),
        }
    })
    .unwrap_or_else(|| Err(no_call()))
}

fn verify_signature(
    peer: Sender,
    version: ProtocolVersion,
    message: &[u8],
    cert: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    if restore::restoring() {
        return Ok(HandshakeSignatureValid::assertion());
    }
    current::with(|call| {
        check_signature(call, peer, version, message, cert, signed).map_err(|refusal| {
            let accepted = [Reason::BAD_SIGNATURE, Reason::BAD_ECC_CERT];
            call.notes.borrow_mut().peer_scheme_refused = !accepted.contains(&refusal.reason);
            call.refuse(refusal)
        })
    })
    .unwrap_or_else(|| Err(no_call()))?;
    Ok(HandshakeSignatureValid::assertion())
}

/// Fails with OpenSSL's alert and reason.
fn check_signature(
    call: &Call<'_>,
    peer: Sender,
    version: ProtocolVersion,
    message: &[u8],
    cert: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
) -> Result<(), Fatal> {
    if let (TLS12, Sender::Server, Some(group)) = (version, peer, signed_group(message)) {
        if !call.app.accepts(Chosen::Group(group)) {
            return Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::WRONG_CURVE));
        }
    }
    let scheme = registry::SignatureScheme(u16::from(signed.scheme));
    let profile = &call.parameters.profile;
    let library = &profile.library;
    let no_key = Fatal::new(
        alert::INTERNAL_ERROR,
        Reason::UNABLE_TO_FIND_PUBLIC_KEY_PARAMETERS,
    );
    let cert = X509::received(library, cert).ok_or(no_key)?;
    let key = cert.public_key().ok_or(no_key)?;
    let public = key.subject_public_key();
    if !usable(version, scheme, public) {
        let wrong_curve = version == TLS13
            && matches!(public.kind, Kind::Ec(_))
            && matches!(
                scheme,
                registry::ECDSA_SECP256R1_SHA256
                    | registry::ECDSA_SECP384R1_SHA384
                    | registry::ECDSA_SECP521R1_SHA512
            );
        let reason = match wrong_curve {
            true => Reason::WRONG_CURVE,
            false => Reason::WRONG_SIGNATURE_TYPE,
        };
        return Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
    }
    if let (TLS12, Kind::Ec(curve)) = (version, public.kind) {
        let peers = &call.notes.borrow().peer_groups;
        let group = group::of_curve(curve);
        let is_in = |groups: &[NamedGroup]| group.is_some_and(|id| groups.contains(&id));
        let accepts = |id| call.app.accepts(Chosen::Group(id));
        let allowed = is_in(&profile.listed_groups) && group.is_some_and(accepts);
        if !allowed || !peers.is_empty() && !is_in(peers) {
            return Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::WRONG_CURVE));
        }
    }
    if !expected(call, peer).contains(&scheme) || !call.app.accepts(Chosen::Scheme(scheme)) {
        let reason = Reason::WRONG_SIGNATURE_TYPE;
        return Err(Fatal::new(alert::HANDSHAKE_FAILURE, reason));
    }
    let verified = sigalg::algorithm(scheme, public.kind)
        .is_some_and(|algorithm| key.verify(library, algorithm, message, signed.signature()));
    if !verified {
        return Err(Fatal::new(alert::DECRYPT_ERROR, Reason::BAD_SIGNATURE));
    }
    let of_ecdsa_suite = matches!(public.kind, Kind::Ec(_) | Kind::Ed25519 | Kind::Ed448);
    if version == TLS12 && peer == Sender::Server && of_ecdsa_suite && !cert.may_sign() {
        err::raise(Reason::ECC_CERT_NOT_FOR_SIGNING);
        return Err(Fatal::new(alert::HANDSHAKE_FAILURE, Reason::BAD_ECC_CERT));
    }
    Ok(())
}

/// The group in what a TLS 1.2 server signs: both randoms, then its key of a named curve.
fn signed_group(message: &[u8]) -> Option<NamedGroup> {
    const NAMED_CURVE: u8 = 3;
    match message.get(64..)? {
        [NAMED_CURVE, high, low, ..] => Some(NamedGroup(u16::from_be_bytes([*high, *low]))),
        _ => None,
    }
}

/// The schemes that we accept of this peer.
fn expected<'a>(call: &'a Call<'_>, peer: Sender) -> &'a [registry::SignatureScheme] {
    match peer {
        Sender::Client => &call.parameters.profile.client_signature_schemes,
        Sender::Server => &call.parameters.profile.signature_schemes,
    }
}

/// The schemes to offer to this peer.
fn schemes(peer: Sender) -> Vec<SignatureScheme> {
    if restore::restoring() {
        return restore::schemes();
    }
    current::with(|call| {
        let suite = call.notes.borrow().suite.and_then(Cipher::find);
        let asks_in_tls13 = peer == Sender::Client && suite.is_some_and(Cipher::is_tls13);
        // TLS 1.3 forbids DSA; a client offers it, as OpenSSL does, for older versions.
        let forbidden = |scheme: &registry::SignatureScheme| {
            asks_in_tls13 && scheme.0 & 0xff == TLSEXT_signature_dsa as u16
        };
        let offered = expected(call, peer).iter().filter(|s| !forbidden(s));
        offered.map(|s| SignatureScheme::from(s.0)).collect()
    })
    .unwrap_or_default()
}
