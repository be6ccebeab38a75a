//! What a writer seals, a reader opens.

use super::support::*;
use crate::record::{ContentType, Received, RecordHeader, RecordKey, HEADER_LEN};
use crypto::aead::{choose, Implementation};
use crypto::library::Library;

#[test]
fn content_comes_back_in_order() {
    for (protocol, algorithm) in suites() {
        let mut writer = writer(protocol, algorithm);
        let mut reader = reader(protocol, algorithm);
        let content = Random(1).bytes(40_000);
        let wire = write_all(&mut writer, ContentType::ApplicationData, &content);
        let mut wire = &wire[..];
        let mut received = Vec::new();
        while let Some(record) = next_from(&mut reader, &mut wire) {
            assert_eq!(record.content_type, ContentType::ApplicationData);
            assert_eq!(reader.pending(), reader.data().len());
            received.extend_from_slice(reader.data());
            reader.discard();
        }
        assert!(received == content, "{protocol:?} {algorithm:?}");
        assert_eq!(reader.key().unwrap().sequence(), 3);
        assert!(!reader.has_pending());
    }
}

#[test]
fn a_record_is_opened_straight_into_a_slice_that_is_large_enough() {
    for (protocol, algorithm) in suites() {
        let mut writer = writer(protocol, algorithm);
        let mut reader = reader(protocol, algorithm);
        let wire = write_all(&mut writer, ContentType::ApplicationData, &[7; 1000]);
        let mut out = [9; 1001];
        let received = reader.receive(&mut wire.clone(), Some(&mut out));
        assert_eq!(received, Ok(Received::Data(1000)));
        assert_eq!(out[..1000], [7; 1000]);
        assert_eq!(out[1000], 9, "what is behind the content is the caller's");
        assert!(!reader.has_pending());
        assert_eq!(reader.needed(), 5);
    }
}

#[test]
fn a_record_that_is_not_application_data_is_kept_out_of_the_callers_slice() {
    for (protocol, algorithm) in suites() {
        let mut writer = writer(protocol, algorithm);
        let mut reader = reader(protocol, algorithm);
        let wire = write_all(&mut writer, ContentType::Handshake, b"a ticket");
        let mut out = [0; 1000];
        let received = reader.receive(&mut wire.clone(), Some(&mut out));
        let Ok(Received::Record(record)) = received else {
            panic!("no record");
        };
        assert_eq!(record.content_type, ContentType::Handshake);
        assert_eq!(reader.data(), b"a ticket");
        assert_eq!(out, [0; 1000]);
    }
}

#[test]
fn libraries_protect_records_alike() {
    let library = fetched_library();
    for (protocol, algorithm) in suites() {
        for (length, padding) in [(0, 0), (1, 0), (1, 15), (100, 300), (5000, 0), (5000, 77)] {
            let content = Random(1).bytes(length);
            let seal = |mut key: RecordKey| {
                let mut record = vec![0; length + padding + key.overhead()];
                let kind = ContentType::ApplicationData;
                let length = key.seal(kind, &content, padding, &mut record).unwrap();
                record.truncate(length);
                record
            };
            let record = seal(key(protocol, algorithm));
            assert_eq!(seal(key(protocol, algorithm).by(&library)), record);
            for implementation in Implementation::ALL {
                choose(implementation);
                assert_eq!(seal(key(protocol, algorithm)), record);
            }

            let (header, body) = record.split_first_chunk::<HEADER_LEN>().unwrap();
            let header = RecordHeader::parse(*header);
            let mut reader = key(protocol, algorithm).by(&library);
            let (mut opened, mut forged) = (body.to_vec(), body.to_vec());
            forged[body.len() - 1] ^= 1;
            assert!(reader.open(&header, &mut forged).is_err());
            let plain = reader.open(&header, &mut opened).unwrap();
            assert!(opened[plain].starts_with(&content));
        }
    }
    crypto::err::clear();
}

#[test]
fn a_library_without_the_cipher_protects_nothing() {
    let nothing = Library::with_query(c"provider=none");
    for (protocol, algorithm) in suites() {
        let mut key = key(protocol, algorithm).by(&nothing);
        let kind = ContentType::ApplicationData;
        assert!(key.seal(kind, b"content", 0, &mut [0; 100]).is_err());
    }
}
