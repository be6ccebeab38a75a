//! Protocol versions: those that are enabled, the one that is chosen, and the protections against downgrades
//! (RFC 7507, RFC 8446 section 4.1.3).

use std::cmp::Ordering;

use super::certificate::Certificate;
use super::{find_scheme, signature, KeyType, Question, Security};
use crate::cipher::missing::Missing;
use crate::codec::Reader;
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::scheme::SignatureScheme;
use crate::registry::version::{
    ProtocolVersion, DTLS10, DTLS12, DTLS1_BAD, SSL3, TLS10, TLS11, TLS12, TLS13,
};

/// The versions of TLS, the highest first. SSL 3.0 is not built.
const TLS_VERSIONS: &[ProtocolVersion] = &[TLS13, TLS12, TLS11, TLS10];
/// The versions of DTLS. The last, Cisco's, is a client's only.
const DTLS_VERSIONS: &[ProtocolVersion] = &[DTLS12, DTLS10, DTLS1_BAD];

/// `version` of an `SSL_METHOD`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Any version of TLS.
    Tls,
    /// Any version of DTLS.
    Dtls,
    /// One version: a method for it, or the one that was negotiated by an earlier hello.
    Only(ProtocolVersion),
}

impl Method {
    pub fn is_dtls(self) -> bool {
        match self {
            Method::Tls => false,
            Method::Dtls => true,
            Method::Only(version) => is_dtls(version),
        }
    }

    /// The version by whose rules the first hello is made: a method of several versions has those of 1.2.
    pub fn unnegotiated(self) -> ProtocolVersion {
        match self {
            Method::Tls => TLS12,
            Method::Dtls => DTLS12,
            Method::Only(version) => version,
        }
    }

    /// The versions that a method of several versions knows.
    fn versions(self) -> Option<&'static [ProtocolVersion]> {
        match self {
            Method::Tls => Some(TLS_VERSIONS),
            Method::Dtls => Some(DTLS_VERSIONS),
            Method::Only(_) => None,
        }
    }
}

/// Whether a version is one of DTLS.
pub fn is_dtls(version: ProtocolVersion) -> bool {
    version == DTLS1_BAD || version >= DTLS12
}

/// `version_cmp`. DTLS counts downwards, and its oldest version stands outside of the row.
fn compare(dtls: bool, a: ProtocolVersion, b: ProtocolVersion) -> Ordering {
    let ordinal = |version: ProtocolVersion| match version {
        DTLS1_BAD => DTLS10.0 + 1,
        other => other.0,
    };
    match dtls {
        true => ordinal(b).cmp(&ordinal(a)),
        false => a.cmp(&b),
    }
}

/// Whether version `a` is older than `b`, both of TLS or both of DTLS.
pub(super) fn is_older(a: ProtocolVersion, b: ProtocolVersion) -> bool {
    compare(is_dtls(a), a, b).is_lt()
}

/// Whether a version lies between two others, or is one of them.
pub(super) fn is_between(
    version: ProtocolVersion,
    lowest: ProtocolVersion,
    highest: ProtocolVersion,
) -> bool {
    !is_older(version, lowest) && !is_older(highest, version)
}

/// What a program has set about versions.
#[derive(Clone, Copy)]
pub struct Versions<'a> {
    /// The method in force; a method of several versions until a hello has chosen one.
    pub method: Method,
    /// The bounds, if there are any.
    pub lowest: Option<ProtocolVersion>,
    pub highest: Option<ProtocolVersion>,
    /// The versions that `SSL_OP_NO_*` forbid.
    pub forbidden: &'a [ProtocolVersion],
    /// The versions that OpenSSL has, but the record layer has not: a range may have them, a handshake not.
    pub unsupported: &'a [ProtocolVersion],
    pub suite_b: bool,
    pub server: bool,
    /// Servers: whether TLS 1.3 can succeed ([`is_tls13_capable`]).
    pub tls13_capable: bool,
    pub security: Security<'a>,
}

/// The versions that a client offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub lowest: ProtocolVersion,
    pub highest: ProtocolVersion,
    /// The highest that the library has; clients that fall back measure a server by it.
    pub known: ProtocolVersion,
}

impl Range {
    /// One version.
    pub fn only(version: ProtocolVersion) -> Range {
        Range {
            lowest: version,
            highest: version,
            known: version,
        }
    }

    /// `ssl_set_client_hello_version`: `legacy_version` of a ClientHello.
    pub fn legacy_version(self) -> ProtocolVersion {
        match is_dtls(self.highest) {
            true => self.highest,
            false => self.highest.min(TLS12),
        }
    }
}

/// What a server says about its choice in the last bytes of its random.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Downgrade {
    None,
    /// TLS 1.2, although the server has 1.3.
    To12,
    /// TLS 1.1 or below, although the server has 1.2.
    To11,
}

impl Downgrade {
    /// The last 8 bytes of the random; `None` where nothing is said. For `ssl_fill_hello_random`.
    pub fn sentinel(self) -> Option<[u8; 8]> {
        match self {
            Downgrade::None => None,
            Downgrade::To12 => Some(*b"DOWNGRD\x01"),
            Downgrade::To11 => Some(*b"DOWNGRD\x00"),
        }
    }

    fn is_in(self, random: &[u8; 32]) -> bool {
        self.sentinel()
            .is_some_and(|sentinel| random.ends_with(&sentinel))
    }
}

/// What a ClientHello says about versions.
#[derive(Clone, Copy, Debug)]
pub struct ClientVersions<'a> {
    pub legacy_version: ProtocolVersion,
    /// The content of `supported_versions`.
    pub supported_versions: Option<&'a [u8]>,
    /// Whether it answers a HelloRetryRequest.
    pub after_retry: bool,
}

/// What a ServerHello says about versions.
#[derive(Clone, Copy, Debug)]
pub struct ServerVersion<'a> {
    /// The one in `supported_versions`, else `legacy_version`.
    pub version: ProtocolVersion,
    pub random: &'a [u8; 32],
    /// Whether we got a HelloRetryRequest, or this is one.
    pub after_retry: bool,
    /// Whether our hello had `TLS_FALLBACK_SCSV`.
    pub fallback: bool,
}

const fn wrong(reason: Reason) -> Fatal {
    Fatal::new(alert::PROTOCOL_VERSION, reason)
}

impl Versions<'_> {
    fn compare(&self, a: ProtocolVersion, b: ProtocolVersion) -> Ordering {
        compare(self.method.is_dtls(), a, b)
    }

    /// `ssl_method_error`: whether bounds, security, options and Suite B allow a version.
    pub fn is_enabled(&self, version: ProtocolVersion) -> bool {
        // Both versions 1.0 of DTLS have the same option.
        let option = match version {
            DTLS1_BAD => DTLS10,
            other => other,
        };
        let suite_b_has_it = match self.method.is_dtls() {
            true => version == DTLS12,
            false => version >= TLS12,
        };
        self.lowest
            .is_none_or(|lowest| self.compare(version, lowest).is_ge())
            && (self.security)(Question::version(version))
            && self
                .highest
                .is_none_or(|highest| self.compare(version, highest).is_le())
            && !self.forbidden.contains(&option)
            && (!self.suite_b || suite_b_has_it)
    }

    /// `ssl_get_min_max_version`: the versions that a client offers. Where some are forbidden, the range below
    /// the lowest gap counts.
    ///
    /// Fails with `NO_PROTOCOLS_AVAILABLE`; the alert is the caller's.
    pub fn range(&self) -> Result<Range, Reason> {
        let Some(versions) = self.method.versions() else {
            let Method::Only(version) = self.method else {
                return Err(Reason::ERR_R_INTERNAL_ERROR);
            };
            return Ok(Range::only(version));
        };
        let mut range: Option<Range> = None;
        let mut gap = true;
        for version in versions {
            if !self.is_enabled(*version) {
                gap = true;
                continue;
            }
            range = Some(Range {
                lowest: *version,
                highest: match range {
                    Some(range) if !gap => range.highest,
                    _ => *version,
                },
                known: versions[0],
            });
            gap = false;
        }
        let mut range = range.ok_or(Reason::NO_PROTOCOLS_AVAILABLE)?;
        if !self.server && !self.unsupported.is_empty() {
            // A client offers the part of the range that it has.
            let Range {
                lowest, highest, ..
            } = range;
            let mut has = versions.iter().filter(|version| {
                is_between(**version, lowest, highest) && !self.unsupported.contains(version)
            });
            range.highest = *has.next().ok_or(Reason::NO_PROTOCOLS_AVAILABLE)?;
            range.lowest = has.next_back().copied().unwrap_or(range.highest);
        }
        Ok(range)
    }

    /// `ssl_version_supported`.
    pub fn supports(&self, version: ProtocolVersion) -> bool {
        match self.method {
            Method::Only(only) => version == only,
            _ => {
                self.method
                    .versions()
                    .is_some_and(|versions| versions.contains(&version))
                    && self.is_enabled(version)
                    && !self.unsupported.contains(&version)
                    && (!self.server || version != TLS13 || self.tls13_capable)
            }
        }
    }

    /// `check_for_downgrade`: what a server's random has to say. A server of TLS 1.3 and 1.1 without 1.2 says
    /// nothing, because its clients may well have 1.2.
    fn downgrade(&self, version: ProtocolVersion) -> Downgrade {
        if version == TLS12 && self.supports(TLS13) {
            Downgrade::To12
        } else if !self.method.is_dtls() && version < TLS12 && self.supports(TLS12) {
            Downgrade::To11
        } else {
            Downgrade::None
        }
    }

    /// `ssl_choose_server_version`: the version of the connection, and what the random says of it.
    pub fn choose_for_server(
        &self,
        hello: &ClientVersions<'_>,
    ) -> Result<(ProtocolVersion, Downgrade), Fatal> {
        if let Method::Only(only) = self.method {
            // A method for TLS 1.3 negotiates like one for all, as does the hello after a HelloRetryRequest.
            if only != TLS13 {
                return match self.compare(hello.legacy_version, only) {
                    Ordering::Less => Err(wrong(Reason::WRONG_SSL_VERSION)),
                    _ => Ok((only, Downgrade::None)),
                };
            }
        }
        match hello.supported_versions {
            None if hello.after_retry => Err(wrong(Reason::UNSUPPORTED_PROTOCOL)),
            Some(list) if !self.method.is_dtls() => self.choose_supported(hello, list),
            _ => self.choose_legacy(hello.legacy_version),
        }
    }

    /// The highest version of `supported_versions` that we have.
    fn choose_supported(
        &self,
        hello: &ClientVersions<'_>,
        content: &[u8],
    ) -> Result<(ProtocolVersion, Downgrade), Fatal> {
        const MALFORMED: Fatal = wrong(Reason::LENGTH_MISMATCH);
        let mut outer = Reader::new(content);
        let list = outer.vec8().map_err(|_| MALFORMED)?;
        if !outer.is_empty() {
            return Err(MALFORMED);
        }
        if hello.legacy_version <= SSL3 {
            return Err(wrong(Reason::BAD_LEGACY_VERSION));
        }
        let mut list = Reader::new(list);
        let mut best = None;
        while let Ok(version) = list.u16() {
            let version = ProtocolVersion(version);
            if best.is_none_or(|best| version > best) && self.supports(version) {
                best = Some(version);
            }
        }
        if !list.is_empty() {
            return Err(MALFORMED);
        }
        match best {
            None => Err(wrong(Reason::UNSUPPORTED_PROTOCOL)),
            Some(TLS13) if hello.after_retry => Ok((TLS13, Downgrade::None)),
            Some(_) if hello.after_retry => Err(wrong(Reason::UNSUPPORTED_PROTOCOL)),
            Some(best) => Ok((best, self.downgrade(best))),
        }
    }

    /// The highest version up to the client's `legacy_version`, which is TLS 1.2 at most.
    fn choose_legacy(
        &self,
        legacy_version: ProtocolVersion,
    ) -> Result<(ProtocolVersion, Downgrade), Fatal> {
        let clients = match self.compare(legacy_version, TLS13) {
            Ordering::Less => legacy_version,
            _ => TLS12,
        };
        // With a method for TLS 1.3, too.
        let versions = self.method.versions().unwrap_or(TLS_VERSIONS);
        let mut reason = Reason::VERSION_TOO_LOW;
        for version in versions {
            // The client's method alone has Cisco's DTLS.
            if *version == DTLS1_BAD || self.compare(clients, *version).is_lt() {
                continue;
            }
            if self.is_enabled(*version) {
                return Ok((*version, self.downgrade(*version)));
            }
            reason = Reason::UNSUPPORTED_PROTOCOL;
        }
        Err(wrong(reason))
    }

    /// `ssl_choose_client_version`: checks the server's choice.
    pub fn check_for_client(&self, hello: &ServerVersion<'_>) -> Result<(), Fatal> {
        let version = hello.version;
        if hello.after_retry && version != TLS13 {
            return Err(wrong(Reason::WRONG_SSL_VERSION));
        }
        let Some(versions) = self.method.versions() else {
            return match self.method {
                Method::Only(only) if only == version => Ok(()),
                _ => Err(wrong(Reason::WRONG_SSL_VERSION)),
            };
        };
        let range = self.range().map_err(wrong)?;
        if self.compare(version, range.lowest).is_lt()
            || self.compare(version, range.highest).is_gt()
        {
            return Err(wrong(Reason::UNSUPPORTED_PROTOCOL));
        }
        let highest = match hello.fallback {
            true => range.known,
            false => range.highest,
        };
        if !self.method.is_dtls() && highest > version {
            let told = Downgrade::To11.is_in(hello.random)
                || highest == TLS13 && Downgrade::To12.is_in(hello.random);
            if told {
                return Err(Fatal::new(
                    alert::ILLEGAL_PARAMETER,
                    Reason::INAPPROPRIATE_FALLBACK,
                ));
            }
        }
        // A number between two versions lies in the range, too.
        match versions.contains(&version) {
            true => Ok(()),
            false => Err(wrong(Reason::UNSUPPORTED_PROTOCOL)),
        }
    }

    /// `ssl_check_version_downgrade`: whether a client that falls back could have had a higher version than
    /// `chosen`. The method is that of the context; certificates don't matter.
    pub fn check_fallback(&self, chosen: ProtocolVersion) -> Result<(), Fatal> {
        let highest = match self.method {
            Method::Only(version) => Some(version),
            _ => {
                let mut versions = self.method.versions().unwrap_or_default().iter();
                versions
                    .find(|v| **v != DTLS1_BAD && self.is_enabled(**v))
                    .copied()
            }
        };
        match highest == Some(chosen) {
            true => Ok(()),
            false => Err(Fatal::new(
                alert::INAPPROPRIATE_FALLBACK,
                Reason::INAPPROPRIATE_FALLBACK,
            )),
        }
    }
}

/// Whether a server may succeed with TLS 1.3.
#[derive(Clone, Copy)]
pub struct Tls13Facts<'a> {
    /// Callbacks that may bring a certificate or make it unnecessary: server name (of the present or the first
    /// context), PSK (both kinds), certificate.
    pub callback: bool,
    pub certificates: &'a [Certificate<'a>],
    /// The program's list of algorithms.
    pub listed: Option<&'a [SignatureScheme]>,
    pub missing: &'a Missing,
}

/// `is_tls13_capable`.
pub fn is_tls13_capable(facts: &Tls13Facts<'_>) -> bool {
    facts.callback
        || facts.certificates.iter().any(|own| match own.key_type {
            KeyType::Dsa => false,
            KeyType::Ec => signs_with_curve(facts, own.curve),
            _ => true,
        })
}

/// `tls_check_sigalg_curve`: whether our list has the algorithm that TLS 1.3 ties to a curve.
fn signs_with_curve(facts: &Tls13Facts<'_>, curve: i32) -> bool {
    let listed = facts.listed.unwrap_or(signature::DEFAULT);
    listed
        .iter()
        .filter_map(|scheme| find_scheme(*scheme, facts.missing))
        .filter_map(signature::curve)
        .any(|tied| tied == curve)
}
