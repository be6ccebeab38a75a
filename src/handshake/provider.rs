//! Cipher suites and groups by number, from the aws-lc-rs provider.

use super::groups::group;
use super::{psk, Profile};
use rustls::crypto::{aws_lc_rs, CryptoProvider};
use rustls::{SupportedCipherSuite, SupportedProtocolVersion};
use std::sync::Arc;

/// The cipher suite with this number.
pub(super) fn suite(id: u16) -> Option<SupportedCipherSuite> {
    psk::SUITES
        .iter()
        .copied()
        .find(|s| u16::from(s.suite()) == id)
}

/// Whether handshakes can use this cipher suite.
pub fn supports_suite(id: u16) -> bool {
    suite(id).is_some()
}

/// Whether handshakes can use this group.
pub fn supports_group(id: u16) -> bool {
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

/// A provider with these suites and groups, in this order. Unknown numbers are left out.
pub(super) fn provider(
    suites: impl IntoIterator<Item = u16>,
    groups: impl IntoIterator<Item = u16>,
) -> Arc<CryptoProvider> {
    Arc::new(CryptoProvider {
        cipher_suites: suites.into_iter().filter_map(suite).collect(),
        kx_groups: groups.into_iter().filter_map(group).collect(),
        ..aws_lc_rs::default_provider()
    })
}

/// A client's provider: everything the profile allows.
pub(super) fn client_provider(profile: &Profile) -> Arc<CryptoProvider> {
    let tls13 = profile.tls13_suites.iter().filter(|_| profile.tls13);
    let tls12 = profile.tls12_suites.iter().filter(|_| profile.tls12);
    provider(tls13.chain(tls12).copied(), profile.groups.iter().copied())
}
