//! Known answers that no RFC has: TLS 1.2 and the SHA-384 half of TLS 1.3. The expected bytes
//! were computed from the RFCs' formulas with Python's `hmac` and `cryptography` packages.

use super::support::*;
use crate::record::Hash;
use crate::record::{AeadAlgorithm, ContentType, Protocol, RecordKey, RecordReader, RecordWriter};
use crate::schedule::{KeyLengths, MasterSecret, Secret};

const CLIENT_RANDOM: [u8; 32] = [0xc1; 32];
const SERVER_RANDOM: [u8; 32] = [0x5e; 32];
const CONTENT: &[u8] = b"TLS 1.2 application data";

/// The bytes 0, 1, 2, … 47.
fn counting() -> Vec<u8> {
    (0..48).collect()
}

fn master_secret(hash: Hash) -> MasterSecret {
    MasterSecret::new(hash, &counting()).unwrap()
}

/// Two records of each direction with the keys of a TLS 1.2 key block.
fn check_tls12(algorithm: AeadAlgorithm, hash: Hash, client: [&str; 2], server: [&str; 2]) {
    for hash in [hash.by(&fetched_library()), hash] {
        check_tls12_by(algorithm, &hash, client, server);
    }
}

fn check_tls12_by(algorithm: AeadAlgorithm, hash: &Hash, client: [&str; 2], server: [&str; 2]) {
    let keys = || {
        let lengths = KeyLengths::aead(algorithm);
        let block = master_secret(hash.clone())
            .key_block(lengths, &CLIENT_RANDOM, &SERVER_RANDOM)
            .unwrap();
        [true, false].map(|client| block.record_key(algorithm, client).unwrap())
    };
    let ([client_write, server_write], [client_read, server_read]) = (keys(), keys());
    for (write, read, records) in [
        (client_write, client_read, client),
        (server_write, server_read, server),
    ] {
        let mut writer = RecordWriter::new();
        writer.set_key(Some(write));
        let mut reader = RecordReader::established(false, read, &[]);
        for record in records {
            let wire = write_all(&mut writer, ContentType::ApplicationData, CONTENT);
            assert_eq!(wire, hex(record));
            reader.push_input(&wire).unwrap();
            assert_eq!(
                next(&mut reader),
                (ContentType::ApplicationData, CONTENT.to_vec())
            );
        }
    }
}

#[test]
fn tls12_aes_128_gcm() {
    check_tls12(
        AeadAlgorithm::Aes128Gcm,
        Hash::SHA256,
        [
            "17030300300000000000000000154b95435cdd5bee71aa4dca2fea362422ad530cc41459f3cab7fd6dfc4c
             359c18a7639745d9ad3c",
            "170303003000000000000000016edd06994a102f58b1c7a78fe96bf6174065172c3de69d419dc06597f732
             0d1b6755f4a6b10cae9e",
        ],
        [
            "170303003000000000000000005e5f9a8ab04af8e73bfc45d5d0a0f15ec896ad5833f3a8dbb03c69f84d21
             4dbd5fd99eba5b3bccd5",
            "170303003000000000000000018ca7ed1fe78d065a62165ccdacceaa60a422d03f3187dc592b455098bce6
             7ca13aeaf38f498cb2cd",
        ],
    );
}

#[test]
fn tls12_aes_256_gcm() {
    check_tls12(
        AeadAlgorithm::Aes256Gcm,
        Hash::SHA384,
        [
            "170303003000000000000000003bbc0379e3b430c6e053eb089e5c296f991f870eb0932a6e5976b2eeb86e
             83061665640e519ee39b",
            "1703030030000000000000000192d7f40d60d8ae4b88b7e1869985c0a01c57414f4d47ff9180b9124e562d
             2172cd903221ac97b1e9",
        ],
        [
            "1703030030000000000000000029046104683ae061fe8c09fb02e8a24a26d1dd87edd2dd7fc8dc61e1d799
             01d3ce7a95c3b497cd48",
            "17030300300000000000000001202169aa70c4413b75e832f4b7f5c35b0a20d4b61287a18d39aef10f1269
             d202eb6f7ac1a3876698",
        ],
    );
}

#[test]
fn tls12_chacha20_poly1305() {
    check_tls12(
        AeadAlgorithm::ChaCha20Poly1305,
        Hash::SHA256,
        [
            "1703030028b03974345e57664353241e40f69fed173d78985539224a81129368086cffe61e25a38b411c10
             14d4",
            "1703030028eccad30178493c276ff083b500405d0ff176593d8b03dfc4cb6b8a50f0ff71f9e82ba736aae5
             fbac",
        ],
        [
            "17030300289cf55a4d3a75fe15a94f00695d8c3fff47367111122d39d87bce5cb5096d192815b2c7c34a71
             4d04",
            "1703030028664d6ff66b0837e3191f434712af745df588918da31c8c5521dfe518729b991b8599d40d3221
             f883",
        ],
    );
}

#[test]
fn tls12_explicit_nonce_from_an_iv_of_12_bytes() {
    let key: Vec<u8> = (0..16).collect();
    let iv: Vec<u8> = (0xa0..0xac).collect();
    for (sequence, record) in [
        (
            0,
            "150303001aa4a5a6a7a8a9aaabab86f4d1619fb2bbebdd86322b6bc5049ea6",
        ),
        (
            5,
            "150303001aa4a5a6a7a8a9aaaeb34a35068b8107da4ef177f0b692d246e00a",
        ),
    ] {
        let new = |iv: &[u8]| {
            RecordKey::new(
                Protocol::Tls12,
                AeadAlgorithm::Aes128Gcm,
                &key,
                iv,
                sequence,
            )
            .unwrap()
        };
        let mut writer = RecordWriter::new();
        writer.set_key(Some(new(&iv)));
        let wire = write_all(&mut writer, ContentType::Alert, &[1, 0]);
        assert_eq!(wire, hex(record));
        // The nonce comes from the record, so the receiver needs no more than the fixed part.
        let mut reader = RecordReader::established(false, new(&iv[..4]), &wire);
        assert_eq!(next(&mut reader), (ContentType::Alert, vec![1, 0]));
    }
}

#[test]
fn tls13_sha384_records() {
    let secret = Secret::new(Hash::SHA384, &counting()).unwrap();
    for (algorithm, padding, record) in [
        (
            AeadAlgorithm::Aes256Gcm,
            0,
            "1703030016205213507a1ab2a128abae5928a72bee1710dead4c7b",
        ),
        (
            AeadAlgorithm::ChaCha20Poly1305,
            3,
            "17030300198b9e83cb7e846a10b218588c60480942f28ffd881391e2e06b",
        ),
    ] {
        let mut writer = RecordWriter::new();
        writer.set_key(Some(secret.record_key(algorithm).unwrap()));
        writer
            .write_padded(ContentType::ApplicationData, b"hello", padding)
            .unwrap();
        assert_eq!(writer.output(), hex(record));
        let key = secret.record_key(algorithm).unwrap();
        let mut reader = RecordReader::established(false, key, writer.output());
        assert_eq!(
            next(&mut reader),
            (ContentType::ApplicationData, b"hello".to_vec())
        );
    }
}

#[test]
fn secrets_of_a_wrong_length_are_refused() {
    assert!(Secret::new(Hash::SHA256, &counting()).is_err());
    assert!(Secret::new(Hash::SHA384, &counting()[..32]).is_err());
    assert!(MasterSecret::new(Hash::SHA256, &counting()[..47]).is_err());
    let key = |key_len, iv_len| {
        RecordKey::new(
            Protocol::Tls13,
            AeadAlgorithm::Aes128Gcm,
            &counting()[..key_len],
            &counting()[..iv_len],
            0,
        )
        .is_ok()
    };
    assert!(key(16, 12));
    assert!(!key(32, 12));
    assert!(!key(16, 4));
}

#[test]
fn secrets_do_not_show_in_debug_output() {
    let shown = format!(
        "{:?} {:?} {:?}",
        Secret::new(Hash::SHA384, &counting()).unwrap(),
        master_secret(Hash::SHA256),
        key(Protocol::Tls13, AeadAlgorithm::Aes128Gcm),
    );
    assert!(!shown.contains('['), "{shown}");
}
