//! Signature schemes (RFC 8446 section 4.2.3), with what each is made of.

use std::ffi::CStr;

numbers! {
    /// A signature scheme on the wire.
    SignatureScheme(u16)
    ECDSA_SECP256R1_SHA256 = 0x0403;
    ECDSA_SECP384R1_SHA384 = 0x0503;
    ECDSA_SECP521R1_SHA512 = 0x0603;
    ED25519 = 0x0807;
    ED448 = 0x0808;
    ECDSA_SHA224 = 0x0303;
    ECDSA_SHA1 = 0x0203;
    ECDSA_BRAINPOOLP256R1TLS13_SHA256 = 0x081a;
    ECDSA_BRAINPOOLP384R1TLS13_SHA384 = 0x081b;
    ECDSA_BRAINPOOLP512R1TLS13_SHA512 = 0x081c;
    RSA_PSS_RSAE_SHA256 = 0x0804;
    RSA_PSS_RSAE_SHA384 = 0x0805;
    RSA_PSS_RSAE_SHA512 = 0x0806;
    RSA_PSS_PSS_SHA256 = 0x0809;
    RSA_PSS_PSS_SHA384 = 0x080a;
    RSA_PSS_PSS_SHA512 = 0x080b;
    RSA_PKCS1_SHA256 = 0x0401;
    RSA_PKCS1_SHA384 = 0x0501;
    RSA_PKCS1_SHA512 = 0x0601;
    RSA_PKCS1_SHA224 = 0x0301;
    RSA_PKCS1_SHA1 = 0x0201;
    DSA_SHA256 = 0x0402;
    DSA_SHA384 = 0x0502;
    DSA_SHA512 = 0x0602;
    DSA_SHA224 = 0x0302;
    DSA_SHA1 = 0x0202;
}

/// A scheme with OpenSSL's names and NIDs.
#[derive(Debug, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    /// The number on the wire.
    pub id: SignatureScheme,
    /// The name by which OpenSSL 3.5 knows it.
    pub full_name: &'static CStr,
    pub known: Known,
    /// NID of the digest; 0 where the algorithm has its own.
    pub hash_nid: i32,
    /// NID of the key's type.
    pub sig_nid: i32,
    /// NID of both together; 0 if there is none.
    pub sig_hash_nid: i32,
}

/// What OpenSSL 3.0 knows of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Number and name.
    Named,
    /// The number without a name.
    Unnamed,
    /// Nothing; only newer releases know the scheme.
    Later,
}

/// NIDs of digests and of types of keys.
pub mod nid {
    pub const MD5: i32 = 4;
    pub const MD5_SHA1: i32 = 114;
    pub const SHA1: i32 = 64;
    pub const SHA224: i32 = 675;
    pub const SHA256: i32 = 672;
    pub const SHA384: i32 = 673;
    pub const SHA512: i32 = 674;
    pub const RSA: i32 = 6;
    pub const RSA_PSS: i32 = 912;
    pub const DSA: i32 = 116;
    pub const EC: i32 = 408;
    pub const ED25519: i32 = 1087;
    pub const ED448: i32 = 1088;
}

const fn scheme(
    id: SignatureScheme,
    full_name: &'static CStr,
    known: Known,
    hash_nid: i32,
    sig_nid: i32,
    sig_hash_nid: i32,
) -> SignatureAlgorithm {
    SignatureAlgorithm {
        id,
        full_name,
        known,
        hash_nid,
        sig_nid,
        sig_hash_nid,
    }
}

use Known::{Later, Named, Unnamed};

/// All schemes but GOST's. The order matters: a pair of key type and hash means the first scheme with both.
#[rustfmt::skip]
pub static SCHEMES: &[SignatureAlgorithm] = &[
    scheme(ECDSA_SECP256R1_SHA256, c"ecdsa_secp256r1_sha256", Named, nid::SHA256, nid::EC, 794),
    scheme(ECDSA_SECP384R1_SHA384, c"ecdsa_secp384r1_sha384", Named, nid::SHA384, nid::EC, 795),
    scheme(ECDSA_SECP521R1_SHA512, c"ecdsa_secp521r1_sha512", Named, nid::SHA512, nid::EC, 796),
    scheme(ED25519, c"ed25519", Named, 0, nid::ED25519, 0),
    scheme(ED448, c"ed448", Named, 0, nid::ED448, 0),
    scheme(ECDSA_SHA224, c"ecdsa_sha224", Unnamed, nid::SHA224, nid::EC, 793),
    scheme(ECDSA_SHA1, c"ecdsa_sha1", Unnamed, nid::SHA1, nid::EC, 416),
    scheme(ECDSA_BRAINPOOLP256R1TLS13_SHA256, c"ecdsa_brainpoolP256r1tls13_sha256", Later, nid::SHA256, nid::EC, 0),
    scheme(ECDSA_BRAINPOOLP384R1TLS13_SHA384, c"ecdsa_brainpoolP384r1tls13_sha384", Later, nid::SHA384, nid::EC, 0),
    scheme(ECDSA_BRAINPOOLP512R1TLS13_SHA512, c"ecdsa_brainpoolP512r1tls13_sha512", Later, nid::SHA512, nid::EC, 0),
    scheme(RSA_PSS_RSAE_SHA256, c"rsa_pss_rsae_sha256", Named, nid::SHA256, nid::RSA_PSS, 0),
    scheme(RSA_PSS_RSAE_SHA384, c"rsa_pss_rsae_sha384", Named, nid::SHA384, nid::RSA_PSS, 0),
    scheme(RSA_PSS_RSAE_SHA512, c"rsa_pss_rsae_sha512", Named, nid::SHA512, nid::RSA_PSS, 0),
    scheme(RSA_PSS_PSS_SHA256, c"rsa_pss_pss_sha256", Named, nid::SHA256, nid::RSA_PSS, 0),
    scheme(RSA_PSS_PSS_SHA384, c"rsa_pss_pss_sha384", Named, nid::SHA384, nid::RSA_PSS, 0),
    scheme(RSA_PSS_PSS_SHA512, c"rsa_pss_pss_sha512", Named, nid::SHA512, nid::RSA_PSS, 0),
    scheme(RSA_PKCS1_SHA256, c"rsa_pkcs1_sha256", Named, nid::SHA256, nid::RSA, 668),
    scheme(RSA_PKCS1_SHA384, c"rsa_pkcs1_sha384", Named, nid::SHA384, nid::RSA, 669),
    scheme(RSA_PKCS1_SHA512, c"rsa_pkcs1_sha512", Named, nid::SHA512, nid::RSA, 670),
    scheme(RSA_PKCS1_SHA224, c"rsa_pkcs1_sha224", Named, nid::SHA224, nid::RSA, 671),
    scheme(RSA_PKCS1_SHA1, c"rsa_pkcs1_sha1", Named, nid::SHA1, nid::RSA, 65),
    scheme(DSA_SHA256, c"dsa_sha256", Unnamed, nid::SHA256, nid::DSA, 803),
    scheme(DSA_SHA384, c"dsa_sha384", Unnamed, nid::SHA384, nid::DSA, 0),
    scheme(DSA_SHA512, c"dsa_sha512", Unnamed, nid::SHA512, nid::DSA, 0),
    scheme(DSA_SHA224, c"dsa_sha224", Unnamed, nid::SHA224, nid::DSA, 0),
    scheme(DSA_SHA1, c"dsa_sha1", Unnamed, nid::SHA1, nid::DSA, 113),
];
