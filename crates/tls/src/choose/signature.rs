//! Signature algorithms: those that both sides have, the one that we sign with, and the peer's.

use super::certificate::{Certificate, Validities};
use super::group::Groups;
use super::{
    find_scheme, is_dtls, is_tls13, uses_sigalgs, KeyType, Question, Security, SecurityOp, Subject,
    SuiteB, KEY_TYPES,
};
use crate::cipher::missing::Missing;
pub use crate::cipher::sigalg::DEFAULT;
use crate::cipher::{auth, kx, Cipher};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::group::{Group, NamedGroup, SECP256R1, SECP384R1, SECP521R1};
use crate::registry::scheme::nid::{MD5_SHA1, RSA, RSA_PSS, SHA1, SHA224, SHA256, SHA384, SHA512};
use crate::registry::scheme::{
    self, Known, SignatureAlgorithm, SignatureScheme, DSA_SHA1, ECDSA_SHA1, RSA_PKCS1_SHA1,
};
use crate::registry::version::{ProtocolVersion, TLS13};

/// The algorithms of Suite B, of 128 and of 192 bits.
const SUITE_B: [SignatureScheme; 2] = [
    scheme::ECDSA_SECP256R1_SHA256,
    scheme::ECDSA_SECP384R1_SHA384,
];

/// How RSA signs below TLS 1.2: MD5 and SHA-1 together. It has no number.
pub static LEGACY_RSA: SignatureAlgorithm = SignatureAlgorithm {
    id: SignatureScheme(0),
    full_name: c"rsa_pkcs1_md5_sha1",
    known: Known::Unnamed,
    hash_nid: MD5_SHA1,
    sig_nid: RSA,
    sig_hash_nid: 0,
};

/// NID of the curve that TLS 1.3 and Suite B tie an algorithm to.
pub fn curve(algorithm: &SignatureAlgorithm) -> Option<i32> {
    let group = match scheme_of(algorithm) {
        scheme::ECDSA_SECP256R1_SHA256 => SECP256R1,
        scheme::ECDSA_SECP384R1_SHA384 => SECP384R1,
        scheme::ECDSA_SECP521R1_SHA512 => SECP521R1,
        _ => return None,
    };
    Group::find(group).map(|group| group.nid)
}

/// The number of an algorithm.
pub fn scheme_of(algorithm: &SignatureAlgorithm) -> SignatureScheme {
    algorithm.id
}

/// `sig_idx`: the type of the keys that sign with an algorithm.
pub fn key_type(algorithm: &SignatureAlgorithm) -> Option<KeyType> {
    match scheme_of(algorithm) {
        scheme::RSA_PSS_RSAE_SHA256 | scheme::RSA_PSS_RSAE_SHA384 | scheme::RSA_PSS_RSAE_SHA512 => {
            Some(KeyType::Rsa)
        }
        _ => KeyType::of_nid(algorithm.sig_nid),
    }
}

/// Length of the digest in bytes; `None` where the algorithm has its own.
fn digest_length(algorithm: &SignatureAlgorithm) -> Option<usize> {
    match algorithm.hash_nid {
        SHA1 => Some(20),
        SHA224 => Some(28),
        SHA256 => Some(32),
        MD5_SHA1 => Some(36),
        SHA384 => Some(48),
        SHA512 => Some(64),
        _ => None,
    }
}

/// `sigalg_security_bits`: half the digest; the broken ones have less than the first level wants.
pub fn security_bits(algorithm: &SignatureAlgorithm) -> i32 {
    match algorithm.hash_nid {
        MD5_SHA1 => 67,
        _ => algorithm.security_bits(),
    }
}

fn is_sha1_or_sha224(algorithm: &SignatureAlgorithm) -> bool {
    matches!(algorithm.hash_nid, SHA1 | SHA224)
}

/// What both sides have, and what decides about it.
#[derive(Clone, Copy)]
pub struct Algorithms<'a> {
    pub server: bool,
    /// The negotiated version; before that, [`super::version::Method::unnegotiated`].
    pub version: ProtocolVersion,
    /// The lowest version of a client's hello; once the server has chosen, its choice.
    pub lowest_version: ProtocolVersion,
    pub suite_b: Option<SuiteB>,
    /// `SSL_CERT_FLAG_TLS_STRICT`, which Suite B has in it.
    pub strict: bool,
    /// `SSL_OP_CIPHER_SERVER_PREFERENCE`.
    pub server_preference: bool,
    /// The program's list (`SSL_set1_sigalgs`), and the one for client certificates.
    pub listed: Option<&'a [SignatureScheme]>,
    pub listed_for_clients: Option<&'a [SignatureScheme]>,
    /// The peer's `signature_algorithms`, and `signature_algorithms_cert`.
    pub peer: Option<&'a [SignatureScheme]>,
    pub peer_for_certificates: Option<&'a [SignatureScheme]>,
    pub missing: &'a Missing,
    pub security: Security<'a>,
}

/// The algorithms that both sides have, in order of preference.
pub type Shared = Vec<&'static SignatureAlgorithm>;

/// The certificate and the algorithm that we sign with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Chosen {
    pub key_type: KeyType,
    pub algorithm: &'static SignatureAlgorithm,
}

impl Algorithms<'_> {
    fn tls13(&self) -> bool {
        is_tls13(self.version)
    }

    /// `tls12_get_psigalgs`: our list. `sent`: the one that the peer gets. Client certificates have a list of
    /// their own: a server sends it, a client signs by it.
    pub fn own(&self, sent: bool) -> &[SignatureScheme] {
        if let Some(mode) = self.suite_b {
            return mode.of(&SUITE_B);
        }
        match self.listed_for_clients {
            Some(list) if self.server == sent => list,
            _ => self.listed.unwrap_or(DEFAULT),
        }
    }

    pub(super) fn find(&self, scheme: SignatureScheme) -> Option<&'static SignatureAlgorithm> {
        find_scheme(scheme, self.missing)
    }

    fn asks(&self, operation: SecurityOp, algorithm: &SignatureAlgorithm) -> bool {
        (self.security)(Question {
            operation,
            bits: security_bits(algorithm),
            nid: algorithm.hash_nid,
            subject: Subject::Scheme(scheme_of(algorithm)),
        })
    }

    /// `ssl_cert_is_disabled`.
    fn has_key_type(&self, key_type: KeyType) -> bool {
        self.missing.has_auth(key_type.auth())
    }

    /// `tls12_sigalg_allowed`.
    pub fn is_allowed(&self, operation: SecurityOp, algorithm: &SignatureAlgorithm) -> bool {
        let key_type = key_type(algorithm);
        let dsa = key_type == Some(KeyType::Dsa);
        if self.tls13() && dsa {
            return false;
        }
        let tls13_client =
            !self.server && !is_dtls(self.lowest_version) && self.lowest_version >= TLS13;
        if tls13_client && (dsa || is_sha1_or_sha224(algorithm)) {
            return false;
        }
        key_type.is_some_and(|key_type| self.has_key_type(key_type))
            && self.asks(operation, algorithm)
    }

    /// `ssl_set_sig_mask`: the authentications of suites that none of our algorithms signs for.
    pub fn disabled_auth(&self) -> u32 {
        let mut disabled = auth::RSA | auth::DSS | auth::ECDSA;
        for scheme in self.own(true) {
            let Some(algorithm) = self.find(*scheme) else {
                continue;
            };
            let auth = key_type(algorithm).map_or(0, KeyType::auth);
            if auth & disabled != 0 && self.is_allowed(SecurityOp::SIGALG_MASK, algorithm) {
                disabled &= !auth;
            }
        }
        disabled
    }

    /// `tls12_copy_sigalgs`: those of a list that the peer gets. In TLS 1.3 one of them must be able to sign
    /// the handshake.
    ///
    /// Fails with `NO_SUITABLE_SIGNATURE_ALGORITHM`, which OpenSSL queues before the caller's own error.
    pub fn offered(&self, list: &[SignatureScheme]) -> Result<Vec<SignatureScheme>, Reason> {
        let mut offered = Vec::new();
        let mut enough = false;
        for scheme in list {
            let Some(algorithm) = self.find(*scheme) else {
                continue;
            };
            if !self.is_allowed(SecurityOp::SIGALG_SUPPORTED, algorithm) {
                continue;
            }
            offered.push(*scheme);
            enough |= !self.tls13() || algorithm.sig_nid != RSA && !is_sha1_or_sha224(algorithm);
        }
        match enough {
            true => Ok(offered),
            false => Err(Reason::NO_SUITABLE_SIGNATURE_ALGORITHM),
        }
    }

    /// `tls1_set_shared_sigalgs`.
    pub fn shared(&self) -> Shared {
        let own = self.own(false);
        let peer = self.peer.unwrap_or_default();
        let (preferred, other) = match self.server_preference || self.suite_b.is_some() {
            true => (own, peer),
            false => (peer, own),
        };
        let known = preferred
            .iter()
            .filter_map(|scheme| self.find(*scheme).map(|a| (scheme, a)));
        known
            .filter(|(_, algorithm)| self.is_allowed(SecurityOp::SIGALG_SHARED, algorithm))
            .filter(|(scheme, _)| other.contains(scheme))
            .map(|(_, algorithm)| algorithm)
            .collect()
    }

    /// `tls1_process_sigalgs`: the shared algorithms, and the types of keys that they sign with.
    pub fn process(&self) -> (Shared, Validities) {
        let shared = self.shared();
        let mut validities = Validities::default();
        for algorithm in &shared {
            if self.tls13() && algorithm.sig_nid == RSA {
                continue;
            }
            let signing = key_type(algorithm).filter(|key_type| self.has_key_type(*key_type));
            if let Some(key_type) = signing {
                validities.signs_explicitly(key_type);
            }
        }
        (shared, validities)
    }

    /// `tls1_set_server_sigalgs`. A client that names algorithms must share one with us, even if nothing is
    /// signed in the end.
    pub fn process_for_server(&self) -> Result<(Shared, Validities), Fatal> {
        if self.peer.is_none() && self.peer_for_certificates.is_none() {
            let mut validities = Validities::default();
            let sent = self.own(true);
            for key_type in KEY_TYPES {
                let legacy = self.legacy(key_type);
                if legacy.is_some_and(|algorithm| sent.contains(&scheme_of(algorithm))) {
                    validities.signs(key_type);
                }
            }
            return Ok((Shared::new(), validities));
        }
        let (shared, validities) = self.process();
        match shared.is_empty() {
            false => Ok((shared, validities)),
            true => Err(Fatal::new(
                alert::HANDSHAKE_FAILURE,
                Reason::NO_SHARED_SIGNATURE_ALGORITHMS,
            )),
        }
    }

    /// `tls1_get_legacy_sigalg`: what a type of key signs with if nothing is said.
    pub fn legacy(&self, key_type: KeyType) -> Option<&'static SignatureAlgorithm> {
        let algorithm = match key_type {
            KeyType::Rsa if !uses_sigalgs(self.version) => &LEGACY_RSA,
            KeyType::Rsa => self.find(RSA_PKCS1_SHA1)?,
            KeyType::Dsa => self.find(DSA_SHA1)?,
            KeyType::Ec => self.find(ECDSA_SHA1)?,
            KeyType::RsaPss | KeyType::Ed25519 | KeyType::Ed448 => return None,
        };
        self.is_allowed(SecurityOp::SIGALG_SUPPORTED, algorithm)
            .then_some(algorithm)
    }

    /// `tls1_set_peer_legacy_sigalg`: what the peer signs with below TLS 1.2.
    pub fn peer_legacy(&self, key_type: KeyType) -> Result<&'static SignatureAlgorithm, Fatal> {
        self.legacy(key_type).ok_or(Fatal::new(
            alert::INTERNAL_ERROR,
            Reason::LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED,
        ))
    }

    /// `check_cert_usable`: whether the key signs with the digest, and the certificate itself is signed as the
    /// peer wants it.
    fn is_usable(&self, algorithm: &SignatureAlgorithm, own: &Certificate<'_>) -> bool {
        if !(own.signs_with)(algorithm.hash_nid) {
            return false;
        }
        let Some(wanted) = self.peer_for_certificates else {
            return true;
        };
        own.signed_with.is_some_and(|signed| {
            let known = wanted.iter().filter_map(|scheme| self.find(*scheme));
            known
                .map(|a| (a.hash_nid, a.sig_nid))
                .any(|pair| pair == signed)
        })
    }

    /// `find_sig_alg`: the algorithm of TLS 1.3 that one of these certificates signs with.
    pub fn find_tls13(
        &self,
        shared: &[&'static SignatureAlgorithm],
        certificates: &[Certificate<'_>],
    ) -> Option<Chosen> {
        shared.iter().find_map(|algorithm| {
            let key_type = key_type(algorithm)?;
            if is_sha1_or_sha224(algorithm) || key_type == KeyType::Dsa || algorithm.sig_nid == RSA
            {
                return None;
            }
            let own = Certificate::find(certificates, key_type)?;
            let suits = self.is_usable(algorithm, own)
                && match key_type {
                    KeyType::Ec => curve(algorithm).is_none_or(|curve| curve == own.curve),
                    _ => is_long_enough(algorithm, own),
                };
            suits.then_some(Chosen {
                key_type,
                algorithm,
            })
        })
    }

    /// `tls_choose_sigalg`: the certificate and algorithm that we sign with; `None` where we don't.
    ///
    /// A server that should sign and cannot fails. A client then sends no certificate: its caller takes the
    /// error for `None`.
    pub fn choose(&self, facts: &SigningFacts<'_>) -> Result<Option<Chosen>, Fatal> {
        match self.tls13() {
            true => match self.find_tls13(facts.shared, facts.certificates) {
                None => Err(unsuitable(alert::HANDSHAKE_FAILURE)),
                chosen => Ok(chosen),
            },
            false => self.choose_tls12(facts),
        }
    }

    fn choose_tls12(&self, facts: &SigningFacts<'_>) -> Result<Option<Chosen>, Fatal> {
        const SIGNED: u32 = auth::RSA | auth::DSS | auth::ECDSA;
        if facts.suite.auth & SIGNED == 0 {
            return Ok(None);
        }
        let own = |key_type| Certificate::find(facts.certificates, key_type);
        if !self.server && facts.current.and_then(own).is_none() {
            return Ok(None);
        }
        let legacy = || {
            match self.server {
                true => {
                    let mut types = KEY_TYPES.into_iter();
                    types.find(|key_type| key_type.auth() & facts.suite.auth != 0)
                }
                false => facts.current,
            }
            .and_then(|key_type| self.legacy(key_type))
        };
        if !uses_sigalgs(self.version) {
            let algorithm = legacy().ok_or(unsuitable(alert::INTERNAL_ERROR))?;
            return Ok(chosen(algorithm));
        }
        if self.peer.is_some() {
            let found = facts.shared.iter().find(|a| self.suits_tls12(a, facts));
            let algorithm = found.ok_or(unsuitable(alert::HANDSHAKE_FAILURE))?;
            return Ok(chosen(algorithm));
        }
        let algorithm = legacy().ok_or(unsuitable(alert::HANDSHAKE_FAILURE))?;
        let usable = self.own(true).contains(&scheme_of(algorithm))
            && key_type(algorithm)
                .and_then(own)
                .is_some_and(|own| self.is_usable(algorithm, own));
        match usable {
            true => Ok(chosen(algorithm)),
            false => Err(Fatal::new(
                alert::HANDSHAKE_FAILURE,
                Reason::WRONG_SIGNATURE_TYPE,
            )),
        }
    }

    /// Whether a shared algorithm will do for the suite of a server, or for the certificate of a client.
    fn suits_tls12(&self, algorithm: &SignatureAlgorithm, facts: &SigningFacts<'_>) -> bool {
        let Some(key_type) = key_type(algorithm) else {
            return false;
        };
        let has_slot = match self.server {
            true => facts.suits_suite(key_type),
            false => facts.current == Some(key_type),
        };
        let own = Certificate::find(facts.certificates, key_type);
        let Some(own) = own.filter(|_| has_slot) else {
            return false;
        };
        // With Suite B the curve decides, even where the algorithm belongs to another certificate.
        let suits_curve = self.suite_b.is_none() || {
            let ec = Certificate::find(facts.certificates, KeyType::Ec);
            let ours = ec.map_or(0, |ec| ec.curve);
            curve(algorithm).unwrap_or(0) == ours
        };
        self.is_usable(algorithm, own) && is_long_enough(algorithm, own) && suits_curve
    }

    /// `tls12_check_peer_sigalg`: checks the algorithm of the peer's signature.
    pub fn check_peer(
        &self,
        scheme: SignatureScheme,
        key: &PeerKey,
        groups: &Groups<'_>,
    ) -> Result<&'static SignatureAlgorithm, Fatal> {
        let illegal = |reason| Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
        let failure = |reason| Err(Fatal::new(alert::HANDSHAKE_FAILURE, reason));
        let tls13 = self.tls13();
        if tls13 && key.key_type == KeyType::Dsa {
            return illegal(Reason::WRONG_SIGNATURE_TYPE);
        }
        let Some(algorithm) = self.find(scheme) else {
            return illegal(Reason::WRONG_SIGNATURE_TYPE);
        };
        // In TLS 1.3 an RSA key signs with PSS only.
        let pss = algorithm.sig_nid == RSA_PSS;
        let suits = match key.key_type {
            KeyType::Rsa if tls13 => pss,
            KeyType::Rsa => pss || algorithm.sig_nid == RSA,
            other => algorithm.sig_nid == other.nid(),
        };
        let tied = key_type(algorithm) == Some(key.key_type);
        if tls13 && is_sha1_or_sha224(algorithm) || !suits || !tied {
            return illegal(Reason::WRONG_SIGNATURE_TYPE);
        }
        if key.key_type == KeyType::Ec {
            let curve = curve(algorithm);
            if (tls13 || self.suite_b.is_some()) && curve.is_some_and(|curve| curve != key.curve) {
                return illegal(Reason::WRONG_CURVE);
            }
            if !tls13 {
                if !groups.check(group_of_curve(key.curve), true) {
                    return illegal(Reason::WRONG_CURVE);
                }
                if self.suite_b.is_some() && !SUITE_B.contains(&scheme) {
                    return failure(Reason::WRONG_SIGNATURE_TYPE);
                }
            }
        } else if self.suite_b.is_some() {
            return failure(Reason::WRONG_SIGNATURE_TYPE);
        }
        // SHA-1 is taken although we did not offer it.
        let tolerated = algorithm.hash_nid == SHA1 && !self.strict;
        if !self.own(true).contains(&scheme) && !tolerated {
            return failure(Reason::WRONG_SIGNATURE_TYPE);
        }
        match self.asks(SecurityOp::SIGALG_CHECK, algorithm) {
            true => Ok(algorithm),
            false => failure(Reason::WRONG_SIGNATURE_TYPE),
        }
    }
}

/// `tls1_nid2group_id`; 0 for none.
pub(super) fn group_of_curve(curve: i32) -> NamedGroup {
    Group::find_nid(curve).map_or(NamedGroup(0), |group| group.id)
}

/// `rsa_pss_check_min_key_size`. An algorithm without PSS needs nothing.
fn is_long_enough(algorithm: &SignatureAlgorithm, own: &Certificate<'_>) -> bool {
    algorithm.sig_nid != RSA_PSS
        || digest_length(algorithm).is_some_and(|length| own.key_size >= 2 * length + 2)
}

fn chosen(algorithm: &'static SignatureAlgorithm) -> Option<Chosen> {
    key_type(algorithm).map(|key_type| Chosen {
        key_type,
        algorithm,
    })
}

const fn unsuitable(alert: alert::AlertDescription) -> Fatal {
    Fatal::new(alert, Reason::NO_SUITABLE_SIGNATURE_ALGORITHM)
}

/// What we may sign with.
#[derive(Clone, Copy)]
pub struct SigningFacts<'a> {
    pub suite: &'static Cipher,
    pub shared: &'a [&'static SignatureAlgorithm],
    pub certificates: &'a [Certificate<'a>],
    /// What a server's certificates are good for.
    pub validities: &'a Validities,
    /// The type of the current certificate, which is a client's only one below TLS 1.3.
    pub current: Option<KeyType>,
}

impl SigningFacts<'_> {
    /// `tls12_get_cert_sigalg_idx`: whether a server's certificate suits the suite, and the peer.
    fn suits_suite(&self, key_type: KeyType) -> bool {
        key_type.auth() & self.suite.auth != 0
            && !(key_type == KeyType::RsaPss && self.suite.kx & kx::RSA != 0)
            && self.validities.of(key_type).valid
    }
}

/// The key of the peer's certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PeerKey {
    pub key_type: KeyType,
    /// NID of its curve, 0 for none.
    pub curve: i32,
}
