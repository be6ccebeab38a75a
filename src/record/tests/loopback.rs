//! What a writer seals, a reader opens.

use super::support::*;
use crate::record::{ContentType, Received};

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
        reader.push_input(&wire);
        let mut out = [9; 1001];
        let received = reader.next_record_into(&mut out).unwrap();
        assert_eq!(received, Received::Data(1000));
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
        reader.push_input(&wire);
        let mut out = [0; 1000];
        let Received::Record(record) = reader.next_record_into(&mut out).unwrap() else {
            panic!("no record");
        };
        assert_eq!(record.content_type, ContentType::Handshake);
        assert_eq!(reader.data(), b"a ticket");
        assert_eq!(out, [0; 1000]);
    }
}
