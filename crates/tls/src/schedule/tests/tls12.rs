//! The key schedule up to TLS 1.2. What names no source was computed with libcrypto's TLS1-PRF, as
//! `openssl kdf` runs it.

use super::{hashes, hex};
use crate::error::{Fatal, Reason};
use crate::schedule::*;

const CLIENT_RANDOM: [u8; 32] = [0xc1; 32];
const SERVER_RANDOM: [u8; 32] = [0x5e; 32];

/// The bytes 0, 1, 2, … 47.
fn counting() -> Vec<u8> {
    (0..48).collect()
}

fn master_secret(hash: Hash) -> MasterSecret {
    MasterSecret::new(hash, &counting()).unwrap()
}

fn random(digits: &str) -> [u8; 32] {
    hex(digits).try_into().unwrap()
}

/// A vector of NIST's CAVP for the key derivation of TLS: a premaster secret becomes a master secret, and this a
/// key block.
struct Derivation {
    hash: Hash,
    lengths: KeyLengths,
    premaster: &'static str,
    client_hello_random: &'static str,
    server_hello_random: &'static str,
    master: &'static str,
    client_random: &'static str,
    server_random: &'static str,
    key_block: &'static str,
}

#[rustfmt::skip]
const DERIVATIONS: [Derivation; 2] = [
    // The lengths of AES-128-CBC with SHA-1.
    Derivation {
        hash: Hash::MD5_SHA1,
        lengths: KeyLengths { mac: 20, key: 16, iv: 16 },
        premaster: "bded7fa5c1699c010be23dd06ada3a48349f21e5f86263d512c0c5cc379f0e780ec55d9844b2f1db02a96453513568d0",
        client_hello_random: "e5acaf549cd25c22d964c0d930fa4b5261d2507fad84c33715b7b9a864020693",
        server_hello_random: "135e4d557fdf3aa6406d82975d5c606a9734c9334b42136e96990fbd5358cdb2",
        master: "2f6962dfbc744c4b2138bb6b3d33054c5ecc14f24851d9896395a44ab3964efc2090c5bf51a0891209f46c1e1e998f62",
        client_random: "d58a7b1cd4fedaa232159df652ce188f9d997e061b9bf48e83b62990440931f6",
        server_random: "67267e650eb32444119d222a368c191af3082888dc35afe8368e638c828874be",
        key_block: "3088825988e77fce68d19f756e18e43eb7fe672433504feaf99b3c503d9091b164f166db301d70c9fc0870b4a94563907bee1a61fb786cb717576890bcc51cb9ead97e01d0a2fea99c953377b195205ff07b369589178796edc963fd80fdbe518a2fc1c35c18ae8d",
    },
    // Those of AES-128-CBC with SHA-256.
    Derivation {
        hash: Hash::SHA256,
        lengths: KeyLengths { mac: 32, key: 16, iv: 16 },
        premaster: "f8938ecc9edebc5030c0c6a441e213cd24e6f770a50dda07876f8d55da062bcadb386b411fd4fe4313a604fce6c17fbc",
        client_hello_random: "36c129d01a3200894b9179faac589d9835d58775f9b5ea3587cb8fd0364cae8c",
        server_hello_random: "f6c9575ed7ddd73e1f7d16eca115415812a43c2b747daaaae043abfb50053fce",
        master: "202c88c00f84a17a20027079604787461176455539e705be730890602c289a5001e34eeb3a043e5d52a65e66125188bf",
        client_random: "62e1fd91f23f558a605f28478c58cf72637b89784d959df7e946d3f07bd1b616",
        server_random: "ae6c806f8ad4d80784549dff28a4b58fd837681a51d928c3e30ee5ff14f39868",
        key_block: "d06139889fffac1e3a71865f504aa5d0d2a2e89506c6f2279b670c3e1b74f531016a2530c51a3a0f7e1d6590d0f0566b2f387f8d11fd4f731cdd572d2eae927f6f2f81410b25e6960be68985add6c38445ad9f8c64bf8068bf9a6679485d966f1ad6f68b43495b10a683755ea2b858d70ccac7ec8b053c6bd41ca299d4e51928",
    },
];

#[test]
fn master_secrets_and_key_blocks_are_nists() {
    for vector in DERIVATIONS {
        for hash in hashes(&vector.hash) {
            let master = MasterSecret::of_randoms(
                &hash,
                &hex(vector.premaster),
                &random(vector.client_hello_random),
                &random(vector.server_hello_random),
            );
            let master = master.unwrap();
            assert_eq!(master.as_ref(), hex(vector.master));
            let (client, server) = (random(vector.client_random), random(vector.server_random));
            let block = master.key_block(vector.lengths, &client, &server).unwrap();
            let parts = [KeyBlock::mac_key, KeyBlock::key, KeyBlock::iv];
            let parts = parts.map(|part| [part(&block, true), part(&block, false)].concat());
            assert_eq!(parts.concat(), hex(vector.key_block));
            let KeyLengths { mac, key, iv } = vector.lengths;
            assert_eq!(parts.map(|part| part.len()), [2 * mac, 2 * key, 2 * iv]);
        }
    }
}

#[test]
fn longest_key_block_fits_and_a_longer_one_is_refused() {
    let block = |iv| {
        let (mac, key) = (48, 32);
        let lengths = KeyLengths { mac, key, iv };
        master_secret(Hash::SHA384).key_block(lengths, &CLIENT_RANDOM, &SERVER_RANDOM)
    };
    assert_eq!(block(16).unwrap().iv(false).len(), 16);
    assert_eq!(block(17).err(), Some(Fatal::INTERNAL));
}

#[test]
fn extended_master_secret() {
    for (hash, expected) in [
        (
            Hash::MD5_SHA1,
            "42e73fb8dcbdc887b7683ae1d160c8faee1024961bf9f036c0c5e0c60c1b2ff7ba9a50743336699831bb71
             af378e42b0",
        ),
        (
            Hash::SHA256,
            "4c9b1f246aa4dfa8f8c66cc6cf68bd7f79a1f6e0e4b91cadbf3d8303ca006d900407c1eb52fe7124d06c9e
             8757ca1356",
        ),
        (
            Hash::SHA384,
            "69eb5b3227b6001298a12e3d37da314924fc66a072ef1993e4907985d7749e26936aea783be4dbf4700a7a
             bf024a43eb",
        ),
    ] {
        for hash in hashes(&hash) {
            let session_hash = hash.digest(b"handshake").unwrap();
            let master = MasterSecret::extended(&hash, &counting(), &session_hash).unwrap();
            assert_eq!(master.as_ref(), hex(expected));
        }
    }
}

#[test]
fn verify_data() {
    for (hash, client, server) in [
        (
            Hash::MD5_SHA1,
            "1296dc686cc675ec4c0bcbae",
            "2c5a0fbd2ed34d3c46395246",
        ),
        (
            Hash::SHA256,
            "0ecdc5316690f4b56dec6073",
            "77a870f9d4ce1ef0e850d203",
        ),
        (
            Hash::SHA384,
            "8d47f368c7267b5422fe3511",
            "482a33fccdf5dba509617e79",
        ),
    ] {
        for hash in hashes(&hash) {
            let handshake_hash: Vec<u8> = (64..).take(hash.output_len()).collect();
            let secret = master_secret(hash);
            let verify_data = |client| secret.verify_data(client, &handshake_hash).unwrap();
            assert_eq!(verify_data(true)[..], hex(client));
            assert_eq!(verify_data(false)[..], hex(server));
        }
    }
}

#[test]
fn exporter_tells_no_context_from_an_empty_one() {
    for (hash, context, expected) in [
        (
            Hash::SHA256,
            None,
            "56e7b76db6bfbcc8b59bf515554157bb39eb0442",
        ),
        (
            Hash::SHA256,
            Some(&b""[..]),
            "9920be618f2e29f31fe6ac85f3cabee4575c3f8f",
        ),
        (
            Hash::SHA256,
            Some(b"context"),
            "88a5db8418b6c3768697564d3b9af28850e48441",
        ),
        (
            Hash::SHA384,
            None,
            "4b9c5450b47f044fae9ff65f4fdbe24040a4878d",
        ),
        (
            Hash::SHA384,
            Some(b"context"),
            "c1ca0d6e54851bf2e6d6366e0b1f6e488dd9432f",
        ),
        (
            Hash::MD5_SHA1,
            Some(b"context"),
            "ce15e108fdd2f47d4380e39e26010438ecddd350",
        ),
    ] {
        let mut out = [0; 20];
        master_secret(hash)
            .export(
                b"EXPORTER-test",
                &CLIENT_RANDOM,
                &SERVER_RANDOM,
                context,
                &mut out,
            )
            .unwrap();
        assert_eq!(out[..], hex(expected));
    }
}

#[test]
fn exporter_refuses_tlss_own_labels() {
    for label in [
        &b"client finished"[..],
        b"server finished",
        b"master secret",
        b"extended master secret",
        b"key expansion",
        b"key expansion and more",
    ] {
        let violation = master_secret(Hash::SHA256)
            .export(label, &CLIENT_RANDOM, &SERVER_RANDOM, None, &mut [0; 20])
            .unwrap_err();
        assert_eq!(violation.reason, Reason::TLS_ILLEGAL_EXPORTER_LABEL);
    }
}

#[test]
fn exporter_refuses_labels_that_the_client_random_completes() {
    let mut client_random = CLIENT_RANDOM;
    client_random[..8].copy_from_slice(b"finished");
    let export = |label: &[u8]| {
        let mut out = [0; 20];
        master_secret(Hash::SHA256).export(label, &client_random, &SERVER_RANDOM, None, &mut out)
    };
    let illegal = Fatal::silent(Reason::TLS_ILLEGAL_EXPORTER_LABEL);
    assert_eq!(export(b"client "), Err(illegal));
    assert_eq!(export(b"server "), Err(illegal));
    assert_eq!(export(b"client"), Ok(()));
    assert_eq!(export(b""), Ok(()));
}

/// libcrypto's PRF takes 1,024 bytes.
#[test]
fn exporter_refuses_more_context_than_libcrypto() {
    const LABEL: &[u8] = b"EXPORTER-test";
    let longest = 1024 - LABEL.len() - 64 - 2;
    for hash in hashes(&Hash::SHA256) {
        let export = |length| {
            let (mut out, context) = ([0; 20], vec![b'x'; length]);
            let secret = master_secret(hash.clone());
            secret
                .export(
                    LABEL,
                    &CLIENT_RANDOM,
                    &SERVER_RANDOM,
                    Some(&context),
                    &mut out,
                )
                .map(|()| out.to_vec())
        };
        let expected = hex("3e95e0eb37b44abcad8eb90653b307611e4e1502");
        assert_eq!(export(longest), Ok(expected));
        assert_eq!(export(longest + 1), Err(Fatal::INTERNAL));
        assert_eq!(export(0x1_0000), Err(Fatal::INTERNAL));
    }
}

#[test]
fn no_secret_shows_in_debug_output() {
    let shown = format!("{:?}", master_secret(Hash::SHA256));
    assert!(!shown.contains('['), "{shown}");
}
