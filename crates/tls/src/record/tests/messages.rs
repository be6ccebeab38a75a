//! Alerts and handshake messages after the handshake.

use super::support::*;
use crate::error::reason::Reason;
use crate::record::alert::{self, Alert, Effect, Limits};
use crate::record::message::{self, HandshakeMessage, KeyUpdate, MessageBuffer};
use crate::record::{ContentType, Fatal, Protocol};
use crate::registry::version::{SSL3, TLS12, TLS13};

use Protocol::{Tls12, Tls13};

#[test]
fn an_alert_record_holds_one_alert() {
    assert_eq!(
        Alert::parse(&[1, 0]),
        Ok(Alert::warning(alert::CLOSE_NOTIFY))
    );
    assert_eq!(Alert::fatal(alert::UNKNOWN_CA).encode(), [2, 48]);
    for content in [&[][..], &[1], &[1, 0, 1], &[1, 0, 1, 0]] {
        assert_eq!(
            Alert::parse(content),
            Err(Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::INVALID_ALERT))
        );
    }
}

#[test]
fn effects_of_alerts() {
    let unknown = Err(Fatal::new(
        alert::ILLEGAL_PARAMETER,
        Reason::UNKNOWN_ALERT_TYPE,
    ));
    let refused = Err(Fatal::new(
        alert::HANDSHAKE_FAILURE,
        Reason::NO_RENEGOTIATION,
    ));
    for (level, description, tls12, tls13) in [
        (1, 0, Ok(Effect::CloseNotify), Ok(Effect::CloseNotify)),
        (2, 0, Ok(Effect::Fatal), Ok(Effect::CloseNotify)),
        (0, 0, unknown, Ok(Effect::CloseNotify)),
        (1, 90, Ok(Effect::Ignore), Ok(Effect::Ignore)),
        (2, 90, Ok(Effect::Fatal), Ok(Effect::Ignore)),
        (1, 48, Ok(Effect::Ignore), Ok(Effect::Fatal)),
        (2, 48, Ok(Effect::Fatal), Ok(Effect::Fatal)),
        (1, 100, refused, Ok(Effect::Fatal)),
        (3, 48, unknown, Ok(Effect::Fatal)),
    ] {
        let alert = Alert::parse(&[level, description]).unwrap();
        assert_eq!(alert.effect(Tls12), tls12, "{alert:?}");
        assert_eq!(alert.effect(Tls13), tls13, "{alert:?}");
    }
    assert!(Alert::warning(alert::CLOSE_NOTIFY).is_warning(Tls13));
    assert!(Alert::fatal(alert::USER_CANCELLED).is_warning(Tls13));
    assert!(!Alert::fatal(alert::USER_CANCELLED).is_warning(Tls12));
}

#[test]
fn the_fifth_warning_in_a_row_is_too_many() {
    let mut limits = Limits::default();
    for _ in 0..4 {
        limits.record(ContentType::Alert, 2);
        assert_eq!(limits.warning(), Ok(()));
    }
    // An empty record is no progress, one with content is.
    limits.record(ContentType::ApplicationData, 0);
    limits.record(ContentType::Handshake, 1);
    for _ in 0..4 {
        limits.record(ContentType::Alert, 2);
        assert_eq!(limits.warning(), Ok(()));
        limits.record(ContentType::ApplicationData, 0);
    }
    assert_eq!(
        limits.warning(),
        Err(Fatal::new(
            alert::UNEXPECTED_MESSAGE,
            Reason::TOO_MANY_WARN_ALERTS
        ))
    );
}

fn message(message_type: message::HandshakeType, body: &[u8]) -> Vec<u8> {
    let len = (body.len() as u32).to_be_bytes();
    [&[message_type.0, len[1], len[2], len[3]], body].concat()
}

#[test]
fn any_fragmentation_gives_the_same_messages() {
    for seed in 0..50 {
        let mut random = Random(seed);
        let messages: Vec<Vec<u8>> = (0..5)
            .map(|_| {
                let len = random.below(3) * random.below(3000);
                message(message::NEW_SESSION_TICKET, &random.bytes(len))
            })
            .collect();
        let wire = messages.concat();
        let mut rest = &wire[..];
        let mut buffer = MessageBuffer::new(false, Tls13);
        let mut read = Vec::new();
        while !rest.is_empty() {
            let len = 1 + random.below(rest.len().min(2000));
            buffer.push(&rest[..len]);
            rest = &rest[len..];
            while let Some(message) = buffer.next_message().unwrap() {
                assert_eq!(message.at_record_boundary, !buffer.is_partial());
                read.push(message.bytes);
            }
        }
        assert!(!buffer.is_partial());
        assert_eq!(read, messages);
    }
}

/// What the first bytes of a message lead to.
fn header_violation(
    server: bool,
    protocol: Protocol,
    message_type: message::HandshakeType,
    len: u32,
) -> Option<Fatal> {
    let mut buffer = MessageBuffer::new(server, protocol);
    let [_, high, middle, low] = len.to_be_bytes();
    buffer.push(&[message_type.0, high, middle, low]);
    buffer.next_message().err()
}

#[test]
fn messages_are_bounded_before_they_are_complete() {
    let too_long = Some(Fatal::new(
        alert::ILLEGAL_PARAMETER,
        Reason::EXCESSIVE_MESSAGE_SIZE,
    ));
    for (server, protocol, message_type, most) in [
        (false, Tls13, message::NEW_SESSION_TICKET, 131_338),
        (false, Tls13, message::KEY_UPDATE, 1),
        (true, Tls13, message::KEY_UPDATE, 1),
        (false, Tls12, message::HELLO_REQUEST, 0),
        (true, Tls12, message::CLIENT_HELLO, 131_396),
    ] {
        let check = |len| header_violation(server, protocol, message_type, len);
        assert_eq!(check(most), None);
        assert_eq!(check(most + 1), too_long);
        assert_eq!(check(0xff_ffff), too_long);
    }
}

#[test]
fn unexpected_messages() {
    let unexpected = Some(Fatal::new(
        alert::UNEXPECTED_MESSAGE,
        Reason::UNEXPECTED_MESSAGE,
    ));
    for (server, protocol, message_type) in [
        (true, Tls13, message::NEW_SESSION_TICKET),
        (true, Tls13, message::CLIENT_HELLO),
        (false, Tls13, message::CERTIFICATE_REQUEST),
        (false, Tls13, message::HELLO_REQUEST),
        (false, Tls12, message::NEW_SESSION_TICKET),
        (false, Tls12, message::KEY_UPDATE),
        (true, Tls12, message::HELLO_REQUEST),
    ] {
        assert_eq!(
            header_violation(server, protocol, message_type, 0),
            unexpected
        );
    }
}

#[test]
fn other_records_between_the_fragments_of_a_message() {
    let mixed = Err(Fatal::new(
        alert::UNEXPECTED_MESSAGE,
        Reason::MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA,
    ));
    let unexpected = Err(Fatal::new(
        alert::UNEXPECTED_MESSAGE,
        Reason::UNEXPECTED_RECORD,
    ));
    let data = ContentType::ApplicationData;
    for (protocol, held, content_type, expected) in [
        (Tls13, 0, data, Ok(())),
        (Tls13, 1, data, mixed),
        (Tls13, 3, ContentType::Alert, mixed),
        (Tls13, 4, data, unexpected),
        (Tls13, 9, ContentType::Alert, Ok(())),
        (Tls12, 1, data, Ok(())),
        (Tls12, 1, ContentType::Alert, Ok(())),
        (Tls12, 4, data, unexpected),
    ] {
        let mut buffer = MessageBuffer::new(protocol == Tls12, protocol);
        buffer.push(&vec![1; held]);
        assert_eq!(
            buffer.check_interruption(content_type),
            expected,
            "{protocol:?} {held} {content_type:?}"
        );
    }
}

#[test]
fn key_update() {
    let parse = |body: &[u8], at_record_boundary| {
        KeyUpdate::parse(&HandshakeMessage {
            message_type: message::KEY_UPDATE,
            bytes: message(message::KEY_UPDATE, body),
            at_record_boundary,
        })
    };
    let bad = |alert| Err(Fatal::new(alert, Reason::BAD_KEY_UPDATE));
    assert_eq!(parse(&[0], true), Ok(KeyUpdate::NotRequested));
    assert_eq!(parse(&[1], true), Ok(KeyUpdate::Requested));
    assert_eq!(parse(&[2], true), bad(alert::ILLEGAL_PARAMETER));
    assert_eq!(parse(&[], true), bad(alert::DECODE_ERROR));
    assert_eq!(
        parse(&[], false),
        Err(Fatal::new(
            alert::UNEXPECTED_MESSAGE,
            Reason::NOT_ON_RECORD_BOUNDARY
        ))
    );
    for update in [KeyUpdate::NotRequested, KeyUpdate::Requested] {
        let mut buffer = MessageBuffer::new(true, Tls13);
        buffer.push(&update.encode());
        let message = buffer.next_message().unwrap().unwrap();
        assert_eq!(message.message_type, message::KEY_UPDATE);
        assert_eq!(KeyUpdate::parse(&message), Ok(update));
    }
}

#[test]
fn key_update_before_another_message_in_its_record() {
    let mut buffer = MessageBuffer::new(false, Tls13);
    buffer.push(&[&KeyUpdate::Requested.encode()[..], &[message::KEY_UPDATE.0]].concat());
    let message = buffer.next_message().unwrap().unwrap();
    assert!(!message.at_record_boundary);
    assert!(KeyUpdate::parse(&message).is_err());
}

#[test]
fn a_version_before_tls13_is_told_fewer_alerts() {
    let missing = Alert::fatal(alert::MISSING_EXTENSION);
    assert_eq!(missing.known_to(TLS13), missing);
    let known = missing.known_to(TLS12);
    assert_eq!(known, Alert::fatal(alert::HANDSHAKE_FAILURE));
    let required = Alert::fatal(alert::CERTIFICATE_REQUIRED);
    assert_eq!(required.known_to(SSL3), known);
    let warning = Alert::warning(alert::CLOSE_NOTIFY);
    assert_eq!(warning.known_to(TLS12), warning);
}
