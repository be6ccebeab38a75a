//! DHE up to TLS 1.2.

use super::{fatal, illegal, libraries, reader, written};
use crate::error::{Fatal, Reason};
use crate::exchange::dhe::{auto_parameters, Client, Server};
use crate::registry::alert;
use crypto::dh::Part;
use crypto::err;
use crypto::library::Library;
use crypto::pkey::PKey;

const LIBRARY: &Library = &Library::DEFAULT;

fn any(_: i32, _: &PKey) -> bool {
    true
}

fn parameters() -> PKey {
    auto_parameters(LIBRARY, 112).unwrap()
}

fn server() -> Server {
    Server::generate(LIBRARY, Some(&parameters()), any).unwrap()
}

fn params(server: &Server) -> Vec<u8> {
    let (params, result) = written(|w| server.write_params(w));
    result.unwrap();
    params
}

/// A ServerKeyExchange of these numbers.
fn numbers(prime: &[u8], generator: &[u8], public: &[u8]) -> Vec<u8> {
    let (message, ()) = written(|w| {
        for number in [prime, generator, public] {
            w.vec16(|w| w.bytes(number));
        }
    });
    message
}

fn client(params: &[u8]) -> Result<Client, Fatal> {
    Client::read_params(LIBRARY, &mut reader(params), any)
}

#[test]
fn both_sides_agree() {
    let [default, other] = libraries();
    for (ours, theirs) in [(&default, &other), (&other, &default)] {
        for bits in [80, 112, 128] {
            let parameters = auto_parameters(ours, bits).unwrap();
            let server = Server::generate(ours, Some(&parameters), any).unwrap();
            let params = params(&server);
            let mut r = reader(&params);
            let client = Client::read_params(theirs, &mut r, any).unwrap();
            assert!(r.is_empty());
            let (message, secret) = written(|w| client.answer(w));
            assert_eq!(message.len(), 2 + client.peer().size());
            assert_eq!(server.secret(&mut reader(&message)), secret);
        }
    }
}

#[test]
fn automatic_parameters_are_as_strong_as_asked() {
    let sizes = [
        (0, 1024),
        (80, 1024),
        (111, 1024),
        (112, 2048),
        (127, 2048),
        (128, 3072),
        (151, 3072),
        (152, 4096),
        (191, 4096),
        (192, 8192),
        (256, 8192),
    ];
    for (security, bits) in sizes {
        let parameters = auto_parameters(LIBRARY, security).unwrap();
        assert_eq!(parameters.size() * 8, bits, "{security}");
    }
}

#[test]
fn the_server_s_message_has_padded_numbers() {
    let server = server();
    let params = params(&server);
    assert_eq!(params.len(), 2 + 256 + 2 + 1 + 2 + 256);
    assert_eq!(params[258..263], [0, 1, 2, 1, 0]);
}

#[test]
fn a_server_without_parameters_or_with_weak_ones() {
    let missing = Server::generate(LIBRARY, None, any).unwrap_err();
    let expected = Fatal::new(alert::INTERNAL_ERROR, Reason::MISSING_TMP_DH_KEY);
    assert_eq!(missing, expected);
    let weak = Server::generate(LIBRARY, Some(&parameters()), |bits, _| {
        assert_eq!(bits, 112);
        false
    });
    let expected = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::DH_KEY_TOO_SMALL);
    assert_eq!(weak.unwrap_err(), expected);
}

#[test]
fn a_client_asks_about_the_strength() {
    let params = params(&server());
    let weak = Client::read_params(LIBRARY, &mut reader(&params), |bits, _| bits > 112);
    let expected = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::DH_KEY_TOO_SMALL);
    assert_eq!(weak.unwrap_err(), expected);
}

#[test]
fn a_server_key_exchange_that_is_cut() {
    let params = params(&server());
    let mismatch = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
    for length in 0..params.len() {
        assert_eq!(client(&params[..length]).unwrap_err(), mismatch, "{length}");
    }
}

#[test]
fn numbers_that_are_none() {
    let prime = parameters().dh_part(Part::Prime).unwrap();
    let mut even = prime.clone();
    even[255] -= 1;
    let bad = illegal(Reason::BAD_DH_VALUE);
    for (prime, generator, public) in [
        (&prime[..], &[2][..], &[0][..]),
        (&prime, &[2], &[1]),
        (&prime, &[2], &[]),
        (&prime, &[2], &even),
        (&prime, &[2], &prime),
        (&prime, &[1], &[4]),
        (&prime, &[0], &[4]),
        (&prime, &[], &[4]),
        (&prime, &even, &[4]),
        (&even, &[2], &[4]),
        (&[], &[2], &[4]),
        (&[7], &[2], &[4]),
    ] {
        let refused = client(&numbers(prime, generator, public)).unwrap_err();
        assert_eq!(refused, bad, "{generator:?} {public:?}");
    }
    err::clear();
}

#[test]
fn a_client_key_exchange_that_is_cut_or_extended() {
    let server = server();
    let secret = |bytes: &[u8]| server.secret(&mut reader(bytes));
    let wrong = fatal(alert::DECODE_ERROR, Reason::DH_PUBLIC_VALUE_LENGTH_IS_WRONG);
    for bytes in [&[][..], &[0], &[0, 1], &[0, 2, 9], &[0, 1, 9, 9]] {
        assert_eq!(secret(bytes), wrong, "{bytes:?}");
    }
    let missing = fatal(alert::DECODE_ERROR, Reason::MISSING_TMP_DH_KEY);
    assert_eq!(secret(&[0, 0]), missing);
}

#[test]
fn a_client_s_number_out_of_range() {
    let server = server();
    let prime = parameters().dh_part(Part::Prime).unwrap();
    let mut below = prime.clone();
    below[255] -= 1;
    for number in [&[0][..], &[1], &below, &prime] {
        let (message, ()) = written(|w| w.vec16(|w| w.bytes(number)));
        let refused = server.secret(&mut reader(&message));
        assert_eq!(refused, Err(illegal(Reason::BAD_KEY_SHARE)));
    }
    // It need not be padded.
    assert!(server.secret(&mut reader(&[0, 1, 4])).is_ok());
    err::clear();
}
