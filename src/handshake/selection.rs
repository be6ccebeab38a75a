//! What a server chooses from a ClientHello, by OpenSSL's rules.

use super::extensions::{KEY_SHARE, SUPPORTED_VERSIONS};
use super::suites::signs_with_rsa;
use super::{groups, provider, signer, ClientHello, Credential, Parameters, TLS12, TLS13};
use crate::cipher::{enc, group, Cipher};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use crate::sys::pkey::Kind;
use std::sync::Arc;
use tls::registry::group::NamedGroup;
use tls::registry::scheme::{SignatureScheme, ECDSA_SHA1, RSA_PKCS1_SHA1};
use tls::registry::suite::{CipherSuite, TLS_FALLBACK_SCSV};
use tls::registry::version::{ProtocolVersion, SSL3};

/// A server's choice.
pub(super) struct Choice {
    pub suite: CipherSuite,
    pub group: NamedGroup,
    /// With the scheme to sign with; `None` where there is none for a resumption, which needs none.
    pub credential: Option<(Arc<Credential>, SignatureScheme)>,
}

/// The protocol version.
pub(super) fn version(
    parameters: &Parameters,
    hello: &ClientHello,
) -> Result<ProtocolVersion, Fatal> {
    let profile = &parameters.profile;
    let ours = |v: ProtocolVersion| v == TLS12 && profile.tls12 || v == TLS13 && profile.tls13;
    let legacy = hello.legacy_version();
    // SSL 3.0 has no such alert.
    let alert = match legacy {
        SSL3 => alert::HANDSHAKE_FAILURE,
        _ => alert::PROTOCOL_VERSION,
    };
    let refused = |reason| Fatal::new(alert, reason);
    let chosen = match hello.extension(SUPPORTED_VERSIONS) {
        Some(list) => {
            let malformed = refused(Reason::LENGTH_MISMATCH);
            let versions = hello.supported_versions().ok_or(malformed)?;
            if legacy <= SSL3 {
                return Err(refused(Reason::BAD_LEGACY_VERSION));
            }
            if list.len() % 2 == 0 {
                return Err(malformed);
            }
            let shared = |v: &ProtocolVersion| ours(*v) && versions.contains(v);
            [TLS13, TLS12].into_iter().find(shared)
        }
        None if legacy <= SSL3 => return Err(refused(Reason::VERSION_TOO_LOW)),
        None => (legacy >= TLS12 && ours(TLS12)).then_some(TLS12),
    };
    let chosen = chosen.ok_or(refused(Reason::UNSUPPORTED_PROTOCOL))?;
    if chosen < TLS13 && ours(TLS13) && hello.suites().any(|s| s == TLS_FALLBACK_SCSV) {
        return Err(Fatal::new(
            alert::INAPPROPRIATE_FALLBACK,
            Reason::INAPPROPRIATE_FALLBACK,
        ));
    }
    Ok(chosen)
}

/// TLS 1.3: the suite, which is chosen before there is a session.
pub(super) fn tls13_suite(
    parameters: &Parameters,
    hello: &ClientHello,
) -> Result<CipherSuite, Fatal> {
    let shared = shared_suites(parameters, hello, TLS13);
    let none = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::NO_SHARED_CIPHER);
    shared.first().copied().ok_or(none)
}

/// There is a signature algorithm in common.
pub(super) fn check_schemes(parameters: &Parameters, hello: &ClientHello) -> Result<(), Fatal> {
    let none = Reason::NO_SHARED_SIGNATURE_ALGORITHMS;
    match shared_schemes(parameters, &hello.signature_schemes()).is_empty() {
        true => Err(Fatal::new(alert::HANDSHAKE_FAILURE, none)),
        false => Ok(()),
    }
}

fn shared_schemes(parameters: &Parameters, peer: &[SignatureScheme]) -> Vec<SignatureScheme> {
    signer::shared_schemes(parameters, &parameters.profile.signature_schemes, peer)
}

/// Suite, group, certificate and signature scheme. `fixed` is the suite that was chosen before: in
/// TLS 1.3, or by the session about to be resumed.
pub(super) fn choose(
    parameters: &Parameters,
    hello: &ClientHello,
    version: ProtocolVersion,
    fixed: Option<CipherSuite>,
    resumes: bool,
) -> Result<Choice, Fatal> {
    let suites = match fixed {
        Some(suite) => vec![suite],
        None => shared_suites(parameters, hello, version),
    };
    let no_cipher = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::NO_SHARED_CIPHER);
    let Some(first) = suites.first() else {
        return Err(no_cipher);
    };
    let mut peer = hello.signature_schemes();
    if peer.is_empty() {
        peer = vec![RSA_PKCS1_SHA1, ECDSA_SHA1]; // RFC 5246, 7.4.1.4.1
    }
    let schemes = shared_schemes(parameters, &peer);
    let group = group(parameters, hello, version)?;

    let choice = |suite, credential| Choice {
        suite,
        group,
        credential,
    };
    if version == TLS13 {
        let credential = signer::choose(version, &schemes, &parameters.credentials, |_| true);
        if credential.is_none() && !resumes {
            return Err(Fatal::new(
                alert::HANDSHAKE_FAILURE,
                Reason::NO_SUITABLE_SIGNATURE_ALGORITHM,
            ));
        }
        return Ok(choice(*first, credential));
    }
    // In TLS 1.2 the groups also say which curves of certificates a client can deal with.
    let groups = hello.groups();
    let deals_with = |kind| match kind {
        Kind::Ec(curve) => {
            let known = |id| groups.contains(&id);
            groups.is_empty() || group::of_curve(curve).is_some_and(known)
        }
        _ => true,
    };
    let is_ec =
        |credential: &Credential| matches!(credential.key.subject_public_key().kind, Kind::Ec(_));
    let mut own = parameters.credentials.clone();
    own.retain(|credential| credential.may_sign || !is_ec(credential));
    suites
        .iter()
        .find_map(|suite| {
            let accepted = |kind| signs_for(*suite, kind) && deals_with(kind);
            let credential = signer::choose(version, &schemes, &own, accepted)?;
            Some(choice(*suite, Some(credential)))
        })
        .or_else(|| resumes.then(|| choice(*first, None)))
        .ok_or(no_cipher)
}

/// The suites of a version that both sides know, most preferred first.
fn shared_suites(
    parameters: &Parameters,
    hello: &ClientHello,
    version: ProtocolVersion,
) -> Vec<CipherSuite> {
    let own = match version {
        TLS13 => &parameters.profile.tls13_suites,
        _ => &parameters.profile.tls12_suites,
    };
    let own = own.iter().copied().filter(|s| provider::supports_suite(*s));
    let mut own: Vec<CipherSuite> = own.collect();
    let peer: Vec<CipherSuite> = hello.suites().collect();
    let first_known = peer.iter().copied().find(|s| Cipher::find(*s).is_some());
    if parameters.prioritize_chacha && first_known.is_some_and(is_chacha) {
        // A client that begins with ChaCha20 is slow at AES.
        own.sort_by_key(|suite| !is_chacha(*suite));
    }
    let (preferred, allowed) = match parameters.server_preference {
        true => (&own, &peer),
        false => (&peer, &own),
    };
    let shared = preferred.iter().filter(|s| allowed.contains(s));
    shared.copied().collect()
}

fn is_chacha(suite: CipherSuite) -> bool {
    Cipher::find(suite).is_some_and(|cipher| cipher.enc & enc::CHACHA20 != 0)
}

/// Whether a TLS 1.2 suite goes with this sort of key.
fn signs_for(suite: CipherSuite, kind: Kind) -> bool {
    match signs_with_rsa(suite) {
        true => matches!(kind, Kind::Rsa | Kind::RsaPss),
        false => matches!(kind, Kind::Ec(_) | Kind::Ed25519 | Kind::Ed448),
    }
}

/// The key exchange group. In TLS 1.3 the client's first for which it sent a share, otherwise our first
/// shared one, with a HelloRetryRequest.
pub(super) fn group(
    parameters: &Parameters,
    hello: &ClientHello,
    version: ProtocolVersion,
) -> Result<NamedGroup, Fatal> {
    let own = own_groups(parameters, version);
    let peer = hello.groups();
    if version == TLS13 {
        let shared = |g: &NamedGroup| own.contains(g) && peer.contains(g);
        if let Some(group) = hello
            .key_share_groups()
            .into_iter()
            .find(|g| own.contains(g))
        {
            return Ok(group);
        }
        if hello.extension(KEY_SHARE).is_none() {
            let none = Reason::NO_SUITABLE_KEY_SHARE;
            return Err(Fatal::new(alert::MISSING_EXTENSION, none));
        }
        let none = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::NO_SUITABLE_KEY_SHARE);
        return own.iter().copied().find(shared).ok_or(none);
    }
    let (preferred, allowed) = match parameters.server_preference {
        true => (&own, &peer),
        false => (&peer, &own),
    };
    preferred
        .iter()
        .copied()
        .find(|g| allowed.contains(g))
        .ok_or(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::NO_SHARED_CIPHER,
        ))
}

/// Our groups that a version can use, most preferred first.
pub(super) fn own_groups(parameters: &Parameters, version: ProtocolVersion) -> Vec<NamedGroup> {
    let profile = &parameters.profile;
    let of_tls13 = profile.tls13_server_groups.as_ref();
    let of_version = of_tls13.filter(|_| version == TLS13);
    let mut own = of_version.unwrap_or(&profile.groups).clone();
    own.retain(|g| groups::group(*g).is_some_and(|g| usable(g, version)));
    own
}

fn usable(group: &dyn rustls::crypto::SupportedKxGroup, version: ProtocolVersion) -> bool {
    group.usable_for_version(rustls::ProtocolVersion::from(version.0))
}
