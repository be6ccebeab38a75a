//! Known answers that no RFC has. The expected bytes were computed from the RFCs' formulas with Python's `hmac`
//! package.

use super::hex;
use crate::error::Reason;
use crate::schedule::{Hash, MasterSecret, Secret};

const CLIENT_RANDOM: [u8; 32] = [0xc1; 32];
const SERVER_RANDOM: [u8; 32] = [0x5e; 32];

/// The bytes 0, 1, 2, … 47.
fn counting() -> Vec<u8> {
    (0..48).collect()
}

fn master_secret(hash: Hash) -> MasterSecret {
    MasterSecret::new(hash, &counting()).unwrap()
}

#[test]
fn tls12_verify_data() {
    let hash: Vec<u8> = (64..96).collect();
    let secret = master_secret(Hash::SHA256);
    let verify_data = |from_client| secret.verify_data(from_client, &hash).unwrap();
    assert_eq!(verify_data(true)[..], hex("0ecdc5316690f4b56dec6073"));
    assert_eq!(verify_data(false)[..], hex("77a870f9d4ce1ef0e850d203"));

    let hash: Vec<u8> = (64..112).collect();
    let secret = master_secret(Hash::SHA384);
    let verify_data = |from_client| secret.verify_data(from_client, &hash).unwrap();
    assert_eq!(verify_data(true)[..], hex("8d47f368c7267b5422fe3511"));
    assert_eq!(verify_data(false)[..], hex("482a33fccdf5dba509617e79"));
}

#[test]
fn tls12_exporter_tells_no_context_from_an_empty_one() {
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
fn tls12_exporter_refuses_tlss_own_labels() {
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
fn tls13_exporter() {
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
fn tls13_key_update() {
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
