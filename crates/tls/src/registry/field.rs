//! Numbers that stand inside messages.

numbers! {
    /// A compression method of a hello (RFC 3749).
    CompressionMethod(u8)
    NULL_COMPRESSION = 0;
    DEFLATE = 1;
}

numbers! {
    /// How a ServerKeyExchange tells the curve (RFC 8422 section 5.4).
    CurveType(u8)
    NAMED_CURVE_TYPE = 3;
}

numbers! {
    /// Whether a KeyUpdate asks for one in return (RFC 8446 section 4.6.3).
    KeyUpdateRequest(u8)
    UPDATE_NOT_REQUESTED = 0;
    UPDATE_REQUESTED = 1;
}

numbers! {
    /// How a pre-shared key is used (RFC 8446 section 4.2.9).
    PskKeyExchangeMode(u8)
    PSK_KE = 0;
    PSK_DHE_KE = 1;
}

numbers! {
    /// The kind of a certificate's status (RFC 6066 section 8).
    StatusType(u8)
    OCSP_STATUS = 1;
}

numbers! {
    /// The type of a server name (RFC 6066 section 3).
    NameType(u8)
    HOST_NAME = 0;
}

numbers! {
    /// A code of the extension max_fragment_length (RFC 6066 section 4).
    FragmentCode(u8)
    FRAGMENT_DISABLED = 0;
    FRAGMENT_512 = 1;
    FRAGMENT_1024 = 2;
    FRAGMENT_2048 = 3;
    FRAGMENT_4096 = 4;
    FRAGMENT_UNSPECIFIED = 255;
}

numbers! {
    /// A protection profile of SRTP (RFC 5764 section 4.1.2, RFC 7714 section 14.2).
    SrtpProfile(u16)
    SRTP_AES128_CM_SHA1_80 = 1;
    SRTP_AES128_CM_SHA1_32 = 2;
    SRTP_AEAD_AES_128_GCM = 7;
    SRTP_AEAD_AES_256_GCM = 8;
}

numbers! {
    /// How a point of a curve is encoded (RFC 8422 section 5.1.2).
    PointFormat(u8)
    UNCOMPRESSED_POINT = 0;
    ANSIX962_COMPRESSED_PRIME = 1;
    ANSIX962_COMPRESSED_CHAR2 = 2;
}

numbers! {
    /// The only content of a ChangeCipherSpec (RFC 5246 section 7.1).
    ChangeCipherSpecType(u8)
    CHANGE_CIPHER_SPEC = 1;
}

numbers! {
    /// The type of a message of SSL 2.0 (RFC 5246 appendix E.2).
    Ssl2MessageType(u8)
    SSL2_CLIENT_HELLO = 1;
}

/// The random value that makes a ServerHello a HelloRetryRequest (RFC 8446 section 4.1.3).
pub const HELLO_RETRY_REQUEST_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];
