//! The values that can be negotiated, in order of preference: the lists, filtered by the security level or
//! callback and by the Suite B mode.

use std::sync::Arc;

use libc::{c_int, c_void};

use super::ciphers::Ciphers;
use super::security::default_rule;
use super::Settings;
use crate::cipher::group::Group;
use crate::cipher::list::{SUITEB_128, SUITEB_128_ONLY, SUITEB_192, SUITEB_MASK};
use crate::cipher::sigalg::SignatureAlgorithm;
use crate::cipher::{group, sigalg, Cipher};
use crate::constants::*;
use tls::registry::group::{NamedGroup, SECP256R1, SECP384R1};
use tls::registry::scheme::{SignatureScheme, ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384};
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;

/// The moment at which the security callback is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before it is offered.
    Supported,
    /// When both sides support it.
    Shared,
    /// When the peer has chosen it.
    Check,
    /// When the available suites depend on it.
    Mask,
}

/// Something that may be negotiated.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    #[expect(
        dead_code,
        reason = "rustls does not ask; an own handshake engine has to"
    )]
    Version(ProtocolVersion),
    Suite(&'static Cipher),
    Group(&'static Group),
    SignatureAlgorithm(&'static SignatureAlgorithm),
}

/// A question to the security callback, in its terms.
pub struct Question {
    pub operation: c_int,
    pub bits: c_int,
    pub nid: c_int,
    suite: Option<&'static Cipher>,
    /// A group's or algorithm's number as on the wire.
    number: Option<[u8; 2]>,
}

impl Subject {
    pub fn question(self, moment: Moment) -> Question {
        let question = |operation, bits, nid| Question {
            operation,
            bits,
            nid,
            suite: None,
            number: None,
        };
        match self {
            Subject::Version(version) => question(SSL_SECOP_VERSION, 0, version.0.into()),
            Subject::Suite(suite) => {
                let operation = match moment {
                    Moment::Supported | Moment::Mask => SSL_SECOP_CIPHER_SUPPORTED,
                    Moment::Shared => SSL_SECOP_CIPHER_SHARED,
                    Moment::Check => SSL_SECOP_CIPHER_CHECK,
                };
                Question {
                    suite: Some(suite),
                    ..question(operation, suite.bits.into(), 0)
                }
            }
            Subject::Group(group) => {
                let operation = match moment {
                    Moment::Supported | Moment::Mask => SSL_SECOP_CURVE_SUPPORTED,
                    Moment::Shared => SSL_SECOP_CURVE_SHARED,
                    Moment::Check => SSL_SECOP_CURVE_CHECK,
                };
                Question {
                    number: Some(group.id.0.to_be_bytes()),
                    ..question(operation, group.security_bits, group.nid)
                }
            }
            Subject::SignatureAlgorithm(algorithm) => {
                let operation = match moment {
                    Moment::Supported => SSL_SECOP_SIGALG_SUPPORTED,
                    Moment::Shared => SSL_SECOP_SIGALG_SHARED,
                    Moment::Check => SSL_SECOP_SIGALG_CHECK,
                    Moment::Mask => SSL_SECOP_SIGALG_MASK,
                };
                let bits = algorithm.security_bits();
                Question {
                    number: Some(algorithm.id.0.to_be_bytes()),
                    ..question(operation, bits, algorithm.hash_nid)
                }
            }
        }
    }
}

impl Question {
    /// The pointer argument of the callback, which lives as long as the question.
    pub fn other(&self) -> *mut c_void {
        match (self.suite, &self.number) {
            (Some(suite), _) => std::ptr::from_ref(suite).cast_mut().cast(),
            (None, Some(number)) => number.as_ptr().cast_mut().cast(),
            (None, None) => std::ptr::null_mut(),
        }
    }
}

/// The function that decides whether something is secure enough.
pub type Judge<'a> = Box<dyn Fn(Question) -> bool + 'a>;

/// A connection's settings with their judge.
pub struct Policy<'a> {
    settings: Arc<Settings>,
    ciphers: Arc<Ciphers>,
    moment: Moment,
    judge: Judge<'a>,
}

impl<'a> Policy<'a> {
    /// `ciphers` is the list in force.
    pub fn new(
        settings: Arc<Settings>,
        ciphers: Arc<Ciphers>,
        moment: Moment,
        judge: Option<Judge<'a>>,
    ) -> Self {
        let level = settings.security_level;
        let by_level: Judge =
            Box::new(move |q| default_rule(level, q.operation, q.bits, q.nid, q.suite));
        Policy {
            settings,
            ciphers,
            moment,
            judge: judge.unwrap_or(by_level),
        }
    }

    /// The judge's answer about a choice of the peer or of ours.
    pub fn allows(&self, subject: Subject) -> bool {
        (self.judge)(subject.question(self.moment))
    }

    /// The suites of TLS 1.3, or those of TLS 1.2, that a handshake can use.
    pub fn suites(&self, tls13: bool) -> Vec<CipherSuite> {
        let of_version = self.ciphers.ciphers().iter();
        of_version
            .filter(|c| c.is_tls13() == tls13 && c.is_supported())
            .filter(|c| self.allows(Subject::Suite(c)))
            .map(|c| c.id)
            .collect()
    }

    /// Whether the list has a suite for this version, secure or not.
    pub fn lists_suites_of(&self, version: ProtocolVersion) -> bool {
        self.ciphers.ciphers().iter().any(|c| c.is_of(version))
    }

    /// The suites of the list that fit a client's versions and signature algorithms. Suites with pre-shared
    /// keys or passwords never fit. On a `server` OpenSSL uses the algorithms that its clients may use.
    pub fn supported_suites(
        &self,
        range: Option<(ProtocolVersion, ProtocolVersion)>,
        server: bool,
    ) -> Vec<&'static Cipher> {
        use crate::cipher::{auth, kx};
        let masked = Policy {
            settings: self.settings.clone(),
            ciphers: self.ciphers.clone(),
            moment: Moment::Mask,
            judge: Box::new(|question| (self.judge)(question)),
        };
        let sigalgs = match server {
            true => masked.client_sigalgs(),
            false => masked.sigalgs(),
        };
        let signed = sigalgs
            .into_iter()
            .filter_map(SignatureAlgorithm::find)
            .fold(0, |bits, algorithm| bits | algorithm.auth());
        let unsigned = (auth::RSA | auth::DSS | auth::ECDSA) & !signed;
        let no_kx = kx::PSK | kx::RSAPSK | kx::ECDHEPSK | kx::DHEPSK | kx::SRP;
        let no_auth = auth::PSK | auth::SRP | unsigned;
        let listed = self.ciphers.ciphers().iter().copied();
        listed
            .filter(|c| c.kx & no_kx == 0 && c.auth & no_auth == 0)
            .filter(|c| {
                range.is_some_and(|(lowest, highest)| {
                    c.min_version <= Some(highest) && c.max_version() >= lowest
                })
            })
            .filter(|c| self.allows(Subject::Suite(c)))
            .collect()
    }

    /// The groups that a handshake can use.
    pub fn groups(&self) -> Vec<NamedGroup> {
        let allowed = |id: &NamedGroup| {
            Group::find(*id).is_some_and(|g| g.is_supported() && self.allows(Subject::Group(g)))
                && self.settings.missing.has_group(*id)
        };
        let listed = self.settings.listed_groups().iter().copied();
        listed.filter(allowed).collect()
    }

    /// The signature algorithms of the ordinary list.
    pub fn sigalgs(&self) -> Vec<SignatureScheme> {
        self.allowed_sigalgs(self.settings.sigalgs.as_deref())
    }

    /// The signature algorithms of clients, which may have a list of their own.
    pub fn client_sigalgs(&self) -> Vec<SignatureScheme> {
        let own = self.settings.client_sigalgs.as_deref();
        self.allowed_sigalgs(own.or(self.settings.sigalgs.as_deref()))
    }

    fn allowed_sigalgs(&self, listed: Option<&[SignatureScheme]>) -> Vec<SignatureScheme> {
        let listed = match self.settings.cert_flags & SUITEB_MASK {
            SUITEB_128 => &[ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384],
            SUITEB_128_ONLY => &[ECDSA_SECP256R1_SHA256][..],
            SUITEB_192 => &[ECDSA_SECP384R1_SHA384],
            _ => listed.unwrap_or(sigalg::DEFAULT),
        };
        let allowed = |id: &SignatureScheme| {
            SignatureAlgorithm::find(*id)
                .is_some_and(|a| self.allows(Subject::SignatureAlgorithm(a)))
                && self.settings.missing.has_sigalg(*id)
        };
        listed.iter().copied().filter(allowed).collect()
    }
}

impl Settings {
    /// The groups of the list in force, secure or not.
    pub fn listed_groups(&self) -> &[NamedGroup] {
        match self.cert_flags & SUITEB_MASK {
            SUITEB_128 => &[SECP256R1, SECP384R1],
            SUITEB_128_ONLY => &[SECP256R1],
            SUITEB_192 => &[SECP384R1],
            _ => self.groups.as_deref().unwrap_or(group::DEFAULT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Method;
    use tls::registry::group::{SECP521R1, X25519, X448};
    use tls::registry::suite::{
        TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256,
    };
    use tls::registry::version::{TLS10, TLS12, TLS13};

    const METHOD: Method = Method {
        client: true,
        server: true,
        version: None,
        name: "TLS",
    };

    fn policy(change: impl FnOnce(&mut Settings)) -> Policy<'static> {
        let mut settings = Settings::for_method(&METHOD);
        change(&mut settings);
        let ciphers = settings.ciphers.clone();
        Policy::new(Arc::new(settings), ciphers, Moment::Supported, None)
    }

    #[test]
    fn defaults() {
        let policy = policy(|_| ());
        assert_eq!(
            policy.suites(true),
            [
                TLS_AES_256_GCM_SHA384,
                TLS_CHACHA20_POLY1305_SHA256,
                TLS_AES_128_GCM_SHA256
            ]
        );
        assert_eq!(policy.suites(false).len(), 6);
        assert_eq!(policy.groups(), group::DEFAULT);
        // SHA-1 is below the default level.
        assert_eq!(policy.sigalgs().len(), sigalg::DEFAULT.len() - 3);
    }

    #[test]
    fn security_level_4_wants_192_bits() {
        let policy = policy(|s| s.security_level = 4);
        assert_eq!(
            policy.suites(true),
            [TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256]
        );
        let groups = [X448, SECP521R1, SECP384R1];
        assert_eq!(policy.groups(), groups);
        assert!(!policy.sigalgs().contains(&ECDSA_SECP256R1_SHA256));
    }

    #[test]
    fn suite_b_overrules_the_lists() {
        let policy = policy(|s| {
            s.groups = Some([X25519].into());
            assert_eq!(s.set_cipher_list(b"SUITEB192"), Ok(()));
        });
        assert_eq!(policy.groups(), [SECP384R1]);
        assert_eq!(policy.client_sigalgs(), [ECDSA_SECP384R1_SHA384]);
    }

    #[test]
    fn suites_that_no_handshake_knows_are_listed_alone() {
        let policy = policy(|s| {
            assert_eq!(s.set_ciphersuites(b"TLS_AES_128_CCM_SHA256"), Ok(()));
            assert_eq!(s.set_cipher_list(b"PSK:AES128-SHA"), Ok(()));
        });
        assert!(policy.suites(true).is_empty() && policy.suites(false).is_empty());
        assert!(policy.lists_suites_of(TLS13) && policy.lists_suites_of(TLS12));
        let supported = policy.supported_suites(Some((TLS10, TLS13)), false);
        let names: Vec<_> = supported.iter().map(|c| c.name).collect();
        assert_eq!(names, [c"TLS_AES_128_CCM_SHA256", c"AES128-SHA"]);
        assert!(policy.supported_suites(Some((TLS13, TLS13)), false).len() == 1);
    }

    #[test]
    fn a_callback_decides() {
        let settings = Arc::new(Settings::for_method(&METHOD));
        let judge: Judge = Box::new(|q| q.operation != SSL_SECOP_CURVE_SHARED || q.nid == 1034);
        let ciphers = settings.ciphers.clone();
        let policy = Policy::new(settings, ciphers, Moment::Shared, Some(judge));
        assert_eq!(policy.groups(), [X25519]);
        // SHA-1 too, because the callback ignores the level.
        assert_eq!(policy.sigalgs(), sigalg::DEFAULT);
    }
}
