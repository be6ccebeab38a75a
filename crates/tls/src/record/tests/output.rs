//! What the writer makes of its settings.

use super::support::*;
use crate::record::{
    buffer, AeadAlgorithm, ContentType, Fatal, Protocol, RecordHeader, RecordReader, RecordWriter,
    HEADER_LEN, MAX_PLAINTEXT,
};
use crate::registry::version::TLS12;

const DATA: ContentType = ContentType::ApplicationData;

/// The headers of all records in `wire`.
fn headers(mut wire: &[u8]) -> Vec<RecordHeader> {
    let mut headers = Vec::new();
    while let Some((bytes, rest)) = wire.split_first_chunk() {
        let header = RecordHeader::parse(*bytes);
        wire = &rest[header.length..];
        headers.push(header);
    }
    headers
}

#[test]
fn overhead_of_a_record() {
    use AeadAlgorithm::*;
    for (protocol, algorithm, overhead) in [
        (Protocol::Tls12, Aes128Gcm, 5 + 8 + 16),
        (Protocol::Tls12, Aes256Gcm, 5 + 8 + 16),
        (Protocol::Tls12, ChaCha20Poly1305, 5 + 16),
        (Protocol::Tls13, Aes128Gcm, 5 + 1 + 16),
        (Protocol::Tls13, ChaCha20Poly1305, 5 + 1 + 16),
    ] {
        assert_eq!(key(protocol, algorithm).overhead(), overhead);
        let wire = write_all(&mut writer(protocol, algorithm), DATA, &[0; 100]);
        assert_eq!(wire.len(), 100 + overhead);
        let outer = headers(&wire)[0];
        assert_eq!((outer.content_type, outer.version), (DATA, TLS12));
    }
}

#[test]
fn content_is_split_into_fragments() {
    for (protocol, algorithm) in suites() {
        for (max, split, len, fragments) in [
            (16384, 16384, 40_000, vec![16384, 16384, 7232]),
            (512, 16384, 1025, vec![512, 512, 1]),
            (16384, 1000, 2000, vec![1000, 1000]),
            (600, 1000, 601, vec![600, 1]),
            (16384, 16384, 16384, vec![16384]),
            (16384, 16384, 0, vec![0]),
        ] {
            let mut writer = writer(protocol, algorithm);
            writer.set_max_fragment(max);
            writer.set_split_fragment(split);
            assert_eq!(writer.fragment_len(), max.min(split));
            let content = vec![3; len];
            let wire = write_all(&mut writer, DATA, &content);
            let overhead = key(protocol, algorithm).overhead() - HEADER_LEN;
            let lengths: Vec<_> = headers(&wire).iter().map(|h| h.length - overhead).collect();
            assert_eq!(lengths, fragments);
        }
    }
}

#[test]
fn fragment_lengths_are_kept_in_bounds() {
    let mut writer = RecordWriter::default();
    writer.set_max_fragment(100_000);
    writer.set_split_fragment(100_000);
    assert_eq!(writer.fragment_len(), MAX_PLAINTEXT);
    writer.set_max_fragment(0);
    assert_eq!(writer.fragment_len(), 1);
}

#[test]
fn block_padding() {
    for (block, len, padded) in [
        (0, 10, 11),
        (1, 10, 11),
        (16, 10, 16),
        (16, 15, 16),
        (16, 16, 32),
        (100, 150, 200),
        (512, 0, 512),
        // The maximum fragment bounds content type and padding together, but not the content.
        (4096, 16383, 16384),
        (4096, 16384, 16385),
        (5000, 16000, 16384),
    ] {
        let algorithm = AeadAlgorithm::Aes128Gcm;
        let mut writer = writer(Protocol::Tls13, algorithm);
        writer.set_block_padding(block, 0);
        let content = vec![8; len];
        let wire = write_all(&mut writer, DATA, &content);
        assert_eq!(wire.len(), HEADER_LEN + padded + 16, "{block} {len}");
        let mut reader = RecordReader::established(false, key(Protocol::Tls13, algorithm), &wire);
        assert_eq!(next(&mut reader), (DATA, content));
    }
}

#[test]
fn block_padding_by_content() {
    let mut writer = writer(Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    writer.set_block_padding(512, 64);
    for (content_type, padded) in [
        (DATA, 512),
        (ContentType::Handshake, 64),
        (ContentType::Alert, 64),
    ] {
        let wire = write_all(&mut writer, content_type, b"content");
        assert_eq!(wire.len(), HEADER_LEN + padded + 16);
    }
}

#[test]
fn padding_is_for_tls13_only() {
    for algorithm in ALGORITHMS {
        let mut writer = writer(Protocol::Tls12, algorithm);
        writer.set_block_padding(512, 512);
        assert_eq!(writer.padding_room(10), 0);
        let wire = write_all(&mut writer, DATA, b"ten bytes!");
        assert_eq!(wire.len(), 10 + key(Protocol::Tls12, algorithm).overhead());
    }
    let mut unprotected = RecordWriter::new();
    unprotected.set_block_padding(512, 512);
    assert_eq!(
        write_all(&mut unprotected, ContentType::Alert, &[2, 40]).len(),
        7
    );
}

#[test]
fn padding_of_one_record() {
    let algorithm = AeadAlgorithm::ChaCha20Poly1305;
    let mut writer = writer(Protocol::Tls13, algorithm);
    writer.set_max_fragment(1000);
    writer.set_block_padding(512, 512);
    for (len, room, asked, got) in [
        (10, 989, 100, 100),
        (10, 989, 0, 0),
        (10, 989, 5000, 989),
        (999, 0, 5, 0),
        (1000, 0, 5, 0),
    ] {
        assert_eq!(writer.padding_room(len), room);
        assert_eq!(writer.write_padded(DATA, &vec![1; len], asked), Ok(len));
        assert_eq!(writer.output().len(), HEADER_LEN + len + 1 + got + 16);
        writer.sent(usize::MAX);
    }
}

#[test]
fn output_is_kept_until_it_has_been_sent() {
    let mut writer = writer(Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    let mut reader = reader(Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    for content in [&b"first"[..], b"second", &[7; 16384], &[8; 16384]] {
        assert_eq!(writer.write(DATA, content), Ok(content.len()));
    }
    let mut wire = Vec::new();
    while writer.has_output() {
        let part = writer.output().len().min(1000);
        wire.extend_from_slice(&writer.output()[..part]);
        writer.sent(part);
    }
    let mut wire = &wire[..];
    for content in [&b"first"[..], b"second", &[7; 16384], &[8; 16384]] {
        assert!(next_from(&mut reader, &mut wire).is_some());
        assert_eq!(reader.data(), content);
        reader.discard();
    }
    assert!(next_from(&mut reader, &mut wire).is_none());
}

#[test]
fn unprotected_records_have_a_header_and_their_content() {
    let mut writer = RecordWriter::new();
    let alert = writer.write(ContentType::Alert, &[2, 70]);
    assert_eq!(alert, Ok(2));
    assert_eq!(writer.output(), [21, 3, 3, 0, 2, 2, 70]);
    writer.clear();
    assert!(!writer.has_output());
}

#[test]
fn an_idle_writer_holds_no_buffer() {
    let mut writer = writer(Protocol::Tls12, AeadAlgorithm::Aes128Gcm);
    assert_eq!(buffer::pooled(), 0);
    writer.write(DATA, &[1; MAX_PLAINTEXT]).unwrap();
    let len = writer.output().len();
    writer.sent(len - 1);
    assert_eq!(buffer::pooled(), 0);
    writer.sent(1);
    assert_eq!(buffer::pooled(), 1);
    writer.write(DATA, b"x").unwrap();
    assert_eq!(buffer::pooled(), 0);
    drop(writer);
    assert_eq!(buffer::pooled(), 1);
}

#[test]
fn the_pool_keeps_few_buffers_of_one_length() {
    let many: Vec<_> = (0..10).map(|_| buffer::take_output(100)).collect();
    many.into_iter().for_each(buffer::give);
    assert_eq!(buffer::pooled(), 4);
    buffer::give(vec![0; 100_000]);
    assert_eq!(buffer::pooled(), 4);
    assert_eq!(buffer::take_input(100_000).map(|b| b.len()), Some(100_000));
    assert_eq!(buffer::take_input(1 << 62), None);
    assert_eq!(buffer::pooled(), 4);
}

#[test]
fn sealing_into_a_slice_that_is_too_short_fails_and_uses_no_number() {
    let mut key = key(Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    assert_eq!(
        key.seal(DATA, b"content", 0, &mut [0; 28]),
        Err(Fatal::INTERNAL)
    );
    assert_eq!(key.sequence(), 0);
    assert_eq!(key.seal(DATA, b"content", 0, &mut [0; 29]), Ok(29));
}

#[test]
fn records_that_nobody_took_are_taken_back() {
    let content: Vec<u8> = (0..5).flat_map(|i| vec![i; 100]).collect();
    for (protocol, algorithm) in suites() {
        let record = 100 + key(protocol, algorithm).overhead();
        // How many bytes of five records the transport takes.
        for taken in 0..=5 * record {
            let mut writer = writer(protocol, algorithm);
            writer.set_max_fragment(100);
            writer.expect(content.len());
            for content in content.chunks(100) {
                assert_eq!(writer.write(DATA, content), Ok(100));
            }
            let mut wire = writer.output()[..taken].to_vec();
            // In two pieces.
            let ended = writer.sent(taken / 3) + writer.sent(taken - taken / 3);
            assert_eq!(ended, taken / record);
            writer.take_back();
            wire.extend_from_slice(writer.output());
            writer.sent(writer.output().len());
            let whole = (ended + 1).min(5);
            assert_eq!(wire.len(), whole * record);
            assert_eq!(writer.key().unwrap().sequence(), whole as u64);

            let other = [9; 100];
            wire.extend(write_all(&mut writer, DATA, &other));
            let mut reader = RecordReader::established(false, key(protocol, algorithm), &wire);
            for i in 0..whole {
                assert_eq!(next(&mut reader), (DATA, vec![i as u8; 100]));
            }
            assert_eq!(next(&mut reader), (DATA, other.to_vec()));
        }
    }
}

#[test]
fn a_released_key_goes_on_where_it_was() {
    for (protocol, algorithm) in suites() {
        let mut kept = writer(protocol, algorithm);
        let mut key = key(protocol, algorithm);
        for (number, length) in [0, 1, 100, 2000, 16384].into_iter().enumerate() {
            let content = vec![7; length];
            let wire = write_all(&mut kept, DATA, &content);
            let mut sealed = vec![0; length + key.overhead()];
            key.release();
            assert_eq!(key.seal(DATA, &content, 0, &mut sealed), Ok(sealed.len()));
            assert_eq!(sealed, wire);
            assert_eq!(key.sequence(), number as u64 + 1);
        }
    }
}

#[test]
fn large_buffers_are_pooled_too() {
    let mut writer = writer(Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    let content = vec![1; 4 * MAX_PLAINTEXT];
    let mut start = None;
    for _ in 0..3 {
        writer.expect(content.len());
        for content in content.chunks(MAX_PLAINTEXT) {
            writer.write(DATA, content).unwrap();
        }
        let output = writer.output();
        assert_eq!(*start.get_or_insert(output.as_ptr()), output.as_ptr());
        let length = output.len();
        assert_eq!(writer.sent(length), 4);
    }
    assert_eq!(buffer::pooled(), 0);
}

#[test]
fn a_call_that_never_comes_back_costs_one_buffer() {
    let mut writer = writer(Protocol::Tls12, AeadAlgorithm::Aes128Gcm);
    for _ in 0..10 {
        assert_eq!(writer.write(DATA, b"content"), Ok(7));
        let _left = writer.lend();
        let lent = writer.lend().unwrap();
        assert_eq!(writer.taken(lent, 1000), 1);
    }
    assert_eq!(buffer::pooled(), 0);
    let start = writer.lend().map(|lent| lent.start);
    assert_eq!(start, None);
    assert_eq!(writer.write(DATA, b"content"), Ok(7));
    let start = writer.output().as_ptr();
    writer.clear();
    assert_eq!(writer.write(DATA, b"content"), Ok(7));
    assert_eq!(writer.output().as_ptr(), start);
}

#[test]
fn what_two_calls_were_given_is_sent_once() {
    let mut writer = writer(Protocol::Tls12, AeadAlgorithm::Aes256Gcm);
    assert_eq!(writer.write(DATA, b"content"), Ok(7));
    let wire = writer.output().to_vec();
    let (outer, inner) = (writer.lend().unwrap(), writer.lend().unwrap());
    assert_eq!(writer.taken(inner, 20), 0);
    assert_eq!(writer.taken(outer, 10), 0);
    assert_eq!(writer.output(), &wire[20..]);
}
