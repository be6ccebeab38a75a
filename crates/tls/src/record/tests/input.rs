//! How input arrives makes no difference to what is read, and no byte too many is asked for.

use super::support::*;
use crate::error::reason::Reason;
use crate::record::{
    buffer, AeadAlgorithm, ContentType, Protocol, Received, RecordReader, HEADER_LEN,
};
use crate::registry::version::TLS12;

/// A conversation: records of all types and sizes, and their contents.
fn conversation(
    protocol: Protocol,
    algorithm: AeadAlgorithm,
    random: &mut Random,
) -> (Vec<u8>, Vec<(ContentType, Vec<u8>)>) {
    let mut writer = writer(protocol, algorithm);
    let mut contents = Vec::new();
    let mut wire = Vec::new();
    for _ in 0..20 {
        let content_type = [
            ContentType::ApplicationData,
            ContentType::ApplicationData,
            ContentType::Handshake,
            ContentType::Alert,
        ][random.below(4)];
        let len = match random.below(4) {
            0 => 1 + random.below(5),
            1 => 16384 - random.below(3),
            _ => 1 + random.below(2000),
        };
        let content = random.bytes(len);
        let padding = random.below(3) * random.below(100);
        assert_eq!(
            writer.write_padded(content_type, &content, padding),
            Ok(len)
        );
        wire.extend_from_slice(writer.output());
        writer.sent(writer.output().len());
        contents.push((content_type, content));
    }
    (wire, contents)
}

/// Reads everything: the transport gives a random part of what it is asked for, the application
/// reads into slices of random lengths, in random ways.
fn read_randomly(
    reader: &mut RecordReader,
    mut wire: &[u8],
    random: &mut Random,
) -> Vec<(ContentType, Vec<u8>)> {
    let mut contents: Vec<(ContentType, Vec<u8>)> = Vec::new();
    let mut out = vec![0; 20_000];
    loop {
        let current = reader.next_record().unwrap();
        let mut received = current.map_or(Received::Nothing, Received::Record);
        while received == Received::Nothing {
            assert!(reader.needed() > 0);
            if wire.is_empty() {
                return contents;
            }
            let most = reader.wanted().min(wire.len());
            let len = match random.below(3) {
                0 => most,
                _ => 1 + random.below(most),
            };
            let mut fresh = wire[..len].to_vec();
            wire = &wire[len..];
            let room = random.below(out.len());
            let direct = (random.below(2) == 0).then_some(&mut out[..room]);
            received = reader.receive(&mut fresh, direct).unwrap();
        }
        match received {
            Received::Data(len) => {
                contents.push((ContentType::ApplicationData, out[..len].to_vec()))
            }
            Received::Record(record) => {
                let mut content = Vec::new();
                let len = reader.data().len();
                loop {
                    let room = 1 + random.below(9000);
                    let peeked = reader.read(&mut out[..room], true);
                    let seen = out[..peeked].to_vec();
                    assert_eq!(reader.read(&mut out[..room], false), peeked);
                    assert_eq!(out[..peeked], seen);
                    content.extend_from_slice(&seen);
                    if content.len() == len {
                        break;
                    }
                }
                contents.push((record.content_type, content));
            }
            Received::Nothing => unreachable!(),
        }
    }
}

#[test]
fn any_fragmentation_of_the_input_gives_the_same_records() {
    for (protocol, algorithm) in suites() {
        for seed in 0..12 {
            let mut random = Random(seed);
            let (wire, contents) = conversation(protocol, algorithm, &mut random);
            let mut reader = reader(protocol, algorithm);
            reader.set_read_ahead(seed % 2 == 0);
            if seed % 3 == 0 {
                reader.set_buffer_len(40_000);
            }
            reader.set_cleanse(seed % 4 == 0);
            let read = read_randomly(&mut reader, &wire, &mut random);
            assert!(read == contents, "{protocol:?} {algorithm:?} seed {seed}");
        }
    }
}

#[test]
fn a_header_is_asked_for_and_then_exactly_its_body() {
    for protocol in PROTOCOLS {
        let algorithm = AeadAlgorithm::Aes256Gcm;
        let mut writer = writer(protocol, algorithm);
        let wire = write_all(&mut writer, ContentType::ApplicationData, &[5; 300]);
        let mut reader = reader(protocol, algorithm);
        let give = |reader: &mut RecordReader, range: std::ops::Range<usize>| {
            assert_eq!(feed(reader, &wire[range.clone()]), range.len());
            assert_eq!(
                reader.next_record().unwrap().is_some(),
                range.end == wire.len()
            );
        };
        assert_eq!(reader.wanted(), HEADER_LEN);
        give(&mut reader, 0..2);
        assert_eq!(reader.wanted(), 3);
        give(&mut reader, 2..5);
        assert!(reader.in_body());
        assert_eq!(reader.wanted(), wire.len() - HEADER_LEN);
        give(&mut reader, 5..100);
        assert_eq!(reader.wanted(), wire.len() - 100);
        give(&mut reader, 100..wire.len());
        assert_eq!(reader.needed(), 0);
        assert_eq!(reader.wanted(), 0);
        reader.discard();
        assert_eq!(reader.wanted(), HEADER_LEN);
    }
}

#[test]
fn read_ahead_asks_for_openssls_amounts() {
    let (protocol, algorithm) = (Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    let mut writer = writer(protocol, algorithm);
    let wire = write_all(&mut writer, ContentType::ApplicationData, &[5; 300]);
    let mut reader = reader(protocol, algorithm);
    reader.set_read_ahead(true);
    assert_eq!(reader.wanted(), 16709);
    feed(&mut reader, &wire[..100]);
    assert!(reader.next_record().unwrap().is_none());
    // Within a body OpenSSL does not read ahead.
    let rest = wire.len() - 100;
    assert_eq!(reader.wanted(), rest);
    feed(&mut reader, &wire[100..]);
    assert!(reader.next_record().unwrap().is_some());
    reader.discard();

    reader.set_buffer_len(30_000);
    assert_eq!(reader.wanted(), 29_997);
}

#[test]
fn several_records_may_be_read_ahead() {
    for (protocol, algorithm) in suites() {
        let mut writer = writer(protocol, algorithm);
        let mut wire = Vec::new();
        for i in 0..10 {
            wire.extend(write_all(
                &mut writer,
                ContentType::ApplicationData,
                &[i; 10],
            ));
        }
        let mut reader = reader(protocol, algorithm);
        reader.set_read_ahead(true);
        feed(&mut reader, &wire);
        for i in 0..10 {
            assert!(reader.has_pending());
            assert_eq!(
                next(&mut reader),
                (ContentType::ApplicationData, vec![i; 10])
            );
        }
        assert!(!reader.has_pending());
    }
}

#[test]
fn pending_counts_application_data_only() {
    let (protocol, algorithm) = (Protocol::Tls12, AeadAlgorithm::Aes128Gcm);
    let mut writer = writer(protocol, algorithm);
    let mut reader = reader(protocol, algorithm);
    assert!(!reader.has_pending());

    let wire = write_all(&mut writer, ContentType::ApplicationData, b"twelve bytes");
    reader.push_input(&wire[..3]).unwrap();
    assert_eq!((reader.pending(), reader.unprocessed()), (0, 3));
    assert!(reader.next_record().unwrap().is_none());
    assert!(reader.has_pending());

    // Exactly a header counts as nothing, as in OpenSSL, which has taken it out by then.
    reader.push_input(&wire[3..5]).unwrap();
    assert!(reader.next_record().unwrap().is_none());
    assert_eq!((reader.pending(), reader.unprocessed()), (0, 0));
    assert!(!reader.has_pending());

    reader.push_input(&wire[5..]).unwrap();
    assert!(reader.next_record().unwrap().is_some());
    assert_eq!((reader.pending(), reader.unprocessed()), (12, 0));
    assert_eq!(reader.read(&mut [0; 5], false), 5);
    assert_eq!(reader.pending(), 7);
    assert_eq!(reader.read(&mut [0; 5], true), 5);
    assert_eq!(reader.pending(), 7);
    assert_eq!(reader.read(&mut [0; 100], false), 7);
    assert_eq!(reader.pending(), 0);

    reader
        .push_input(&write_all(&mut writer, ContentType::Handshake, b"message"))
        .unwrap();
    assert!(reader.next_record().unwrap().is_some());
    assert_eq!(reader.pending(), 0);
    assert!(reader.has_pending());
}

#[test]
fn an_empty_record_is_gone_once_it_has_been_looked_at() {
    for protocol in PROTOCOLS {
        let algorithm = AeadAlgorithm::ChaCha20Poly1305;
        let mut writer = writer(protocol, algorithm);
        let mut reader = reader(protocol, algorithm);
        for (room, peek) in [(10, true), (10, false), (0, true), (0, false)] {
            reader
                .push_input(&write_all(&mut writer, ContentType::ApplicationData, b""))
                .unwrap();
            assert!(reader.next_record().unwrap().is_some());
            assert!(reader.has_pending());
            assert_eq!(reader.read(&mut vec![0; room], peek), 0);
            assert!(!reader.has_pending());
        }
    }
}

#[test]
fn a_record_is_kept_until_it_has_been_read() {
    let (protocol, algorithm) = (Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    let mut writer = writer(protocol, algorithm);
    let mut reader = reader(protocol, algorithm);
    let wire = write_all(&mut writer, ContentType::ApplicationData, b"content");
    reader.push_input(&wire).unwrap();
    let first = reader.next_record().unwrap();
    assert_eq!(reader.next_record().unwrap(), first);
    assert_eq!(reader.read(&mut [0; 3], false), 3);
    // More input does not disturb it, even if that must move it.
    let wire = write_all(&mut writer, ContentType::ApplicationData, &[9; 20_000]);
    reader.push_input(&wire).unwrap();
    assert_eq!(reader.data(), b"tent");
    assert_eq!(
        next(&mut reader),
        (ContentType::ApplicationData, b"tent".to_vec())
    );
    assert_eq!(next(&mut reader).1, [9; 16384]);
    assert_eq!(next(&mut reader).1, [9; 3616]);
}

#[test]
fn keys_change_between_records() {
    let algorithm = AeadAlgorithm::Aes256Gcm;
    for protocol in PROTOCOLS {
        let mut writer = writer(protocol, algorithm);
        let mut wire = write_all(&mut writer, ContentType::Handshake, b"key update");
        writer.set_key(Some(key_at(protocol, algorithm, 77)));
        wire.extend(write_all(
            &mut writer,
            ContentType::ApplicationData,
            b"after it",
        ));
        let mut reader = reader(protocol, algorithm);
        reader.push_input(&wire).unwrap();
        assert_eq!(next(&mut reader).1, b"key update");
        reader.set_key(Some(key_at(protocol, algorithm, 77)));
        assert_eq!(next(&mut reader).1, b"after it");
    }
}

#[test]
fn unprotected_records() {
    let mut reader = RecordReader::new(false);
    reader.push_input(b"\x15\x03\x01\0\x02\x02\x28").unwrap();
    assert_eq!(next(&mut reader), (ContentType::Alert, vec![2, 40]));
}

#[test]
fn raw_records_for_the_handshake() {
    let wire = b"\x16\x03\x01\0\x03abc\x16\x03\x03\0\x01d\x17\x03";
    let mut reader = RecordReader::new(true);
    assert!(reader.next_raw().unwrap().is_none());
    reader.push_input(&wire[..9]).unwrap();
    assert_eq!(reader.next_raw().unwrap().unwrap(), &wire[..8]);
    assert!(!reader.rules().first_record);
    assert!(reader.next_raw().unwrap().is_none());
    reader.push_input(&wire[9..]).unwrap();
    assert_eq!(reader.next_raw().unwrap().unwrap(), &wire[8..14]);
    assert!(reader.next_raw().unwrap().is_none());
    assert_eq!(reader.unprocessed(), 2);
    assert_eq!(reader.needed(), HEADER_LEN - 2);
}

#[test]
fn raw_records_without_a_body_are_counted() {
    let mut reader = RecordReader::new(true);
    for _ in 0..2 {
        for _ in 0..32 {
            reader.push_input(b"\x16\x03\x01\0\0").unwrap();
            assert_eq!(reader.next_raw().unwrap().unwrap().len(), HEADER_LEN);
        }
        reader.push_input(b"\x16\x03\x01\0\x01x").unwrap();
        assert!(reader.next_raw().unwrap().is_some());
    }
    for _ in 0..32 {
        reader.push_input(b"\x16\x03\x01\0\0").unwrap();
        assert!(reader.next_raw().is_ok());
    }
    reader.push_input(b"\x16\x03\x01\0\0").unwrap();
    let violation = reader.next_raw().unwrap_err();
    assert_eq!(violation.reason, Reason::RECORD_TOO_SMALL);
}

#[test]
fn an_idle_reader_holds_no_buffer() {
    let (protocol, algorithm) = (Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    let mut writer = writer(protocol, algorithm);
    let mut reader = reader(protocol, algorithm);
    // The writer's buffer is back in the pool.
    let idle = |reader: &RecordReader| !reader.has_pending() && buffer::pooled() == 1;
    let wire = write_all(&mut writer, ContentType::ApplicationData, b"content");
    assert_eq!(buffer::pooled(), 1);

    let mut whole = wire.clone();
    let received = reader.receive(&mut whole, Some(&mut [0; 100]));
    assert_eq!(received, Ok(Received::Data(7)));
    assert!(
        idle(&reader),
        "a record that was there as a whole needs none"
    );

    let wire = write_all(&mut writer, ContentType::ApplicationData, b"content");

    reader.push_input(&wire).unwrap();
    assert_eq!(buffer::pooled(), 0);
    assert!(reader.next_record().unwrap().is_some());
    assert_eq!(reader.read(&mut [0; 3], false), 3);
    reader.release();
    assert_eq!(buffer::pooled(), 0, "content is left");
    assert_eq!(reader.read(&mut [0; 100], false), 4);
    assert!(idle(&reader), "after the last byte");

    let wire = write_all(&mut writer, ContentType::ApplicationData, b"content");
    reader.push_input(&wire).unwrap();
    assert_eq!(next(&mut reader).1, b"content");
    assert!(idle(&reader), "after a record that went to the caller");

    reader.push_input(b"\x17").unwrap();
    drop(reader);
    assert_eq!(buffer::pooled(), 1, "after the end");
}

#[test]
fn content_is_wiped_if_asked() {
    let (protocol, algorithm) = (Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    let mut writer = writer(protocol, algorithm);
    let mut reader = reader(protocol, algorithm);
    reader.set_cleanse(true);
    let holds_secret = |bytes: &[u8]| bytes.windows(6).any(|window| window == b"secret");
    for out in [None, Some(&mut [0; 100][..])] {
        let mut fresh = write_all(&mut writer, ContentType::ApplicationData, b"a secret");
        let received = reader.receive(&mut fresh, out).unwrap();
        assert!(!holds_secret(&fresh));
        if let Received::Record(_) = received {
            assert!(holds_secret(reader.data()));
            reader.read(&mut [0; 8], false);
        }
    }
    let left = buffer::take_output(1);
    assert!(!holds_secret(&left));
}

#[test]
fn a_reader_that_followed_the_handshake_goes_on_with_its_settings() {
    let (protocol, algorithm) = (Protocol::Tls12, AeadAlgorithm::Aes128Gcm);
    let mut writer = writer(protocol, algorithm);
    let mut reader = RecordReader::new(false);
    reader.set_buffer_len(30_000);
    reader.push_input(b"\x16\x03\x03\0\x01x").unwrap();
    assert!(reader.next_raw().unwrap().is_some());
    reader
        .push_input(&write_all(
            &mut writer,
            ContentType::ApplicationData,
            b"content",
        ))
        .unwrap();
    reader.handshake_done(key(protocol, algorithm));
    assert_eq!(reader.rules().buffer_len, 30_000);
    assert_eq!(reader.rules().version, Some(TLS12));
    assert_eq!(
        next(&mut reader),
        (ContentType::ApplicationData, b"content".to_vec())
    );
}

#[test]
fn a_reader_may_be_used_while_its_input_is_on_the_way() {
    for (protocol, algorithm) in suites() {
        let mut writer = writer(protocol, algorithm);
        let mut reader = reader(protocol, algorithm);
        let first = write_all(&mut writer, ContentType::ApplicationData, b"first");
        let second = write_all(&mut writer, ContentType::ApplicationData, b"second");
        // The header and a part of the body are there when the rest is asked for.
        let mut out = [0; 100];
        for range in [0..HEADER_LEN, HEADER_LEN..9] {
            let received = reader.receive(&mut first[range].to_vec(), Some(&mut out));
            assert_eq!(received, Ok(Received::Nothing));
        }
        let asked = reader.wanted();
        assert_eq!(asked, first.len() - 9);
        // Meanwhile another call reads all of it.
        let received = reader.receive(&mut first[9..].to_vec(), None).unwrap();
        assert!(matches!(received, Received::Record(_)));
        assert_eq!(reader.read(&mut out, false), 5);
        // What the first call gets comes behind.
        let received = reader.receive(&mut second[..asked].to_vec(), Some(&mut out));
        assert_eq!(received, Ok(Received::Nothing));
        let received = reader.receive(&mut second[asked..].to_vec(), Some(&mut out));
        assert!(matches!(received, Ok(Received::Record(_))));
        assert_eq!(reader.data(), b"second");
    }
}

#[test]
fn what_was_read_ahead_is_kept() {
    for (protocol, algorithm) in suites() {
        let mut writer = writer(protocol, algorithm);
        let mut reader = reader(protocol, algorithm);
        reader.set_read_ahead(true);
        let mut wire = Vec::new();
        for content in [&b"data"[..], b"more data", b"the rest"] {
            wire.extend(write_all(
                &mut writer,
                ContentType::ApplicationData,
                content,
            ));
        }
        wire.truncate(wire.len() - 1);
        let mut out = [0; 100];
        let received = reader.receive(&mut wire.clone(), Some(&mut out));
        assert_eq!(received, Ok(Received::Data(4)));
        assert_eq!(&out[..5], b"data\0");
        assert!(reader.has_pending() && reader.pending() == 0);
        assert_eq!(next(&mut reader).1, b"more data");
        assert_eq!(reader.next_record(), Ok(None));
        assert!(reader.in_body());
        assert_eq!(reader.needed(), 1);
    }
}

#[test]
fn content_that_the_slice_has_no_room_for_is_kept() {
    for (protocol, algorithm) in suites() {
        let mut writer = writer(protocol, algorithm);
        let mut reader = reader(protocol, algorithm);
        let wire = write_all(&mut writer, ContentType::ApplicationData, &[7; 1000]);
        let mut out = [9; 999];
        let received = reader.receive(&mut wire.clone(), Some(&mut out));
        assert!(matches!(received, Ok(Received::Record(_))));
        assert_eq!(out, [9; 999]);
        assert_eq!(reader.pending(), 1000);
        assert_eq!(reader.data(), [7; 1000]);
    }
}

#[test]
fn padding_does_not_get_into_the_callers_slice() {
    let (protocol, algorithm) = (Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    let mut writer = writer(protocol, algorithm);
    let mut reader = reader(protocol, algorithm);
    let data = ContentType::ApplicationData;
    assert_eq!(writer.write_padded(data, b"content", 500), Ok(7));
    let mut out = [9; 1000];
    let received = reader.receive(&mut writer.output().to_vec(), Some(&mut out));
    assert_eq!(received, Ok(Received::Data(7)));
    assert_eq!(&out[..8], b"content\x09");
    assert_eq!(out[7..], [9; 993]);
}

#[test]
fn the_threads_buffer_is_given_to_one_call_at_a_time() {
    let address = |bytes: &mut [u8]| bytes.as_ptr() as usize;
    let first = buffer::with_scratch(0, 5, |bytes| {
        bytes.copy_from_slice(b"hello");
        let inner = buffer::with_scratch(0, 5, |bytes| (bytes.to_vec(), address(bytes)));
        assert_eq!(inner.0, [0; 5]);
        assert_ne!(inner.1, address(bytes));
        address(bytes)
    });
    buffer::with_scratch(1, 16000, |bytes| {
        assert!(bytes.starts_with(b"ello"));
        assert_eq!(address(bytes), first + 1);
    });
    let caught = std::panic::catch_unwind(|| buffer::with_scratch(0, 5, |_| panic!("on purpose")));
    assert!(caught.map(|()| 0).is_err());
    assert_eq!(buffer::with_scratch(0, 5, address), first);
}
