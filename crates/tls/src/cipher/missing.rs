//! The algorithms of suites, groups and signatures that a library context lacks. OpenSSL checks once, when
//! an SSL_CTX is made.

use std::ffi::CStr;
use std::sync::{Arc, LazyLock};

use super::group::Group;
use super::list::Pattern;
use super::sigalg::{algorithms, SignatureAlgorithm};
use super::{auth, digest, enc, kx, Cipher, ENC, MAC};
use crate::registry::group::{self, NamedGroup, GROUPS};
use crate::registry::scheme::SignatureScheme;
use crypto::library::Library;

/// The algorithms that are not available.
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
    groups: Vec<NamedGroup>,
    sigalgs: Vec<SignatureScheme>,
}

impl Missing {
    /// Nothing.
    pub const NOTHING: Missing = Missing(None);

    /// What the default provider lacks, because the legacy provider has it.
    pub fn legacy() -> Missing {
        static LEGACY: LazyLock<Missing> = LazyLock::new(|| {
            Missing(Some(Arc::new(Lists {
                enc: enc::RC4 | enc::RC2 | enc::IDEA | enc::SEED,
                ..Lists::default()
            })))
        });
        LEGACY.clone()
    }

    /// What `library` lacks.
    pub fn from(library: &Library) -> Missing {
        if library.is_default() && !library.has_legacy_provider() {
            return Missing::legacy();
        }
        let mut lists = Lists::default();
        for (bits, nid, _) in ENC.iter().filter(|(_, nid, _)| *nid != 0) {
            if !library.has_cipher(*nid) {
                lists.enc |= bits;
            }
        }
        let digests = MAC.iter().map(|(_, nid, _)| nid);
        let digests = digests.chain(algorithms().map(|a| &a.hash_nid));
        let digests = digests.chain(&[digest::MD5_SHA1]);
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
        lists.groups = GROUPS
            .iter()
            .filter(|group| !library.has_keys(keys_of_group(group)))
            .map(|group| group.id)
            .collect();
        let signs = |a: &SignatureAlgorithm| {
            !lists.digests.contains(&a.hash_nid) && library.has_keys(a.keys())
        };
        lists.sigalgs = algorithms().filter(|a| !signs(a)).map(|a| a.id).collect();
        Missing(Some(Arc::new(lists)))
    }

    /// Whether the library has the algorithms of a suite below TLS 1.3. OpenSSL does not check the
    /// handshake's digest.
    pub fn has_suite(&self, suite: &Cipher) -> bool {
        self.0.as_ref().is_none_or(|lists| {
            lists.enc & suite.enc == 0
                && lists.kx & suite.kx == 0
                && lists.auth & suite.auth == 0
                && !lists.digests.contains(&suite.digest_nid())
        })
    }

    /// Whether the library has the algorithms of a suite that was set by `SSL_CTX_set_ciphersuites`.
    pub fn has_ciphersuite(&self, suite: &Cipher) -> bool {
        self.0.as_ref().is_none_or(|lists| {
            lists.enc & suite.enc == 0 && !lists.digests.contains(&suite.handshake_digest)
        })
    }

    /// Whether an alias for these algorithms (0 means all) includes an available one.
    pub(super) fn has_any(&self, alias: &Pattern) -> bool {
        let left = |bits: u32, missing: u32| bits == 0 || bits & !missing != 0;
        self.0.as_ref().is_none_or(|lists| {
            let digests = MAC.iter().filter(|(_, nid, _)| lists.digests.contains(nid));
            let mac = digests.fold(0, |bits, entry| bits | entry.0);
            left(alias.kx, lists.kx)
                && left(alias.auth, lists.auth)
                && left(alias.enc, lists.enc)
                && left(alias.mac, mac)
        })
    }

    /// Whether the library has signatures for this authentication: bits of `auth`.
    pub fn has_auth(&self, auth: u32) -> bool {
        self.0.as_ref().is_none_or(|lists| lists.auth & auth == 0)
    }

    /// Whether the library has the group.
    pub fn has_group(&self, id: NamedGroup) -> bool {
        !self
            .0
            .as_ref()
            .is_some_and(|lists| lists.groups.contains(&id))
    }

    /// Whether the library has the algorithms of a signature scheme.
    pub fn has_sigalg(&self, id: SignatureScheme) -> bool {
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
        id if (group::FFDHE2048..=group::FFDHE8192).contains(&id) => c"DH",
        // A hybrid group is available if a provider has keys of that name.
        group::X25519MLKEM768 => c"X25519MLKEM768",
        _ => c"EC",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::scheme::ED25519;
    use crate::registry::suite::TLS_AES_128_GCM_SHA256;

    #[test]
    fn the_default_provider_has_everything_that_we_speak() {
        let missing = Missing::from(&Library::with_query(c"provider=default"));
        for suite in super::super::CIPHERS.iter().filter(|c| c.is_supported()) {
            assert!(missing.has_suite(suite), "{:?}", suite.name);
        }
        for id in super::super::group::DEFAULT {
            assert!(missing.has_group(*id));
        }
        for id in super::super::sigalg::DEFAULT {
            assert!(missing.has_sigalg(*id));
        }
    }

    #[test]
    fn where_nothing_is_found_nothing_is_left() {
        let missing = Missing::from(&Library::with_query(c"provider=none"));
        let suite = Cipher::find(TLS_AES_128_GCM_SHA256).unwrap();
        assert!(!missing.has_suite(suite));
        assert!(!missing.has_group(group::X25519));
        assert!(!missing.has_sigalg(ED25519));
        assert!(Missing::NOTHING.has_suite(suite));
    }
}
