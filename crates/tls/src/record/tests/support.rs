//! What the tests share: hexadecimal, keys, and a small deterministic random number generator.

use crate::record::aead::iv_len;
use crate::record::{
    AeadAlgorithm, ContentType, Protocol, Received, Record, RecordKey, RecordReader, RecordWriter,
};
use crypto::library::Library;

pub const PROTOCOLS: [Protocol; 2] = [Protocol::Tls12, Protocol::Tls13];
pub const ALGORITHMS: [AeadAlgorithm; 3] = [
    AeadAlgorithm::Aes128Gcm,
    AeadAlgorithm::Aes256Gcm,
    AeadAlgorithm::ChaCha20Poly1305,
];

/// All combinations of protocol and algorithm.
pub fn suites() -> impl Iterator<Item = (Protocol, AeadAlgorithm)> {
    PROTOCOLS
        .into_iter()
        .flat_map(|protocol| ALGORITHMS.map(|algorithm| (protocol, algorithm)))
}

/// A library whose algorithms are used, although they compute what our own do.
pub fn fetched_library() -> Library {
    let library = Library::with_query(c"provider=default");
    assert!(!library.is_default());
    library
}

/// Bytes from hexadecimal digits; white space is skipped.
pub fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .chars()
        .filter_map(|c| c.to_digit(16).map(|d| d as u8))
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// A key that both sides of a test know.
pub fn key(protocol: Protocol, algorithm: AeadAlgorithm) -> RecordKey {
    key_at(protocol, algorithm, 0)
}

pub fn key_at(protocol: Protocol, algorithm: AeadAlgorithm, sequence: u64) -> RecordKey {
    let key: Vec<u8> = (0..algorithm.key_len() as u8).collect();
    let iv: Vec<u8> = (0..iv_len(algorithm, protocol) as u8)
        .map(|i| 0xa0 + i)
        .collect();
    RecordKey::new(protocol, algorithm, &key, &iv, sequence).unwrap()
}

pub fn reader(protocol: Protocol, algorithm: AeadAlgorithm) -> RecordReader {
    RecordReader::established(false, key(protocol, algorithm), &[])
}

pub fn writer(protocol: Protocol, algorithm: AeadAlgorithm) -> RecordWriter {
    let mut writer = RecordWriter::new();
    writer.set_key(Some(key(protocol, algorithm)));
    writer
}

/// Writes all of `content` and takes the records out.
pub fn write_all(
    writer: &mut RecordWriter,
    content_type: ContentType,
    mut content: &[u8],
) -> Vec<u8> {
    loop {
        let taken = writer.write(content_type, content).unwrap();
        content = &content[taken..];
        if content.is_empty() {
            break;
        }
    }
    let output = writer.output().to_vec();
    writer.sent(output.len());
    output
}

/// Gives a reader what it asks for from `wire`, until the next record is there.
pub fn next_from(reader: &mut RecordReader, wire: &mut &[u8]) -> Option<Record> {
    loop {
        if let Some(record) = reader.next_record().unwrap() {
            return Some(record);
        }
        let len = feed(reader, wire);
        *wire = &wire[len..];
        if len == 0 {
            return None;
        }
    }
}

/// Gives a reader of `wire` what it asks for, and returns how much that was.
pub fn feed(reader: &mut RecordReader, wire: &[u8]) -> usize {
    let len = reader.wanted().min(wire.len());
    reader.push_input(&wire[..len]).unwrap();
    len
}

/// The generator of Knuth's MMIX.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit
    }

    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.below(256) as u8).collect()
    }
}

/// The next record out of `wire`, with a slice of `len` bytes for its content.
pub fn receive(reader: &mut RecordReader, wire: &[u8], len: usize) -> (ContentType, Vec<u8>) {
    let mut out = vec![0; len];
    match reader.receive(&mut wire.to_vec(), Some(&mut out)).unwrap() {
        Received::Data(len) => (ContentType::ApplicationData, out[..len].to_vec()),
        Received::Record(record) => {
            assert!(out.iter().all(|byte| *byte == 0));
            (record.content_type, take_content(reader))
        }
        Received::Nothing => panic!("the record is not complete"),
    }
}

/// The next record, which is there.
pub fn next(reader: &mut RecordReader) -> (ContentType, Vec<u8>) {
    let record = reader.next_record().unwrap().expect("a record");
    (record.content_type, take_content(reader))
}

fn take_content(reader: &mut RecordReader) -> Vec<u8> {
    let content = reader.data().to_vec();
    reader.discard();
    content
}
