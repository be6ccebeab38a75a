//! The key schedule of TLS 1.3, where RFC 8448 has no example: SHA-384, external keys, exporters, key updates.
//! The expected bytes were computed from RFC 8446's formulas with Python's `hmac` package.

use super::{hashes, hex};
use crate::error::{Fatal, Reason};
use crate::schedule::*;

/// The bytes 0, 1, 2, … 47.
fn counting() -> Vec<u8> {
    (0..48).collect()
}

/// SHA-256 and SHA-384, each by our own code and by libcrypto's algorithms, with what it should give.
fn cases(expected: [&'static str; 2]) -> impl Iterator<Item = (Hash, Vec<u8>)> {
    let cases = [Hash::SHA256, Hash::SHA384].into_iter().zip(expected);
    cases.flat_map(|(hash, expected)| hashes(&hash).map(|hash| (hash, hex(expected))))
}

#[test]
fn binder_of_an_external_key() {
    for (hash, expected) in cases([
        "b092ab04aa0bcbbc28d7a2efad572cbd7528e46e97421c047fb2db85e7c83432",
        "5ec0523359b6fc92852336dcab4704f1e1d552a5e30e985a03e3344dbbd170a458bb6f4d1513f3abf0dff007
         bbd691f2",
    ]) {
        let early = Early::new(&hash, &counting()[..hash.output_len()]).unwrap();
        let hello = hash.digest(b"hello").unwrap();
        let binder = early.binder(PskKind::External, &hello).unwrap();
        assert_eq!(binder.as_ref(), expected);
    }
}

#[test]
fn handshake_without_a_key_exchange() {
    for (hash, expected) in cases([
        "9f24febd243baf442e4082907adda9e73885902dae81600adcc5fc1190ea9286",
        "30d8c03387d9364e945112a348f662af2d5485670f39f96b49180697afe03ead4e830aee9341da3ede767f97
         3a880e76",
    ]) {
        let early = Early::new(&hash, &counting()[..hash.output_len()]).unwrap();
        let hello = hash.digest(b"hello").unwrap();
        let stage = early.handshake(None).unwrap().after_server_hello(hello);
        assert_eq!(stage.server_traffic().unwrap().as_ref(), expected);
    }
}

/// Ours begins with a constant, libcrypto computes it.
#[test]
fn handshake_without_a_psk() {
    for (hash, expected) in cases([
        "2ec851f9d5eac3515fd8106b6e9f117f418461ba0b177d30bcebdbaf65f79160",
        "b34341d329fa4d32fb8412a660841ba3a36e5e206940b8ba8dcd9f0d7d02643051d9d30a93831e2f86c0e8b8
         4357c45c",
    ]) {
        let digest = |data| hash.digest(data).unwrap();
        let secret = HandshakeSecret::without_psk(&hash, b"shared").unwrap();
        let stage = secret.after_server_hello(digest(b"hello"));
        let master = stage.master(digest(b"finished")).unwrap();
        assert_eq!(master.client_traffic().unwrap().as_ref(), expected);
    }
}

#[test]
fn exporter() {
    let secret = Secret::new(
        Hash::SHA256,
        &hex("fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50"),
    )
    .unwrap();
    let mut out = [0; 40];
    secret
        .export(b"EXPORTER-test", b"context", &mut out)
        .unwrap();
    assert_eq!(
        out[..],
        hex("6b42f9f9156843559fc98feed480120e49314d669b27529015fe4759a5284e6ae158bb66c2d12a60")
    );

    let secret = Secret::new(Hash::SHA384, &counting()).unwrap();
    let mut out = [0; 32];
    secret.export(b"EXPORTER-test", b"", &mut out).unwrap();
    assert_eq!(
        out[..],
        hex("29f49ddf5a34e28ca8448ff9aec17a3f4be12ac8c011ea8836427d51903a79d3")
    );
}

#[test]
fn key_update() {
    let next = |hash, secret: &[u8]| Secret::new(hash, secret).unwrap().next().unwrap();
    assert_eq!(
        next(
            Hash::SHA256,
            &hex("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5")
        )
        .as_ref(),
        hex("fcdfcc72725aaee48bf64e4fd8b749cdbdbab39d90da0b26e2245ca6ea167207")
    );
    assert_eq!(
        next(Hash::SHA384, &counting()).as_ref(),
        hex(
            "401331b63e9d59f202e8f041042d9516f4cd7fa2e2ee14631d3b49fc340d7af37fc2c0c9f252d8036f81
             ec5b85cbe5db"
        )
    );
}

#[test]
fn exporter_label_that_is_too_long_is_refused() {
    let secret = Secret::new(Hash::SHA256, &counting()[..32]).unwrap();
    let export = |length| secret.export(&vec![b'x'; length], b"", &mut [0; 16]);
    assert_eq!(export(249), Ok(()));
    let illegal = Fatal::silent(Reason::TLS_ILLEGAL_EXPORTER_LABEL);
    assert_eq!(export(250), Err(illegal));
}
