//! What a library has not got of the algorithms of suites, groups and signatures. OpenSSL looks once, when
//! an SSL_CTX is made.

use std::ffi::CStr;
use std::sync::Arc;

use super::group::{self, Group};
use super::sigalg::{SignatureAlgorithm, ALGORITHMS};
use super::{auth, kx, Cipher, ENC, MAC};
use crate::sys::library::Library;

/// The algorithms that are not to be had. The default library has all that we know.
#[derive(Clone, Debug, Default)]
pub struct Missing(Option<Arc<Lists>>);

#[derive(Debug, Default)]
struct Lists {
    /// Bits of `enc`, `kx` and `auth`.
    enc: u32,
    kx: u32,
    auth: u32,
    /// NIDs of digests.
    digests: Vec<i32>,
    /// Numbers on the wire.
    groups: Vec<u16>,
    sigalgs: Vec<u16>,
}

impl Missing {
    /// Nothing.
    pub const NOTHING: Missing = Missing(None);

    /// What `library` has not got.
    pub fn from(library: &Library) -> Missing {
        if library.is_default() {
            return Missing::NOTHING;
        }
        let mut lists = Lists::default();
        for (bits, nid, _) in ENC.iter().filter(|(_, nid, _)| *nid != 0) {
            if !library.has_cipher(*nid) {
                lists.enc |= bits;
            }
        }
        let digests = MAC.iter().map(|(_, nid, _)| nid);
        let digests = digests.chain(ALGORITHMS.iter().map(|a| &a.hash_nid));
        for nid in digests.filter(|nid| **nid != 0) {
            if !lists.digests.contains(nid) && !library.has_digest(*nid) {
                lists.digests.push(*nid);
            }
        }
        for (bits, name) in [
            (kx::DHE | kx::DHEPSK, c"DH"),
            (kx::ECDHE | kx::ECDHEPSK, c"ECDH"),
        ] {
            if !library.has_key_exchange(name) {
                lists.kx |= bits;
            }
        }
        for (bits, name) in [(auth::DSS, c"DSA"), (auth::ECDSA, c"ECDSA")] {
            if !library.has_signature(name) {
                lists.auth |= bits;
            }
        }
        lists.groups = group::GROUPS
            .iter()
            .filter(|group| !library.has_keys(keys_of_group(group)))
            .map(|group| group.id)
            .collect();
        let signs = |a: &SignatureAlgorithm| {
            !lists.digests.contains(&a.hash_nid) && library.has_keys(a.keys())
        };
        lists.sigalgs = ALGORITHMS
            .iter()
            .filter(|a| !signs(a))
            .map(|a| a.id)
            .collect();
        Missing(Some(Arc::new(lists)))
    }

    /// Whether the library has what a suite is made of. Of suites before TLS 1.3 the digest of the
    /// handshake is not asked for, as OpenSSL has it.
    pub fn has_suite(&self, suite: &Cipher) -> bool {
        let Some(lists) = &self.0 else {
            return true;
        };
        let digest = match suite.is_tls13() {
            true => suite.handshake_digest,
            false => suite.digest_nid(),
        };
        lists.enc & suite.enc == 0
            && lists.kx & suite.kx == 0
            && lists.auth & suite.auth == 0
            && !lists.digests.contains(&digest)
    }

    /// Whether the library has signatures for this authentication: bits of `auth`.
    pub fn has_auth(&self, auth: u32) -> bool {
        self.0.as_ref().is_none_or(|lists| lists.auth & auth == 0)
    }

    /// Whether the library has the group with this number.
    pub fn has_group(&self, id: u16) -> bool {
        !self
            .0
            .as_ref()
            .is_some_and(|lists| lists.groups.contains(&id))
    }

    /// Whether the library has the signature algorithm with this number.
    pub fn has_sigalg(&self, id: u16) -> bool {
        !self
            .0
            .as_ref()
            .is_some_and(|lists| lists.sigalgs.contains(&id))
    }
}

/// libcrypto's name for the type of a group's keys.
fn keys_of_group(group: &Group) -> &'static CStr {
    match group.id {
        group::X25519 => c"X25519",
        group::X448 => c"X448",
        0x0100..=0x01ff => c"DH",
        // A hybrid group is there where its own provider brings it.
        group::X25519MLKEM768 => c"X25519MLKEM768",
        _ => c"EC",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_provider_has_everything_that_we_speak() {
        let missing = Missing::from(&Library::with_query(c"provider=default"));
        for suite in super::super::CIPHERS.iter().filter(|c| c.is_supported()) {
            assert!(missing.has_suite(suite), "{:?}", suite.name);
        }
        for id in group::DEFAULT {
            assert!(missing.has_group(*id));
        }
        for id in super::super::sigalg::DEFAULT {
            assert!(missing.has_sigalg(*id));
        }
    }

    #[test]
    fn where_nothing_is_found_nothing_is_left() {
        let missing = Missing::from(&Library::with_query(c"provider=none"));
        let suite = Cipher::find(0x1301).unwrap();
        assert!(!missing.has_suite(suite));
        assert!(!missing.has_group(group::X25519));
        assert!(!missing.has_sigalg(0x0807));
        assert!(Missing::NOTHING.has_suite(suite));
    }
}
