//! ECDHE up to TLS 1.2.

use super::{fatal, illegal, libraries, reader, written};
use crate::error::{Fatal, Reason};
use crate::exchange::ecdhe::{Client, Server};
use crate::registry::alert;
use crate::registry::group::{self, NamedGroup, GROUPS, NAMED_CURVE};
use crypto::err;
use crypto::library::Library;

const LIBRARY: &Library = &Library::DEFAULT;

fn client(library: &Library, params: &[u8]) -> Result<Client, Fatal> {
    let mut r = reader(params);
    let client = Client::read_params(library, &mut r, |_| true)?;
    assert!(r.is_empty());
    Ok(client)
}

fn server(group: NamedGroup) -> Server {
    Server::generate(LIBRARY, group).unwrap()
}

#[test]
fn both_sides_agree_in_every_curve() {
    let [default, other] = libraries();
    let pairs = [(&default, &other), (&other, &default), (&default, &default)];
    let curves = GROUPS.iter().map(|g| g.id);
    for group in curves.filter(|g| *g <= group::X448) {
        for (ours, theirs) in pairs {
            let server = Server::generate(ours, group).unwrap();
            let (params, ()) = written(|w| server.write_params(w));
            assert_eq!(params[..3], [NAMED_CURVE.0, 0, group.0 as u8]);
            let client = client(theirs, &params).unwrap();
            assert_eq!(client.group(), group);
            let (message, secret) = written(|w| client.answer(w));
            let secret = secret.unwrap();
            assert_eq!(server.secret(&mut reader(&message)), Ok(secret));
        }
    }
}

#[test]
fn the_signature_is_left() {
    let (mut params, ()) = written(|w| server(group::X25519).write_params(w));
    params.extend([7, 8]);
    let mut r = reader(&params);
    Client::read_params(LIBRARY, &mut r, |_| true).unwrap();
    assert_eq!(r.rest(), [7, 8]);
}

#[test]
fn the_server_is_asked_for_a_group_of_ours() {
    let (mut params, ()) = written(|w| server(group::SECP256R1).write_params(w));
    let wrong = illegal(Reason::WRONG_CURVE);
    let refused = Client::read_params(LIBRARY, &mut reader(&params), |group| {
        assert_eq!(group, group::SECP256R1);
        false
    });
    assert_eq!(refused.unwrap_err(), wrong);
    params[0] = NAMED_CURVE.0 - 1;
    let refused = Client::read_params(LIBRARY, &mut reader(&params), |_| true);
    assert_eq!(refused.unwrap_err(), wrong);
    // One that the library does not have.
    let unknown = client(LIBRARY, &[NAMED_CURVE.0, 0xfe, 0, 1]).unwrap_err();
    let reason = Reason::UNABLE_TO_FIND_ECDH_PARAMETERS;
    assert_eq!(unknown, Fatal::new(alert::INTERNAL_ERROR, reason));
}

#[test]
fn a_server_key_exchange_that_is_cut() {
    let (params, ()) = written(|w| server(group::SECP384R1).write_params(w));
    for length in 0..params.len() {
        let reason = match length {
            0..3 => Reason::LENGTH_TOO_SHORT,
            _ => Reason::LENGTH_MISMATCH,
        };
        let refused = client(LIBRARY, &params[..length]).unwrap_err();
        assert_eq!(refused, Fatal::new(alert::DECODE_ERROR, reason), "{length}");
    }
}

#[test]
fn a_server_s_point_that_is_none() {
    for library in libraries() {
        for group in [
            group::SECP256R1,
            group::SECP256K1,
            group::X25519,
            group::X448,
        ] {
            let (mut params, ()) = written(|w| server(group).write_params(w));
            let last = params.len() - 1;
            params.truncate(last);
            params[3] -= 1;
            let refused = client(&library, &params).unwrap_err();
            assert_eq!(refused, illegal(Reason::BAD_ECPOINT), "{group:?}");
            let empty = [&params[..3], &[0]].concat();
            let refused = client(&library, &empty).unwrap_err();
            assert_eq!(refused, illegal(Reason::BAD_ECPOINT), "{group:?}");
        }
        // A number of small order is found out when the secret is derived.
        let zero = [&[NAMED_CURVE.0, 0, group::X25519.0 as u8, 32][..], &[0; 32]].concat();
        let client = client(&library, &zero).unwrap();
        let (message, secret) = written(|w| client.answer(w));
        assert_eq!(secret.unwrap_err(), illegal(Reason::BAD_KEY_SHARE));
        assert!(message.is_empty());
    }
    err::clear();
}

#[test]
fn a_client_key_exchange_that_is_cut_or_extended() {
    let server = server(group::X25519);
    let (params, ()) = written(|w| server.write_params(w));
    let client = client(LIBRARY, &params).unwrap();
    let (mut message, secret) = written(|w| client.answer(w));
    secret.unwrap();
    let secret = |bytes: &[u8]| server.secret(&mut reader(bytes));
    let missing = fatal(alert::HANDSHAKE_FAILURE, Reason::MISSING_TMP_ECDH_KEY);
    assert_eq!(secret(&[]), missing);
    let mismatch = fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
    for length in 1..message.len() {
        assert_eq!(secret(&message[..length]), mismatch);
    }
    message.push(0);
    assert_eq!(secret(&message), mismatch);
}

#[test]
fn a_client_s_point_that_is_none() {
    for library in libraries() {
        for group in [group::SECP256R1, group::SECP256K1, group::X25519] {
            let server = Server::generate(&library, group).unwrap();
            let secret = |bytes: &[u8]| server.secret(&mut reader(bytes));
            let bad = Err(illegal(Reason::BAD_KEY_SHARE));
            assert_eq!(secret(&[0]), bad);
            assert_eq!(secret(&[3, 4, 5, 6]), bad);
            let zero = [&[32][..], &[0; 32]].concat();
            assert_eq!(secret(&zero), bad);
        }
    }
    err::clear();
}

#[test]
fn a_client_may_compress_its_point() {
    for library in libraries() {
        let server = Server::generate(&library, group::SECP256R1).unwrap();
        let (params, ()) = written(|w| server.write_params(w));
        let client = client(&library, &params).unwrap();
        let (message, secret) = written(|w| client.answer(w));
        let odd = message[65] & 1;
        let compressed = [&[33, 2 | odd], &message[2..34]].concat();
        assert_eq!(server.secret(&mut reader(&compressed)), secret);
    }
}

#[test]
fn groups_without_keys() {
    assert_eq!(
        Server::generate(LIBRARY, NamedGroup(0)).unwrap_err(),
        Fatal::INTERNAL
    );
}
