//! The five handshakes of RFC 8448: each secret, key and IV is derived from the trace's messages and compared;
//! the records are opened with the derived keys, and their Finished messages and binders are computed.

use super::{hashes, hex};
use crate::record::{AeadAlgorithm, ContentType, RecordHeader, RecordKey, HEADER_LEN};
use crate::registry::message::FINISHED;
use crate::schedule::*;
use std::collections::VecDeque;

const ALGORITHM: AeadAlgorithm = AeadAlgorithm::Aes128Gcm;

/// A handshake message's header: type and length.
const MESSAGE_HEADER_LEN: usize = 4;

#[test]
fn simple_handshake() {
    replay(include_str!("rfc8448/simple.txt"));
}

#[test]
fn resumed_handshake_with_early_data() {
    replay(include_str!("rfc8448/resumed.txt"));
}

#[test]
fn hello_retry_request() {
    replay(include_str!("rfc8448/retry.txt"));
}

#[test]
fn client_authentication() {
    replay(include_str!("rfc8448/client_authentication.txt"));
}

#[test]
fn compatibility_mode() {
    replay(include_str!("rfc8448/compatibility.txt"));
}

/// The values of a trace, in the order of the RFC.
struct Trace(VecDeque<(String, Vec<u8>)>);

impl Trace {
    /// Lines `name = hexadecimal`; further digits are indented.
    fn parse(text: &str) -> Trace {
        let mut values: VecDeque<(String, String)> = VecDeque::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once('=') {
                Some((name, digits)) => values.push_back((name.trim().into(), digits.into())),
                None => values.back_mut().unwrap().1.push_str(line),
            }
        }
        Trace(values.into_iter().map(|(n, v)| (n, hex(&v))).collect())
    }

    /// The first value of that name that was not taken yet.
    fn take(&mut self, name: &str) -> Option<Vec<u8>> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        self.0.remove(at).map(|(_, value)| value)
    }

    fn need(&mut self, name: &str) -> Vec<u8> {
        self.take(name).unwrap_or_else(|| panic!("no {name}"))
    }

    /// The handshake message in a plaintext record.
    fn hello(&mut self, name: &str) -> Vec<u8> {
        self.need(name).split_off(HEADER_LEN)
    }

    /// Compares, if the trace has the value.
    fn check(&mut self, name: &str, actual: &[u8]) {
        if let Some(expected) = self.take(name) {
            assert_eq!(actual, expected, "{name}");
        }
    }

    fn must(&mut self, name: &str, actual: &[u8]) {
        assert_eq!(actual, self.need(name), "{name}");
    }

    /// Compares a traffic secret with its key and IV.
    fn check_traffic(&mut self, name: &str, secret: &Secret) {
        self.must(&format!("{name}_traffic"), secret.as_ref());
        self.check_keys(name, secret);
    }

    fn check_keys(&mut self, name: &str, secret: &Secret) {
        self.must(&format!("{name}_key"), &expand::<16>(secret, b"key"));
        self.must(&format!("{name}_iv"), &expand::<12>(secret, b"iv"));
    }
}

fn expand<const N: usize>(secret: &Secret, label: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    secret.expand_label(label, b"", &mut out).unwrap();
    out
}

/// Type and content of a protected record.
fn open(key: &mut RecordKey, record: &[u8]) -> (ContentType, Vec<u8>) {
    let (header, body) = record.split_first_chunk::<HEADER_LEN>().unwrap();
    let mut body = body.to_vec();
    let plain = key.open(&RecordHeader::parse(*header), &mut body).unwrap();
    let mut content = body[plain].to_vec();
    // No record of the RFC is padded.
    let content_type = content.pop().unwrap();
    (ContentType::from(content_type), content)
}

/// Adds the messages of a flight. A Finished must be what the key says.
fn add_flight(transcript: &mut Transcript, flight: &[u8], finished: &FinishedKey) {
    let mut rest = flight;
    while !rest.is_empty() {
        let length = u32::from_be_bytes([0, rest[1], rest[2], rest[3]]) as usize;
        let (message, after) = rest.split_at(MESSAGE_HEADER_LEN + length);
        if message[0] == FINISHED.0 {
            let so_far = transcript.current().unwrap();
            let verify_data = finished.verify_data(so_far.as_ref()).unwrap();
            assert_eq!(message[MESSAGE_HEADER_LEN..], *verify_data.as_ref());
            assert!(after.is_empty());
        }
        transcript.add(message);
        rest = after;
    }
}

fn replay(text: &str) {
    for hash in hashes(&Hash::SHA256) {
        replay_with(&hash, Trace::parse(text));
    }
}

fn replay_with(hash: &Hash, mut trace: Trace) {
    let mut transcript = Transcript::new();

    let retry = trace.take("first_client_hello");
    if let Some(record) = &retry {
        transcript.add(&record[HEADER_LEN..]);
        transcript.replace_hello(hash).unwrap();
        transcript.add(&trace.hello("hello_retry_request"));
    }

    let hello = trace.hello("client_hello");
    let early = trace.take("psk").map(|psk| Early::new(hash, &psk).unwrap());
    let mut early_key = None;
    if let Some(early) = &early {
        let binder_key = early.binder_key(PskKind::Resumption).unwrap();
        trace.must("binder_key", binder_key.as_ref());
        trace.must(
            "binder_finished_key",
            &expand::<32>(&binder_key, b"finished"),
        );
        let binder = trace.need("binder");
        // Before the binder stand its length, and that of the list.
        let truncated = &hello[..hello.len() - binder.len() - 3];
        let digest = transcript
            .binder_digest(hash, truncated, retry.is_some())
            .unwrap();
        trace.must("binder_digest", digest.as_ref());
        let computed = early.binder(PskKind::Resumption, &digest).unwrap();
        assert_eq!(computed.as_ref(), binder);
        assert!(hello.ends_with(&binder));
        let external = early.binder(PskKind::External, &digest).unwrap();
        assert_ne!(external.as_ref(), binder);
    }
    transcript.add(&hello);
    if let Some(early) = &early {
        let digest = transcript.collected_digest(hash).unwrap();
        trace.must("early_exporter", early.exporter(&digest).unwrap().as_ref());
        let secret = early.client_traffic(&digest).unwrap();
        trace.check_traffic("client_early", &secret);
        let mut key = secret.record_key(ALGORITHM).unwrap();
        let (content_type, content) = open(&mut key, &trace.need("client_early_record"));
        assert_eq!(content_type, ContentType::ApplicationData);
        assert_eq!(content, b"ABCDEF");
        early_key = Some(key);
    }

    transcript.add(&trace.hello("server_hello"));
    transcript.start(hash, Keep::Nothing).unwrap();
    let shared = trace.need("shared");
    let secret = match early {
        Some(early) => early.handshake(Some(&shared)),
        None => HandshakeSecret::without_psk(hash, &shared),
    };
    let hello_hash = transcript.current().unwrap();
    trace.check("hello_hash", hello_hash.as_ref());
    let stage = secret.unwrap().after_server_hello(hello_hash);
    let server = stage.server_traffic().unwrap();
    trace.check_traffic("server_handshake", &server);
    trace.check("server_finished_key", &expand::<32>(&server, b"finished"));
    let (mut key, finished) = server.handshake_keys(ALGORITHM).unwrap();
    let (content_type, flight) = open(&mut key, &trace.need("server_handshake_record"));
    assert_eq!(content_type, ContentType::Handshake);
    add_flight(&mut transcript, &flight, &finished);

    let master = stage.master(transcript.current().unwrap()).unwrap();
    trace.must("exporter", master.exporter().unwrap().as_ref());
    let server = master.server_traffic().unwrap();
    trace.check_traffic("server", &server);

    if let Some(mut key) = early_key {
        let (content_type, content) = open(&mut key, &trace.need("client_early_record"));
        assert_eq!(content_type, ContentType::Handshake);
        transcript.add(&content);
    }
    let client = stage.client_traffic().unwrap();
    trace.check_traffic("client_handshake", &client);
    trace.check("client_finished_key", &expand::<32>(&client, b"finished"));
    let (mut key, finished) = client.handshake_keys(ALGORITHM).unwrap();
    let (content_type, flight) = open(&mut key, &trace.need("client_handshake_record"));
    assert_eq!(content_type, ContentType::Handshake);
    add_flight(&mut transcript, &flight, &finished);

    let client = master.client_traffic().unwrap();
    trace.check_traffic("client", &client);
    let resumption = master.resumption(&transcript.current().unwrap()).unwrap();
    trace.must("resumption", resumption.as_ref());
    if let Some(nonce) = trace.take("ticket_nonce") {
        let psk = resumption.resumption_psk(&nonce).unwrap();
        trace.must("ticket_psk", psk.as_ref());
    }

    // Tickets, data and at last a close_notify.
    for (name, secret) in [("client_record", client), ("server_record", server)] {
        let mut key = secret.record_key(ALGORITHM).unwrap();
        let mut last = None;
        while let Some(record) = trace.take(name) {
            last = Some(open(&mut key, &record));
        }
        assert_eq!(last, Some((ContentType::Alert, vec![1, 0])), "{name}");
    }
    assert!(trace.0.is_empty(), "not compared: {:?}", trace.0);
}
