//! Messages that are changed on their way: bytes that flip, messages that are too short or too long, records
//! that end in the wrong place.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::endpoint::{Packing, Peer};
use super::fixtures::Sort;
use super::pair::Pair;
use crate::error::{Fatal, Reason};
use crate::link::Kind;
use crate::machine::Side;
use crate::registry::alert;
use crate::registry::field::OCSP_STATUS;
use crate::registry::message::{HandshakeType, *};
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};

const VERSIONS: [ProtocolVersion; 2] = [TLS13, TLS12];
const SIDES: [Side; 2] = [Side::Client, Side::Server];

/// A handshake with every message that there may be.
fn rich(version: ProtocolVersion) -> Pair {
    let pair = Pair::new().only(version).ask_client(Some(Sort::P256));
    pair.client.configure(|config| {
        config.host_name = Some(b"example.org".to_vec());
        config.alpn = b"\x02h2".to_vec();
        config.status_type = Some(OCSP_STATUS.0);
        config.callbacks.status = true;
    });
    pair.server.configure(|config| {
        config.callbacks.status = true;
        config.callbacks.alpn_select = true;
    });
    pair.server.on.select_alpn.set(|_| Ok(Some(b"h2".to_vec())));
    pair.server.response.replace(b"response".to_vec());
    pair
}

fn side(pair: &Pair, side: Side) -> &Peer {
    match side {
        Side::Client => &pair.client,
        Side::Server => &pair.server,
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Client => Side::Server,
        Side::Server => Side::Client,
    }
}

/// Handshake messages of the first flights of one side.
fn messages(pair: Pair, sender: Side) -> Vec<Vec<u8>> {
    let mut pair = pair;
    let seen: Rc<RefCell<Vec<Vec<u8>>>> = Rc::default();
    let keep = Rc::clone(&seen);
    side(&pair, sender).tamper(move |kind, message| {
        if kind == Kind::Handshake {
            keep.borrow_mut().push(message.to_vec());
        }
        vec![(kind, message.to_vec())]
    });
    pair.finish();
    seen.take()
}

/// Runs a handshake in which one handshake message of one side is changed.
fn run(
    mut pair: Pair,
    sender: Side,
    number: usize,
    change: impl Fn(Vec<u8>) -> Vec<Vec<u8>> + 'static,
) -> Pair {
    let sent = Cell::new(0);
    side(&pair, sender).tamper(move |kind, message| {
        if kind != Kind::Handshake {
            return vec![(kind, message.to_vec())];
        }
        match sent.replace(sent.get() + 1) == number {
            false => vec![(kind, message.to_vec())],
            true => {
                let changed = change(message.to_vec());
                changed.into_iter().map(|message| (kind, message)).collect()
            }
        }
    });
    pair.drive();
    pair.exchange();
    pair
}

/// The message with another body; the header fits.
fn with_body(message: &[u8], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("a message");
    let mut changed = vec![message[0]];
    changed.extend_from_slice(&length.to_be_bytes()[1..]);
    changed.extend_from_slice(body);
    changed
}

/// Not one flipped bit of a handshake goes unnoticed, whoever notices it.
#[test]
fn no_handshake_survives_a_flipped_bit() {
    for version in VERSIONS {
        for sender in SIDES {
            let all = messages(rich(version), sender);
            for (number, message) in all.iter().enumerate() {
                // A ticket of TLS 1.3 comes after the handshake.
                if version == TLS13 && message[0] == NEW_SESSION_TICKET.0 {
                    continue;
                }
                // Bytes of keys and signatures are all alike.
                let step = if message.len() < 100 { 1 } else { 7 };
                for at in (4..message.len()).step_by(step) {
                    let pair = run(rich(version), sender, number, move |mut message| {
                        // The lengths of signatures differ from run to run.
                        let at = at.min(message.len() - 1);
                        message[at] ^= 1 << (at % 8);
                        vec![message]
                    });
                    let survived = pair.client.is_done() && pair.server.is_done();
                    assert!(
                        !survived,
                        "{version:?} {sender:?} {number} {at}: {message:?}"
                    );
                }
            }
        }
    }
}

/// What is said of a message with a byte too few, and of one with a byte too many.
fn reasons(version: ProtocolVersion, kind: HandshakeType) -> (Fatal, Fatal) {
    let decode = |reason| Fatal::new(alert::DECODE_ERROR, reason);
    let mismatch = decode(Reason::LENGTH_MISMATCH);
    let too_long = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::EXCESSIVE_MESSAGE_SIZE);
    match kind {
        SERVER_HELLO => (decode(Reason::BAD_LENGTH), decode(Reason::BAD_LENGTH)),
        FINISHED => (
            decode(Reason::BAD_DIGEST_LENGTH),
            decode(Reason::BAD_DIGEST_LENGTH),
        ),
        SERVER_HELLO_DONE => (mismatch, too_long),
        CERTIFICATE_REQUEST if version == TLS13 => (decode(Reason::BAD_LENGTH), mismatch),
        _ => (mismatch, mismatch),
    }
}

#[test]
fn messages_have_their_length() {
    for version in VERSIONS {
        for sender in SIDES {
            let all = messages(rich(version), sender);
            for (number, message) in all.iter().enumerate() {
                let kind = HandshakeType(message[0]);
                if version == TLS13 && kind == NEW_SESSION_TICKET {
                    continue;
                }
                let (short, long) = reasons(version, kind);
                let victim = other(sender);
                if message.len() > 4 {
                    let pair = run(rich(version), sender, number, |message| {
                        vec![with_body(&message, &message[4..message.len() - 1])]
                    });
                    let failure = side(&pair, victim).failure();
                    assert_eq!(failure, Some(short), "{version:?} {kind:?} -1");
                }
                let pair = run(rich(version), sender, number, |message| {
                    let body = [&message[4..], &[0]].concat();
                    vec![with_body(&message, &body)]
                });
                let failure = side(&pair, victim).failure();
                assert_eq!(failure, Some(long), "{version:?} {kind:?} +1");
            }
        }
    }
}

/// The limits of OpenSSL are checked with the header, before the body has come.
#[test]
fn messages_have_a_greatest_length() {
    let too_long = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::EXCESSIVE_MESSAGE_SIZE);
    let limit = |version, kind: HandshakeType| match kind {
        CLIENT_HELLO => 131_396,
        SERVER_HELLO => 65_607,
        ENCRYPTED_EXTENSIONS => 20_000,
        SERVER_KEY_EXCHANGE => 102_400,
        CERTIFICATE | CERTIFICATE_REQUEST => 102_400,
        CERTIFICATE_VERIFY | CERTIFICATE_STATUS => 16_384,
        CLIENT_KEY_EXCHANGE => 2048,
        FINISHED => 64,
        SERVER_HELLO_DONE => 0,
        NEW_SESSION_TICKET if version == TLS12 => 65_541,
        other => panic!("{other:?}"),
    };
    for version in VERSIONS {
        for sender in SIDES {
            let all = messages(rich(version), sender);
            for (number, message) in all.iter().enumerate() {
                let kind = HandshakeType(message[0]);
                if version == TLS13 && kind == NEW_SESSION_TICKET {
                    continue;
                }
                let most: u32 = limit(version, kind);
                for (length, refused) in [(most, false), (most + 1, true)] {
                    let pair = run(rich(version), sender, number, move |message| {
                        let [_, high, middle, low] = length.to_be_bytes();
                        vec![vec![message[0], high, middle, low]]
                    });
                    let failure = side(&pair, other(sender)).failure();
                    let is_too_long = failure == Some(too_long);
                    assert_eq!(is_too_long, refused, "{version:?} {kind:?} {length}");
                }
            }
        }
    }
}

/// In TLS 1.3 a message after which keys change ends its record.
#[test]
fn hellos_and_finished_end_their_records() {
    let boundary = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::NOT_ON_RECORD_BOUNDARY);
    let cases: [(Side, HandshakeType); 4] = [
        (Side::Client, CLIENT_HELLO),
        (Side::Server, SERVER_HELLO),
        (Side::Server, FINISHED),
        (Side::Client, FINISHED),
    ];
    for (sender, kind) in cases {
        let pair = Pair::new().only(TLS13);
        let all = messages(Pair::new().only(TLS13), sender);
        let is_it = |message: &Vec<u8>| message[0] == kind.0;
        let number = all.iter().position(is_it).expect("such a message");
        side(&pair, sender).packing.set(Packing::Together);
        let pair = run(pair, sender, number, |message| {
            vec![message, vec![KEY_UPDATE.0, 0, 0]]
        });
        let failure = side(&pair, other(sender)).failure();
        assert_eq!(failure, Some(boundary), "{sender:?} {kind:?}");
    }
}

/// Up to TLS 1.2 ChangeCipherSpec comes between messages, and once.
#[test]
fn a_change_of_ciphers_has_its_place() {
    let change = || (Kind::ChangeCipherSpec, vec![1]);
    let unexpected = |reason| Fatal::new(alert::UNEXPECTED_MESSAGE, reason);
    // An empty one brings nothing.
    let mut pair = Pair::new().only(TLS12);
    pair.client.tamper(move |kind, message| {
        let empty = (kind == Kind::ChangeCipherSpec).then(|| (kind, Vec::new()));
        empty
            .into_iter()
            .chain([(kind, message.to_vec())])
            .collect()
    });
    pair.finish();
    // Within a message, after its header and before.
    for (cut, reason) in [
        (2, Reason::BAD_CHANGE_CIPHER_SPEC),
        (5, Reason::CCS_RECEIVED_EARLY),
    ] {
        let mut pair = Pair::new().only(TLS12);
        pair.client.tamper(move |kind, message| {
            let [begin, end] = [
                &message[..cut.min(message.len())],
                &message[cut.min(message.len())..],
            ];
            match kind == Kind::Handshake && message[0] == CLIENT_KEY_EXCHANGE.0 {
                true => vec![(kind, begin.to_vec()), change(), (kind, end.to_vec())],
                false => vec![(kind, message.to_vec())],
            }
        });
        pair.fail_server(unexpected(reason));
    }
    // With more than its byte, or another.
    for content in [vec![2], vec![1, 1]] {
        let mut pair = Pair::new().only(TLS12);
        pair.client.tamper(move |kind, message| match kind {
            Kind::ChangeCipherSpec => vec![(kind, content.clone())],
            _ => vec![(kind, message.to_vec())],
        });
        pair.fail_server(unexpected(Reason::BAD_CHANGE_CIPHER_SPEC));
    }
    // Not at all.
    let mut pair = Pair::new().only(TLS12);
    pair.client.tamper(|kind, message| match kind {
        Kind::ChangeCipherSpec => Vec::new(),
        _ => vec![(kind, message.to_vec())],
    });
    pair.drive();
    assert!(pair.server.failure().is_some());
}
