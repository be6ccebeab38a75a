//! The algorithms that cipher suites are made of, as OpenSSL's bits: key exchange, authentication, encryption,
//! MAC, and the classes of strength.

/// Key exchange.
pub mod kx {
    pub const ANY: u32 = 0;
    pub const RSA: u32 = 1;
    pub const DHE: u32 = 1 << 1;
    pub const ECDHE: u32 = 1 << 2;
    pub const PSK: u32 = 1 << 3;
    pub const SRP: u32 = 1 << 5;
    pub const RSAPSK: u32 = 1 << 6;
    pub const ECDHEPSK: u32 = 1 << 7;
    pub const DHEPSK: u32 = 1 << 8;

    /// All key exchanges with a pre-shared key (`SSL_PSK`).
    pub const WITH_PSK: u32 = PSK | RSAPSK | ECDHEPSK | DHEPSK;
}

/// Authentication of the server.
pub mod auth {
    pub const ANY: u32 = 0;
    pub const RSA: u32 = 1;
    pub const DSS: u32 = 1 << 1;
    pub const NULL: u32 = 1 << 2;
    pub const ECDSA: u32 = 1 << 3;
    pub const PSK: u32 = 1 << 4;
    pub const SRP: u32 = 1 << 6;
}

/// Encryption; `AES128` and `AES256` are the CBC suites.
pub mod enc {
    pub const TDES: u32 = 1 << 1;
    pub const RC4: u32 = 1 << 2;
    pub const RC2: u32 = 1 << 3;
    pub const IDEA: u32 = 1 << 4;
    pub const NULL: u32 = 1 << 5;
    pub const AES128: u32 = 1 << 6;
    pub const AES256: u32 = 1 << 7;
    pub const CAMELLIA128: u32 = 1 << 8;
    pub const CAMELLIA256: u32 = 1 << 9;
    pub const SEED: u32 = 1 << 11;
    pub const AES128GCM: u32 = 1 << 12;
    pub const AES256GCM: u32 = 1 << 13;
    pub const AES128CCM: u32 = 1 << 14;
    pub const AES256CCM: u32 = 1 << 15;
    pub const AES128CCM8: u32 = 1 << 16;
    pub const AES256CCM8: u32 = 1 << 17;
    pub const CHACHA20: u32 = 1 << 19;
    pub const ARIA128GCM: u32 = 1 << 20;
    pub const ARIA256GCM: u32 = 1 << 21;

    pub const AESGCM: u32 = AES128GCM | AES256GCM;
    pub const AESCCM8: u32 = AES128CCM8 | AES256CCM8;
    pub const AESCCM: u32 = AES128CCM | AES256CCM | AESCCM8;
    pub const AES: u32 = AES128 | AES256 | AESGCM | AESCCM;
    pub const CAMELLIA: u32 = CAMELLIA128 | CAMELLIA256;
    pub const ARIAGCM: u32 = ARIA128GCM | ARIA256GCM;
    pub const CBC: u32 = TDES | RC2 | IDEA | AES128 | AES256 | CAMELLIA | SEED;
}

/// Message authentication.
pub mod mac {
    pub const MD5: u32 = 1;
    pub const SHA1: u32 = 1 << 1;
    pub const SHA256: u32 = 1 << 4;
    pub const SHA384: u32 = 1 << 5;
    pub const AEAD: u32 = 1 << 6;
}

/// Strength class, and membership of the default list.
pub mod class {
    pub const NONE: u32 = 1;
    pub const LOW: u32 = 1 << 1;
    pub const MEDIUM: u32 = 1 << 2;
    pub const HIGH: u32 = 1 << 3;
    pub const FIPS: u32 = 1 << 4;
    pub const NOT_DEFAULT: u32 = 1 << 5;

    pub const STRENGTH: u32 = NONE | LOW | MEDIUM | HIGH | FIPS;
}
