//! Cipher suites: what a client offers, what a server chooses, and whether the server's choice was offered.

use super::certificate::{Certificate, Validities};
use super::group::Groups;
use super::signature::Algorithms;
use super::version::{is_between, is_older, Range};
use super::{
    highest_version, is_dtls, is_tls13, lowest_version, number, KeyType, Question, Security,
    SecurityOp,
};
use crate::cipher::{auth, digest, enc, kx, Cipher};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::suite::{CipherSuite, TLS_EMPTY_RENEGOTIATION_INFO_SCSV, TLS_FALLBACK_SCSV};
use crate::registry::version::{
    ProtocolVersion, DTLS10, DTLS12, DTLS1_BAD, SSL3, TLS10, TLS12, TLS13,
};

/// The versions that have a suite, of TLS or DTLS; DTLS has none of TLS 1.3.
fn versions(suite: &Cipher, dtls: bool) -> Option<(ProtocolVersion, ProtocolVersion)> {
    let (lowest, highest) = (lowest_version(suite), highest_version(suite));
    match dtls {
        false => Some((lowest, highest)),
        true if lowest >= TLS13 => None,
        true if lowest >= TLS12 => Some((DTLS12, DTLS12)),
        // Like TLS 1.1 is DTLS 1.0.
        true if highest < TLS12 => Some((DTLS1_BAD, DTLS10)),
        true => Some((DTLS1_BAD, DTLS12)),
    }
}

/// Whether a version has a suite.
fn has(version: ProtocolVersion, suite: &Cipher) -> bool {
    versions(suite, is_dtls(version))
        .is_some_and(|(lowest, highest)| is_between(version, lowest, highest))
}

/// Key exchanges and authentications: bits of `kx` and `auth`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Masks {
    pub kx: u32,
    pub auth: u32,
}

/// What a server can do below TLS 1.3.
#[derive(Clone, Copy)]
pub struct MaskFacts<'a> {
    pub version: ProtocolVersion,
    /// There are parameters for DHE: set, by callback, or automatic ones.
    pub dh: bool,
    pub certificates: &'a [Certificate<'a>],
    /// What the certificates are good for.
    pub validities: &'a Validities,
}

/// `ssl_set_masks`: what a server can do below TLS 1.3. SRP is not among it; see [`Choice::srp`].
pub fn server_masks(facts: &MaskFacts<'_>) -> Masks {
    let validity = |key_type| facts.validities.of(key_type);
    let has = |key_type: KeyType| Certificate::find(facts.certificates, key_type);
    // Of DTLS, `TLS1_get_version` says 0.
    let is_tls12 = facts.version == TLS12;
    let signs_in_tls12 =
        |key_type| is_tls12 && has(key_type).is_some() && validity(key_type).explicit_sign;
    let mut masks = Masks {
        kx: kx::ECDHE | kx::PSK | kx::ECDHEPSK,
        auth: auth::NULL | auth::PSK,
    };
    if validity(KeyType::Rsa).valid {
        masks.kx |= kx::RSA | kx::RSAPSK;
    }
    if facts.dh {
        masks.kx |= kx::DHE | kx::DHEPSK;
    }
    if validity(KeyType::Rsa).valid || signs_in_tls12(KeyType::RsaPss) {
        masks.auth |= auth::RSA;
    }
    if validity(KeyType::Dsa).valid {
        masks.auth |= auth::DSS;
    }
    let ecdsa = validity(KeyType::Ec);
    let may_sign = has(KeyType::Ec).is_some_and(|own| own.may_sign);
    if ecdsa.valid && ecdsa.sign && may_sign
        || signs_in_tls12(KeyType::Ed25519)
        || signs_in_tls12(KeyType::Ed448)
    {
        masks.auth |= auth::ECDSA;
    }
    masks
}

/// A server's choice among the suites of both sides.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    pub version: ProtocolVersion,
    /// The client's suites that we know, and ours, each in its order of preference.
    pub client: &'a [&'static Cipher],
    pub server: &'a [&'static Cipher],
    pub suite_b: bool,
    /// `SSL_OP_CIPHER_SERVER_PREFERENCE` and `SSL_OP_PRIORITIZE_CHACHA`.
    pub server_preference: bool,
    pub prioritize_chacha: bool,
    /// There is a `psk_server_callback`.
    pub psk_callback: bool,
    /// There is a certificate, of whatever type.
    pub certificate: bool,
    /// Below TLS 1.3: what we can do.
    pub masks: Masks,
    /// There is an SRP user callback.
    pub srp: bool,
    pub groups: &'a Groups<'a>,
    /// The hello looks like old Safari's, which cannot do ECDHE-ECDSA (`SSL_OP_SAFARI_ECDHE_ECDSA_BUG`).
    pub safari: bool,
    pub security: Security<'a>,
}

impl Choice<'_> {
    /// The list that is searched, in its order, and the other one.
    fn preference(&self) -> (Vec<&'static Cipher>, &[&'static Cipher]) {
        let is_chacha = |suite: &&&'static Cipher| suite.enc == enc::CHACHA20;
        if !self.suite_b && !self.server_preference {
            return (self.client.to_vec(), self.server);
        }
        let wants_chacha = !self.suite_b
            && self.prioritize_chacha
            && self.client.first().as_ref().is_some_and(is_chacha);
        let own = self.server.iter();
        if !wants_chacha {
            return (self.server.to_vec(), self.client);
        }
        let first = own.clone().filter(is_chacha);
        let rest = own.filter(|suite| !is_chacha(suite));
        (first.chain(rest).copied().collect(), self.client)
    }

    /// Whether we can do key exchange and authentication of a suite; in TLS 1.3 they are chosen elsewhere.
    fn can_do(&self, suite: &Cipher) -> bool {
        if is_tls13(self.version) {
            return true;
        }
        let mut masks = self.masks;
        if self.srp {
            masks.kx |= kx::SRP;
            masks.auth |= auth::SRP;
        }
        if suite.kx & kx::WITH_PSK != 0 && !self.psk_callback {
            return false;
        }
        suite.kx & masks.kx != 0
            && suite.auth & masks.auth != 0
            && (suite.kx & kx::ECDHE == 0 || self.groups.has_temporary_key(suite))
    }

    /// `ssl3_choose_cipher`.
    pub fn choose(&self) -> Result<&'static Cipher, Fatal> {
        let tls13 = is_tls13(self.version);
        // Old PSK callbacks mean SHA-256, and nothing else will do.
        let prefers_sha256 = tls13 && self.psk_callback && !self.certificate;
        let (preferred, other) = self.preference();
        // What is taken if nothing better follows.
        let mut second = None;
        for suite in preferred {
            let shared = has(self.version, suite)
                && self.can_do(suite)
                && other.iter().any(|o| number(o) == number(suite))
                && (self.security)(Question::suite(SecurityOp::CIPHER_SHARED, suite));
            if !shared {
                continue;
            }
            let fails_in_safari =
                !tls13 && self.safari && suite.kx & kx::ECDHE != 0 && suite.auth & auth::ECDSA != 0;
            let is_second =
                fails_in_safari || prefers_sha256 && suite.handshake_digest != digest::SHA256;
            if !is_second {
                return Ok(suite);
            }
            second = second.or(Some(suite));
        }
        second.ok_or(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::NO_SHARED_CIPHER,
        ))
    }
}

/// `ssl_set_client_disabled`: what a client does not offer, and may not be answered with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disabled {
    pub masks: Masks,
    /// The versions of the hello; of a ServerHello, the one that it chose.
    pub lowest: ProtocolVersion,
    pub highest: ProtocolVersion,
}

impl Disabled {
    /// `range` is that of the hello. `psk` and `srp`: there is a PSK client callback, an SRP user name.
    pub fn new(algorithms: &Algorithms<'_>, range: Range, psk: bool, srp: bool) -> Disabled {
        let mut masks = Masks {
            kx: 0,
            auth: algorithms.disabled_auth(),
        };
        if !psk {
            masks.auth |= auth::PSK;
            masks.kx |= kx::WITH_PSK;
        }
        if !srp {
            masks.auth |= auth::SRP;
            masks.kx |= kx::SRP;
        }
        Disabled {
            masks,
            lowest: range.lowest,
            highest: range.highest,
        }
    }

    /// The same for the version that the server has chosen.
    pub fn of_version(self, version: ProtocolVersion) -> Disabled {
        Disabled {
            lowest: version,
            highest: version,
            ..self
        }
    }

    /// `ssl_cipher_disabled`. `check`: a server has chosen it; servers may choose ECDHE in SSL 3.0.
    pub fn contains(&self, suite: &'static Cipher, check: bool, security: Security<'_>) -> bool {
        if suite.kx & self.masks.kx != 0 || suite.auth & self.masks.auth != 0 {
            return true;
        }
        let Some((mut lowest, highest)) = versions(suite, is_dtls(self.highest)) else {
            return true;
        };
        if check && lowest == TLS10 && suite.kx & (kx::ECDHE | kx::ECDHEPSK) != 0 {
            lowest = SSL3;
        }
        if is_older(self.highest, lowest) || is_older(highest, self.lowest) {
            return true;
        }
        let operation = match check {
            true => SecurityOp::CIPHER_CHECK,
            false => SecurityOp::CIPHER_SUPPORTED,
        };
        !security(Question::suite(operation, suite))
    }
}

/// A client's list of suites.
#[derive(Clone, Copy)]
pub struct Offer<'a> {
    pub listed: &'a [&'static Cipher],
    pub disabled: &'a Disabled,
    /// This is a renegotiation; the first hello says by a signal that it may be renegotiated.
    pub renegotiates: bool,
    /// `SSL_MODE_SEND_FALLBACK_SCSV`.
    pub fallback: bool,
    pub security: Security<'a>,
}

/// `ssl_cipher_list_to_bytes`: the suites of a ClientHello, with the signalling values.
///
/// One suite at least must be of the highest version.
pub fn offer(offer: &Offer<'_>) -> Result<Vec<CipherSuite>, Fatal> {
    /// Suites that a length of 16 bits allows.
    const MOST: usize = u16::MAX as usize / 2;
    let signals = usize::from(!offer.renegotiates) + usize::from(offer.fallback);
    let enabled = offer.listed.iter().copied();
    let enabled = enabled.filter(|s| !offer.disabled.contains(s, false, offer.security));
    let enabled: Vec<_> = enabled.take(MOST - signals).collect();
    if !enabled.iter().any(|s| has(offer.disabled.highest, s)) {
        return Err(Fatal::new(
            alert::INTERNAL_ERROR,
            Reason::NO_CIPHERS_AVAILABLE,
        ));
    }
    let mut numbers: Vec<_> = enabled.into_iter().map(number).collect();
    if !offer.renegotiates {
        numbers.push(TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
    }
    if offer.fallback {
        numbers.push(TLS_FALLBACK_SCSV);
    }
    Ok(numbers)
}

/// What a client measures the server's suite by.
#[derive(Clone, Copy)]
pub struct Returned<'a> {
    pub version: ProtocolVersion,
    pub listed: &'a [&'static Cipher],
    /// For the version of the connection.
    pub disabled: &'a Disabled,
    /// The suite of a HelloRetryRequest.
    pub retried: Option<&'static Cipher>,
    /// The suite of the session that is resumed.
    pub resumed: Option<&'static Cipher>,
    pub security: Security<'a>,
}

/// `set_client_ciphersuite`: checks the suite of a ServerHello.
pub fn check_returned(
    returned: CipherSuite,
    facts: &Returned<'_>,
) -> Result<&'static Cipher, Fatal> {
    let wrong = |reason| Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
    let known = Cipher::find(returned).filter(|suite| !suite.is_signal());
    let Some(suite) = known else {
        return wrong(Reason::UNKNOWN_CIPHER_RETURNED);
    };
    if facts.disabled.contains(suite, true, facts.security)
        || !facts.listed.iter().any(|s| number(s) == returned)
    {
        return wrong(Reason::WRONG_CIPHER_RETURNED);
    }
    let tls13 = is_tls13(facts.version);
    if tls13 && facts.retried.is_some_and(|s| number(s) != returned) {
        return wrong(Reason::WRONG_CIPHER_RETURNED);
    }
    match facts.resumed {
        Some(old) if number(old) == returned => Ok(suite),
        Some(old) if tls13 => match old.handshake_digest == suite.handshake_digest {
            true => Ok(suite),
            false => wrong(Reason::CIPHERSUITE_DIGEST_HAS_CHANGED),
        },
        Some(_) => wrong(Reason::OLD_SESSION_CIPHER_NOT_RETURNED),
        None => Ok(suite),
    }
}

/// The part of `tls_early_post_process_client_hello` about a session below TLS 1.3: the client must offer the
/// suite that it wants to resume.
pub fn check_resumed(client: &[&'static Cipher], resumed: &'static Cipher) -> Result<(), Fatal> {
    match client.iter().any(|s| number(s) == number(resumed)) {
        true => Ok(()),
        false => Err(Fatal::new(
            alert::ILLEGAL_PARAMETER,
            Reason::REQUIRED_CIPHER_MISSING,
        )),
    }
}

/// The same function about TLS 1.3: after a HelloRetryRequest the suite must be chosen again.
pub fn check_chosen_again(chosen: &Cipher, retried: Option<&Cipher>) -> Result<(), Fatal> {
    match retried.is_some_and(|s| number(s) == number(chosen)) {
        true => Ok(()),
        false => Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_CIPHER)),
    }
}
