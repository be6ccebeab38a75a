//! Cipher suites and groups by number, from the aws-lc-rs provider.

use super::current;
use super::groups::{self, group};
use super::suites::{self, SUITES};
use super::Profile;
use crate::sys::library::Library;
use rustls::crypto::{aws_lc_rs, CryptoProvider, GetRandomFailed, SecureRandom};
use rustls::{SupportedCipherSuite, SupportedProtocolVersion};
use rustls::{Tls12CipherSuite, Tls13CipherSuite};
use std::sync::Arc;
use tls::registry::group::NamedGroup;
use tls::registry::suite::{CipherSuite, TLS_EMPTY_RENEGOTIATION_INFO_SCSV, TLS_FALLBACK_SCSV};

/// The cipher suite with this number.
pub(super) fn suite(id: CipherSuite) -> Option<SupportedCipherSuite> {
    SUITES
        .iter()
        .copied()
        .find(|s| u16::from(s.suite()) == id.0)
}

/// Whether handshakes can use this cipher suite.
pub fn supports_suite(id: CipherSuite) -> bool {
    suite(id).is_some()
}

/// Whether handshakes can use this group.
pub fn supports_group(id: NamedGroup) -> bool {
    group(id).is_some()
}

/// The protocol versions of a profile, as far as it has cipher suites for them.
pub(super) fn versions(profile: &Profile) -> Vec<&'static SupportedProtocolVersion> {
    let mut versions = Vec::new();
    if profile.tls13 && profile.tls13_suites.iter().any(|s| supports_suite(*s)) {
        versions.push(&rustls::version::TLS13);
    }
    if profile.tls12 && profile.tls12_suites.iter().any(|s| supports_suite(*s)) {
        versions.push(&rustls::version::TLS12);
    }
    versions
}

/// A server's provider with these suites and groups, in this order, on a library. Unknown numbers are
/// left out.
pub(super) fn provider(
    library: &Library,
    suites: impl IntoIterator<Item = CipherSuite>,
    groups: impl IntoIterator<Item = NamedGroup>,
) -> Arc<CryptoProvider> {
    let suites = suites.into_iter().filter_map(suite).collect();
    make(library, suites, groups, &ServerRandom)
}

fn make(
    library: &Library,
    cipher_suites: Vec<SupportedCipherSuite>,
    groups: impl IntoIterator<Item = NamedGroup>,
    secure_random: &'static dyn SecureRandom,
) -> Arc<CryptoProvider> {
    let groups = groups.into_iter();
    let kx_groups = match library.is_default() {
        true => groups.filter_map(group).collect(),
        false => groups.filter_map(groups::of_library).collect(),
    };
    Arc::new(CryptoProvider {
        cipher_suites,
        kx_groups,
        secure_random,
        ..aws_lc_rs::default_provider()
    })
}

/// Random bytes from the library of the connection under way.
#[derive(Debug)]
struct Random;

impl SecureRandom for Random {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        let library = current::library();
        match library.is_default() {
            true => aws_lc_rs::default_provider().secure_random.fill(buffer),
            false => library.random(buffer).ok_or(GetRandomFailed),
        }
    }
}

/// A server's random bytes: those of 32 bytes, which are its random and the session's id, are made before
/// rustls wants them, since the application may see them.
#[derive(Debug)]
struct ServerRandom;

impl SecureRandom for ServerRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        if let Ok(buffer) = <&mut [u8; 32]>::try_from(&mut *buffer) {
            let made = current::with(|call| call.notes.borrow_mut().randoms.pop_front());
            if let Some(made) = made.flatten() {
                *buffer = made;
                return Ok(());
            }
        }
        Random.fill(buffer)
    }
}

/// Whether this is no suite but a signal in the form of one.
pub(super) fn is_signal(id: CipherSuite) -> bool {
    matches!(id, TLS_EMPTY_RENEGOTIATION_INFO_SCSV | TLS_FALLBACK_SCSV)
}

/// Signals that rustls does not send by itself, as more suites for it to offer: each looks like a
/// suite of the version to which it belongs. Of TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746) rustls sends it if
/// TLS 1.2 is offered, OpenSSL always.
static SEND_FALLBACK: Tls12CipherSuite = suites::tls12(
    rustls::CipherSuite::Unknown(TLS_FALLBACK_SCSV.0),
    &[],
    &suites::SHA256,
);
static SEND_RENEGOTIATION: Tls13CipherSuite = suites::tls13(
    rustls::CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
    &suites::SHA256,
);

/// A client's provider: everything the profile allows, and signals.
pub(super) fn client_provider(profile: &Profile, fallback: bool) -> Arc<CryptoProvider> {
    let tls13 = profile.tls13_suites.iter().filter(|_| profile.tls13);
    let tls12 = profile.tls12_suites.iter().filter(|_| profile.tls12);
    let suites = tls13.chain(tls12).copied().filter_map(suite);
    let signal = match profile.tls12 {
        true => fallback.then_some(SupportedCipherSuite::Tls12(&SEND_FALLBACK)),
        false => Some(SupportedCipherSuite::Tls13(&SEND_RENEGOTIATION)),
    };
    make(
        &profile.library,
        suites.chain(signal).collect(),
        profile.groups.iter().copied(),
        &Random,
    )
}
