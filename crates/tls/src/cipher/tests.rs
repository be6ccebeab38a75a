use super::*;

#[test]
fn table_is_sorted_by_number() {
    assert_eq!(CIPHERS.len(), 165);
    assert!(CIPHERS.windows(2).all(|w| w[0].id < w[1].id));
}

#[test]
fn supported_suites() {
    let ids: Vec<_> = CIPHERS
        .iter()
        .filter(|c| c.is_supported())
        .map(|c| c.id.0)
        .collect();
    assert_eq!(
        ids,
        [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9]
    );
}

#[test]
fn facts_of_a_suite() {
    let facts = |id| {
        let c = Cipher::find(CipherSuite(id)).expect("in the table");
        (
            [
                c.kx_nid(),
                c.auth_nid(),
                c.cipher_nid(),
                c.digest_nid(),
                c.handshake_digest,
            ],
            c.version().to_str().expect("ASCII"),
            c.is_aead(),
        )
    };
    assert_eq!(facts(0xc02c), ([1038, 1047, 901, 0, 673], "TLSv1.2", true));
    assert_eq!(facts(0x1303), ([1063, 1064, 1018, 0, 672], "TLSv1.3", true));
    assert_eq!(facts(0x002f), ([1037, 1046, 419, 64, 114], "SSLv3", false));
    assert_eq!(facts(0xc014).1, "TLSv1.0");
}

#[test]
fn descriptions() {
    let description = |id| {
        Cipher::find(CipherSuite(id))
            .expect("in the table")
            .description()
    };
    assert_eq!(
        description(0x1303),
        "TLS_CHACHA20_POLY1305_SHA256   TLSv1.3 Kx=any      Au=any   Enc=CHACHA20/POLY1305(256) Mac=AEAD\n"
    );
    assert_eq!(
        description(0x002f),
        "AES128-SHA                     SSLv3   Kx=RSA      Au=RSA   Enc=AES(128)               Mac=SHA1\n"
    );
    assert_eq!(
        description(0xc014),
        "ECDHE-RSA-AES256-SHA           TLSv1   Kx=ECDH     Au=RSA   Enc=AES(256)               Mac=SHA1\n"
    );
}

#[test]
fn names_and_numbers() {
    let by_name = Cipher::find_standard_name(b"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    assert_eq!(by_name, Cipher::find(CipherSuite(0xc02f)));
    assert_eq!(by_name.map(|c| c.id), Some(CipherSuite(0xc02f)));
    assert_eq!(Cipher::find(CipherSuite(0x0a0a)), None);
    assert!(Cipher::find(CipherSuite(0x00ff)).is_some_and(Cipher::is_signal));
}

#[test]
fn elements_are_trimmed() {
    let parts: Vec<&[u8]> = elements(b" a :\tb c\n::d").collect();
    assert_eq!(parts, [&b"a"[..], b"b c", b"", b"d"]);
}
