//! Key-exchange groups (RFC 8446 section 4.2.7), with what each is made of.

use std::ffi::CStr;

numbers! {
    /// A group on the wire.
    NamedGroup(u16)
    SECT163K1 = 0x0001;
    SECT163R1 = 0x0002;
    SECT163R2 = 0x0003;
    SECT193R1 = 0x0004;
    SECT193R2 = 0x0005;
    SECT233K1 = 0x0006;
    SECT233R1 = 0x0007;
    SECT239K1 = 0x0008;
    SECT283K1 = 0x0009;
    SECT283R1 = 0x000a;
    SECT409K1 = 0x000b;
    SECT409R1 = 0x000c;
    SECT571K1 = 0x000d;
    SECT571R1 = 0x000e;
    SECP160K1 = 0x000f;
    SECP160R1 = 0x0010;
    SECP160R2 = 0x0011;
    SECP192K1 = 0x0012;
    SECP192R1 = 0x0013;
    SECP224K1 = 0x0014;
    SECP224R1 = 0x0015;
    SECP256K1 = 0x0016;
    SECP256R1 = 0x0017;
    SECP384R1 = 0x0018;
    SECP521R1 = 0x0019;
    BRAINPOOLP256R1 = 0x001a;
    BRAINPOOLP384R1 = 0x001b;
    BRAINPOOLP512R1 = 0x001c;
    X25519 = 0x001d;
    X448 = 0x001e;
    FFDHE2048 = 0x0100;
    FFDHE3072 = 0x0101;
    FFDHE4096 = 0x0102;
    FFDHE6144 = 0x0103;
    FFDHE8192 = 0x0104;
    X25519MLKEM768 = 0x11ec;
}

numbers! {
    /// How a ServerKeyExchange describes its curve (RFC 8422 section 5.4).
    ECCurveType(u8)
    NAMED_CURVE = 3;
}

/// `TLSEXT_nid_unknown`: a flag in the NID of a group that libcrypto does not know. The lower 16 bits are
/// the group's number.
pub const NID_UNKNOWN: i32 = 0x0100_0000;

#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// The number on the wire.
    pub id: NamedGroup,
    pub nid: i32,
    pub security_bits: i32,
    /// Whether TLS 1.3 has it too.
    pub tls13: bool,
    /// The names that a list may use; the first is the one that is reported.
    pub names: &'static [&'static CStr],
}

const fn group(
    id: NamedGroup,
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
#[rustfmt::skip]
pub static GROUPS: &[Group] = &[
    group(SECT163K1, 721, 80, false, &[c"sect163k1", c"K-163"]),
    group(SECT163R1, 722, 80, false, &[c"sect163r1"]),
    group(SECT163R2, 723, 80, false, &[c"sect163r2", c"B-163"]),
    group(SECT193R1, 724, 80, false, &[c"sect193r1"]),
    group(SECT193R2, 725, 80, false, &[c"sect193r2"]),
    group(SECT233K1, 726, 112, false, &[c"sect233k1", c"K-233"]),
    group(SECT233R1, 727, 112, false, &[c"sect233r1", c"B-233"]),
    group(SECT239K1, 728, 112, false, &[c"sect239k1"]),
    group(SECT283K1, 729, 128, false, &[c"sect283k1", c"K-283"]),
    group(SECT283R1, 730, 128, false, &[c"sect283r1", c"B-283"]),
    group(SECT409K1, 731, 192, false, &[c"sect409k1", c"K-409"]),
    group(SECT409R1, 732, 192, false, &[c"sect409r1", c"B-409"]),
    group(SECT571K1, 733, 256, false, &[c"sect571k1", c"K-571"]),
    group(SECT571R1, 734, 256, false, &[c"sect571r1", c"B-571"]),
    group(SECP160K1, 708, 80, false, &[c"secp160k1"]),
    group(SECP160R1, 709, 80, false, &[c"secp160r1"]),
    group(SECP160R2, 710, 80, false, &[c"secp160r2"]),
    group(SECP192K1, 711, 80, false, &[c"secp192k1"]),
    group(SECP192R1, 409, 80, false, &[c"secp192r1", c"prime192v1", c"P-192"]),
    group(SECP224K1, 712, 112, false, &[c"secp224k1"]),
    group(SECP224R1, 713, 112, false, &[c"secp224r1", c"P-224"]),
    group(SECP256K1, 714, 128, false, &[c"secp256k1"]),
    group(SECP256R1, 415, 128, true, &[c"secp256r1", c"prime256v1", c"P-256"]),
    group(SECP384R1, 715, 192, true, &[c"secp384r1", c"P-384"]),
    group(SECP521R1, 716, 256, true, &[c"secp521r1", c"P-521"]),
    group(BRAINPOOLP256R1, 927, 128, false, &[c"brainpoolP256r1"]),
    group(BRAINPOOLP384R1, 931, 192, false, &[c"brainpoolP384r1"]),
    group(BRAINPOOLP512R1, 933, 256, false, &[c"brainpoolP512r1"]),
    group(X25519, 1034, 128, true, &[c"x25519", c"X25519"]),
    group(X448, 1035, 224, true, &[c"x448", c"X448"]),
    group(FFDHE2048, 1126, 112, true, &[c"ffdhe2048"]),
    group(FFDHE3072, 1127, 128, true, &[c"ffdhe3072"]),
    group(FFDHE4096, 1128, 128, true, &[c"ffdhe4096"]),
    group(FFDHE6144, 1129, 128, true, &[c"ffdhe6144"]),
    group(FFDHE8192, 1130, 192, true, &[c"ffdhe8192"]),
    group(X25519MLKEM768, NID_UNKNOWN | X25519MLKEM768.0 as i32, 192, true, &[c"X25519MLKEM768"]),
];
