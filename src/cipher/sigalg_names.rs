//! The names that OpenSSL 3.5 gives to the signature algorithms that it knows without a provider's
//! help: more of them have one than in 3.0.

use std::ffi::CStr;

/// An algorithm by name.
pub struct BuiltIn {
    /// The SignatureScheme on the wire.
    pub id: u16,
    pub name: &'static CStr,
    /// NID of the digest; 0 where the algorithm has its own.
    pub hash_nid: i32,
    /// NID of the key's type.
    pub key_nid: i32,
}

const SHA1: i32 = 64;
const SHA224: i32 = 675;
const SHA256: i32 = 672;
const SHA384: i32 = 673;
const SHA512: i32 = 674;
const RSA: i32 = 6;
const RSA_PSS: i32 = 912;
const DSA: i32 = 116;
const EC: i32 = 408;
const ED25519: i32 = 1087;
const ED448: i32 = 1088;

const fn known(id: u16, name: &'static CStr, hash_nid: i32, key_nid: i32) -> BuiltIn {
    BuiltIn {
        id,
        name,
        hash_nid,
        key_nid,
    }
}

/// In OpenSSL's order.
pub static BUILT_IN: &[BuiltIn] = &[
    known(0x0403, c"ecdsa_secp256r1_sha256", SHA256, EC),
    known(0x0503, c"ecdsa_secp384r1_sha384", SHA384, EC),
    known(0x0603, c"ecdsa_secp521r1_sha512", SHA512, EC),
    known(0x0807, c"ed25519", 0, ED25519),
    known(0x0808, c"ed448", 0, ED448),
    known(0x0303, c"ecdsa_sha224", SHA224, EC),
    known(0x0203, c"ecdsa_sha1", SHA1, EC),
    known(0x081a, c"ecdsa_brainpoolP256r1tls13_sha256", SHA256, EC),
    known(0x081b, c"ecdsa_brainpoolP384r1tls13_sha384", SHA384, EC),
    known(0x081c, c"ecdsa_brainpoolP512r1tls13_sha512", SHA512, EC),
    known(0x0804, c"rsa_pss_rsae_sha256", SHA256, RSA_PSS),
    known(0x0805, c"rsa_pss_rsae_sha384", SHA384, RSA_PSS),
    known(0x0806, c"rsa_pss_rsae_sha512", SHA512, RSA_PSS),
    known(0x0809, c"rsa_pss_pss_sha256", SHA256, RSA_PSS),
    known(0x080a, c"rsa_pss_pss_sha384", SHA384, RSA_PSS),
    known(0x080b, c"rsa_pss_pss_sha512", SHA512, RSA_PSS),
    known(0x0401, c"rsa_pkcs1_sha256", SHA256, RSA),
    known(0x0501, c"rsa_pkcs1_sha384", SHA384, RSA),
    known(0x0601, c"rsa_pkcs1_sha512", SHA512, RSA),
    known(0x0301, c"rsa_pkcs1_sha224", SHA224, RSA),
    known(0x0201, c"rsa_pkcs1_sha1", SHA1, RSA),
    known(0x0402, c"dsa_sha256", SHA256, DSA),
    known(0x0502, c"dsa_sha384", SHA384, DSA),
    known(0x0602, c"dsa_sha512", SHA512, DSA),
    known(0x0302, c"dsa_sha224", SHA224, DSA),
    known(0x0202, c"dsa_sha1", SHA1, DSA),
];

/// The name of a signature algorithm.
pub fn name_of(id: u16) -> Option<&'static CStr> {
    let known = BUILT_IN.iter().find(|algorithm| algorithm.id == id)?;
    Some(known.name)
}
