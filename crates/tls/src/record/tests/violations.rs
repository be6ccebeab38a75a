//! Every rule of the record layer, broken: alert and reason are those that OpenSSL 3.0 gives
//! for the same bytes.

use super::support::*;
use crate::error::reason::Reason;
use crate::record::{
    alert, AeadAlgorithm, ContentType, Fatal, Protocol, RecordReader, Rules, HEADER_LEN,
    MAX_PLAINTEXT,
};
use crate::registry::version::TLS12;

use Protocol::{Tls12, Tls13};

const AES: AeadAlgorithm = AeadAlgorithm::Aes128Gcm;

/// What a reader says to `wire`, after records that it accepts.
fn violation(reader: &mut RecordReader, wire: &[u8]) -> Option<Fatal> {
    reader.push_input(wire).unwrap();
    loop {
        match reader.next_record() {
            Ok(Some(_)) => reader.discard(),
            Ok(None) => return None,
            Err(violation) => return Some(violation),
        }
    }
}

fn refused(alert: alert::AlertDescription, reason: Reason) -> Option<Fatal> {
    Some(Fatal::new(alert, reason))
}

fn header(content_type: u8, version: u16, length: usize) -> Vec<u8> {
    let mut bytes = vec![content_type];
    bytes.extend_from_slice(&version.to_be_bytes());
    bytes.extend_from_slice(&(length as u16).to_be_bytes());
    bytes
}

/// An unprotected record of `length` bytes.
fn forged(content_type: u8, version: u16, length: usize) -> Vec<u8> {
    let mut bytes = header(content_type, version, length);
    bytes.resize(HEADER_LEN + length, b'a');
    bytes
}

/// A record sealed with the peer's key.
fn sealed(
    protocol: Protocol,
    content_type: ContentType,
    content: &[u8],
    padding: usize,
) -> Vec<u8> {
    let mut key = key(protocol, AES);
    let mut out = vec![0; content.len() + padding + key.overhead()];
    let len = key.seal(content_type, content, padding, &mut out).unwrap();
    out.truncate(len);
    out
}

#[test]
fn record_version() {
    let wrong = Reason::WRONG_VERSION_NUMBER;
    for (protocol, version, alert) in [
        (Tls12, 0x0301, alert::PROTOCOL_VERSION),
        (Tls12, 0x0304, alert::PROTOCOL_VERSION),
        (Tls12, 0x0503, alert::PROTOCOL_VERSION),
        (Tls13, 0x0301, alert::DECODE_ERROR),
        (Tls13, 0x0304, alert::DECODE_ERROR),
        (Tls13, 0x0503, alert::PROTOCOL_VERSION),
    ] {
        let got = violation(&mut reader(protocol, AES), &forged(23, version, 64));
        assert_eq!(got, refused(alert, wrong), "{protocol:?} {version:#06x}");
    }
}

#[test]
fn plaintext_where_another_protocol_begins_is_a_wrong_version_after_the_first_record() {
    for protocol in PROTOCOLS {
        assert_eq!(
            violation(&mut reader(protocol, AES), b"GET / HTTP/1.0\r\n\r\n"),
            refused(alert::PROTOCOL_VERSION, Reason::WRONG_VERSION_NUMBER)
        );
    }
}

#[test]
fn first_record_that_is_not_tls_is_not_answered() {
    for (bytes, reason) in [
        (b"GET / HTTP", Reason::HTTP_REQUEST),
        (b"PUT / HTTP", Reason::HTTP_REQUEST),
        (b"HEAD / HTT", Reason::HTTP_REQUEST),
        (b"POST / HTT", Reason::HTTP_REQUEST),
        (b"POSTX HTTP", Reason::WRONG_VERSION_NUMBER),
        (b"CONNECT x:", Reason::HTTPS_PROXY_REQUEST),
        (b"zzzzzzzzzz", Reason::WRONG_VERSION_NUMBER),
        (
            b"\x16\x02\x03\0\x01\0\0\0\0\0",
            Reason::WRONG_VERSION_NUMBER,
        ),
    ] {
        for server in [true, false] {
            assert_eq!(
                violation(&mut RecordReader::new(server), bytes),
                Some(Fatal::silent(reason))
            );
        }
    }
}

#[test]
fn first_record_in_sslv2_format() {
    let hello = |length: u16| {
        let mut bytes = (0x8000 | length).to_be_bytes().to_vec();
        bytes.extend_from_slice(&[1, 3, 3]);
        bytes
    };
    let server = || RecordReader::new(true);
    assert_eq!(
        violation(&mut server(), &hello(16711)),
        refused(alert::RECORD_OVERFLOW, Reason::PACKET_LENGTH_TOO_LONG)
    );
    assert_eq!(
        violation(&mut server(), &hello(16710)),
        refused(alert::PROTOCOL_VERSION, Reason::UNSUPPORTED_PROTOCOL)
    );
    assert_eq!(
        violation(&mut server(), &hello(8)),
        refused(alert::DECODE_ERROR, Reason::LENGTH_TOO_SHORT)
    );
    assert_eq!(
        violation(&mut server(), &hello(9)),
        refused(alert::PROTOCOL_VERSION, Reason::UNSUPPORTED_PROTOCOL)
    );
    assert_eq!(
        violation(&mut RecordReader::new(false), &hello(9)),
        Some(Fatal::silent(Reason::WRONG_VERSION_NUMBER))
    );
}

#[test]
fn handshake_record_of_another_version_than_negotiated() {
    let mut rules = Rules::start(false);
    rules.first_record = false;
    rules.protocol = Some(Tls12);
    rules.version = Some(TLS12);
    let check = |content_type| {
        let bytes = header(content_type, 0x0301, 2);
        rules.check(bytes.try_into().unwrap()).unwrap_err()
    };
    assert_eq!(
        check(22),
        Fatal::new(alert::PROTOCOL_VERSION, Reason::WRONG_VERSION_NUMBER)
    );
    assert_eq!(
        check(21),
        Fatal::silent(Reason::WRONG_VERSION_NUMBER),
        "an alert is not answered with an alert"
    );
}

#[test]
fn record_length() {
    let overflow = |reason| refused(alert::RECORD_OVERFLOW, reason);
    for (protocol, length, expected) in [
        (Tls12, 16704, None),
        (Tls12, 16705, overflow(Reason::ENCRYPTED_LENGTH_TOO_LONG)),
        (Tls12, 16707, overflow(Reason::ENCRYPTED_LENGTH_TOO_LONG)),
        (Tls12, 16708, overflow(Reason::PACKET_LENGTH_TOO_LONG)),
        (Tls12, 65535, overflow(Reason::PACKET_LENGTH_TOO_LONG)),
        (Tls13, 16640, None),
        (Tls13, 16641, overflow(Reason::ENCRYPTED_LENGTH_TOO_LONG)),
        (Tls13, 16707, overflow(Reason::ENCRYPTED_LENGTH_TOO_LONG)),
        (Tls13, 16708, overflow(Reason::PACKET_LENGTH_TOO_LONG)),
    ] {
        // The header alone decides: the body is not waited for.
        let got = violation(&mut reader(protocol, AES), &header(23, 0x0303, length));
        assert_eq!(got, expected, "{protocol:?} {length}");
    }
}

#[test]
fn record_length_with_a_larger_buffer() {
    let mut reader = reader(Tls13, AES);
    reader.set_buffer_len(100_000);
    assert_eq!(
        violation(&mut reader, &header(23, 0x0303, 65535)),
        refused(alert::RECORD_OVERFLOW, Reason::ENCRYPTED_LENGTH_TOO_LONG)
    );
}

#[test]
fn tls13_unprotected_record_after_the_handshake() {
    for content_type in [20, 21, 22, 24, 99] {
        assert_eq!(
            violation(&mut reader(Tls13, AES), &forged(content_type, 0x0303, 2)),
            refused(alert::UNEXPECTED_MESSAGE, Reason::BAD_RECORD_TYPE)
        );
    }
}

#[test]
fn tls12_unknown_type_is_left_to_the_dispatcher() {
    let mut reader = reader(Tls12, AES);
    reader
        .push_input(&sealed(Tls12, ContentType::Other(99), b"x", 0))
        .unwrap();
    let record = reader.next_record().unwrap().unwrap();
    assert_eq!(record.content_type, ContentType::Other(99));
}

#[test]
fn body_too_short_for_its_tag() {
    let bad_mac = refused(
        alert::BAD_RECORD_MAC,
        Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
    );
    let chacha = AeadAlgorithm::ChaCha20Poly1305;
    for (protocol, algorithm, length, refused) in [
        (Tls12, AES, 0, false),
        (Tls12, AES, 23, false),
        (Tls12, AES, 24, true),
        (Tls12, chacha, 0, false),
        (Tls12, chacha, 15, false),
        (Tls12, chacha, 16, true),
        (Tls13, AES, 0, false),
        (Tls13, AES, 16, false),
        (Tls13, AES, 17, true),
    ] {
        let wire = forged(23, 0x0303, length);
        let mut reader = reader(protocol, algorithm);
        let got = violation(&mut reader, &wire);
        assert_eq!(got, bad_mac, "{protocol:?} {algorithm:?} {length}");
        assert_eq!(reader.key().unwrap().has_refused(), refused);
    }
}

#[test]
fn every_changed_bit_is_noticed() {
    let bad_mac = refused(
        alert::BAD_RECORD_MAC,
        Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
    );
    for (protocol, algorithm) in suites() {
        let mut writer = writer(protocol, algorithm);
        let wire = write_all(&mut writer, ContentType::ApplicationData, b"some content");
        for at in HEADER_LEN..wire.len() {
            for bit in 0..8 {
                let mut wire = wire.clone();
                wire[at] ^= 1 << bit;
                assert_eq!(violation(&mut reader(protocol, algorithm), &wire), bad_mac);
                let mut reader = reader(protocol, algorithm);
                let mut out = [9; 100];
                let received = reader.receive(&mut wire.clone(), Some(&mut out));
                assert_eq!(received.err(), bad_mac);
                assert_eq!(out, [9; 100], "nothing unauthenticated is left");
            }
        }
    }
}

#[test]
fn a_record_that_is_repeated_or_left_out_is_noticed() {
    for (protocol, algorithm) in suites() {
        let mut writer = writer(protocol, algorithm);
        let first = write_all(&mut writer, ContentType::ApplicationData, b"first");
        let second = write_all(&mut writer, ContentType::ApplicationData, b"second");
        for wire in [[&first[..], &first].concat(), second] {
            assert_eq!(
                violation(&mut reader(protocol, algorithm), &wire),
                refused(
                    alert::BAD_RECORD_MAC,
                    Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC
                )
            );
        }
    }
}

#[test]
fn tls13_inner_type() {
    let bad_type = refused(alert::UNEXPECTED_MESSAGE, Reason::BAD_RECORD_TYPE);
    for content_type in [0, 20, 24, 255] {
        let wire = sealed(Tls13, ContentType::Other(content_type), b"content", 2);
        assert_eq!(violation(&mut reader(Tls13, AES), &wire), bad_type);
    }
    let only_zeros = sealed(Tls13, ContentType::Other(0), &[0; 100], 100);
    assert_eq!(violation(&mut reader(Tls13, AES), &only_zeros), bad_type);
    let one_zero = sealed(Tls13, ContentType::Other(0), &[], 0);
    assert_eq!(violation(&mut reader(Tls13, AES), &one_zero), bad_type);
}

#[test]
fn tls13_handshake_and_alert_records_have_content() {
    for content_type in [ContentType::Handshake, ContentType::Alert] {
        for padding in [0, 10] {
            let wire = sealed(Tls13, content_type, &[], padding);
            assert_eq!(
                violation(&mut reader(Tls13, AES), &wire),
                refused(alert::UNEXPECTED_MESSAGE, Reason::BAD_LENGTH)
            );
        }
        let wire = sealed(Tls12, content_type, &[], 0);
        assert_eq!(violation(&mut reader(Tls12, AES), &wire), None);
    }
}

#[test]
fn content_length() {
    let too_long = refused(alert::RECORD_OVERFLOW, Reason::DATA_LENGTH_TOO_LONG);
    for protocol in PROTOCOLS {
        let data = ContentType::ApplicationData;
        let wire = sealed(protocol, data, &[1; MAX_PLAINTEXT], 0);
        assert_eq!(violation(&mut reader(protocol, AES), &wire), None);
        let wire = sealed(protocol, data, &[1; MAX_PLAINTEXT + 1], 0);
        assert_eq!(violation(&mut reader(protocol, AES), &wire), too_long);
        let mut received = reader(protocol, AES);
        let received = received.receive(&mut wire.clone(), Some(&mut [0; 20_000]));
        assert_eq!(received.err(), too_long);

        let mut reader = reader(protocol, AES);
        reader.set_max_fragment(512);
        let wire = sealed(protocol, data, &[1; 513], 0);
        assert_eq!(violation(&mut reader, &wire), too_long);
    }
    // OpenSSL counts the content only, so padding may exceed RFC 8446's 2^14 + 1.
    let wire = sealed(
        Tls13,
        ContentType::ApplicationData,
        &[1; MAX_PLAINTEXT],
        239,
    );
    assert_eq!(wire.len(), HEADER_LEN + 16640);
    assert_eq!(violation(&mut reader(Tls13, AES), &wire), None);
}

#[test]
fn empty_records() {
    for protocol in PROTOCOLS {
        let mut writer = writer(protocol, AES);
        let mut reader = reader(protocol, AES);
        let mut write =
            |content: &[u8]| write_all(&mut writer, ContentType::ApplicationData, content);
        for _ in 0..32 {
            assert_eq!(violation(&mut reader, &write(b"")), None);
        }
        // A record with content resets the count.
        assert_eq!(violation(&mut reader, &write(b"x")), None);
        for _ in 0..32 {
            assert_eq!(violation(&mut reader, &write(b"")), None);
        }
        assert_eq!(
            violation(&mut reader, &write(b"")),
            refused(alert::UNEXPECTED_MESSAGE, Reason::RECORD_TOO_SMALL)
        );
    }
}

/// A TLS 1.3 reader with keys, within the handshake.
fn handshaking() -> RecordReader {
    let mut reader = reader(Tls13, AES);
    reader.rules_mut().in_handshake = true;
    reader
}

#[test]
fn tls13_change_cipher_spec_is_skipped_in_the_handshake() {
    let mut reader = handshaking();
    assert_eq!(violation(&mut reader, &[20, 3, 3, 0, 1, 1]), None);
    reader
        .push_input(&sealed(Tls13, ContentType::Handshake, b"message", 0))
        .unwrap();
    assert!(reader.next_record().unwrap().is_some());
    assert_eq!(reader.data(), b"message");
}

#[test]
fn tls13_change_cipher_spec_with_other_content() {
    for wire in [
        &[20, 3, 3, 0, 1, 2][..],
        &[20, 3, 3, 0, 2, 1, 1],
        &[20, 3, 3, 0, 0],
    ] {
        assert_eq!(
            violation(&mut handshaking(), wire),
            refused(alert::ILLEGAL_PARAMETER, Reason::INVALID_CCS_MESSAGE)
        );
    }
}

#[test]
fn tls13_change_cipher_spec_flood() {
    let mut reader = handshaking();
    for _ in 0..32 {
        assert_eq!(violation(&mut reader, &[20, 3, 3, 0, 1, 1]), None);
    }
    assert_eq!(
        violation(&mut reader, &[20, 3, 3, 0, 1, 1]),
        refused(alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_CCS_MESSAGE)
    );
}

#[test]
fn tls13_unprotected_alert_where_a_server_still_accepts_it() {
    let mut reader = handshaking();
    reader.rules_mut().plaintext_alert = true;
    reader.push_input(&[21, 3, 3, 0, 2, 2, 48]).unwrap();
    let record = reader.next_record().unwrap().unwrap();
    assert_eq!(record.content_type, ContentType::Alert);
    assert_eq!(reader.data(), [2, 48]);
    assert_eq!(reader.key().unwrap().sequence(), 0);
}

#[test]
fn sequence_numbers_do_not_wrap() {
    for (protocol, algorithm) in suites() {
        let last = || key_at(protocol, algorithm, u64::MAX - 1);
        let mut out = [0; 100];
        let mut write = last();
        let len = write
            .seal(ContentType::ApplicationData, b"last", 0, &mut out)
            .unwrap();
        let mut reader = RecordReader::established(false, last(), &out[..len]);
        assert!(reader.next_record().unwrap().is_some());
        reader.discard();

        assert_eq!(
            write.seal(ContentType::ApplicationData, b"more", 0, &mut out),
            Err(Fatal::INTERNAL)
        );
        assert_eq!(
            violation(&mut reader, &out[..len]),
            refused(
                alert::BAD_RECORD_MAC,
                Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC
            )
        );
    }
}

#[test]
fn keys_know_when_they_are_used_up() {
    let at = |protocol, algorithm, sequence| key_at(protocol, algorithm, sequence).needs_rekey();
    for algorithm in [AeadAlgorithm::Aes128Gcm, AeadAlgorithm::Aes256Gcm] {
        assert!(!at(Tls13, algorithm, (1 << 24) - 1));
        assert!(at(Tls13, algorithm, 1 << 24));
        assert!(!at(Tls12, algorithm, 1 << 30), "TLS 1.2 cannot update keys");
    }
    assert!(!at(Tls13, AeadAlgorithm::ChaCha20Poly1305, 1 << 60));
}
