//! Key-exchange groups: their names, numbers and NIDs, and the lists of them that applications
//! set (`SSL_CTX_set1_groups`, `SSL_CTX_set1_groups_list`).

use std::ffi::CStr;

use super::elements;
use crate::registry::group::{
    self, NamedGroup, GROUPS, SECP256R1, SECP384R1, SECP521R1, X25519, X25519MLKEM768, X448,
};
use crypto::exchange;
use crypto::pkey::Curve;

pub use crate::registry::group::{Group, NID_UNKNOWN};

/// OpenSSL's default groups, without the ones that we do not support (ffdhe).
pub const DEFAULT: &[NamedGroup] = &[X25519, SECP256R1, X448, SECP521R1, SECP384R1];

impl Group {
    pub fn find(id: NamedGroup) -> Option<&'static Group> {
        GROUPS.iter().find(|g| g.id == id)
    }

    pub fn find_nid(nid: i32) -> Option<&'static Group> {
        GROUPS.iter().find(|g| g.nid == nid)
    }

    pub fn find_name(name: &[u8]) -> Option<&'static Group> {
        let named = |g: &&Group| g.names.iter().any(|n| n.to_bytes() == name);
        GROUPS.iter().find(named)
    }

    pub(super) fn find_name_in_any_case(name: &[u8]) -> Option<&'static Group> {
        let named = |n: &&CStr| n.to_bytes().eq_ignore_ascii_case(name);
        GROUPS.iter().find(|g| g.names.iter().any(named))
    }

    /// The name in TLS's registry, in OpenSSL's spelling.
    pub const fn name(&self) -> &'static CStr {
        self.names[0]
    }

    /// The names by which OpenSSL 3.5 knows it: that of TLS's registry, and the alias P-NNN.
    pub fn names(&self) -> impl Iterator<Item = &'static CStr> {
        let names = self.names.iter().enumerate();
        let current = names.filter(|(i, name)| *i == 0 || name.to_bytes().starts_with(b"P-"));
        current.map(|(_, name)| *name)
    }

    /// Whether TLS 1.2 has no number for it.
    pub fn is_tls13_only(&self) -> bool {
        self.id == X25519MLKEM768
    }

    /// Whether the handshake can use it.
    pub fn is_supported(&self) -> bool {
        matches!(
            self.id,
            X25519 | SECP256R1 | X448 | SECP521R1 | SECP384R1 | X25519MLKEM768
        )
    }
}

/// The group of a key's curve; `None` for one that the handshake can't use.
pub fn of_curve(curve: Curve) -> Option<NamedGroup> {
    match curve {
        Curve::P256 => Some(SECP256R1),
        Curve::P384 => Some(SECP384R1),
        Curve::P521 => Some(SECP521R1),
        Curve::Other => None,
    }
}

/// libcrypto's names of a group that derives secrets: of its keys and of itself (`tls_group_info`).
pub fn exchange(id: NamedGroup) -> Option<exchange::ExchangeGroup> {
    let group = Group::find(id)?;
    let (keys, name) = match id {
        group::SECP192R1 => (c"EC", c"prime192v1"),
        SECP256R1 => (c"EC", c"prime256v1"),
        X25519 => (c"X25519", c"x25519"),
        X448 => (c"X448", c"x448"),
        group::FFDHE2048
        | group::FFDHE3072
        | group::FFDHE4096
        | group::FFDHE6144
        | group::FFDHE8192 => (c"DH", group.name()),
        X25519MLKEM768 => return None,
        _ => (c"EC", group.name()),
    };
    Some(exchange::ExchangeGroup { keys, name })
}

/// The NID that getters report for a group on the wire, known or not.
pub fn nid_of(id: NamedGroup) -> i32 {
    Group::find(id).map_or(NID_UNKNOWN | i32::from(id.0), |g| g.nid)
}

/// Why a list of groups cannot be set.
#[derive(Debug, PartialEq, Eq)]
pub enum GroupError {
    /// An empty element in the newer form of lists: `SSL_R_UNSUPPORTED_CONFIG_VALUE`.
    EmptyElement,
    /// An empty element, a duplicate, or an unknown NID: fails, and queues nothing.
    Malformed,
    /// No groups at all: `SSL_R_BAD_LENGTH`.
    Empty,
    /// `ERR_R_PASSED_INVALID_ARGUMENT`, with this text.
    Unknown(String),
}

/// Parses a list of names separated by colons.
///
/// Accepts every group that OpenSSL knows, also those that our handshake does not support.
pub fn parse(list: &[u8]) -> Result<Vec<NamedGroup>, GroupError> {
    let mut known = Vec::new();
    for name in elements(list) {
        if name.is_empty() || name.len() > 63 {
            return Err(GroupError::Malformed);
        }
        let group = Group::find_name(name).ok_or_else(|| unknown(name))?;
        if known.contains(&group) {
            return Err(GroupError::Malformed);
        }
        known.push(group);
    }
    Ok(known.iter().map(|group| group.id).collect())
}

/// Takes a list of NIDs, as `parse`.
pub fn from_nids(nids: &[i32]) -> Result<Vec<NamedGroup>, GroupError> {
    if nids.is_empty() {
        return Err(GroupError::Empty);
    }
    let mut known = Vec::new();
    for &nid in nids {
        let group = Group::find_nid(nid).ok_or(GroupError::Malformed)?;
        if known.contains(&group) {
            return Err(GroupError::Malformed);
        }
        known.push(group);
    }
    Ok(known.iter().map(|group| group.id).collect())
}

fn unknown(name: &[u8]) -> GroupError {
    let name = String::from_utf8_lossy(name);
    GroupError::Unknown(format!("group '{name}' cannot be set"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::group::FFDHE2048;

    fn message(text: &str) -> GroupError {
        GroupError::Unknown(text.into())
    }

    #[test]
    fn every_spelling() {
        assert_eq!(
            parse(b"X25519:P-256:secp384r1:X25519MLKEM768"),
            Ok(vec![X25519, SECP256R1, SECP384R1, X25519MLKEM768])
        );
        assert_eq!(parse(b" prime256v1 : x25519 "), Ok(vec![SECP256R1, X25519]));
    }

    #[test]
    fn unsupported_groups_stay() {
        let listed = [X448, SECP521R1, SECP384R1, FFDHE2048];
        assert_eq!(parse(b"X448:P-521:P-384:ffdhe2048"), Ok(listed.to_vec()));
        assert_eq!(parse(b"ffdhe2048"), Ok(vec![FFDHE2048]));
    }

    #[test]
    fn unknown_names_fail() {
        assert_eq!(
            parse(b"X25519:p-256"),
            Err(message("group 'p-256' cannot be set"))
        );
    }

    #[test]
    fn malformed_lists_fail() {
        for list in [
            "",
            ":",
            "X25519:",
            "X25519::P-256",
            "X25519:x25519",
            "P-256:secp256r1",
        ] {
            assert_eq!(parse(list.as_bytes()), Err(GroupError::Malformed), "{list}");
        }
        assert_eq!(parse(&[b'x'; 64]), Err(GroupError::Malformed));
    }

    #[test]
    fn nids() {
        assert_eq!(from_nids(&[415, 1034]), Ok(vec![SECP256R1, X25519]));
        assert_eq!(from_nids(&[716, 715]), Ok(vec![SECP521R1, SECP384R1]));
        assert_eq!(from_nids(&[NID_UNKNOWN | 0x11ec]), Ok(vec![X25519MLKEM768]));
        assert_eq!(from_nids(&[415, 415]), Err(GroupError::Malformed));
        assert_eq!(from_nids(&[1]), Err(GroupError::Malformed));
        assert_eq!(from_nids(&[]), Err(GroupError::Empty));
        assert_eq!(nid_of(SECP256R1), 415);
        assert_eq!(nid_of(NamedGroup(0x6399)), 0x1006399);
    }
}
