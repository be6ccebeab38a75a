//! Handshake signatures with an `EVP_PKEY`, and which credential and scheme to sign with.

use super::{current, suites, Credential, Parameters, TLS13};
use crate::cipher::sigalg;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use crate::sys::pkey::{Curve, Kind, SubjectPublicKey};
use crate::sys::signature;
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{Error, SignatureAlgorithm};
use std::sync::Arc;
use tls::registry::scheme::*;
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;

/// A private key together with the scheme chosen for this handshake.
#[derive(Debug, Clone)]
struct Key {
    key: Arc<signature::SigningKey>,
    scheme: SignatureScheme,
}

impl SigningKey for Key {
    fn choose_scheme(&self, _: &[rustls::SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(self.clone()))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self.key.key().subject_public_key().kind {
            Kind::Rsa | Kind::RsaPss => SignatureAlgorithm::RSA,
            Kind::Ed25519 => SignatureAlgorithm::ED25519,
            Kind::Ed448 => SignatureAlgorithm::ED448,
            _ => SignatureAlgorithm::ECDSA,
        }
    }
}

impl Signer for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        current::with(|call| {
            let mut signature = None;
            call.app
                .with_private_key(&mut || signature = self.key.sign(message));
            call.notes.borrow_mut().own_scheme = Some(self.scheme);
            // libcrypto has queued why.
            signature.ok_or_else(|| {
                call.refuse(Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_EVP_LIB))
            })
        })
        .unwrap_or_else(|| Err(Error::General(String::new())))
    }

    fn scheme(&self) -> rustls::SignatureScheme {
        rustls::SignatureScheme::from(self.scheme.0)
    }
}

/// The form in which rustls takes a credential.
pub(super) fn certified_key(
    credential: &Credential,
    scheme: SignatureScheme,
    staple: Option<Vec<u8>>,
) -> Arc<CertifiedKey> {
    let make = || {
        let kind = credential.key.subject_public_key().kind;
        let chain = credential.chain.iter().map(|c| c.clone().into()).collect();
        let Some(algorithm) = sigalg::algorithm(scheme, kind) else {
            return Arc::new(CertifiedKey::new(chain, Arc::new(Nobody { suite: None })));
        };
        let key = credential.key.clone();
        let key = signature::SigningKey::new(current::library(), key, algorithm);
        let key = Key {
            key: Arc::new(key),
            scheme,
        };
        Arc::new(CertifiedKey::new(chain, Arc::new(key)))
    };
    // Kept for the first scheme alone: what one client agrees to, most clients do.
    let (made_for, kept) = credential.certified.get_or_init(|| (scheme, make()));
    let certified = if *made_for == scheme {
        Arc::clone(kept)
    } else {
        make()
    };
    if staple.is_none() {
        return certified;
    }
    Arc::new(CertifiedKey {
        ocsp: staple,
        ..CertifiedKey::clone(&certified)
    })
}

/// What rustls gets for a certificate where none is shown: it wants one of the suite's sort also for a
/// resumption.
pub(super) fn no_certificate(suite: Option<CipherSuite>) -> Arc<CertifiedKey> {
    Arc::new(CertifiedKey::new(Vec::new(), Arc::new(Nobody { suite })))
}

/// The key of nobody, which has no scheme to sign with.
#[derive(Debug)]
struct Nobody {
    suite: Option<CipherSuite>,
}

impl SigningKey for Nobody {
    fn choose_scheme(&self, _: &[rustls::SignatureScheme]) -> Option<Box<dyn Signer>> {
        None
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self.suite.is_some_and(suites::signs_with_rsa) {
            true => SignatureAlgorithm::RSA,
            false => SignatureAlgorithm::ECDSA,
        }
    }
}

/// Whether TLS `version` lets this sort of key sign with this scheme.
pub fn usable(version: ProtocolVersion, scheme: SignatureScheme, key: SubjectPublicKey) -> bool {
    let bytes = key.bits as usize / 8;
    // A PSS signature needs room for two digests and two bytes.
    let has_room = |digest: usize| bytes >= 2 * digest + 2;
    match (scheme, key.kind) {
        (RSA_PSS_RSAE_SHA256, Kind::Rsa) | (RSA_PSS_PSS_SHA256, Kind::RsaPss) => has_room(32),
        (RSA_PSS_RSAE_SHA384, Kind::Rsa) | (RSA_PSS_PSS_SHA384, Kind::RsaPss) => has_room(48),
        (RSA_PSS_RSAE_SHA512, Kind::Rsa) | (RSA_PSS_PSS_SHA512, Kind::RsaPss) => has_room(64),
        (ECDSA_SECP256R1_SHA256, Kind::Ec(curve)) => version < TLS13 || curve == Curve::P256,
        (ECDSA_SECP384R1_SHA384, Kind::Ec(curve)) => version < TLS13 || curve == Curve::P384,
        (ECDSA_SECP521R1_SHA512, Kind::Ec(curve)) => version < TLS13 || curve == Curve::P521,
        (ECDSA_SHA1 | ECDSA_SHA224, Kind::Ec(_)) => version < TLS13,
        (
            RSA_PKCS1_SHA1 | RSA_PKCS1_SHA224 | RSA_PKCS1_SHA256 | RSA_PKCS1_SHA384
            | RSA_PKCS1_SHA512,
            Kind::Rsa,
        ) => version < TLS13,
        (ED25519, Kind::Ed25519) | (ED448, Kind::Ed448) => true,
        _ => false,
    }
}

/// Whether messages of TLS 1.3 may be signed with this scheme.
pub(super) fn is_tls13(scheme: SignatureScheme) -> bool {
    sigalg::SignatureAlgorithm::find(scheme).is_some_and(|a| a.is_tls13())
}

/// Those of our own schemes that the peer knows too, most preferred first.
pub(super) fn shared_schemes(
    parameters: &Parameters,
    own: &[SignatureScheme],
    peer: &[SignatureScheme],
) -> Vec<SignatureScheme> {
    let (preferred, allowed) = if parameters.server_preference {
        (own, peer)
    } else {
        (peer, own)
    };
    let mut shared = preferred.to_vec();
    shared.retain(|s| allowed.contains(s));
    shared
}

/// A client's choice, where the server takes these schemes.
pub(super) fn choose_for_client(
    version: ProtocolVersion,
    parameters: &Parameters,
    peer: &[SignatureScheme],
) -> Option<(Arc<Credential>, SignatureScheme)> {
    let own = &parameters.profile.client_signature_schemes;
    let schemes = shared_schemes(parameters, own, peer);
    // In TLS 1.2 a client uses no other than its first, as OpenSSL has it.
    let own = match version {
        TLS13 => &parameters.credentials[..],
        _ => parameters.credentials.get(..1).unwrap_or_default(),
    };
    choose(version, &schemes, own, |_| true)
}

/// The first scheme for which there is a credential of an accepted sort.
pub(super) fn choose(
    version: ProtocolVersion,
    schemes: &[SignatureScheme],
    credentials: &[Arc<Credential>],
    accepted: impl Fn(Kind) -> bool,
) -> Option<(Arc<Credential>, SignatureScheme)> {
    let keys: Vec<_> = credentials
        .iter()
        .map(|c| (c, c.key.subject_public_key()))
        .filter(|(_, key)| accepted(key.kind))
        .collect();
    schemes.iter().find_map(|scheme| {
        // The parameters of an RSA-PSS key may leave one digest only.
        let (credential, _) = keys.iter().find(|(credential, key)| {
            usable(version, *scheme, *key)
                && sigalg::algorithm(*scheme, key.kind)
                    .is_some_and(|algorithm| credential.key.allows(algorithm))
        })?;
        Some((Arc::clone(credential), *scheme))
    })
}
