//! Protocol versions.

numbers! {
    /// A version as records and hellos have it. DTLS counts downwards.
    ProtocolVersion(u16)
    SSL3 = 0x0300;
    TLS10 = 0x0301;
    TLS11 = 0x0302;
    TLS12 = 0x0303;
    TLS13 = 0x0304;
    DTLS10 = 0xfeff;
    DTLS12 = 0xfefd;
    DTLS1_BAD = 0x0100;
}

impl ProtocolVersion {
    /// The first byte.
    pub const fn major(self) -> u8 {
        self.0.to_be_bytes()[0]
    }
}
