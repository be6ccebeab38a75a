//! Key exchanges, tickets, and the short messages.

use tls::cipher::kx;
use tls::message::client_key_exchange::{self as client, ClientKeyExchange, Share};
use tls::message::new_session_ticket::{Legacy, NewSessionTicket};
use tls::message::server_key_exchange::{self as server, ServerKeyExchange};
use tls::message::{self, change_cipher_spec as ccs, signed, Header};
use tls::registry::version::{DTLS12, DTLS1_BAD, SSL3, TLS12};

use super::{choose, written};

/// The groups up to this are allowed.
const LAST_GROUP: u16 = 0x1f;

pub fn server_key_exchange(data: &[u8]) -> bool {
    let (kx, data) = choose!(
        data,
        [
            kx::ECDHE,
            kx::DHE,
            kx::SRP,
            kx::PSK,
            kx::RSAPSK,
            kx::DHEPSK,
            kx::ECDHEPSK,
            kx::RSA
        ]
    );
    let ((is_signed, uses_sigalgs), body) =
        choose!(data, [(true, true), (true, false), (false, false)]);
    let Ok(message) = ServerKeyExchange::read(body, kx, |group| group.0 <= LAST_GROUP) else {
        return false;
    };
    let signature = match is_signed {
        true => message
            .signature(uses_sigalgs)
            .and_then(|signed| Ok((signed.scheme, signed.signature()?))),
        false => Ok((None, &[][..])),
    };
    let parameters = written(|w| {
        if let Some(hint) = message.psk_hint {
            server::write_psk_hint(w, hint);
        }
        message.parameters.write(w);
    });
    assert_eq!(parameters, message.signed_part);
    assert!(body.starts_with(&parameters));
    assert_eq!(message.end().is_ok(), parameters == body);
    match signature {
        Ok((scheme, signature)) if is_signed => {
            let signature = written(|w| signed::write(w, scheme, signature));
            assert_eq!([parameters, signature].concat(), body);
            true
        }
        Ok(_) => message.end().is_ok(),
        Err(_) => false,
    }
}

pub fn client_key_exchange(data: &[u8]) -> bool {
    let (kx, data) = choose!(
        data,
        [
            kx::ECDHE,
            kx::DHE,
            kx::RSA,
            kx::SRP,
            kx::PSK,
            kx::RSAPSK,
            kx::DHEPSK,
            kx::ECDHEPSK,
            kx::ANY
        ]
    );
    let (version, body) = choose!(data, [TLS12, SSL3]);
    let Ok(message) = ClientKeyExchange::read(body, kx) else {
        return false;
    };
    let Ok(share) = message.share(version) else {
        return false;
    };
    let again = written(|w| {
        if let Some(identity) = message.psk_identity {
            client::write_psk_identity(w, identity);
        }
        share.write(w, version);
    });
    match share {
        // Bytes behind the value are not looked at.
        Share::Srp(_) => assert!(body.starts_with(&again)),
        _ => assert_eq!(again, body),
    }
    true
}

pub fn new_session_ticket(data: &[u8]) -> bool {
    let Ok(message) = NewSessionTicket::read(data) else {
        return false;
    };
    assert!(!message.ticket.is_empty());
    assert_eq!(written(|w| message.write(w)), data);
    true
}

pub fn new_session_ticket_legacy(data: &[u8]) -> bool {
    let Ok(message) = Legacy::read(data) else {
        return false;
    };
    assert_eq!(written(|w| message.write(w)), data);
    true
}

pub fn key_update(data: &[u8]) -> bool {
    let Ok(request) = message::key_update::read(data) else {
        return false;
    };
    assert_eq!(written(|w| message::key_update::write(w, request)), data);
    true
}

pub fn next_protocol(data: &[u8]) -> bool {
    let Ok(name) = message::next_protocol::read(data) else {
        return false;
    };
    // Any padding is allowed.
    let again = written(|w| message::next_protocol::write(w, name));
    assert_eq!(again.len() % 32, 0);
    assert_eq!(message::next_protocol::read(&again), Ok(name));
    true
}

pub fn change_cipher_spec(data: &[u8]) -> bool {
    let (version, content) = choose!(data, [None, Some(DTLS12), Some(DTLS1_BAD)]);
    let read = match version {
        None => ccs::read(content),
        Some(version) => ccs::read_dtls(content, version),
    };
    if read.is_ok() {
        assert!(content.starts_with(&written(ccs::write)));
    }
    read.is_ok()
}

pub fn finished(data: &[u8]) -> bool {
    let (length, body) = choose!(data, [12, 32, 48]);
    match message::finished::read(body, length) {
        Ok(verify_data) => verify_data == body,
        Err(_) => false,
    }
}

pub fn empty(data: &[u8]) -> bool {
    let is_empty = message::empty::read(data).is_ok();
    assert_eq!(is_empty, data.is_empty());
    is_empty
}

pub fn header(data: &[u8]) -> bool {
    let Some((head, body)) = data.split_first_chunk() else {
        return false;
    };
    let header = Header::read(head);
    if body.len() != header.length as usize {
        return false;
    }
    let again = written(|w| message::write(w, header.message_type, |w| w.bytes(body)));
    assert_eq!(again, data);
    true
}
