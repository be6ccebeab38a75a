//! The key exchange of each suite.

use super::{fatal, reader, written};
use crate::cipher::{auth, kx, CIPHERS};
use crate::error::{Fatal, Reason};
use crate::exchange::kind::{Kind, Other, Server};
use crate::exchange::{dhe, ecdhe, psk, rsa};
use crate::registry::alert;
use crate::registry::group;
use crate::registry::version::TLS12;
use crypto::library::Library;
use crypto::pkey::PKey;

const LIBRARY: &Library = &Library::DEFAULT;

#[test]
fn every_suite_below_tls13_has_a_kind() {
    for cipher in CIPHERS.iter().filter(|cipher| cipher.kx != kx::ANY) {
        let kind = Kind::of(cipher.kx).unwrap();
        let name = cipher.name.to_str().unwrap();
        assert_eq!(kind.psk, name.contains("PSK"), "{name}");
        let prefix = |prefix| name.starts_with(prefix);
        let other = match kind.other {
            Other::None => prefix("PSK-"),
            Other::Rsa => cipher.auth == auth::RSA && !prefix("DHE-") && !prefix("ECDHE-"),
            Other::Dhe => prefix("DHE-") || prefix("ADH-"),
            Other::Ecdhe => prefix("ECDHE-") || prefix("AECDH-"),
            Other::Srp => prefix("SRP-"),
        };
        assert!(other, "{name}");
    }
    let unknown = Fatal::new(alert::INTERNAL_ERROR, Reason::UNKNOWN_CIPHER_TYPE);
    for word in [kx::ANY, kx::DHE | kx::RSA] {
        assert_eq!(Kind::of(word), Err(unknown));
    }
}

#[test]
fn who_speaks_first() {
    let first = |word| Kind::of(word).unwrap().has_server_params();
    assert!([kx::DHE, kx::DHEPSK, kx::ECDHE, kx::ECDHEPSK, kx::SRP].map(first) == [true; 5]);
    assert!([kx::RSA, kx::RSAPSK, kx::PSK].map(first) == [false; 3]);
}

#[test]
fn a_pre_shared_key_alone_needs_nothing_behind_the_identity() {
    let (message, ()) = written(|w| w.vec16(|w| w.bytes(b"me")));
    let mut r = reader(&message);
    psk::read_identity(&mut r).unwrap();
    assert_eq!(Server::Psk.secret(LIBRARY, &mut r), Ok(None));
    let extra = Server::Psk.secret(LIBRARY, &mut reader(&[0]));
    assert_eq!(extra, fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH));
    assert_eq!(written(|w| Server::Psk.write_params(w)), (vec![], Ok(())));
}

#[test]
fn each_kind_of_server_finds_the_client_s_secret() {
    let key = PKey::generate_rsa_for_test().unwrap();
    let (message, sent) = written(|w| rsa::encrypt(LIBRARY, Some(&key), TLS12, w));
    let server = Server::Rsa {
        key: Some(key),
        hello_version: TLS12,
        also: None,
    };
    let secret = server.secret(LIBRARY, &mut reader(&message));
    assert_eq!(secret, Ok(Some(sent.unwrap().premaster)));

    let server = Server::Ecdhe(ecdhe::Server::generate(LIBRARY, group::X25519).unwrap());
    let (params, result) = written(|w| server.write_params(w));
    result.unwrap();
    let client = ecdhe::Client::read_params(LIBRARY, &mut reader(&params), |_| true).unwrap();
    let (message, secret) = written(|w| client.answer(w));
    let found = server.secret(LIBRARY, &mut reader(&message));
    assert_eq!(found, secret.map(Some));

    let parameters = dhe::auto_parameters(LIBRARY, 0).unwrap();
    let any = |_, _: &PKey| true;
    let server = Server::Dhe(dhe::Server::generate(LIBRARY, Some(&parameters), any).unwrap());
    let (params, result) = written(|w| server.write_params(w));
    result.unwrap();
    let client = dhe::Client::read_params(LIBRARY, &mut reader(&params), any).unwrap();
    let (message, secret) = written(|w| client.answer(w));
    let found = server.secret(LIBRARY, &mut reader(&message));
    assert_eq!(found, secret.map(Some));
}
