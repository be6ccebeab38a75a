//! Groups: those that both sides have, and the key shares of TLS 1.3.

use super::version::{is_older, Range};
use super::{
    find_group, is_dtls, lowest_version, number, Question, Security, SecurityOp, Subject, SuiteB,
    SUITE_B_GROUPS,
};
use crate::cipher::missing::Missing;
use crate::cipher::{auth, kx, Cipher};
use crate::codec::{OrFatal, Reader};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::group::{Group, NamedGroup, FFDHE2048, NID_UNKNOWN, SECP256R1, SECP384R1};
use crate::registry::suite::{
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
};
use crate::registry::version::{ProtocolVersion, DTLS12, SSL3, TLS12, TLS13};

/// What both sides have, and what decides about it.
#[derive(Clone, Copy)]
pub struct Groups<'a> {
    pub server: bool,
    /// The negotiated version.
    pub version: ProtocolVersion,
    pub suite_b: Option<SuiteB>,
    /// The suite of the connection, once it is known.
    pub suite: Option<&'static Cipher>,
    /// The program's list or the default one. Suite B overrules it.
    pub listed: &'a [NamedGroup],
    /// `supported_groups` of the peer; empty where there was none.
    pub peer: &'a [NamedGroup],
    /// `SSL_OP_CIPHER_SERVER_PREFERENCE`.
    pub server_preference: bool,
    pub missing: &'a Missing,
    pub security: Security<'a>,
}

/// The group that Suite B wants with a suite.
fn suite_b_group(suite: &Cipher) -> Option<NamedGroup> {
    match number(suite) {
        TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 => Some(SECP256R1),
        TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 => Some(SECP384R1),
        _ => None,
    }
}

/// Whether a group is of TLS 1.3 only: the finite fields, and what came later. DTLS has none of them.
fn is_tls13_only(group: NamedGroup) -> bool {
    group >= FFDHE2048
}

/// `tls1_group_id2nid`, without those that libcrypto does not know.
fn nid(group: &Group) -> i32 {
    match group.nid & NID_UNKNOWN {
        0 => group.nid,
        _ => 0,
    }
}

impl Groups<'_> {
    /// `tls1_get_supported_groups`: our list.
    pub fn supported(&self) -> &[NamedGroup] {
        match self.suite_b {
            Some(mode) => mode.of(&SUITE_B_GROUPS),
            None => self.listed,
        }
    }

    /// `tls_group_allowed`: whether the library has a group, and it is secure enough.
    pub fn is_allowed(&self, group: NamedGroup, operation: SecurityOp) -> bool {
        find_group(group, self.missing).is_some_and(|known| {
            (self.security)(Question {
                operation,
                bits: known.security_bits,
                nid: nid(known),
                subject: Subject::Group(group),
            })
        })
    }

    /// `tls_valid_group`: whether one of a client's versions has a group. `only_ec`: of elliptic curves.
    pub fn is_of(&self, group: NamedGroup, versions: Range, only_ec: bool) -> bool {
        let Some(known) = find_group(group, self.missing) else {
            return false;
        };
        if is_tls13_only(group) {
            return !is_dtls(versions.highest) && versions.highest >= TLS13 && !only_ec;
        }
        // The oldest versions have them all.
        known.tls13 || is_dtls(versions.lowest) || versions.lowest <= TLS12
    }

    /// Whether the version of the connection has a group.
    fn is_of_version(&self, group: NamedGroup) -> bool {
        let dtls = is_dtls(self.version);
        match find_group(group, self.missing) {
            None => false,
            Some(_) if is_tls13_only(group) => !dtls && self.version >= TLS13,
            Some(known) => {
                let highest = if dtls { DTLS12 } else { TLS12 };
                known.tls13 || !is_older(highest, self.version)
            }
        }
    }

    /// `tls1_shared_group`: the shared groups, in order of preference. A client has none.
    pub fn shared(&self) -> impl Iterator<Item = NamedGroup> + '_ {
        let (preferred, other) = match self.server_preference {
            true => (self.supported(), self.peer),
            false => (self.peer, self.supported()),
        };
        preferred.iter().copied().filter(move |group| {
            self.server
                && other.contains(group)
                && self.is_allowed(*group, SecurityOp::CURVE_SHARED)
                && self.is_of_version(*group)
        })
    }

    /// `tls1_shared_group(-2)`: the group of a server's temporary key.
    pub fn for_temporary_key(&self) -> Option<NamedGroup> {
        match self.suite_b {
            Some(_) if !self.server => None,
            Some(_) => self.suite.and_then(suite_b_group),
            None => self.shared().next(),
        }
    }

    /// `tls1_check_ec_tmp_key`: whether a suite with ECDHE has a group.
    pub fn has_temporary_key(&self, suite: &Cipher) -> bool {
        match self.suite_b {
            None => self.shared().next().is_some(),
            Some(_) => suite_b_group(suite).is_some_and(|group| self.check(group, true)),
        }
    }

    /// `tls1_check_group_id`: whether the group of a key suits both sides. `own`: it must be on our list.
    pub fn check(&self, group: NamedGroup, own: bool) -> bool {
        if group == NamedGroup(0) {
            return false;
        }
        if let (Some(_), Some(suite)) = (self.suite_b, self.suite) {
            if suite_b_group(suite) != Some(group) {
                return false;
            }
        }
        if own && !self.supported().contains(&group) {
            return false;
        }
        self.is_allowed(group, SecurityOp::CURVE_CHECK)
            && (!self.server || self.peer.is_empty() || self.peer.contains(&group))
    }

    /// Whether we can share a key of this group in TLS 1.3.
    fn can_share(&self, group: NamedGroup) -> bool {
        self.is_allowed(group, SecurityOp::CURVE_SUPPORTED)
            && self.is_of(group, Range::only(TLS13), false)
    }

    /// Whether a client names a group. `only_ec`: of elliptic curves, as [`Groups::has_ec`] wants it.
    fn can_offer(&self, group: NamedGroup, versions: Range, only_ec: bool) -> bool {
        self.is_of(group, versions, only_ec) && self.is_allowed(group, SecurityOp::CURVE_SUPPORTED)
    }

    /// `use_ecc`: whether a client has elliptic curves at all; `suites` are those that it offers.
    pub fn has_ec(&self, versions: Range, suites: &[&'static Cipher]) -> bool {
        let wants = |suite: &&Cipher| {
            suite.kx & (kx::ECDHE | kx::ECDHEPSK) != 0
                || suite.auth & auth::ECDSA != 0
                || lowest_version(suite) >= TLS13
        };
        let mut groups = self.supported().iter();
        self.version != SSL3
            && suites.iter().any(wants)
            && groups.any(|group| self.can_offer(*group, versions, true))
    }

    /// The rule of `tls_construct_ctos_supported_groups`: what a client names; `None` where it sends no
    /// extension.
    pub fn offered(
        &self,
        versions: Range,
        suites: &[&'static Cipher],
    ) -> Result<Option<Vec<NamedGroup>>, Fatal> {
        let tls13 = !is_dtls(versions.highest) && versions.highest >= TLS13;
        if !self.has_ec(versions, suites) && !tls13 {
            return Ok(None);
        }
        let groups = self.supported().iter().copied();
        let offered: Vec<_> = groups
            .filter(|group| self.can_offer(*group, versions, false))
            .collect();
        let of_tls13 = |group: &NamedGroup| self.is_of(*group, Range::only(TLS13), false);
        match offered.is_empty() || tls13 && !offered.iter().any(of_tls13) {
            false => Ok(Some(offered)),
            true => Err(Fatal::new(
                alert::INTERNAL_ERROR,
                Reason::NO_SUITABLE_GROUPS,
            )),
        }
    }

    /// The rule of `tls_construct_ctos_key_share`: the group of a client's first share.
    pub fn first_share(&self) -> Result<NamedGroup, Fatal> {
        let mut groups = self.supported().iter().copied();
        groups
            .find(|group| self.can_share(*group))
            .ok_or(Fatal::new(
                alert::INTERNAL_ERROR,
                Reason::NO_SUITABLE_KEY_SHARE,
            ))
    }

    /// `tls_parse_ctos_key_share`: reads the extension's content and takes the first share that we can use:
    /// `take` makes a key of it. What follows is read, and ignored.
    ///
    /// `asked` is the group that a HelloRetryRequest named. Returns the group of the share.
    pub fn take_client_share(
        &self,
        content: &[u8],
        asked: Option<NamedGroup>,
        mut take: impl FnMut(NamedGroup, &[u8]) -> Result<(), Fatal>,
    ) -> Result<Option<NamedGroup>, Fatal> {
        const BAD: Fatal = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE);
        const MALFORMED: Fatal = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
        let mut outer = Reader::new(content);
        let shares = outer
            .vec16()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        if !outer.is_empty() {
            return Err(MALFORMED);
        }
        if self.peer.is_empty() {
            return Err(Fatal::new(
                alert::MISSING_EXTENSION,
                Reason::MISSING_SUPPORTED_GROUPS_EXTENSION,
            ));
        }
        if asked.is_some() && shares.is_empty() {
            return Err(BAD);
        }
        let mut shares = Reader::new(shares);
        let mut found = None;
        while !shares.is_empty() {
            let group = shares.u16().map_err(|_| MALFORMED).map(NamedGroup)?;
            let share = shares.vec16().map_err(|_| MALFORMED)?;
            if share.is_empty() {
                return Err(MALFORMED);
            }
            if found.is_some() {
                continue;
            }
            if asked.is_some_and(|asked| asked != group || !shares.is_empty()) {
                return Err(BAD);
            }
            if !self.peer.contains(&group) {
                return Err(BAD);
            }
            let usable = self.supported().contains(&group)
                && self.is_allowed(group, SecurityOp::CURVE_CHECK)
                && self.can_share(group);
            if usable {
                take(group, share)?;
                found = Some(group);
            }
        }
        Ok(found)
    }

    /// The rest of `tls_parse_stoc_key_share` that is about groups, in a HelloRetryRequest: whether we may make
    /// a share of the group that the server asks for. `sent` is the group of the share that it has.
    pub fn check_asked(&self, asked: NamedGroup, sent: Option<NamedGroup>) -> Result<(), Fatal> {
        let good =
            Some(asked) != sent && self.supported().contains(&asked) && self.can_share(asked);
        match good {
            true => Ok(()),
            false => Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE)),
        }
    }

    /// `final_key_share` of a server.
    pub fn finish_shares(&self, facts: &ShareFacts) -> Result<Shares, Fatal> {
        let needs_cookie = match facts.cookie_missing {
            true if facts.retried => Err(Fatal::INTERNAL),
            cookie_missing => Ok(cookie_missing),
        };
        if !facts.found {
            if !facts.retried && facts.sent && (!facts.resumes || facts.psk_with_share) {
                let group = self.supported().iter().copied().find(|group| {
                    self.peer.contains(group)
                        && self.is_allowed(*group, SecurityOp::CURVE_CHECK)
                        && self.can_share(*group)
                });
                if let Some(group) = group {
                    return Ok(Shares::Retry(Some(group)));
                }
            }
            if !facts.resumes || !facts.psk_alone {
                let alert = match facts.sent {
                    true => alert::HANDSHAKE_FAILURE,
                    false => alert::MISSING_EXTENSION,
                };
                return Err(Fatal::new(alert, Reason::NO_SUITABLE_KEY_SHARE));
            }
        }
        match needs_cookie? {
            true => Ok(Shares::Retry(None)),
            false => Ok(Shares::Enough),
        }
    }
}

/// What a server knows when all extensions are read.
#[derive(Clone, Copy, Default, Debug)]
pub struct ShareFacts {
    /// There is a share that we use.
    pub found: bool,
    /// The client sent the extension.
    pub sent: bool,
    /// A session is resumed, or a PSK used.
    pub resumes: bool,
    /// The client's `psk_key_exchange_modes`: with a share, and without.
    pub psk_with_share: bool,
    pub psk_alone: bool,
    /// A HelloRetryRequest was sent.
    pub retried: bool,
    /// `SSL_stateless` runs, and the hello has no good cookie.
    pub cookie_missing: bool,
}

/// Whether a server goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shares {
    Enough,
    /// A HelloRetryRequest follows. It names a group, or has a cookie only.
    Retry(Option<NamedGroup>),
}

/// `final_key_share` of a client: whether a ServerHello may come without a share. `psk_alone`: our hello
/// offered that.
pub fn check_server_share(sent: bool, resumes: bool, psk_alone: bool) -> Result<(), Fatal> {
    match sent || resumes && psk_alone {
        true => Ok(()),
        false => Err(Fatal::new(
            alert::MISSING_EXTENSION,
            Reason::NO_SUITABLE_KEY_SHARE,
        )),
    }
}
