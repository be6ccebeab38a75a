//! Key-exchange groups: their names, numbers and NIDs, and the lists of them that applications
//! set (`SSL_CTX_set1_groups`, `SSL_CTX_set1_groups_list`).

use std::ffi::CStr;

use super::elements;

/// `TLSEXT_nid_unknown`: set in the NID of a group that libcrypto has none for; the lower 16
/// bits are then the group's number.
pub const NID_UNKNOWN: i32 = 0x100_0000;

#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// The number on the wire.
    pub id: u16,
    pub nid: i32,
    pub security_bits: i32,
    /// Whether TLS 1.3 has it too.
    pub tls13: bool,
    /// The names that a list may use; the first is the one that is reported.
    names: &'static [&'static CStr],
}

pub const SECP256R1: u16 = 0x0017;
pub const SECP384R1: u16 = 0x0018;
pub const SECP521R1: u16 = 0x0019;
pub const X25519: u16 = 0x001d;
pub const X448: u16 = 0x001e;
pub const X25519MLKEM768: u16 = 0x11ec;

/// What is offered unless the application says otherwise: OpenSSL's default groups, without
/// those that we do not support (ffdhe).
pub const DEFAULT: &[u16] = &[X25519, SECP256R1, X448, SECP521R1, SECP384R1];

const fn group(
    id: u16,
    nid: i32,
    security_bits: i32,
    tls13: bool,
    names: &'static [&'static CStr],
) -> Group {
    Group {
        id,
        nid,
        security_bits,
        tls13,
        names,
    }
}

/// The groups of OpenSSL 3.0, and X25519MLKEM768.
pub static GROUPS: &[Group] = &[
    group(0x0001, 721, 80, false, &[c"sect163k1", c"K-163"]),
    group(0x0002, 722, 80, false, &[c"sect163r1"]),
    group(0x0003, 723, 80, false, &[c"sect163r2", c"B-163"]),
    group(0x0004, 724, 80, false, &[c"sect193r1"]),
    group(0x0005, 725, 80, false, &[c"sect193r2"]),
    group(0x0006, 726, 112, false, &[c"sect233k1", c"K-233"]),
    group(0x0007, 727, 112, false, &[c"sect233r1", c"B-233"]),
    group(0x0008, 728, 112, false, &[c"sect239k1"]),
    group(0x0009, 729, 128, false, &[c"sect283k1", c"K-283"]),
    group(0x000a, 730, 128, false, &[c"sect283r1", c"B-283"]),
    group(0x000b, 731, 192, false, &[c"sect409k1", c"K-409"]),
    group(0x000c, 732, 192, false, &[c"sect409r1", c"B-409"]),
    group(0x000d, 733, 256, false, &[c"sect571k1", c"K-571"]),
    group(0x000e, 734, 256, false, &[c"sect571r1", c"B-571"]),
    group(0x000f, 708, 80, false, &[c"secp160k1"]),
    group(0x0010, 709, 80, false, &[c"secp160r1"]),
    group(0x0011, 710, 80, false, &[c"secp160r2"]),
    group(0x0012, 711, 80, false, &[c"secp192k1"]),
    group(
        0x0013,
        409,
        80,
        false,
        &[c"secp192r1", c"prime192v1", c"P-192"],
    ),
    group(0x0014, 712, 112, false, &[c"secp224k1"]),
    group(0x0015, 713, 112, false, &[c"secp224r1", c"P-224"]),
    group(0x0016, 714, 128, false, &[c"secp256k1"]),
    group(
        0x0017,
        415,
        128,
        true,
        &[c"secp256r1", c"prime256v1", c"P-256"],
    ),
    group(0x0018, 715, 192, true, &[c"secp384r1", c"P-384"]),
    group(0x0019, 716, 256, true, &[c"secp521r1", c"P-521"]),
    group(0x001a, 927, 128, false, &[c"brainpoolP256r1"]),
    group(0x001b, 931, 192, false, &[c"brainpoolP384r1"]),
    group(0x001c, 933, 256, false, &[c"brainpoolP512r1"]),
    group(0x001d, 1034, 128, true, &[c"x25519", c"X25519"]),
    group(0x001e, 1035, 224, true, &[c"x448", c"X448"]),
    group(0x0100, 1126, 112, true, &[c"ffdhe2048"]),
    group(0x0101, 1127, 128, true, &[c"ffdhe3072"]),
    group(0x0102, 1128, 128, true, &[c"ffdhe4096"]),
    group(0x0103, 1129, 128, true, &[c"ffdhe6144"]),
    group(0x0104, 1130, 192, true, &[c"ffdhe8192"]),
    group(
        0x11ec,
        NID_UNKNOWN | 0x11ec,
        192,
        true,
        &[c"X25519MLKEM768"],
    ),
];

impl Group {
    pub fn find(id: u16) -> Option<&'static Group> {
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

/// The NID by which a group on the wire is reported, known or not.
pub fn nid_of(id: u16) -> i32 {
    Group::find(id).map_or(NID_UNKNOWN | i32::from(id), |g| g.nid)
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
/// Groups that OpenSSL knows and no handshake here uses yet may stand in it.
pub fn parse(list: &[u8]) -> Result<Vec<u16>, GroupError> {
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
pub fn from_nids(nids: &[i32]) -> Result<Vec<u16>, GroupError> {
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

    fn message(text: &str) -> GroupError {
        GroupError::Unknown(text.into())
    }

    #[test]
    fn every_spelling() {
        assert_eq!(
            parse(b"X25519:P-256:secp384r1:X25519MLKEM768"),
            Ok(vec![0x1d, 0x17, 0x18, 0x11ec])
        );
        assert_eq!(parse(b" prime256v1 : x25519 "), Ok(vec![0x17, 0x1d]));
    }

    #[test]
    fn unsupported_groups_stay() {
        let listed = [0x1e, 0x19, 0x18, 0x100];
        assert_eq!(parse(b"X448:P-521:P-384:ffdhe2048"), Ok(listed.to_vec()));
        assert_eq!(parse(b"ffdhe2048"), Ok(vec![0x100]));
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
        assert_eq!(from_nids(&[415, 1034]), Ok(vec![0x17, 0x1d]));
        assert_eq!(from_nids(&[716, 715]), Ok(vec![0x19, 0x18]));
        assert_eq!(from_nids(&[NID_UNKNOWN | 0x11ec]), Ok(vec![0x11ec]));
        assert_eq!(from_nids(&[415, 415]), Err(GroupError::Malformed));
        assert_eq!(from_nids(&[1]), Err(GroupError::Malformed));
        assert_eq!(from_nids(&[]), Err(GroupError::Empty));
        assert_eq!(nid_of(0x17), 415);
        assert_eq!(nid_of(0x6399), 0x1006399);
    }
}
