//! The names that OpenSSL 3.5 gives to the signature algorithms that it knows without a provider's
//! help: more of them have one than in 3.0.

use std::ffi::CStr;

use super::sigalg::{DSA, EC, ED25519, ED448, RSA, RSA_PSS, SHA1, SHA224, SHA256, SHA384, SHA512};

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
